"""Chunks -> lines: broken by least badness, ragged, without hyphens (Knuth and Plass, Breaking Paragraphs into Lines, 1981).

In: chunks in logical order, a style, a measure in points.  Out: the chunks of each line, and the words that were cut because they are wider
than the measure.  There are never more lines than the first fit would make.

A line costs the square of what it lacks; a last line of one word, a line that ends with a number or after a hyphen, costs more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from layouts.styles import Style
from layouts.typesetting.chunks import Chunk, Part, chunk_of, clusters, reshaped

FUZZ = 0.001  # points
LONE, NUMBER, HYPHEN = 0.35, 0.02, 0.06  # of a measure squared: a last line of one word, a number parted from its noun, a word parted
TIE = "\u00a0"
_TIED = re.compile(f"[^{TIE}]*{TIE}+|[^{TIE}]+")
MOST = 400  # chunks of a paragraph that is looked at as a whole
Lines = list[list[Chunk]]


def broken(chunks: Sequence[Chunk], style: Style, measure: float, *, careful: bool) -> tuple[Lines, tuple[str, ...]]:
    """Lines, and the words that were cut.

    careful: the whole paragraph is looked at; otherwise its last two lines, which is what a copy that is struck has time for.
    """
    if _is_one_line(chunks, measure):
        return [[*chunks]], ()
    lines: Lines = []
    cut: list[str] = []
    for stretch in _stretches(chunks):
        first, words = _first_fit(stretch, style, measure)
        cut += words
        if len(first) > 1 and not words:
            first = _best(stretch, measure, len(first)) if careful and len(stretch) <= MOST else _dated(_ended(first, measure), measure)
        lines += first
    return lines, tuple(cut)


def _is_one_line(chunks: Sequence[Chunk], measure: float) -> bool:
    """Whether all of them have room in one line, as they often do."""
    x = space = 0.0
    for chunk in chunks:
        if chunk.forced:
            return False
        x += chunk.width
        space = chunk.space
    return x - space <= measure + FUZZ


def _stretches(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Chunks between forced ends of lines; a forced end after the last of them opens no line."""
    out: list[list[Chunk]] = [[]]
    for chunk in chunks:
        if chunk.forced:
            out.append([])
        else:
            out[-1].append(chunk)
    return out if len(out) == 1 or out[-1] else out[:-1]


def _first_fit(chunks: Sequence[Chunk], style: Style, measure: float) -> tuple[Lines, list[str]]:
    """Lines that take what fits.  A chunk wider than the measure is broken between clusters; the words of these, too."""
    lines: Lines = []
    cut: list[str] = []
    line: list[Chunk] = []
    x = 0.0
    for chunk in chunks:
        pieces = [chunk]
        if x + chunk.width - chunk.space > measure + FUZZ and chunk.width - chunk.space > measure + FUZZ:
            pieces = _loosened(chunk, style)
            if any(piece.width - piece.space > measure + FUZZ for piece in pieces):
                pieces = _shattered(chunk, style, measure)
                cut.append("".join([part.text for part in chunk.parts]).strip())
        for piece in pieces:
            if line and x + piece.width - piece.space > measure + FUZZ:
                lines.append(line)
                line, x = [], 0.0
            line.append(piece)
            x += piece.width
    return [*lines, line], cut


def _best(chunks: Sequence[Chunk], measure: float, count: int) -> Lines:
    """The `count` lines that cost least, which is as few as there can be."""
    reach = [0.0]
    for chunk in chunks:
        reach.append(reach[-1] + chunk.width)
    ends = [_end(chunk) for chunk in chunks]
    size, far = len(chunks), float("inf")
    costs: list[tuple[float, float]] = [(0.0, 0.0)]  # of the chunks up to each place: lines, badness
    origin = [0]
    for j in range(1, size + 1):
        best, whence = (far, far), j - 1
        for i in range(j - 1, -1, -1):
            slack = measure + FUZZ - (reach[j] - reach[i] - chunks[j - 1].space)
            if slack < 0:
                break
            if j < size:
                bad = (slack / measure) ** 2 + ends[j - 1]
            else:
                bad = LONE if i == j - 1 and size > 1 else 0.0
            cost = costs[i][0] + 1, costs[i][1] + bad
            if cost < best:
                best, whence = cost, i
        costs.append(best)
        origin.append(whence)
    out: Lines = []
    at = size
    while at:
        out.append(list(chunks[origin[at] : at]))
        at = origin[at]
    return out[::-1]


def _ended(lines: Lines, measure: float) -> Lines:
    """Lines of which the last has more than one word, if words of the line before can go there and a date is not parted by that."""
    before, last = lines[-2:]
    if len(last) > 1 or len(before) < 3:
        return lines
    both = [*before, *last]
    found, least = len(before), LONE + _begins(last[0])
    above, below = sum([chunk.width for chunk in before]), last[0].width - last[0].space
    for at in range(len(before) - 1, 0, -1):
        above, below = above - both[at].width, below + both[at].width
        if below > measure + FUZZ:
            break
        slack = measure - above + both[at - 1].space
        cost = (slack / measure) ** 2 + _end(both[at - 1]) + _begins(both[at])
        if cost < least:
            found, least = at, cost
    return [*lines[:-2], both[:found], both[found:]]


def _dated(lines: Lines, measure: float) -> Lines:
    """Lines of which none parts a date or a time: a number stands with its word, and a year with its month, where there is room."""
    for above, below in pairwise(lines):
        count = _bound(above, below[0])
        if not 0 < count < len(above):
            continue
        moved = above[-count:]
        if sum([chunk.width for chunk in [*moved, *below]]) - below[-1].space <= measure + FUZZ:
            del above[-count:]
            below[:0] = moved
    return lines


def _bound(line: Sequence[Chunk], following: Chunk) -> int:
    """How many chunks at the end of a line belong to the number that follows it; none if that is no number."""
    if not _said(following)[:1].isdigit() or not line[-1].space:
        return 0
    last = _said(line[-1])
    if last.isalpha():
        return 1
    return 2 if last.endswith(",") and last[:-1].isdigit() and len(line) > 1 and _said(line[-2]).isalpha() else 0


def _said(chunk: Chunk) -> str:
    return "".join([part.text for part in chunk.parts]).strip(" ")


def _end(chunk: Chunk) -> float:
    """What a line costs for the chunk that it ends with."""
    text = chunk.parts[-1].text if chunk.parts else ""
    bare = text.rstrip(" ")
    if bare == text and text[-1:] in "-\u2010":
        return HYPHEN
    return NUMBER if bare[-1:].isdigit() else 0.0


def _begins(chunk: Chunk) -> float:
    """What a last line costs that begins with a number, as of a date: its month should stand with it."""
    return 2 * LONE if chunk.parts and chunk.parts[0].text[:1].isdigit() else 0.0


def _loosened(chunk: Chunk, style: Style) -> list[Chunk]:
    """A chunk that no line can hold, parted at its no-break spaces: better a number in two lines than a digit by itself."""
    out: list[Chunk] = []
    held: list[Part] = []
    for part in chunk.parts:
        for text in _TIED.findall(part.text):
            held.append(part if text == part.text else reshaped(part, text))
            if text.endswith(TIE):
                out.append(_of(held, style, part.face.origin.shape(TIE, False, None).width * style.size / 1000))
                held = []
    return [*out, _of(held, style, chunk.space)] if held else out


def _of(parts: Sequence[Part], style: Style, space: float) -> Chunk:
    return chunk_of(parts, sum([part.shaped.width for part in parts]) * style.size / 1000, space)


def _shattered(chunk: Chunk, style: Style, measure: float) -> list[Chunk]:
    """A chunk in stretches that each fit the measure: whole clusters, measured once each."""
    out: list[Chunk] = []
    parts: list[Part] = []
    width = space = 0.0
    k = style.size / 1000
    for part in chunk.parts:
        face, run = part.face.origin, ""
        for cluster in clusters(part.text):
            advance = face.shape(cluster, bool(part.level & 1), None).width * k
            if (run or parts) and width + advance > measure and cluster != " ":
                if run:
                    parts.append(reshaped(part, run))
                out.append(chunk_of(parts, width, space))
                parts, width, run = [], 0.0, ""
            run += cluster
            width += advance
            space = space + advance if cluster == " " else 0.0
        if run:
            parts.append(reshaped(part, run))
    out.append(chunk_of(parts, width, chunk.space))
    return out
