"""Content streams: what is read of one is what was written, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import built_in
from handouts.proof.content import forbidden, read_content
from handouts.proof.letters import Font
from handouts.proof.original import original_of
from handouts.proof.reader import Unreadable

LETTERS = "abcdefgh "
ORIGINAL = original_of(built_in("assets") / "fonts" / "NotoSans-Regular.ttf", 0)
CODES = range(1, len(LETTERS) + 1)
FONT = Font(dict(enumerate(LETTERS, start=1)), dict.fromkeys(CODES, 500.0), frozenset(CODES), ORIGINAL)
FONTS = {b"F1": FONT}
WORDS = st.text(LETTERS, min_size=1, max_size=12)
PLACES = st.tuples(st.integers(-50, 700), st.integers(-50, 900))


def show(text: str) -> str:
    """A TJ operator."""
    return f"[<{''.join(f'{LETTERS.index(letter) + 1:04X}' for letter in text)}>]TJ"


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, PLACES, st.integers(4, 40)), max_size=6))
def test_every_text_is_read_at_its_place(shows: list[tuple[str, tuple[int, int], int]]) -> None:
    code = "\n".join(f"BT 0 g {x} {y} Td /F1 {size} Tf {show(text)} ET" for text, (x, y), size in shows)
    reading = read_content(code.encode(), FONTS)
    assert reading.text == "".join(text for text, *_ in shows)
    inked = [(text, place, size) for text, place, size in shows if text.strip()]
    assert [(sweep.y, sweep.size) for sweep in reading.sweeps] == [(y, size) for _, (_, y), size in inked]
    for sweep, (text, (x, _), size) in zip(reading.sweeps, inked, strict=True):
        assert sweep.right - sweep.left == pytest.approx(len(text.strip()) * size / 2)
        assert sweep.left == pytest.approx(x + (len(text) - len(text.lstrip())) * size / 2)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_a_text_to_be_read_in_place_of_glyphs_is_read_alone(shown: str, said: str) -> None:
    code = f"BT 0 0 Td /F1 10 Tf /Span<</ActualText({said})>>BDC {show(shown)} EMC {show(shown)} ET"
    assert read_content(code.encode(), FONTS).text == said + shown


@settings(deadline=None)
@given(WORDS, WORDS, PLACES)
def test_the_mask_is_the_same_whatever_the_words(one: str, other: str, place: tuple[int, int]) -> None:
    x, y = place
    masks = {read_content(f"q Q BT 0.5 g {x} {y} Td /F1 10 Tf {show(text)} ET".encode(), FONTS).mask for text in (one, other)}
    assert len(masks) == 1
    assert read_content(f"q Q BT 0.6 g {x} {y} Td /F1 10 Tf {show(one)} ET".encode(), FONTS).mask not in masks


@pytest.mark.parametrize("code", [b"BT [<0001>]TJ ET", b"BT /F2 10 Tf ET", b"BT /F1 10 Tf [<00FF>]TJ ET", b"BT /F1 10 Tf [<00010>]TJ ET"])
def test_a_font_or_glyph_that_is_not_there_is_unreadable(code: bytes) -> None:
    with pytest.raises(Unreadable):
        read_content(code, FONTS)


@settings(deadline=None)
@given(WORDS, st.integers(-40, 40))
def test_heights_and_sizes_stand_in_the_mask_and_widths_do_not(text: str, by: int) -> None:
    def mask(y: int, dx: int = 0, size: int = 10) -> bytes:
        return read_content(f"BT 0 g 50 {y} Td /F1 {size} Tf {dx} 0 Td {show(text)} ET".encode(), FONTS).mask

    assert mask(100) == mask(100, dx=by)
    assert (mask(100) == mask(100 + by)) == (by == 0)
    assert mask(100, size=11) != mask(100)


@settings(deadline=None)
@given(WORDS, st.integers(1, 400))
def test_raised_text_is_seen_to_be_raised(text: str, by: int) -> None:
    reading = read_content(f"BT 50 50 Td /F1 10 Tf {by} Ts {show(text)} 0 Ts ET".encode(), FONTS)
    assert reading.raised
    assert all(sweep.high == by for sweep in reading.sweeps)


@pytest.mark.parametrize("operator", ["3 Tr", "1 Tz", "9 Tc", "9 Tw", "1 0 0 1 0 0 Tm", "T*", "(a) Tj", "(a) '", "0 0 9 9 re W n", "/G gs", "1 0 0 1 9 9 cm"])
def test_what_moves_or_hides_text_may_not_stand_beside_it(operator: str) -> None:
    said = show("a")
    mask = read_content(f"{operator} BT 0 g 5 5 Td /F1 9 Tf {said} ET 1 1 1 RG 0 0 9 9 re S /Artifact BMC EMC".encode(), FONTS).mask
    assert forbidden(mask)
    assert not forbidden(read_content(f"q 1 0 0 1 9 9 cm 0 0 9 9 re W n Q BT 0 g 5 5 Td /F1 9 Tf {said} ET".encode(), FONTS).mask)


def bold(line: str, text: str = "a", size: float = 10, fill: str = "0.1 g") -> bytes:
    """A content stream with a text that has a line round its letters."""
    return f"BT {fill} 5 5 Td /F1 {size} Tf {line} {show(text)} 0 j 0 Tr {show('b')} ET".encode()


THIN_LINE = "0.3 w 0.1 0.1 0.1 RG 1 j 2 Tr"


@settings(deadline=None)
@given(WORDS, st.sampled_from(["0.1 g", "0.1 0.1 0.1 rg", "1 g 0.1 g"]))
def test_bold_letters_by_a_line_round_them_are_read_as_others(text: str, fill: str) -> None:
    plain, made = read_content(bold("", text, fill=fill).replace(b" 0 j 0 Tr", b""), FONTS), read_content(bold(THIN_LINE, text, fill=fill), FONTS)
    assert made == plain  # its mask, too: one copy's name has such letters, and another's has not
    assert not forbidden(made.mask)


@pytest.mark.parametrize(
    "line",
    [
        "0.41 w 0.1 0.1 0.1 RG 1 j 2 Tr", "0 w 0.1 0.1 0.1 RG 1 j 2 Tr", "-0.3 w 0.1 0.1 0.1 RG 1 j 2 Tr", "0.3 w 1 1 1 RG 1 j 2 Tr",
        "0.3 w 0.1 0.1 0.2 RG 1 j 2 Tr", f"{THIN_LINE} 9 w", f"{THIN_LINE} 1 1 1 RG", f"{THIN_LINE} 1 G", f"{THIN_LINE} 1 g", f"{THIN_LINE} 1 1 1 rg",
        f"{THIN_LINE} 0 j", f"{THIN_LINE} [1 9] 0 d", f"{THIN_LINE} /F1 5 Tf", f"{THIN_LINE} 2 j 0 Tr",
    ],
)  # fmt: skip
def test_a_line_that_could_fill_letters_or_hide_them_is_unreadable(line: str) -> None:
    with pytest.raises(Unreadable):
        read_content(bold(line), FONTS)


@pytest.mark.parametrize("line", ["2 Tr", "0.3 w 2 Tr", "0.3 w 0.1 G 1 j 2 Tr", *(THIN_LINE.replace("2 Tr", f"{mode} Tr") for mode in (-2, 1, 3, 4, 5, 6, 7, 12))])
def test_no_other_way_to_draw_letters_may_stand_beside_text(line: str) -> None:
    assert forbidden(read_content(bold(line).replace(b" 0 j 0 Tr", b""), FONTS).mask)


@pytest.mark.parametrize("code", [f"BT 0.1 g /F1 10 Tf {THIN_LINE} {show('a')} ET", f"{THIN_LINE} {show('a')}", f"{THIN_LINE} BT 0.1 g /F1 10 Tf {show('a')} ET"])
def test_a_line_round_letters_ends_in_the_text_object_that_it_begins_in(code: str) -> None:
    with pytest.raises(Unreadable):
        read_content(code.encode(), FONTS)


@pytest.mark.parametrize("code", [b"q BT /F1 9 Tf [<0001>]TJ ET Q", b"BT 5 Ts ET", b"Q", b"q", b"BT /Span<</ActualText(a)>>BDC ET"])
def test_what_is_left_open_is_unreadable(code: bytes) -> None:
    with pytest.raises(Unreadable):
        read_content(code, FONTS)
