"""Content streams: what is read of one is what was written, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.proof.content import Font, read_content
from handouts.proof.reader import Unreadable

LETTERS = "abcdefgh "
FONT = Font(dict(enumerate(LETTERS, start=1)), dict.fromkeys(range(1, len(LETTERS) + 1), 500.0))
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
    assert [(y, size) for _, y, _, size in reading.boxes] == [(y, size) for _, (_, y), size in shows]
    for (left, _, right, size), (text, (x, _), _) in zip(reading.boxes, shows, strict=True):
        bare = text.strip()
        assert right - left == pytest.approx(len(bare) * size / 2)
        assert not bare or left == pytest.approx(x + (len(text) - len(text.lstrip())) * size / 2)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_a_text_to_be_read_in_place_of_glyphs_is_read_alone(shown: str, said: str) -> None:
    code = f"BT 0 0 Td /F1 10 Tf /Span<</ActualText({said})>>BDC {show(shown)} EMC {show(shown)} ET"
    assert read_content(code.encode(), FONTS).text == said + shown


@settings(deadline=None)
@given(WORDS, WORDS, PLACES)
def test_the_mask_is_the_same_whatever_the_words(one: str, other: str, place: tuple[int, int]) -> None:
    x, y = place
    masks = {read_content(f"q BT 0.5 g {x} {y} Td /F1 10 Tf {show(text)} ET Q".encode(), FONTS).mask for text in (one, other)}
    assert len(masks) == 1
    assert read_content(f"q BT 0.6 g {x} {y} Td /F1 10 Tf {show(one)} ET Q".encode(), FONTS).mask not in masks


@pytest.mark.parametrize("code", [b"BT [<0001>]TJ ET", b"BT /F2 10 Tf ET", b"BT /F1 10 Tf [<00FF>]TJ ET"])
def test_a_font_or_glyph_that_is_not_there_is_unreadable(code: bytes) -> None:
    with pytest.raises(Unreadable):
        read_content(code, FONTS)
