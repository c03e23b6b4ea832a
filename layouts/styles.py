"""What the tables of a layout's file may say, besides styles of text and boxes: tables, tight settings, and the forms of paper.

In: nothing; `theme.Layout` holds them.  Out: frozen data, lengths in points.  Refuses nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from layouts.measures import Between, Length, Part, Size

Spacing = Annotated[float, Between(0.5, 1.5)]
FormName = Literal["sheet", "letter", "booklet", "folded"]
FORMS: tuple[FormName, ...] = ("sheet", "letter", "booklet", "folded")
FOLDED: tuple[FormName, ...] = ("booklet", "folded")  # more than a page on a side of a sheet, which lies on its long edge
Postcode = Literal["before", "after", "below", "none"]  # the town, on its line; on a line of its own; in countries that have none
POSTCODES: tuple[Postcode, ...] = ("before", "after", "below", "none")


@dataclass(frozen=True, slots=True)
class TightStyle:
    """How a layout is set where that saves a page: parts of its leading and room; codes: a QR code stands beside the colophon."""

    leading: Annotated[float, Between(0.9, 1)] = 1.0
    spacing: tuple[Spacing, ...] = ()
    codes: bool = False


@dataclass(frozen=True, slots=True)
class TableStyle:
    """Padding of cells, width of rules; writing, row: least width and height of what is written in; zebra: black in every other row."""

    padding: Length
    rule: Length
    before: Length
    after: Length
    head_rule: Length = 1
    writing: Length = 0
    row: Length = 0
    zebra: Part = 0


@dataclass(frozen=True, slots=True)
class FoldStyle:
    """How a sheet is folded.  columns: pages side by side on it; creep: how much further out each sheet stands that is further in."""

    columns: Annotated[int, Between(2, 4)]
    creep: Length = 0


@dataclass(frozen=True, slots=True)
class WindowStyle:
    """The window of an envelope, as it stands over a letter, from the sheet's upper left corner; clear: room round it for nothing else.

    padding: left and right of the address; above: over it, if there is as much;
    paper: the sheet that is folded for it; text: how far down the letter begins; folds: where the sheet is folded, from its top;
    postcode: where it stands; countries: whose usual window it is (ISO 3166-1), none: of all others with this paper.
    """

    paper: Literal["A4", "Letter"]
    left: Length
    top: Length
    width: Length
    height: Length
    text: Length
    folds: tuple[Length, ...] = ()
    clear: Length = 0
    padding: Length = 0
    above: Length = 0
    postcode: Postcode = "after"
    countries: tuple[str, ...] = ()

    def pane(self, height: Length) -> tuple[Length, Length, Length, Length]:
        """Left, bottom, right and top, with the room round it, on a sheet of this height."""
        top, clear = height - self.top, self.clear
        return self.left - clear, top - self.height - clear, self.left + self.width + clear, top + clear


@dataclass(frozen=True, slots=True)
class LetterStyle:
    """The windows there are, by their names; size, leading: of the address in them.

    marks: how far from the edge a mark stands where the sheet is folded; mark: its length; rule: its width.
    """

    windows: Mapping[str, WindowStyle]
    size: Size
    leading: Size
    marks: Length
    mark: Length
    rule: Length = 0.5

    def window(self, name: str, paper: str, language: str) -> WindowStyle | None:
        """The window of a name, if it is of this paper; else the usual one of the country that a language tag names; None for none."""
        there = [window for window in self.windows.values() if window.paper == paper]
        if (named := self.windows.get(name)) in there:
            return named
        country = language.split("-")[-1]
        usual = [window for window in there if country in window.countries] or [window for window in there if not window.countries]
        return (usual or there or [None])[0]  # type: ignore[list-item]


def postcode_in(window: WindowStyle | None, own: str) -> Postcode | Literal[""]:
    """Where a postcode stands in an address: as a clinic wants, or as the window has it; '' where there is no window."""
    usual: Postcode | Literal[""] = window.postcode if window else ""
    return next((known for known in POSTCODES if usual and known == own), usual)


def unformed(form: FormName, letter: LetterStyle | None, fold: FoldStyle | None) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What a form needs that a layout does not say."""
    if form == "letter" and letter is None:
        yield ("form",), "is a letter, for which there is no window", "write [letter], or say which layout this one extends"
    if form in FOLDED and fold is None:
        yield ("form",), f"is {form}, and nothing says how it is folded", "write [fold]"
