"""Files of any objects: what was written at a number is read at that number, by two readers."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from itertools import pairwise

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import IndirectObject

from layouts.pdf.crossref import CrossReference, direct_row, free_row, object_stream, packed_row, section
from layouts.pdf.objects import stream, text_string
from layouts.pdf.writer import HEADER, Numbers, Writer
from tests.layouts.pdf.files import CATALOG, INFO, OWN, written

FREE = st.integers(len(OWN) + 1, 400)
BODIES = st.one_of(
    st.integers(-99999, 99999).map(lambda n: str(n).encode()),
    st.text("ab (\\)é", max_size=9).map(lambda t: text_string(t).encode("ascii")),
    st.lists(st.integers(0, 9), max_size=4).map(lambda ns: f"[{' '.join(map(str, ns))}]".encode()),
    st.text("xyz", max_size=300).map(lambda t: f"<</Key {text_string(t)}/Other[1 2]>>".encode("ascii")),
)


@st.composite
def objects(draw: st.DrawFn) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Objects by themselves and objects in a stream, under any numbers, in any order, with gaps between."""
    numbers = draw(st.lists(FREE, unique=True, max_size=40))
    cut = draw(st.integers(0, len(numbers)))
    return {n: draw(BODIES) for n in numbers[:cut]}, {n: draw(BODIES) for n in numbers[cut:]}


@settings(max_examples=60)
@given(objects(), st.data())
def test_objects_are_read_where_they_were_written(made: tuple[dict[int, bytes], dict[int, bytes]], data: st.DataObject) -> None:
    direct, packed = made
    last = max([*OWN, *direct, *packed])
    kept = data.draw(st.integers(1, last + 1))
    spools = sorted(data.draw(st.lists(st.integers(kept, last + 1), max_size=3)))
    file = written(direct, packed, kept, spools)
    reader = pypdf.PdfReader(io.BytesIO(file), strict=True)
    with pikepdf.open(io.BytesIO(file), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        for ref, body in {**direct, **packed}.items():
            wanted = pikepdf.Object.parse(body)
            assert pdf.get_object(ref, 0) == wanted
            assert str(reader.get_object(IndirectObject(ref, 0, reader))) == str(_by_pypdf(body))
        assert len(pdf.pages) == len(reader.pages) == 1
        assert pdf.docinfo["/Title"] == "objects"


def _by_pypdf(body: bytes) -> object:
    from pypdf.generic import read_object

    return read_object(io.BytesIO(body + b" "), None)


@settings(max_examples=60)
@given(objects())
def test_when_rows_are_spooled_changes_no_byte(made: tuple[dict[int, bytes], dict[int, bytes]]) -> None:
    last = max([*OWN, *made[0], *made[1]])
    wanted = written(*made)
    assert written(*made, kept=1) == wanted
    assert written(*made, kept=last + 1) == wanted
    assert written(*made, kept=5, spools=(5, (6 + last) // 2, last + 1)) == wanted


@given(objects())
def test_numbers_that_were_never_written_are_no_objects(made: tuple[dict[int, bytes], dict[int, bytes]]) -> None:
    used = {*OWN, *made[0], *made[1]}
    with pikepdf.open(io.BytesIO(written(*made))) as pdf:
        assert all(pdf.get_object(n, 0) is None or pdf.get_object(n, 0) == pikepdf.Object.parse(b"null") for n in range(1, max(used)) if n not in used)


def test_the_identifier_is_the_digest_of_what_stands_before_the_cross_reference() -> None:
    file = written({7: b"(a)"}, {8: b"(b)"})
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", file)[1])
    ident = hashlib.sha256(file[:start]).hexdigest()[:32].upper().encode()
    assert file.count(b"/ID[<%s><%s>]" % (ident, ident)) == 1
    assert written({7: b"(c)"}, {8: b"(b)"}).count(ident) == 0


def test_put_says_which_bytes_an_object_takes() -> None:
    out = io.BytesIO()
    writer = Writer(out)
    assert out.getvalue() == HEADER
    first, second = writer.new(), writer.new()
    places = [writer.put(second, b"(two)"), writer.put(first, b"(one)")]
    assert [out.getvalue()[a:b] for a, b in places] == [b"2 0 obj\n(two)\nendobj\n", b"1 0 obj\n(one)\nendobj\n"]
    assert writer.at == len(out.getvalue()) == places[-1][1]


def test_numbers_follow_each_other() -> None:
    take = Numbers(4)
    assert [take.new(), take.new()] == [5, 6]
    writer = Writer(io.BytesIO())
    assert (writer.run(3), writer.new(), writer.run(0), writer.new()) == (1, 4, 5, 5)


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**16 - 1))
def test_rows_are_read_as_they_were_meant(at: int, index: int) -> None:
    assert [direct_row(at, 5)[0], int.from_bytes(direct_row(at, 5)[1:6], "big"), direct_row(at, 5)[6:]] == [1, at, b"\0\0"]
    row = packed_row(at, index, 5)
    assert (row[0], int.from_bytes(row[1:6], "big"), int.from_bytes(row[6:], "big")) == (2, at, index)
    assert free_row(4) == b"\0\0\0\0\0\xff\xff"


def test_an_offset_that_has_no_room_in_a_row_is_not_written() -> None:
    with pytest.raises(OverflowError):
        direct_row(2**32, 4)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 2**30)), max_size=40), st.integers(1, 61))
def test_the_last_row_that_is_said_counts(said: list[tuple[int, int]], kept: int) -> None:
    table = CrossReference(5)
    table.keep(kept)
    for ref, at in said:
        table.direct(ref, at)
    table.spool(max(kept, 61))
    out = io.BytesIO()
    length = table.deflated(out)
    rows = zlib.decompress(out.getvalue())
    assert length == len(out.getvalue())
    assert len(rows) == 8 * max(kept, 61)
    wanted = {ref: direct_row(at, 5) for ref, at in said}
    assert {ref: rows[8 * ref : 8 * ref + 8] for ref in wanted} == wanted
    assert rows[:8] == free_row(5)


def test_an_object_stream_says_how_many_it_holds_and_where_they_begin() -> None:
    body = object_stream({9: b"<</A 1>>", 3: b"(b)", 12: b"[1 2]"})
    assert re.match(rb"<</Type/ObjStm/N 3/First 14/", body)
    data = zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")])
    assert data == b"9 0 3 9 12 13\n" + b"<</A 1>>\n(b)\n[1 2]"


def test_a_whole_stream_of_the_most_objects_is_read() -> None:
    packed = dict.fromkeys(range(10, 10 + 65_535), b"1")
    file = written({5: stream(b"x")}, {**packed, 10 + 65_534: b"(last)"})
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert str(pdf.get_object(10 + 65_534, 0)) == "last"
        assert pdf.trailer.Root.objgen == (CATALOG, 0)
        assert pdf.trailer.Info.objgen == (INFO, 0)


@given(st.sets(st.integers(0, 300), min_size=1))
def test_a_section_names_its_objects_and_has_a_row_for_each(refs: set[int]) -> None:
    index, table = section({ref: direct_row(1000 + ref, 4) for ref in sorted(refs, reverse=True)})
    numbers = [int(n) for n in index.removeprefix("/Index[").removesuffix("]").split()]
    runs = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert [ref for first, count in runs for ref in range(first, first + count)] == sorted(refs)
    assert all(first + count < after for (first, count), (after, _) in pairwise(runs))  # as few runs as there can be
    assert table == b"".join(direct_row(1000 + ref, 4) for ref in sorted(refs))
