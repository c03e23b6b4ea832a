"""A copy as a screen reader has it: headings, links and words, element by element in their order, a change of language where there is one.

In: the bytes of a PDF.  Out: a line for each heading, paragraph, item, cell and picture, such as `H2: Getting ready`; words in another
language stand as `[ar: مرحبا]`, links as `(link: call us -> tel:911)`.  pypdf reads; nothing here knows how a copy is made.
"""

from __future__ import annotations

import io
from typing import Any

import pypdf

from tests.reading import folded, texts_by_mark

INLINE = ("/Link", "/Span")
SILENT = ("/Lbl",)  # bullets and numbers, which a reader counts itself


class Hearing:
    """One copy that is read out."""

    def __init__(self, data: bytes) -> None:
        self.reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
        self.pages = {page.indirect_reference.idnum: n for n, page in enumerate(self.reader.pages) if page.indirect_reference}
        self.marks = [texts_by_mark(page, self.reader) for page in self.reader.pages]
        self.lines: list[str] = []

    def said(self) -> str:
        """Everything it says, a line an element."""
        root = self.reader.trailer["/Root"]
        document = root["/StructTreeRoot"]["/K"].get_object()
        assert document["/Lang"] == root["/Lang"]
        self.lines = [f"language: {root['/Lang']}"]
        self._walk(document, str(root["/Lang"]))
        return "\n".join(self.lines) + "\n"

    def _walk(self, element: Any, language: str) -> None:
        own = str(element.get("/Lang", language))
        words = folded(self._words(element, own))
        if "/Alt" in element and element["/S"] not in SILENT:
            words = f"{{{element['/Alt']}}} {words}".strip()
        if words and element["/S"] not in SILENT:
            self.lines.append(f"{element['/S'][1:]}: {words if own == language else f'[{own}: {words}]'}")
        for kid in self._kids(element):
            if not isinstance(kid, int) and kid.get("/S") is not None and kid["/S"] not in INLINE:
                self._walk(kid, own)

    def _words(self, element: Any, language: str) -> str:
        """What stands in an element itself and in the links and spans below it, in their order."""
        page = self.pages.get(element.raw_get("/Pg").idnum) if "/Pg" in element else None
        out: list[str] = []
        for kid in self._kids(element):
            if isinstance(kid, int):
                assert page is not None
                out.append(self.marks[page].get(int(kid), ""))
            elif kid.get("/Type") == "/MCR":
                out.append(self.marks[self.pages[kid.raw_get("/Pg").idnum]].get(int(kid["/MCID"]), ""))
            elif kid.get("/S") in INLINE:
                out.append(self._inline(kid, language))
        return "".join(out)

    def _inline(self, element: Any, language: str) -> str:
        own = str(element.get("/Lang", language))
        words = self._words(element, own)
        bare, ending = words.rstrip(" "), " " * (len(words) - len(words.rstrip(" ")))
        if own != language:
            bare = f"[{own}: {bare}]"
        leads = next((self._goal(kid["/Obj"]) for kid in self._kids(element) if not isinstance(kid, int) and "/Obj" in kid), "")
        return (f"(link: {bare} -> {leads})" if element["/S"] == "/Link" else bare) + ending

    def _goal(self, link: Any) -> str:
        return f"page {self.pages[list.__getitem__(link['/Dest'], 0).idnum] + 1}" if "/Dest" in link else str(link["/A"]["/URI"])

    @staticmethod
    def _kids(element: Any) -> list[Any]:
        kids = element.get("/K", [])
        return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


def heard(data: bytes) -> str:
    """What a screen reader has of a copy."""
    return Hearing(data).said()
