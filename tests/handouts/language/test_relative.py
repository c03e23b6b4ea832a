"""Moments of an appointment without a day, in every language that is shipped, as text that can be reviewed.

Renew with: UPDATE_SNAPSHOTS=1 make test
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from handouts.language.phrases import counted, shipped
from handouts.language.relative import AFTER, BEFORE, Relative, told_day, told_moment, told_time

REF = Path(__file__).parents[2] / "ref" / "moments.txt"
START = Relative()
NOTHING = timedelta()
COUNTS = (1, 2, 3, 5, 11, 21, 22, 100, 101)


def said(language: str) -> str:
    """What is said of moments in a language."""
    lines = [f"# {language}"]
    for unit in ("minute", "hour", "day", "week"):
        for sign in (-1, 1):
            steps = {"minute": (0, timedelta(minutes=sign)), "hour": (0, timedelta(hours=sign)), "day": (sign, NOTHING), "week": (7 * sign, NOTHING)}
            days, span = steps[unit]
            lines += [told_moment(START.moved(count * days, count * span, unit), language) for count in COUNTS]  # type: ignore[arg-type]
    eve = START.moved(-1, NOTHING, "day")
    lines += [told_day(START, language), told_time(START, language), told_moment(START, language)]
    lines += [told_moment(eve.at(9, 0), language), told_moment(eve.at(20, 0), language), told_day(eve.at(20, 0), language)]
    return "\n".join(lines).replace("\u00a0", " ")


def test_every_moment_in_every_language_is_as_reviewed() -> None:
    found = "\n\n".join(said(language) for language in ("en-US", "en-GB", *(tag for tag in shipped() if tag != "en-GB"))) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        REF.write_text(found, "utf-8")
    assert found == REF.read_text("utf-8")


@pytest.mark.parametrize("language", [tag for tag in shipped() if tag != "en-GB"])
def test_no_language_falls_back_to_english(language: str) -> None:
    for one, many in (*BEFORE.values(), *AFTER.values()):
        for count in COUNTS:
            assert counted(language)(one, many, count, count="N") not in (one, many.replace("%(count)s", "N"))


@pytest.mark.parametrize(("moment", "words"), [
    (START.moved(0, timedelta(hours=-1.5), "hour"), "90 minutes before your appointment"),
    (START.moved(-1, timedelta(hours=-2), "hour"), "26 hours before your appointment"),
    (START.moved(-7, NOTHING, "day"), "7 days before your appointment"),
    (START.moved(-7, NOTHING, "week"), "1 week before your appointment"),
    (START.moved(-7, NOTHING, "week").moved(-1, NOTHING, "day"), "8 days before your appointment"),
    (START.moved(0.5, NOTHING, "day"), "12 hours after your appointment"),
    (START.moved(1, NOTHING, "day").moved(-1, NOTHING, "day"), "the day and time of your appointment"),
    (START.moved(-1, NOTHING, "day").at(23, 30).moved(0, timedelta(hours=1), "hour"), "12:30 AM, the day of your appointment"),
    (START.moved(0, timedelta(hours=-1440), "hour"), "1,440 hours before your appointment"),
])  # fmt: skip
def test_a_moment_is_said_in_the_unit_that_it_was_reckoned_with(moment: Relative, words: str) -> None:
    assert told_moment(moment, "en-US").replace("\u00a0", " ") == words


def test_which_day_it_is_six_hours_before_nobody_knows() -> None:
    with pytest.raises(ValueError, match="only the time of the appointment tells"):
        START.moved(0, timedelta(hours=-6), "hour").at(17, 0)


def test_moments_have_the_order_that_they_will_have() -> None:
    eve = START.moved(-1, NOTHING, "day")
    moments = [START.moved(-7, NOTHING, "day"), eve.at(9, 0), eve.at(20, 0), START.moved(0, timedelta(hours=-6), "hour"), START, eve.moved(2, NOTHING, "day")]
    assert sorted(moments, key=lambda moment: moment.nominal) == moments
