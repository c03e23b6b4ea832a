"""The library: every printed copy of every leaflet states its facts, each of which has its source in the head, and reckons its moments right.

`tests/cases/library/ID.toml` has them.  A fact is words as they are printed, in each language that the leaflet has, or in those whose
customs it tells of.  A question is what a patient would ask, with the words of the American copy that answer it.  A moment is an
instruction with {time}, {date} or {short} (the date without its weekday) in it, and how many days of the calendar or hours of real time
it lies from the appointment.  `step` names a step that is taken from another moment, such as three hours before the fasting begins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from babel.core import Locale
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import Fasting, built_in, read_clinic, sample_clinic
from handouts.errors import RecordError
from handouts.language.dates import clock_and_words, day, hour, near_day, short_day
from handouts.language.durations import Duration
from handouts.language.phrases import locale_of, phrases
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.merge import merger
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import Appointment
from tests.conftest import ISSUED, an_appointment
from tests.handouts import CASES, printed
from tests.reading import marked_text

LIBRARY = built_in("handouts/library")
CLINIC = read_clinic(sample_clinic("riverside"))
PRESS = Press(CLINIC, issued=ISSUED, allowed=Allowed(draft=True))
LEAFLETS = sorted(tuple(path.name.split(".")[:2]) for path in LIBRARY.glob("*.md"))
NAMES = sorted({name for name, _ in LEAFLETS})
FACTS, QUESTIONS = 10, 10
IDENTIFIER = "RSC-104233"  # of the invented patient
WAYS = re.compile("[\u202a-\u202c\u2066-\u2069\u200e\u200f]")  # which way a text runs
SOURCE = re.compile(r".*\b(19|20)\d\d\b.* https?://\S+ \([^()]+\)")  # what it is, when, where, and under which licence
STEP = re.compile(r"\b(before|after)\(([^)]*)\)")
every_leaflet = pytest.mark.parametrize(("name", "language"), LEAFLETS, ids=["-".join(pair) for pair in LEAFLETS])


@cache
def case(name: str) -> dict[str, Any]:
    """Facts and moments of a leaflet."""
    return tomllib.loads((CASES / "library" / f"{name}.toml").read_text("utf-8"))


def told_in(name: str, language: str, what: str) -> list[dict[str, Any]]:
    """The facts or the moments that a leaflet tells in a language; where customs differ, one may be told in some languages only."""
    return [said for said in case(name).get(what, []) if language in said]


@cache
def leaflet(name: str, language: str) -> Leaflet:
    """A leaflet of the library."""
    return read_leaflet(LIBRARY / f"{name}.{language}.md")


def squeezed(text: str) -> str:
    """A text without white space, which a line's end is or is not."""
    return re.sub(r"\s+", "", text)


def copy_of(name: str, language: str, layout: str) -> str:
    """What a printed copy says, page after page, without heads and feet, white space and what says which way a text runs.

    Readers of PDFs turn words round that run from right to left; there it is what the copy was composed of.
    """
    someone = an_appointment(CLINIC, language=language, leaflet=name)
    made = PRESS.make(someone, layout=layout)
    assert made.leaflet.language == language
    if Locale.parse(language.replace("-", "_")).character_order == "right-to-left":
        return words_of(made.leaflet, someone)
    said, short = phrases(language), made.leaflet.short_title or made.leaflet.title
    foot = [f"{short}, {said('version')} {made.leaflet.version}", f"Anna Lee · {IDENTIFIER}", said("Sample text, not reviewed by a clinician.")]
    head = [said("Draft. Not reviewed. Do not give to patients."), short, str(CLINIC.name)]
    pages = marked_text(made.data).rstrip("\f").split("\f")
    bare = []
    for number, page in enumerate(pages, start=1):
        count = said("page %(number)s of %(count)s", number=str(number), count=str(len(pages)))
        bare.append(without(squeezed(WAYS.sub("", page)), map(squeezed, head), map(squeezed, (*foot, count))))
    return "".join(bare)


def words_of(master: Leaflet, someone: Appointment) -> str:
    """What a copy is composed of, without white space."""
    merged = merger(master, CLINIC).merge(someone)
    return squeezed(printed(merged.document.blocks, merged.values))


def without(page: str, head: Iterable[str], foot: Iterable[str]) -> str:
    """A page without what stands at its beginning and end on every page, in whatever order."""
    heads, feet = tuple(head), tuple(foot)
    while page.startswith(heads):
        page = next(page.removeprefix(piece) for piece in heads if page.startswith(piece))
    while page.endswith(feet):
        page = next(page.removesuffix(piece) for piece in feet if page.endswith(piece))
    return page


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@every_leaflet
def test_every_printed_copy_states_its_facts(name: str, language: str, layout: str) -> None:
    said = copy_of(name, language, layout)
    assert [fact[language] for fact in told_in(name, language, "fact") if squeezed(fact[language]) not in said] == []


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@every_leaflet
def test_every_leaflet_has_a_general_edition(name: str, language: str, layout: str) -> None:
    made = PRESS.edition(name, language, layout)
    assert made.leaflet.language == language and "RSC-" not in marked_text(made.data)


@every_leaflet
def test_every_fact_and_every_moment_has_its_source_in_the_head(name: str, language: str) -> None:
    heads = leaflet(name, language).sources
    told = [*told_in(name, language, "fact"), *told_in(name, language, "moment")]
    assert len(told_in(name, language, "fact")) >= FACTS
    assert [said["source"] for said in told if not any(head.startswith(said["source"]) for head in heads)] == []


@every_leaflet
def test_every_source_has_its_year_a_link_and_its_licence(name: str, language: str) -> None:
    assert [source for source in leaflet(name, language).sources if not SOURCE.fullmatch(source)] == []


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("name", sorted({*NAMES} - {"language-help"}))  # which is a notice of two sentences, in many languages
def test_what_a_patient_asks_is_answered_on_paper(name: str, layout: str) -> None:
    """Ten questions of somebody who has only the printed copy, and the words that answer them."""
    said, asked = copy_of(name, "en-US", layout), case(name)["question"]
    assert len(asked) >= QUESTIONS
    assert [(one["asks"], one["answer"]) for one in asked if squeezed(one["answer"]) not in said] == []


# -- moments


def moment_of(start: datetime, said: dict[str, Any]) -> datetime | date:
    """When a moment is: hours in real time, by way of UTC; days by the calendar alone."""
    if "hours" in said:
        return (start.astimezone(UTC) + timedelta(hours=said["hours"])).astimezone(start.tzinfo)
    return start.date() + timedelta(days=said["days"])


def told(said: dict[str, Any], words: str, start: datetime, locale: str) -> str:
    """An instruction with its date and time in place; {clock} and {near} are those of a timeline, {until} of what holds so long."""
    moment = moment_of(start, said)
    time = hour(moment, locale) if isinstance(moment, datetime) else ""
    shown, night = clock_and_words(moment, locale) if isinstance(moment, datetime) else ("", "")
    clock, until = (f"{shown} {said} {night}:" if night else f"{shown} {said}" for said in ("", phrases(locale)("Until then:")))
    return words.format(time=time, clock=clock, until=until, date=day(moment, locale), short=short_day(moment, locale), near=near_day(moment, locale))


def appointment_at(start: datetime, name: str, language: str) -> Appointment | None:
    """An appointment at a time of the wall; None where the clocks skip it or show it twice, which a list may not say."""
    try:
        return an_appointment(CLINIC, start=start.isoformat(timespec="minutes"), language=language, leaflet=name)
    except RecordError:
        return None


@every_leaflet
@settings(max_examples=25)
@given(st.datetimes(datetime(2026, 12, 2), datetime(2029, 12, 31)))
@example(datetime(2027, 3, 14, 7, 30))  # the clocks have gone on at 2:00
@example(datetime(2027, 3, 13, 9, 30))  # and will, the next night
@example(datetime(2027, 11, 7, 5, 0))  # they have gone back
@example(datetime(2027, 11, 6, 9, 30))
@example(datetime(2027, 1, 1, 0, 0))
@example(datetime(2027, 1, 1, 5, 59))
@example(datetime(2028, 3, 1, 6, 0))
def test_every_moment_is_reckoned_right_over_midnight_and_a_change_of_the_clocks(name: str, language: str, start: datetime) -> None:
    someone = appointment_at(start, name, language)
    if someone is None:
        return
    text, locale = words_of(leaflet(name, language), someone), locale_of(language, CLINIC.language)
    expected = [told(said, said[language], someone.start, locale) for said in told_in(name, language, "moment")]
    assert [words for words in expected if squeezed(words) not in text] == []


@every_leaflet
def test_no_moment_of_a_leaflet_is_left_out(name: str, language: str) -> None:
    """Each step that the text takes from the appointment stands in the case, with its words."""
    taken = set(STEP.findall(leaflet(name, language).body))
    assert len(taken) <= len(told_in(name, language, "moment"))
    fasting = {f"clinic.fasting.{key}": f"hours={getattr(CLINIC.fasting, key).number}" for key in ("food", "full_meal", "clear_fluids")}
    steps = {(way, fasting.get(step, step)) for way, step in taken}
    for way, step in steps:
        unit, _, number = step.partition("=")
        sign = -1 if way == "before" else 1
        asked = f"{way}({step})"
        assert any(said.get(unit) == sign * int(number) or said.get("step") == asked for said in told_in(name, language, "moment")), asked


@pytest.mark.parametrize("name", NAMES)
def test_every_language_of_a_leaflet_has_the_same_codes_sources_pictures_and_chances(name: str) -> None:
    every = [leaflet(name, language) for other, language in LEAFLETS if other == name]
    for one, other in pairwise(every):
        assert (one.codes, one.sources, one.kind, one.version) == (other.codes, other.sources, other.kind, other.version)
        assert fences(one) == fences(other)


def fences(one: Leaflet) -> list[str]:
    """What a text sets apart, in its order: the kind, and the file or number that is the same in every language."""
    found = re.findall(r"^::: (\w[\w-]*) ?(\S*\.svg|\d+/\d+)?", one.body, re.M)
    return [" ".join(pair) for pair in found]


@pytest.mark.parametrize(("name", "language"), [pair for pair in LEAFLETS if "fasting" in leaflet(*pair).body], ids="-".join)
def test_when_to_stop_eating_is_asked_of_the_clinic(name: str, language: str) -> None:
    ours = replace(CLINIC, fasting=Fasting(food=Duration(10, "hours"), full_meal=Duration(11, "hours"), clear_fluids=Duration(3, "hours")))
    someone, master = an_appointment(CLINIC, start="2026-12-08T15:30", language=language, leaflet=name), leaflet(name, language)
    locale = locale_of(language, CLINIC.language)
    usual, other = (printed(merged.document.blocks, merged.values) for merged in (merger(master, clinic).merge(someone) for clinic in (CLINIC, ours)))
    for hours in [hours for key, hours in (("fasting.food", 10), ("fasting.clear_fluids", 3)) if key in master.body]:
        time = hour(someone.start - timedelta(hours=hours), locale).partition(" (")[0]  # a timeline has what is beside an hour by itself
        assert time in other and time not in usual
