"""Texts of Word: every word comes through or is named, and what a leaflet cannot hold is told at its line."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from docx import Document

from handouts.authoring.importing.drafting import ImportedDraft
from tests.handouts.authoring.importing import (
    W,
    before_end,
    body,
    docx,
    ear_leaflet,
    imported,
    missing,
    paragraph,
    png,
    run,
    told,
    with_parts,
)

COMMENTED = "the comments of a reader"
BOX = (
    "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice Requires='wps'><w:drawing>"
    "<wps:txbx xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><w:txbxContent>{}</w:txbxContent></wps:txbx>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>{}</w:txbxContent>"
    "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def of(folder: Path, *xml: str, change: object = None) -> ImportedDraft:
    """The draft of a text of Word with these paragraphs of XML."""
    document = Document()
    document.add_paragraph("Ears", style="Title")
    data = with_parts(docx(document), change or before_end("".join(xml)))
    return imported(folder / "ears.docx", data)


def line_of(draft: ImportedDraft, words: str) -> int:
    return next(number for number, line in enumerate(draft.text.split("\n"), 1) if words in line)


def noted(draft: ImportedDraft, words: str) -> list[int]:
    """The lines at which something is told."""
    return [one.line for one in draft.omissions if words in one.what]


def test_a_leaflet_of_a_nurse_comes_through_without_a_word_lost(tmp_path: Path) -> None:
    data, said = ear_leaflet()
    draft = imported(tmp_path / "ear.docx", data)
    assert missing(said, draft) == Counter()
    assert (draft.title, draft.identifier, draft.language) == ("Washing out your ear", "washing-out-your-ear", "en-US")
    assert 'author: "Rosa Marin"\n' in draft.text and "produced: 2025-03-04\n" in draft.text and "status: draft\n" in draft.text
    assert 'based-on: "«… on what …»"\n' in draft.text
    assert "Washing out your ear. ear.docx, 2025" in draft.text
    assert body(draft).split("\n\n")[1:] == [
        "# Get ready",
        "Use the drops for **five days** before you come. Do not use cotton buds, and keep the ear dry.",
        "- Put two drops into the ear twice a day.\n- Tell us if you have had a hole in your eardrum.",
        "1. The nurse looks into your ear.\n2. The nurse washes the wax out.",
        "| When | What |\n| --- | --- |\n| Day 1 | Rest at home |",
        "## When to call",
        "Call if your ear hurts.",
        "::: picture washing-out-your-ear-1.png\n«… say what the picture shows …»\n:::",
    ]
    assert draft.pictures == {"washing-out-your-ear-1.png": png()}
    assert noted(draft, "A comment by Ann is left out: “Is the number right?”.") == [line_of(draft, "Call if your ear hurts.")]
    assert noted(draft, "The head of its pages is left out, every leaflet has its own: “Mill Lane Clinic”.") == [0]


def test_tracked_changes_are_told_where_they_stand(tmp_path: Path) -> None:
    deleted = f"<w:del w:id='1' w:author='Ann'><w:r><w:delText>three days</w:delText></w:r></w:del><w:ins w:id='2' w:author='Bo'>{run('five days')}</w:ins>"
    draft = of(tmp_path, paragraph(run("First words.")), paragraph(f"{run('Wait ')}{deleted}{run(' at home.')}"))
    assert body(draft) == "First words.\n\nWait five days at home."
    line = line_of(draft, "Wait")
    assert noted(draft, "deleted while changes were tracked by Ann are left out: “three days”.") == [line]
    assert noted(draft, "put in while changes were tracked by Bo stand here: “five days”.") == [line]


def test_text_boxes_stand_as_paragraphs_once(tmp_path: Path) -> None:
    inside = paragraph(run("Call us at night too."))
    draft = of(tmp_path, paragraph(run("Before.") + BOX.format(inside, inside)), paragraph(run("After.")))
    assert body(draft) == "Before.\n\nCall us at night too.\n\nAfter."
    assert noted(draft, "A text box: its words are a paragraph here now.") == [line_of(draft, "night")]


def test_formulas_hidden_words_objects_and_fields_are_told(tmp_path: Path) -> None:
    formula = "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>a+b=c</m:t></m:r></m:oMath>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret note</w:t></w:r>"
    field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> MERGEFIELD First_Name </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    field += run("«First_Name»") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    draft = of(tmp_path, paragraph(run("Work out ") + formula + hidden), paragraph(run("Dear ") + field), paragraph("<w:r><w:object/></w:r>" + run("End.")))
    assert body(draft) == "Work out a+b=c\n\nDear «First\\_Name»\n\nEnd." or body(draft) == "Work out a+b=c\n\nDear «First_Name»\n\nEnd."
    for said, words in (("A formula is plain text now", "Work"), ("Hidden words are left out: “secret note”", "Work"), ("MERGEFIELD First", "Dear"), ("An embedded object", "End.")):
        assert noted(draft, said) == [line_of(draft, words)], said


def test_footnotes_stand_in_brackets_at_their_place(tmp_path: Path) -> None:
    notes = f"<w:footnotes xmlns:w='{W}'><w:footnote w:id='7'>{paragraph(run('Ask your doctor first.'))}</w:footnote></w:footnotes>"
    relation = "<Relationship Id='rIdF' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes' Target='footnotes.xml'/>"
    document = Document()
    document.add_paragraph("Take tablets")
    plain = docx(document)
    text = with_parts(plain, lambda xml: xml.replace("</w:p>", f"<w:r><w:footnoteReference w:id='7'/></w:r>{run(' in the morning.')}</w:p>", 1))
    import zipfile

    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        types = package.read("[Content_Types].xml").decode()
        relations = package.read("word/_rels/document.xml.rels").decode()
    override = "<Override PartName='/word/footnotes.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml'/>"
    data = with_parts(text, None, word__footnotes_xml=b"")
    data = with_parts(text, None, **{
        "word/footnotes.xml": notes.encode(), "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>").encode(),
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", f"{relation}</Relationships>").encode(),
    })  # fmt: skip
    draft = imported(tmp_path / "note.docx", data)
    assert body(draft) == "Take tablets (Ask your doctor first.) in the morning."
    assert noted(draft, "A footnote stands in brackets now: “Ask your doctor first.”.") == [line_of(draft, "tablets")]


def test_cells_that_were_one_and_lists_in_cells_are_told(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(3, 3)
    for row in table.rows:
        for number, cell in enumerate(row.cells):
            cell.text = f"word{row._index}{number}"
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).add_paragraph("item", style="List Bullet")
    draft = imported(tmp_path / "table.docx", docx(document))
    assert body(draft).split("\n") == [
        "| word00 | word01 word02 |  |", "| --- | --- | --- |", "| word10 word20 | word11 item | word12 |", "|  | word21 | word22 |",
    ]  # fmt: skip
    for said in ("“word01 word02” stands in the first of them", "“word10 word20” stands in the first of them", "A table without a head"):
        assert noted(draft, said) == [line_of(draft, "word00")], said
    assert noted(draft, "A list in a cell of a table is one line now") == [line_of(draft, "word11")]


def test_signs_that_mean_something_to_a_leaflet_stay_what_they_are(tmp_path: Path) -> None:
    from handouts.authoring.branches import branches
    from handouts.leaflets.nodes import read_nodes

    odd = [
        "# no heading", "- 5 degrees", "1. of May", "2026. A year", "{{ patient.name }} and {% if x %} and {# note #}", "a * b * c", "**not bold**",
        "_under_ and snake_case", "[x] and [words](https://example.org)", "<b>tag</b> <!-- note -->", "::: note", ": fact", "> quoted", "5 | 6",
        "~~gone~~ ==mark== ++plus++ ^up^ ''two''", "a\\b", "`code`", "AT&T &amp; &nbsp; Q&A", "=====", "---", "+ plus", "+49 30", "$HOME $$x$$ %NAME% @@x@@", ":smile:",
    ]  # fmt: skip
    document = Document()
    document.add_paragraph("Title", style="Title")
    for text in odd:
        document.add_paragraph(f"{text} end")
        document.add_paragraph("Between.")
    draft = imported(tmp_path / "odd.docx", docx(document))
    (strand,) = branches(body(draft), lambda tag: "PRINTED")
    nodes = read_nodes(strand.source.text)
    assert {node.kind for node in nodes} == {"paragraph"}
    read = ["".join(child.token.content for child in node.inside[0].inside) for node in nodes]
    assert [text for text in read if text != "Between."] == [f"{text} end" for text in odd]


def test_bullets_boxes_and_steps_that_were_typed_are_lists(tmp_path: Path) -> None:
    lines = ["Bring:", "•\tyour list", "• a friend", "Do:", "☐ call us", "☐ rest", "Then:", "1. sit", "2) stand", "3. walk", "10. of May"]
    draft = of(tmp_path, *(paragraph(run(line)) for line in lines))
    assert body(draft) == "Bring:\n\n- your list\n- a friend\n\nDo:\n\n- [ ] call us\n- [ ] rest\n\nThen:\n\n1. sit\n2. stand\n3. walk\n\n10\\. of May"


@pytest.mark.parametrize(("data", "said"), [(b"GIF89a...", "is a GIF"), (b"\xd7\xcd\xc6\x9a0000", "is a WMF of Windows"), (b"\x01\0\0\0x", "is an EMF of Windows"), (b"BMxx", "is a bitmap")])
def test_only_png_and_jpeg_come_along_whatever_a_file_is_called(tmp_path: Path, data: bytes, said: str) -> None:
    document = Document()
    document.add_paragraph("Look here.")
    document.add_picture(io.BytesIO(png()))
    document.add_picture(io.BytesIO(png(level=9)))
    held = with_parts(docx(document), None, **{"word/media/image1.png": data})
    draft = imported(tmp_path / "pictures.docx", held)
    assert draft.pictures == {"pictures-1.png": png(level=9)}
    assert said in told(draft)


def test_heads_of_the_third_level_and_more_are_bold_lines(tmp_path: Path) -> None:
    document = Document()
    for level in (1, 2, 3, 4):
        document.add_heading(f"Level {level}", level)
        document.add_paragraph("Words.")
    draft = imported(tmp_path / "levels.docx", docx(document), title="All levels")
    assert [line for line in body(draft).split("\n") if "Level" in line] == ["# Level 1", "## Level 2", "**Level 3**", "**Level 4**"]
    assert "2 places: a heading of the third level" in told(draft)


GRAPHIC = "<w:r><w:drawing><wp:inline xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'><wp:docPr id='1' name='G' descr='{0}'>{1}</wp:docPr>{2}</wp:inline></w:drawing></w:r>"
DATA = "<a:graphic xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:graphicData>{}</a:graphicData></a:graphic>"
CHART = DATA.format("<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart'/>")
SMART = DATA.format("<dgm:relIds xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram'/>")
FILM = "<wp15:webVideoPr xmlns:wp15='http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing' embeddedHtml='https://films.example/7'/>"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (GRAPHIC.format("How it heals", "", CHART), "A chart is left out, called “How it heals”"),
        (GRAPHIC.format("Steps", "", SMART), "A drawing of Word (SmartArt) is left out, called “Steps”"),
        (GRAPHIC.format("Film", FILM, ""), "A film is left out: “https://films.example/7”"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>never</w:t></w:r>", "Struck out words are left out: “never”"),
        ("<w:moveFrom w:id='1' w:author='Bo'><w:r><w:t>moved</w:t></w:r></w:moveFrom>", "deleted while changes were tracked by Bo are left out: “moved”"),
        ("<w:r><w:t>\uf04a</w:t></w:r>", "A sign of a font of Word's (U+F04A) is left out"),
    ],
)
def test_what_cannot_stand_in_a_leaflet_is_named_at_its_line(tmp_path: Path, xml: str, said: str) -> None:
    draft = of(tmp_path, paragraph(run("First.")), paragraph(run("Here.") + xml), paragraph(run("Last.")))
    assert body(draft) == "First.\n\nHere.\n\nLast."
    assert noted(draft, said) == [line_of(draft, "Here.")], told(draft)


def test_an_embedded_file_is_named(tmp_path: Path) -> None:
    draft = of(tmp_path, paragraph(run("First.")), "<w:altChunk/>", paragraph(run("Last.")))
    assert body(draft) == "First.\n\nLast." and noted(draft, "An embedded file is left out") == [line_of(draft, "First.")]


def test_bold_lines_are_headings_where_there_are_no_others_and_the_first_line_is_the_title(tmp_path: Path) -> None:
    document = Document()
    for text, bold in (("Washing your ear", False), ("Some words.", False), ("Get ready", True), ("Rest now.", True), ("At home", True), ("Sleep well.", False)):
        document.add_paragraph().add_run(text).bold = bold
    draft = imported(tmp_path / "bold.docx", docx(document))
    assert draft.title == "Washing your ear" and draft.identifier == "bold"
    assert body(draft) == "Some words.\n\n# Get ready\n\n**Rest now.**\n\n# At home\n\nSleep well."
    assert "The first line is taken for the title" in told(draft) and "2 places: a bold line by itself is a heading now" in told(draft)


def test_a_text_of_one_line_keeps_it(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Rest at home")
    draft = imported(tmp_path / "one.docx", docx(document))
    assert (draft.title, body(draft)) == ("one", "Rest at home")


def test_a_picture_that_lies_elsewhere_is_named_and_not_fetched(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Look here.")
    document.add_picture(io.BytesIO(png()))
    document.add_paragraph("End.")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    for where in ("http://127.0.0.1:9/x.png", "file:///etc/passwd", "../../etc/passwd"):
        number = document.part.relate_to(where, kind, is_external=True)
        data = with_parts(docx(document), lambda xml: re.sub(r'r:embed="rId[0-9]+"', f'r:link="{number}"', xml))  # noqa: B023  asked at once
        draft = imported(tmp_path / "linked.docx", data)
        assert body(draft) == "Look here.\n\nEnd." and draft.pictures == {}
        assert "is not in the file" in told(draft)
