"""What a layout's file says of each kind of thing on a page, as data: styles, boxes, lists, figures, tables, columns, pages.

Lengths are points.  In: nothing.  Out: frozen dataclasses, whose hints are the schema of such a file.  Refuses nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from layouts.measures import Between, Length, Part, Size

ARABIC = frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug"})  # languages in Arabic script
Spacing = Annotated[float, Between(0.5, 1.5)]
QUARTER = 4  # sizes are whole quarters of a point
BlankBack = Literal["empty", "questions"]
BLANK_BACKS: tuple[BlankBack, ...] = ("empty", "questions")
FormName = Literal["sheet", "letter", "booklet", "folded"]
FORMS: tuple[FormName, ...] = ("sheet", "letter", "booklet", "folded")
FOLDED: tuple[FormName, ...] = ("booklet", "folded")  # more than a page on a side of a sheet, which lies on its long edge
Postcode = Literal["before", "after", "below", "none"]  # the town, on its line; on a line of its own; in countries that have none
PostcodePlace = Postcode | Literal[""]  # the same, '' where nothing is a letter
POSTCODES: tuple[Postcode, ...] = ("before", "after", "below", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set.  Lengths in points; `colour` names one of the theme's colours."""

    size: Size
    leading: Size
    before: Length = 0
    after: Length = 0
    colour: str = "ink"
    strong: bool = False
    align: Literal["start", "end", "center"] = "start"


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """How a panel or call-out is drawn: padding, and a bar, tint, border and sign (a width of 0: none).

    ends: padding above and below, 0: as at the sides; band: the colour behind its title and sign, over the whole width, `band_ends` higher
    than these above and below; white: on white, whatever it stands in; rule: above it, over `bleed` more on
    either side; first: belongs on the first page, whole; lifted: stands behind the box that it is in, where that is too tall for its page.
    """

    padding: Length
    before: Length
    after: Length
    ends: Length = 0
    bar: Length = 0
    border: Length = 0
    rule: Length = 0
    bleed: Length = 0
    band: str = ""
    band_ends: Length = 6
    tint: bool = False
    white: bool = False
    lifted: bool = False
    first: bool = False
    sign: str = ""
    title: str = "box-title"
    style: str = "body"
    colour: str = "brand"
    torn: Part = 1.0  # torn rather than moved to a new page if that would leave more than this part of a page empty

    @property
    def high(self) -> Length:
        """The padding above and below."""
        return self.ends or self.padding


@dataclass(frozen=True, slots=True)
class ListStyle:
    """Indent of the text, room between items, size of the box that a pen can tick, and what stands before an item; clear: the least room
    between a number and its text."""

    indent: Length
    between: Length
    after: Length
    box: Length
    bullet: str
    clear: Length = 7
    figure: str = "figure"


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Margins, and the room between the furniture and the text; measure: the widest that the text may be, 0: as the sides leave it.

    contents: pages from which there is a table of contents; spacing: by which parts the room between blocks may be other; sides: printed;
    blank_back: what the back of an odd last page has.
    """

    top: Length
    bottom: Length
    side: Length
    head_gap: Length
    running_gap: Length
    foot_gap: Length
    rule: Length
    last_page_lines: Annotated[int, Between(0, 100)]
    tighten: Part
    contents: Annotated[int, Between(1, 1000)]
    spacing: tuple[Spacing, ...] = ()
    measure: Length = 0
    sides: Annotated[int, Between(1, 2)] = 1
    blank_back: BlankBack = "empty"


@dataclass(frozen=True, slots=True)
class TightStyle:
    """How a layout is set where that saves a page: parts of its leading and room; codes: a QR code stands beside the colophon."""

    leading: Annotated[float, Between(0.9, 1)] = 1.0
    spacing: tuple[Spacing, ...] = ()
    codes: bool = False


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """Width of a picture as a part of the measure, and the least part of that to which it shrinks to fit the rest of a page;
    room around it, size of a QR code and of that of a copy, height of a logo, and of the frames of a grid; aside: the gap to a caption
    at its side, 0: captions stand below, aside_width: its width then."""

    width: Part
    shrink: Part
    before: Length
    after: Length
    code: Length
    code_gap: Length
    logo: Length
    label: Size
    copy_code: Length = 45.0
    grid: Length = 80.0
    aside: Length = 0
    aside_width: Part = 0.66


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
class Column:
    """A cell of a `Columns` block: its part of the width (0: as wide as what is in it) or its width, and the gap before it; rule: between
    it and the cell before it, or above it where it begins a row; omit: what is in it is not printed here."""

    part: Part
    gap: Length = 0
    width: Length = 0
    rule: Length = 0
    omit: bool = False
    align: Literal["start", "end", "center"] = "start"


@dataclass(frozen=True, slots=True)
class ScriptStyle:
    """How a script is set whose letters are smaller at the same size, and have marks above and below: times the size and the leading of
    every style; measure: the widest that the text may be then, 0: as the page has it."""

    size: Annotated[float, Between(1, 1.5)] = 1.0
    leading: Annotated[float, Between(1, 2)] = 1.0
    measure: Length = 0

    def of(self, style: Style) -> Style:
        """A style in this script."""
        return replace(style, size=quarters(style.size * self.size), leading=quarters(style.leading * self.leading))


def quarters(length: float) -> float:
    """A length in points, to whole quarters."""
    return round(length * QUARTER) / QUARTER


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


def postcode_in(window: WindowStyle | None, own: str) -> PostcodePlace:
    """Where a postcode stands in an address: as a clinic wants, or as the window has it; '' where there is no window."""
    usual: PostcodePlace = window.postcode if window else ""
    return next((known for known in POSTCODES if usual and known == own), usual)


def unformed(form: FormName, letter: LetterStyle | None, fold: FoldStyle | None) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What a form needs that a layout does not say."""
    if form == "letter" and letter is None:
        yield ("form",), "is a letter, for which there is no window", "write [letter], or say which layout this one extends"
    if form in FOLDED and fold is None:
        yield ("form",), f"is {form}, and nothing says how it is folded", "write [fold]"
