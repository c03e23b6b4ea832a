"""Bold without a face for it: a line round the letters, in their own colour, which leaves nothing set behind it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from benchmarks.spoiled import one_weight
from layouts.copies.forme import Forme, PlateCache
from layouts.document.blocks import Document, Heading, Paragraph
from layouts.document.inlines import Field, Inlines, TextRun
from layouts.pages.places import Place, lines_code
from layouts.styles import Style
from layouts.typesetting.chunks import Voice
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.text import galley
from tests.layouts.paper import PRESS, galley_text, theme

ISSUED = "2026-12-01T08:00:00+00:00"
BODY = Style(12, 17)
LETTER = Document("Letter", "en", (Heading(1, (TextRun("For "), Field(0))), Paragraph((TextRun("Dear "), Field(0)))))
LINE = re.compile(r"0\.36 w 0\.1 0\.2 0\.3 RG 1 j 2 Tr")
ROOT = Path(__file__).parents[3]


@cache
def typecase() -> Typecase:
    """The families, of which Hebrew has no bold face."""
    return one_weight(PRESS.typecase)


def drawn(content: Inlines, values: tuple[str, ...] = (), language: str = "en") -> str:
    """The operators of content, in a colour."""
    voice = Voice(typecase().stack(language), language, language == "he")
    made = galley(content, values, BODY, 300, voice)
    return lines_code(made.lines, Place(0, 0, BODY, (0.1, 0.2, 0.3)), None)


def test_a_family_says_whether_its_bold_is_a_line_round_its_letters() -> None:
    thick = {family.name for family in typecase().families if family.thickened and "he" in family.languages}
    assert thick == {"NotoSansHebrew"}
    assert not any(family.thickened for family in PRESS.typecase.families if "he" in family.languages)


@pytest.mark.parametrize("language", ["en", "he"])
def test_bold_letters_without_a_face_have_a_line_in_their_own_colour_and_no_others(language: str) -> None:
    code = drawn((TextRun("word "), TextRun("שלום", True), TextRun(" אבא "), TextRun("bold", True)), language=language)
    assert len(LINE.findall(code)) == code.count("0 j 0 Tr") == 1
    thick = code[LINE.search(code).end() : code.index("0 j 0 Tr")]  # type: ignore[union-attr]
    assert len(re.findall(r"\]TJ", thick)) == 1
    assert code.count("]TJ") >= 4
    assert drawn((TextRun("שלום"),), language=language).count(" Tr") == 0


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_line_of_thick_letters_ends_thin(language: str) -> None:
    for content in ((TextRun("שלום " * 30, True),), (Field(0, strong=True),), (TextRun("a "), Field(0, strong=True))):
        code = drawn(content, ("בֶּן־דָּוִד " * 9,), language)
        states = re.findall(r"(?<=j )[02] Tr|-17 Td|ET", code)
        assert all(before != "2 Tr" or state in ("0 Tr", "2 Tr") for before, state in pairwise(states))
        assert states[-2:] == ["0 Tr", "ET"]


def test_thick_letters_say_and_take_what_thin_ones_do() -> None:
    voice = Voice(typecase().stack("he"), "he", True)
    thin, thick = (galley((TextRun("שלום לכם 12", strong),), (), BODY, 300, voice) for strong in (False, True))
    assert galley_text(thin) == galley_text(thick)
    fonts = [replace_tags(made.lines[0].spans[0].code) for made in (thin, thick)]
    assert fonts[0] == fonts[1]
    assert {face.name for face, _ in thick.home} <= {"NotoSansHebrew-Regular", "NotoSans-Bold"}


def replace_tags(code: str) -> list[str]:
    """The glyphs of the Hebrew face in operators."""
    return re.findall(r"/FR2 12 Tf(?: 0\.36 w 1 j 2 Tr)? (\[[^\]]*\]TJ)", code)


def test_one_font_serves_both_weights_in_a_copy_and_its_tags_are_the_same() -> None:
    """The same letters thin and thick are embedded once."""
    made = {}
    for name, cases in (("thick", typecase()), ("real", PRESS.typecase)):
        forme = Forme(LETTER, theme(), cases, PlateCache(), PRESS.profile)
        data = forme.strike(("יוסף", "", ""), ISSUED).data
        with pikepdf.open(io.BytesIO(data)) as pdf:
            fonts = sorted(key for key in map(str, pdf.pages[0].Resources.Font.keys()) if key.startswith("/X"))
            roles = sorted(str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem")
        made[name] = fonts, roles
    assert made["thick"] == (["/XR2"], made["real"][1])
    assert made["real"][0] == ["/XB2", "/XR2"]


SCRIPT = """
import hashlib
from tests.layouts.typesetting.test_thick import *
forme = Forme(LETTER, theme(), typecase(), PlateCache(), PRESS.profile)
for name in {names}:
    print(name, hashlib.sha256(forme.strike((name, "", ""), ISSUED).data).hexdigest())
"""


def test_the_same_bytes_in_every_process_and_order() -> None:
    orders = [["Anna", "יוסף", "משה כהן"], ["משה כהן", "Anna", "יוסף"]]
    said = []
    for names in orders:
        code = SCRIPT.replace("{names}", ascii(names))
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
        said.append(sorted(done.stdout.split("\n")))
    assert said[0] == said[1]


def test_style_that_is_bold_thickens_too() -> None:
    voice = Voice(typecase().stack("he"), "he", True)
    assert "2 Tr" in galley((TextRun("שלום"),), (), replace(BODY, strong=True), 300, voice).lines[0].spans[0].code
