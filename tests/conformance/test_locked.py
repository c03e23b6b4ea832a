"""A locked copy is still PDF/UA-1, and no longer calls itself PDF/A."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.sealing import sealed
from handouts.press import Press
from tests.conformance.validators import verapdf
from tests.conftest import an_appointment

pytestmark = pytest.mark.conformance
PASSPHRASE = "kmtrw-hbxqd-nfgzp"


@pytest.mark.parametrize("language", ["en-US", "ar"])
def test_what_was_locked_is_accessible_when_it_is_opened(riverside: Clinic, press: Press, tmp_path: Path, language: str) -> None:
    locked = sealed(press.make(an_appointment(riverside, language=language)).data, PASSPHRASE)
    path = tmp_path / "opened.pdf"
    with pikepdf.open(io.BytesIO(locked), password=PASSPHRASE) as pdf:
        assert pdf.allow.accessibility and pdf.encryption.R == 6
        pdf.save(path, fix_metadata_version=False)
    assert {flavour for _, flavour in verapdf([path])} == {"2a"}  # PDF/UA-1 is not among what fails; PDF/A, which it does not claim, is
