"""What has changed between two texts makes up both of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handouts.leaflets.changes import Change, changes, page, shortened

TEXTS = st.lists(st.sampled_from(["one", "two", " ", "\n", "three\n\n", "<b>", "x "]), max_size=30).map("".join)


def test_a_word_is_gone_and_another_is_new() -> None:
    assert changes("Stop eating 6 hours before.", "Stop eating 8 hours before.") == (
        Change("same", "Stop eating "), Change("gone", "6"), Change("new", "8"), Change("same", " hours before."),
    )  # fmt: skip


@given(TEXTS, TEXTS)
def test_changes_make_up_both_texts(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(change.text for change in found if change.kind != "new") == old
    assert "".join(change.text for change in found if change.kind != "gone") == new


@given(TEXTS)
def test_nothing_has_changed_in_the_same_text(text: str) -> None:
    assert all(change.kind == "same" for change in changes(text, text))


def test_what_is_far_from_a_change_is_left_out() -> None:
    far = " ".join(f"w{number}" for number in range(100))
    short = shortened(changes(f"{far} a {far}", f"{far} b {far}"))
    assert [change.kind for change in short] == ["same", "gone", "new", "same"]
    assert "w99" in short[0].text
    assert "w0 " not in short[0].text
    assert short[-1].text.lstrip().startswith("w0 ")
    assert "w99" not in short[-1].text


def test_a_page_is_never_made_of_what_the_text_says() -> None:
    text = page("<script>", "About.", 'en" onload="x', changes("", "<img src=x>"))
    assert "<script>" not in text.replace("<script>: what", "")
    assert "<img" not in text
    assert 'onload="x' not in text
