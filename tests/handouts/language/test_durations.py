"""Durations: as a clinic writes them, and as leaflets say them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.language.durations import Duration, read_duration

UNITS = ("minute", "hour", "day", "week")


@given(st.integers(1, 999), st.sampled_from(UNITS), st.sampled_from(("", "s")))
def test_a_number_and_its_unit_are_a_duration(number: int, unit: str, plural: str) -> None:
    duration = read_duration(f"{number} {unit}{plural}")
    assert duration == Duration(number, f"{unit}s")
    assert duration.real == number * timedelta(**{f"{unit}s": 1})
    assert duration.steps == {f"{unit}s": number}


@pytest.mark.parametrize("text", ["", "6", "6 h", "0 hours", "-2 hours", "6.5 hours", "six hours", "6 hours and more", "\u0666 hours", "6 Hours", "9999 days"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        read_duration(text)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en-US", "6 hours"), ("es", "6 horas"), ("es-US", "6 horas"), ("de", "6 Stunden"), ("ar", "6 ساعات"), ("fr", "6\u00a0heures"), ("zh-Hans", "6小时")],
)
def test_a_duration_is_said_in_the_language(language: str, said: str) -> None:
    assert Duration(6, "hours").told(language) == said


def test_one_is_said_as_one() -> None:
    assert (Duration(1, "hours").told("en-US"), Duration(90, "minutes").told("es")) == ("1 hour", "90 minutos")
