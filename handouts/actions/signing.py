"""Signing a leaflet: what has changed since the last signature, what only a person can judge, and the signature.

In: a leaflet, who reads it, in which role, until when.  Out: what is to be looked at; the signature, kept beside the leaflet.  Refuses a
leaflet that is not the clinic's own, one whose only author would sign, an end that is none, questions without an answer (`InputError`),
and one in which check finds errors (`LeafletError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.check import Check, Checked, check
from handouts.actions.where import Where
from handouts.errors import InputError, LeafletError, Slip

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.leaflets.changes import Change
    from handouts.leaflets.leaflet import Leaflet
    from handouts.leaflets.signature import Signature

YEARS, LONGEST = 2, 5  # that a signature holds, unless another end is given; that it may hold
RIGHT = {"right": "Is every fact, number and time in it right for your patients, today?"}  # which no rule can judge


@dataclass(frozen=True, slots=True)
class SignLeaflet:
    """A leaflet to be signed.

    language: '' if there is one only; until: the last day, two years from now if it is None; answers: by question; page: a file for
    what has changed.
    """

    where: Where
    leaflet: str
    language: str = ""
    reviewer: str = ""
    role: str = ""
    until: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    page: Path | None = None


@dataclass(frozen=True, slots=True)
class ToSign:
    """What whoever signs looks at.  last: the signature before this one; questions: by name."""

    file: Path
    title: str
    last: Signature | None
    changes: tuple[Change, ...]
    questions: Mapping[str, str]
    page: Path | None = None

    @property
    def about(self) -> str:
        """What is compared, as a sentence."""
        if self.last is None:
            return "Nobody has signed it yet: all of it is new."
        return f"Compared with what {self.last.reviewer} signed on {self.last.signed}."

    @property
    def shortened(self) -> tuple[Change, ...]:
        """The changes, with a few words around each; all of a text that nobody has signed."""
        from handouts.leaflets.changes import shortened

        return shortened(self.changes) if self.last else self.changes

    @property
    def changed(self) -> bool:
        """Whether there is anything to look at."""
        return any(change.kind != "same" for change in self.changes)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        last = self.last and {"reviewer": self.last.reviewer, "signed": self.last.signed.isoformat(), "until": self.last.until.isoformat()}
        changes = [{"kind": change.kind, "text": change.text} for change in self.changes]
        return {"file": str(self.file), "title": self.title, "last": last, "changes": changes, "questions": dict(self.questions)}


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature, and the file that it is kept in."""

    file: Path
    title: str
    reviewer: str
    role: str
    signed: date
    until: date

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        days = {"signed": self.signed.isoformat(), "until": self.until.isoformat()}
        return {"file": str(self.file), "title": self.title, "reviewer": self.reviewer, "role": self.role, **days}


def look_to_sign(request: SignLeaflet) -> ToSign:
    """What has changed since the last signature, as data, and as a page if one is named; and the questions.

    Raises InputError if there is no such leaflet of the clinic's own, LeafletError for one that cannot be read, OutputError.
    """
    from handouts.leaflets.changes import changes
    from handouts.leaflets.signature import signatures, words_of

    leaflet = _leaflet(request, request.where.own("signs nothing"))
    found = signatures(leaflet)
    last = found[-1] if found else None
    changed = changes(last.text if last else "", words_of(leaflet))
    looked = ToSign(leaflet.folder / leaflet.file, leaflet.title, last, changed, _questions(_checked(request, leaflet)), request.page)
    if request.page:
        _write_page(request, looked, leaflet.language)
    return looked


def sign_leaflet(request: SignLeaflet) -> Signed:
    """Sign a leaflet, as it stands now.

    Raises InputError with all that is missing, LeafletError with what check calls errors, OutputError.
    """
    from handouts.files.guard import Guard, begins
    from handouts.files.output import write_whole
    from handouts.leaflets.signature import Signature, digest_of, signatures, signed_file, words_of, written

    clinic = request.where.own("signs nothing")
    leaflet = _leaflet(request, clinic)
    today = datetime.now(clinic.zone).date()
    until = request.until or _later(today, YEARS)
    checked = _checked(request, leaflet)
    if errors := [found for found in checked.findings if found.severity == "error"]:
        raise LeafletError.at(Slip(leaflet.file, one.line, one.column, one.what, one.remedy) for one in errors)
    wrong = _amiss(request, leaflet, until, today) + _unanswered(request, _questions(checked))
    if wrong:
        raise InputError("\n".join(wrong))
    reviewer, role = request.reviewer.strip(), request.role.strip()
    answers = {name: said.strip() for name, said in request.answers.items()}
    signature = Signature(digest_of(leaflet, clinic), reviewer, role, today, until, leaflet.version, words_of(leaflet), answers)
    path = signed_file(leaflet)
    outlet = Guard((leaflet.folder / leaflet.file,)).outlet(path, begins("a file of signatures", rb"\A# Written by `handouts sign`"))
    write_whole(outlet, written([*signatures(leaflet), signature]).encode())
    return Signed(path, leaflet.title, reviewer, role, today, until)


def _leaflet(request: SignLeaflet, clinic: Clinic) -> Leaflet:
    """The clinic's own leaflet that is meant.  Raises InputError."""
    from handouts.leaflets.shelf import Shelf

    shelf, called = Shelf(clinic), request.leaflet
    shelf.choose(called, clinic.language)  # raises if there is none at all
    mine = (leaflet for leaflet in shelf.leaflets() if leaflet.identifier == called and leaflet.folder.is_relative_to(clinic.folder))
    own = {leaflet.language: leaflet for leaflet in mine}
    language, there = request.language, ", ".join(own)
    if not own:
        raise InputError(f"{called} is a built-in leaflet; make it your own first: handouts adopt {called}")
    if not language and len(own) > 1:
        raise InputError(f"{called} is there in {there}; say which is signed with --language")
    if language and language not in own:
        raise InputError(f"there is no {called} in {language!r} of your own; there are {there}")
    return own[language or there]


def _checked(request: SignLeaflet, leaflet: Leaflet) -> Checked:
    """What check says of the leaflet."""
    return check(Check(request.where, (str(leaflet.folder / leaflet.file),)))


def _questions(checked: Checked) -> dict[str, str]:
    """What only a person can judge, by the name of the rule that asks."""
    return {found.rule: found.what for found in checked.questions} | RIGHT


def _unanswered(request: SignLeaflet, questions: Mapping[str, str]) -> list[str]:
    """Questions without an answer, and answers without a question."""
    missing = [f"--answer {name}=… is missing: {asked}" for name, asked in questions.items() if not request.answers.get(name, "").strip()]
    there = ", ".join(questions)
    return missing + [f"--answer {name}: there is no such question; there are {there}" for name in request.answers if name not in questions]


def _amiss(request: SignLeaflet, leaflet: Leaflet, until: date, today: date) -> list[str]:
    """Why it cannot be signed: every reason."""
    reviewer = request.reviewer.strip()
    wrong = [] if reviewer else ["--reviewer is missing; it is the name of whoever has read the leaflet"]
    wrong += [] if request.role.strip() else ["--role is missing, such as 'consultant radiologist'"]
    if reviewer and reviewer.casefold() == leaflet.author.strip().casefold():
        wrong.append(f"{leaflet.file} was written by that very person; somebody else reads and signs it")
    if leaflet.status == "withdrawn":
        wrong.append(f"{leaflet.file} is withdrawn; set 'status: draft' in it first")
    if not today < until <= _later(today, LONGEST):
        wrong.append(f"--until {until}: a signature ends after today, and at most {LONGEST} years from now")
    return wrong


def _later(day: date, years: int) -> date:
    """The same day some years later; for the 29th of February, the day before its end."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _write_page(request: SignLeaflet, looked: ToSign, language: str) -> None:
    from handouts.files.guard import begins
    from handouts.files.output import write_whole
    from handouts.leaflets.changes import page

    assert request.page is not None
    kind = begins("an older page of changes", rb"what has changed</title>")
    text = page(looked.title, looked.about, language, looked.changes)
    write_whole(request.where.guard(looked.file).outlet(request.page, kind), text.encode())
