"""A plan of medicines: what an editor writes is what is printed, and what could be read in two ways is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.language.phrases import phrases
from handouts.leaflets.medicines import ADVICE, COLUMNS
from layouts.document.blocks import Heading, Medicines
from layouts.document.inlines import TextRun
from tests.handouts.leaflets.test_markdown import blocks, refusal

HEAD = "| Medicine | For | Morning | Noon | Evening | Night | What to do | Until |\n|---|---|---|---|---|---|---|---|\n"


def plan(folder: Path, rows: str, head: str = HEAD) -> Medicines:
    [made] = blocks(folder, f"::: medicines\n{head}{rows}\n:::\n")
    assert isinstance(made, Medicines)
    return made


def test_what_is_printed_is_what_was_written(tmp_path: Path) -> None:
    made = plan(tmp_path, "| Paracetamol 500 mg | pain | 2 | ½ | 0 | | continue | as long as it hurts |")
    assert made.times == (("morning", "Morning"), ("noon", "Noon"), ("evening", "Evening"), ("night", "Night"))
    [row] = made.rows
    assert (row.name, row.purpose, row.until) == ((TextRun("Paracetamol 500\u00a0mg"),), (TextRun("pain"),), (TextRun("as long as it hurts"),))
    assert (row.amounts, row.advice, row.stops) == (("2", "½", "–", "–"), "Keep taking", False)
    assert "".join(run.text for run in row.taken if isinstance(run, TextRun)) == "Morning\u00a02 · Noon\u00a0½"


def test_columns_may_be_left_out_and_stand_in_any_order(tmp_path: Path) -> None:
    made = plan(tmp_path, "| stop | Warfarin |", "| what to do | medicine |\n|---|---|\n")
    assert made.times == () and made.rows[0].stops and made.rows[0].advice == "STOP" and made.head == ("Medicine", "What to do")


def test_the_title_is_a_heading(tmp_path: Path) -> None:
    made = blocks(tmp_path, f"::: medicines Your medicines\n{HEAD}| A | | 1 | | | | new | |\n:::\n")
    assert made[0] == Heading(2, (TextRun("Your medicines"),))


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "he", "hi", "pl", "zh-Hans"])
def test_each_language_has_words_of_its_own_that_tell_columns_apart(language: str) -> None:
    say = phrases(language)
    for words in (COLUMNS, ADVICE):
        said = [say(word) for word in words.values()]
        assert len({word.casefold() for word in said}) == len(words)
    assert all(say(word) != word for word in COLUMNS.values())


@pytest.mark.parametrize(
    ("rows", "head", "what", "remedy"),
    [
        ("| A | | 2 | | | | stop | |", HEAD, "stopped has an amount", "write two rows"),
        ("| A | | | - | 0 | | continue | |", HEAD, "has no amount at any time", "if needed"),
        ("| A | | 2 | | | | go on | |", HEAD, "there is no 'go on' under 'What to do'", "continue, stop, new, changed"),
        ("| A | | 2 | | | | | |", HEAD, "nothing says what to do", "continue, stop, new, changed"),
        ("| | pain | 2 | | | | new | |", HEAD, "a row without a medicine", "name and strength"),
        ("| A | | {{ patient.given_name }} | | | | new | |", HEAD, "may not stand under 'Morning'", "the figure"),
        ("| A | - x<br>- y | 1 | | | | new | |", HEAD, "a list may not stand under 'For'", "sentence"),
        ("| A | 1 |", "| Medicine | Mornings |\n|---|---|\n", "no column 'Mornings'", "Did you mean 'morning'?"),
        ("| A | 1 |", "| Medicine | medicine |\n|---|---|\n", "stands here twice", "Delete one"),
        ("| A | x |", "| Medicine | For |\n|---|---|\n", "says at least the medicine", "Until"),
        ("| x | 1 |", "| For | Noon |\n|---|---|\n", "says at least the medicine", "Until"),
        ("", HEAD, "without a medicine", "| --- |"),
        ("", "Take two.\n", "stand in one table", "| Medicine |"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(tmp_path: Path, rows: str, head: str, what: str, remedy: str) -> None:
    error = str(refusal(tmp_path, f"::: medicines\n{head}{rows}\n:::\n"))
    assert what in error and remedy in error


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    error = str(refusal(tmp_path, f"::: medicines\n{HEAD}| A | | 2 | | | | stop | |\n| | | 1 | | | | new | |\n:::\n"))
    assert ".md:10:" in error and ".md:11:" in error
