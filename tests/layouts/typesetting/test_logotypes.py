"""Logotypes: one letter a glyph, side by side, drawing what HarfBuzz drew, to the font unit."""

from __future__ import annotations

import io
import re
import unicodedata

import pikepdf
import pypdfium2 as pdfium
import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.document.blocks import Paragraph
from layouts.document.inlines import Field, TextRun
from layouts.styles import Style
from layouts.typesetting.faces import Face
from layouts.typesetting.logotypes import FROM_LEFT, FROM_RIGHT, NARROWEST, Care, Logotype, cast, cast_where_needed
from layouts.typesetting.subsets import font_objects
from layouts.typesetting.text import Matter, galley
from layouts.typesetting.truetype import Composed, composed_font
from tests.layouts.paper import ARABIC, ENGLISH, document, face, galley_text, spans, struck
from tests.layouts.typesetting.test_subsets import outline
from tests.names import MARKED
from tests.reading import folded, nesting_errors, tags

WORDS = [word for names in MARKED for name in names for word in name.split(" ")]
ARABIC_TEXT = st.text(st.sampled_from("ابتحدرسعلمنهوىي\u064e\u064f\u0650\u0651\u0652\u0670\u200c "), min_size=1, max_size=16)
HEBREW_TEXT = st.text(st.sampled_from("אבגדהוכלמנסעפצקרשת־׳\u05b0\u05b4\u05b6\u05b8\u05b9\u05bc\u05c1 "), min_size=1, max_size=16)
TEXTS = st.one_of(
    st.tuples(st.sampled_from([face("NotoSansArabic"), face("NotoSansArabic", True)]), ARABIC_TEXT),
    st.tuples(st.sampled_from([face("NotoSansHebrew"), face("NotoSansHebrew", True)]), HEBREW_TEXT),
)
Path = list[tuple[object, ...]]


def of(word: str, strong: bool = False) -> Face:
    return face("NotoSansHebrew" if any("א" <= c <= "ת" for c in word) else "NotoSansArabic", strong)


def moved(path: Path, x: float, y: float) -> Path:
    return [(kind, *(round(v + (x, y)[i % 2], 2) for i, v in enumerate(at))) for kind, *at in path]  # type: ignore[operator]


def drawn(font: hb.Font, places: list[tuple[int, float, float]]) -> list[Path]:
    """Outlines of glyphs at their places, contour by contour and without regard to their order."""
    contours: list[Path] = []
    for glyph, x, y in places:
        for step in moved(outline(font, glyph), x, y):
            if step[0] == "move":
                contours.append([])
            contours[-1].append(step)
    return sorted(contours, key=repr)


def from_source(made: Face, text: str) -> list[Path]:
    at, places = 0, []
    for _, (glyph, advance, dx, dy) in made.clustered(text, None):
        places.append((glyph, at + dx, dy))
        at += advance
    return drawn(hb.Font(made.source), places)


def from_logotype(made: Logotype) -> list[Path]:
    font = hb.Font(made.source)
    at, places = 0, []
    for glyph in range(made.first, made.first + len(made.characters)):
        places.append((glyph, at, 0))
        at += font.get_glyph_h_advance(glyph)
    return drawn(font, places)


@given(TEXTS, st.booleans())
def test_a_logotype_draws_what_its_face_drew_and_is_as_wide(case: tuple[Face, str], ended: bool) -> None:
    made, text = case
    logotype, shaped = cast(made, text, None, ended)
    assert isinstance(logotype, Logotype)
    assert from_logotype(logotype) == from_source(made, text)
    assert shaped.width == pytest.approx(made.shape(text, True, None).width)


@given(TEXTS)
def test_its_glyphs_are_the_characters_from_the_last_to_the_first(case: tuple[Face, str]) -> None:
    made, text = case
    logotype, shaped = cast(made, text, None)
    said = "".join(logotype.meaning[glyph] for glyph in sorted(shaped.glyphs))
    assert said.replace(FROM_RIGHT, "")[::-1] == text
    assert sum(logotype.advance(glyph) for glyph in shaped.glyphs) == pytest.approx(shaped.width)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("strong", [False, True])
def test_letters_stand_so_far_apart_that_no_reader_takes_one_for_anothers_shadow(word: str, strong: bool) -> None:
    logotype, _ = cast(of(word, strong), word, None)
    widths = [logotype.advance(glyph) for glyph in logotype.meaning]
    assert min(widths) >= min(NARROWEST * 1000 - 1, sum(widths) / len(widths) - 1)


@pytest.mark.parametrize(("word", "needed"), [
    ("محمد", False), ("יוסף", False), ("محمّد", True), ("علاء", True), ("على", True), ("שָׁלוֹם", True), ("علی\u200cرضا", True), ("בן־דוד", False),
])  # fmt: skip
def test_words_of_plain_letters_keep_their_face(word: str, needed: bool) -> None:
    made = of(word)
    chosen, _ = cast_where_needed(made, made.shape(word, True, None), word, None, Care.WORDS)
    assert isinstance(chosen, Logotype) == needed


def test_a_word_that_ends_in_a_mark_says_that_it_runs_from_right_to_left() -> None:
    logotype, _ = cast(of("عَبْدُ"), "عَبْدُ ", None)
    assert list(logotype.meaning.values())[:4] == [" ", FROM_RIGHT, "\u064f", "د"]


def test_the_same_text_has_the_same_name_and_another_text_or_face_another() -> None:
    one, two = (cast(of("محمّد"), "محمّد", language)[0] for language in (None, "ar"))
    assert one == two and hash(one) == hash(two) and one is not two
    others = {cast(of(word, strong), word, None, ended)[0].tag for word in ("محمّد", "علاء") for strong in (False, True) for ended in (False, True)}
    assert len(others) == 8
    assert one.origin is of("محمّد")


def test_its_file_is_whole() -> None:
    """Checksums, and the numbers in head, hhea and maxp that other tables go by; pdfium draws it."""
    logotype, shaped = cast(of("مُحَمَّد"), "مُحَمَّد", None)
    data = composed_font(logotype.origin.source, (), logotype.made)
    tables = {data[at : at + 4]: data[at + 4 : at + 16] for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16)}
    for tag, entry in tables.items():
        checksum, offset, length = (int.from_bytes(entry[i : i + 4], "big") for i in (0, 4, 8))
        table = bytearray(data[offset : offset + length])
        if tag == b"head":
            table[8:12] = bytes(4)
        table += bytes(-len(table) % 4)
        assert sum(int.from_bytes(table[i : i + 4], "big") for i in range(0, len(table), 4)) & 0xFFFFFFFF == checksum, tag
    whole = data + bytes(-len(data) % 4)
    assert sum(int.from_bytes(whole[i : i + 4], "big") for i in range(0, len(whole), 4)) & 0xFFFFFFFF == 0xB1B0AFBA
    read = hb.Face(hb.Blob(data))
    assert read.glyph_count > len(shaped.glyphs)
    assert font_objects(logotype, frozenset({0}) | shaped.glyphs).base.endswith("+NotoSansArabic-Regular")


def test_a_glyph_that_draws_nothing_is_empty() -> None:
    source = of("א").source
    font = hb.Font(hb.Face(hb.Blob(composed_font(source, (), (Composed(100), Composed(200, ((36, 5, -7),)))))))
    first = source.glyph_count
    assert outline(font, first) == [] and font.get_glyph_h_advance(first) == 100
    assert outline(font, first + 1) == moved(outline(hb.Font(of("א").source), 36), 5, -7)


# -- on a line


def said(text: str, voice: object = ENGLISH) -> list[str]:
    made = Matter((TextRun("Dear "), Field(0), TextRun(", hello")), Style(12, 17), 400, voice).galley((text,))  # type: ignore[arg-type]
    return spans(made.lines[0], [face_ for face_, _ in made.away])


def test_what_follows_a_right_to_left_name_is_told_from_it() -> None:
    assert said("محمد")[1].replace(FROM_LEFT, "") == "محمد"
    assert said("محمد")[1].count(FROM_LEFT) == 1
    assert said("Anna")[1] == "Anna"
    assert FROM_LEFT not in said("محمد", ARABIC)[1]


def test_a_value_is_whole_between_its_spaces() -> None:
    [line] = Matter((Field(0),), Style(12, 17), 400, ENGLISH).galley(("בן־דוד לוי",)).lines
    assert "".join(spans(line)) == "בן־דוד לוי"
    assert line.spans[0].code.count("TJ") == 2


def test_a_date_keeps_its_face_and_a_name_of_the_same_letters_does_not() -> None:
    for text, wanted in (("الثلاثاء، 8 ديسمبر", False), ("الثلاثاء", True), ("الثلاثاءُ 8", True)):
        made = Matter((Field(0),), Style(12, 17), 400, ARABIC).galley((text,))
        assert any(isinstance(face_, Logotype) for face_, _ in made.away) == wanted


@pytest.mark.parametrize(("text", "cast_words"), [("الثلاثاء في المستشفى", 0), ("محمّد في المستشفى", 1), ("مَرْحَبًا بِكُم", 2)])
def test_static_text_keeps_its_faces_but_for_words_with_marks(text: str, cast_words: int) -> None:
    made = galley((TextRun(text),), (), Style(12, 17), 400, ARABIC)
    assert sum(isinstance(face_, Logotype) for face_, _ in made.home) == cast_words
    assert galley_text(made) == text


WORDS_WITH_MARKS = st.sampled_from(["שָׁלוֹם", "בְּרוּכִים", "לֶחֶם וּמַיִם", "רִאשׁוֹן", "אֱלֹהִים", "מַרְחֲבָא", "مَرْحَبًا", "كَثِيرًا", "يُتَوَقَّعُ", "مُهِمٌّ جِدًّا", "اللّٰه", "قُرْآن"])


@given(st.lists(WORDS_WITH_MARKS, min_size=1, max_size=5), st.sampled_from([". ", ", ", ": ", " "]), st.sampled_from(["he", "ar"]))
@settings(max_examples=25, deadline=None)
def test_pointed_text_of_a_leaflet_is_copied_as_it_is(words: list[str], sign: str, language: str) -> None:
    """A reader of its own gives every word letter by letter, in their order, and no sign stands on the wrong side of a word.

    Of a mark and the sign behind it pdfium gives the sign first: neither says which way it runs.
    """
    text = sign.join(words)
    data = struck(document(Paragraph((TextRun(text),)), language=language))
    found = re.sub("[\u202a\u202b\r\n]", "", pdfium.PdfDocument(data)[0].get_textpage().get_text_range())
    one, other = (re.sub("([.,:])([\u0591-\u05c7\u064b-\u0670]+)", r"\2\1", unicodedata.normalize("NFC", folded(said))) for said in (found, text))
    assert one == other


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize(("given_name", "family_name"), MARKED)
def test_a_name_on_a_line_of_its_own_is_copied_as_it_is(given_name: str, family_name: str, language: str) -> None:
    """pdfium counts the words of a line to see which way it runs: where more run from left to right, it gives names word by word."""
    name = unicodedata.normalize("NFC", f"{given_name} {family_name}")
    label = "الاسم" if language == "ar" else "Prepared for"
    data = struck(document(Paragraph((TextRun(label),)), Paragraph((Field(0),)), Paragraph((TextRun("x" * 40),)), language=language), (name,))
    assert name in unicodedata.normalize("NFC", folded(pdfium.PdfDocument(data)[0].get_textpage().get_text_range()))
    assert name in tags(data)
    assert nesting_errors(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"ActualText" not in b"".join(stream.read_bytes() for stream in pdf.pages[0].Contents)
