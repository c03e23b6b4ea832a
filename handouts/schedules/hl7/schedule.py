"""HL7 v2 scheduling messages (SIU).

In: a file of messages.  Out: what becomes of each.  S12 books, S13 and S14 move or change, S15, S17 and S26 cancel, delete or
note a no-show: the last message of an appointment counts, by MSH-7 or else by the file's order, and the others are skipped as superseded.
The start stands in SCH-11 or TQ1-7; if there is another beside it the message is rejected.  Other messages (ADT) may tell that a patient
has died, that a record was merged into another, or that the patient has another name by now, which is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.cells.fields import MappedFields
from handouts.schedules.cells.latest import LastWritten, Written, is_before
from handouts.schedules.hl7.messages import Message, read_messages
from handouts.schedules.hl7.people import clinician, identity, location, patient_record
from handouts.schedules.hl7.places import EXAMPLE, place_in
from handouts.schedules.hl7.states import DELETED, contradictions, died, fates, identifiers, resources
from handouts.schedules.hl7.times import duration_of, start_of, written
from handouts.schedules.listfile import ListFile, encoding, list_file
from handouts.schedules.rows import HOW_TOLD, MOST_ROWS, MOVED_TOLD, Outcome, Reject, Settled, Skipped, note
from handouts.schedules.words import BOOKED, CANCELLED, MERGED, MOVED, NO_SHOW

BOOKS = ("S12", "S13", "S14")
OTHER_TRIGGER = "has another trigger than S12, S13, S14, S15, S17 or S26"
ENDS = {"S15": CANCELLED, "S17": DELETED, "S26": NO_SHOW}
LOOKED = {
    "appointment_id": "SCH-2 and SCH-1", "patient_id": "PID-3 and PID-2", "given_name": "PID-5.2", "family_name": "PID-5.1",
    "date_of_birth": "PID-7",
}  # fmt: skip
UNITED = "MRG says that another record was merged into this one, under which the appointment may have been booked"
BLOCKS = ("S23", "S24")  # time of a resource, no patient
MIXED = "is of an appointment whose messages stand in another order than by MSH-7, which one of them lacks"
UNCLEAR = "PID-29 and PID-30 do not say alike, or not in a date and Y or N, whether the patient has died"


class _Told(NamedTuple):
    """What another message tells of a patient.  value: a fate, None for an unclear one; or numbers for name and date of birth."""

    number: int
    written: Written
    value: str | tuple[int, int] | None


class SiuSchedule:
    """A list of appointments in HL7 v2 messages."""

    format = "HL7 v2"
    unit = "message"

    def __init__(self, path: Path | ListFile, zone: ZoneInfo, column_map: ColumnMap | None = None) -> None:
        self.file, self.zone, self.map = list_file(path), zone, column_map or NO_MAP
        self.name = self.file.name
        self.fields = MappedFields[Message](self.name, self.map, zone, place_in, EXAMPLE)
        self.strange: Counter[str] = Counter()
        self._encoding = encoding(self.file)
        self._count = 0
        self._fillers: dict[str, str] = {}
        self._fates: dict[str, _Told] = {}
        self._people: dict[str, _Told] = {}
        self._last = self._read_last()
        self.warnings: list[str] = self.fields.lacking()
        self.noticed = len(self.warnings)

    def _read_last(self) -> LastWritten:
        """The last message of each appointment."""
        last = LastWritten()
        named: list[tuple[int, str, Written]] = []
        for message in read_messages(self.file, self._encoding):
            self._count = message.number
            if self._count > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} messages; split it")
            placer, filler = _keys(message)
            if placer and filler:
                self._fillers[placer] = filler
            kind, trigger = kind_of(message)
            if kind != "SIU":
                self._note_patient(message)
            elif trigger not in BLOCKS:
                self.fields.see(message)
                if placer or filler:
                    named.append((message.number, filler or placer, self._written(message)))
        for number, key, moment in named:
            last.see(self._fillers.get(key, key), number, moment)
        if not self._count:
            raise InputError(f"{self.name}: has no message; expected HL7 v2 messages, each with an MSH segment")
        return last

    def _written(self, message: Message) -> Written:
        return written(message.first("MSH").get(7), self.zone)

    def _note_patient(self, message: Message) -> None:
        """Keep what another message tells of patients, unless one that was written later has told it already."""
        moment = self._written(message)
        for told, found in ((self._fates, fates(message)), (self._people, _who(message))):
            for patient, value in found.items():
                if not (patient in told and is_before(moment, told[patient].written)):
                    told[patient] = _Told(message.number, moment, value)

    def __len__(self) -> int:
        """How many messages there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each message in turn."""
        settled = Settled(self.name, self.zone, self.unit, self.fields.looked(LOOKED))
        self.strange.clear()
        for message in read_messages(self.file, self._encoding):
            yield self._read(settled, message)
        settled.tell(self.warnings, self.noticed)

    def _read(self, settled: Settled, message: Message) -> Outcome:
        if message.fault:
            return Reject(message.number, (Problem("message", f"has {message.fault}", "an HL7 v2 message"),))
        kind, trigger = kind_of(message)
        if kind != "SIU" or trigger in BLOCKS:
            return Skipped(message.number, "not a patient's appointment")
        placer, filler = _keys(message)
        key = self._fillers.get(filler or placer, filler or placer)
        last = self._last.of(key, message.number)
        if last != message.number:
            return Skipped(message.number, f"superseded by message {last}")
        if self._last.is_doubtful(key):
            return Reject(message.number, (Problem("MSH-7", MIXED, "MSH-7 in each, or the last of them alone"),))
        return self._last_of(settled, message, trigger)

    def _last_of(self, settled: Settled, message: Message, trigger: str) -> Outcome:
        """What becomes of an appointment's last message."""
        problems = [] if trigger in (*BOOKS, *ENDS) else [Problem("MSH-9", OTHER_TRIGGER, "one of these")]
        reason, left = (ENDS[trigger], message) if trigger in ENDS else self._status(message, problems)
        texts = self.fields.texts(left) if self.fields else {}
        texts.pop("status", "")
        record = self._record(left, texts, problems)
        reason = reason or self._fate(message, record.get("patient_id", ""), problems)
        if reason:
            return settled.skip(message.number, reason, record)
        return settled.settle(message.number, record, tuple(problems))

    def _fate(self, message: Message, patient: str, problems: list[Problem]) -> str:
        """Why a patient gets nothing, by this message or by others of the file; two records that were united are a Problem."""
        own = fates(message) if message.first("MRG").fields[1:] else {}
        if MERGED in own.values() and own.get(patient) != MERGED:
            problems.append(Problem("patient_id", UNITED, "a message without MRG"))
        other = self._fates.get(patient)
        said = (died(message), own.get(patient, ""), other.value if other else "")
        if reason := next((str(one) for one in said if one), ""):
            return reason
        if None in said:
            problems.append(Problem("patient_id", UNCLEAR, "one of the two; N for a patient who lives"))
        self._must_be_who(message, patient, problems)
        return ""

    def _must_be_who(self, message: Message, patient: str, problems: list[Problem]) -> None:
        """Note a patient of whom another message has told another name or birth since."""
        other = self._people.get(patient)
        if other is None:
            return
        moment = self._written(message)
        older = is_before(other.written, moment) or (not is_before(moment, other.written) and other.number < message.number)
        own = _numbers(message)
        if not older and isinstance(other.value, tuple) and any(a and b and a != b for a, b in zip(own, other.value, strict=True)):
            what = f"has another name or date of birth in message {other.number}, which is newer"
            problems.append(Problem("patient_id", what, "the same in both; export the list again"))

    def _record(self, message: Message, texts: dict[str, str], problems: list[Problem]) -> dict[str, str]:
        """The record, in the map's words.  texts: what stands in the map's places."""
        record = _record(message, self.zone, problems)
        record = self.fields.put(record, texts, problems) if texts else record
        return record if self.map.plain else self.map.told(record)

    def _status(self, message: Message, problems: list[Problem]) -> tuple[str, Message]:
        """Why the appointment gets nothing, '' for a booked one; and the message without what is off of it.

        By SCH-25 and where the map says that it is said; by services, people and places.
        """
        schedule = message.first("SCH")
        words = [schedule.get(25), schedule.get(25, 2)]
        mapped = self.fields.texts(message).get("status", "") if self.fields else ""
        said = [self._meant("SCH-25", words, problems)]
        said += [self._meant("status", [mapped], problems)] if mapped else []
        doubts: list[Problem] = []
        found = resources(message, lambda where, told: self._meant(where, told, doubts))
        reason = next(filter(None, said), "")
        if not reason and not problems:
            stated = "SCH-25" if any(words) else "status" if mapped else ""
            problems += contradictions(found, stated) if stated else [*doubts, *contradictions(found)]
            reason = "" if problems or stated else next(iter(found.off.values()), "")
        return reason, found.message

    def _meant(self, where: str, said: list[str], problems: list[Problem]) -> str:
        """Why, by a code, or by its text where the code is not known; other words are a Problem."""
        words = list(filter(None, said))
        meant = next(filter(None, map(self.map.state, words)), None if words else BOOKED)
        if meant is None:
            note(self.strange, words[0])
            problems.append(Problem(where, "is not one of the known words", HOW_TOLD))
        elif meant == MOVED and not self.map.status:
            problems.append(Problem(where, "says rescheduled: this may be the time that was left, or the new one", MOVED_TOLD))
            return ""
        return "" if meant in (None, BOOKED) else meant


def kind_of(message: Message) -> tuple[str, str]:
    """SIU, S12.  Older messages have the trigger in EVN-1."""
    header = message.first("MSH")
    kind = header.get(9).upper()
    trigger = header.get(9, 2).upper() or message.first("EVN").get(1).upper()
    return kind.split("_")[0], trigger


def _keys(message: Message) -> tuple[str, str]:
    """Placer and filler identifier of the appointment, each with its authority."""
    schedule = message.first("SCH")
    placer, filler = (" ".join(filter(None, schedule.repeats(number)[0])) for number in (1, 2))
    return (f"P {placer}" if placer else "", f"F {filler}" if filler else "")


def _who(message: Message) -> dict[str, tuple[int, int]]:
    """Who the patient of a message is, by each identifier."""
    return dict.fromkeys(identifiers(message, "PID", 3), _numbers(message))


def _numbers(message: Message) -> tuple[int, int]:
    """A number for the patient's name and one for the date of birth, 0 for none: no patient's data is held."""
    name, born = identity(message)
    return (hash(name) or 1) if name else 0, (hash(born) or 1) if born else 0


def _record(message: Message, zone: ZoneInfo, problems: list[Problem]) -> dict[str, str]:
    schedule = message.first("SCH")
    start, end = start_of(message, zone, problems)
    service = message.first("AIS")
    kind = schedule.get(8, 2) or service.get(3, 2) or schedule.get(8) or schedule.get(7, 2) or schedule.get(7)
    return {
        "appointment_id": schedule.get(2) or schedule.get(1),
        "start": start,
        "duration_minutes": duration_of(message, start, end),
        "type": kind,
        "code": service.get(3),
        "location": location(message),
        "clinician": clinician(message),
        **patient_record(message, problems),
    }
