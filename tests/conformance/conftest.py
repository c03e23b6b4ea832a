"""The matrix: every leaflet x layout x page size, one of them x a name in each script, the others in some script by turns; made once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed, Shelf
from handouts.press import Press
from tests.conformance.validators import missing
from tests.conftest import ISSUED, an_appointment
from tests.handouts.test_blocks import with_every_block
from tests.names import NAMES


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    lacks = missing()
    if not lacks:
        return
    if os.environ.get("CI"):
        pytest.fail(f"the conformance tests need {lacks}")
    pytest.skip(f"needs {lacks}; `make conformance` installs it")


EVERY_SCRIPT = "kyphoplasty"
HOME = {"address_1": "1824 Lakeview Court", "address_2": "Apt 3B", "city": "Springfield, IL", "postcode": "62704"}  # for letters


@dataclass(frozen=True)
class Sheet:
    """A file of the matrix."""

    path: Path
    language: str
    name: str


@pytest.fixture(scope="session")
def matrix(riverside: Clinic, tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    folder = tmp_path_factory.mktemp("matrix")
    latin = {"Latin": NAMES["Latin"]}
    forms = _sheets(riverside, folder, latin, EVERY_SCRIPT, ("letter", "large-print-letter", "booklet", "folded"))
    return [*_sheets(riverside, folder, NAMES), *_sheets(with_every_block(folder), folder, latin, "blocks"), *forms]


def _sheets(
    clinic: Clinic, folder: Path, scripts: Mapping[str, Sequence[str]], only: str = "", layouts: Sequence[str] = ("standard", "large-print")
) -> list[Sheet]:
    """Leaflets of a clinic, for a patient with a name in each script, or in one."""
    out, turns = [], cycle(scripts)
    for layout in layouts:
        for page in ("A4", "Letter"):
            press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True))
            for leaflet in (found for found in Shelf(clinic).leaflets() if not only or found.identifier == only):
                for script in scripts if leaflet.identifier == EVERY_SCRIPT else [next(turns)]:
                    names = scripts[script]
                    note = "Bitte läuten. " * (len(script) % 3)
                    appointment = an_appointment(clinic, given_name=names[0], language=leaflet.language, instructions=note, side="left", **HOME)
                    path = folder / f"{leaflet.identifier}-{leaflet.language}-{layout}-{page}-{script}.pdf"
                    path.write_bytes(press.make(appointment, leaflet.identifier).data)
                    out.append(Sheet(path, leaflet.language, names[0]))
    return out
