r"""HL7 v2: a file cut into messages, segments and fields.

In: messages of v2.2 to v2.8, each with an MSH; CR, LF or both at the end of a segment; framed by MLLP or not; several in a
file, perhaps in a batch (FHS, BHS).  Out: `Message`s by number.  A message's own delimiters and escapes (\F\ \S\ \T\ \R\
\E\ \Xdd\ \.br\) are honoured.  Refuses a file that is no text (`InputError`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from handouts.schedules.listfile import ListFile, encoding

LONGEST_LINE = 2**18
MOST_SEGMENTS = 1000
FRAME = str.maketrans("", "", "\x0b\x1c\ufeff")
FRAMED = re.compile("[\x0b\x1c\ufeff]").search
ENVELOPE = ("FHS", "BHS", "BTS", "FTS")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its segments, each a list of raw fields (1 is the first after the name, as in the standard)."""

    number: int
    segments: tuple[tuple[str, ...], ...]
    marks: str = "^~\\&"
    fault: str = ""

    def all(self, name: str) -> Iterator[Segment]:
        """The segments of a name."""
        return (Segment(segment, self.marks) for segment in self.segments if segment[0] == name)

    def first(self, name: str) -> Segment:
        """The first segment of a name; an empty one if there is none."""
        for segment in self.segments:
            if segment[0] == name:
                return Segment(segment, self.marks)
        return Segment((name,), self.marks)


class Segment(NamedTuple):
    """One segment.  marks: component, repetition, escape, subcomponent."""

    fields: tuple[str, ...]
    marks: str

    def raw(self, number: int) -> str:
        """A field as it stands; '' for HL7's explicit null."""
        field = self.fields[number] if number < len(self.fields) else ""
        return "" if field == '""' else field

    def repeats(self, number: int) -> list[list[str]]:
        """Each repetition of a field, as its components' texts; of a component its first subcomponent."""
        field = self.raw(number)
        return [self.components(part) for part in field.split(self.marks[1])] if field else [[""]]

    def components(self, text: str) -> list[str]:
        """The components of one repetition."""
        return [self._text(part.split(self.marks[3], 1)[0]) for part in text.split(self.marks[0])] if text else [""]

    def get(self, number: int, component: int = 1) -> str:
        """A component's text of the first repetition, '' if there is none."""
        field = self.raw(number)
        if not field:
            return ""
        parts = field.split(self.marks[1], 1)[0].split(self.marks[0])
        return self._text(parts[component - 1].split(self.marks[3], 1)[0]) if component <= len(parts) else ""

    def _text(self, text: str) -> str:
        text = text.strip()
        escape = self.marks[2]
        if text == '""' or escape not in text:
            return "" if text == '""' else text
        marks = {
            "F": "|",
            "S": self.marks[0],
            "T": self.marks[3],
            "R": self.marks[1],
            "E": escape,
            ".br": "\n",
            ".sp": "\n",
            "H": "",
            "N": "",
        }

        def said(found: re.Match[str]) -> str:
            code = found[1]
            if code[:1] == "X" and re.fullmatch(r"X([0-9A-Fa-f]{2})+", code):
                return bytes.fromhex(code[1:]).decode("utf-8", "replace")
            return marks.get(code, "")

        return re.sub(rf"{re.escape(escape)}([^{re.escape(escape)}]{{0,64}}){re.escape(escape)}", said, text).strip()


def read_messages(file: ListFile, coding: str = "") -> Iterator[Message]:
    """Each message in turn.  coding: the file's encoding if it is known.

    What stands before the first MSH, and the envelopes of a batch (HL7 v2.5, 2.10.3), belong to none.
    """
    draft: _Unfinished | None = None
    for line, whole in _lines(file, coding or encoding(file)):
        if line[:3] == "MSH" and len(line) > 3:
            if draft:
                yield draft.message()
            draft = _Unfinished(draft.number + 1 if draft else 1, _marks(line))
        elif not line.strip() or line[:3] in ENVELOPE:
            continue
        if draft:
            draft.take(line, whole)
    if draft:
        yield draft.message()


class _Unfinished:
    """A message whose segments are being read.  marks: of its MSH, '' if they cannot be used; the last fault counts."""

    def __init__(self, number: int, marks: str) -> None:
        self.number, self.marks = number, marks
        self.fault = "" if marks else "delimiters in MSH that cannot be used"
        self.segments: list[tuple[str, ...]] = []

    def take(self, line: str, whole: bool) -> None:
        """One more segment."""
        if not whole:
            self.fault = f"a segment of more than {LONGEST_LINE} characters"
        elif len(self.segments) >= MOST_SEGMENTS:
            self.fault = f"more than {MOST_SEGMENTS} segments"
        elif self.marks:
            self.segments.append(_cut(line, self.marks))

    def message(self) -> Message:
        """What was read."""
        return Message(self.number, tuple(self.segments), self.marks[1:] or "^~\\&", self.fault)


def _lines(file: ListFile, coding: str) -> Iterator[tuple[str, bool]]:
    """Each segment without its end and frame, and whether it is whole."""
    with io.TextIOWrapper(file.open(), encoding=coding, newline=None) as text:
        while line := text.readline(LONGEST_LINE):
            whole = len(line) < LONGEST_LINE or line[-1] == "\n"
            yield (line.translate(FRAME) if FRAMED(line) else line).strip("\n"), whole
            while not whole and (rest := text.readline(LONGEST_LINE)):
                whole = rest[-1] == "\n"


def _marks(line: str) -> str:
    """Field separator and the four encoding characters of MSH-1 and MSH-2; '' if they are not five different ones."""
    separator = line[3]
    found = line[4:].split(separator)[0][:4]
    marks = separator + found + "^~\\&"[len(found) :]
    usable = len(set(marks)) == 5 and not any(mark.isalnum() or mark.isspace() for mark in marks)
    return marks if usable else ""


def _cut(line: str, marks: str) -> tuple[str, ...]:
    fields = line.split(marks[0])
    if fields[0] == "MSH":
        fields.insert(1, marks[0])
    return tuple(fields)
