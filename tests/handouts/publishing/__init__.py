"""What tests of publishing share: a clinic whose shelf holds a few short leaflets, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from tests.handouts import own_clinic

PICTURE = """
::: picture heart.svg
A heart, drawn as a plain shape.

The heart.

- heart: Heart
:::
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200"><path d="M20 20 L180 20 L100 180 Z" fill="#dfe6ea" '
    'stroke="#1c2b33"/><text id="heart" x="220" y="60">Heart</text></svg>'
)
LEAFLETS = {
    "knee.en-US": ("Your knee", "procedure", "icd10: [M17.1, M23], icd10pcs: [0SRC0JZ]", "Stop eating {{ appointment.start | before(hours=6) | time }}."),
    "knee.es": ("Su rodilla", "procedure", "icd10: [M17.1, M23]", "No coma desde {{ appointment.start | before(hours=6) | time }}."),
    "worn-knee.en-US": ("A worn knee", "condition", "icd10: [M17]", f"Walk every day & rest.\n{PICTURE}"),
    "heart.ar": ("القلب", "condition", "snomed: ['38341003']", "استرح."),
}


def shelf_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """A clinic of its own with these leaflets; none of the library's is on its shelf."""
    (folder / "none").mkdir()
    monkeypatch.setattr("handouts.leaflets.shelf.built_in", lambda room: folder / "none")
    clinic = own_clinic(folder)
    shelf = clinic.folder / "handouts"
    shelf.mkdir()
    (shelf / "heart.svg").write_text(SVG, "utf-8")
    for key in LEAFLETS:
        write(clinic, key)
    return clinic


def write(clinic: Clinic, key: str, *, status: str = "sample", more: str = "", text: str = "") -> Path:
    """Write one of the leaflets anew."""
    title, kind, codes, body = LEAFLETS[key]
    path = clinic.folder / "handouts" / f"{key}.md"
    head = f"title: {title}\nlanguage: {key.split('.')[1]}\nversion: 1\nstatus: {status}\nkind: {kind}\nproduced: 2026-10-0{1 + list(LEAFLETS).index(key)}\n"
    head += f"summary: About {title}.\ncodes: {{{codes}}}\nkeywords: [joint]\n{more}"
    path.write_text(f"---\n{head}---\n# {title}, once more\n\n{text or body}\n", "utf-8")
    return path
