"""A leaflet in two languages: two documents of one appointment -> one, side by side or one after the other.

In: the mergers of two leaflets of one id.  Out: `Merged`, as one merger gives it; head, panel, feet and all that follows the text are the
first's.  Side by side each block stands beside the one at its place: leaflets that differ in the kind of a block are refused
(`LeafletError`), and `handouts check` names both lines (`authoring.sides`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import groupby
from typing import Any

from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError
from handouts.language.pairs import BESIDE, first_of, second_of
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import Merged, Merger, merger
from handouts.leaflets.shelf import Shelf
from handouts.records.appointment import Appointment
from layouts.document.blocks import (
    Block,
    Box,
    Chance,
    Code,
    Columns,
    CopyCode,
    Document,
    Exhibits,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Medicines,
    Paragraph,
    Picture,
    Table,
    Timeline,
)
from layouts.document.inlines import Field, TextRun
from layouts.document.tongues import Abreast, Foreign
from layouts.styles import PostcodePlace

KEPT = 512
WEAKER = ("reviewed", "sample", "draft", "withdrawn")  # each less fit to be given out than those before
WIDE = (Figure, Table, Columns, Exhibits, Timeline, Medicines, Chance, Code, KeptTogether)  # need all of the measure
Body = tuple[Block, ...]


class PairMerger:
    """Merges two leaflets with an appointment.  sign: of `handouts.language.pairs`."""

    def __init__(self, first: Merger, second: Merger, sign: str) -> None:
        self.first, self.second, self.sign = first, second, sign
        self._documents: dict[tuple[int, int], tuple[Merged, Merged, Document, tuple[int, ...], str]] = {}

    def merge(self, appointment: Appointment, copy: str = "", today: date | None = None) -> Merged:
        """Merge with an appointment; today: the day that a letter says.  Raises LeafletError as mergers do, and where they differ."""
        one, two = self.first.merge(appointment, copy, today), self.second.merge(appointment)
        key = id(one.document), id(two.document)
        known = self._documents.get(key)
        if known is None:
            if len(self._documents) >= KEPT:
                self._documents.clear()
            document, used = self._joined(one, two)
            wording = blake2b(f"{one.wording} {self.sign} {two.wording}".encode(), digest_size=16).hexdigest()
            known = self._documents[key] = one, two, document, used, wording  # both are kept, so that their ids stay their own
        _, _, document, used, wording = known
        return Merged(document, (*one.values, *(two.values[index] for index in used)), wording, one.coded, one.body)

    def _joined(self, one: Merged, two: Merged) -> tuple[Document, tuple[int, ...]]:
        """The document, and which values of the second it has."""
        leaflet, document = self.second.leaflet, one.document
        (start, stop), (begin, end) = one.body, two.body
        body = two.document.blocks[begin:end]
        used = tuple(sorted(set(_indices(body))))
        other: Body = _moved(body, {index: len(one.values) + place for place, index in enumerate(used)})
        mine, title = document.blocks[start:stop], (TextRun(leaflet.title),)
        called: Body = ()
        joined: Body = (*mine, Foreign(leaflet.language, (Heading(1, title), *other)))
        if self.sign == BESIDE:
            called, joined = (Foreign(leaflet.language, (Paragraph(title, "subtitle"),)),), tuple(self._abreast(mine, other))
        blocks = (*document.blocks[:1], *called, *document.blocks[1:start], *joined, *document.blocks[stop:])
        return replace(document, blocks=blocks, contents=() if self.sign == BESIDE else document.contents), used

    def _abreast(self, mine: Body, other: Body) -> Iterator[Block]:
        """Pairs of blocks; what needs the whole width stands in the first language above the second."""
        self._compare(mine, other)
        language = self.second.leaflet.language
        both = self.first.leaflet.language, language
        pairs = (pair for one, two in zip(mine, other, strict=True) for pair in _parted(one, two))
        for wide, some in groupby(pairs, key=lambda pair: isinstance(pair[0], WIDE)):
            if wide:
                yield from (block for one, two in some for block in (one, Foreign(language, (two,))))
            else:
                yield Abreast(both, tuple(((one,), (two,)) for one, two in some))

    def _compare(self, mine: Body, other: Body) -> None:
        """Nothing if both are made alike.  Raises LeafletError."""
        file, there = self.first.leaflet.file, self.second.leaflet.file
        for number, (one, two) in enumerate(zip(mine, other, strict=False), start=1):
            if made_as(one) != made_as(two):
                raise _unlike(file, there, f"block {number} is a {made_as(one)[0]} here and a {made_as(two)[0]} there")
        if len(mine) != len(other):
            raise _unlike(file, there, f"it has {len(mine)} blocks, and that {len(other)}")


def _parted(one: Block, two: Block) -> Iterator[tuple[Block, Block]]:
    """Lists item by item, so that each stands beside its own."""
    if isinstance(one, Items) and isinstance(two, Items) and not one.columns:
        for number, (mine, other) in enumerate(zip(one.items, two.items, strict=True)):
            yield replace(one, items=(mine,), start=one.start + number), replace(two, items=(other,), start=two.start + number)
    else:
        yield one, two


def merger_of(shelf: Shelf, clinic: Clinic, identifier: str, language: str, postcode: PostcodePlace = "") -> Merger | PairMerger:
    """The merger of a leaflet in a language, or in two (`language.pairs`).  postcode: of a letter.  Raises InputError if there is none."""
    first, second = shelf.choose(identifier, first_of(language)), second_of(language)
    return (
        paired(clinic, first, shelf.choose(identifier, second[1:]), second[0], postcode)
        if second
        else merger(first, clinic, postcode=postcode)
    )


def paired(clinic: Clinic, first: Leaflet, second: Leaflet, sign: str, postcode: PostcodePlace = "") -> PairMerger:
    """The merger of two leaflets; the copy is marked as the weaker of both is: a draft on either side makes it a draft's proof."""
    weaker = replace(first, status=max(first.status, second.status, key=WEAKER.index))
    return PairMerger(merger(weaker, clinic, postcode=postcode), merger(second, clinic), sign)


def _unlike(file: str, other: str, what: str) -> LeafletError:
    remedy = "Make both texts alike, block by block (`handouts check` names the lines), or print one after the other."
    return LeafletError(file, 1, 1, f"cannot stand beside {other}: {what}", remedy=remedy)


def made_as(block: Block) -> tuple[str, ...]:
    """What kind of block it is, and what kinds stand in it, whatever it says."""
    kind = type(block).__name__.casefold()
    if isinstance(block, Heading):
        return kind, str(block.level)
    if isinstance(block, Paragraph):
        return kind, block.style
    if isinstance(block, Items):
        return f"{block.kind} list", str(len(block.items))
    if isinstance(block, Box):
        return f"box {block.kind}", *(part for inner in block.blocks for part in made_as(inner))
    return (kind,)


def _indices(part: object) -> Iterator[int]:
    """Which values a part of a document has."""
    if isinstance(part, (Field, CopyCode)):
        yield part.index
    elif isinstance(part, tuple):
        for inner in part:
            yield from _indices(inner)
    elif is_dataclass(part) and not isinstance(part, (TextRun, Picture)):
        for entry in fields(part):
            yield from _indices(getattr(part, entry.name))


def _moved(part: Any, places: Mapping[int, int]) -> Any:
    """The same with its values at other places."""
    if isinstance(part, (Field, CopyCode)):
        return replace(part, index=places[part.index])
    if isinstance(part, tuple):
        return tuple(_moved(inner, places) for inner in part)
    if is_dataclass(part) and not isinstance(part, (type, TextRun, Picture)):
        return replace(part, **{entry.name: _moved(getattr(part, entry.name), places) for entry in fields(part)})
    return part
