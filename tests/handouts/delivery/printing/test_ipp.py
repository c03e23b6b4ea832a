"""The protocol's bytes: what is written is read again, and nothing that a printer sends breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.delivery.printing import ipp
from handouts.delivery.printing.ipp import Attribute, Group, Malformed, Operation, Tag, attribute

# RFC 8010, A.1: the head of a Print-Job request, byte for byte but for the version and the language tags.
PRINT_JOB = bytes.fromhex(
    "0101 0002 00000001 01 47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0002 656e"
    "45 000b 7072696e7465722d757269 0015 6970703a2f2f7072696e7465722f6970702f70726e31"
    "42 0008 6a6f622d6e616d65 0006 666f6f626172 22 0016 6970702d6174747269627574652d666964656c697479 0001 01"
    "02 21 0006 636f70696573 0004 00000014 44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765 03"
)

texts = st.text(max_size=40).filter(lambda t: len(t.encode()) < 200)
names = st.from_regex("[a-z][a-z-]{0,20}", fullmatch=True)
plain = st.one_of(
    st.tuples(st.sampled_from([Tag.INTEGER, Tag.ENUM]), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just(Tag.BOOLEAN), st.booleans()),
    st.tuples(st.sampled_from([Tag.NAME, Tag.TEXT, Tag.KEYWORD, Tag.URI, Tag.MIME]), texts),
)


@st.composite
def attributes(draw: st.DrawFn, depth: int = 2) -> Attribute:
    if depth and draw(st.booleans()):
        members = draw(st.lists(attributes(depth - 1), max_size=3, unique_by=lambda a: a.name))  # type: ignore[call-arg]
        return Attribute(Tag.COLLECTION, draw(names), (tuple(members),))
    tag, value = draw(plain)
    count = draw(st.integers(1, 3))
    return Attribute(tag, draw(names), (value,) * count)


def as_read(sent: Attribute) -> tuple[object, ...]:
    return tuple({a.name: as_read(a) for a in value} if isinstance(value, tuple) else value for value in sent.values)


def test_a_request_is_that_of_the_standard() -> None:
    about = (
        attribute(Tag.URI, "printer-uri", "ipp://printer/ipp/prn1"), attribute(Tag.NAME, "job-name", "foobar"),
        attribute(Tag.BOOLEAN, "ipp-attribute-fidelity", True),
    )  # fmt: skip
    job = attribute(Tag.INTEGER, "copies", 20), attribute(Tag.KEYWORD, "sides", "two-sided-long-edge")
    written = ipp.request(Operation.PRINT_JOB, 1, about, job)
    assert written == PRINT_JOB.replace(bytes.fromhex("0015") + b"ipp://printer/ipp/prn1", bytes.fromhex("0016") + b"ipp://printer/ipp/prn1")


@given(st.lists(attributes(), max_size=6, unique_by=lambda a: a.name), st.integers(0, 2**32 - 1))
def test_what_is_written_is_read_again(job: list[Attribute], number: int) -> None:
    read = ipp.response(ipp.request(Operation.PRINT_JOB, number, (), job))
    assert (read.status, read.request) == (Operation.PRINT_JOB, number)
    assert read.one(Group.JOB) == {a.name: as_read(a) for a in job}


@given(st.data())
@settings(max_examples=150)
def test_whatever_a_printer_sends_is_read_or_refused(data: st.DataObject) -> None:
    job = data.draw(st.lists(attributes(), max_size=4))
    message = bytearray(ipp.request(Operation.PRINT_JOB, 1, (), job))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(8, len(message) - 1))
        message[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(message)))
    for tried in (bytes(message), bytes(message[:cut])):
        try:
            ipp.response(tried)
        except Malformed:
            continue


@given(st.binary(max_size=400))
def test_noise_is_read_or_refused(noise: bytes) -> None:
    try:
        ipp.response(b"\1\1\0\0\0\0\0\1" + noise)
    except Malformed:
        return


def test_collections_that_never_end_are_refused() -> None:
    member = bytes([Tag.MEMBER]) + b"\0\0\0\1m"
    with pytest.raises(Malformed, match="too deeply"):
        ipp.response(b"\1\1\0\0\0\0\0\1\4" + bytes([Tag.COLLECTION]) + b"\0\1c\0\0" + (member + bytes([Tag.COLLECTION]) + b"\0\0\0\0") * 5000)


def test_values_without_a_value_are_none_and_texts_with_a_language_are_texts() -> None:
    field = bytes([0x13]) + b"\0\1n\0\0" + bytes([Tag.NAME_IN]) + b"\0\1t\0\x09\0\2en\0\3Pat"
    assert ipp.response(b"\1\1\0\0\0\0\0\1\2" + field + b"\3").one(Group.JOB) == {"n": (), "t": ("Pat",)}
