"""The check as a whole: its order, what is accepted, what is explained, that nothing breaks it, and how long it takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.leaflets.quality.check import check, explain, measure
from handouts.leaflets.quality.manuscript import Manuscript
from handouts.leaflets.quality.rules.table import RULES
from handouts.leaflets.quality.words.grades import Tally
from layouts.document.blocks import Block, Box, Code, Columns, Facts, Figure, Heading, Items, Paragraph, Picture, Table
from layouts.document.inlines import Field, TextRun
from tests.handouts.leaflets.quality import LIBRARY, TODAY, blocks, manuscript, parted, plain

TAGS = ("en-US", "es", "de", "ar", "zh-Hans", "hi", "th", "eo", "fr", "pl", "he")
texts = st.text(max_size=80) | st.sampled_from(
    [
        "Do not eat 8-10 mg.",
        "Dr. A. B. said “NO!”",
        "½mg bd",
        "a.m.",
        "…",
        "(((",
        "x" * 300,
        "É́́",
        "\u200f؟",
        "½",
        "²",
        "ǅ",
        "İ",
        "ß",
        "$ 5 $",
    ]
)
runs = st.builds(TextRun, texts, strong=st.booleans(), language=st.sampled_from((None, "fr", "ar")), isolated=st.booleans())
inlines = st.lists(runs | st.builds(Field, st.just(0)), max_size=4).map(tuple)
leaves = (
    st.builds(Paragraph, inlines, style=st.sampled_from(("body", "lead")))
    | st.builds(Heading, st.sampled_from((2, 3)), inlines)
    | st.builds(Facts, st.lists(st.tuples(inlines, inlines), max_size=2).map(tuple))
    | st.builds(Table, st.lists(inlines, max_size=3).map(tuple), st.lists(st.lists(inlines, max_size=3).map(tuple), max_size=2).map(tuple))
    | st.builds(Figure, st.just(Picture("p.svg", b"")), texts, inlines)
    | st.builds(Code, st.just("https://example.org"), texts, inlines)
)


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, max_size=3).map(tuple)
    return (
        st.builds(Box, st.sampled_from(("note", "call-us")), inlines, several)
        | st.builds(Items, st.sampled_from(("bullet", "number", "check")), st.lists(several, max_size=9).map(tuple))
        | st.builds(Columns, st.just("foot"), st.lists(several, max_size=2).map(tuple))
    )


bodies = st.lists(st.recursive(leaves, _nested, max_leaves=6), max_size=4).map(tuple)
days = st.dates() | st.none()


@given(bodies, st.sampled_from(TAGS), texts, days, days, st.dates(), st.sampled_from(("procedure", "condition")))
def test_no_text_whatever_breaks_it(
    body: tuple[Block, ...], tag: str, source: str, produced: date | None, due: date | None, today: date, kind: Any
) -> None:
    given_ = Manuscript(
        "case.md", source, tag, body, today, source, kind, -1, produced, due, source, (source, source), source, source, source, (source,),
        {source: source, "passive": "", "range": source},
    )  # fmt: skip
    found = check(given_)
    places = [(remark.line, remark.column) for remark in found]
    assert places == sorted(places)
    assert all(1 <= line <= source.count("\n") + 1 and column >= 1 for line, column in places)
    assert measure(given_).words >= 0


@given(bodies, bodies, st.sampled_from(("en-US", "es")))
def test_counts_add_up(one: tuple[Block, ...], two: tuple[Block, ...], tag: str) -> None:
    assert measure(plain(*one, *two, language=tag)) == measure(plain(*one, language=tag)) + measure(plain(*two, language=tag))


def test_remarks_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    text = "---\ntitle: T\nlanguage: en-US\n---\nTake 5mg prior to the scan, e.g. now.\n\n# DO NOT\n\nTake 8-10 tablets bd.\n\nTake 5mg.\n"
    found = [(r.line, r.rule) for r in check(manuscript(tmp_path, text)) if r.column > 1 or r.rule == "summary-first"]
    assert found == [
        (5, "summary-first"), (5, "unit"), (5, "plain-word"), (5, "latin"), (9, "range"), (9, "latin-dosing"), (11, "unit"),
    ]  # fmt: skip


def test_the_same_words_twice_have_two_places(tmp_path: Path) -> None:
    text = "---\ntitle: T\nlanguage: en-US\n---\n- Take 5mg now.\n- Take 5mg now.\n\n{% if patient.name %}\nTake 5mg now.\n{% endif %}\n"
    assert [(r.line, r.column) for r in check(manuscript(tmp_path, text)) if r.rule == "unit"] == [(5, 8), (6, 8), (9, 6)]


def test_a_place_is_found_behind_values_and_marks(tmp_path: Path) -> None:
    text = "---\ntitle: T\nlanguage: en-US\n---\nCall **{{ clinic.phone }}** by {{ appointment.start | date }}, *prior to* it.\n"
    (found,) = [r for r in check(manuscript(tmp_path, text)) if r.rule == "plain-word"]
    assert text.splitlines()[found.line - 1][found.column - 1 :].startswith("prior to")


def test_the_branches_of_a_leaflet_are_told_once(tmp_path: Path) -> None:
    text = "---\ntitle: T\nlanguage: en-US\naccepted:\n  unit: so\n---\nTake 5mg prior to it.\n\nTake 8-10 bd.\n"
    whole = manuscript(tmp_path, text)
    first, second = replace(whole, blocks=whole.blocks[:1]), replace(whole, blocks=whole.blocks[1:])
    assert {(r.rule, r.line) for r in check(first, second)} == {(r.rule, r.line) for r in check(whole)} | {("summary-first", 9)}
    assert len(check(whole, whole)) == len(check(whole))
    assert check() == ()


def test_an_acceptance_that_one_branch_needs_is_needed(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, BD, accepted={"range": "so"})
    assert "accepted" not in {r.rule for r in check(replace(whole, blocks=()), whole)}
    assert "accepted" in {r.rule for r in check(replace(whole, blocks=()))}


BD = "---\ntitle: T\nlanguage: en-US\n---\nTake 8-10 bd.\n"


def accepting(folder: Path, **accepted: str) -> dict[str, Any]:
    """The severity, by rule, of what is said when rules are accepted; and what is said of accepting."""
    found = check(manuscript(folder, BD, accepted={rule.replace("_", "-"): reason for rule, reason in accepted.items()}))
    return {r.rule: r.what if r.rule == "accepted" else r.severity for r in found}


def test_a_warning_that_is_accepted_is_noted_with_its_reason(tmp_path: Path) -> None:
    (found,) = [r for r in check(manuscript(tmp_path, BD, accepted={"range": "the label says so"})) if r.rule == "range"]
    assert (found.severity, found.reason) == ("noted", "the label says so")
    assert str(found).endswith("(accepted: the label says so) [range]")


def test_an_error_cannot_be_accepted(tmp_path: Path) -> None:
    told = accepting(tmp_path, latin_dosing="we always did")
    assert told["latin-dosing"] == "error"
    assert told["accepted"] == "“latin-dosing” is an error and cannot be accepted."


@pytest.mark.parametrize(
    ("rule", "reason", "what"),
    [
        ("range", " ", "“range” is accepted without a reason."),
        ("unit", "so", "“unit” is accepted, but found nothing."),
        ("purpose", "so", "“purpose” is a question and cannot be accepted."),
        ("rnage", "so", "“rnage” is accepted, but there is no such rule (did you mean 'range'?)."),
    ],
)
def test_what_is_amiss_with_accepting_is_told(tmp_path: Path, rule: str, reason: str, what: str) -> None:
    assert accepting(tmp_path, **{rule: reason})["accepted"] == what


def test_a_rule_is_explained() -> None:
    row = explain("latin-dosing")
    assert "Latin" in row.asks
    assert "ISMP" in row.guide
    assert row.why


def test_there_is_no_explaining_what_is_no_rule() -> None:
    with pytest.raises(KeyError, match=r"there is no rule 'gradd' \(did you mean 'grade'\?\)"):
        explain("gradd")


def test_every_rule_says_what_why_and_from_where() -> None:
    assert all(row.asks and row.guide and row.why for row in RULES)
    assert len({row.rule for row in RULES}) == len(RULES)


def test_remarks_are_json(tmp_path: Path) -> None:
    for remark in check(manuscript(tmp_path, BD)):
        told = json.loads(json.dumps(remark.as_json()))
        assert told["file"] == "case.md"
        assert {"line", "column", "severity", "rule", "what", "remedy", "guide", "why"} <= told.keys()


def test_a_grade_is_not_told_of_a_language_that_has_none() -> None:
    counted = measure(plain(Paragraph((TextRun("Der Arzt sieht Sie am Morgen."),)), language="de"))
    assert counted == Tally(sentences=1, words=6)
    assert counted.grade == counted.ease == counted.smog == counted.inflesz == counted.huerta == 0.0


def shipped(folder: Path, tag: str) -> Manuscript:
    """A leaflet of the library, with the head that it is to have."""
    text = (LIBRARY / f"kyphoplasty.{tag}.md").read_text("utf-8")
    front, body = parted(text)
    made = manuscript(folder, text, blocks=blocks(folder, body, tag), kind="procedure", sources=tuple(front["sources"]))
    return replace(made, produced=date(2026, 10, 1), owner="Spine unit")


@pytest.mark.parametrize("tag", ["en-US", "es", "ar"])
def test_the_shipped_leaflet_has_no_errors(tmp_path: Path, tag: str) -> None:
    assert [str(r) for r in check(shipped(tmp_path, tag)) if r.severity == "error"] == []


@pytest.mark.parametrize(
    "text", ["a " * 50_000, "a" * 100_000, "." * 100_000, ". a" * 30_000, "A.B. " * 20_000, "1-" * 50_000, "(" * 100_000, "x\n" * 50_000]
)
def test_a_very_long_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = process_time()
    check(plain(Paragraph((TextRun(text),)), Paragraph((TextRun(text[::-1]),)), source=f"---\n---\n{text}", today=TODAY))
    assert process_time() - begun < 10
