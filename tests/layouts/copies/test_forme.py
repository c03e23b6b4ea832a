"""Formes and plates: laid out once, struck many times, and never another copy for it."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies.forme import Forme, PlateCache
from layouts.document.blocks import Document, Figure, Heading, Paragraph, Picture
from layouts.document.inlines import Field, TextRun
from layouts.errors import MissingGlyph, PictureError
from tests.layouts.copies.documents import ISSUED, PROFILE, TYPECASE, documents, forme, paragraphs, theme
from tests.reading import nesting_errors

LETTER = Document("Letter", "en", (Heading(1, (TextRun("Letter"),)), Paragraph((TextRun("Dear "), Field(0), TextRun(".")))), head=(Paragraph((Field(1),)),))
WORDS = st.text("abc defg", min_size=1, max_size=400).filter(str.strip)
VALUES = st.tuples(WORDS, st.sampled_from(["RSC-1", "RSC-22222"]), st.sampled_from(["", "a note"]))


@settings(max_examples=15)
@given(documents(), st.lists(VALUES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_copy_depends_on_nothing_that_was_struck_before(document: Document, wanted: list[tuple[str, str, str]], dice: object) -> None:
    alone = {values: forme(document).strike(values, ISSUED).sha256 for values in wanted}
    locked = forme(document)
    order = [*wanted, *wanted]
    dice.shuffle(order)  # type: ignore[attr-defined]
    assert all(locked.strike(values, ISSUED).sha256 == alone[values] for values in order)


@settings(max_examples=30)
@given(documents())
def test_any_document_is_a_sound_file(document: Document) -> None:
    copy = forme(document).strike(("Anna", "RSC-1", ""), ISSUED)
    assert nesting_errors(copy.data) == []
    assert copy.sha256 == hashlib.sha256(copy.data).hexdigest()
    assert copy.data.startswith(copy.plate.static.data)
    with pikepdf.open(io.BytesIO(copy.data), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == copy.pages
        assert str(pdf.Root.Lang) == document.language
        assert str(pdf.docinfo.Title) == document.title


def test_copies_of_one_shape_share_a_plate_and_others_do_not() -> None:
    locked = forme(LETTER)
    made = [locked.strike((name, "RSC-1", ""), ISSUED) for name in ("Anna", "Berta", "many words " * 20, "Clara")]
    assert [copy.composed for copy in made] == [True, False, True, False]
    assert made[0].plate is made[1].plate is made[3].plate is not made[2].plate


def test_a_document_without_slots_is_composed_once() -> None:
    locked = forme(paragraphs("The same for all."))
    copies = [locked.strike((), ISSUED) for _ in range(3)]
    assert [copy.composed for copy in copies] == [True, False, False]
    assert len({copy.data for copy in copies}) == 1


def test_the_moment_of_issue_is_the_copys_own() -> None:
    locked = forme(LETTER)
    first, second, third = (locked.strike(("Anna", "", ""), moment) for moment in (ISSUED, "2027-01-02T03:04:05+00:00", ISSUED))
    assert first.data == third.data != second.data
    assert b"(D:20270102030405+00'00')" in second.data
    assert b'xmp:CreateDate="2027-01-02T03:04:05+00:00"' in second.data
    assert second.plate is first.plate


def test_plates_go_when_there_is_no_room_and_the_last_used_stays() -> None:
    cache = PlateCache()
    formes = [forme(LETTER, plates=cache) for _ in range(3)]
    first = formes[0].strike(("Anna", "", ""), ISSUED)
    assert cache.size == first.plate.size > len(first.plate.static.data)
    cache.limit = first.plate.size * 2
    formes[1].strike(("Anna", "", ""), ISSUED)
    formes[0].strike(("Berta", "", ""), ISSUED)  # the first is used again, so the second is the oldest
    formes[2].strike(("Anna", "", ""), ISSUED)
    assert cache.size <= cache.limit
    assert [locked.strike(("Carl", "", ""), ISSUED).composed for locked in (formes[0], formes[2], formes[1])] == [False, False, True]


def test_a_plate_that_takes_the_place_of_another_is_counted_once() -> None:
    cache, locked = PlateCache(), forme(LETTER)
    plate = locked.strike(("Anna", "", ""), ISSUED).plate
    for _ in range(3):
        cache.put(locked, (), plate)
    assert cache.size == plate.size
    assert cache.get(locked, ()) is plate


def test_what_cannot_be_set_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        forme(LETTER).strike(("Ann \U0001f600", "", ""), ISSUED)
    with pytest.raises(PictureError, match=r"no\.png"):
        forme(Document("T", "en", (Heading(1, (TextRun("T"),)), Figure(Picture("no.png", b"no"), "x")))).strike((), ISSUED)


def test_page_sizes_are_the_layouts() -> None:
    for page, size in {"A4": [0, 0, 595.276, 841.89], "Letter": [0, 0, 612, 792]}.items():
        copy = Forme(LETTER, theme("large-print", page), TYPECASE, PlateCache(), Path(PROFILE)).strike(("Anna", "", ""), ISSUED)
        with pikepdf.open(io.BytesIO(copy.data)) as pdf:
            assert [float(x) for x in pdf.pages[0].MediaBox] == size
