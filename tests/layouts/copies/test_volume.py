from __future__ import annotations

import io
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.spoiled import record
from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import Appointment, read_record
from handouts.runs.combined import separator
from layouts.copies.impression import Impression
from layouts.copies.volume import Volume
from tests.conftest import ISSUED, an_appointment
from tests.reading import page_texts

ROOT = Path(__file__).parents[3]
PRESSES: dict[object, Press] = {}


def combined(press: Press, appointments: list[Appointment], *, duplex: bool = False) -> tuple[bytes, list[int]]:
    out = io.BytesIO()
    volume = Volume(out, "A list", press.profile, duplex=duplex)
    counts = []
    for number, appointment in enumerate(appointments):
        made = press.make(appointment)
        counts.append(made.pages)
        volume.add(made.impression, f"{appointment.patient.name} · {appointment.patient.identifier}", more=number + 1 < len(appointments))
    volume.finish(press.issued)
    return out.getvalue(), counts


@pytest.fixture(scope="module")
def appointments(riverside: Clinic) -> list[Appointment]:
    rng = random.Random(3)
    made = [read_record(record(rng, n), "test", riverside.zone) for n in range(40)]
    return [replace(a, patient=replace(a.patient, format="large-print")) if n % 13 == 5 else a for n, a in enumerate(made)]


@pytest.mark.parametrize("duplex", [False, True])
def test_each_patients_pages_follow_each_other(riverside: Clinic, appointments: list[Appointment], duplex: bool) -> None:
    data, counts = combined(Press(riverside, issued=ISSUED, proof="off"), appointments, duplex=duplex)
    texts = page_texts(data)
    at = 0
    for appointment, count in zip(appointments, counts, strict=True):
        for page in range(count):
            assert appointment.patient.identifier in texts[at + page]
            assert f"page {page + 1} of {count}" in texts[at + page]
        at += count
        if duplex and at % 2:
            assert texts[at] == ""
            at += 1
    assert at == len(texts)


def test_every_patient_has_a_bookmark_and_page_labels(riverside: Clinic, appointments: list[Appointment]) -> None:
    data, counts = combined(Press(riverside, issued=ISSUED, proof="off"), appointments)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert [entry.title.split(" · ")[1] for entry in reader.outline] == [a.patient.identifier for a in appointments]
    assert reader.page_labels[:3] == ["1-1", "1-2", "1-3"]
    assert reader.page_labels[counts[0]] == "2-1"
    assert len(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]) == len(appointments)


@settings(max_examples=6)
@given(st.lists(st.sampled_from(["en-US", "es-ES", "large", "sheet"]), min_size=1, max_size=8), st.booleans())
def test_sheets_between_copies_of_any_language_are_pages_of_their_own(riverside: Clinic, kinds: list[str], duplex: bool) -> None:
    press = PRESSES.setdefault(riverside.name, Press(riverside, issued=ISSUED, proof="off", allowed=Allowed(draft=True)))
    copies: list[Impression] = []
    for number, kind in enumerate(kinds):
        fields = {"language": kind} if "-" in kind else {"format": "large-print"} if kind == "large" else {}
        mine = an_appointment(riverside, patient_id=f"RSC-{number}", appointment_id=f"A-{number}", **fields)
        copies.append(separator(press, f"Suite {number}", 3) if kind == "sheet" else press.make(mine).impression)
    out = io.BytesIO()
    volume = Volume(out, "A list", press.profile, duplex=duplex)
    bound = [volume.add(copy, f"{n} {kinds[n]}", more=n + 1 < len(copies)) for n, copy in enumerate(copies)]
    assert volume.finish(press.issued) == sum(place.pages for place in bound) + volume.blanks
    texts = page_texts(out.getvalue())
    assert len(texts) == volume.pages
    for number, (kind, place) in enumerate(zip(kinds, bound, strict=True)):
        own = texts[place.first_page : place.first_page + place.pages]
        assert all((f"Suite {number}" if kind == "sheet" else f"RSC-{number}") in text for text in own)
        assert not duplex or place.first_page % 2 == 0
        for start, stop in place.streams:
            assert out.getvalue()[start:stop].endswith(b"endstream\nendobj\n")
    with pikepdf.open(out) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [str(item.title) for item in pdf.open_outline().root] == [f"{n} {kind}" for n, kind in enumerate(kinds)]


def test_a_volume_of_no_copies_is_not_finished(riverside: Clinic) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Volume(io.BytesIO(), "A list", Press(riverside).profile).finish("2026-12-01T08:00:00+00:00")


def test_static_streams_and_fonts_stand_in_it_once(riverside: Clinic, appointments: list[Appointment]) -> None:
    few, _ = combined(Press(riverside, issued=ISSUED, proof="off"), appointments[:1])
    many, _ = combined(Press(riverside, issued=ISSUED, proof="off"), [a for a in appointments if a.patient.format == "standard"][:30])
    assert (len(many) - len(few)) / 29 < 9_000


def test_the_same_list_gives_the_same_bytes(riverside: Clinic, appointments: list[Appointment]) -> None:
    press = Press(riverside, issued=ISSUED, proof="off")
    first, _ = combined(press, appointments)
    assert combined(press, appointments)[0] == first
    assert combined(Press(riverside, issued=ISSUED), appointments)[0] == first


SCRIPT = """
import sys, random, hashlib
from concurrent.futures import ProcessPoolExecutor
from tests.layouts.copies.test_volume import digest
order, workers = int(sys.argv[1]), int(sys.argv[2])
numbers = list(range(24)); random.Random(order).shuffle(numbers)
with ProcessPoolExecutor(workers) as pool:
    print(sorted(pool.map(digest, numbers)))
"""
_press: list[Press] = []


def digest(number: int) -> tuple[int, str]:
    from handouts.clinics.clinic import read_clinic, sample_clinic

    if not _press:
        _press.append(Press(read_clinic(sample_clinic("riverside")), issued=ISSUED, allowed=Allowed(draft=True)))
    try:
        appointment = read_record(record(random.Random(number), number, hostile=number % 3 == 0), "test", _press[0].clinic.zone)
        return number, _press[0].make(appointment).sha256
    except Exception as error:  # noqa: BLE001  a name that is refused is refused everywhere
        return number, str(error)


def test_copies_are_the_same_in_three_orders_and_two_process_counts() -> None:
    answers = set()
    for order, workers in ((1, 1), (2, 2), (3, 2)):
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(order), str(workers)], cwd=ROOT, capture_output=True, text=True, check=True)
        answers.add(done.stdout)
    assert len(answers) == 1
