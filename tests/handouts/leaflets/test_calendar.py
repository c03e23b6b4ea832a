"""The code of the appointment: a telephone that scans the paper has it in its calendar, and learns nothing of the patient."""

from __future__ import annotations

from dataclasses import replace

import icalendar
import pypdfium2 as pdfium
import pytest
import zxingcpp

from handouts.clinics.clinic import Clinic
from handouts.leaflets.calendar import entry
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conftest import ISSUED, an_appointment
from tests.reading import text_of

HOME = {"address_1": "1824 Lakeview Court", "city": "Springfield, IL", "postcode": "62704"}


def scanned(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [found.text for page in document for found in zxingcpp.read_barcodes(page.render(scale=3).to_pil()) if found.text.startswith("BEGIN")]


@pytest.mark.parametrize("layout", ["standard", "large-print", "letter", "booklet", "folded"])
def test_a_scanner_reads_the_appointment_of_each_copy(riverside: Clinic, layout: str) -> None:
    clinic = replace(riverside, appointment_code=True)
    press = Press(clinic, layout=layout, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    for hour in ("09:30", "14:05"):
        appointment = an_appointment(clinic, start=f"2026-12-08T{hour}", duration_minutes="90", **HOME)
        handout = press.make(appointment)
        assert handout.proof == "full" and scanned(handout.data) == [entry(appointment, clinic)]


def test_the_event_is_the_appointment_and_says_nothing_of_the_patient(riverside: Clinic) -> None:
    appointment = an_appointment(riverside, duration_minutes="90")
    said = entry(appointment, riverside)
    event = icalendar.Event.from_ical(said)
    assert event["DTSTART"].dt == appointment.start and (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 5400
    assert event["LOCATION"] == ", ".join(riverside.address) and event["SUMMARY"] == riverside.name
    assert not any(word in said for word in ("Anna", "Lee", "RSC", "yphoplast", "Okafor"))
    assert "DTEND" not in entry(an_appointment(riverside), riverside)


def test_it_lasts_as_long_as_it_does_where_the_clocks_change(riverside: Clinic) -> None:
    event = icalendar.Event.from_ical(entry(an_appointment(riverside, start="2026-11-01T00:30", duration_minutes="120"), riverside))
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 7200


def test_there_is_none_unless_the_clinic_wants_it(riverside: Clinic) -> None:
    assert scanned(Press(riverside, issued=ISSUED, allowed=Allowed(draft=True)).make(an_appointment(riverside)).data) == []
    clinic = replace(riverside, appointment_code=True)
    data = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True)).make(an_appointment(clinic, language="es")).data
    assert "Escanee este código" in text_of(data) and "BEGIN:VEVENT" not in text_of(data)
