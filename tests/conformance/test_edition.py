"""General editions, of a leaflet in three languages and of one with every block, are PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED
from tests.handouts.test_blocks import with_every_block
from tests.reading import nesting_errors

pytestmark = pytest.mark.conformance


def test_no_engine_finds_anything(riverside: Clinic, tmp_path: Path) -> None:
    files = []
    every = with_every_block(tmp_path)
    for path in (every.folder / "handouts").glob("blocks.*.md"):
        text = path.read_text("utf-8").replace("{{ appointment.side }}", "left").replace(" يا {{ patient.given_name }} |", " |")
        path.write_text(text, "utf-8")  # without what only a patient has
    for clinic, name, languages in ((riverside, "kyphoplasty", ("en-US", "es", "ar")), (every, "blocks", ("en-US", "ar"))):
        for layout, page in (("standard", "A4"), ("large-print", "Letter")):
            press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True))
            for language in languages:
                files.append(tmp_path / f"{name}-{language}-{layout}.pdf")
                files[-1].write_bytes(press.edition(name, language).data)
    assert verapdf(files) == {}
    assert [page_validation(file) for file in files] == [{}] * len(files)
    assert [qpdf(file) for file in files] == [""] * len(files)
    assert [nesting_errors(file.read_bytes()) for file in files] == [[]] * len(files)
