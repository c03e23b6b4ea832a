"""Documents of any kind for the tests of copies: what Hypothesis draws, set in the house's own layout and fonts."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from handouts.clinics.clinic import built_in, read_clinic, sample_clinic
from handouts.clinics.looks import read_theme, read_typecase
from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.copies.volume import Bound, Volume
from layouts.document.blocks import Block, Document, Figure, Heading, Items, Paragraph, Picture, Table
from layouts.document.inlines import Field, PageCount, PageNumber, TextRun
from layouts.theme import Theme

TYPECASE = read_typecase(read_clinic(sample_clinic("riverside")))
PROFILE = built_in("assets") / "srgb.icc"
ISSUED = "2026-12-01T08:00:00+00:00"
VALUES = ("Anna Lee", "RSC-7", "")  # of the fields that documents may hold
SQUARE = Picture("square.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect x="2" y="2" width="9" height="9" fill="#336699"/></svg>')

# What looks like PDF, or like Python's formatting, and is only words.
TRAPS = ("12 0 R", "see 1 0 R (or 2 0 R)", "%-9d", "100%", "%s %%", "/StructParents 3", "/StructParent 0", "\\(", ")(", "<</Nums[", "[ ]", "endobj", "a\\", "ü 5 0 R")
WORDS = st.one_of(st.sampled_from(TRAPS), st.text("abc de.,-()[]/\\%<>09Rß", min_size=1, max_size=30).filter(str.strip))
LINKS = st.sampled_from([None, None, None, "https://a.example/x", "https://b.example/(1)%20?q=4 0 R"])
STATIC = st.builds(TextRun, WORDS, st.booleans(), LINKS)
PERSONAL = st.builds(Field, st.integers(0, len(VALUES) - 1), st.booleans(), LINKS)
INLINES = st.lists(st.one_of(STATIC, STATIC, PERSONAL), min_size=1, max_size=4).map(tuple)
PLAIN = st.lists(STATIC, min_size=1, max_size=3).map(tuple)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """A drawing, or a raster image of some mode."""
    from PIL import Image

    mode = draw(st.sampled_from(["svg", "RGB", "RGBA", "L", "P", "JPEG"]))
    if mode == "svg":
        return SQUARE
    image = Image.new("RGB" if mode == "JPEG" else mode, (4, 3), draw(st.integers(0, 255)) if mode in "LP" else draw(st.sampled_from(["#123456", "#a0b0c0"])))
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "JPEG" else "PNG")
    return Picture(f"{mode}.{'jpg' if mode == 'JPEG' else 'png'}", out.getvalue())


BLOCKS = st.one_of(
    st.builds(Heading, st.sampled_from([1, 2, 3]), INLINES),
    st.builds(Paragraph, INLINES),
    st.builds(Paragraph, INLINES),
    st.builds(Items, st.sampled_from(["bullet", "number", "check"]), st.lists(st.builds(Paragraph, INLINES).map(lambda p: (p,)), min_size=1, max_size=3).map(tuple)),
    st.builds(Figure, pictures(), WORDS, st.one_of(st.just(()), PLAIN)),
    st.builds(lambda cells, personal: Table((cells[0], cells[1]), ((cells[2], personal),)), st.tuples(PLAIN, PLAIN, PLAIN), INLINES),
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn, most: int = 6) -> Document:
    """A document in one of three languages, two of them written from the right, with heads and feet or without."""
    blocks = draw(st.lists(BLOCKS, min_size=1, max_size=most))
    return Document(
        title=draw(WORDS),
        language=draw(st.sampled_from(["en-GB", "ar", "he"])),
        blocks=(Heading(1, (TextRun("Title"),)), *blocks),
        head=draw(st.sampled_from([(), (Paragraph((TextRun("Head "), Field(0))),)])),
        foot=(Paragraph((Field(1),)), Paragraph((PageNumber(), TextRun(" of "), PageCount()))) if draw(st.booleans()) else (),
        author=draw(st.sampled_from(["", "A (clinic)"])),
        subject=draw(st.sampled_from(["", "Überblick"])),
    )


@cache
def theme(layout: str = "standard", page: str = "A4") -> Theme:
    """A layout of the house."""
    return read_theme(read_clinic(sample_clinic("riverside")), layout, page)


def forme(document: Document, layout: str = "standard", page: str = "A4", plates: PlateCache | None = None) -> Forme:
    """A document locked up for printing."""
    return Forme(document, theme(layout, page), TYPECASE, plates or PlateCache(), Path(PROFILE))


def impression(document: Document, values: tuple[str, ...] = VALUES) -> Impression:
    """One copy of a document."""
    return forme(document).strike(values, ISSUED)


def paragraphs(*texts: str, language: str = "en-GB") -> Document:
    """A plain document."""
    return Document("Plain", language, (Heading(1, (TextRun("Plain"),)), *(Paragraph((TextRun(text),)) for text in texts)))


def bound(copies: list[Impression], *, duplex: bool = False) -> tuple[bytes, list[Bound]]:
    """A volume of copies, whose bookmarks are their numbers."""
    out = io.BytesIO()
    volume = Volume(out, "A list", Path(PROFILE), duplex=duplex)
    places = [volume.add(copy, f"copy {number}", more=number < len(copies)) for number, copy in enumerate(copies, 1)]
    assert volume.finish(ISSUED) == volume.pages
    return out.getvalue(), places


def blocks_of(count: int) -> tuple[Block, ...]:
    """So many paragraphs, each an element of its own."""
    return tuple(Paragraph((TextRun(f"Paragraph {number}."),)) for number in range(count))
