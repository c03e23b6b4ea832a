"""A copy that a tagged file follows is what both say of themselves: by itself, and in a file for the printer."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from layouts.copies.volume import Volume
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED, an_appointment
from tests.handouts.enclosing import a_clinic, a_map

pytestmark = pytest.mark.conformance


def test_the_validators_find_nothing_in_copies_with_enclosures(tmp_path: Path, press: Press) -> None:
    clinic = a_clinic(tmp_path / "c", mri=press.edition("mri-scan").data, arabic=press.edition("mri-scan", "ar").data)
    mine = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True))
    files = [tmp_path / name for name in ("single.pdf", "volume.pdf")]
    copies = [mine.make(an_appointment(clinic, patient_id=f"RSC-{n}", language=tag)) for n, tag in enumerate(("en-US", "ar"))]
    files[0].write_bytes(copies[0].data)
    with files[1].open("wb") as out:
        volume = Volume(out, "All", mine.profile, duplex=True)
        for number, copy in enumerate(copies):
            volume.add(copy.impression, f"copy {number}", more=not number)
        volume.finish(mine.issued)
    assert verapdf(files) == {}
    assert [(page_validation(file), qpdf(file)) for file in files] == [({}, "")] * 2


def test_an_untagged_one_leaves_a_sound_file_that_claims_nothing(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c", map=a_map())
    file = tmp_path / "map.pdf"
    file.write_bytes(Press(clinic, issued=ISSUED, allowed=Allowed(draft=True)).make(an_appointment(clinic)).data)
    assert qpdf(file) == ""
    assert b"pdfuaid:part" not in file.read_bytes()
