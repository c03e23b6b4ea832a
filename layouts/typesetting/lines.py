"""Chunks -> set lines: PDF text operators that stand at no particular place yet.

In: the chunks of a line, its style and measure.  Out: a `Line`, and the glyphs of each face that the lines use.
Order within a line is UAX #9's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from layouts.document.inlines import Field, Inlines, TextRun
from layouts.pdf.objects import number, numbers
from layouts.styles import Style
from layouts.typesetting.chunks import OWN, Chunk, Part, inline_of, reshaped
from layouts.typesetting.direction import line_levels, visual_order
from layouts.typesetting.faces import Face
from layouts.typesetting.logotypes import cast
from layouts.typesetting.subsets import Drawn, Used, joined

_LEVEL, _PLAIN = attrgetter("level"), attrgetter("plain")
THICKNESS = 0.03  # of the type size: the line round letters that are bold without a face for it
THICK, THIN = "1 j 2 Tr", "0 j 0 Tr"  # letters are filled and stroked, round at their corners; they are filled (ISO 32000-1, 9.3.6)


class Span(NamedTuple):
    """A stretch of a line that is marked as one: `key` is OWN, the index of its inline or that of a stretch of it."""

    key: int
    code: str
    actual: str | None


class Line(NamedTuple):
    """A set line.  Points, from the left edge of the measure; `end` is where the text matrix is left.

    thick: some letters have a line round them, for which the one who places the line says the colour.
    """

    spans: tuple[Span, ...]
    left: float
    end: float
    width: float
    links: tuple[tuple[int, float, float], ...]  # (inline, x, width)
    thick: bool = False


class Setter:
    """Writes the lines of one block; gathers the glyphs they use.

    personal: keys of text whose glyphs, outside the alphabets that every plate carries, are drawn from fonts of the copy's own.
    """

    def __init__(self, content: Inlines, style: Style, rtl: bool, personal: frozenset[int], linked: bool | None = None) -> None:
        """linked: whether the content has links, None where nobody has looked yet."""
        self.content, self.style, self.rtl, self.personal = content, style, rtl, personal
        self.linked = any(isinstance(inline, (TextRun, Field)) and inline.link for inline in content) if linked is None else linked
        self.thick = False  # some text that was set is
        self._fonts: dict[tuple[Face, bool, bool], tuple[str, list[frozenset[int]]]] = {}
        self._drawn: list[frozenset[int]] = []  # the glyphs of the font that was chosen last

    def anew(self, personal: frozenset[int]) -> Setter:
        """A setter of the same block that has set nothing."""
        return Setter(self.content, self.style, self.rtl, personal, self.linked)

    def note(self, home: Used) -> None:
        """Glyphs of lines that were set before, of which every plate carries the faces, are used again."""
        for face, glyphs in home:
            self._fonts.setdefault((face, True, False), (_chosen(face.tag, True, False, self.style.size), []))[1].append(glyphs)

    def used(self) -> tuple[Drawn, Used]:
        """The glyphs of each face that every plate carries, for which only a new plate asks, and of the others."""
        home: list[tuple[Face, Sequence[frozenset[int]]]] = []
        away: list[tuple[Face, Sequence[frozenset[int]]]] = []
        for (face, at_home, _), (_, sets) in self._fonts.items():
            (home if at_home else away).append((face, sets))
        return tuple(home), joined(away) if away else ()

    def line(self, chunks: Sequence[Chunk], measure: float) -> Line:
        """Set chunks that fit the measure (points) as a line."""
        space = chunks[-1].space if chunks else 0.0
        width = sum([chunk.width for chunk in chunks]) - space
        if not (self.rtl or self.linked) and all(map(_PLAIN, chunks)):
            line = Line(self._plain(chunks), self._left(measure - width), 0.0, width, ())
        else:
            parts = _trimmed([part for chunk in chunks for part in chunk.parts], self.rtl)
            line = self._turned(parts, space, width, measure)
        return _closed(line, [part for chunk in chunks for part in chunk.parts]) if self.thick else line

    def _turned(self, parts: list[Part], space: float, width: float, measure: float) -> Line:
        """A line of which parts may run from right to left, be links, or read back only by what is said of them."""
        turned = self.rtl or _turned(parts)
        if turned:
            parts = self._legible(parts)
        xs = self._places(parts, space) if turned or self.linked else None
        spans, end = self._spans(parts, xs if turned else None)
        return Line(spans, self._left(measure - width), end, width, self._links(parts, xs) if self.linked and xs else ())

    def _plain(self, chunks: Sequence[Chunk]) -> tuple[Span, ...]:
        """The marked stretches of a line that runs from left to right and reads back as it stands, as most do."""
        out: list[Span] = []
        code, shows, font = "", "", ""
        key: int | None = None
        last: tuple[Face | None, bool, bool] = None, False, False
        for chunk in chunks:
            for part in chunk.parts:
                face, home, shaped, _, own, _, thick = part
                if own != key:
                    if key is not None:
                        out.append(Span(key, f"{code}[{shows}]TJ" if shows else code[:-1], None))
                    key, code, shows, last = own, "", "", (None, False, False)
                if (face, home, thick) == last:
                    self._drawn.append(shaped.glyphs)
                else:
                    last = face, home, thick
                    wanted = self._font(part)
                    if wanted is not font:
                        code += f"[{shows}]TJ {_after(font, wanted)} " if shows else f"{_after(font, wanted)} "
                        shows, font = "", wanted
                if shaped.shows:
                    shows += shaped.shows[0][1]
        if key is not None:
            out.append(Span(key, f"{code}[{shows}]TJ" if shows else code[:-1], None))
        return tuple(out)

    def _spans(self, parts: Sequence[Part], xs: Sequence[float] | None) -> tuple[tuple[Span, ...], float]:
        """The marked stretches of a line, and where they leave the text matrix.  xs: where parts stand that do not follow the last."""
        moves, end = self._moves(parts, xs)
        return tuple([Span(key, self._code(parts, moves, members), actual) for key, actual, members in _groups(parts)]), end

    def _legible(self, parts: list[Part]) -> list[Part]:
        """Parts of which right-to-left values are read as they are: whole between spaces, and ended where others follow them."""
        if not any(isinstance(inline, Field) for inline in self.content):
            return parts
        out: list[Part] = []
        for part in parts:
            last = out[-1] if out else None
            if last and self._goes_on(last, part):
                out[-1] = reshaped(last, last.text + part.text)
            else:
                out.append(part)
        return out if self.rtl else [self._ended(out, i) for i in range(len(out))]

    def _ended(self, parts: Sequence[Part], i: int) -> Part:
        """The part at a place, ended where it is the right end of a value from right to left, and something else stands behind that."""
        part = parts[i]
        if not part.level % 2 or not self._is_value(part) or (i and parts[i - 1].level % 2):
            return part
        if not any(other.level % 2 == 0 and other.text.strip() for other in parts[i:]):
            return part
        face, shaped = cast(part.face.origin, part.text, None, True)
        return part._replace(face=face, shaped=shaped, home=False)

    def _goes_on(self, last: Part, part: Part) -> bool:
        """Whether a right-to-left value goes on in a part without a space."""
        same = last.key == part.key and last.level == part.level and last.face.origin is part.face.origin
        return same and bool(part.level % 2) and self._is_value(part) and not last.text.endswith(" ")

    def _is_value(self, part: Part) -> bool:
        return part.key != OWN and isinstance(self.content[inline_of(part.key)], Field)

    def _left(self, free: float) -> float:
        """How far from the left a line stands that leaves so much of the measure free."""
        if self.style.align == "center":
            return free / 2
        return free if self.rtl == (self.style.align == "start") else 0.0

    def _moves(self, parts: Sequence[Part], xs: Sequence[float] | None) -> tuple[list[str | None], float]:
        """What has to be written before each part, None where it goes on from the last; and where the text matrix is left."""
        out: list[str | None] = []
        x, font = 0.0, ""
        for i, part in enumerate(parts):
            wanted = self._font(part)
            move: str | None = _after(font, wanted) if wanted is not font else None
            font = wanted
            if xs is not None:
                move = move or ""
                if abs(xs[i] - x) > 0.0005:
                    move = f"{move} {numbers(xs[i] - x, 0)} Td".lstrip()
                    x = xs[i]
            out.append(move)
        return out, x

    def _code(self, parts: Sequence[Part], moves: Sequence[str | None], members: Sequence[int]) -> str:
        """The operators of a span: parts that go on from one another share a TJ (ISO 32000-1, 9.4.3)."""
        code: list[str] = []
        array = ""
        for i in members:
            move = moves[i]
            if move is not None:
                if array:
                    code.append(f"[{array}]TJ")
                    array = ""
                if move:
                    code.append(move)
            for rise, show in parts[i].shaped.shows:
                if not rise:
                    array += show
                    continue
                if array:
                    code.append(f"[{array}]TJ")
                    array = ""
                code.append(f"{number(rise * self.style.size / 1000)} Ts [{show}]TJ 0 Ts")
        if array:
            code.append(f"[{array}]TJ")
        return " ".join(code)

    def _font(self, part: Part) -> str:
        """The operator that chooses a part's font; what the part is made of is noted."""
        face = part.face
        chosen = face, part.home or part.key not in self.personal, part.thick
        known = self._fonts.get(chosen)
        if known is None:
            known = self._fonts[chosen] = _chosen(face.tag, *chosen[1:], self.style.size), []
            self.thick |= part.thick
        self._drawn = known[1]
        self._drawn.append(part.shaped.glyphs)
        return known[0]

    def _places(self, parts: Sequence[Part], space: float) -> list[float]:
        """x of each part, from the left end of the line."""
        k = self.style.size / 1000
        levels = line_levels([part.level for part in parts], [not part.text.strip() for part in parts], int(self.rtl))
        x = -space if self.rtl else 0.0  # trailing space hangs out
        xs = [0.0] * len(parts)
        for i in visual_order(levels):
            xs[i] = x
            x += parts[i].shaped.width * k
        return xs

    def _links(self, parts: Sequence[Part], xs: Sequence[float]) -> tuple[tuple[int, float, float], ...]:
        spans: dict[int, tuple[float, float]] = {}
        for part, x in zip(parts, xs, strict=True):
            key = inline_of(part.key)
            inline = self.content[key] if key != OWN else None
            if isinstance(inline, (TextRun, Field)) and inline.link:
                low, high = spans.get(key, (x, x))
                spans[key] = min(low, x), max(high, x + part.shaped.width * self.style.size / 1000)
        return tuple((key, low, high - low) for key, (low, high) in spans.items())


@lru_cache(256)
def _chosen(tag: str, home: bool, thick: bool, size: float) -> str:
    """The operator that chooses a font: one that every plate carries, or one of the copy's own."""
    line = f" {number(THICKNESS * size)} w {THICK}" if thick else ""
    return f"/{'F' if home else 'X'}{tag} {number(size)} Tf{line}"


def _after(font: str, wanted: str) -> str:
    """The operators that choose a font after another, whose letters may have a line round them."""
    return f"{THIN} {wanted}" if font.endswith(THICK) and not wanted.endswith(THICK) else wanted


def _closed(line: Line, parts: Sequence[Part]) -> Line:
    """A line of text that may be thick, which leaves nothing set for what follows it."""
    if not any(part.thick for part in parts):
        return line
    *spans, last = line.spans
    if parts[-1].thick:
        last = last._replace(code=f"{last.code} {THIN}")
    return line._replace(spans=(*spans, last), thick=True)


def _turned(parts: Sequence[Part]) -> bool:
    """Whether some of them do not run from left to right."""
    return any(map(_LEVEL, parts))


def _trimmed(parts: list[Part], rtl: bool) -> list[Part]:
    """Trailing space takes the direction of the paragraph (UAX #9, L1)."""
    if parts and parts[-1].level % 2 != rtl and parts[-1].text.endswith(" ") and parts[-1].text.strip():
        last, bare = parts[-1], parts[-1].text.rstrip(" ")
        space = reshaped(last._replace(level=int(rtl)), last.text[len(bare) :])
        return [*parts[:-1], reshaped(last, bare), space]
    return parts


def _groups(parts: Sequence[Part]) -> list[tuple[int, str | None, list[int]]]:
    """(key, actual text, parts): a value or link on a line is one group; own text that does not read back stands alone."""
    out: list[tuple[int, str | None, list[int]]] = []
    before: int | None = None  # the key of a group that can take more
    plain = True
    for i, part in enumerate(parts):
        key, odd = part.key, not part.shaped.plain
        if key == before and not (odd and key == OWN):
            out[-1][2].append(i)
        else:
            out.append((key, None, [i]))
        before = None if odd and key == OWN else key
        plain = plain and not odd
    if plain:
        return out
    return [(key, _actual([parts[i] for i in members]), members) for key, _, members in out]


def _actual(parts: Sequence[Part]) -> str | None:
    """What a reader should read where the glyphs do not say it."""
    return None if all(part.shaped.plain for part in parts) else "".join([part.text for part in parts])
