"""A file's content says what it is; a changed one is read or refused, and what is no list is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import LARGEST, ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Schedule
from tests.handouts import CHICAGO, LONDON, RECORD
from tests.handouts.schedules import CASES, HEADER, LEAST, refusal, survive


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.suffix != ".expected"))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = (CASES / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        cut = data.draw(st.integers(0, 40))
        whole = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + cut :]
    survive(name, whole, CHICAGO)


def test_a_bundle_without_appointments_and_a_file_without_messages_or_events_are_refused() -> None:
    assert "has no Appointment" in refusal('{"resourceType":"Bundle","entry":[]}')
    assert "has no message" in refusal("FHS|^~\\&|A\nFTS|0\n")
    assert "has no event" in refusal("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def test_a_file_that_is_far_too_large_is_refused() -> None:
    assert refusal(b"{" + b" " * LARGEST) == "list: has more than 64 MB; split it"


def test_a_map_or_patients_for_a_format_that_takes_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"which has no columns, and the map EMIS appointment report names some; a map for it says under \[fields\]"):
        open_schedule(CASES / "siu.hl7", LONDON, column_map="emis")
    with pytest.raises(InputError, match="takes no patients' file"):
        open_schedule(CASES / "bundle.json", LONDON, patients=CASES / "emis-patients.csv")


OURS = f'name = "ours"\n{LEAST}'
CSV = f"{HEADER}\n2026-12-08 09:30,M1,Anna,Quill,1951-04-17\n"
OWN = "\n".join((",".join(RECORD), ",".join(RECORD.values()))) + "\n"


def read_by(usual: str, name: str, text: str, folder: Path) -> Schedule:
    """A list of a clinic that has a map."""
    (folder / "ours.toml").write_text(usual, "utf-8")
    return open_schedule(ListFile(name, data=text.encode()), CHICAGO, usual=folder / "ours.toml")


def test_the_clinics_own_map_is_used_where_none_is_named(tmp_path: Path) -> None:
    (row,) = read_by(OURS, "list.csv", CSV, tmp_path)
    assert isinstance(row, Accepted)
    (tmp_path / "other.toml").write_text(LEAST.replace("MRN", "Hospital Number"), "utf-8")
    with pytest.raises(InputError, match="Hospital Number"):
        open_schedule(ListFile("list.csv", data=CSV.encode()), CHICAGO, column_map=tmp_path / "other.toml", usual=tmp_path / "ours.toml")


def test_a_list_that_the_clinics_map_is_not_for_is_read_without_it_and_that_is_said(tmp_path: Path) -> None:
    own = read_by(OURS, "list.csv", OWN, tmp_path)
    assert [isinstance(row, Accepted) for row in own] == [True]
    assert own.warnings == ["list.csv: has other columns than the clinic's map ours, which is not used"]
    feed = read_by(OURS, "siu.hl7", (CASES / "siu.hl7").read_text("utf-8"), tmp_path)
    assert any(isinstance(row, Accepted) for row in feed)
    assert feed.warnings[0].startswith("siu.hl7: is HL7 v2, which has no columns, and the map ours names some")
    table = read_by('name = "feed"\n[fields]\ncode = "AIS-3"\n', "list.csv", OWN, tmp_path)
    assert [isinstance(row, Accepted) for row in table] == [True]
    assert "the map feed names [fields]" in table.warnings[0]
    with pytest.raises(InputError, match=r"names \[fields\], which HL7, FHIR and iCalendar have"):
        open_schedule(ListFile("list.csv", data=OWN.encode()), CHICAGO, column_map=tmp_path / "ours.toml")


def test_a_list_that_lacks_a_column_of_the_clinics_map_is_refused_by_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the column MRN missing, which the column map ours names"):
        read_by(OURS, "list.csv", CSV.replace("MRN", "MRM"), tmp_path)
