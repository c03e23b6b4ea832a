"""Streams that recur: what is read of one whose hollow is known is what is read the long way, whatever it shows."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import built_in
from handouts.proof.content import read_content
from handouts.proof.hollows import Hollows
from handouts.proof.letters import Font
from handouts.proof.original import original_of
from handouts.proof.reader import Unreadable
from handouts.proof.readings import Reading

LETTERS = "abcdefgh "
ORIGINAL = original_of(built_in("assets") / "fonts" / "NotoSans-Regular.ttf", 0)
CODES = range(1, len(LETTERS) + 1)
ODD = len(LETTERS)  # a glyph that is not what its letter looks like by itself
FONT = Font(dict(enumerate(LETTERS, start=1)), dict.fromkeys(CODES, 500.0), frozenset(CODES) - {ODD}, ORIGINAL)
WIDE = Font(FONT.unicode, dict.fromkeys(CODES, 700.0), frozenset(CODES), ORIGINAL)
FONTS = {b"F1": FONT, b"X1": WIDE}
SHOWN = st.one_of(
    st.lists(st.one_of(st.integers(1, ODD).map(lambda code: f"<{code:04X}>"), st.integers(-900, 900).map(str)), max_size=5).map("".join),
    st.sampled_from(["", "<000A>", "<00010>", "[<0001>", "BT ", "/Span<</ActualText(a)>>BDC", "EMC"]),
)
BITS = st.text("0123456789ABCDEF", min_size=1, max_size=6)
HOLE, PICTURE = "[{}]TJ", "ID {}> EI"
PIECES = st.sampled_from([
    HOLE, HOLE, HOLE, HOLE, "BT 0 g 5 5 Td /F1 9 Tf", "BT 0 g 5 5 Td /F1 9 Tf", "ET", "ET", "/X1 9 Tf", "/F1 12 Tf", "/F3 9 Tf", "20 0 Td", "-3.5 -12 Td",
    "2 Ts", "0 Ts", "/Span<</MCID 3>>BDC", "/Span<</ActualText(ab)>>BDC", "/Span<</ActualText([a]TJ)>>BDC", "EMC", "q", "Q", "BT", "0 0 9 9 re f",
    "0.3 w 0 0 0 RG 1 j 2 Tr", "0 j 0 Tr", PICTURE, "ID ", "> EI", "[", "]TJ", "9 ", "\0",
])  # fmt: skip
Filled: TypeAlias = tuple[list[str], list[str], list[str]]


def filled(pieces: list[str], shown: list[str], bits: list[str]) -> bytes:
    """A stream of these pieces that shows these, one after the other."""
    left = {HOLE: iter(shown), PICTURE: iter(bits)}
    return " ".join(piece.format(next(left[piece])) if piece in left else piece for piece in pieces).encode()


def read(hollows: Hollows | None, code: bytes, fonts: dict[bytes, Font] = FONTS) -> Reading | str:
    """What is read, or why nothing is."""
    try:
        return hollows.read(code, fonts) if hollows else read_content(code, fonts)
    except Unreadable as error:
        return str(error)


@st.composite
def alike(draw: st.DrawFn) -> list[bytes]:
    """Three streams that differ in what they show."""
    pieces = draw(st.lists(PIECES, max_size=14))
    holes, pictures = pieces.count(HOLE), pieces.count(PICTURE)
    many = st.tuples(st.lists(SHOWN, min_size=holes, max_size=holes), st.lists(BITS, min_size=pictures, max_size=pictures))
    return [filled(pieces, *draw(many)) for _ in range(3)]


@pytest.mark.parametrize(
    "pieces",
    [
        "BT 0 g 5 5 Td /F1 9 Tf 2 Ts [{}]TJ 0 Ts ET", "BT 0 g 5 5 Td /F1 9 Tf [{}]TJ BT 7 7 Td [{}]TJ ET", "BT 0 g 5 5 Td /F1 9 Tf 9[{}]TJ ET",
        "BT 0 g 5 5 Td /F1 9 Tf [{}]TJ [{}]TJ ET", "/F1 9 Tf [{}]TJ", "q ID {}> EI Q BT 0 g 5 5 Td /F1 9 Tf [{}]TJ ET",
        "BT 0 g 5 5 Td /F1 9 Tf /Span<</ActualText(ab)>>BDC [{}]TJ EMC [{}]TJ ET", "BT 0 g 5 5 Td /F1 9 Tf /Span<</ActualText(ab)>>BDC [{}]TJ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("second", ["<0002>", f"<{ODD:04X}>", "7<0003>-700<0001>", "<00FF>", "<0009>", "AB"])
def test_whatever_else_a_stream_does_is_done_again(pieces: str, second: str) -> None:
    hollows = Hollows()
    for shown in ("<0001>", second, "<0001>"):
        code = pieces.format(*[shown] * 2).encode()
        assert read(hollows, code) == read(None, code)


@settings(deadline=None, max_examples=400)
@given(alike())
def test_what_is_read_of_a_known_outline_is_what_is_read_the_long_way(codes: list[bytes]) -> None:
    hollows = Hollows()
    for code in codes:
        assert read(hollows, code) == read(None, code)


LINE = "BT 0 g 5 5 Td /F1 9 Tf [{}]TJ /X1 9 Tf [{}]TJ 20 -12 Td [{}]TJ ET"


@settings(deadline=None)
@given(st.lists(st.lists(st.lists(st.integers(1, ODD - 1).map(lambda code: f"<{code:04X}>"), max_size=5).map("".join), min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_known_outline_is_not_gone_through_again(arrays: list[list[str]]) -> None:
    hollows, gone = Hollows(), []
    anew = hollows._anew
    hollows._anew = lambda *given: gone.append(given) or anew(*given)  # type: ignore[method-assign,func-returns-value]
    for array in arrays:
        code = LINE.format(*array).encode()
        assert read(hollows, code) == read(None, code)
    assert len(gone) == 1


def test_a_font_that_the_next_file_does_not_have_is_missed() -> None:
    hollows, code = Hollows(), LINE.format("<0001>", "<0002>", "<0003>").encode()
    hollows.read(code, FONTS)
    with pytest.raises(Unreadable):
        hollows.read(code, {b"F1": FONT})


def test_the_letters_of_a_copys_own_font_are_read_with_its_own_font() -> None:
    hollows, code = Hollows(), LINE.format("<0001>", "<0002>", "<0003>").encode()
    other = Font({1: "x", 2: "y", 3: "z"}, dict.fromkeys(CODES, 300.0), frozenset(CODES), ORIGINAL)
    assert [hollows.read(code, FONTS | {b"X1": font}).text for font in (WIDE, other)] == ["abc", "ayz"]


def test_no_more_outlines_are_kept_than_some() -> None:
    hollows = Hollows()
    for height in range(5000):
        with suppress(Unreadable):
            hollows.read(f"BT 0 g 5 {height} Td /F1 9 Tf [<0001>]TJ ET".encode(), FONTS)
    assert len(hollows._known) <= 2048
