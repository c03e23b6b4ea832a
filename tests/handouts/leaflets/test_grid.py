"""Pictures in a grid, the widths of tables, contents: what an editor writes, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.leaflets.merge import pictures
from layouts.document.blocks import Contents, Exhibits, Paragraph, Table
from layouts.document.inlines import Field, TextRun
from tests.handouts import clinic, leaflet
from tests.handouts.leaflets.test_aids import DRAWING, words
from tests.handouts.leaflets.test_markdown import blocks, refusal

GRID = "# Heel slide\na.svg: A heel.\n\nPull.\n\n**10 times**\n\n# For {{ patient.given_name }}\na.svg: A leg.\n\n- one\n- two\n"
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.fixture(autouse=True)
def drawing(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(DRAWING)
    (tmp_path / "worded.svg").write_bytes(DRAWING.replace(b"</svg>", b"<text>leg</text></svg>"))


def test_a_grid_is_titles_with_pictures_and_words(tmp_path: Path) -> None:
    [made] = blocks(tmp_path, f"::: pictures\n{GRID}:::\n")
    assert isinstance(made, Exhibits) and made.week == ()
    one, two = made.exhibits
    assert (one.title, one.figure.alternative, one.figure.picture.data) == ((TextRun("Heel slide"),), "A heel.", DRAWING)
    assert one.blocks == (words("Pull."), Paragraph((TextRun("10 times", strong=True),)))
    assert isinstance(two.title[1], Field)


def test_a_week_begins_as_it_does_where_the_language_is_spoken(tmp_path: Path) -> None:
    [made] = blocks(tmp_path, f"::: pictures week\n{GRID}:::\n")
    assert isinstance(made, Exhibits) and made.week == ("S", "M", "T", "W", "T", "F", "S")


def test_its_pictures_and_those_beside_text_are_among_those_that_a_leaflet_needs(tmp_path: Path) -> None:
    made = leaflet(tmp_path, f"::: pictures\n{GRID}:::\n\n::: beside b.svg\nWhat.\n\n---\n\nText.\n:::\n")
    assert {path.name for path in pictures(made, clinic()) if path.parent == tmp_path} == {"a.svg", "b.svg"}


@pytest.mark.parametrize(("inside", "line", "what"), [
    ("", 7, "a grid of pictures is titles, each with a picture and words"),
    ("Words.\n\n# One\na.svg: A heel.\n\nPull.\n", 7, "a grid of pictures is titles, each with a picture and words"),
    ("# One\na.svg: A heel.\n\nPull.\n\nterm\n: fact\n", 7, "a grid of pictures is titles, each with a picture and words"),
    ("# One\na.svg: A heel.\n\n::: lead\nPull.\n\nPush.\n:::\n", 7, "a grid of pictures is titles, each with a picture and words"),
    ("# One\n\nPull.\n", 8, "no picture is named below this title"),
    ("# One\nnone.svg: A heel.\n\nPull.\n", 9, "there is no picture 'none.svg'"),
    ("# One\na.svg:\n\nPull.\n", 9, "a picture needs its description"),
    ("# One\na.svg: {{ patient.name }}\n\nPull.\n", 9, "a merged value may not stand in a picture's description"),
    ("# One\na.svg: A heel.\n", 8, "nothing says what to do as this picture shows"),
    ("# One\nworded.svg: A heel.\n\nPull.\n", 9, "this drawing has words in it, for which a grid has no room"),
])  # fmt: skip
def test_what_is_wrong_with_a_grid_is_told_at_its_line(tmp_path: Path, inside: str, line: int, what: str) -> None:
    error = refusal(tmp_path, f":::: pictures\n{inside}::::\n")
    assert [(slip.line, slip.what) for slip in error.slips] == [(line, what)]


def test_everything_wrong_with_a_grid_is_told_at_once(tmp_path: Path) -> None:
    error = refusal(tmp_path, "::: pictures\n# One\n\nPull.\n\n# Two\nnone.svg: A leg.\n:::\n")
    assert [slip.line for slip in error.slips] == [8, 13, 12]
    assert "has no title" in str(refusal(tmp_path, f"::: pictures Exercises\n{GRID}:::\n"))


def test_a_table_takes_its_widths(tmp_path: Path) -> None:
    [made] = blocks(tmp_path, f"::: table 2 1\n{TABLE}:::\n")
    assert isinstance(made, Table) and made.parts == (2, 1)
    [plain] = blocks(tmp_path, TABLE)
    assert repr(plain) == repr(made), "what a copy says is the same"


@pytest.mark.parametrize("said", ["", "1", "1 2 3", "1 0", "1 -2", "1 x", "1 1000", "50% 50%"])
def test_widths_that_are_none_are_refused(tmp_path: Path, said: str) -> None:
    error = refusal(tmp_path, f"::: table {said}\n{TABLE}:::\n")
    assert "the width of each of the 2 columns is a whole number from 1 to 999" in str(error) and "'::: table 1 1'" in str(error)


@pytest.mark.parametrize("inside", ["", "Words.\n", f"{TABLE}\nWords.\n"])
def test_widths_belong_to_one_table(tmp_path: Path, inside: str) -> None:
    assert "widths of columns belong to one table" in str(refusal(tmp_path, f"::: table 1 1\n{inside}:::\n"))


def test_contents_have_a_title_of_their_own_or_the_programs(tmp_path: Path) -> None:
    assert blocks(tmp_path, "::: contents\n:::\n") == (Contents((TextRun("In this leaflet"),)),)
    assert blocks(tmp_path, "::: contents All of it\n:::\n") == (Contents((TextRun("All of it"),)),)


@pytest.mark.parametrize(("body", "line", "what"), [
    ("::: contents\nWords.\n:::\n", 7, "a table of contents is made of the headings, and nothing stands in it"),
    ("::: contents\n:::\n\n::: contents\n:::\n", 10, "a leaflet has one table of contents"),
    (":::: keep\n::: contents\n:::\n::::\n", 8, "a table of contents stands in nothing else"),
])  # fmt: skip
def test_contents_stand_once_and_in_nothing_else(tmp_path: Path, body: str, line: int, what: str) -> None:
    error = refusal(tmp_path, body)
    assert [(slip.line, slip.what) for slip in error.slips] == [(line, what)]
