"""Dates and times: moved across the nights when the clocks change, and said in the patient's language."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handouts.language.dates import NOWHERE, clock, dated, day, hour, moved, short_day, zone_of
from handouts.language.phrases import _catalogue
from tests.handouts import CHICAGO, LONDON

NBSP = "\u00a0"
LANGUAGES = ["en-US", "en-GB", "es", "es-419", "fr", "de", "pl", "ar", "he", "fa", "hi", "th", "zh-Hans", "zh-Hant", "vi", "pt-BR"]
quick = settings(max_examples=100, deadline=None)


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    """A moment of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def shown(moment: datetime) -> str:
    """As a clock with its offset shows it."""
    return moment.isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("start", "days", "hours", "expected"),
    [
        ("2026-12-08T09:30", -7, 0, "2026-12-01T09:30-06:00"),
        ("2026-12-08T09:30", 0, 24, "2026-12-09T09:30-06:00"),
        # the clocks go on at 2:00 on 8 March: a day of 23 hours
        ("2026-03-08T09:30", -1, 0, "2026-03-07T09:30-06:00"),
        ("2026-03-07T09:30", 1, 0, "2026-03-08T09:30-05:00"),
        ("2026-03-07T09:30", 0, 24, "2026-03-08T10:30-05:00"),
        ("2026-03-08T07:30", 0, -6, "2026-03-08T00:30-06:00"),
        ("2026-03-08T07:30", 0, -2, "2026-03-08T05:30-05:00"),
        ("2026-03-08T03:30", 0, -1, "2026-03-08T01:30-06:00"),
        # the clocks go back at 2:00 on 1 November: a day of 25 hours
        ("2026-11-01T09:30", -1, 0, "2026-10-31T09:30-05:00"),
        ("2026-10-31T09:30", 1, 0, "2026-11-01T09:30-06:00"),
        ("2026-10-31T09:30", 0, 24, "2026-11-01T08:30-06:00"),
        ("2026-11-01T07:30", 0, -6, "2026-11-01T01:30-06:00"),
        ("2026-11-01T07:30", 0, -7, "2026-11-01T01:30-05:00"),
        ("2026-11-01T07:30", 0, -8, "2026-11-01T00:30-05:00"),
        # days first, then hours
        ("2026-03-07T09:30", 1, -8, "2026-03-08T00:30-06:00"),
    ],
)
def test_days_are_the_calendars_and_hours_are_real_in_chicago(start: str, days: float, hours: float, expected: str) -> None:
    assert shown(moved(at(start), days, timedelta(hours=hours))) == expected


@pytest.mark.parametrize(
    ("start", "days", "hours", "expected"),
    [
        ("2026-03-28T09:30", 1, 0, "2026-03-29T09:30+01:00"),
        ("2026-03-28T09:30", 0, 24, "2026-03-29T10:30+01:00"),
        ("2026-03-29T06:00", 0, -6, "2026-03-28T23:00+00:00"),
        ("2026-10-26T09:30", -1, 0, "2026-10-25T09:30+00:00"),
        ("2026-10-24T09:30", 0, 24, "2026-10-25T08:30+00:00"),
        ("2026-10-25T06:00", 0, -6, "2026-10-25T01:00+01:00"),
    ],
)
def test_days_are_the_calendars_and_hours_are_real_in_london(start: str, days: float, hours: float, expected: str) -> None:
    assert shown(moved(at(start, LONDON), days, timedelta(hours=hours))) == expected


def test_a_time_of_day_that_the_clocks_skip_becomes_the_one_they_jump_to() -> None:
    assert shown(moved(at("2026-03-07T02:30"), 1, timedelta())) == "2026-03-08T03:30-05:00"
    assert shown(moved(at("2026-03-28T01:30", LONDON), 1, timedelta())) == "2026-03-29T02:30+01:00"


moments = st.builds(
    lambda t, z: t.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(z),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from([CHICAGO, LONDON, ZoneInfo("Australia/Sydney")]),
)  # fmt: skip
spans = st.integers(-10_000, 10_000).map(lambda m: timedelta(minutes=m))


@quick
@given(moments, spans)
def test_a_span_is_real_time_and_can_be_gone_back(moment: datetime, span: timedelta) -> None:
    there = moved(moment, 0, span)
    assert there.tzinfo is moment.tzinfo
    assert there.astimezone(UTC) - moment.astimezone(UTC) == span
    assert shown(moved(there, 0, -span)) == shown(moment)


@quick
@given(moments, st.integers(-800, 800))
def test_days_keep_the_time_of_day_unless_the_clocks_skip_it(moment: datetime, days: int) -> None:
    there = moved(moment, days, timedelta())
    wanted = moment.replace(tzinfo=None) + timedelta(days=days)
    assume(wanted.replace(tzinfo=moment.tzinfo).astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == wanted)
    assert there.replace(tzinfo=None) == wanted


def test_equal_moments_of_two_zones_and_of_an_hour_that_comes_twice_are_moved_apart() -> None:
    start = datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO)
    assert start == start.astimezone(LONDON)
    assert [moved(each, -1, timedelta()).tzinfo for each in (start, start.astimezone(LONDON))] == [CHICAGO, LONDON]
    twice = datetime(2026, 11, 1, 1, 30, tzinfo=CHICAGO)
    assert [shown(moved(twice.replace(fold=fold), 0, timedelta(hours=1))) for fold in (0, 1)] == ["2026-11-01T01:30-06:00", "2026-11-01T02:30-06:00"]


@quick
@given(moments, st.integers(-800, 800), spans)
def test_what_is_moved_is_a_moment_that_there_is(moment: datetime, days: int, span: timedelta) -> None:
    there = moved(moment, days, span)
    assert shown(there.astimezone(UTC).astimezone(there.tzinfo)) == shown(there)


@pytest.mark.parametrize(
    ("language", "long", "short", "time"),
    [
        ("en-US", "Tuesday, December 8, 2026", "December 8, 2026", f"2:30{NBSP}PM"),
        ("en-GB", "Tuesday, 8 December 2026", "8 December 2026", "14:30"),
        ("de", "Dienstag, 8. Dezember 2026", "8. Dezember 2026", "14:30"),
        ("fr", "mardi 8 décembre 2026", "8 décembre 2026", "14:30"),
        ("es", "martes, 8 de diciembre de 2026", "8 de diciembre de 2026", "14:30"),
        ("pl", "wtorek, 8 grudnia 2026", "8 grudnia 2026", "14:30"),
        ("ar", "الثلاثاء، 8 ديسمبر 2026", "8 ديسمبر 2026", "2:30 م"),
        ("he", "יום שלישי, 8 בדצמבר 2026", "8 בדצמבר 2026", "14:30"),
        ("zh-Hans", "2026年12月8日星期二", "2026年12月8日", "14:30"),
    ],
)
def test_dates_and_times_are_said_in_the_language(language: str, long: str, short: str, time: str) -> None:
    moment = at("2026-12-08T14:30")
    said = (day(moment, language), short_day(moment, language), clock(moment, language).replace(NBSP, " "))
    assert said == (long, short, time.replace(NBSP, " "))


@quick
@given(st.sampled_from(LANGUAGES), moments)
def test_what_is_said_has_no_marks_that_show_nothing(language: str, moment: datetime) -> None:
    for said in (day(moment, language), short_day(moment, language), clock(moment, language)):
        assert said == said.strip()
        assert said
        marks = {c for c in said if unicodedata.category(c) in ("Cc", "Cf") or c == "\u202f"}
        assert marks <= {"\u200c"}  # Persian is spelt with it


@quick
@given(moments)
def test_a_clock_shows_the_hour_and_minute_of_its_own_zone(moment: datetime) -> None:
    for zone in (CHICAGO, LONDON, ZoneInfo("Asia/Kolkata")):
        there = moment.astimezone(zone)
        assert clock(there, "de") == f"{there:%H:%M}"


def test_one_instant_has_another_time_of_day_at_each_clinic() -> None:
    """Equal datetimes of two zones are equal keys of a cache."""
    chicago = at("2026-12-08T09:15")
    said = [clock(m, "en-GB") for m in (chicago, chicago.astimezone(LONDON), chicago)]
    assert said == ["09:15", "15:15", "09:15"]


def test_one_instant_has_another_day_at_each_clinic() -> None:
    chicago = at("2026-12-08T21:15")
    assert day(chicago, "en-GB") == "Tuesday, 8 December 2026"
    assert day(chicago.astimezone(LONDON), "en-GB") == "Wednesday, 9 December 2026"
    assert short_day(chicago, "en-GB") == "8 December 2026"
    assert short_day(chicago.astimezone(LONDON), "en-GB") == "9 December 2026"


def test_a_date_of_birth_is_a_day_without_zone() -> None:
    assert short_day(date(1951, 4, 17), "en-US") == "April 17, 1951"


def test_every_zone_of_the_tz_database_is_one() -> None:
    assert all(zone_of(name).key == name for name in available_timezones() - NOWHERE)


@pytest.mark.parametrize("name", ["", "Foo", "localtime", "Factory", "posixrules", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "a." * 2000, "Europe", "a/" * 500, "Europe/London\0", "zoneinfo.x"])
def test_what_is_no_zone_is_refused_before_it_is_looked_for(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        zone_of(name)


CATALOGUES = ["ar", "de", "en-GB", "es", "fr", "he", "hi", "pl", "zh-Hans"]
NIGHT = "in the night from Monday to Tuesday)"


@pytest.mark.parametrize(("moment", "american", "british"), [
    ("2026-12-08T12:00", "12:00 noon", "12:00 noon"), ("2026-12-08T12:30", "12:30 PM (just after noon)", "12:30"),
    ("2026-12-08T00:00", f"12:00 midnight ({NIGHT}", f"12:00 midnight ({NIGHT}"),
    ("2026-12-08T00:30", f"12:30 AM (just after midnight, {NIGHT}", f"00:30 (just after midnight, {NIGHT}"),
    ("2026-12-08T23:45", "11:45 PM (just before midnight)", "23:45 (just before midnight)"),
    ("2026-12-08T23:29", "11:29 PM", "23:29"), ("2026-12-08T11:45", "11:45 AM", "11:45"), ("2026-12-08T01:00", "1:00 AM", "01:00"),
])  # fmt: skip
def test_times_near_midnight_and_noon_say_so_in_words(moment: str, american: str, british: str) -> None:
    assert [hour(at(moment), language).replace(NBSP, " ") for language in ("en-US", "en-GB")] == [american, british]


@quick
@given(st.sampled_from(LANGUAGES), moments)
def test_all_other_times_are_what_a_clock_shows(language: str, moment: datetime) -> None:
    assume(moment.hour not in (0, 12) and (moment.hour, moment.minute) < (23, 30))
    assert hour(moment, language) == clock(moment, language)


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("moment", ["2026-12-08T00:00", "2026-12-08T00:30", "2026-12-08T12:00", "2026-12-08T23:45"])
def test_every_catalogue_has_words_of_its_own_for_these_hours(language: str, moment: str) -> None:
    said, english = hour(at(moment), language), hour(at(moment), "en-GB")
    assert any(character.isalpha() for character in said)
    assert (said == english) == (language == "en-GB")
    nights = [day(at("2026-12-07T10:00"), language), day(at(moment), language)] if moment < "2026-12-08T01" else []
    assert all(set(night.replace(",", "").replace("،", "").split()) & set(re.split(r"[\s(),/]", said)) or language in ("he", "zh-Hans", "ar") for night in nights)


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_time_with_its_day_says_both(language: str) -> None:
    said = dated("23:45", date(2026, 12, 7), language)
    assert "23:45" in said
    assert day(date(2026, 12, 7), language) in said


@pytest.mark.parametrize("language", CATALOGUES[:2] + CATALOGUES[3:])
def test_catalogues_have_the_same_phrases_with_the_same_parts(language: str) -> None:
    """But for the one that says in other words only what Britain does."""
    parts = re.compile(r"%\(\w+\)s")
    known, german = (_catalogue(tag) for tag in (language, "de"))
    assert known.keys() == german.keys()
    assert {text for text, said in known.items() if sorted(parts.findall(text)) != sorted(parts.findall(said))} == set()
