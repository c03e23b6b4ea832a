"""A clinic whose logo is a raster picture, and a leaflet of raster pictures of every kind; run by itself, it says the digests of its copies."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from handouts.clinics.clinic import Clinic, built_in, read_clinic
from handouts.clinics.looks import layouts
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conftest import an_appointment
from tests.handouts import FRONT, own_clinic
from tests.layouts.pages.rasters import KINDS

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
DRAFTS = Allowed(draft=True, sample=True)


def clinic_of_art(folder: Path, logo: str = "rgba.png") -> Clinic:
    """A clinic in a folder of its own, with the leaflet `art`; its drawings' and photographs' names sort in another order than their digests."""
    made = own_clinic(folder).folder
    shelf = made / "handouts"
    shelf.mkdir()
    (made / logo).write_bytes(KINDS[logo])
    toml = made / "clinic.toml"
    toml.write_text(toml.read_text("utf-8").replace('logo = "logo.svg"', f'logo = "{logo}"'), "utf-8")
    for name, data in KINDS.items():
        (shelf / name).write_bytes(data)
    shown = "\n\n".join(f"::: picture {name}\nA picture, {name.replace('.', ' ')}.\n:::" for name in KINDS)
    (shelf / "art.en-US.md").write_text(f"---\n{FRONT}---\n# Art\nFor {{{{ patient.name }}}}.\n\n{shown}\n", "utf-8")
    return read_clinic(made)


def languages() -> list[str]:
    """The languages that the library's leaflet has."""
    found = (re.fullmatch(r"kyphoplasty\.(.+)\.md", path.name) for path in built_in("handouts/library").glob("*.md"))
    return sorted(match[1] for match in found if match)


HOME = {"address_1": "12 Long Street", "city": "Springfield, IL", "postcode": "62704"}  # of whom letters go to


def leaflets() -> list[tuple[str, str]]:
    """Identifier and language of every leaflet that is shipped, and of the one with pictures."""
    files = sorted(path.name.split(".") for path in built_in("handouts/library").glob("*.md"))
    return [("art", "en-US"), *((name, language) for name, language, _ in files)]


def digests(folder: Path) -> dict[str, str]:
    """A digest for each leaflet, layout and page size, of a first and of a second copy; letters and folded sheets of two leaflets."""
    clinic, found = read_clinic(folder), {}
    for page in ("A4", "Letter"):
        for layout in layouts(clinic):
            press = Press(clinic, layout=layout, page=page, issued=ISSUED, proof="off", allowed=DRAFTS)
            sheets = layout in ("standard", "large-print")
            for leaflet, language in (each for each in leaflets() if sheets or each[0] in ("art", "kyphoplasty")):
                for name in ("Anna", "Berta"):
                    made = press.make(an_appointment(clinic, leaflet=leaflet, language=language, given_name=name, **HOME))
                    found[f"{leaflet} {language} {layout} {page} {name}"] = made.sha256
    return found


if __name__ == "__main__":
    print(json.dumps(digests(Path(sys.argv[1]))))
