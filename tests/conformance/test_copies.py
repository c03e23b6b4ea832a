"""Struck copies and a combined file of 200 patients are as conforming as a first copy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.spoiled import record
from handouts.clinics.clinic import Clinic, built_in
from handouts.errors import RecordError
from handouts.ledger.ledger import Ledger
from handouts.press import Press
from handouts.records.appointment import read_record
from handouts.runs.combined import bind
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import begin
from layouts.copies.volume import Volume
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED, an_appointment
from tests.handouts.runs.art import DRAFTS, clinic_of_art

pytestmark = pytest.mark.conformance


def test_struck_copies_and_a_combined_file_conform(riverside: Clinic, tmp_path: Path) -> None:
    press, rng = Press(riverside, issued=ISSUED, allowed=DRAFTS), random.Random(5)
    made = []
    number = 0
    while len(made) < 200:
        number += 1
        try:
            made.append(press.make(read_record(record(rng, number, hostile=number % 4 == 0), "test", riverside.zone)))
        except RecordError:
            continue
    files = [tmp_path / "combined.pdf"]
    with files[0].open("w+b") as stream:
        volume = Volume(stream, "A list", press.profile, duplex=True)
        for index, handout in enumerate(made):
            volume.add(handout.impression, handout.appointment, more=index + 1 < len(made))
        volume.finish(press.issued)
    for index, handout in enumerate(made[::10]):
        files.append(tmp_path / f"{index}.pdf")
        files[-1].write_bytes(handout.data)
    assert verapdf(files) == {}
    assert {file.name: found for file in files if (found := page_validation(file))} == {}
    assert [qpdf(file) for file in files] == [""] * len(files)


def test_a_combined_run_with_separator_sheets_conforms(riverside: Clinic, tmp_path: Path) -> None:
    target = tmp_path / "all.pdf"
    look = Look(order="session", combined=True, duplex=True, separators=True, allowed=DRAFTS)
    planned = plan(Request(built_in("assets/sample") / "schedule.csv", riverside.folder, target, look))
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        run = begin(planned, ledger, "anna")
        list(bind(planned, run, ledger))
    assert verapdf([target]) == {}
    assert page_validation(target) == {}
    assert qpdf(target) == ""


def test_copies_with_raster_pictures_of_every_kind_conform(tmp_path: Path) -> None:
    clinic, files = clinic_of_art(tmp_path), [tmp_path / "combined.pdf"]
    press = Press(clinic, issued=ISSUED, allowed=DRAFTS)
    made = [press.make(an_appointment(clinic, leaflet="art", given_name=name)) for name in ("Anna", "Berta")]
    with files[0].open("w+b") as stream:
        volume = Volume(stream, "A list", press.profile)
        for index, handout in enumerate(made, 1):
            volume.add(handout.impression, handout.appointment, more=index < len(made))
        volume.finish(press.issued)
    files.append(tmp_path / "one.pdf")
    files[1].write_bytes(made[1].data)
    assert verapdf(files) == {}
    assert {file.name: found for file in files if (found := page_validation(file))} == {}
    assert [qpdf(file) for file in files] == [""] * len(files)
