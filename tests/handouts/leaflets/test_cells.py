"""Lists and line ends in the cells of a table; figures above and below the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.language.scripts import RAISED, lifted
from layouts.document.blocks import Cell, Items, Paragraph, Table, blocks_of, words_of
from layouts.document.inlines import Field, TextRun
from tests.handouts.leaflets.test_markdown import blocks, refusal


def cell(folder: Path, text: str) -> Cell:
    [table] = blocks(folder, f"| a | b |\n|---|---|\n| {text} | x |\n")
    assert isinstance(table, Table)
    return table.rows[0][0]


def words(text: str) -> Paragraph:
    return Paragraph((TextRun(text),))


def items(kind: str, *texts: str, start: int = 1) -> Items:
    return Items(kind, tuple((words(text),) for text in texts), start)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("- one<br>- two", (items("bullet", "one", "two"),)),
        ("Bring:<br>- one<br/>* two <BR> and rest.", (words("Bring:"), items("bullet", "one", "two"), words("and rest."))),
        ("1. one<br>2) two", (items("number", "one", "two"),)),
        ("3. one<br>4. two", (items("number", "one", "two", start=3),)),
        ("[ ] yes<br>- [ ] no", (items("check", "yes", "no"),)),
        ("[ ]", (Items("check", ((),)),)),
        ("- **one**", (Items("bullet", ((Paragraph((TextRun("one", True),)),),)),)),
    ],
)
def test_lines_of_a_cell_that_begin_as_items_are_a_list(tmp_path: Path, text: str, inside: tuple[object, ...]) -> None:
    made = cell(tmp_path, text)
    assert words_of(made) is None and blocks_of(made) == inside


@pytest.mark.parametrize(
    ("text", "said"), [("9:00<br>to 10:00", "9:00 \nto 10:00"), ("1. Dezember", "1. Dezember"), ("-", "-"), ("2.5 mg", "2.5\u00a0mg"), ("", "")]
)
def test_other_cells_are_words(tmp_path: Path, text: str, said: str) -> None:
    made = words_of(cell(tmp_path, text))
    assert made is not None and "".join(getattr(run, "text", "?") for run in made) == said


def test_a_value_stands_in_its_item(tmp_path: Path) -> None:
    [made] = blocks_of(cell(tmp_path, "- for {{ patient.given_name }}<br>- two"))
    assert isinstance(made, Items)
    [paragraph] = made.items[0]
    assert isinstance(paragraph, Paragraph) and isinstance(paragraph.content[1], Field)


@pytest.mark.parametrize(
    ("text", "said"), [("1.9 m^2^", "1.9 m²"), ("H~2~O", "H₂O"), ("10^-3^", "10⁻³"), ("Ca^2+^", "Ca²⁺\u200e"), ("~~no~~", "~~no~~"), ("a ~ b", "a ~ b")]
)
def test_figures_above_and_below_the_line_are_characters_of_their_own(tmp_path: Path, text: str, said: str) -> None:
    if "~~" not in text:
        assert blocks(tmp_path, f"{text}\n") == (words(said),)
    else:
        assert "strikes nothing out" in str(refusal(tmp_path, f"{text}\n"))


@pytest.mark.parametrize(("text", "shown"), [("T~max~", "'max'"), ("1^st^", "'st'"), ("m^{{ patient.given_name }}^", "'…'")])
def test_what_cannot_stand_there_is_refused_with_what_can(tmp_path: Path, text: str, shown: str) -> None:
    error = str(refusal(tmp_path, f"{text}\n"))
    assert f"{shown} cannot stand" in error and "There can stand 0 1 2" in error


def test_every_figure_can_be_raised_and_lowered_and_nothing_of_it_is_lost() -> None:
    for way in RAISED:
        made = lifted("0123456789", way)
        assert len(set(made)) == 10 and not set(made) & set("0123456789")
        assert lifted("", way) == lifted("x1", way) == ""
