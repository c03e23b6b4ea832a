"""A copy's file is read in the one form that it is written in; whatever leads a reader elsewhere is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.spoiled import Bench
from handouts.proof.reader import File, Unreadable


@pytest.fixture(scope="module")
def data() -> bytes:
    return Bench.new(seed=3).good(1)[0].data


def test_every_object_is_read_as_another_reader_reads_it(data: bytes) -> None:
    file = File(data)
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert file.trailer[b"Root"] == pdf.Root.objgen[0]
        for ref in range(1, file.size):
            body, other = file.body(ref), pdf.get_object(ref, 0)
            if b"stream\r\n" in body:
                assert other.read_raw_bytes() == file.raw(ref)[1]
            elif body.startswith(b"<<"):
                assert [name for name in other.keys() if name.encode() not in body] == []  # noqa: SIM118  a dictionary of pikepdf's
            else:
                assert other.unparse().replace(b" ", b"") == body.replace(b" ", b"")


def _last(data: bytes) -> int:
    """Where the copy's own cross-reference begins."""
    return int(re.findall(rb"startxref\n(\d+)", data)[-1])


def _changed(pattern: bytes, into: bytes | Callable[[re.Match[bytes]], bytes]) -> Callable[[bytes], bytes]:
    """A change of the copy's own cross-reference."""
    return lambda data: data[: _last(data)] + re.sub(pattern, into, data[_last(data) :], count=1)


@pytest.mark.parametrize(
    "change",
    [
        _changed(rb"/Prev \d+", b""),
        _changed(rb"/Prev (\d+)", lambda m: b"/Prev %d" % (int(m[1]) + 1)),
        _changed(rb"/Prev \d+", b"/Prev 0"),
        _changed(rb"/Index\[", b"/Index[1 "),
        _changed(rb"/Index\[\d+", b"/Index[9999"),
        _changed(rb"/Index\[[^\]]*\]", b""),
        _changed(rb"/Size \d+", b"/Size 3"),
        _changed(rb"/Size \d+", b"/Size 99999999999"),
        _changed(rb"/W\[1 4 2\]", b"/W[1 5 1]"),
        _changed(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) - 7)),
        _changed(rb"/Type/XRef", b"/Type/Xref"),
        lambda data: data.replace(b"startxref\n%d" % _last(data), b"startxref\n%d" % File(data).trailer[b"Prev"]),
        lambda data: data + b"\n",
    ],
)
def test_a_cross_reference_in_another_form_is_refused(data: bytes, change: Callable[[bytes], bytes]) -> None:
    assert change(data) != data
    with pytest.raises(Unreadable):
        File(change(data))


@given(st.data())
def test_a_file_cut_anywhere_is_refused(data: bytes, draw: st.DataObject) -> None:
    with pytest.raises(Unreadable):
        File(data[: draw.draw(st.integers(0, len(data) - 1))])
