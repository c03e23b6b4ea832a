"""A mould: the small objects of a plate's copies as bytes with gaps, which a copy in a volume fills with its numbers.

In: a plate, the numbers of what the volume holds once.  Out: objects whose lengths are the same in every copy, because numbers are padded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from layouts.copies.plate import Plate

PAD = 9  # digits of a number: a thousand million objects
_NUMBER = re.compile(rb"\((?:\\.|[^\\)])*\)|\b(\d+) 0 R|/StructParents? (\d+)")  # words are passed over; they could hold anything
_KEYED = re.compile(rb"\d+ (\[[^\]]*\]|\d+ 0 R)")
_OWN, _KEY, _NODE = range(3)  # a gap is for: an object of the copy, a key of the parent tree, the gathering's page node


class Mould(NamedTuple):
    """body: the packed objects; offsets: where each begins; own: every object of a copy and its place in the copy's numbers,
    packed ones first; document: the place of the root of its structure.

    parents: the copy's part of the parent tree; keys: how many it takes of it.  A gap is a kind and a place, or a key.
    """

    body: bytes
    gaps: tuple[tuple[int, int], ...]
    offsets: tuple[int, ...]
    own: Mapping[int, int]
    document: int
    keys: int
    parents: bytes
    parents_gaps: tuple[tuple[int, int], ...]

    def filled(self, base: int, first_key: int, node: int) -> bytes:
        """The objects of a copy whose numbers begin at `base`, whose keys begin at `first_key`, and whose pages hang on `node`."""
        bases = (base, first_key, node)
        return self.body % tuple([bases[kind] + place for kind, place in self.gaps])

    def filled_parents(self, base: int, first_key: int) -> bytes:
        """The copy's part of the parent tree (ISO 32000-1, 7.9.7)."""
        bases = (base, first_key)
        return self.parents % tuple([bases[kind] + place for kind, place in self.parents_gaps])


def moulded(plate: Plate, common: Mapping[int, int]) -> Mould:
    """The mould of a plate.  common: the plate's number of what the volume holds once -> the volume's."""
    parts, gaps = plate.parts, plate.gaps
    loose = {link.hotspot.ref for link in gaps.links}
    elements = [ref for ref, body in parts.packed.items() if body.startswith(b"<</Type/StructElem")]
    packed = [*parts.pages, *elements, *(outlet.ref for outlet in parts.links if outlet.ref not in loose)]
    packed += [ref for each in parts.enclosed for ref in each.links]
    own = {ref: place for place, ref in enumerate([*packed, *sorted(loose), *(ref for ref, _ in gaps.streams)])}
    caster = _Caster(own, common, plate.refs.pages)
    bodies = [caster.cast(parts.packed[ref]) for ref in packed]
    parents, parents_gaps = _parents(parts.packed[plate.refs.parents], own)
    return Mould(
        b"\n".join(bodies) + b"\n",
        tuple(caster.gaps),
        tuple(_offsets(caster.lengths)),
        own,
        own[parts.document],
        len(parts.pages) + len(parts.links) + sum(len(each.keyed) for each in parts.enclosed),
        parents,
        parents_gaps,
    )


class _Caster:
    """Turns bodies into templates.  gaps: of all of them; lengths: of each when it is filled."""

    def __init__(self, own: Mapping[int, int], common: Mapping[int, int], pages: int) -> None:
        self.own, self.common, self.pages = own, common, pages
        self.gaps: list[tuple[int, int]] = []
        self.lengths: list[int] = []

    def cast(self, body: bytes) -> bytes:
        """A body as a template: own numbers are gaps, common ones are filled in."""
        first = len(self.gaps)
        made = _NUMBER.sub(self._gap, body.replace(b"%", b"%%"))
        self.lengths.append(len(made % ((0,) * (len(self.gaps) - first))))
        return made

    def _gap(self, found: re.Match[bytes]) -> bytes:
        if found[2] is not None:
            self.gaps.append((_KEY, int(found[2])))
            return found[0][: -len(found[2])] + b"%%-%dd" % PAD
        if found[1] is None:
            return found[0]
        ref = int(found[1])
        if ref in self.common:
            return b"%d 0 R" % self.common[ref]
        self.gaps.append((_NODE, 0) if ref == self.pages else (_OWN, self.own[ref]))
        return b"%%-%dd 0 R" % PAD


def _offsets(lengths: Iterable[int]) -> Iterable[int]:
    at = 0
    for length in lengths:
        yield at
        at += length + 1


def _parents(tree: bytes, own: Mapping[int, int]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """The entries of a parent tree as a template: each has its key, then the elements that its marks belong to."""
    gaps: list[tuple[int, int]] = []

    def gap(found: re.Match[bytes]) -> bytes:
        gaps.append((_OWN, own[int(found[1])]))
        return b"%d 0 R"

    keyed = []
    for key, entry in enumerate(_KEYED.findall(tree.removeprefix(b"<</Nums[").removesuffix(b"]>>"))):
        gaps.append((_KEY, key))
        keyed.append(b"%d " + re.sub(rb"(\d+) 0 R", gap, entry))
    return b" ".join(keyed), tuple(gaps)
