from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.linebreak import line_break_units

from layouts.typesetting.linebreak import breaks

PIECES = st.sampled_from([
    "a", "Zz", "é", "ß", "Ω", "я", "9", "42", " ", "  ", "-", "–", "‐", "/", ".", ",", ":", ";", "!", "?", "(", ")", "[", "]", "'", "’", "“", "”",
    "\u00a0", "·", "•", "%", "$", "+", "=", "…", "—", "ש", "م", "١", "क", "ก", "中", "한", "e\u0301", "_", "@", "#", "&", "\u200b", "://", "1/2", "x-ray",
])  # fmt: skip


@settings(max_examples=600)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_every_text_breaks_where_the_annex_says(text: str) -> None:
    expected, at = [], 0
    for unit in line_break_units(text):
        at += len(unit)
        expected.append(at)
    assert breaks(text) == expected


def test_a_telephone_number_with_no_break_spaces_stays_whole() -> None:
    assert breaks("(217)\u00a0555-0142 now") == [15, 18]


@given(st.text(st.sampled_from("ab \n-ש中"), max_size=30))
def test_a_line_feed_stands_alone(text: str) -> None:
    ends = breaks(text)
    parts = [text[a:b] for a, b in pairwise([0, *ends])]
    assert all(part == "\n" or "\n" not in part for part in parts)
    assert "".join(parts) == text
