"""What a reader gives back: a text is found whole, or, beside right-to-left text, in its words and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given as told
from hypothesis import strategies as st

from handouts.proof.found import given, is_found, together

WORDS = st.text("abcde-", min_size=1, max_size=8)


@told(st.lists(WORDS, min_size=1, max_size=5), st.lists(st.sampled_from([" ", "\n", "\r\n", "\u00a0"]), min_size=5, max_size=5))
def test_a_text_is_found_however_its_lines_break(words: list[str], breaks: list[str]) -> None:
    page = "".join(word + gap for word, gap in zip(words, breaks, strict=False))
    assert is_found(" ".join(words), together(map(given, ("before", page, "after"))))
    assert is_found(" ".join(words), given(page.replace("-", "\ufffe")))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("RSC-1001", "\u0645\u062d\u0645\u062f \u062d\u0633\u0646\u00b7 -1001RSC"),
        ("8 \u062f\u064a\u0633\u0645\u0628\u0631 2026", "2026 \u0645\u0646\n8 \u062f\u064a\u0633\u0645\u0628\u0631"),
        ("Ng \u0645\u062d\u0645\u062f \u0d05\u0d28", "\u0d05\u0d28\u0645\u062d\u0645\u062f gN"),  # of both ways: a space lost, letters turned round
        ("Dr. Ng \u0645\u062d\u0645\u062f \u5c71\u7530\u592a\u90ce", "\u5c71\u7530 \u0645\u062d\u0645\u062f Ng .Dr Con\n\u592a\u90ce"),  # parted at the end of a line
        ("Anna അനിൽ \u0644\u064f\u0624 Ærø അനിൽ", "Ærøഅനിൽ \u0644\u064f\u0624 Annaഅനിൽ"),
        (  # two scripts grown together
            "Zoë അനിൽ \u0641\u064e\u0627\u0637 Παπαδόπουλος അനിൽ",
            "\u0641\u064e\u0627\u0637 അനിൽ Zoë\nΠαπαδόπουλοςഅനിൽ",
        ),
        (  # a long name in a narrow panel, a word or two a line
            "Παναγιώτης Ἀριστοτέλης \u05e1\u05b8\u05e8\u05b8\u05d4 サトウ Ærø Ἀριστοτέλης",
            "Παναγιώτης\n\u05e1\u05b8\u05e8\u05b8\u05d4 Ἀριστοτέλης\nサトウ Ærø\nἈριστοτέλης",
        ),
    ],
)
def test_beside_right_to_left_text_words_and_numbers_count(text: str, page: str) -> None:
    assert is_found(text, given(page))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("RSC-1001", "-1001RSC"),  # nothing there runs from right to left
        ("RSC-1001", "\u0645\u062d\u0645\u062f -1002RSC"),
        ("RSC-1001", "\u0645\u062d\u0645\u062f RSC\n\n\n\n\n1001"),
        ("\u0645\u062d\u0645\u062f", "\u062f\u0645\u062d\u0645"),  # a name that comes back reversed
        ("Anna", "Ann"),
        ("Ng 12 \u0645\u062d\u0645\u062f", "gN 21 \u0645\u062d\u0645\u062f"),  # a number that comes back reversed
        ("Ng \u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u062f nG"),
        ("Παπαδόπουλος അനിൽ \u0645\u062d", "Παπαδόπουλοςഅനിൻ \u0645\u062d"),  # another last letter
        ("Lee \u0645\u062d\u0645\u062f", "Leeds \u0645\u062d\u0645\u062f"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, page: str) -> None:
    assert not is_found(text, given(page))


def test_a_letter_that_is_lost_is_missed_though_it_stands_elsewhere() -> None:
    lost = together(map(given, ("a day before\nstaff that helps you", "Call us")))
    parted = together(map(given, ("Bring a bag and\na\npage 1 of 2", "Riverside\nstaff that helps you")))
    assert (is_found("a staff that helps you", lost), is_found("a staff that helps you", parted)) == (False, True)
    assert is_found("the staff that helps you", together(map(given, ("It is the\npage 1 of 2", "staff that helps you"))))
