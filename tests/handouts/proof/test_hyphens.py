"""A value that breaks at a hyphen is right: whatever stands at the ends of lines, and in whatever order copies come, none is refused."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.expected import Kind
from handouts.records.appointment import Appointment, read_record
from tests.conftest import an_appointment
from tests.handouts import CASES, leaflet
from tests.reading import page_texts

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def rows(clinic: Clinic) -> list[Appointment]:
    """The rows of the list."""
    with (CASES / "proof" / "hyphens.csv").open(encoding="utf-8", newline="") as stream:
        return [read_record(row, "hyphens.csv", clinic.zone) for row in csv.DictReader(stream)]


@pytest.mark.parametrize("kind", ["default", "full"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_values_that_break_at_a_hyphen_are_made_in_any_order(kind: Kind, seed: int, riverside: Clinic) -> None:
    work = rows(riverside)
    random.Random(seed).shuffle(work)
    press = Press(riverside, issued=ISSUED, proof=kind)
    assert len([press.make(appointment) for appointment in work]) == len(work) == 32


def test_some_of_them_do_break_at_a_hyphen(riverside: Clinic) -> None:
    press = Press(riverside, issued=ISSUED, proof="off")
    ends = [
        line.spans[-1].code for appointment in rows(riverside) for galley in press.make(appointment).impression.galleys for line in galley.lines
    ]
    assert sum(code.endswith("0010>]TJ") for code in ends) > 10  # the glyph of a hyphen in the first face


def test_a_word_may_be_parted_at_a_hyphen_where_a_page_ends(riverside: Clinic, tmp_path: Path) -> None:
    press = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True))
    pages: list[str] = []
    for more in range(4):
        press.shelf.lay(leaflet(tmp_path, f"{'more ' * more}{'puh-ROH-sis-and-on-it-goes ' * 250}\n"))
        pages += page_texts(press.make(an_appointment(riverside), leaflet="case").data)
    assert len(pages) > 8
