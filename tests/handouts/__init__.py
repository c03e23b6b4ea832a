"""What the tests of this room share: a plain record, two clinics, leaflets, and cases that are documents.

A case is a file: a leaflet, a line `=====`, and the whole error message that it must give.  `…` in the message stands for
any text, for where the words are free.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.records.appointment import Appointment, read_record
from layouts.document.inlines import Field, PageCount, PageNumber, TextRun

CASES = Path(__file__).parent.parent / "cases"
CHICAGO = ZoneInfo("America/Chicago")
LONDON = ZoneInfo("Europe/London")
FRONT = "title: A leaflet\nlanguage: en-US\nversion: 1\nstatus: draft\n"
FIRST = 7  # the line of a leaflet's text that follows FRONT
PLACEHOLDER = re.compile("[\U000f0000-\U0010ffff]")

# Words that no message has by chance, so that a test can look for them in one.
RECORD = {
    "appointment_id": "Appzyx-7", "start": "2026-12-08T09:30", "patient_id": "Patzyx-3", "given_name": "Quenby", "family_name": "Zyxwarth",
    "date_of_birth": "1951-04-17",
}  # fmt: skip


def record(**cells: object) -> dict[str, object]:
    """A record that can be read, but for what the cells say."""
    return {**RECORD, **cells}


def appointment(**cells: object) -> Appointment:
    """The appointment of such a record, in Chicago."""
    return read_record(record(**cells), "list.csv: row 2", CHICAGO)


@cache
def clinic(name: str = "riverside") -> Clinic:
    """A sample clinic."""
    return read_clinic(sample_clinic(name))


def own_clinic(folder: Path) -> Clinic:
    """A sample clinic in a folder of its own, where a test may write; without rules, so that a row gets what it names, and without words of other languages."""
    own = Path(shutil.copytree(sample_clinic("riverside"), folder / "clinic"))
    (own / "rules.toml").unlink()
    file = own / "clinic.toml"
    file.write_text(file.read_text("utf-8").partition("\n[words.")[0] + "\n", "utf-8")
    return read_clinic(own)


def leaflet(folder: Path, body: str, front: str = FRONT, name: str = "case.en-US.md") -> Leaflet:
    """A leaflet of these words."""
    path = folder / name
    path.write_bytes(f"---\n{front}---\n{body}".encode())
    return read_leaflet(path)


def cases(room: str) -> dict[str, tuple[str, str]]:
    """Leaflet and expected message of every case in a folder, by the case's name."""
    found = {}
    for path in sorted((CASES / room).glob("*.md")):
        text, expected = path.read_text("utf-8").split("\n=====\n")
        found[path.stem] = f"{text}\n", expected.rstrip("\n")
    assert found, f"there are no cases in {room}"
    return found


def says(message: str, expected: str) -> bool:
    """Whether a message is the expected one, `…` standing for any text."""
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), message, re.S) is not None


def printed(part: object, values: tuple[str, ...]) -> str:
    """The words of a block or document as a patient would read them, values in their places."""
    match part:
        case TextRun():
            return part.text
        case Field():
            return values[part.index]
        case PageNumber() | PageCount():
            return "#"
        case tuple():
            return "".join(printed(p, values) for p in part)
        case _ if is_dataclass(part):
            held = (getattr(part, f.name) for f in fields(part))
            return "".join(printed(h, values) for h in held if isinstance(h, tuple) or is_dataclass(h)) + "\n"
    return ""
