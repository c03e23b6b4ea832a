"""What stands around values: told from the text, whatever the values say."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from handouts.proof.content import Sweep
from handouts.proof.specimen import agrees, around, missing, overlap, stands_in

TEXT = st.text("abc ", max_size=8)
BLOCKS = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=4)


def woven(parts: list[str], blocks: list[str]) -> str:
    """Parts with blocks between them."""
    return "".join(part + block for part, block in zip(parts, [*blocks, ""], strict=True))


@given(st.data(), BLOCKS, BLOCKS)
def test_another_copys_values_agree_with_what_stood_around_the_first_ones(data: st.DataObject, first: list[str], later: list[str]) -> None:
    assume(len(first) == len(later))
    parts = data.draw(st.lists(TEXT, min_size=len(first) + 1, max_size=len(first) + 1))
    known = around(woven(parts, first), first)
    assert missing(woven(parts, first), first) is None
    assert agrees(woven(parts, later), later, known)


@given(st.data(), BLOCKS)
def test_a_letter_more_or_less_does_not_agree(data: st.DataObject, blocks: list[str]) -> None:
    parts = data.draw(st.lists(TEXT, min_size=len(blocks) + 1, max_size=len(blocks) + 1))
    text = woven(parts, blocks)
    known = around(text, blocks)
    assert not agrees(text + "x", blocks, known)
    if parts[-1]:  # else it is a letter of a block, and whether blocks are there is asked elsewhere
        assert not agrees(text[:-1], blocks, known)


def test_the_order_of_what_stands_around_counts_where_it_can_be_told() -> None:
    known = around("no: Anna yes: 1951", ["Anna", "1951"])
    assert known == ("no: ", " yes: ", "")
    assert not agrees("yes: Anna no: 1951", ["Anna", "1951"], known)
    assert isinstance(around("Anna Anna", ["Anna"]), Counter)


def test_a_part_stands_in_a_text_in_whole_words() -> None:
    assert stands_in("Your appointment", "x\nYour appointment\ny")
    assert not stands_in("our appointment", "x\nYour appointment\ny")
    assert not stands_in("Your appoint", "x\nYour appointment\ny")
    assert not stands_in("", "x")
    assert stands_in("W" * 70, "W" * 200)


def test_texts_lie_on_each_other_on_one_line_only() -> None:
    one = Sweep(10, 100, 50, 10, 0, 0)
    assert overlap(one, one._replace(left=40, right=90))
    assert not overlap(one, one._replace(left=49, right=90))
    assert not overlap(one, one._replace(y=112))


def test_a_part_ends_with_a_word_or_after_a_hyphen() -> None:
    text = "say OS-tee-oh or either/or now"
    assert all(stands_in(part, text) for part in ("say OS-tee-", "oh or either/", "tee-oh or", "or now", text))
    assert not any(stands_in(part, text) for part in ("say OS-te", "ee-oh", "eith", "ow"))
