"""Patient, Appointment: frozen, validated once, at the door.

In: a flat record, column -> text.  Out: an `Appointment` with its `Patient`.  Refuses a record with all its problems at
once (`RecordError`): column, what is wrong, what is expected; values are never quoted.

A name that nobody can cut in two, or that is one word, stands in the column `name`: it is printed as it stands, and the patient greeted by
it.  A name has a letter or a digit: of punctuation alone nobody is told whose page it is, and beside other text it moves (UAX #9: it has
no direction of its own).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from handouts.errors import Problem, RecordError
from handouts.records import damage
from handouts.records.fields import normalised, read_born, read_email, read_format, read_language, read_minutes, read_side, read_start
from handouts.records.names import joined

T = TypeVar("T")
COLUMNS = (
    "appointment_id", "start", "duration_minutes", "type", "code", "location", "clinician", "instructions", "leaflet",
    "patient_id", "title", "given_name", "family_name", "name", "date_of_birth", "language", "format", "email", "email_consent",
    "email_plain", "phone", "address_1", "address_2", "city", "postcode", "side",
)  # fmt: skip
BLANK = dict.fromkeys(COLUMNS, "")
REQUIRED = ("appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth")
PARTS, NAMED, IDENTIFIERS = ("given_name", "family_name"), ("given_name", "family_name", "name"), ("appointment_id", "patient_id")
REQUIRED_WHOLE = tuple("name" if column == "given_name" else column for column in REQUIRED if column != "family_name")
ADDRESS = ("address_1", "address_2", "city", "postcode")  # left out together: half an address is a wrong one
LINE_ENDS = re.compile(r"\s*,?\s*[\n\r\v\f\x85\u2028\u2029]\s*")  # in an address, as cells of a spreadsheet have them
# What nobody can read of these is left out; a leaflet that prints it refuses the row.  Not so what says which leaflet, where and with whom.
SPARED = ("email", "duration_minutes", "phone", "title", "language", "format", "side", *ADDRESS)
SHARED = frozenset({  # optional, and said alike in many rows; nothing that tells who a patient is
    "duration_minutes", "type", "code", "location", "clinician", "leaflet", "title", "language", "format", "email_consent", "email_plain",
    "city", "postcode", "side",
})  # fmt: skip
EMPTY = {column: Problem(column, "is empty", "a value; it is required") for column in (*REQUIRED, "name")}
LONGEST = {"instructions": 2000, "given_name": 120, "family_name": 120, "name": 120, "location": 200, "clinician": 120, "email": 254}
LONGEST_OTHERWISE = 100
YES = "yes"  # nothing else is an agreement; a column map says which words of another system mean it


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose leaflet it is.  identifier: the clinic's or the national number; born: date of birth.

    given_name: all of a name that is whole, and family_name then ''; a name in two columns has both.
    email_consent: leaflets may be sent to the address; email_plain: without a passphrase, if the clinic allows that.
    """

    identifier: str
    given_name: str
    family_name: str
    born: date
    title: str = ""
    language: str = ""
    format: str = "standard"
    email: str = ""
    phone: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    postcode: str = ""
    email_consent: bool = False
    email_plain: bool = False

    @property
    def whole(self) -> bool:
        """Whether the name is not cut in two."""
        return not self.family_name

    @property
    def name(self) -> str:
        """Title, given names, family name; in the order of the patient's language."""
        return joined(self.title, self.given_name, self.family_name, self.language)

    @property
    def address(self) -> tuple[str, ...]:
        """The lines of the address that are not empty, as they stand on an envelope."""
        return tuple(line for line in (self.address_1, self.address_2, self.city, self.postcode) if line)


@dataclass(frozen=True, slots=True)
class Appointment:
    """When, where and with whom.  start: an aware datetime in the clinic's zone; duration in minutes, 0 if not known.

    side: of the body, left, right or both; '' if the list does not say, and then nobody guesses.
    """

    identifier: str
    start: datetime
    patient: Patient
    duration_minutes: int | None = None
    type: str = ""
    code: str = ""
    location: str = ""
    clinician: str = ""
    instructions: str = ""
    leaflet: str = ""
    side: str = ""

    @property
    def age(self) -> int:
        """The patient's age on the day, in whole years; who was born on 29 February is a year older on 1 March of other years."""
        born, day = self.patient.born, self.start
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def read_record(record: Mapping[str, object], where: str, zone: ZoneInfo, left_out: list[Problem] | None = None) -> Appointment:
    """An appointment from one flat record.  where: file and row, for messages.  Raises RecordError with every problem.

    left_out: takes what is wrong with columns that the appointment can do without; these are then empty.  None: it is wrong like all else.
    """
    door = _Door(record, left_out=left_out)
    start = door.read("start", lambda text: read_start(text, zone), "a date and time such as 2026-12-08T09:30")
    born = door.read("date_of_birth", read_born, "a date such as 1951-04-17")
    duration = door.read("duration_minutes", read_minutes, "whole minutes between 1 and 1440")
    language = door.read("language", read_language, "a language tag such as en-US or ar")
    format_ = door.read("format", read_format, "standard or large-print")
    email = door.read("email", read_email, "one address such as anna@example.org")
    consent, plain = (door.text(column).lower() == YES for column in ("email_consent", "email_plain"))
    side = door.read("side", read_side, "left, right or both")
    text = door.texts()
    if left_out and any(problem.column in ADDRESS for problem in left_out):
        text |= dict.fromkeys(ADDRESS, "")
    if door.problems:
        raise RecordError(where, tuple(door.problems))
    assert start is not None and born is not None
    given = text["name"] if door.whole else text["given_name"]
    patient = Patient(
        text["patient_id"], given, text["family_name"], born, text["title"], language or "", format_ or "standard",
        email or "", text["phone"], text["address_1"], text["address_2"], text["city"], text["postcode"], consent, plain,
    )  # fmt: skip
    return Appointment(
        text["appointment_id"], start, patient, duration, text["type"], text["code"], text["location"], text["clinician"],
        text["instructions"], text["leaflet"], side or "",
    )  # fmt: skip


def flat(appointment: Appointment) -> dict[str, str]:
    """The record of an appointment again: column -> text, '' where it has none.  Read at the same clinic it is the same appointment."""
    patient = appointment.patient
    return {  # in the order of COLUMNS, which that of the ledger's records depends on
        "appointment_id": appointment.identifier, "start": appointment.start.isoformat(),
        "duration_minutes": str(appointment.duration_minutes or ""), "type": appointment.type, "code": appointment.code,
        "location": appointment.location, "clinician": appointment.clinician, "instructions": appointment.instructions,
        "leaflet": appointment.leaflet, "patient_id": patient.identifier, "title": patient.title,
        "given_name": "" if patient.whole else patient.given_name, "family_name": patient.family_name,
        "name": patient.given_name if patient.whole else "", "date_of_birth": patient.born.isoformat(), "language": patient.language,
        "format": patient.format, "email": patient.email, "email_consent": YES if patient.email_consent else "",
        "email_plain": YES if patient.email_plain else "", "phone": patient.phone, "address_1": patient.address_1,
        "address_2": patient.address_2, "city": patient.city, "postcode": patient.postcode, "side": appointment.side,
    }  # fmt: skip


@dataclass(slots=True)
class _Door:
    """Reads the fields of one record and gathers what is wrong.  whole: its name is, so that other columns are needed."""

    record: Mapping[str, object]
    left_out: list[Problem] | None = None
    problems: list[Problem] = field(default_factory=list)
    _texts: dict[str, str] = field(init=False)
    whole: bool = False
    needed: tuple[str, ...] = REQUIRED

    def __post_init__(self) -> None:
        if self.record.get("name") and not any(str(self.record.get(part) or "").strip() for part in PARTS):
            self.whole, self.needed = True, REQUIRED_WHOLE
        self._texts = _plain(self.record, self.needed)

    def text(self, column: str) -> str:
        """The field's text, normalised; problems are noted once."""
        found = self._texts.get(column)
        if found is None:
            value = self.record.get(column)
            if value is None or value == "":  # as most columns are
                found = ""
                if column in self.needed:
                    self.problems.append(EMPTY[column])
            elif column in SHARED and type(value) is str:
                found = _shared(column, value)
            if found is None:
                found = self._normalised(column, value) if self.left_out is None or column not in SPARED else self._spared(column, value)
            self._texts[column] = found
        return found

    def texts(self) -> dict[str, str]:
        """That of every column; most are empty, and need no look."""
        said = {column for column, value in self.record.items() if value is not None and value != ""}
        if left := said.union(self.needed).difference(self._texts):
            for column in COLUMNS:
                if column in left:
                    self.text(column)
        return BLANK | self._texts

    def _spared(self, column: str, value: object) -> str:
        """The same; '' for what can be left out, and why among what is."""
        noted = len(self.problems)
        text = self._normalised(column, value)
        if self.left_out is None or len(self.problems) == noted:
            return text
        self.left_out += self.problems[noted:]
        del self.problems[noted:]
        return ""

    def _normalised(self, column: str, value: object) -> str:
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            self.problems.append(Problem(column, "is not text", "text or a number"))
            return ""
        lines = column == "instructions"
        text = str(value)
        if column in ADDRESS:
            text = LINE_ENDS.sub(", ", text.strip())
        try:
            text = normalised(text, lines=lines)
        except ValueError as error:
            self.problems.append(Problem(column, str(error), "printable text"))
            return ""
        longest = LONGEST.get(column, LONGEST_OTHERWISE)
        if len(text) > longest:
            self.problems.append(Problem(column, f"has {len(text)} characters", f"at most {longest}"))
        if column not in self.needed:
            if (said := _said(text)) and (what := damage.of_spreadsheet(said)):
                self.problems.append(Problem(column, what, "the value itself, or an empty cell"))
            return said
        if problem := _damage(column, text):
            self.problems.append(problem)
        return text

    def read(self, column: str, reader: Callable[[str], T], expected: str) -> T | None:
        """The field's value by a reader that raises ValueError with what is wrong."""
        noted = len(self.problems)
        text = self.text(column)
        if not text or len(self.problems) > noted:
            return None
        try:
            return reader(text)
        except ValueError as error:
            spared = self.left_out if column in SPARED else None
            (self.problems if spared is None else spared).append(Problem(column, str(error), expected))
        return None


def _plain(record: Mapping[str, object], needed: Collection[str]) -> dict[str, str]:
    """The texts of a record in which there is nothing to fold, to refuse or to doubt, as in nearly all; of others none.

    What is given is what each would be if it was looked at by itself, as those of others are.
    """
    said = {column: value for column, value in record.items() if value and column in BLANK and type(value) is str}
    plain = damage.is_plain(said.values(), LONGEST_OTHERWISE)
    return said if plain and all(said[column][0].isalnum() for column in needed if column in said) else {}


@lru_cache(4096)
def _shared(column: str, value: str) -> str | None:
    """The text of a column in which many rows say the same; None if something is wrong with it."""
    try:
        text = normalised(value)
    except ValueError:
        return None
    sound = len(text) <= LONGEST.get(column, LONGEST_OTHERWISE) and (not damage.of_spreadsheet(text) or not _said(text))
    return _said(text) if sound else None


def _said(text: str) -> str:
    """The text of a column that may be empty."""
    return "" if len(text) <= damage.LONGEST_NOTHING and text.lower() in damage.NOTHING else text


def _damage(column: str, text: str) -> Problem | None:
    """What is wrong with the text of a column that is needed, whatever it should be."""
    if not text:
        return EMPTY[column]
    if column in IDENTIFIERS and (what := damage.of_identifier(text)):
        return Problem(column, what, "the identifier; format its column as text in the spreadsheet, and export the list again")
    if column not in NAMED:
        return None
    if not text[0].isalpha() and not any(unicodedata.category(character)[0] in "LN" for character in text):
        return Problem(column, "has no letter or digit, so that it names nobody", "the name as the patient writes it")
    what = damage.of_name(text)
    return Problem(column, what, "the name as the patient writes it; export the list again as UTF-8") if what else None
