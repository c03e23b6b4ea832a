"""What a rendering prints, kept aside: the values, one private-use character standing for each.

In: values.  Out: placeholders, and the values in their order.  Refuses a rendering that never ends or would fill the memory (`TooMuch`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from handouts.language.phrases import Fixed
from handouts.language.relative import Relative, told_day, told_moment, told_time
from handouts.leaflets.days import Hour, Stop, Told, date_hours

VALUES, FIXED = 0xF0000, 0x100000
PAGE_NUMBER, PAGE_COUNT = Fixed("\U0010fff0"), Fixed("\U0010fff1")
MOST_TURNS = 10_000  # of all loops of a leaflet together
MOST_TEXT = 200_000  # characters: more than a hundred pages
Kind = Literal["day", "time", "both"]


class Away(str):
    """A moment of a general edition, in words.  kind: what a leaflet prints of it."""

    __slots__ = ("kind", "language", "moment")
    kind: Kind
    language: str
    moment: Relative

    def __new__(cls, moment: Relative, kind: Kind, language: str) -> Away:
        """A moment as it is said where it stands alone."""
        made = super().__new__(cls, {"day": told_day, "time": told_time, "both": told_moment}[kind](moment, language))
        made.kind, made.language, made.moment = kind, language, moment
        return made


class TooMuch(Exception):
    """A template goes round too often, or makes too long a text."""


@dataclass(slots=True)
class Tray:
    """The values that a rendering printed, in order: of the patient, and of the clinic; and what it may still do.

    moments: dates and times by their placeholders; apart: whether times of another day than the appointment's are among them;
    stops: of the entries of timelines, by the number of the value that they begin with; away:
    the moments of a general edition.
    """

    values: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    moments: dict[str, Told] = field(default_factory=dict)
    apart: bool = False
    away: dict[str, Away] = field(default_factory=dict)
    stops: dict[int, Stop] = field(default_factory=dict)
    turns: int = MOST_TURNS
    room: int = MOST_TEXT

    def keep(self, value: str) -> str:
        """Keep a value; what is printed in its place.  Raises TooMuch."""
        self.room -= len(value)
        if self.room < 0:
            raise TooMuch("prints too long a text")
        if type(value) is str:  # as most are
            self.values.append(value)
            return chr(VALUES + len(self.values) - 1)
        if isinstance(value, Fixed):
            self.fixed.append(value)
            return chr(FIXED + len(self.fixed) - 1)
        placeholder = chr(VALUES + len(self.values))
        if isinstance(value, Told):
            self.moments[placeholder] = value
            self.apart = self.apart or isinstance(value, Hour)
            value = str(value)
        if isinstance(value, Away):
            self.away[placeholder] = value
            value = str(value)
        self.values.append(value)
        return placeholder

    def date_hours(self, skeleton: str, language: str) -> None:
        """Give times of another day than the appointment's their dates.  skeleton: what was rendered last."""
        for placeholder, text in date_hours(skeleton, self.moments, language).items() if self.apart else ():
            self.values[ord(placeholder) - VALUES] = text

    def turn(self, size: int) -> None:
        """Note a turn of a loop.  size: characters that every turn prints.  Raises TooMuch."""
        self.turns, self.room = self.turns - 1, self.room - size
        if self.turns < 0:
            raise TooMuch("goes round its loops too often")
        if self.room < 0:
            raise TooMuch("prints too long a text")
