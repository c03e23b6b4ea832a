"""Blocks that help to understand and to remember: what an editor writes, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import LeafletError
from handouts.leaflets.merge import merge
from layouts.document.blocks import Block, Box, Chance, Columns, Facts, Figure, Heading, Items, KeptTogether, Paragraph, Writing
from layouts.document.inlines import Field, TextRun
from tests.handouts import appointment, clinic, leaflet
from tests.handouts.leaflets.test_markdown import blocks, refusal

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>'


def words(text: str) -> Paragraph:
    return Paragraph((TextRun(text),))


def test_a_picture_stands_beside_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(DRAWING)
    made = blocks(tmp_path, "::: beside a.svg\nAn arrow.\n\nA caption.\n\n---\n\n# Head\n\nText.\n:::\n")
    [both] = made
    assert isinstance(both, Columns) and both.name == "beside"
    text, (figure,) = both.cells
    assert text == (Heading(2, (TextRun("Head"),)), words("Text."))
    assert isinstance(figure, Figure) and figure.beside and (figure.alternative, figure.caption) == ("An arrow.", (TextRun("A caption."),))


def test_a_glossary_is_words_with_meanings_below_its_heading(tmp_path: Path) -> None:
    made = blocks(tmp_path, "::: glossary Words used here\nstent\n: a small tube\n:::\n")
    assert made == (Heading(2, (TextRun("Words used here"),)), Facts((((TextRun("stent"),), (TextRun("a small tube"),)),), "glossary"))
    assert blocks(tmp_path, "::: glossary\nstent\n: a small tube\n:::\n") == made[1:]


def test_lines_for_questions_stand_below_a_heading_and_words(tmp_path: Path) -> None:
    made = blocks(tmp_path, "::: questions My questions\nBring them.\n:::\n")
    assert made == (Heading(2, (TextRun("My questions"),)), KeptTogether((words("Bring them."), Writing(5))))
    assert blocks(tmp_path, "::: questions My questions\n:::\n")[1:] == (Writing(5),)


def test_lines_for_questions_may_stand_only_where_there_is_room(tmp_path: Path) -> None:
    heading = Heading(2, (TextRun("My questions"),))
    for said, between in (("Bring them.\n", (words("Bring them."),)), ("", ())):
        text = f"Text.\n\n::: questions My questions lines=spare\n{said}:::\n"
        made = merge(leaflet(tmp_path, text), appointment(), clinic())
        assert made.document.remainder == (KeptTogether((heading, *between, Writing(5)), spare=True),)
        assert made.document.blocks == merge(leaflet(tmp_path, "Text.\n"), appointment(), clinic()).document.blocks
        assert made.wording != merge(leaflet(tmp_path, "Text.\n"), appointment(), clinic()).wording


def test_what_is_kept_together_is_one_block(tmp_path: Path) -> None:
    made = blocks(tmp_path, "::: keep\n# One\n\n- two\n:::\n")
    assert made == (KeptTogether((Heading(2, (TextRun("One"),)), Items("bullet", ((words("two"),),)))),)


@pytest.mark.parametrize(("said", "dots"), [("3/100", 3), ("1 / 20", 5), ("10/10", 100), ("1/50", 2), ("7/25", 28)])
def test_a_chance_is_so_many_of_a_hundred(tmp_path: Path, said: str, dots: int) -> None:
    [made] = blocks(tmp_path, f"::: chance {said}\nWhom, {{{{ patient.given_name }}}}?\n:::\n")
    assert isinstance(made, Chance) and made.count == dots
    [paragraph] = made.blocks
    assert isinstance(paragraph, Paragraph) and any(isinstance(inline, Field) for inline in paragraph.content)


@pytest.mark.parametrize("name", ["danger", "urgent"])
def test_both_grades_of_danger_are_boxes(tmp_path: Path, name: str) -> None:
    made: tuple[Block, ...] = blocks(tmp_path, f"::: {name} Call 911 now\n- pain\n:::\n")
    assert made == (Box(name, (TextRun("Call 911 now"),), (Items("bullet", ((words("pain"),),)),)),)


@pytest.mark.parametrize(
    ("body", "what", "remedy"),
    [
        ("::: chance 3/7\nx\n:::\n", "so many of a hundred", "of 10, 20, 25, 50, 100"),
        ("::: chance 0/100\nx\n:::\n", "so many of a hundred", "3/100"),
        ("::: chance 101/100\nx\n:::\n", "so many of a hundred", "3/100"),
        ("::: chance three in a hundred\nx\n:::\n", "so many of a hundred", "3/100"),
        ("::: chance 3/100\n:::\n", "needs words", "to whom it happens"),
        ("::: glossary\njust words\n:::\n", "has words and meanings", ": its meaning"),
        ("::: questions\nwords\n:::\n", "need a heading", "My questions"),
        ("::: questions lines=spare\nwords\n:::\n", "need a heading", "My questions"),
        ("::: questions Mine lines=7\nwords\n:::\n", "no number of lines '7'", "lines=spare"),
        ("::: questions Mine lines=spare\n{{ patient.name }}\n:::\n", "has no values", "words themselves"),
        ("::: keep Title\nwords\n:::\n", "has no title", "heading on the next line"),
        ("::: beside a.svg\nAn arrow.\n:::\n", "has two parts", "'---'"),
        ("::: beside a.svg\nAn arrow.\n\n---\n:::\n", "has two parts", "'---'"),
        ("::: beside b.svg\nAn arrow.\n\n---\n\nx\n:::\n", "there is no picture 'b.svg'", "beside the leaflet"),
        ("::: dangers Call\n- x\n:::\n", "unknown block", "Did you mean '::: danger'?"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(tmp_path: Path, body: str, what: str, remedy: str) -> None:
    (tmp_path / "a.svg").write_bytes(DRAWING)
    error: LeafletError = refusal(tmp_path, body)
    assert what in str(error) and remedy in str(error)
    assert ".md:7:" in str(error)
