"""What copies share is cut and set as if it were set anew for each."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.document.inlines import Field, Inlines, TextRun
from layouts.typesetting.boilerplate import Cut
from layouts.typesetting.chunks import Voice, chunks, tongues_of
from layouts.typesetting.text import Matter, passages_of
from tests.layouts.typesetting.test_text import ARABIC, BODY, ENGLISH

WORDS = ("you", "may", "have", "9:30 AM", "Łukasz", "O’Neill", "x-ray", "on/off", "1–2", "hours", ".", ", ", " ", "  ", "\n", "日本", "אבג", "(a) ", "\u00a0", "—")
TEXT = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
CONTENT = st.lists(TEXT.map(TextRun) | st.integers(0, 1).map(Field), min_size=1, max_size=6).map(tuple).filter(
    lambda content: any(isinstance(inline, Field) for inline in content)
)  # fmt: skip


@settings(max_examples=300)
@given(CONTENT, st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3), st.sampled_from((ENGLISH, ARABIC)))
def test_copies_have_the_chunks_and_lines_of_words_that_share_nothing(content: Inlines, people: list[tuple[str, ...]], voice: Voice) -> None:
    matter, alone = Matter(content, BODY, 180, voice), Matter(content, BODY, 180, voice)
    alone.shared.shared, alone.shared.lines = frozenset(), {}
    for values in [*people, *people]:
        passages = passages_of(content, values, voice)
        assert matter.shared.cut(values) == alone.shared.cut(values) == Cut(tuple(chunks(passages, BODY, voice)), tongues_of(passages))
        assert matter.galley(values) == alone.galley(values)


def test_words_that_touch_no_value_are_cut_and_set_once() -> None:
    content = (TextRun("Hello, "), Field(0), TextRun(". A tiny balloon makes room inside the broken bone. Then bone cement fills the space."))
    matter = Matter(content, BODY, 200, ENGLISH)
    ann, bea = matter.galley(("Ann",)), matter.galley(("Bea",))
    assert ann.lines[0] != bea.lines[0]
    assert ann.lines[-1] is bea.lines[-1]
