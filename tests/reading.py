"""Reads finished PDFs with libraries that did not write them."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import ContentStream


def page_texts(data: bytes) -> list[str]:
    """The text of each page, by pdfium, white space folded."""
    document = pdfium.PdfDocument(data)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(folded(text_page.get_text_range().replace("\ufffe", "-")))
        text_page.close()
        page.close()
    document.close()
    return texts


def text_of(data: bytes) -> str:
    """The text of the whole file, by pdfium."""
    return " ".join(page_texts(data))


def poppler_text(path: Path, *options: str) -> str:
    """The text by poppler's pdftotext."""
    done = subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True)
    return folded(done.stdout.decode("utf-8"))


def folded(text: str) -> str:
    """White space as single spaces, without what says which way a text runs."""
    return re.sub(r"\s+", " ", re.sub("[\u202a-\u202c\u200e\u200f]", "", text)).strip()


def operations(data: bytes) -> list[list[tuple[list[object], bytes]]]:
    """The operators of each page's content stream, parsed by pypdf."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    return [ContentStream(page.get_contents(), reader).operations for page in reader.pages]


def nesting_errors(data: bytes) -> list[str]:
    """Marked content and text objects that do not nest (ISO 32000-1, 14.6.1), and numbers that stand twice."""
    errors = []
    for number, page in enumerate(operations(data), start=1):
        open_: list[str] = []
        seen: set[int] = set()
        for operands, operator in page:
            if operator in (b"BDC", b"BMC"):
                open_.append("mark")
                properties = operands[1] if len(operands) > 1 else {}
                if isinstance(properties, dict) and "/MCID" in properties:
                    mcid = int(properties["/MCID"])
                    if mcid in seen:
                        errors.append(f"page {number}: MCID {mcid} twice")
                    seen.add(mcid)
            elif operator == b"BT":
                open_.append("text")
            elif operator in (b"EMC", b"ET"):
                wanted = "mark" if operator == b"EMC" else "text"
                if not open_ or open_.pop() != wanted:
                    errors.append(f"page {number}: {operator.decode()} closes what it did not open")
            elif operator in (b"Tj", b"TJ", b"f", b"S", b"Do") and "mark" not in open_:
                errors.append(f"page {number}: {operator.decode()} is neither tagged nor an artifact")
        if open_:
            errors.append(f"page {number}: {open_} left open")
        if seen != set(range(len(seen))):
            errors.append(f"page {number}: MCIDs {sorted(seen)} have gaps")
    return errors


def marked_text(data: bytes) -> str:
    """Every marked text of the file in the order of drawing, decoded by ToUnicode and ActualText alone (pypdf parses)."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    out: list[str] = []
    for page in reader.pages:
        fonts = {name: _to_unicode(font.get_object()) for name, font in page["/Resources"]["/Font"].get_object().items()}
        current: dict[int, str] = {}
        actual: list[str | None] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                current = fonts[operands[0]]
            elif operator in (b"BDC", b"BMC"):
                properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
                text = properties.get("/ActualText")
                actual.append(None if text is None else str(text))
                if text is not None:
                    out.append(str(text))
            elif operator == b"EMC":
                actual.pop()
            elif operator in (b"TJ", b"Tj") and not any(a is not None for a in actual):
                items = operands[0] if operator == b"TJ" else operands
                for item in items:
                    if isinstance(item, (pypdf.generic.ByteStringObject, pypdf.generic.TextStringObject)):
                        codes = item.original_bytes
                        out.extend(current[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))
        out.append("\f")
    return "".join(out).replace("\u202a", "").replace("\u202b", "")


def _to_unicode(font: pypdf.generic.DictionaryObject) -> dict[int, str]:
    cmap = font["/ToUnicode"].get_object().get_data().decode("ascii")
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def tags(data: bytes) -> str:
    """The structure tree as text, an element a line: tag, attributes, the beginning of what it says."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
    marks = [texts_by_mark(page, reader) for page in reader.pages]
    out: list[str] = []

    def walk(element: pypdf.generic.DictionaryObject, depth: int) -> None:
        kids = element.get("/K", [])
        page = pages.get(element.raw_get("/Pg").idnum) if "/Pg" in element else None
        texts, nodes, extra = [], [], []
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, int):
                texts.append(marks[page].get(int(kid), ""))
            elif kid.get("/Type") == "/MCR":
                texts.append(marks[pages[kid.raw_get("/Pg").idnum]].get(int(kid["/MCID"]), ""))
            elif kid.get("/Type") == "/OBJR":
                leads = kid["/Obj"]
                where = f"page {pages[list.__getitem__(leads['/Dest'], 0).idnum] + 1}" if "/Dest" in leads else leads["/A"]["/URI"]
                extra.append(f"-> {where}")
            else:
                nodes.append(kid)
        attributes = element.get("/A", {})
        for key in ("/Scope", "/ListNumbering"):
            if key in attributes:
                extra.append(f"{key[1:]}={attributes[key][1:]}")
        for key in ("/Alt", "/Lang"):
            if key in element:
                extra.append(f"{key[1:]}={element[key]!s}")
        said = folded("".join(texts))
        words = f' "{said[:56]}{"…" if len(said) > 56 else ""}"' if said else ""
        out.append("  " * depth + " ".join([str(element["/S"])[1:], *extra]) + words)
        for node in nodes:
            walk(node, depth + 1)

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object(), 0)
    return "\n".join(out) + "\n"


def texts_by_mark(page: pypdf.PageObject, reader: pypdf.PdfReader) -> dict[int, str]:
    """MCID -> its text in logical order; strings of right-to-left letters are drawn in visual order."""
    fonts = {name: _to_unicode(font.get_object()) for name, font in page["/Resources"]["/Font"].get_object().items()}
    out: dict[int, str] = {}
    current: dict[int, str] = {}
    open_: list[tuple[int | None, bool]] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            current = fonts[operands[0]]
        elif operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            mcid = int(properties["/MCID"]) if "/MCID" in properties else None
            open_.append((mcid, "/ActualText" in properties))
            if mcid is not None:
                out[mcid] = str(properties.get("/ActualText", ""))
        elif operator == b"EMC":
            open_.pop()
        elif operator == b"TJ" and open_ and open_[-1][0] is not None and not open_[-1][1]:
            codes = b"".join(i.original_bytes for i in operands[0] if hasattr(i, "original_bytes"))
            text = "".join(current[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))
            out[open_[-1][0]] += re.sub("[\u202a\u202b]", "", text[::-1] if re.search("[\u0590-\u08ff\u202b]", text) else text)
    return out
