"""What the tests of printing share: pages, and copies of them in a ledger."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from handouts.delivery.channel import Parcel
from handouts.delivery.printing.client import Queue, address
from handouts.delivery.printing.line import Patience, PrinterLine
from handouts.ledger.data import Copy
from tests.handouts.delivery import a_copy

SIZES = {"A4": (595, 842), "Letter": (612, 792)}
SHORT = Patience(stuck=4, lost=4, cancel=2, count=1)  # seconds: what a test can wait


def document(pages: int, page: str = "A4", word: str = "") -> bytes:
    """A PDF of so many pages."""
    across, along = SIZES[page]
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [f"<</Type/Catalog/Pages 2 0 R/Word({word})>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"]
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across} {along}]>>"] * pages
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{text}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n".encode()


class Stock:
    """Gives the bytes of copies, which are as many pages as the ledger says."""

    def data(self, copy: Copy) -> bytes:
        return document(copy.struck.pages, copy.struck.page, copy.id)


stock = Stock()


def parcel(number: int = 1, pages: int = 3, page: str = "A4", attempt: int = 1) -> Parcel:
    """One copy on its way, of invented data."""
    copy = a_copy(1, f"copy{number:08d}", number, {}, {"pages": pages, "page": page})
    data = stock.data(copy)
    copy = replace(copy, struck=replace(copy.struck, sha256=hashlib.sha256(data).hexdigest()))
    return Parcel(copy, data, f"{copy.id}.{number}", attempt)


def line(printer: str, patience: Patience = SHORT, said: list[str] | None = None) -> PrinterLine:
    """The way to a printer, with a test's patience; said takes what the desk is told."""
    heard = said if said is not None else []
    return PrinterLine(Queue(address(printer), timeout=5), printer, patience, heard.append)
