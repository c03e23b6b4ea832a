"""What the tests of layouts share: a theme, a typecase, voices; documents struck and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.press import Press
from layouts.copies.forme import Forme, PlateCache
from layouts.document.blocks import Block, Document, Paragraph
from layouts.document.inlines import Field, Inline, TextRun
from layouts.pages.setting import Setting
from layouts.pages.slots import Slot, SlotPart
from layouts.pages.tagged import TaggedCanvas
from layouts.theme import Theme
from layouts.typesetting.chunks import Voice
from layouts.typesetting.faces import Face
from layouts.typesetting.fonts import Typecase
from layouts.typesetting.lines import Line
from layouts.typesetting.text import Galley
from tests.conftest import ISSUED

PRESS = Press(read_clinic(sample_clinic("riverside")), issued=ISSUED)
TYPECASE: Typecase = PRESS.typecase
ENGLISH = Voice(TYPECASE.stack("en-US"), "en-US", False)
ARABIC = Voice(TYPECASE.stack("ar"), "ar", True)
HEBREW = Voice(TYPECASE.stack("he"), "he", True)
SHOWN = re.compile(r"<([0-9A-F]*)>|(-?[\d.]+)")


@cache
def theme(layout: str = "standard") -> Theme:
    """A built-in layout in the sample clinic's colour."""
    return PRESS.theme(layout)


def face(name: str, strong: bool = False) -> Face:
    """A carried face by its family's name."""
    return next(family for family in TYPECASE.families if family.name == name).face(strong)


def setting(values: Sequence[str] = (), voice: Voice = ENGLISH) -> Setting:
    """A setting whose pages are as tall as the standard layout's."""
    made = Setting(theme(), voice, values)
    made.tallest = theme().height - theme().page.top - theme().page.bottom
    return made


def words(*texts: str, strong: bool = False) -> tuple[Inline, ...]:
    """Texts as inlines."""
    return tuple(TextRun(text, strong) for text in texts)


def paragraph(text: str) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph((TextRun(text),))


def document(*blocks: Block, language: str = "en-US", **parts: tuple[Block, ...]) -> Document:
    """A document of blocks, with head, running and foot if they are given."""
    return Document("A title", language, blocks, **parts)


def struck(made: Document, values: tuple[str, ...] = (), layout: str = "standard") -> bytes:
    """The bytes of a copy."""
    forme = Forme(made, theme(layout), TYPECASE, PlateCache(), PRESS.profile)
    return forme.strike(values, "2026-12-01T08:00:00+00:00").data


def field(index: int, **looks: bool) -> Field:
    """The place of a value."""
    return Field(index, **looks)


# -- set type, read back from its operators alone


def shown(code: str, tag: str = "") -> list[tuple[str, list[int], list[float]]]:
    """(font tag, glyphs, adjustments) of each TJ in operators; tag: of the font that is chosen before them."""
    out = []
    for found in re.finditer(r"/[FX](\S+) [\d.]+ Tf|\[([^\]]*)\]TJ", code):
        if found[1]:
            tag = found[1]
            continue
        glyphs: list[int] = []
        shifts: list[float] = []
        for item in SHOWN.finditer(found[2]):
            if item[2]:
                shifts.append(float(item[2]))
            else:
                glyphs += [int(item[1][i : i + 4], 16) for i in range(0, len(item[1]), 4)]
        out.append((tag, glyphs, shifts))
    return out


def faces_by_tag() -> dict[str, Face]:
    """Every face of the typecase by the name of its resource."""
    return {made.tag: made for family in TYPECASE.families for made in (family.regular, family.bold)}


def faces_of(made: Galley) -> list[Face]:
    """The faces that a galley is drawn with."""
    return [drawn for drawn, _ in (*made.home, *made.away)]


def drawn_width(line: Line, size: float) -> float:
    """How far the glyphs of a line reach, from the widths in their files and the numbers between them; points."""
    faces = faces_by_tag()
    arrays = shown(" ".join(span.code for span in line.spans))
    return sum(sum(map(faces[tag].advance, glyphs)) - sum(shifts) for tag, glyphs, shifts in arrays) * size / 1000


def spans(line: Line, more: Iterable[Face] = ()) -> list[str]:
    """What each span of a line says: its glyphs by their meanings, or its /ActualText, in logical order.  more: faces of its own."""
    faces, tag = {**faces_by_tag(), **{made.tag: made for made in more}}, ""
    out = []
    for span in line.spans:
        said = ""
        for tag, glyphs, _ in shown(span.code, tag):  # noqa: B020  a font stays chosen from span to span
            text = "".join(faces[tag].meaning.get(glyph, "\u200b") for glyph in glyphs)
            turned = re.search("[\u0590-\u08ff\ufb1d-\ufefc\u202b]", text)
            said += text[::-1] if turned else text
        out.append(said if span.actual is None else span.actual)
    return out


def read(line: Line, more: Iterable[Face] = ()) -> str:
    """What a line says, in logical order.  more: faces of its own."""
    return re.sub("[\u202a\u202b]", "", "".join(spans(line, more)))


def galley_text(made: Galley) -> str:
    """What a galley says, its lines joined."""
    return "".join(read(line, faces_of(made)) for line in made.lines)


def slots_of(canvas: TaggedCanvas) -> list[Slot]:
    """The slots whose lines are drawn on a canvas's open page."""
    return [part.slot for part in canvas._code if isinstance(part, SlotPart)]
