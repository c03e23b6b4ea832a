"""Chunks: whatever the text, all of it stands in them, in order, in the face and direction that is its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.errors import MissingGlyph
from layouts.styles import Style
from layouts.typesetting.chunks import OWN, Chunk, Passage, Voice, chunks, reshaped
from layouts.typesetting.linebreak import breaks
from tests.layouts.paper import ARABIC, ENGLISH, HEBREW

BODY = Style(12, 17)
LETTERS = st.sampled_from([*"abc xyz ÄÖ é… 12/3-4 (.), אבג דה ابت جحخ กขค Ωμ\u00a0\n", "नमस्ते", "שָׁ", "مُحَمَّد"])
PIECES = st.lists(LETTERS, max_size=20).map("".join)
PASSAGES = st.lists(st.builds(Passage, PIECES, st.booleans(), st.integers(-1, 3), st.sampled_from(["en", "ar", "he"]), st.booleans()), min_size=1, max_size=4)
VOICES = st.sampled_from([ENGLISH, ARABIC, HEBREW])


def keyed(passages: list[Passage]) -> list[Passage]:
    return [passage._replace(key=i) for i, passage in enumerate(passages)]


def text_of(chunk: Chunk) -> str:
    return "\n" if chunk.forced else "".join(part.text for part in chunk.parts)


@given(PASSAGES, VOICES)
def test_all_text_stands_in_chunks_in_its_order(passages: list[Passage], voice: Voice) -> None:
    whole = "".join(passage.text for passage in passages)
    made = chunks(passages, BODY, voice)
    assert "".join(map(text_of, made)) == whole
    at, ends = 0, []
    for chunk in made:
        at += len(text_of(chunk))
        ends.append(at)
    assert ends == breaks(whole)


@given(PASSAGES, VOICES)
def test_each_part_is_of_one_segment_and_in_its_weight(passages: list[Passage], voice: Voice) -> None:
    passages = keyed(passages)
    said = ["" for _ in passages]
    for chunk in chunks(passages, BODY, voice):
        for part in chunk.parts:
            said[part.key] += part.text
            family = next(f for f in voice.stack.families if part.face.origin in (f.regular, f.bold))
            assert part.face.origin is family.face(passages[part.key].strong)
    assert said == [passage.text.replace("\n", "") for passage in passages]


@given(PASSAGES, VOICES)
def test_a_chunk_is_as_wide_as_its_parts_and_its_space_is_at_its_end(passages: list[Passage], voice: Voice) -> None:
    for chunk in chunks(passages, BODY, voice):
        assert chunk.width == pytest.approx(sum(part.shaped.width for part in chunk.parts) * 12 / 1000)
        assert 0 <= chunk.space <= chunk.width + 1e-9
        trailing = len(text_of(chunk)) - len(text_of(chunk).rstrip(" "))
        assert (chunk.space > 0) == (trailing > 0 and not chunk.forced)


@given(PASSAGES, VOICES)
def test_letters_that_run_from_right_to_left_have_odd_levels(passages: list[Passage], voice: Voice) -> None:
    for chunk in chunks(passages, BODY, voice):
        for part in chunk.parts:
            if any("א" <= c <= "ת" or "ا" <= c <= "ي" for c in part.text):
                assert part.level % 2 == 1
            elif any(c.isascii() and c.isalnum() for c in part.text):
                assert part.level % 2 == 0


@given(st.text(st.sampled_from("abc 12-"), min_size=1, max_size=20), st.floats(5, 40))
def test_widths_grow_with_the_size(text: str, size: float) -> None:
    small, large = (chunks([Passage(text, False, OWN, "en", False)], Style(s, 1), ENGLISH) for s in (size, 2 * size))
    assert [c.width * 2 for c in small] == pytest.approx([c.width for c in large])


def test_a_strong_style_is_strong_whatever_its_runs_say() -> None:
    [chunk] = chunks([Passage("Heavy", False, OWN, "en", False)], Style(12, 17, strong=True), ENGLISH)
    assert chunk.parts[0].face.name == "NotoSans-Bold"


def test_what_stands_alone_does_not_take_its_neighbours_direction() -> None:
    digits = Passage("12 34", False, 1, "en", True)
    [_, *rest] = chunks([Passage("אב ", False, 0, "he", False), digits], BODY, ENGLISH)
    assert {part.level for chunk in rest for part in chunk.parts} == {2}
    joined = chunks([Passage("אב 12 34", False, 0, "he", False)], BODY, ENGLISH)
    assert {part.level for part in joined[-1].parts} == {2}
    assert [part.level for part in joined[1].parts] == [2, 1]  # the space between belongs to the Hebrew


def test_glyphs_outside_the_carried_alphabets_are_away_from_home() -> None:
    [chunk] = chunks([Passage("Łukasz", False, OWN, "en", False)], BODY, ENGLISH)
    assert [part.home for part in chunk.parts] == [False]
    [chunk] = chunks([Passage("Lukas", False, OWN, "en", False)], BODY, ENGLISH)
    assert [part.home for part in chunk.parts] == [True]


def test_a_part_with_other_text_keeps_face_key_and_level() -> None:
    [chunk] = chunks([Passage("שלום", False, 3, "he", False)], BODY, HEBREW)
    part = chunk.parts[0]
    other = reshaped(part, "של")
    assert (other.face, other.key, other.level, other.text) == (part.face, 3, 1, "של")
    assert 0 < other.shaped.width < part.shaped.width


def test_a_character_that_no_face_has_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        chunks([Passage("ab\U00012000", False, OWN, "en", False)], BODY, ENGLISH)
