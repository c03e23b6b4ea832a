"""Each rule: a document that breaks it, with what it says, and one that does not.  Each language: what its word lists find."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from handouts.leaflets.quality.check import check
from handouts.leaflets.quality.rules.table import RULES
from layouts.document.blocks import Box, Heading, Items, Paragraph
from layouts.document.inlines import TextRun
from tests.handouts.leaflets.quality import ROOM, manuscript, plain

WRONG = {path.name.removesuffix(".wrong.md"): path.read_text("utf-8").split("=====\n") for path in sorted(ROOM.glob("*.wrong.md"))}
RIGHT = {path.name.removesuffix(".right.md"): path.read_text("utf-8") for path in sorted(ROOM.glob("*.right.md"))}
LANGUAGES: dict[str, dict[str, Any]] = tomllib.loads((ROOM / "languages.toml").read_text("utf-8"))
CHOICES = ("benefits", "risks", "alternatives", "doing-nothing")


def paragraph(text: str) -> Paragraph:
    return Paragraph((TextRun(text),))


@pytest.mark.parametrize("rule", WRONG)
def test_a_rule_says_what_is_wrong_and_where(tmp_path: Path, rule: str) -> None:
    text, expected = WRONG[rule]
    found = check(manuscript(tmp_path, text))
    told = [f"{r.line}:{r.column}: {r.severity}: {r.what} {r.remedy}" for r in found if r.rule == rule]
    assert [said.replace("\u00a0", " ").replace("8\u201310", "8-10") for said in told] == expected.splitlines()  # merged, its marks are set


@pytest.mark.parametrize("rule", RIGHT)
def test_a_rule_is_silent_where_nothing_is_wrong(tmp_path: Path, rule: str) -> None:
    assert [r for r in check(manuscript(tmp_path, RIGHT[rule])) if r.rule == rule] == []


def test_every_rule_has_its_documents() -> None:
    """A question has none that it is silent about, but for those about pictures."""
    assert set(WRONG) == {row.rule for row in RULES}
    assert set(RIGHT) == {row.rule for row in RULES if row.severity != "question"} | {"pictures-help", "pictures-clear"}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_knows_what_a_procedure_must_tell(tag: str) -> None:
    words = LANGUAGES[tag]
    body = tuple(paragraph(sentence) for sentence in words["told"])
    whole = plain(Heading(2, (TextRun(words["help"]),)), *body, language=tag, kind="procedure")
    assert {r.rule for r in check(whole)} & {*CHOICES, "help-section"} == set()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_misses_what_is_not_told(tag: str) -> None:
    words = LANGUAGES[tag]
    bare = plain(Heading(2, (TextRun(words["bare"]),)), paragraph(words["bare"]), language=tag, kind="procedure")
    assert {r.rule for r in check(bare)} & {*CHOICES, "help-section"} == {*CHOICES, "help-section"}


@pytest.mark.parametrize(("tag", "missing"), [(tag, i) for tag in LANGUAGES for i in range(len(CHOICES))])
def test_each_of_the_four_is_missed_alone(tag: str, missing: int) -> None:
    told = [sentence for i, sentence in enumerate(LANGUAGES[tag]["told"]) if i != missing]
    found = check(plain(*map(paragraph, told), language=tag, kind="procedure"))
    assert {r.rule for r in found} & set(CHOICES) == {CHOICES[missing]}


def test_only_a_procedure_has_to_tell_them() -> None:
    assert not {r.rule for r in check(plain(paragraph("The doctor sees you."), kind="condition"))} & set(CHOICES)


def test_a_language_without_word_lists_is_judged_by_what_needs_none() -> None:
    found = {r.rule for r in check(plain(paragraph("Bonvolu veni je la oka."), language="eo", kind="procedure"))}
    assert {"help-section", "version", "owner"} <= found
    assert not found & {*CHOICES, "action", "you", "grade", "passive", "range"}


def test_a_call_us_box_is_a_help_section_in_any_language() -> None:
    box = Box("call-us", (), (paragraph("Telefonu al (217) 555-0142 aŭ 112."),))
    found = {r.rule for r in check(plain(box, language="eo", phone="(217) 555-0142", emergency="112"))}
    assert not found & {"help-section", "help-number", "help-emergency"}


def test_a_number_that_only_begins_like_the_emergency_number_is_none() -> None:
    box = Box("call-us", (), (paragraph("Call 9110 or 0911."),))
    assert "help-emergency" in {r.rule for r in check(plain(box, emergency="911"))}


def test_a_clinic_without_an_emergency_number_is_told() -> None:
    assert "The clinic has no emergency number." in {r.what for r in check(plain())}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The scan is done.", False),
        ("The results are sent to you.", True),
        ("The results will be quickly sent.", True),
        ("The needle is not removed.", True),
        ("You are tired.", False),
        ("You need a bed.", False),
        ("The wound was being washed.", True),
    ],
)
def test_the_passive_is_told_from_a_state(text: str, told: bool) -> None:
    found = check(plain(*(paragraph(text) for _ in range(3))))
    assert ("passive" in {r.rule for r in found}) is told


@pytest.mark.parametrize(
    "text", ["Call 555-0142.", "On 2026-12-01.", "From 8.30 to 9.30.", "Room 3-B.", "ICD M48.5-7.", "Ring 020-7946-0000."]
)
def test_what_is_no_range_is_none(text: str) -> None:
    assert "range" not in {r.rule for r in check(plain(paragraph(text)))}


def test_a_range_is_written_in_the_words_of_its_language() -> None:
    remedies = {tag: [r.remedy for r in check(plain(paragraph("8–10"), language=tag)) if r.rule == "range"] for tag in ("de", "es", "fr")}
    assert remedies == {"de": ["Write “8 bis 10”."], "es": ["Write “8 a 10”."], "fr": ["Write “8 à 10”."]}


@pytest.mark.parametrize("tag", ["en-US", "zh-Hans", "de"])
def test_long_sentences_are_told_in_every_script(tag: str) -> None:
    text = {"en-US": "word " * 21, "zh-Hans": "请" * 60, "de": "Wort " * 31}[tag]
    assert "sentence-limit" in {r.rule for r in check(plain(paragraph(text), language=tag))}
    assert "sentence-limit" not in {r.rule for r in check(plain(paragraph(text[: len(text) // 3]), language=tag))}


def test_seven_items_are_enough() -> None:
    def rules(count: int) -> set[str]:
        return {r.rule for r in check(plain(Items("bullet", tuple((paragraph("a"),) for _ in range(count)))))}

    assert "long-list" not in rules(7)
    assert "long-list" in rules(8)
