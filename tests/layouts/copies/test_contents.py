"""Code cut into streams draws the same in the same order, and what all copies share is not struck again."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from layouts.copies.contents import SHORT, cut, is_static
from layouts.document.blocks import Document, Heading, Paragraph
from layouts.document.inlines import Field, TextRun
from layouts.pages.elements import Mark, Node
from layouts.pages.slots import KeptType, Slot, SlotPart
from layouts.pages.tagged import END
from layouts.styles import Style
from layouts.typesetting.chunks import Voice
from tests.layouts.copies.documents import TYPECASE, forme, impression

STYLE = Style(10, 14)
SLOT = Slot((Field(0),), STYLE, 300, Voice(TYPECASE.stack("en"), "en", False), (0, 0, 0), 0, KeptType())


def part(marked: bool, top: float = 0.0) -> SlotPart:
    return SlotPart(SLOT, 0, 1, 0.0, top, [Mark(Node("P"), 0)] if marked else None, SLOT.style.leading)


ITEMS = st.one_of(
    st.sampled_from(["0 g 1 1 2 2 re f", "x" * (SHORT - 10), "x" * (SHORT + 1), "/Artifact BMC", END]),
    st.booleans().map(part),
)


@given(st.lists(ITEMS, max_size=30))
def test_nothing_is_lost_doubled_or_moved(code: list[str | SlotPart]) -> None:
    streams = cut(code)
    assert [item for items in streams for item in items] == code
    assert all(streams)


@given(st.lists(ITEMS, max_size=30))
def test_long_static_code_is_a_stream_of_its_own(code: list[str | SlotPart]) -> None:
    for items in cut(code):
        if not is_static(items):
            run = 0
            for item in items:
                run = run + len(item) if isinstance(item, str) else 0
                assert run < SHORT


@given(st.lists(ITEMS, min_size=2, max_size=30))
def test_two_static_streams_never_follow_each_other(code: list[str | SlotPart]) -> None:
    static = [is_static(items) for items in cut(code)]
    assert not any(a and b for a, b in pairwise(static))


def test_short_code_between_slots_goes_with_them_and_what_stands_before_the_first_does_not() -> None:
    first, second = part(True), part(True, 5.0)
    assert cut(["a", first, "b", second, "c" * SHORT, "d"]) == [("a",), (first, "b", second), ("c" * SHORT, "d")]


def test_page_furniture_is_a_stream_of_its_own_that_ends_with_its_mark() -> None:
    text, foot = part(True), part(False)
    assert cut(["a", text, "/Artifact BMC", foot, END]) == [("a",), (text,), ("/Artifact BMC",), (foot, END)]
    assert cut([END]) == [(END,)]


def test_the_same_foot_on_every_page_is_struck_once() -> None:
    text = [Paragraph((TextRun(f"Paragraph {n} " + "words " * 60),)) for n in range(30)]
    foot = (Paragraph((TextRun("Given to "), Field(1))),)
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)), Paragraph((Field(0),)), *text), foot=foot))
    assert copy.pages > 2
    assert len(copy.streams) == 2  # the paragraph's, and the foot of all pages
    assert sum(b"stream" in body for _, body in copy.streams) == 2


def test_what_is_struck_holds_the_copys_glyphs_and_nothing_of_another() -> None:
    locked = forme(Document("T", "en", (Heading(1, (TextRun("T"),)), Paragraph((TextRun("Dear "), Field(0))))))
    codes = [_code(locked.strike((name, "", ""), "2026-12-01T08:00:00+00:00").streams[0][1]) for name in ("Anna", "Otto", "Anna")]
    assert codes[0] == codes[2] != codes[1]
    assert [len(re.findall(r"/P<</MCID \d+>>BDC", code)) for code in codes] == [2, 2, 2]  # "Dear ", and the name


def _code(body: bytes) -> str:
    return zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")]).decode("ascii")
