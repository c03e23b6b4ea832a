"""Column maps: what they may say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.mapfile import parse_map, read_map, shipped_maps
from tests.handouts.schedules import LEAST


def test_the_shipped_maps() -> None:
    assert sorted(shipped_maps()) == [
        "acuity", "athenahealth", "calendly", "cliniko", "emis", "epic", "headerless", "jane", "opendental", "openemr", "setmore", "simplepractice", "square",
        "systmone", "webchart",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("=", "is not TOML"),
        ("colums = 1", "colums: unknown key; did you mean 'columns'"),
        ('[columns]\nstart = "a"\n', "patient_id is missing"),
        ('[columns]\npatient_id = "a"\n', "expected start"),
        (LEAST + 'start_date = "x"\n', "name one or the other"),
        (LEAST.replace("start =", "start_date ="), "a date alone says no time of day"),
        (LEAST + 'shoe = "x"\n', "columns.shoe: unknown key"),
        (LEAST + "title = 3\n", "expected the name of a column, or a list of such"),
        (LEAST + 'title = ""\n', "expected the name of a column"),
        ("header = 1\n" + LEAST, "expected true or false"),
        ("header = false\n" + LEAST, "the list has no header row"),
        (LEAST + '[formats]\nstart = "DD/MM"\n', "lacks the day, the month or the year"),
        (LEAST + '[formats]\nstart = "DD/DD/YYYY"\n', "says a part twice"),
        (LEAST + '[formats]\nstart = "DD/MM/YYYY"\n', "has other parts"),
        (LEAST + '[formats]\ndate_of_birth = "DD/MM/YY"\n', "has other parts"),
        (LEAST + '[formats]\norder = "middle"\n', "day-first"),
        (LEAST + '[formats]\nduration = "weeks"\n', "seconds"),
        (LEAST + '[status]\nlost = ["x"]\n', "status.lost: unknown key"),
        (LEAST + '[status]\ncancelled = "x"\n', "expected a list"),
        (LEAST + '[patients]\ntitle = "x"\n', "patients: patient_id is missing"),
        (LEAST + "[values]\nlanguage = 1\n", "expected a table"),
        (LEAST + '[fields]\ncode = "AIS-3"\n', "[columns] for a table, [fields] for HL7, FHIR or iCalendar"),
        ('[fields]\nstart_date = "AIS-3"\n', "fields: start_date and start_time do not stand together"),
        ('[fields]\nshoe = "AIS-3"\n', "fields.shoe: unknown key"), ("[fields]\ncode = []\n", "fields.code: is empty"),
        (LEAST + '[name]\norder = "backwards"\n', "name.order"), (LEAST + "[name]\nordre = 1\n", "did you mean 'order'"),
        (LEAST + "[codes]\nKY = 1\n", "codes.KY"), (LEAST + '[codes]\na = "b"\n[values.code]\nc = "d"\n', "says the same as [codes]"),
    ],
)
def test_a_map_that_says_what_it_may_not_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_map(text, "map.toml")
    assert str(caught.value).startswith("map.toml:")
    assert words in str(caught.value)


@given(st.text(max_size=80))
def test_no_text_is_more_than_refused_as_a_map(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_map(text, "map.toml"), ColumnMap)


def test_a_map_that_is_not_there_is_refused_and_the_shipped_ones_are_named(tmp_path: Path) -> None:
    for named in ("emmis", tmp_path / "no.toml"):
        with pytest.raises(InputError, match="athenahealth, calendly"):
            read_map(named)


def test_signs_that_have_no_letter_are_told_apart() -> None:
    known = parse_map(LEAST + '[status]\nbooked = ["-", "*"]\ncancelled = ["%"]\n', "map.toml")
    assert [known.state(sign) for sign in ("-", " * ", "%", "?", "Booked", "")] == ["booked", "booked", "cancelled", None, "booked", "booked"]


def test_a_code_is_made_the_clinics_by_their_code_or_else_by_their_visit_type() -> None:
    known = parse_map('[codes]\nKY-15 = "KYPHO"\n"Spine first" = "SPINE"\n', "map.toml")
    assert known.told({"code": " ky-15 ", "type": "Spine first"})["code"] == "KYPHO"
    assert known.told({"code": "X1;KY-15", "type": ""})["code"] == "X1; KYPHO"
    assert known.told({"code": "X1", "type": "Spine first"})["code"] == "SPINE"
    assert known.told({"code": "", "type": "spine FIRST"})["code"] == "SPINE"
    assert known.told({"code": "KY 15", "type": ""})["code"] == "KY 15", "codes are not loosened: KY 15 may be another"
