"""HL7 v2 scheduling messages (SIU).

In: a file of messages.  Out: what becomes of each.  S12 books, S13 and S14 move or change, S15, S17 and S26 cancel, delete or
note a no-show: the last message of an appointment counts, those before are skipped as superseded.  The start stands in
SCH-11 or TQ1-7; if both are there and differ the message is rejected.  Other messages (ADT) may tell that a patient has died, or that a
record was merged into another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.cells.columnmap import NO_MAP, ColumnMap
from handouts.schedules.cells.fields import MappedFields
from handouts.schedules.hl7.messages import Message, read_messages
from handouts.schedules.hl7.people import clinician, location, patient_record
from handouts.schedules.hl7.places import EXAMPLE, place_in
from handouts.schedules.hl7.states import DELETED, contradictions, died, fates, resources
from handouts.schedules.hl7.times import duration_of, start_of
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
        self._fates: dict[str, str] = {}
        self._last = self._read_last()
        self.warnings: list[str] = self.fields.lacking()
        self.noticed = len(self.warnings)

    def _read_last(self) -> dict[str, int]:
        """The last message of each appointment."""
        last: dict[str, int] = {}
        named: list[tuple[int, str]] = []
        for message in read_messages(self.file, self._encoding):
            self._count = message.number
            if self._count > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} messages; split it")
            placer, filler = _keys(message)
            if placer and filler:
                self._fillers[placer] = filler
            kind, trigger = kind_of(message)
            if kind != "SIU":
                self._fates |= fates(message)
            elif trigger not in BLOCKS:
                self.fields.see(message)
                if placer or filler:
                    named.append((message.number, filler or placer))
        for number, key in named:
            last[self._fillers.get(key, key)] = number
        if not self._count:
            raise InputError(f"{self.name}: has no message; expected HL7 v2 messages, each with an MSH segment")
        return last

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
        last = self._last.get(self._fillers.get(filler or placer, filler or placer), message.number)
        if last > message.number:
            return Skipped(message.number, f"superseded by message {last}")
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
        return died(message) or own.get(patient) or self._fates.get(patient, "")

    def _record(self, message: Message, texts: dict[str, str], problems: list[Problem]) -> dict[str, str]:
        """The record, in the map's words.  texts: what stands in the map's places."""
        record = _record(message, problems)
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


def _record(message: Message, problems: list[Problem]) -> dict[str, str]:
    schedule = message.first("SCH")
    start, end = start_of(message, problems)
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
