"""A copy that has been read again, beside what it should show: what the checks look at.

In: what was read.  Out: `Specimen`; `Failure`s are what is found amiss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import NamedTuple

from handouts.proof.expected import Expected, personal_texts, plain
from handouts.proof.letters import Font
from handouts.proof.proven import Frame, Proven
from handouts.proof.readings import Reading, Stand, Sweep

DEEP = 0.3  # of the type size: how far letters reach below their line
LONG = 60  # letters of a word that may be parted where a page ends
HYPHENS = "-\u2010\u2013\u2014/"  # a line may end after them (UAX #14, classes HY, BA, B2, SY)
Around = tuple[str, ...] | Counter[str]  # what stands between texts: in its order, or counted where the order cannot be told


class Failure(NamedTuple):
    """What is not as it should be, and on which page; 0 for the whole copy.

    texts: what is said there, to find the column that it came from; never shown.  remedy: what should be there, or what to do.
    """

    what: str
    page: int = 0
    texts: tuple[str, ...] = ()
    remedy: str = ""

    def __str__(self) -> str:
        return f"page {self.page}: {self.what}" if self.page else self.what


class Utterance(NamedTuple):
    """What one text object says, and on which page (from 1)."""

    text: str
    page: int


class Specimen(NamedTuple):
    """What a copy shows beside what it should show.

    readings: of each stream that is the copy's own; still: of the others, of a first copy only; fonts: that have not been looked at
    before; titles: of its own bookmarks; described: what its metadata say; proven: what is known of its plate, None of a first copy;
    others: is a word the identifier of somebody else?
    """

    expected: Expected
    frame: Frame
    readings: Mapping[int, Reading]
    still: Mapping[int, Reading]
    fonts: tuple[Font, ...]
    titles: tuple[str | None, ...]
    described: tuple[tuple[str, str], ...]
    proven: Proven | None
    others: Callable[[str], bool]

    def pages(self) -> list[list[Reading]]:
        """The readings of each page that are the copy's own; the last is its foot."""
        return [[self.readings[ref] for ref in refs if ref in self.frame.personal] for refs in self.frame.contents]

    def beside(self, ref: int) -> dict[float, tuple[Sweep, ...]]:
        """What other text stands at the heights of the lines of a stream, on any of its pages."""
        pages = [refs for refs in self.frame.contents if ref in refs]
        others = [sweep for refs in pages for other in refs if other in self.still for sweep in self.still[other].sweeps]
        return {sweep.y: tuple(other for other in others if abs(other.y - sweep.y) < sweep.size) for sweep in self.readings[ref].sweeps}

    def stands(self) -> list[list[Stand]]:
        """What stands where on each page: of a first copy everything, of a later one what is its own."""
        readings = {**self.readings, **self.still}
        return [[stand for ref in refs if ref in readings for stand in readings[ref].stands] for refs in self.frame.contents]

    def objects(self) -> tuple[Utterance, ...]:
        """What the text objects of all pages say, in their order, of a first copy."""
        readings, pages = {**self.readings, **self.still}, enumerate(self.frame.contents, start=1)
        return tuple(Utterance(plain(text).strip(), page) for page, refs in pages for ref in refs for text in readings[ref].objects)

    def parts(self) -> list[tuple[str, list[str]]]:
        """What each page's foot and then the body says, and the texts of personal blocks that should stand in it.

        A general edition has no patient in its foot, which is then no copy's own.
        """
        document, values, pages = self.expected.document, self.expected.values, self.pages()
        foot, body = (personal_texts(document, part, values) for part in ("foot", "body"))
        said = "".join(reading.text for page in pages for reading in (page[:-1] if foot else page))
        return [*((plain(page[-1].text) if page else "", foot) for page in pages if foot), (plain(said), body)]


def said_in(reading: Reading, sweeps: list[Sweep]) -> tuple[str, ...]:
    """What a reading says in some of its sweeps."""
    stands = [(show.text, x + show.first * k, y) for show, x, y, k, _ in reading.stands]
    return tuple(text for text, x, y in stands if any(at.left <= x <= at.right and at.y + at.low <= y <= at.y + at.high for at in sweeps))


def stands_in(part: str, text: str) -> bool:
    """Whether a text has this part, in whole words; where a page ends a word may be parted after a hyphen, and a very long one anywhere."""
    at = text.find(part)
    while part and at >= 0:
        if _whole(text, at) and _whole(text, at + len(part)):
            return True
        at = text.find(part, at + 1)
    return False


def _whole(text: str, at: int) -> bool:
    """Whether no word goes on over a place, or only one that a line may part there, or a very long one."""
    before, after = text[:at], text[at:]
    if not before[-1:].strip() or not after[:1].strip() or before[-1] in HYPHENS:
        return True
    return len(before[-LONG:].split()[-1]) + len(after[:LONG].split()[0]) >= LONG


def missing(text: str, blocks: list[str]) -> str | None:
    """The first of these texts that does not stand in a text, after those before it; None if all do."""
    at = 0
    for block in blocks:
        found = text.find(block, at)
        if found < 0:
            return block
        at = found + len(block)
    return None


def around(text: str, blocks: list[str]) -> Around:
    """What a text says besides these, which stand in it in their order."""
    first, last = _between(text, blocks), _between(text[::-1], [block[::-1] for block in reversed(blocks)])
    if first == tuple(part[::-1] for part in reversed(last)):
        return first
    return Counter(text) - Counter("".join(blocks))  # a value says what stands beside it as well: nobody can tell where it begins


def _between(text: str, blocks: list[str]) -> tuple[str, ...]:
    out, at = [], 0
    for block in blocks:
        found = text.find(block, at)
        out.append(text[at:found])
        at = found + len(block)
    return (*out, text[at:])


def agrees(text: str, blocks: list[str], known: Around) -> bool:
    """Whether a text says these, and besides them what is known to stand around them."""
    if isinstance(known, Counter):
        return Counter(text) - Counter("".join(blocks)) == known
    return text == "".join(part for pair in zip_longest(known, blocks, fillvalue="") for part in pair)


def overlap(one: Sweep, other: Sweep) -> bool:
    """Whether one text lies on another: on a line, and by more than a quarter of its size."""
    size = min(one.size, other.size)
    return abs(one.y - other.y) < size / 2 and min(one.right, other.right) - max(one.left, other.left) > size / 4


Pane = tuple[float, float, float, float]  # left, bottom, right, top in points


def within(sweep: Sweep, pane: Pane | None) -> bool:
    """Whether all of a text stands in a pane; never in none."""
    if pane is None:
        return False
    left, bottom, right, top = pane
    return sweep.left >= left and sweep.right <= right and sweep.y + sweep.low >= bottom and sweep.y + sweep.high <= top


def touches(stand: Stand, pane: Pane) -> bool:
    """Whether some of a text stands in a pane, with what hangs below its line and stands above it."""
    show, x, y, k, _ = stand
    left, bottom, right, top = pane
    return x + show.first * k < right and x + show.last * k > left and y - DEEP * k * 1000 < top and y + k * 1000 > bottom
