"""Gatherings: objects of many copies in few streams, whatever number of objects a copy has."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from unittest.mock import patch

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies import gathering as room
from layouts.copies import volume
from layouts.copies.gathering import Gathering
from layouts.copies.impression import Impression
from layouts.document.blocks import Document, Heading
from layouts.document.inlines import TextRun
from layouts.errors import OverfullError
from layouts.pdf.crossref import MOST
from layouts.pdf.writer import Writer
from tests.layouts.copies.documents import blocks_of, bound, impression

SMALL = impression(Document("T", "en", (Heading(1, (TextRun("T"),)),)))
LADDER: dict[int, Impression] = {size: impression(Document("T", "en", (Heading(1, (TextRun("T"),)), *blocks_of(size)))) for size in (1, 4, 9)}


def numbered(data: bytes) -> list[int]:
    """How many objects each object stream holds."""
    return [int(count) for count in re.findall(rb"/Type/ObjStm/N (\d+)/", data)]


@settings(max_examples=20)
@given(st.integers(1, 5), st.integers(1, 12), st.booleans())
def test_gatherings_of_any_size_say_the_same(size: int, copies: int, duplex: bool) -> None:
    """The trees of a volume do not depend on how many copies share a stream."""
    wanted, _ = bound([SMALL] * copies, duplex=duplex)
    with patch.object(volume, "COPIES", size):
        data, places = bound([SMALL] * copies, duplex=duplex)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.pages) == len(pypdf.PdfReader(io.BytesIO(wanted)).pages) == copies * (1 + duplex)
    labels = [label for number in range(1, copies + 1) for label in (f"{number}-1", *([f"{number}-blank"] * duplex))]
    assert reader.page_labels == labels
    assert [place.first_page for place in places] == list(range(0, copies * (1 + duplex), 1 + duplex))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.Root.Pages.Kids) == -(-copies // size)
        limits = [[int(x) for x in leaf.Limits] for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids]
        assert all(a[1] + 1 == b[0] for a, b in pairwise(limits))


@settings(max_examples=15)
@given(st.lists(st.sampled_from([1, 4, 9]), min_size=1, max_size=14), st.integers(70, 160), st.booleans())
def test_copies_that_fill_a_stream_get_another(sizes: list[int], most: int, duplex: bool) -> None:
    copies = [LADDER[size] for size in sizes]
    wanted, _ = bound(copies, duplex=duplex)
    with patch.object(room, "MOST", most):
        data, _ = bound(copies, duplex=duplex)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        titles = [str(item.title) for item in pdf.open_outline().root]
    assert titles == [f"copy {number}" for number in range(1, len(copies) + 1)]
    assert max(numbered(data)) <= most
    assert sum(numbered(data)) >= sum(numbered(wanted))
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.outline) == len(copies)
    assert len(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]) == len(copies)


def test_a_copy_that_fits_into_no_stream_is_refused_in_a_sentence() -> None:
    with patch.object(room, "MOST", 10), pytest.raises(OverfullError, match="make files of their own"):
        bound([LADDER[9]])


def test_many_large_copies_are_read() -> None:
    """16 copies of some 4,200 elements are more than an object stream's index can count."""
    large = impression(Document("Large", "en", (Heading(1, (TextRun("T"),)), *blocks_of(4200))))
    data, places = bound([large] * 17)
    assert 16 * len(large.plate.parts.packed) > MOST
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        last = pdf.pages[places[-1].first_page]
        assert len(pdf.Root.StructTreeRoot.K[16].K) == 4201
        assert last.obj.Parent.objgen == pdf.Root.Pages.Kids[-1].objgen
        assert [str(item.title) for item in pdf.open_outline().root][-1] == "copy 17"


def test_a_promise_is_kept_where_it_was_made() -> None:
    writer = Writer(io.BytesIO())
    writer.table.keep(1)
    gathering = Gathering(writer, 0, 0)
    ref, other = writer.new(), writer.new()
    place = gathering.promise(ref)
    gathering.pack(other, b"(other)")
    gathering.keep(place, b"(kept)")
    assert gathering._listed().split() == [b"%d" % n for n in (ref, 0, other, 7)]
    assert b"".join(gathering._bodies) == b"(kept)\n(other)\n"


def test_a_broken_promise_leaves_nothing_behind() -> None:
    writer = Writer(io.BytesIO())
    writer.table.keep(1)
    gathering = Gathering(writer, 0, 0)
    gathering.pack(writer.new(), b"(first)")
    before = gathering.count, gathering._listed()
    gathering.promise(writer.new())
    gathering.break_last()
    assert (gathering.count, gathering._listed()) == before
    assert gathering.has_room(MOST - 4)
    assert not gathering.has_room(MOST - 3)
