"""Leaflets: what their front matter and Markdown become, and where a bad one is told to be wrong.

The bad ones are documents: tests/cases/leaflets/*.md, each with the message that it gives.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import LeafletError
from handouts.files.hints import tables
from handouts.leaflets.leaflet import GIVEN, Leaflet, read_leaflet
from handouts.leaflets.merge import merge
from layouts.blocks import Block, Box, Code, Columns, Facts, Figure, Heading, Items, Paragraph, Table, TextRun
from tests.handouts import FIRST, FRONT, appointment, cases, clinic, leaflet, says

CASES = cases("leaflets")


def blocks(folder: Path, body: str) -> tuple[Block, ...]:
    """What a leaflet's text becomes, without title and panel."""
    made = merge(leaflet(folder, body), appointment(), clinic()).document.blocks
    return made[2:]


def refusal(folder: Path, body: str, front: str = FRONT) -> LeafletError:
    """The error of a leaflet that may not be."""
    with pytest.raises(LeafletError) as caught:
        merge(leaflet(folder, body, front), appointment(), clinic())
    return caught.value


# -- bad leaflets


@pytest.mark.parametrize("case", CASES)
def test_a_bad_leaflet_is_refused_with_its_message(tmp_path: Path, case: str) -> None:
    text, expected = CASES[case]
    path = tmp_path / "case.en-US.md"
    path.write_text(text, "utf-8")
    with pytest.raises(LeafletError) as caught:
        merge(read_leaflet(path), appointment(), clinic())
    message = str(caught.value)
    assert says(message, expected), f"{message}\n-- expected:\n{expected}"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("character", "\U000f0000\U000f0007\U00100000\U0010fff0\U0010fffd\ue000\uf8ff\x00\x07\x7f")
def test_a_character_that_could_be_taken_for_a_value_is_refused_at_its_place(tmp_path: Path, character: str) -> None:
    error = refusal(tmp_path, f"Words.\n\nHello, {character} you.\n")
    assert (error.line, error.column) == (FIRST + 2, 8)
    assert f"U+{ord(character):04X} may not stand in a leaflet" in str(error)


@pytest.mark.parametrize("character", ["\U000f0000", "\U0010fff0", "\ue000"])
def test_such_a_character_is_refused_in_the_front_matter_too(tmp_path: Path, character: str) -> None:
    error = refusal(tmp_path, "Words.\n", FRONT.replace("A leaflet", f"A {character}"))
    assert (error.line, error.column) == (2, 10)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path, separator: str) -> None:
    """Python's splitlines() ends lines at characters that no editor ends them at."""
    error = refusal(tmp_path, f"One{separator}two.\n\n### Three\n")
    assert str(error).startswith(f"case.en-US.md:{FIRST + 2}:1: ")
    assert f"\n  {FIRST + 2} | ### Three\n" in str(error)


def test_a_leaflet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.en-US.md"
    path.write_bytes(f"---\n{FRONT}---\nZoë\n".encode("cp1252"))
    with pytest.raises(LeafletError, match=r"case\.en-US\.md:7:3: cannot be read: it is not UTF-8 text \(byte \d+\)"):
        read_leaflet(path)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 200), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_the_caret_stands_beneath_the_column(line: int, column: int, source: str) -> None:
    shown = str(LeafletError("x.en.md", line, column, "what", source, "remedy")).split("\n")
    gutter = f"  {line} | "
    assert shown[0] == f"x.en.md:{line}:{column}: what"
    assert shown[1] == gutter + source
    assert shown[2].index("^") == len(gutter) + column - 1
    assert shown[3] == "  Remedy."


# -- front matter


def test_the_front_matter_is_read(tmp_path: Path) -> None:
    front = (
        "title: Kyphoplasty\nlanguage: en-US\nversion: 3\nstatus: reviewed\nreviewed: 2026-10-01\nreview-due: 2028-10-01\nauthor: A\n"
        "reviewer: Dr. B\nsources: [One, Two]\ncodes: {cpt: ['22513', '22514']}\nkeywords: [spine]\nsummary: Words.\nsensitive: true\n"
    )
    assert {line.split(":")[0] for line in front.splitlines()} == set(tables(Leaflet, GIVEN)[()])
    made = leaflet(tmp_path, "Words.\n", front, "kyphoplasty.en-US.md")
    assert made == Leaflet(
        "kyphoplasty", "kyphoplasty.en-US.md", "Kyphoplasty", "en-US", 3, "reviewed", made.body, tmp_path,
        date(2026, 10, 1), date(2028, 10, 1), "A", "Dr. B", "Words.", True, ("One", "Two"), (("cpt", ("22513", "22514")),), ("spine",),
    )  # fmt: skip


def test_four_keys_are_enough_and_an_empty_one_is_as_none(tmp_path: Path) -> None:
    assert leaflet(tmp_path, "Words.\n", FRONT + "reviewer:\nsources:\n") == leaflet(tmp_path, "Words.\n", FRONT + "author:\ncodes:\n")


def test_the_lines_of_the_text_keep_their_numbers(tmp_path: Path) -> None:
    assert leaflet(tmp_path, "Words.\n").body.split("\n")[FIRST - 1] == "Words."


def test_the_byte_order_mark_and_the_line_ends_do_not_matter(tmp_path: Path) -> None:
    plain = leaflet(tmp_path, "One.\n\nTwo.\n")
    path = tmp_path / "case.en-US.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_leaflet(path) == plain


# -- Markdown


@pytest.mark.parametrize("html", ["<b>x</b>", "<script>alert(1)</script>", "<!-- x -->", "<br/>", "</para>", "<https://a.b>", "<?x ?>"])
def test_html_is_literal_text(tmp_path: Path, html: str) -> None:
    assert blocks(tmp_path, f"{html}\n") == (Paragraph((TextRun(html),)),)
    assert blocks(tmp_path, f"Say {html} here.\n") == (Paragraph((TextRun(f"Say {html} here."),)),)


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
            (TextRun("One "), TextRun("two", strong=True), TextRun(" "), TextRun("three", strong=True), TextRun(" four\nfive\nsix seven")),
        ),
    )


def test_a_text_in_another_language_says_so(tmp_path: Path) -> None:
    assert blocks(tmp_path, "In [عربي]{lang=ar} too.\n") == (Paragraph((TextRun("In "), TextRun("عربي", language="ar"), TextRun(" too."))),)


def test_lists_are_bullets_steps_or_boxes_to_tick(tmp_path: Path) -> None:
    one, two = (Paragraph((TextRun("One"),)),), (Paragraph((TextRun("two"),)),)
    assert blocks(tmp_path, "- One\n- two\n") == (Items("bullet", (one, two)),)
    assert blocks(tmp_path, "3. One\n4. two\n") == (Items("number", (one, two), 3),)
    assert blocks(tmp_path, "- [ ] One\n- [ ] two\n") == (Items("check", (one, two)),)
    assert blocks(tmp_path, "- [ ] One\n- two\n") == (Items("bullet", ((Paragraph((TextRun("[ ] One"),)),), two)),)
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
    box = Box(kind, (TextRun("Please note"),), (Paragraph((TextRun("One."),)), Items("bullet", ((Paragraph((TextRun("Two"),)),),))))
    assert made == (box, Paragraph((TextRun("Three."),)))


def test_a_lead_is_a_paragraph_in_its_style(tmp_path: Path) -> None:
    assert blocks(tmp_path, "::: lead\nHello.\n:::\n") == (Paragraph((TextRun("Hello."),), "lead"),)


def test_columns_are_parted_by_rules(tmp_path: Path) -> None:
    made = blocks(tmp_path, "::: columns foot\nOne.\n\n---\n\nTwo.\n\nThree.\n:::\n")
    one, two, three = (Paragraph((TextRun(w),)) for w in ("One.", "Two.", "Three."))
    assert made == (Columns("foot", ((one,), (two, three))),)


def test_a_picture_has_a_description_a_caption_and_labels(tmp_path: Path) -> None:
    (tmp_path / "own.svg").write_bytes(b"<svg/>")
    words = "A spine,\nfrom the side.\n\nA **spine**.\n\n- disc: Disc: soft\n- bone : Bone\n"
    (figure,) = blocks(tmp_path, f"::: picture own.svg\n{words}:::\n")
    assert isinstance(figure, Figure)
    assert (figure.alternative, figure.caption) == ("A spine, from the side.", (TextRun("A "), TextRun("spine", strong=True), TextRun(".")))
    assert (figure.picture.name, figure.picture.data) == ("own.svg", b"<svg/>")
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
