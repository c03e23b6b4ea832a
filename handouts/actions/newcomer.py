"""Somebody who is on no list: a few answers -> an entry of the diary, so that a card opens for them as for everybody else.

In: what was typed.  Out: the entry, or what is amiss, by field.  The ledger is asked, too, who could be taken for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from handouts.actions.counter import Counter
from handouts.errors import InputError, RecordError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.diary.data import Entry
    from handouts.errors import Problem
    from handouts.ledger.ledger import Ledger
    from handouts.records.appointment import Patient

FIELDS = {  # column of the record -> field of the form; what is not named here cannot be typed there
    "given_name": "name", "family_name": "name", "name": "name", "title": "name", "date_of_birth": "born", "patient_id": "number",
    "leaflet": "leaflet", "start": "at", "appointment_id": "at", "location": "place", "clinician": "clinician", "language": "language",
    "format": "format",
    "instructions": "note",
}  # fmt: skip
NO_DAY = "There is no such day. Ask again for the birth date."
EMPTY = {
    "name": "Type the name.", "born": "Type the birth date, as the patient says it.", "number": "Type or scan the patient's number.",
    "leaflet": "Choose a leaflet.", "at": "Say when the appointment is.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What was typed.  leaflet: a title, an id, a code, or words that fit one; at: local, as 2026-12-08T09:30."""

    counter: Counter
    name: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    leaflet: str = ""
    at: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    clinician: str = field(default="", repr=False)
    language: str = ""
    format: str = ""
    note: str = field(default="", repr=False)
    who: str = "unknown"


@dataclass(frozen=True, slots=True)
class Entered:
    """The entry; None if something is amiss: (field, sentence), in the order of the form."""

    entry: Entry | None = field(repr=False)
    amiss: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class LedgerTwin:
    """Somebody in the ledger who could be taken for a patient, and why."""

    name: str = field(repr=False)
    identifier: str = field(repr=False)
    why: str


def enter_newcomer(request: Newcomer) -> Entered:
    """Enter somebody in the diary.  Raises ClinicError, LeafletError, LedgerError."""
    from handouts.records.appointment import read_record

    clinic = request.counter.read()
    amiss: dict[str, str] = {name: text for name, text in EMPTY.items() if not getattr(request, name).strip()}
    record = _record(request, clinic, amiss)
    try:
        appointment = read_record(record, "the form", clinic.zone)
    except RecordError as error:
        for problem in error.problems:
            amiss.setdefault(FIELDS.get(problem.column, "name"), _said(problem))
    if amiss:
        return Entered(None, tuple((name, amiss[name]) for name in dict.fromkeys(FIELDS.values()) if name in amiss))
    with request.counter.diary(clinic) as diary:
        return Entered(diary.enter(appointment, request.who))


def _record(request: Newcomer, clinic: Clinic, amiss: dict[str, str]) -> dict[str, object]:
    """The flat record.  amiss: takes what only this form knows to be wrong."""
    from handouts.diary.search import birth_dates
    from handouts.records.single import named_by_time, record_from_options

    born = next(birth_dates(request.born, month_first=clinic.page == "Letter"), None)
    if born is None:
        amiss.setdefault("born", NO_DAY)
    typed = record_from_options(
        patient=" ".join(request.name.split()) or None, born=born.isoformat() if born else "", identifier=request.number.strip(),
        at=request.at, location=request.place, clinician=request.clinician, note=request.note, language=request.language or None,
    )  # fmt: skip
    leaflet = _leaflet(request, clinic, amiss)
    return named_by_time({**typed, "leaflet": leaflet, "format": request.format})


def _leaflet(request: Newcomer, clinic: Clinic, amiss: dict[str, str]) -> str:
    """The id of the leaflet that is meant, '' if none is."""
    from handouts.leaflets.shelf import Shelf

    if not (wanted := request.leaflet.strip()):
        return ""
    shelf = Shelf(clinic)
    exact = {leaflet.identifier for leaflet in shelf.leaflets() if leaflet.title.casefold() == wanted.casefold()}
    if len(exact) == 1:
        return exact.pop()
    try:
        return shelf.named(wanted)
    except InputError as error:
        text = str(error).partition(" (see")[0]
        amiss["leaflet"] = f"{text[:1].upper()}{text[1:]}."
        return ""


def _said(problem: Problem) -> str:
    text = f"It {problem.what}" + (f"; expected {problem.expected}" if problem.expected else "")
    return f"{text}."


def usual_time(clinic: Clinic) -> str:
    """Now, at the clinic, as a field for a local time has it."""
    return datetime.now(clinic.zone).strftime("%Y-%m-%dT%H:%M")


def ledger_twins(ledger: Ledger, patient: Patient) -> tuple[LedgerTwin, ...]:
    """Whom the ledger knows by the same number, or by the same name and birth date under another number.  Raises LedgerError."""
    from handouts.diary.search import plain
    from handouts.ledger.find import Wanted, people

    own = plain(patient.name)
    found = {}
    for name, number, born in people(ledger, Wanted(identifier=patient.identifier)):
        if born != patient.born or plain(name) != own:
            found[name, number] = "number"
    for name, number, _ in people(ledger, Wanted(born=patient.born)):
        if number != patient.identifier and plain(name) == own:
            found.setdefault((name, number), "name")
    return tuple(LedgerTwin(name, number, why) for (name, number), why in found.items())
