"""The clinic: who gives the leaflet out, and how it looks.

In: a folder with a `clinic.toml` and its logo.  Out: a frozen `Clinic`.  Refuses an unknown or missing key, a colour or
time zone that is none (`ClinicError`: file, key, what is expected).

A clinic's folder may have `handouts/` (leaflets and page furniture), `layouts/` and `assets/` of its own; they are looked
in before the built-in ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handouts.errors import ClinicError
from handouts.files.tables import read_toml
from handouts.language.characters import LANGUAGE, STRANGER
from handouts.language.dates import zone_of
from handouts.language.phrases import Fixed
from layouts.blocks import Picture

KEYS = {
    "name": str, "department": str, "address": list, "phone": str, "hours": str, "website": str, "time-zone": str, "language": str,
    "page": str, "emergency": str, "sample": bool, "arrive-early": int, "bring": list, "brand": dict, "fonts": list, "email": str,
}  # fmt: skip
LONGEST_NAME = 255  # bytes of a file's name, on nearly every file system
REQUIRED = ("name", "phone", "time-zone", "language", "page", "emergency", "brand")
SAMPLES = ("riverside", "harbour")


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic.  Its words are `Fixed`: the same for every patient.  arrive_early: minutes before the appointment."""

    folder: Path
    name: Fixed
    phone: Fixed
    emergency: Fixed
    zone: ZoneInfo
    language: str
    page: str
    colour: str
    logo: Picture | None = None
    department: Fixed = Fixed("")
    address: tuple[Fixed, ...] = ()
    hours: Fixed = Fixed("")
    website: Fixed = Fixed("")
    email: Fixed = Fixed("")
    sample: bool = False
    arrive_early: int = 0
    bring: tuple[Fixed, ...] = ()
    fonts: tuple[Path, ...] = field(default=())

    def find(self, room: str, name: str) -> Path:
        """A file of one of the rooms (`handouts/frame`, `layouts`, …): the clinic's own, or the built-in one."""
        own = self.folder / room / name
        return own if own.is_file() else built_in(room) / name


def built_in(room: str) -> Path:
    """The folder of a room that comes with the program."""
    with as_file(files(room.split("/")[0])) as path:
        return Path(path).joinpath(*room.split("/")[1:])


def sample_clinic(name: str) -> Path:
    """The folder of a sample clinic."""
    return built_in("assets/clinics") / name


def read_clinic(folder: Path) -> Clinic:
    """Read a clinic's folder."""
    file = folder / "clinic.toml"
    try:
        data = read_toml(file)
    except FileNotFoundError:
        raise ClinicError(f"{folder}: there is no clinic.toml in it; copy one from a sample clinic (see docs/installer.md)") from None
    _checked(file, data)
    brand = data["brand"]
    logo = None
    if "logo" in brand:
        path = folder / brand["logo"]
        if len(brand["logo"].encode()) > LONGEST_NAME or not path.is_file() or folder.resolve() not in path.resolve().parents:
            raise ClinicError(f"{file}: brand.logo: there is no {brand['logo']!r} in the clinic's folder")
        logo = Picture(path.name, path.read_bytes())
    try:
        zone = zone_of(data["time-zone"])
    except ValueError:
        raise ClinicError(f"{file}: time-zone: {data['time-zone']!r} is not known; expected a name such as 'Europe/London'") from None
    return Clinic(
        folder=folder,
        name=Fixed(data["name"]),
        phone=unbroken(data["phone"]),
        emergency=unbroken(data["emergency"]),
        zone=zone,
        language=data["language"],
        page=data["page"],
        colour=str(brand.get("colour", "#1a1a1a")),
        logo=logo,
        department=Fixed(data.get("department", "")),
        address=tuple(map(Fixed, data.get("address", ()))),
        hours=Fixed(data.get("hours", "")),
        website=Fixed(data.get("website", "").removeprefix("https://")),
        email=Fixed(data.get("email", "")),
        sample=bool(data.get("sample", False)),
        arrive_early=int(data.get("arrive-early", 0)),
        bring=tuple(map(Fixed, data.get("bring", ()))),
        fonts=tuple(folder / f for f in data.get("fonts", ())),
    )


def unbroken(text: str) -> Fixed:
    """A telephone number that no line end may part."""
    return Fixed(text.replace(" ", "\u00a0"))


def _checked(file: Path, data: dict[str, Any]) -> None:
    problems = [f"{key}: missing" for key in REQUIRED if key not in data]
    for key, value in data.items():
        if key not in KEYS:
            problems.append(f"{key}: unknown key; expected one of {', '.join(sorted(KEYS))}")
        elif not isinstance(value, KEYS[key]) or (KEYS[key] is int and isinstance(value, bool)):
            problems.append(f"{key}: is not a {KEYS[key].__name__}")
        elif isinstance(value, list) and not all(isinstance(v, str) for v in value):
            problems.append(f"{key}: is not a list of texts")
        elif any(STRANGER.search(w) for w in ([value] if isinstance(value, str) else value if isinstance(value, list) else ())):
            problems.append(f"{key}: has a character that shows nothing")
        elif key in REQUIRED and key != "page" and isinstance(value, str) and not value.strip():
            problems.append(f"{key}: is blank")
    brand = data.get("brand", {})
    if isinstance(brand, dict):
        problems += [f"brand.{key}: unknown key; expected logo, colour" for key in brand if key not in ("logo", "colour")]
    if isinstance(data.get("language"), str) and not LANGUAGE.fullmatch(data["language"]):
        problems.append("language: is not a language tag")
    if isinstance(data.get("arrive-early"), int) and data["arrive-early"] < 0:
        problems.append("arrive-early: is negative")
    if isinstance(brand := data.get("brand"), dict):
        if not re.fullmatch("#[0-9a-fA-F]{6}", str(brand.get("colour", "#1a1a1a"))):
            problems.append("brand.colour: is not a colour")
        if not isinstance(brand.get("logo", ""), str):
            problems.append("brand.logo: is not the name of a file")
    if data.get("page") not in ("A4", "Letter"):
        problems.append(f"page: {data.get('page')!r} is not a page size; expected 'A4' or 'Letter'")
    if problems:
        raise ClinicError("\n".join(f"{file}: {problem}" for problem in problems))
