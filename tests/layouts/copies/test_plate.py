from __future__ import annotations

import io
import random
import re
from dataclasses import replace

import pikepdf
import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import Appointment
from tests.conftest import ISSUED, an_appointment, renamed
from tests.reading import marked_text, nesting_errors, operations, page_texts

NAMES = ["Bo", "Zoë", "Łukasz", "Nguyễn Thị Ánh", "Παναγιώτης", "Дмитрий", "יוסף", "محمد", "रमेश", "Maximiliana Konstantia " * 4]


def variants(appointment: Appointment) -> list[Appointment]:
    notes = ["", "One line.", "Two lines. " * 12, "A long note. " * 60]
    return [
        replace(renamed(appointment, given_name=name.strip()[:119]), identifier=f"A-{i}", instructions=notes[i % len(notes)])
        for i, name in enumerate(NAMES)
    ]


def test_a_copy_is_the_same_bytes_whatever_was_struck_before(riverside: Clinic, appointment: Appointment) -> None:
    wanted = {}
    for seed in (1, 2, 3):
        press = Press(riverside, issued=ISSUED)
        copies = variants(appointment)
        random.Random(seed).shuffle(copies)
        for copy in copies:
            digest = press.make(copy).sha256
            assert wanted.setdefault(copy.identifier, digest) == digest


def test_a_struck_copy_equals_the_first_copy_of_a_fresh_plate(riverside: Clinic, press: Press, appointment: Appointment) -> None:
    for copy in variants(appointment):
        press.make(copy)
        struck = press.make(copy)
        assert not struck.composed
        assert Press(riverside, issued=ISSUED).make(copy).data == struck.data


def test_copies_that_take_the_same_lines_share_a_plate(riverside: Clinic, appointment: Appointment) -> None:
    press = Press(riverside, issued=ISSUED)
    for name in ("Anna", "Berta", "Clara", "Dora"):
        press.make(renamed(appointment, given_name=name))
    assert press.plates.composed == 1


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("page", ["A4", "Letter"])
def test_every_content_stream_parses_nests_and_is_tagged(riverside: Clinic, appointment: Appointment, layout: str, page: str) -> None:
    press = Press(riverside, layout=layout, page=page, issued=ISSUED)
    for copy in variants(appointment):
        data = press.make(copy).data
        assert nesting_errors(data) == []
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for sheet in pdf.pages:
                assert pikepdf.parse_content_stream(sheet)


def test_numbers_in_content_are_plain_decimals(press: Press, appointment: Appointment) -> None:
    for page in operations(press.make(appointment).data):
        for operands, operator in page:
            if operator in (b"Tm", b"Td", b"re", b"cm"):
                assert all(abs(float(x)) < 10_000 for x in operands)


def test_a_note_longer_than_a_page_runs_on(press: Press, appointment: Appointment) -> None:
    note = " ".join(f"word{i}" for i in range(220))[:2000]
    made = press.make(replace(appointment, instructions=note, patient=replace(appointment.patient, format="large-print")))
    assert re.findall(r"word\d+", marked_text(made.data)) == note.split()


def test_each_page_names_the_patient_and_counts_the_pages(press: Press, appointment: Appointment) -> None:
    made = press.make(appointment)
    texts = page_texts(made.data)
    assert len(texts) == made.pages
    for number, text in enumerate(texts, start=1):
        assert "Anna Lee · RSC-104233" in text
        assert f"page {number} of {made.pages}" in text


def test_plates_are_bounded_by_memory(riverside: Clinic, appointment: Appointment) -> None:
    press = Press(riverside, issued=ISSUED)
    press.plates.limit = 1
    for note in ("", "One.", "One. " * 40, ""):
        press.make(replace(appointment, instructions=note))
    assert press.plates.composed == 4
    assert len(press.plates._plates) == 1


def test_a_sparse_last_page_is_drawn_back(riverside: Clinic) -> None:
    """Whatever the note's length, the last page holds more than a few lines, or drawing back was not enough."""
    press = Press(riverside, issued=ISSUED, allowed=Allowed())
    counts = {press.make(an_appointment(riverside, instructions="word " * n)).pages for n in range(0, 300, 60)}
    assert counts <= {3, 4, 5}
