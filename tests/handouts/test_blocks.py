"""A leaflet with every block an editor can write, made for a patient in each layout and size, is proven in full."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic
from handouts.leaflets.forms import FENCES
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conftest import ISSUED, an_appointment
from tests.handouts import CASES
from tests.reading import nesting_errors, text_of


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic that has it."""
    return with_every_block(tmp_path_factory.mktemp("blocks"))


def with_every_block(folder: Path) -> Clinic:
    """The same, in a folder."""
    own = Path(shutil.copytree(sample_clinic("riverside"), folder / "clinic"))
    shelf = Path(shutil.copytree(CASES / "blocks", own / "handouts"))
    shutil.copy(Path(__file__).parents[2] / "handouts" / "library" / "compression-fracture.svg", shelf)
    return read_clinic(own)


def test_it_has_every_new_block() -> None:
    for path in (CASES / "blocks").glob("*.md"):
        text = path.read_text("utf-8")
        for name in (
            "danger", "urgent", "beside", "glossary", "questions", "chance", "keep", "body", "medicines", "slip", "timeline", "contents",
            "pictures", "table",
        ):
            assert f"::: {name}" in text and name in FENCES


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("page", ["A4", "Letter"])
def test_a_copy_passes_the_full_proof(clinic: Clinic, language: str, layout: str, page: str) -> None:
    press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    for name, side in (("Anna", "left"), ("Maximiliane", "R")):
        data = press.make(an_appointment(clinic, language=language, given_name=name, side=side), "blocks").data
        assert nesting_errors(data) == [] and name in text_of(data)
