"""The one text primitive: inlines -> shaped, ordered, broken lines.  The only way text gets on a page.

    content + values ─ pieces ─▶ levels ─ chunks ─▶ lines ─▶ Galley

In: inlines, the copy's values, a style, a measure.  Out: a `Galley`: lines of PDF text operators that stand at no
particular place yet.  Refuses a character that no face has (`MissingGlyph`), naming the value it stands in.
Order within a line is UAX #9's (python-bidi), breaks are UAX #14's, shaping is HarfBuzz's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from layouts.blocks import Field, Inline, Inlines, PageCount, PageNumber, Run
from layouts.errors import MissingGlyph
from layouts.fonts import IGNORABLE, Face, Family, Shaped, Stack
from layouts.linebreak import breaks
from layouts.objects import number, numbers, text_string
from layouts.theme import Style

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff\u200f\u2067]")
_LEVELS = re.compile(r"Level\(\s*(\d+)")
_ISOLATE, _POP = "\u2068", "\u2069"
OWN = -1  # the key of text that belongs to the block itself


class Voice(NamedTuple):
    """The language text is set in: which faces come first, which way lines run."""

    stack: Stack
    language: str
    rtl: bool


class Span(NamedTuple):
    """A stretch of a line that is marked as one: `key` is OWN or the index of its inline."""

    key: int
    code: str
    actual: str | None


class Line(NamedTuple):
    """A set line.  Points, from the left edge of the measure; `end` is where the text matrix is left."""

    spans: tuple[Span, ...]
    left: float
    end: float
    width: float
    links: tuple[tuple[int, float, float], ...]  # (inline, x, width)


class Galley(NamedTuple):
    """Set type that is not on a page yet.

    home: glyphs of faces that every plate of the language carries; away: glyphs that need a font of the copy's own.
    """

    lines: tuple[Line, ...]
    home: tuple[tuple[Face, frozenset[int]], ...]
    away: tuple[tuple[Face, frozenset[int]], ...]

    @property
    def shape(self) -> tuple[tuple[int, ...], ...]:
        """What composition depends on: the lines, and how each is marked."""
        return tuple(tuple(span.key for span in line.spans) for line in self.lines)


class _Piece(NamedTuple):
    text: str
    strong: bool
    key: int
    language: str


class _Part(NamedTuple):
    family: Family
    strong: bool
    shaped: Shaped
    text: str
    key: int
    level: int


class _Chunk(NamedTuple):
    parts: list[_Part]
    width: float
    space: float  # of which trailing space
    forced: bool


def galley(content: Inlines, values: Sequence[str], style: Style, measure: float, voice: Voice, *, personal: bool = False) -> Galley:
    """Set content in a style to a measure (points).

    personal: glyphs outside the alphabets that every plate carries are drawn from fonts of the copy's own.
    """
    pieces = [_piece(inline, i, values, voice.language) for i, inline in enumerate(content)]
    try:
        chunks = _chunks(pieces, style, voice, content)
    except MissingGlyph as missing:
        raise _located(missing, content, pieces) from None
    values_at = frozenset(i for i, inline in enumerate(content) if isinstance(inline, Field)) if personal else frozenset()
    setter = _Setter(style, voice.rtl, values_at, voice.stack)
    lines = tuple(setter.line(chunk_line, measure, content) for chunk_line in _broken(chunks, style, measure))
    return Galley(lines, setter.used(True), setter.used(False))


def _piece(inline: Inline, index: int, values: Sequence[str], language: str) -> _Piece:
    if isinstance(inline, Field):
        return _Piece(values[inline.index], inline.strong, index, inline.language or language)
    if isinstance(inline, (PageNumber, PageCount)):
        raise TypeError("page numbers are resolved before text is set")
    return _Piece(inline.text, inline.strong, index if inline.link or inline.language else OWN, inline.language or language)


def _located(missing: MissingGlyph, content: Inlines, pieces: list[_Piece]) -> MissingGlyph:
    for inline, piece in zip(content, pieces, strict=True):
        if isinstance(inline, Field) and missing.character in piece.text:
            return MissingGlyph(missing.character, inline.index)
    return missing


# -- direction


def _levels(pieces: list[_Piece], content: Inlines, voice: Voice) -> list[int] | None:
    """The embedding level of each character (UAX #9), None if all are 0.  Values are isolated from what is around them."""
    if not voice.rtl and not any(_RTL.search(p.text) for p in pieces):
        return None
    alone = [isinstance(c, Field) or (isinstance(c, Run) and c.isolated) for c in content]
    wrapped = "".join(f"{_ISOLATE}{p.text}{_POP}" if apart else p.text for apart, p in zip(alone, pieces, strict=True))
    levels = _bidi(wrapped, voice.rtl)
    out: list[int] = []
    at = 0
    for apart, piece in zip(alone, pieces, strict=True):
        at += apart
        out.extend(levels[at : at + len(piece.text)])
        at += len(piece.text) + apart
    return out


@lru_cache(4096)
def _bidi(text: str, rtl: bool) -> tuple[int, ...]:
    from bidi import get_display

    report = str(get_display(text, base_dir="R" if rtl else "L", debug=True))
    by_byte = [int(m) for m in _LEVELS.findall(report[report.index("    levels: [") : report.index("    paragraphs: [")])]
    out, at = [], 0
    for character in text:
        out.append(by_byte[at])
        at += len(character.encode("utf-8"))
    return tuple(out)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices in the order in which they stand from left to right (UAX #9, L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        i = 0
        while i < len(order):
            j = i
            while j < len(order) and levels[order[j]] >= level:
                j += 1
            order[i:j] = order[i:j][::-1]
            i = max(j, i + 1)
    return order


# -- shaping


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


@lru_cache(16_384)
def _shaped(text: str, strong: bool, level: int, language: str, stack: Stack) -> tuple[tuple[Family, Shaped, str], ...]:
    """Text of one weight and direction, cut where the face changes."""
    cuts: list[tuple[Family, str]] = []
    family: Family | None = None
    if text.isascii():
        cuts = [(stack.pick(text, None), text)] if all(stack.pick(c, None) is stack.pick(text[0], None) for c in text) else []
    if not cuts:
        for cluster in clusters(text):
            family = stack.pick(cluster, family)
            if cuts and cuts[-1][0] is family:
                cuts[-1] = (family, cuts[-1][1] + cluster)
            else:
                cuts.append((family, cluster))
    return tuple((f, f.face(strong).shape(t, bool(level & 1), language), t) for f, t in cuts)


def _chunks(pieces: list[_Piece], style: Style, voice: Voice, content: Inlines) -> list[_Chunk]:
    """Unbreakable stretches with their trailing space, in logical order."""
    whole = "".join(p.text for p in pieces)
    levels = _levels(pieces, content, voice)
    ends, forced = breaks(whole)
    out: list[_Chunk] = []
    at, piece, piece_end = 0, 0, len(pieces[0].text) if pieces else 0
    for end in ends:
        parts: list[_Part] = []
        width = space = 0.0
        if whole[at] == "\n":
            out.append(_Chunk([], 0, 0, True))
            at = end
            continue
        while piece_end <= at:
            piece += 1
            piece_end += len(pieces[piece].text)
        if levels is None and end <= piece_end and end not in forced:
            _, strong, key, language = pieces[piece]
            out.append(_one(whole[at:end], strong or style.strong, key, language, voice.stack, style.size))
            at = end
            continue
        while at < end:
            while piece_end <= at:
                piece += 1
                piece_end += len(pieces[piece].text)
            stop = min(end, piece_end)
            level = levels[at] if levels else 0
            if levels:
                while any(levels[i] != level for i in range(at, stop)):
                    stop -= 1
            _, strong, key, language = pieces[piece]
            strong = strong or style.strong
            for family, shaped, text in _shaped(whole[at:stop], strong, level, language, voice.stack):
                parts.append(_Part(family, strong, shaped, text, key, level))
                width += shaped.width
                bare = text.rstrip(" ")
                space = space + shaped.width if not bare else 0.0
                if bare and len(bare) < len(text):
                    space = (len(text) - len(bare)) * _space(family.face(strong))
            at = stop
        k = style.size / 1000
        out.append(_Chunk(parts, width * k, space * k, at in forced))
    return out


@lru_cache(16_384)
def _one(text: str, strong: bool, key: int, language: str, stack: Stack, size: float) -> _Chunk:
    """A chunk of left-to-right text of one kind; words recur from copy to copy."""
    parts = [_Part(family, strong, shaped, cut, key, 0) for family, shaped, cut in _shaped(text, strong, 0, language, stack)]
    last = parts[-1]
    bare = last.text.rstrip(" ")
    space = (len(last.text) - len(bare)) * _space(last.family.face(strong)) if bare else last.shaped.width
    k = size / 1000
    return _Chunk(parts, sum(part.shaped.width for part in parts) * k, space * k, False)


@lru_cache(256)
def _space(face: Face) -> float:
    return face.shape(" ", False, None).width


# -- lines


def _broken(chunks: list[_Chunk], style: Style, measure: float) -> list[list[_Chunk]]:
    """First fit.  A chunk wider than the measure is broken between clusters."""
    lines: list[list[_Chunk]] = []
    line: list[_Chunk] = []
    x = 0.0
    for chunk in chunks:
        if chunk.forced:
            lines.append(line)
            line, x = [], 0.0
            continue
        if x + chunk.width - chunk.space > measure + 0.001:
            pieces = [chunk] if chunk.width - chunk.space <= measure + 0.001 else _shattered(chunk, style, measure)
            for piece in pieces:
                if line and x + piece.width - piece.space > measure + 0.001:
                    lines.append(line)
                    line, x = [], 0.0
                line.append(piece)
                x += piece.width
            continue
        line.append(chunk)
        x += chunk.width
    if line or not lines:
        lines.append(line)
    return lines


def _shattered(chunk: _Chunk, style: Style, measure: float) -> list[_Chunk]:
    """A chunk in stretches that each fit the measure: whole clusters, measured once each."""
    out: list[_Chunk] = []
    parts: list[_Part] = []
    width = 0.0
    k = style.size / 1000
    for part in chunk.parts:
        face, run, run_width = part.family.face(part.strong), "", 0.0
        for cluster in clusters(part.text):
            advance = face.shape(cluster, bool(part.level & 1), None).width * k
            if (run or parts) and width + run_width + advance > measure and cluster != " ":
                if run:
                    parts.append(_reshaped(part, run))
                out.append(_Chunk(parts, width + run_width, 0.0, False))
                parts, width, run, run_width = [], 0.0, "", 0.0
            run += cluster
            run_width += advance
        if run:
            parts.append(_reshaped(part, run))
            width += run_width
    out.append(_Chunk(parts, width, chunk.space, False))
    return out


def _reshaped(part: _Part, text: str) -> _Part:
    return part._replace(text=text, shaped=part.family.face(part.strong).shape(text, bool(part.level & 1), None))


class _Setter:
    """Writes lines; gathers the glyphs they use."""

    def __init__(self, style: Style, rtl: bool, personal: frozenset[int], stack: Stack) -> None:
        self.style, self.rtl, self.personal, self.stack = style, rtl, personal, stack
        self._fonts: dict[tuple[Face, bool], tuple[str, set[int]]] = {}

    def used(self, home: bool) -> tuple[tuple[Face, frozenset[int]], ...]:
        """The glyphs of each face that every plate carries, or of the others."""
        return tuple((face, frozenset(glyphs)) for (face, at_home), (_, glyphs) in self._fonts.items() if at_home == home)

    def _font(self, part: _Part) -> str:
        """The operator that chooses a part's font; what the part is made of is noted."""
        face = part.family.face(part.strong)
        home = part.key not in self.personal or (
            part.family in self.stack.home and part.shaped.glyphs <= face.alphabet(self.stack.language)
        )
        known = self._fonts.get((face, home))
        if known is None:
            known = f"/{'F' if home else 'X'}{face.tag} {number(self.style.size)} Tf", set()
            self._fonts[face, home] = known
        known[1].update(part.shaped.glyphs)
        return known[0]

    def line(self, chunks: list[_Chunk], measure: float, content: Inlines) -> Line:
        parts = _trimmed([part for chunk in chunks for part in chunk.parts], self.rtl)
        space = chunks[-1].space if chunks else 0.0
        width = sum(chunk.width for chunk in chunks) - space
        free = measure - width
        left = {"start": free if self.rtl else 0.0, "end": 0.0 if self.rtl else free, "center": free / 2}[self.style.align]
        xs = self._places(parts, space)
        spans: list[Span] = []
        groups = _groups(parts, content)
        x, font = 0.0, ""
        ordered = self.rtl or any(p.level for p in parts)
        for key, actual, members in groups:
            code, array = [], ""
            for i in members:
                part = parts[i]
                wanted = self._font(part)
                fresh = wanted != font
                if array and (fresh or ordered or (part.shaped.shows[:1] and part.shaped.shows[0][0])):
                    code.append(f"[{array}]TJ")
                    array = ""
                if fresh:
                    code.append(wanted)
                    font = wanted
                if ordered and abs(xs[i] - x) > 0.0005:
                    code.append(f"{numbers(xs[i] - x, 0)} Td")
                    x = xs[i]
                for rise, show in part.shaped.shows:
                    if rise:
                        if array:
                            code.append(f"[{array}]TJ")
                            array = ""
                        code.append(f"{number(rise * self.style.size / 1000)} Ts [{show}]TJ 0 Ts")
                    else:
                        array += show
            if array:
                code.append(f"[{array}]TJ")
            spans.append(Span(key, " ".join(code), actual))
        return Line(tuple(spans), left, x, width, _links(parts, xs, content, self.style.size / 1000))

    def _places(self, parts: list[_Part], space: float) -> list[float]:
        """x of each part, from the left end of the line."""
        k = self.style.size / 1000
        base = 1 if self.rtl else 0
        levels = [base if not p.text.strip() and i == len(parts) - 1 else p.level for i, p in enumerate(parts)]
        x = -space if self.rtl else 0.0  # trailing space hangs out
        xs = [0.0] * len(parts)
        for i in visual_order(levels):
            xs[i] = x
            x += parts[i].shaped.width * k
        return xs


def _trimmed(parts: list[_Part], rtl: bool) -> list[_Part]:
    """Trailing space takes the direction of the paragraph (UAX #9, L1)."""
    if parts and parts[-1].level % 2 != rtl and parts[-1].text.endswith(" ") and parts[-1].text.strip():
        last, bare = parts[-1], parts[-1].text.rstrip(" ")
        space = _reshaped(last._replace(level=int(rtl)), last.text[len(bare) :])
        return [*parts[:-1], _reshaped(last, bare), space]
    return parts


def _groups(parts: list[_Part], content: Inlines) -> list[tuple[int, str | None, list[int]]]:
    """(key, actual text, parts): a value or link on a line is one group; own text that does not read back stands alone."""
    out: list[tuple[int, str | None, list[int]]] = []
    for i, part in enumerate(parts):
        odd = part.key == OWN and not part.shaped.plain
        if out and not odd and out[-1][0] == part.key and not (part.key == OWN and out[-1][1] is not None):
            out[-1][2].append(i)
        else:
            out.append((part.key, part.text if odd else None, [i]))
    return [
        (key, "".join(parts[i].text for i in members) if any(not parts[i].shaped.plain for i in members) else None, members)
        for key, _, members in out
    ]


def _links(parts: list[_Part], xs: list[float], content: Inlines, k: float) -> tuple[tuple[int, float, float], ...]:
    spans: dict[int, tuple[float, float]] = {}
    for part, x in zip(parts, xs, strict=True):
        inline = content[part.key] if part.key != OWN else None
        if isinstance(inline, (Run, Field)) and inline.link:
            bare = part.shaped.width * k
            low, high = spans.get(part.key, (x, x))
            spans[part.key] = (min(low, x), max(high, x + bare))
    return tuple((key, low, high - low) for key, (low, high) in spans.items())


def actual_text(text: str) -> str:
    """The /ActualText entry of a marked-content property list."""
    return f"/ActualText{text_string(text)}"
