"""A file's content says what it is; a changed one is read or refused, and what is no list is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.listfile import LARGEST
from handouts.schedules.opening import open_schedule
from tests.handouts import CHICAGO, LONDON
from tests.handouts.schedules import CASES, refusal, survive


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
