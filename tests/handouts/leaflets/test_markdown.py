"""Markdown: what a leaflet's text becomes, block by block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import LeafletError
from handouts.language.characters import PLACEHOLDER
from handouts.leaflets.forms import FENCES
from handouts.leaflets.markdown import MAKERS, parse
from handouts.leaflets.merge import merge
from handouts.leaflets.skeleton import Skeleton, Tone
from layouts.document.blocks import Block, Box, Code, Columns, Facts, Figure, Heading, Items, Paragraph, Table
from layouts.document.inlines import Field, Inlines, TextRun
from tests.handouts import FRONT, appointment, clinic, leaflet, printed

VALUE = "\U000f0000"
PIECES = (
    "word", "two words", "# ", "## ", "### ", "- ", "- [ ] ", "1. ", ": ", "::: note", "::: picture a.svg", "::: columns x", "::: video ",
    "::: lead", "::: nothing", ":::", "::::", "::: timeline", ":::: timeline", "::: pictures", ":::: pictures week", "::: table 1 1",
    "::: contents", f"- [ ] {VALUE}: ", f"- until {VALUE}: ", "a.svg: ", "---", "| a | b |", "|---|---|", "**", "*", "`", "[", "](https://a.b)", "]{lang=ar}", "![", "\n", "\n\n",
    "  ", "    ", "\\", "> ", "```", "&amp;", "&#65;", "<b>", "https://a.b", VALUE, "===", "\t", "[a]: b",
)  # fmt: skip


def blocks(folder: Path, body: str) -> tuple[Block, ...]:
    """What a leaflet's text becomes, without title, panel and colophon."""
    made = merge(leaflet(folder, body), appointment(), clinic()).document.blocks
    return made[2:-1]


def refusal(folder: Path, body: str, front: str = FRONT) -> LeafletError:
    """The error of a leaflet that may not be."""
    with pytest.raises(LeafletError) as caught:
        merge(leaflet(folder, body, front), appointment(), clinic())
    return caught.value


# -- Markdown


@pytest.mark.parametrize("html", ["<b>x</b>", "<script>alert(1)</script>", "<!-- x -->", "<br/>", "</para>", "<https://a.b>", "<?x ?>"])
def test_html_is_refused_and_literal_text_where_its_sign_is_escaped(tmp_path: Path, html: str) -> None:
    assert "as they stand" in str(refusal(tmp_path, f"{html}\n")) or "as it stands" in str(refusal(tmp_path, f"{html}\n"))
    escaped = html.replace("<", "\\<").replace("-->", "\\-->")
    assert blocks(tmp_path, f"Say {escaped} here.\n") == (Paragraph((TextRun(f"Say {html} here."),)),)


@pytest.mark.parametrize("link", ["https://example.org/a?b=c#d", "mailto:anna@example.org", "tel:+12175550142"])
def test_an_address_that_a_patient_can_open_is_a_link(tmp_path: Path, link: str) -> None:
    assert blocks(tmp_path, f"See [this]({link}).\n") == (Paragraph((TextRun("See "), TextRun("this", link=link), TextRun("."))),)


def test_headings_go_below_the_title(tmp_path: Path) -> None:
    made = blocks(tmp_path, "# One\n\n## Two\n\nThree\n===\n\nFour\n---\n")
    assert made == (Heading(2, (TextRun("One"),)), Heading(3, (TextRun("Two"),)), Heading(2, (TextRun("Three"),)), Heading(3, (TextRun("Four"),)))


def test_stress_is_strong_and_lines_are_joined_or_kept(tmp_path: Path) -> None:
    made = blocks(tmp_path, "One **two** *three*\nfour  \nfive\\\nsix `seven`\n")
    assert made == (
        Paragraph(
            (TextRun("One "), TextRun("two", strong=True), TextRun(" "), TextRun("three", strong=True), TextRun(" four \nfive \nsix seven")),
        ),
    )


def test_a_text_in_another_language_says_so(tmp_path: Path) -> None:
    assert blocks(tmp_path, "In [عربي]{lang=ar} too.\n") == (Paragraph((TextRun("In "), TextRun("عربي", language="ar"), TextRun(" too."))),)


def test_lists_are_bullets_steps_or_boxes_to_tick(tmp_path: Path) -> None:
    one, two = (Paragraph((TextRun("One"),)),), (Paragraph((TextRun("two"),)),)
    assert blocks(tmp_path, "- One\n- two\n") == (Items("bullet", (one, two)),)
    assert blocks(tmp_path, "3. One\n4. two\n") == (Items("number", (one, two), 3),)
    assert blocks(tmp_path, "- [ ] One\n- [ ] two\n") == (Items("check", (one, two)),)
    assert "whose boxes are lost" in str(refusal(tmp_path, "- [ ] One\n- two\n"))
    assert blocks(tmp_path, "- One\n  - two\n") == (Items("bullet", ((*one, Items("bullet", (two,))),)),)


def test_facts_are_terms_with_their_definitions(tmp_path: Path) -> None:
    made = blocks(tmp_path, "When\n: Soon\n\nWhere\n: **Here**\n")
    assert made == (Facts((((TextRun("When"),), (TextRun("Soon"),)), ((TextRun("Where"),), (TextRun("Here", strong=True),)))),)


def test_a_table_has_a_head_and_rows(tmp_path: Path) -> None:
    made = blocks(tmp_path, "| a | b |\n|---|---|\n| c | **d** |\n| e |\n")
    assert made == (Table(((TextRun("a"),), (TextRun("b"),)), (((TextRun("c"),), (TextRun("d", strong=True),)), ((TextRun("e"),), ()))),)


@pytest.mark.parametrize("kind", ["note", "important", "call-us"])
def test_a_box_has_a_title_and_blocks(tmp_path: Path, kind: str) -> None:
    made = blocks(tmp_path, f"::: {kind} Please note\nOne.\n\n- Two\n:::\n\nThree.\n")
    title = (TextRun("Important: "), TextRun("Please note")) if kind == "important" else (TextRun("Please note"),)
    box = Box(kind, title, (Paragraph((TextRun("One."),)), Items("bullet", ((Paragraph((TextRun("Two"),)),),))))
    assert made == (box, Paragraph((TextRun("Three."),)))


@pytest.mark.parametrize(
    ("language", "kind", "title", "said"),
    [
        ("en-US", "important", "Diabetes", "Important: Diabetes"), ("en-US", "important", "This is important", "This is important"),
        ("en-US", "note", "", "Note"), ("es", "important", "Diabetes", "Importante: Diabetes"), ("de", "note", "Diabetes", "Hinweis: Diabetes"),
        ("en-US", "call-us", "When to call", "When to call"),
    ],
)  # fmt: skip
def test_where_a_sign_stands_a_word_says_the_same(tmp_path: Path, language: str, kind: str, title: str, said: str) -> None:
    file = leaflet(tmp_path, f"::: {kind} {title}\nOne.\n:::\n", FRONT.replace("en-US", language), f"case.{language}.md")
    [_, _, box, _] = merge(file, appointment(), clinic()).document.blocks
    assert isinstance(box, Box) and "".join(run.text for run in box.title if isinstance(run, TextRun)) == said


def test_a_table_says_where_the_words_of_its_columns_stand(tmp_path: Path) -> None:
    [table] = blocks(tmp_path, "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n")
    assert isinstance(table, Table) and table.aligns == ("start", "center", "end", "")
    [plain] = blocks(tmp_path, "| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert isinstance(plain, Table) and plain.aligns == ()


def test_a_subtitle_stands_below_the_title_and_a_short_title_in_heads_and_feet(tmp_path: Path) -> None:
    front = FRONT + "subtitle: Bone cement\nshort-title: Kypho\n"
    made = merge(leaflet(tmp_path, "Words.\n", front), appointment(), clinic()).document
    assert made.blocks[1] == Paragraph((TextRun("Bone cement"),), "subtitle")
    assert "Kypho" in repr(made.running) and "Kypho, " not in made.title and "'Kypho'" in repr(made.foot)


def test_a_lead_is_a_paragraph_in_its_style(tmp_path: Path) -> None:
    assert blocks(tmp_path, "::: lead\nHello.\n:::\n") == (Paragraph((TextRun("Hello."),), "lead"),)


def test_columns_are_parted_by_rules(tmp_path: Path) -> None:
    made = blocks(tmp_path, "::: columns foot\nOne.\n\n---\n\nTwo.\n\nThree.\n:::\n")
    one, two, three = (Paragraph((TextRun(w),)) for w in ("One.", "Two.", "Three."))
    assert made == (Columns("foot", ((one,), (two, three))),)


def test_a_picture_has_a_description_a_caption_and_labels(tmp_path: Path) -> None:
    drawing = b"<svg><text id='disc'/><text id='bone'/></svg>"
    (tmp_path / "own.svg").write_bytes(drawing)
    words = "A spine,\nfrom the side.\n\nA **spine**.\n\n- disc: Disc: soft\n- bone : Bone\n"
    (figure,) = blocks(tmp_path, f"::: picture own.svg\n{words}:::\n")
    assert isinstance(figure, Figure)
    assert (figure.alternative, figure.caption) == ("A spine, from the side.", (TextRun("A "), TextRun("spine", strong=True), TextRun(".")))
    assert (figure.picture.name, figure.picture.data) == ("own.svg", drawing)
    assert figure.picture.labels == (("disc", "Disc: soft"), ("bone", "Bone"))


def test_a_picture_of_the_library_is_found(tmp_path: Path) -> None:
    (figure,) = blocks(tmp_path, "::: picture compression-fracture.svg\nA spine.\n:::\n")
    assert isinstance(figure, Figure)
    assert b"<svg" in figure.picture.data


def test_a_picture_beside_the_leaflet_stands_before_that_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "compression-fracture.svg").write_bytes(b"<svg/>")
    (figure,) = blocks(tmp_path, "::: picture compression-fracture.svg\nA spine.\n:::\n")
    assert isinstance(figure, Figure)
    assert figure.picture.data == b"<svg/>"


@pytest.mark.parametrize("name", ["../secret.svg", "..", ".", "/etc/passwd", "a/../../secret.svg", ".hid.svg", "..\\secret.svg", "a/b.svg"])
def test_a_picture_is_never_looked_for_in_another_folder(tmp_path: Path, name: str) -> None:
    room = tmp_path / "room"
    (room / "a").mkdir(parents=True)
    for secret in (tmp_path / "secret.svg", room / ".hid.svg", room / "..\\secret.svg", room / "a" / "b.svg"):
        secret.write_bytes(b"<svg/>")
    assert f"there is no picture {name!r}" in str(refusal(room, f"::: picture {name}\nA spine.\n:::\n"))


def test_a_video_is_a_code_with_a_sentence(tmp_path: Path) -> None:
    (code,) = blocks(tmp_path, "::: video https://example.org/film\nWatch the **film**.\n:::\n")
    content = (TextRun("Watch the "), TextRun("film", strong=True), TextRun("."))
    assert code == Code("https://example.org/film", "Watch the film.", content)


# -- properties


def skeleton(text: str) -> Skeleton:
    """A skeleton that may find a picture, and whose one value is a field."""

    def inline(words: str, tone: Tone) -> Inlines:
        parts = re.split(f"({PLACEHOLDER.pattern})", words)
        return tuple(Field(0, *tone) if PLACEHOLDER.match(part) else TextRun(part, *tone) for part in parts if part)

    return Skeleton("case.en-US.md", text, text, {"a.svg": b"<svg/>"}.get, inline)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_an_editor_writes_becomes_blocks_or_is_refused_at_a_line_of_it(text: str) -> None:
    try:
        made = parse(skeleton(text))
    except LeafletError as error:
        assert 1 <= error.line <= text.count("\n") + 1
        assert error.column >= 1
        return
    assert all(isinstance(block, Block) for block in made)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["word ", "**", "- ", "\n", "\n\n", "1. ", "# ", VALUE, "\n::: note\n", "\n:::\n", "[", "](https://a.b)"]), max_size=20))
def test_no_word_and_no_value_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        made = parse(skeleton(text))
    except LeafletError:
        return
    said = "".join(printed(block, ("@",)) for block in made)
    assert said.count("word") >= text.count("word")
    assert said.count("@") >= text.count(VALUE)


def test_every_form_and_every_kind_of_block_says_what_it_is() -> None:
    assert all(form.make.__doc__ for form in FENCES.values())
    assert all(maker.__doc__ for maker in MAKERS.values())
