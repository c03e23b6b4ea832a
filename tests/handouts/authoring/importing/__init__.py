"""What tests of importing share: texts of Word, web pages and exports of WordPress of our own writing."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from handouts.authoring.importing.drafting import DraftWishes, ImportedDraft, drafted
from handouts.authoring.importing.formats import read_foreign

TODAY = date(2026, 11, 26)
BEGUN = {"owner": "«… who …»", "based-on": "«… on what …»"}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def png(width: int = 4, height: int = 4, level: int = 120) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([level]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def imported(path: Path, data: bytes | str, item: str = "", **wishes: str) -> ImportedDraft:
    """The draft of a file with this in it."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return drafted(read_foreign(path, item), DraftWishes(path.stem, **wishes), BEGUN, TODAY)


def body(draft: ImportedDraft) -> str:
    """A draft's text without its head."""
    return draft.text.split("\n---\n", 1)[1].strip()


def told(draft: ImportedDraft) -> str:
    return "\n".join(f"{one.line}: {one.what}" for one in draft.omissions)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


def missing(source: str, draft: ImportedDraft) -> Counter[str]:
    """Words of a source that stand neither in the draft's text and title nor in the list of what was not carried."""
    there = re.sub(r"\\(?=[^\w\s])", "", f"{draft.title} {body(draft)}")
    return words(source) - words(there) - words(told(draft))


# -- Word


def docx(document: Any) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def with_parts(data: bytes, change: Any = None, **parts: bytes) -> bytes:
    """A package with another main part (change: of its XML as text), and other parts by their names (`__` for `/`)."""
    held = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *held]):
            content = held.get(name) if name in held else old.read(name)
            if name == "word/document.xml" and change:
                content = change(content.decode()).encode()
            new.writestr(name, content)
    return out.getvalue()


def run(xml: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{xml}</w:t></w:r>"


def paragraph(xml: str) -> str:
    return f"<w:p>{xml}</w:p>"


def before_end(xml: str) -> Any:
    """Puts XML at the end of a text of Word."""
    return lambda text: text.replace("<w:sectPr", f"{xml}<w:sectPr", 1)


def ear_leaflet() -> tuple[bytes, str]:
    """A text as a nurse writes it in Word: the file, and every word in it."""
    from docx import Document

    document = Document()
    document.core_properties.author, document.core_properties.title = "Rosa Marin", "Draft 7"
    document.core_properties.modified = datetime(2025, 3, 4)
    document.sections[0].header.paragraphs[0].text = "Mill Lane Clinic"
    document.sections[0].footer.paragraphs[0].text = "Printed in the spring"
    document.add_paragraph("Washing out your ear", style="Title")
    document.add_paragraph("A nurse runs warm water into your ear. The water carries the wax out, and you may hear better at once.")
    document.add_heading("Get ready", 1)
    some = document.add_paragraph("Use the drops for ")
    some.add_run("five days").bold = True
    some.add_run(" before you come. Do not use cotton buds, and keep the ear dry.")
    for item in ("Put two drops into the ear twice a day.", "Tell us if you have had a hole in your eardrum."):
        document.add_paragraph(item, style="List Bullet")
    for step in ("The nurse looks into your ear.", "The nurse washes the wax out."):
        document.add_paragraph(step, style="List Number")
    table = document.add_table(2, 2)
    for cell, said in zip((cell for row in table.rows for cell in row.cells), ("When", "What", "Day 1", "Rest at home"), strict=True):
        cell.text = said
    document.add_heading("When to call", 2)
    asked = document.add_paragraph("Call if your ear hurts.")
    document.add_comment(asked.runs, text="Is the number right?", author="Ann", initials="A")
    document.add_picture(io.BytesIO(png()))
    said = " ".join(paragraph.text for paragraph in document.paragraphs) + " When What Day 1 Rest at home Is the number right? Mill Lane Clinic Printed in the spring"
    return docx(document), said


# -- WordPress

EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.5" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Mill Lane</title><language>en-US</language>{items}</channel></rss>
"""
ITEM = """<item><title>{title}</title><link>https://mill.example/{number}</link><dc:creator><![CDATA[rosa]]></dc:creator>
<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[{about}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_name>page-{number}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_modified>2025-03-04 10:00:00</wp:post_modified>{more}</item>
"""


def item(title: str, text: str, number: int = 12, kind: str = "page", about: str = "", more: str = "") -> str:
    return ITEM.format(title=title, text=text, number=number, kind=kind, about=about, more=more)


def export(*items: str) -> str:
    return EXPORT.format(items="".join(items))
