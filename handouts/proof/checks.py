"""The checks of a copy that has been read again: an ordered list of rows, a name and a function each.

In: `Specimen`.  Out: `Failure`s, none for a copy that may leave.  Nothing here opens a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handouts.proof.content import Reading
from handouts.proof.expected import Expected, own_words, personal_texts, plain, words
from handouts.proof.proven import Frame, Proven

SLACK = 1.5  # points that a glyph's overhang may reach out of its frame


@dataclass(frozen=True, slots=True)
class Failure:
    """What is not as it should be, and on which page; 0 for the whole copy."""

    what: str
    page: int = 0

    def __str__(self) -> str:
        return f"page {self.page}: {self.what}" if self.page else self.what


@dataclass(frozen=True, slots=True)
class Specimen:
    """What a copy shows beside what it should show.

    readings: of each personal stream; titles: of its personal bookmarks; proven: what is known of its plate, None of a first copy;
    others: is a word the identifier of somebody else?
    """

    expected: Expected
    frame: Frame
    readings: Mapping[int, Reading]
    titles: tuple[str | None, ...]
    proven: Proven | None
    others: Callable[[str], bool]

    def pages(self) -> list[list[Reading]]:
        """The readings of each page; the last is its foot."""
        return [[self.readings[ref] for ref in refs if ref in self.frame.personal] for refs in self.frame.contents]

    def residue(self) -> tuple[Counter[str] | None, ...]:
        """What each page's foot and then the body says besides the texts of personal blocks; None where one of these is not there."""
        document, values, pages = self.expected.document, self.expected.values, self.pages()
        foot, body = (personal_texts(document, part, values) for part in ("foot", "body"))
        feet = [_cut(page[-1].text if page else "", foot) for page in pages]
        return (*feet, _cut("".join(reading.text for page in pages for reading in page[:-1]), body))


Check = Callable[[Specimen], Iterator[Failure]]


def smallest(specimen: Specimen) -> Iterator[Failure]:
    """No type is smaller than the layout's smallest."""
    least = specimen.expected.smallest - 0.01
    for ref, reading in specimen.readings.items():
        if any(size < least for *_, size in reading.boxes):
            yield Failure("type smaller than the layout's smallest", specimen.frame.page_of(ref))


def framed(specimen: Specimen) -> Iterator[Failure]:
    """All text stands inside the frame of its page."""
    left, bottom, right, top = specimen.expected.frame
    low, high, floor = left - SLACK, right + SLACK, bottom - SLACK
    for ref, reading in specimen.readings.items():
        if any(x0 < low or x1 > high or not floor <= y <= top for x0, y, x1, _ in reading.boxes if x1 > x0):
            yield Failure("text outside its frame", specimen.frame.page_of(ref))


def nobody_else(specimen: Specimen) -> Iterator[Failure]:
    """Nobody else's identifier is said."""
    own = own_words(specimen.expected)
    for ref, reading in specimen.readings.items():
        if any(word not in own and specimen.others(word) for word in words(reading.text)):
            yield Failure("an identifier of somebody else", specimen.frame.page_of(ref))


def every_value(specimen: Specimen) -> Iterator[Failure]:
    """Every personal text is there, in its order; what stands around it is what stood around the first copy's."""
    *feet, body = residue = specimen.residue()
    for number, foot in enumerate(feet, start=1):
        if foot is None:
            yield Failure("the foot does not name the patient as it should", number)
    if body is None:
        yield Failure("a personal value is not there to be read, or stands in another order")
    if None not in residue and specimen.proven is not None and residue != specimen.proven.residue:
        yield Failure("the words around a value have changed")


def bookmarks(specimen: Specimen) -> Iterator[Failure]:
    """Bookmarks with values in them say what their heading says."""
    wanted = personal_texts(specimen.expected.document, "body", specimen.expected.values) if specimen.titles else ()
    if any(title is None or plain(title) not in wanted for title in specimen.titles):
        yield Failure("a bookmark says something else than its heading")


def around(specimen: Specimen) -> Iterator[Failure]:
    """Colours, lines, marks: everything around the text of a later copy is that of the first."""
    for ref, reading in specimen.readings.items():
        if specimen.proven is not None and reading.mask != specimen.proven.masks.get(ref):
            yield Failure("what stands around a value has changed", specimen.frame.page_of(ref))


CHECKS: tuple[tuple[str, Check], ...] = (
    ("type is large enough", smallest),
    ("text stands inside its frame", framed),
    ("nobody else is named", nobody_else),
    ("every value can be read", every_value),
    ("bookmarks say what headings say", bookmarks),
    ("nothing around the text has changed", around),
)


def _cut(text: str, blocks: list[str]) -> Counter[str] | None:
    """The letters of a text that are not those of the blocks, which stand in it in their order; None if one does not.

    Counted, because a value may say what stands before it as well, and then nobody can tell where it begins.
    """
    text, at = plain(text), 0
    for block in blocks:
        found = text.find(block, at)
        if found < 0:
            return None
        at = found + len(block)
    return Counter(text) - Counter("".join(blocks))
