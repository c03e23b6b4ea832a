"""The pages for the reviewer of a translation, in two languages at once, are PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.authoring.translating.review import reviewed_pdf
from handouts.authoring.translating.standing import standing
from handouts.clinics.clinic import built_in
from handouts.leaflets.leaflet import read_leaflet
from handouts.press import Press
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED
from tests.handouts import clinic
from tests.reading import nesting_errors

pytestmark = pytest.mark.conformance
PAIRS = (("en-US", "es"), ("en-US", "ar"), ("ar", "en-US"))


def test_no_engine_finds_anything(tmp_path: Path) -> None:
    there = {tag: read_leaflet(built_in("handouts/library") / f"kyphoplasty.{tag}.md") for tag in ("en-US", "es", "ar")}
    files = []
    for source, target in PAIRS:
        files.append(tmp_path / f"{source}-{target}.pdf")
        files[-1].write_bytes(reviewed_pdf(standing(there[source], target, there[target]), Press(clinic(), issued=ISSUED)))
    assert verapdf(files) == {}
    assert [page_validation(file) for file in files] == [{}] * len(PAIRS)
    assert [qpdf(file) for file in files] == [""] * len(PAIRS)
    assert [nesting_errors(file.read_bytes()) for file in files] == [[]] * len(PAIRS)
