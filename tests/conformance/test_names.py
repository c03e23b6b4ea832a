"""Names in sixteen scripts, in a left-to-right and a right-to-left leaflet, are read back exactly by two extractors."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.press import Press
from tests.conftest import an_appointment
from tests.names import ALL
from tests.reading import folded, poppler_text, text_of

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize(("script", "name"), ALL)
def test_a_name_is_read_back_by_pdfium_and_poppler(press: Press, tmp_path: Path, script: str, name: str, language: str) -> None:
    appointment = an_appointment(press.clinic, given_name=name, family_name="X", language=language)
    made = press.make(appointment)
    file = tmp_path / "name.pdf"
    file.write_bytes(made.data)
    wanted = folded(appointment.patient.given_name)
    assert wanted in text_of(made.data)
    assert wanted in poppler_text(file)


def test_the_leaflet_reads_in_order_by_both(press: Press, tmp_path: Path) -> None:
    made = press.make(an_appointment(press.clinic))
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(made.data)
    for text in (text_of(made.data), poppler_text(file)):
        wanted = ("Anna Lee", "RSC-104233", "Tuesday, December 8, 2026", "9:30 AM", "What is kyphoplasty?", "Benefits, risks", "Get ready", "On the day", "At home")
        places = [text.index(words) for words in wanted]
        assert places == sorted(places)
