"""Whatever is read of a list is the same appointment again after the ledger, in every field; what is no record is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.errors import InputError, RecordError
from handouts.ledger.record import appointment_of, read, record_of, whose_of
from handouts.records.appointment import COLUMNS, flat, read_record
from handouts.records.fields import normalised
from tests.handouts import CHICAGO, LONDON, record
from tests.ledgers import a_copy

WHERE = "list.csv: row 7"
LETTERS = st.characters(categories=("L", "N"), exclude_characters="\u0345")
A_LINE = st.text(st.one_of(st.characters(), LETTERS), max_size=60)
PLACE = st.one_of(st.just(""), A_LINE)
TIMES = st.one_of(  # as lists write them: the clinic's own clock, with an offset, in UTC, to the minute, the second and finer
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(lambda moment: moment.isoformat(timespec="minutes")),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(datetime.isoformat),
    st.datetimes(datetime(1989, 12, 31), datetime(2101, 1, 1), timezones=st.timezones()).map(datetime.isoformat),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(lambda moment: f"{moment:%Y%m%dT%H%M%S}Z"),
)
RECORDS = st.fixed_dictionaries({
    "appointment_id": LETTERS, "patient_id": LETTERS, "given_name": A_LINE, "family_name": A_LINE, "start": TIMES,
    "date_of_birth": st.dates(date(1930, 1, 1), date(2020, 1, 1)).map(date.isoformat),
    "duration_minutes": st.one_of(st.just(""), st.integers(1, 1440).map(str)),
    "language": st.sampled_from(["", "en", "EN_us", "zh-hant", "es-419"]), "format": st.sampled_from(["", "standard", "Large Print"]),
    "email": st.sampled_from(["", "q@example.org"]), "email_consent": st.sampled_from(["", "yes", "Yes", "no", "1", "true"]), "email_plain": st.sampled_from(["", "yes", "no"]),
    "instructions": st.text(max_size=80), **dict.fromkeys((
        "type", "code", "location", "clinician", "leaflet", "title", "phone", "address_1", "address_2", "city", "postcode"), PLACE),
})  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(RECORDS, st.sampled_from([CHICAGO, LONDON]))
@example(record(city="Ulm"), LONDON)
@example(record(given_name="", family_name="", name="Suharto", title="Mr"), LONDON)
@example(record(address_2="Flat 2", postcode="1"), LONDON)
@example(record(start="1990-01-01T01:00:00+00:00"), CHICAGO)
@example(record(start="2026-10-25T01:30:00+00:00"), LONDON)
@example(record(start="2026-12-08T09:30:15.25"), LONDON)
def test_whatever_is_read_is_the_same_again_after_the_ledger(cells: dict[str, str], zone: ZoneInfo) -> None:
    try:
        made = read_record(cells, WHERE, zone)
    except RecordError:
        return
    assert tuple(flat(made)) == COLUMNS
    assert read_record(flat(made), WHERE, zone) == made
    assert flat(read_record(flat(made), WHERE, zone)) == flat(made)
    assert read(record_of(made), zone) == made
    whose = whose_of(record_of(made))
    patient = made.patient
    assert (whose.appointment, whose.patient, whose.name, whose.born) == (made.identifier, patient.identifier, patient.name, patient.born)
    for column in ("address_1", "address_2", "city", "postcode"):
        assert flat(made)[column] == normalised(cells.get(column, "")), "a line of the address stays in its column"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"start": 3}', "[" * 100_000])
def test_what_is_no_record_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(InputError, match=r"^the record can no longer be read$"):
        read(text, CHICAGO)


def test_a_purged_copy_has_no_appointment() -> None:
    with pytest.raises(InputError, match=r"^the patient's data has been purged$"):
        appointment_of(replace(a_copy(id="x", run=1), whose=None), CHICAGO)
