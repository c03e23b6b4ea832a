"""Which program this is: for a report of a fault, and for whether it is whole and its own.

In: this process.  Out: versions in lines; findings.  Nothing of a patient or a clinic is looked at.
"""

from __future__ import annotations

import platform
import sqlite3
import ssl
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

from handouts import __version__
from handouts.clinics.clinic import HOME
from handouts.files.own import ALONE, OURS, ours
from handouts.findings import Finding
from handouts.ledger.file import migrations

PARTS = (  # what a fault may lie in, by the names of PyPI
    "reportlab", "uharfbuzz", "pypdfium2", "pikepdf", "pillow", "lxml", "svglib", "jinja2", "markdown-it-py", "babel", "tzdata", "click",
    "starlette", "uvicorn", "python-calamine", "icalendar", "mammoth", "cryptography", "icu4py",
)  # fmt: skip
NEEDED = (
    "assets/fonts/fonts.toml", "assets/srgb.icc", "assets/sample/schedule.csv", "assets/clinics/riverside/clinic.toml",
    "layouts/standard.toml",
)  # fmt: skip


def frozen() -> bool:
    """Whether this is the program that needs no Python."""
    return bool(getattr(sys, "frozen", False))


def versions() -> str:
    """What matters of this program, in lines: itself, the Python, the system, the ledger's schema, its parts."""
    how = "frozen" if frozen() else "in an environment of its own" if sys.prefix != sys.base_prefix else "in the system's Python"
    found = {part: _version(part) for part in PARTS}
    return "\n".join(
        [
            f"handouts, version {__version__}",
            f"Python {platform.python_version()}, {how}; {platform.system()} {platform.release()}, {platform.machine()}",
            f"ledger's schema {len(migrations())}; SQLite {sqlite3.sqlite_version}; {' '.join(ssl.OPENSSL_VERSION.split()[:2])}",
            ", ".join(f"{part} {number}" for part, number in found.items() if number),
            *([f"without {', '.join(lacking)}"] if (lacking := [part for part, number in found.items() if not number]) else []),
        ]
    )


def _version(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return ""


def examine_program(home: Path = HOME, owners: Mapping[str, Sequence[str]] | None = None) -> Iterator[Finding]:
    """Whether what the program brings is there, and is its own.  home: where its rooms are; owners: the packages that brought each name."""
    yield Finding(True, "program", f"handouts {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}")
    if lacking := [name for name in NEEDED if not (home / name).is_file()]:
        yield Finding(False, "program", f"{lacking[0]} is missing in {home}", f"another package may have taken its place: {ALONE}")
    if frozen():
        return
    known = packages_distributions() if owners is None else owners
    for name in OURS:
        others = sorted({owner for owner in known.get(name, ()) if owner.casefold() != "handouts"})
        if others:
            what = f"{name} is not ours alone: {', '.join(others)} has put files of that name in the same place"
            yield Finding(False, "program", what, ALONE)
        elif not ours(name, home):
            yield Finding(False, "program", f"{name} is not ours: Python finds another of that name first", ALONE)
