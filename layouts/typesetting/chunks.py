"""Runs -> chunks: shaped stretches of text between two places where a line may end.

In: passages of text with their weight and language, a style, a voice.  Out: `Chunk`s in logical order, with their widths in points.
Refuses a character that no face has (`MissingGlyph`).  Breaks are UAX #14's, shaping is HarfBuzz's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from layouts.styles import Style
from layouts.typesetting.direction import is_plain, levels
from layouts.typesetting.faces import IGNORABLE, Face, Shaped
from layouts.typesetting.fonts import Family, Stack
from layouts.typesetting.linebreak import breaks
from layouts.typesetting.logotypes import Care, cast_where_needed

OWN = -1  # the key of text that belongs to the block itself
STRETCH = 2**12  # keys of stretches of an inline that are in another language: its index, and so much more for each


class Voice(NamedTuple):
    """The language text is set in: which faces come first, which way lines run.  near: languages that words of another script are in."""

    stack: Stack
    language: str
    rtl: bool
    near: tuple[str, ...] = ()


class Passage(NamedTuple):
    """A run's text.

    key: OWN or the index of its inline, or that of a stretch of it; alone: its direction is its own, whatever stands around it; care: what
    readers must get back; tongue: the language that it is told to be in, '' for its block's; joined: it goes on from the one before.
    """

    text: str
    strong: bool
    key: int
    language: str
    alone: bool
    care: Care = Care.NONE
    tongue: str = ""
    joined: bool = False


Tongues: TypeAlias = tuple[tuple[int, str], ...]


def tongues_of(passages: Sequence[Passage]) -> Tongues:
    """The languages of passages that are not in their block's, by their keys."""
    return tuple([(passage.key, passage.tongue) for passage in passages if passage.tongue])


class Part(NamedTuple):
    """Text of one face, direction and inline.  home: every plate of the language carries its glyphs; thick: bold without a face for it."""

    face: Face
    home: bool
    shaped: Shaped
    text: str
    key: int
    level: int
    thick: bool = False


class Chunk(NamedTuple):
    """An unbreakable stretch with its trailing space.  plain: it runs from left to right, and reads back as it stands."""

    parts: tuple[Part, ...]
    width: float
    space: float  # of which trailing space
    forced: bool
    plain: bool


FORCED = Chunk((), 0.0, 0.0, True, True)  # a line feed


def chunks(passages: Sequence[Passage], style: Style, voice: Voice) -> list[Chunk]:
    """Unbreakable stretches, in logical order.

    Raises MissingGlyph for a character that no face has.
    """
    whole = "".join([passage.text for passage in passages])
    ends = breaks(whole)
    if not voice.rtl and is_plain(whole):
        return plainly(passages, whole, ends, style, voice)
    depths = levels(*_isolates(passages), voice.rtl)
    out: list[Chunk] = []
    at = 0
    for end in ends:
        parts = () if whole[at] == "\n" else _parts(passages, at, end, whole, depths, style.strong, voice.stack)
        out.append(FORCED if whole[at] == "\n" else _measured(parts, style.size))
        at = end
    return out


def plainly(passages: Sequence[Passage], whole: str, ends: Sequence[int], style: Style, voice: Voice) -> list[Chunk]:
    """The same of text that runs from left to right.  whole: of the passages together; ends: of its chunks.

    Raises MissingGlyph for a character that no face has.
    """
    stack, size, heavy = voice.stack, style.size, style.strong
    out: list[Chunk] = []
    at = 0
    for end, passage in zip(ends, _holders(passages, ends), strict=True):
        if whole[at] == "\n":
            out.append(FORCED)
        elif passage is None:
            out.append(_seam(tuple(_cut(passages, at, end)), heavy, stack, size))
        else:
            out.append(_word(whole[at:end], passage.strong or heavy, passage.key, passage.language, stack, size))
        at = end
    return out


def _isolates(passages: Sequence[Passage]) -> tuple[list[str], list[bool]]:
    """The texts of passages, stretches of one text joined, and whether each stands alone."""
    texts: list[str] = []
    alone: list[bool] = []
    for passage in passages:
        if passage.joined and texts:
            texts[-1] += passage.text
        else:
            texts.append(passage.text)
            alone.append(passage.alone)
    return texts, alone


def _holders(passages: Sequence[Passage], ends: Sequence[int]) -> list[Passage | None]:
    """For each stretch up to one of the ends the passage that holds it; None where it runs over several."""
    if len(passages) == 1:
        return [*passages] * len(ends)
    out: list[Passage | None] = []
    following = iter(passages)
    at = reach = 0
    for end in ends:
        while reach <= at:
            passage = next(following)
            reach += len(passage.text)
        out.append(passage if end <= reach else None)
        at = end
    return out


def _parts(
    passages: Sequence[Passage], start: int, end: int, whole: str, depths: Sequence[int], heavy: bool, stack: Stack
) -> tuple[Part, ...]:
    """The parts of a stretch of several directions."""
    out: list[Part] = []
    low = 0
    for text, strong, key, language, _, care, *_ in passages:
        high = low + len(text)
        at, stop = max(low, start), min(high, end)
        low = high
        while at < stop:
            level, until = depths[at], at + 1
            while until < stop and depths[until] == level:
                until += 1
            out += _shaped(whole[at:until], strong or heavy, key, level, language, stack, care)
            at = until
    return tuple(out)


def _cut(passages: Sequence[Passage], start: int, end: int) -> Iterator[tuple[str, bool, int, str, Care]]:
    """What a stretch has of each passage."""
    low = 0
    for text, strong, key, language, _, care, *_ in passages:
        high = low + len(text)
        if text and low < end and start < high:
            yield text[max(start - low, 0) : end - low], strong, key, language, care
        low = high


@lru_cache(2048)
def _seam(texts: tuple[tuple[str, bool, int, str, Care], ...], heavy: bool, stack: Stack, size: float) -> Chunk:
    """A chunk of left-to-right text of several passages, such as the end of a value with what follows it."""
    parts = [_shaped(text, strong or heavy, key, 0, language, stack, care) for text, strong, key, language, care in texts]
    return _measured(tuple([part for each in parts for part in each]), size)


@lru_cache(4096)
def _word(text: str, strong: bool, key: int, language: str, stack: Stack, size: float) -> Chunk:
    """A chunk of left-to-right text of one kind; words recur from copy to copy."""
    return _measured(_shaped(text, strong, key, 0, language, stack), size)


def _measured(parts: tuple[Part, ...], size: float) -> Chunk:
    """A chunk, and how much of it is space that may hang at the end of a line."""
    width = space = 0.0
    for part in parts:
        width += part.shaped.width
        bare = part.text.rstrip(" ")
        space = (len(part.text) - len(bare)) * _space(part.face.origin) if bare else space + part.shaped.width
    return chunk_of(parts, width * size / 1000, space * size / 1000)


def chunk_of(parts: Sequence[Part], width: float, space: float) -> Chunk:
    """Parts as a chunk.  width, and its trailing space: in points."""
    return Chunk(tuple(parts), width, space, False, all(part.shaped.plain and not part.level for part in parts))


@lru_cache(4096)
def _shaped(text: str, strong: bool, key: int, level: int, language: str, stack: Stack, care: Care = Care.NONE) -> tuple[Part, ...]:
    """Text of one weight and direction, cut where the face changes."""
    cuts: list[tuple[Family, str]] = []
    family: Family | None = None
    if text.isascii() and stack.has_ascii(text):
        cuts = [(stack.families[0], text)]
    else:
        for cluster in clusters(text):
            family = stack.pick(cluster, family)
            if cuts and cuts[-1][0] is family:
                cuts[-1] = (family, cuts[-1][1] + cluster)
            else:
                cuts.append((family, cluster))
    return tuple([_part(family, cut, strong, key, level, language, stack, care) for family, cut in cuts])


def _part(family: Family, text: str, strong: bool, key: int, level: int, language: str, stack: Stack, care: Care) -> Part:
    face = family.face(strong)
    shaped = face.shape(text, bool(level & 1), language)
    home = family in stack.home and shaped.glyphs <= face.alphabet(stack.language)
    if care and level & 1:
        face, shaped = cast_where_needed(face, shaped, text, language, care)
        home = home and face is face.origin
    return Part(face, home, shaped, text, key, level, strong and family.thickened)


def reshaped(part: Part, text: str) -> Part:
    """A part with other text."""
    face, rtl = part.face.origin, bool(part.level & 1)
    shaped = face.shape(text, rtl, None)
    if face is not part.face and rtl:
        face, shaped = cast_where_needed(face, shaped, text, None, Care.WORDS)
    return part._replace(face=face, text=text, shaped=shaped)


def inline_of(key: int) -> int:
    """The index of the inline that a key is of; OWN for the block's own."""
    return key if key < STRETCH else key % STRETCH


@lru_cache(256)
def _space(face: Face) -> float:
    return face.shape(" ", False, None).width


def clusters(text: str) -> list[str]:
    """Base characters with the marks and joiners that belong to them."""
    out: list[str] = []
    for character in text:
        joined = out and (unicodedata.category(character)[0] == "M" or character in IGNORABLE or out[-1][-1] == "\u200d")
        if joined:
            out[-1] += character
        else:
            out.append(character)
    return out
