"""Logotypes: a word cast in one piece, for right-to-left text whose glyphs do not say it letter by letter.

In: a face, text from right to left.  Out: a face of its own, whose glyphs are the text's characters, one each, in visual order.

Readers disagree about text that is drawn from right to left: poppler and pdfium reverse the letters of a glyph, and of an /ActualText,
as they reverse glyphs; others do not.  They take a glyph above the line for a word of its own, and one that stands on another for its
shadow.  What all of them read right is one letter a glyph, side by side on the line, the last letter leftmost.  So marks, ligatures and
whatever else HarfBuzz makes of a cluster are drawn by the glyph of its first letter, at their places to the font unit; the glyphs of
its other letters draw nothing and take some of the room.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter

import uharfbuzz as hb

from layouts.typesetting.faces import Face, Shaped
from layouts.typesetting.subsets import UNDRAWN_TABLES
from layouts.typesetting.truetype import Composed, Ink, composed_font

NARROWEST = 0.12  # of the type size: closer letters are taken for one another's shadow
# What says to poppler where a stretch ends, and is nothing to pdfium, which counts letters to see which way a line runs.
FROM_LEFT, FROM_RIGHT = "\u202a", "\u202b"  # LRE, RLE


class Logotype(Face):
    """The face of one text.  characters, glyphs: from left to right; their numbers follow on those of the face it is cast from."""

    def __init__(self, face: Face, text: str, characters: Sequence[str], glyphs: Sequence[Composed]) -> None:
        digest = hashlib.sha256(f"{face.name}\n{text}".encode()).hexdigest()[:10]
        super().__init__(face.name, f"{face.tag}w{digest}", face.path, face.index)
        self.characters, self.made, self._origin = characters, glyphs, face

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Logotype) and other.tag == self.tag

    def __hash__(self) -> int:
        return hash(self.tag)

    @property
    def origin(self) -> Face:
        return self._origin

    @cached_property
    def source(self) -> hb.Face:
        return hb.Face(hb.Blob(composed_font(self._origin.source, UNDRAWN_TABLES, self.made)))

    @cached_property
    def extents(self) -> tuple[float, float]:
        return self._origin.extents

    @cached_property
    def meaning(self) -> dict[int, str]:
        return dict(enumerate(self.characters, start=self.first))

    def advance(self, glyph: int) -> float:
        return self.made[glyph - self.first].advance * self.scale if glyph else self._origin.advance(0)

    @property
    def first(self) -> int:
        """The number of its first glyph."""
        return int(self._origin.source.glyph_count)

    @cached_property
    def scale(self) -> float:
        return self._origin.scale


class Care(IntEnum):
    """What readers must get back of a text.

    MARKS: its letters and marks; WORDS: also by a reader that takes things in the order in which they are drawn.  Days and times, which
    stand in every copy, ask for no more than the first: their words are ordered by where they stand anyhow.
    """

    NONE = 0
    MARKS = 1
    WORDS = 2


def cast_where_needed(face: Face, shaped: Shaped, text: str, language: str | None, care: Care) -> tuple[Face, Shaped]:
    """A right-to-left text's face and shape: a logotype where its glyphs are not its letters one by one, side by side.

    Raises MissingGlyph for a character that the face does not have.
    """
    if not shaped.glyphs:
        return face, shaped
    needed = not shaped.plain or any(unicodedata.category(c) == "Mn" for c in text)
    if care is Care.WORDS and not needed:
        needed = bool(shaped.glyphs & face.parted.keys()) or not all(_is_strong(word[-1]) for word in text.split(" ") if word)
    return cast(face, text, language) if needed else (face, shaped)


@lru_cache(2048)
def cast(face: Face, text: str, language: str | None, ended: bool = False) -> tuple[Face, Shaped]:
    """A right-to-left text's logotype and its shape in that.

    ended: something that runs from left to right follows it; poppler is told so, or it takes the space between to be on the other side.
    """
    characters: list[str] = []
    widths: list[int] = []
    inks: list[tuple[Ink, ...]] = []  # x from the left end of the text
    at = 0
    for letters, placed, advance in _clusters(face, text, language):
        share, rest = divmod(advance, len(letters))
        characters += reversed(letters)
        widths += [share] * (len(letters) - 1) + [share + rest]
        inks += [()] * (len(letters) - 1) + [tuple([(glyph, at + x, y) for glyph, x, y in placed])]
        at += advance
    for i in _weak_ends(characters):
        characters.insert(i, FROM_RIGHT)
        widths.insert(i, 0)
        inks.insert(i, ())
    if ended:
        characters, widths, inks = [*characters, FROM_LEFT], [*widths, 0], [*inks, ()]
    glyphs, at = [], 0
    for width, ink in zip(_spread(widths, characters, round(NARROWEST * 1000 / face.scale)), inks, strict=True):
        glyphs.append(Composed(width, tuple([(glyph, x - at, y) for glyph, x, y in ink])))
        at += width
    made = Logotype(face, f"{text}{FROM_LEFT * ended}", tuple(characters), tuple(glyphs))
    numbers = range(made.first, made.first + len(glyphs))
    show = "".join(f"{number:04X}" for number in numbers)
    return made, Shaped(at * face.scale, ((0.0, f"<{show}>"),), frozenset(numbers), True)


def _is_strong(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _weak_ends(characters: Sequence[str]) -> list[int]:
    """Where words end, at their left, in something that does not say that it runs from right to left: a mark, a full stop; last first."""
    starts = [i for i, c in enumerate(characters) if c != " " and (i == 0 or characters[i - 1] == " ")]
    return [i for i in reversed(starts) if not _is_strong(characters[i])]


def _clusters(face: Face, text: str, language: str | None) -> Iterator[tuple[str, list[Ink], int]]:
    """From left to right: the characters of each cluster, its glyphs with their places from its left edge, its advance; font units."""
    end = len(text)
    for start, of_one in groupby(face.clustered(text, language), itemgetter(0)):
        yield (text[start:end], *_placed([placed for _, placed in of_one]))
        end = start


def _placed(group: Sequence[tuple[int, int, int, int]]) -> tuple[list[Ink], int]:
    """Glyphs with their advances and offsets -> glyphs at their places, and the advance of all."""
    out, at = [], 0
    for glyph, advance, x, y in group:
        out.append((glyph, at + x, y))
        at += advance
    return out, at


def _spread(widths: Sequence[int], characters: Sequence[str], least: int) -> list[int]:
    """Widths of the same sum, none of a letter less than `least` where the letters have that much; spaces stay as they are."""
    letters = [i for i, character in enumerate(characters) if character != " "]
    lack = sum(max(least - widths[i], 0) for i in letters)
    more = sum(max(widths[i] - least, 0) for i in letters)
    out = list(widths)
    if not lack:
        return out
    total = sum(widths[i] for i in letters)
    for i in letters:
        if more > lack:
            out[i] = least + int(max(widths[i] - least, 0) * (more - lack) / more)
        else:
            out[i] = total // len(letters)
    out[letters[-1]] += total - sum(out[i] for i in letters)
    return out
