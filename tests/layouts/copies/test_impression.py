"""What is a copy's own: fonts for what its plate lacks, links, bookmarks, dates; and where links stand."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies.annotations import annotation
from layouts.copies.embedding import ZERO, added, embedded, own_glyphs
from layouts.copies.impression import struck
from layouts.document.blocks import Document, Heading, Paragraph
from layouts.document.inlines import Field, TextRun
from layouts.pages.elements import Link, Node
from layouts.pdf.writer import Numbers
from tests.layouts.copies.documents import ISSUED, TYPECASE, bound, documents, forme, impression
from tests.reading import marked_text

NAMES = ["Anna", "Ωμέγα", "Дмитрий", "יוסף", "محمد", "रमेश", "Nguyễn"]
RECTS = st.lists(st.tuples(*[st.integers(0, 500)] * 2, *[st.integers(1, 90)] * 2), min_size=1, max_size=4)
LETTER = Document("Letter", "en", (Heading(1, (TextRun("For "), Field(0))), Paragraph((TextRun("Dear "), Field(0, link="https://a.example"), TextRun(".")))))


@given(RECTS, st.text(min_size=1, max_size=20).filter(str.isprintable), st.integers(0, 999))
def test_an_annotation_spans_its_lines(rects: list[tuple[int, int, int, int]], words: str, key: int) -> None:
    link = pikepdf.Object.parse(annotation(Link(Node("Link"), 0, "https://a.example/(b)", words, None), tuple(rects), key))
    left, bottom, right, top = (float(x) for x in link.Rect)
    assert (left, bottom) == (min(r[0] for r in rects), min(r[1] for r in rects))
    assert (right, top) == (max(r[0] + r[2] for r in rects), max(r[1] + r[3] for r in rects))
    assert (str(link.Contents), str(link.A.URI), int(link.StructParent), int(link.F)) == (words, "https://a.example/(b)", key, 4)
    quads = [float(x) for x in link.get("/QuadPoints", ())]
    assert len(quads) == (8 * len(rects) if len(rects) > 1 else 0)
    for at, (x, y, width, height) in enumerate(rects if quads else ()):
        corners = quads[8 * at : 8 * at + 8]
        assert corners == [x, y + height, x + width, y + height, x, y, x + width, y]  # as readers expect them, whatever 12.5.6.5 says


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_has_its_letters(name: str) -> None:
    locked = forme(LETTER)
    plain = locked.strike(("Anna", "", ""), ISSUED)
    copy = locked.strike((name, "", ""), ISSUED)
    read = name[::-1] if name in ("יוסף", "محمد") else name  # as the glyphs stand, from the left
    assert marked_text(copy.data) == f"For {read}Dear {read}.\f"
    own = own_glyphs(copy.galleys)
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        fonts = pdf.pages[0].Resources.Font
        assert sum(key.startswith("/X") for key in fonts) == len(own)
    assert own_glyphs(plain.galleys) == {}


def test_a_plate_carries_its_languages_alphabet_and_no_copys_letters() -> None:
    locked = forme(LETTER)
    first = locked.strike(("Ɏɏǝ", "", ""), ISSUED)
    second = locked.strike(("Anna", "", ""), ISSUED)
    assert first.plate.static.data == forme(LETTER).strike(("Otto", "", ""), ISSUED).plate.static.data
    assert re.search(rb"/XB?R?\d+ \d+ 0 R", first.data[len(first.plate.static.data) :])
    assert not re.search(rb"/XB?R?\d+ \d+ 0 R", second.data[len(second.plate.static.data) :])


@given(st.dictionaries(st.sampled_from(TYPECASE.families[:3]).map(lambda f: f.regular), st.frozensets(st.integers(1, 60), max_size=9), max_size=3))
def test_glyphs_are_added_to_what_is_carried(used: dict[object, frozenset[int]]) -> None:
    carried: dict = {}
    added(carried, used.items())
    added(carried, used.items())
    assert carried == {face: glyphs | ZERO for face, glyphs in used.items()}


def test_a_font_is_five_objects_that_name_each_other() -> None:
    face = TYPECASE.families[0].regular
    font = embedded(face, frozenset({0, 36, 37}), Numbers(10))
    assert [ref for ref, _ in (*font.streams, *font.dictionaries)] == [11, 12, 13, 14, 15]
    assert font.ref == 15
    descriptor, descendant, top = (body for _, body in font.dictionaries)
    assert b"/FontFile2 11 0 R" in descriptor
    assert b"/FontDescriptor 13 0 R" in descendant
    assert b"/DescendantFonts[14 0 R]/ToUnicode 12 0 R" in top


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_static_glyphs_hold_those_of_the_static_text(language: str) -> None:
    copy = impression(Document("T", language, (Heading(1, (TextRun("Title 123"),)), Paragraph((TextRun("Wordswords"),)))))
    carried = copy.plate.parts.glyphs
    assert all(0 in glyphs for glyphs in carried.values())
    face = TYPECASE.stack("en").families[0].regular
    wanted = {glyph for glyph, *_ in face.glyphs("Wordswords", False, "en")}
    assert wanted <= carried[face]


def test_the_words_of_a_personal_heading_are_its_bookmark() -> None:
    copy = forme(LETTER).strike(("Zoë (Ann) Lee", "", ""), ISSUED)
    reader = pypdf.PdfReader(io.BytesIO(copy.data), strict=True)
    assert [entry.title for entry in reader.outline] == ["For Zoë (Ann) Lee"]


@settings(max_examples=20)
@given(documents(), st.sampled_from(NAMES))
def test_links_stand_inside_the_page_and_in_the_same_place_in_a_volume(document: Document, name: str) -> None:
    copy = forme(document).strike((name, "RSC-1", ""), ISSUED)
    with pikepdf.open(io.BytesIO(copy.data)) as one, pikepdf.open(io.BytesIO(bound([copy, copy])[0])) as many:
        for at, page in enumerate(one.pages):
            rects = [[float(x) for x in link.Rect] for link in page.get("/Annots", ())]
            assert rects == [[float(x) for x in link.Rect] for link in many.pages[copy.pages + at].get("/Annots", ())]
            assert all(0 <= left < right <= 596 and 0 <= bottom < top <= 842 for left, bottom, right, top in rects)


def test_the_same_lines_strike_the_same_copy_and_others_another() -> None:
    locked = forme(LETTER)
    copy, other = locked.strike(("Anna", "", ""), ISSUED), locked.strike(("Otto", "", ""), ISSUED)
    again = struck(copy.plate, copy.galleys, copy.values, copy.dated, composed=False)
    swapped = struck(copy.plate, other.galleys, copy.values, copy.dated, composed=False)
    assert again.data == copy.data
    assert swapped.data not in (copy.data, other.data)  # lines of one, bookmark of the other
    assert replace(other, values=copy.values).data == swapped.data
