"""Copies in two languages, and the notice of help with language, are PDF/UA-1 and PDF/A-2a like all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED, an_appointment

pytestmark = pytest.mark.conformance
WAYS = [("kyphoplasty", "es", "+en-US"), ("kyphoplasty", "en-US", "+ar"), ("kyphoplasty", "ar", "/en-US"), ("mri-scan", "ar", "+es"), ("language-help", "", "")]


def test_the_validators_find_nothing_in_copies_in_two_languages(tmp_path: Path, riverside: Clinic) -> None:
    files = []
    for layout in ("standard", "large-print"):
        press = Press(riverside, layout=layout, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
        for leaflet, first, second in WAYS:
            files.append(tmp_path / f"{leaflet}-{first}{second.replace('/', '-')}-{layout}.pdf")
            files[-1].write_bytes(press.make(an_appointment(riverside, leaflet=leaflet, language=first), second=second).data)
    assert verapdf(files) == {}
    assert {file.name: found for file in files if (found := page_validation(file) or qpdf(file))} == {}
