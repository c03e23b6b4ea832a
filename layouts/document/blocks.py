"""The vocabulary of a document: frozen blocks of frozen inlines, tuples only, so that equality means sameness.

In: nothing; these are plain values.  Out: what `flowables` sets and `pages` flows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal, TypeAlias

from layouts.document.enclosures import Enclosure
from layouts.document.inlines import Field, Inlines, PageCount, PageNumber, TextRun
from layouts.document.tongues import Abreast, Foreign, Parallel

Cell: TypeAlias = "Inlines | tuple[Block, ...]"  # of a table: words, or blocks where a list is among them


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: Literal[1, 2, 3]
    content: Inlines
    style: str = ""  # of the theme's; the level's own where empty


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text in one of the theme's styles."""

    content: Inlines
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Items:
    """A list: bullets, numbered steps, or boxes that a pen can tick.  columns: the theme's columns that it runs through, if any."""

    kind: Literal["bullet", "number", "check"]
    items: tuple[tuple[Block, ...], ...]
    start: int = 1
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, row by row; of a glossary, word and meaning."""

    rows: tuple[tuple[Inlines, Inlines], ...]
    kind: Literal["facts", "glossary"] = "facts"


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks set apart: a panel or a call-out, in one of the theme's box styles."""

    kind: str
    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing or photograph: the bytes of its file, and the words of its labels by their id."""

    name: str
    data: bytes
    labels: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        """All that is drawn, by a digest: documents are told apart by what they show as text."""
        return f"Picture({self.name!r}, {blake2b(self.data, digest_size=16).hexdigest()}, {self.labels!r})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the text, with its alternative text and a caption.  part: of the measure that it is wide, 0: as the theme has it."""

    picture: Picture
    alternative: str
    caption: Inlines = ()
    part: float = 0.0
    beside: bool = False  # in a column of its own, which it fills
    rigid: bool = False  # never shrunk to fit the rest of a page: its words have just room enough


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: one head row, then rows of as many cells.  aligns: of each column start, center or end, '' as its words want it;
    parts: of the width, of each column; none: as their words want."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[str, ...] = ()
    parts: tuple[int, ...] = field(default=(), repr=False)  # a table says the same however wide its columns are


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code beside words that say what it opens; the address is printed in full beneath them."""

    url: str
    alternative: str
    content: Inlines


@dataclass(frozen=True, slots=True)
class CopyCode:
    """The copy's value number `index` as a QR code that is struck with it, beside words that say it, too; or, whole, beside any words."""

    index: int
    alternative: str
    content: Inlines
    whole: bool = field(default=False, repr=False)  # the value is what the code says, and no copy's id


@dataclass(frozen=True, slots=True)
class Logo:
    """A mark that carries no information of its own: an artifact to a screen reader."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells side by side, as wide as the theme's `columns` table of that name says."""

    name: str
    cells: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class KeptTogether:
    """Blocks that stay together on a page.  spare: they stand at the end, and only where the last page has room for them."""

    blocks: tuple[Block, ...]
    spare: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class Writing:
    """Ruled lines for a pen: an artifact to a screen reader.  label: what is asked for, before a single line."""

    lines: int
    label: Inlines = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """How many of a hundred: as dots, which are an artifact, beside blocks that say it in words."""

    count: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine and what it is for; how much of it at each time of the day; what to do, and until when.

    taken: the amounts in a line, with their times, for where columns have no room; stops: it is not to be taken, which stands out.
    """

    name: Inlines
    purpose: Inlines
    amounts: tuple[str, ...]
    taken: Inlines
    advice: str
    until: Inlines
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Medicines:
    """A plan of medicines.  head: the words over the first and the last column; times: of each time of the day, its sign and its word."""

    head: tuple[str, str]
    times: tuple[tuple[str, str], ...]
    rows: tuple[Medicine, ...]


@dataclass(frozen=True, slots=True)
class ReplySlip:
    """What is cut off and sent back, at the foot of a page whose back is empty.  cut: the words where it is cut; to: where it goes."""

    cut: str
    blocks: tuple[Block, ...]
    to: tuple[Block, ...] = ()


TimelineMark: TypeAlias = Literal["do", "come", "until"]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """An entry of a timeline: what the patient does, comes to, or how long something holds.

    day: empty where the entry before it has told it; time: empty of a whole day.
    """

    mark: TimelineMark
    day: Inlines
    time: Inlines
    content: Inlines


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of their moments."""

    events: tuple[TimelineEvent, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of a table of contents.  lines: the headings that it lists, once they are known."""

    title: Inlines
    lines: tuple[Inlines, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture of a grid, with its title and what there is to say of it."""

    title: Inlines
    figure: Figure
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Exhibits:
    """Pictures in a grid, numbered.  week: the letters of the days that can be ticked below each, if they are to be."""

    exhibits: tuple[Exhibit, ...]
    week: tuple[str, ...] = ()


Block: TypeAlias = (
    Heading | Paragraph | Items | Facts | Box | Figure | Table | Parallel | Code | CopyCode | Logo
    | Columns | KeptTogether | Writing | Chance | Medicines | ReplySlip | Timeline | Contents | Exhibits | Foreign | Abreast
)  # fmt: skip


def words_of(cell: Cell) -> Inlines | None:
    """The words of a cell that holds nothing else; None where a list is among them."""
    words = tuple(part for part in cell if isinstance(part, (TextRun, Field, PageNumber, PageCount)))
    return words if len(words) == len(cell) else None


def blocks_of(cell: Cell) -> tuple[Block, ...]:
    """What stands in a cell, as blocks; nothing in an empty one."""
    words = words_of(cell)
    if words is not None:
        return (Paragraph(words),) if words else ()
    return tuple(part for part in cell if not isinstance(part, (TextRun, Field, PageNumber, PageCount)))


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is set, with holes where values go.

    `head` stands on the first page, and is content; `running` on later ones, `foot` on all: they are page furniture (artifacts).
    contents: the title of the table of contents of a long one; questions: that of pages that fill up folded sheets; letter: what stands on
    a page of its own below the address; near: languages of words in another script than its own, of which the first of a script counts;
    enclosures: files whose pages follow; back: what the blank back of its last page says below the title for questions, and in its foot
    in place of a number; uncounted: how many pages, its last, are such a back; remainder: words and lines to write on, which stand before
    the colophon where the last page has room.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    head: tuple[Block, ...] = ()
    running: tuple[Block, ...] = ()
    foot: tuple[Block, ...] = ()
    author: str = ""
    subject: str = ""
    contents: Inlines = field(default=(), repr=False)  # what a document says is the same with and without
    enclosures: tuple[Enclosure, ...] = field(default=(), repr=False)
    questions: Inlines = field(default=(), repr=False)
    address: Inlines = field(default=(), repr=False)
    letter: tuple[Block, ...] = field(default=(), repr=False)
    near: tuple[str, ...] = field(default=(), repr=False)
    back: tuple[Inlines, Inlines] = field(default=((), ()), repr=False)
    uncounted: int = field(default=0, repr=False)
    remainder: tuple[Block, ...] = field(default=(), repr=False)

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left (CLDR's scripts Arab, Hebr, Thaa, Syrc)."""
        return is_right_to_left(self.language)


RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "syr"})


def is_right_to_left(language: str) -> bool:
    """Whether a language, by its tag, is written from right to left."""
    return language.split("-")[0] in RIGHT_TO_LEFT
