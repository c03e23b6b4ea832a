"""Content streams that recur: all but what most copies show was read before.

    stream ─ parted ─▶ its hollow is known? ─ what it shows ─▶ Reading       if not ─ content ─▶ Reading, Hollow

In: a content stream and the fonts it may use.  Out: the `Reading` that `content` makes of it, in a fraction of the time.  Refuses
(`Unreadable`) what `content` refuses.

A hollow is a stream, byte for byte, without its arrays of glyphs and the bits of its pictures.  Where it is known every operator is one
that was read before, in its place, and only what is shown is read anew.  A stream in which text is raised, or to be read in place of
glyphs, or whose glyphs are not what their letters look like by themselves, always goes the long way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from handouts.proof.content import read_hollowed
from handouts.proof.letters import Font
from handouts.proof.readings import FAR, Hollow, Reading, Stand, Sweep

KEPT = 2048  # hollows, of some 10 KB
_SHOWN = re.compile(rb"\[([^\]]*)\]TJ|ID ([0-9A-F]+)(?=> EI\b)")
Outside: TypeAlias = tuple[tuple[bytes, ...], tuple[bool, ...]]  # what stands between what is shown, and what of that is text


class Hollows:
    """Reads content streams, and knows the hollows of those that it has read, with what they said."""

    def __init__(self) -> None:
        self._known: dict[Outside, tuple[Hollow, Reading]] = {}

    def read(self, code: bytes, fonts: Mapping[bytes, Font]) -> Reading:
        """What a content stream says.  Raises Unreadable as `read_content` does."""
        parts = _SHOWN.split(code)
        kinds = tuple([array is not None for array in parts[1::3]])
        outside = tuple(parts[::3]), kinds
        known = self._known.get(outside)
        found = _again(*known, [array for array in parts[1::3] if array is not None], fonts) if known else None
        if found is None:
            return self._anew(code, outside, fonts)
        return found if all(kinds) else found._replace(codes=tuple([bits for bits in parts[2::3] if bits is not None]))

    def _anew(self, code: bytes, outside: Outside, fonts: Mapping[bytes, Font]) -> Reading:
        reading, hollow = read_hollowed(code, fonts)
        if hollow and hollow.shown == tuple([match.start() for match in _SHOWN.finditer(code)]):
            if len(self._known) >= KEPT:
                self._known.clear()
            bare = reading._replace(text="", objects=(), sweeps=(), stands=(), codes=())  # what is said is the copy's
            self._known[outside] = hollow._replace(shown=()), bare
        return reading


def _again(hollow: Hollow, like: Reading, arrays: Sequence[bytes], fonts: Mapping[bytes, Font]) -> Reading | None:
    """What a stream of this hollow says that shows these arrays; None if it has to be read the long way.  like: what another said."""
    if not hollow.fonts <= fonts.keys():
        return None
    texts: list[str] = []
    stands: list[Stand] = []
    sweeps: list[Sweep] = []
    kern = pen = 0.0
    for y, size, showings in hollow.lanes:
        left, right = FAR, -FAR
        for name, k, x in showings:
            shown = fonts[name].shown(arrays[len(texts)])
            text, advance, first, last, words, shift, odd, _ = shown
            if odd:
                return None
            if x is not None:
                pen = x
            texts.append(text)
            if words:
                stands.append((shown, pen, y, k, False))
                left, right = min(left, pen + first * k), max(right, pen + last * k)
            if shift > kern:
                kern = shift
            pen += advance * k
        if left < right:
            sweeps.append(Sweep(left, y, right, size, 0.0, 0.0))
    objects = tuple(["".join(texts[low:high]) for low, high in pairwise(hollow.objects)])
    return Reading(
        "".join(texts), objects, like.mask, tuple(sweeps), tuple(stands), like.claims, like.raised, kern, like.sizes, like.codes
    )
