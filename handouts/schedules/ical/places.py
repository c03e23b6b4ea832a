"""Places of events, as a map names them: a property (`X-PATIENT-ID`, `LOCATION`), or the label of a line in the description.

In: such a name.  Out: what stands there in an event.  What is told of an event's labels is only those that several events have: what stands
before a colon once may be of a patient.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handouts.schedules.ical.events import Properties, part_of, text_of
from handouts.schedules.words import folded

PROPERTY = re.compile(r"[A-Z][A-Z0-9-]*", re.A)
EXAMPLE = "a property such as X-PATIENT-ID, or the label of a line of the description such as Patient number"


@dataclass(frozen=True, slots=True)
class LabelOfEvent:
    """A property or a label.  seen: the labels of earlier events."""

    name: str
    column: str
    seen: set[str]

    def text(self, event: Properties) -> str:
        """What it says, '' for nothing."""
        return self._own(event) or next((text for label, text in event.lines if folded(label) == folded(self.name)), "")

    def _own(self, event: Properties) -> str:
        """What a property says; of categories, each."""
        if not PROPERTY.fullmatch(self.name):
            return ""
        found = part_of(event.get(self.name), "cats")
        return ", ".join(map(str, found)) if found else text_of(event, self.name)

    def is_in(self, event: Properties) -> bool:
        """Whether an event has it."""
        return (PROPERTY.fullmatch(self.name) is not None and self.name in event) or bool(self.text(event))

    def beside(self, event: Properties) -> Iterator[str]:
        """The event's properties, and the labels that an earlier one had as well."""
        yield from (name for name in event)
        labels = {label for label, _ in event.lines}
        yield from labels & self.seen
        self.seen.update(labels)


def places() -> Callable[[str, str], LabelOfEvent | None]:
    """Reads places of one calendar: what a map writes, and the column of ours for which it is."""
    seen: dict[str, set[str]] = {}

    def read(written: str, column: str) -> LabelOfEvent | None:
        return LabelOfEvent(written.strip(), column, seen.setdefault(column + written, set())) if folded(written) else None

    return read
