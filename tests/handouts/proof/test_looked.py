"""A page has the digest of another if, and only if, it draws the same but for what its copies show."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.spoiled import Bench
from handouts.proof import prover as room
from handouts.proof.expected import Expected
from handouts.proof.looked import page_digests
from handouts.proof.pdfium import read_in_full
from handouts.proof.proven import Frame
from handouts.proof.prover import Prover
from handouts.proof.reader import File
from handouts.proof.readings import Reading
from handouts.proof.specimen import Failure, Specimen

BODIES = {
    1: b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]/Rotate 0>>",
    2: b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 612 792]/Resources 4 0 R/StructParents 0/Annots[9 0 R]/Contents[7 0 R 8 0 R]>>",
    3: b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 612 792]/Resources 4 0 R/StructParents 1/Annots 9 0 R/Contents[10 0 R 8 0 R]>>",
    4: b"<</Font 5 0 R/XObject<</I1 12 0 R>>>>",
    5: b"<</F1 6 0 R>>",
    6: b"<</Type/Font/ToUnicode 11 0 R/Next 6 0 R>>",
    7: b"<</Filter/FlateDecode/Length 4>>\nstream\r\nabcd\r\nendstream",
    8: b"<</Filter/FlateDecode/Length 4>>\nstream\r\nours\r\nendstream",
    9: b"<</Type/Annot/Rect[0 0 9 9]>>",
    10: b"<</Filter/FlateDecode/Length 4>>\nstream\r\nefgh\r\nendstream",
    11: b"<</Filter/FlateDecode/Length 9>>\nstream\r\nxyz 6 0 R\r\nendstream",
    12: b"<</Subtype/Image/SMask 13 0 R/Filter/FlateDecode/Length 1>>\nstream\r\n.\r\nendstream",
    13: b"<</Subtype/Image/Filter/FlateDecode/Length 1>>\nstream\r\n:\r\nendstream",
}
OWN = 8


class Objects:
    """What `page_digests` asks of a file."""

    def __init__(self, bodies: dict[int, bytes], pages: tuple[int, ...] = (2, 3)) -> None:
        self.bodies, self.of = bodies, pages

    def pages(self) -> list[int]:
        return list(self.of)

    def body(self, ref: int) -> bytes:
        return self.bodies[ref]

    def deflated(self, ref: int) -> bytes:
        return self.bodies[ref].partition(b"\nstream\r\n")[2].removesuffix(b"\r\nendstream")


def digests(bodies: dict[int, bytes], number: dict[int, int] | None = None, mask: bytes = b"BT ET", terms: bytes = b"") -> tuple[bytes, ...]:
    """Of both pages.  number: what each object is called."""
    number = number or {ref: ref for ref in bodies}

    def renamed(body: bytes) -> bytes:
        head, stream, data = body.partition(b"\nstream\r\n")
        return re.sub(rb"(\d+) 0 R", lambda m: b"%d 0 R" % number[int(m[1])], head) + stream + data

    file = Objects({number[ref]: renamed(body) for ref, body in bodies.items()}, (number[2], number[3]))
    contents = tuple(tuple(number[ref] for ref in refs) for refs in ((7, OWN), (10, OWN)))
    frame = Frame(contents, frozenset([number[OWN]]), {}, b"", {})
    reading = Reading("said", (), mask, (), (), (), False, 0.0, frozenset())
    return page_digests(cast(File, file), frame, {number[OWN]: reading}, terms)


BOTH = digests(BODIES)


@pytest.mark.parametrize(
    ("ref", "old", "new", "changed"),
    [
        (7, b"abcd", b"abce", (True, False)),
        (10, b"efgh", b"efgi", (False, True)),
        (2, b"612", b"611", (True, False)),
        (2, b"/Contents", b"/Rotate 90/Contents", (True, False)),
        (2, b"/Contents", b"/UserUnit 9/Contents", (True, False)),
        (1, b"/Rotate 0", b"/Rotate 90", (True, True)),
        (4, b"/XObject", b"/ExtGState<<>>/XObject", (True, True)),
        (5, b"F1", b"F2", (True, True)),
        (6, b"/Type", b"/W[1[9]]/Type", (True, True)),
        (11, b"xyz", b"xyy", (True, True)),
        (11, b"6 0 R", b"7 0 R", (True, True)),  # bytes of a stream refer to nothing, and count as they are
        (12, b"\n.", b"\n,", (True, True)),
        (13, b"\n:", b"\n;", (True, True)),
        (9, b"9 9", b"8 8", (False, False)),
        (8, b"ours", b"mine", (False, False)),
        (1, b"/Count 2", b"/Count 3", (False, False)),
    ],
)
def test_whatever_is_drawn_counts_and_nothing_else(ref: int, old: bytes, new: bytes, changed: tuple[bool, bool]) -> None:
    assert old in BODIES[ref]
    found = digests(BODIES | {ref: BODIES[ref].replace(old, new)})
    assert tuple(one != other for one, other in zip(found, BOTH, strict=True)) == changed


def test_what_stands_round_what_is_shown_counts() -> None:
    assert all(one != other for one, other in zip(digests(BODIES, mask=b"BT 1 g ET"), BOTH, strict=True))


def test_what_pages_are_held_to_counts() -> None:
    assert all(one != other for one, other in zip(digests(BODIES, terms=b"another layout's"), BOTH, strict=True))


@pytest.mark.parametrize(
    "terms", [{"smallest": 8.5}, {"frame": (40.0, 40.0, 560.0, 760.0)}, {"window": (0.0, 0.0, 0.0, 0.0)}, {"sizes": frozenset(range(99))}]
)
def test_a_page_of_another_layout_is_not_known(terms: dict[str, Any]) -> None:
    copy, expected, _ = Bench.new(seed=9).good(1)
    first, other = (specimen_looks(copy.data, said) for said in (expected, replace(expected, **terms)))
    assert first and not set(first) & set(other)


def specimen_looks(data: bytes, expected: Expected) -> tuple[bytes, ...]:
    """The digests of a copy's pages, whatever else is found of it."""
    specimen, shared = Prover("default")._specimen(file := File(data), expected, None)
    return room._proven(file, specimen, shared).looks


def test_the_pages_of_a_file_differ_by_their_content() -> None:
    assert BOTH[0] != BOTH[1]


@given(st.permutations(sorted(BODIES)))
def test_it_does_not_matter_what_objects_are_called(order: list[int]) -> None:
    assert digests(BODIES, dict(zip(BODIES, order, strict=True))) == BOTH


@given(st.sampled_from(sorted(set(BODIES) - {1, 2, 3, 8, 9})), st.integers(0, 400), st.integers(1, 255))
def test_any_byte_that_is_drawn_counts(ref: int, at: int, change: int) -> None:
    body = bytearray(BODIES[ref])
    body[at % len(body)] ^= change
    if not set(re.findall(rb"(\d+) 0 R", bytes(body))) <= {b"%d" % known for known in BODIES}:
        return  # it refers to what there is not, which the reader refuses
    if ref in (7, 10) and bytes(body).partition(b"\nstream\r\n")[2] == BODIES[ref].partition(b"\nstream\r\n")[2]:
        return  # of a content stream the data are read
    assert digests(BODIES | {ref: bytes(body)}) != BOTH


# -- in a proof


def test_a_plate_is_looked_at_where_it_differs_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, frozenset[int]]] = []

    def noted(data: bytes, specimen: Specimen, looked: Container[int] = ()) -> list[Failure]:
        told.append((specimen.expected.plate, frozenset(cast(Any, looked))))
        return read_in_full(data, specimen, looked)

    monkeypatch.setattr(room, "read_in_full", noted)
    prover, bench = Prover("default"), Bench.new(seed=3)
    known: set[bytes] = set()
    for number in range(80):
        copy, expected, _ = bench.good(number, family_name="Bo" + " Smith-Jones" * (number % 5), location="Suite 2" + ", West Wing" * (number % 7))
        before = set(prover._looked)
        prover.prove(copy.data, expected)
        known |= prover._looked - before
        assert known == prover._looked
    plates = dict(reversed(told))  # what was told of each first
    assert len(plates) >= 3
    assert next(iter(reversed(plates.values()))) == frozenset()
    assert any(plates.values())


def test_a_page_of_a_refused_copy_is_not_known() -> None:
    from benchmarks.faults import FAULTS
    from handouts.proof.prover import ProofError

    prover, bench = Prover("default"), Bench.new(seed=5)
    copy, expected, _ = bench.good(1)
    wrong, said = FAULTS["1 pt text"](bench, copy, expected)
    with pytest.raises(ProofError):
        prover.prove(wrong, said)
    assert not prover._looked and not prover._plates
