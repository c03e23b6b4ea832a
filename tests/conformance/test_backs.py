"""Pages for questions on blank backs, and bold names in a face without a bold, are PDF/UA-1 and PDF/A-2a in every language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.spoiled import one_weight
from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED, an_appointment
from tests.reading import nesting_errors

pytestmark = pytest.mark.conformance


def test_no_engine_finds_anything(riverside: Clinic, tmp_path: Path) -> None:
    clinic, files = replace(riverside, blank_back="questions"), []
    typecase = one_weight(one_weight(Press(clinic).typecase), "ar")
    for layout, page in (("standard", "A4"), ("large-print", "Letter")):
        press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True), typecase=typecase)
        for language in ("en-US", "es", "ar"):
            for name in ("יוֹסֵף", "مُحَمَّد"):
                files.append(tmp_path / f"{layout}-{language}-{len(files)}.pdf")
                files[-1].write_bytes(press.make(an_appointment(clinic, given_name=name, language=language), "mri-scan").data)
    assert verapdf(files) == {}
    assert [page_validation(file) for file in files] == [{}] * len(files)
    assert [qpdf(file) for file in files] == [""] * len(files)
    assert [nesting_errors(file.read_bytes()) for file in files] == [[]] * len(files)
