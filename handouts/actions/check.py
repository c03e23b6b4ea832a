"""Checking: everything that can be said of leaflets and of a clinic's folder without a patient.

In: leaflets by id, file or folder; none for the clinic and all its leaflets.  Out: findings with file, line, column and remedy, questions
for the person who signs, and what a rule asks.  Nothing is made, changed, printed or sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.where import NAME, SAMPLES, Where
from handouts.errors import ClinicError, HandoutsError, InputError

if TYPE_CHECKING:
    from handouts.authoring.told import Demand
    from handouts.clinics.clinic import Clinic
    from handouts.leaflets.quality.remark import Remark

SHOWN = ("file", "line", "column", "severity", "rule", "what", "remedy", "guide")
NO_LEAFLETS = frozenset({"readme.md", "changelog.md", "license.md"})


@dataclass(frozen=True, slots=True)
class Check:
    """Leaflets by their id, files, or folders of files; none: the clinic, and every leaflet that it has."""

    where: Where
    leaflets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.  files: how many leaflets were looked at; questions: what only a person can judge, for each file."""

    findings: tuple[Remark, ...]
    questions: tuple[Remark, ...] = field(default=())
    files: int = 0

    @property
    def errors(self) -> int:
        """For which a batch refuses a leaflet."""
        return Counter(said.severity for said in self.findings)["error"]

    @property
    def warnings(self) -> int:
        """Which somebody should look at."""
        return Counter(said.severity for said in self.findings)["warning"]

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "findings": [_plain(said) for said in self.findings],
            "errors": self.errors,
            "warnings": self.warnings,
            "questions": [_plain(said) for said in self.questions],
        }


def _plain(said: Remark) -> dict[str, object]:
    """A finding as data; an accepted one with the reason."""
    return {name: getattr(said, name) for name in SHOWN} | ({"reason": said.reason} if said.reason else {})


def check(request: Check, attendant: Attendant = NOBODY) -> Checked:
    """Look at leaflets.  Raises InputError for a leaflet or a file that there is not."""
    from handouts.authoring.check import check_file

    try:
        clinic = _clinic(request)
    except ClinicError as error:
        return Checked(tuple(_of_clinic(error)))
    now = datetime.now(UTC).astimezone(clinic.zone)
    found = list(_house(clinic, now)) if not request.leaflets else []
    files = list(dict.fromkeys(_files(request, clinic)))
    for number, path in enumerate(files):
        attendant.progress(number, len(files))
        try:
            found += check_file(path, clinic, now)
        except FileNotFoundError:
            raise InputError(f"{path}: there is no such file") from None
    questions = tuple(said for said in found if said.severity == "question")
    return Checked(tuple(said for said in found if said.severity != "question"), questions, len(files))


def explain(rule: str) -> Demand:
    """What a rule asks, whose word that is, and why it matters.  Raises InputError if there is no such rule."""
    from handouts.authoring.told import explain as asked

    return asked(rule)


def _clinic(request: Check) -> Clinic:
    """The clinic that is named, or stood in, or whose folder a file is in; a sample clinic otherwise.  Raises ClinicError, InputError."""
    where = request.where
    if where.clinic or (Path.cwd() / NAME).is_file() or not request.leaflets:
        return where.read()
    for name in request.leaflets:
        for folder in (Path(name).resolve(), *list(Path(name).resolve().parents)[:2]):
            if (folder / NAME).is_file():
                return Where(str(folder)).read()
    if not any(_is_path(name) for name in request.leaflets):
        return where.read()
    return Where(SAMPLES[0]).read()


def _is_path(name: str) -> bool:
    return name.endswith(".md") or "/" in name or "\\" in name or Path(name).exists()


def _files(request: Check, clinic: Clinic) -> Iterator[Path]:
    """The files of leaflets that are asked for.  Raises InputError for an id that there is not."""
    from handouts.leaflets.shelf import Shelf

    shelf = Shelf(clinic)
    if not request.leaflets:
        yield from shelf.files
    for name in request.leaflets:
        path = Path(name)
        if path.is_dir():
            yield from _in_folder(path)
        elif _is_path(name):
            yield path
        else:
            own = [file for file in shelf.files if file.name.split(".")[0] == name]
            if not own:
                raise InputError(f"there is no leaflet {name!r}; there are {', '.join(shelf.identifiers())} (see `handouts list`)")
            yield from own


def _in_folder(folder: Path) -> Iterator[Path]:
    """The leaflets of a folder: of a clinic's, those of its `handouts`."""
    there = folder / "handouts" if (folder / NAME).is_file() else folder
    yield from (path for path in sorted(there.glob("*.md")) if path.name.casefold() not in NO_LEAFLETS)


def _house(clinic: Clinic, now: datetime) -> Iterator[Remark]:
    from handouts.authoring.check import check_house

    yield from check_house(clinic, now)
    yield from letters(clinic, now)


def letters(clinic: Clinic, now: datetime) -> Iterator[Remark]:
    """What is amiss with the letters, filled in for a made-up patient, where the clinic sends any."""
    from handouts.authoring.house import of_error
    from handouts.authoring.patients import long
    from handouts.delivery.mail.message import Letter, written
    from handouts.delivery.mail.settings import NAME as MAIL
    from handouts.delivery.mail.settings import read_mail

    if not (clinic.folder / MAIL).is_file():
        return
    patient = long(clinic, clinic.language, now)
    for locked in (True, False):
        try:
            written(Letter("<check@localhost>", patient, b"%PDF-", locked, clinic.language, now), read_mail(clinic.folder), clinic)
        except HandoutsError as error:
            yield from of_error("letters", MAIL, error)
            return


def _of_clinic(error: ClinicError) -> Iterator[Remark]:
    from handouts.authoring.house import of_error

    yield from of_error("clinic", NAME, error)
