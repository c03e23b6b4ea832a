"""Places of HL7 v2 messages, as a map names them: `AIS-4`, `PID-5.2`.

In: a segment, a field's number, perhaps a component's.  Out: what stands there in a message, in the first segment of the name that says
anything.  Of a field without a component the column knows what is meant: of a person the name, of a place its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handouts.schedules.cells.identity import suffixed
from handouts.schedules.hl7.messages import Message, Segment
from handouts.schedules.hl7.people import BORN, person_of, place_of
from handouts.schedules.hl7.times import iso_of

WRITTEN = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,2}))?", re.A)
EXAMPLE = "a segment and a field, perhaps a component, such as AIS-4 or PID-5.2"
MOMENTS = ("start", "end", "start_utc", "start_date", "start_time")


@dataclass(frozen=True, slots=True)
class FieldOfSegment:
    """One field.  component: 0 for the whole; column: what it is for."""

    segment: str
    number: int
    component: int
    column: str

    def text(self, message: Message) -> str:
        """What it says in the first segment where it says anything."""
        return next(filter(None, map(self._said, message.all(self.segment))), "")

    def _said(self, segment: Segment) -> str:
        whole = WHOLE.get(self.column, Segment.get)
        said = segment.get(self.number, self.component) if self.component else whole(segment, self.number)
        if self.column == "date_of_birth" and (found := BORN.fullmatch(said)):
            return "-".join(found.groups())
        return iso_of(said) or said if self.column in MOMENTS else said

    def is_in(self, message: Message) -> bool:
        """Whether a message has such a segment, and that field in it."""
        return any(self.number < len(segment.fields) for segment in message.all(self.segment))

    def beside(self, message: Message) -> Iterator[str]:
        """The fields of that segment, or the segments that there are."""
        found = list(message.all(self.segment))
        if not found:
            yield from {fields[0] for fields in message.segments}
        for segment in found:
            yield from (f"{self.segment}-{number}" for number in range(1, len(segment.fields)) if segment.raw(number))


def _name(segment: Segment, number: int) -> str:
    """Family name and given names, as `records.names` reads them in one cell."""
    family, given, second, suffix = [*segment.repeats(number)[0], "", "", ""][:4]
    given, family = suffixed(" ".join(filter(None, (given, second))), family, suffix)
    return f"{family}^{given}" if given else family


def _words(segment: Segment, number: int) -> str:
    return segment.get(number, 2) or segment.get(number)


def _moment(segment: Segment, number: int) -> str:
    """The field, or the start in a quantity and timing (HL7 v2.5, 2.A.81)."""
    return segment.get(number) or segment.get(number, 4)


WHOLE: dict[str, Callable[[Segment, int], str]] = {
    "name": _name, "clinician": person_of, "location": place_of, "type": _words, **dict.fromkeys(MOMENTS, _moment),
}  # fmt: skip


def place_in(written: str, column: str) -> FieldOfSegment | None:
    """The place that a map writes, None for none.  column: ours, for which it is."""
    found = WRITTEN.fullmatch(written.strip())
    return FieldOfSegment(found[1], int(found[2]), int(found[3] or 0), column) if found and int(found[2]) else None
