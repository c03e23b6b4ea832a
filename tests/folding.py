"""Sheets, cut and folded on screen: what a person holds who prints a booklet or a folded leaflet.

In: the file that is printed.  Out: its pages in the order in which they are turned.  Shares nothing with what made it: it does what hands do.
"""

from __future__ import annotations

import pypdfium2 as pdfium

from tests.reading import folded


def halves(data: bytes, columns: int) -> list[list[str]]:
    """Of each side of a sheet, the texts of its pages from the left, cut along the folds."""
    document = pdfium.PdfDocument(data)
    sides = []
    for page in document:
        text, (width, height) = page.get_textpage(), page.get_size()
        cuts = [(column * width / columns, (column + 1) * width / columns) for column in range(columns)]
        sides.append([folded(text.get_text_bounded(left, 0, right, height).replace("\ufffe", "-")) for left, right in cuts])
        text.close()
        page.close()
    document.close()
    return sides


def bound(sides: list[list[str]], *, leftward: bool = False) -> list[str]:
    """The pages of a booklet: sheets laid into each other, folded, and turned.  leftward: from the other cover."""
    ahead, behind = (0, 1) if leftward else (1, 0)
    sheets = [(sides[at], sides[at + 1]) for at in range(0, len(sides), 2)]  # front and back, turned over the short edge
    first = [page for front, back in sheets for page in (front[ahead], back[behind])]
    last = [page for front, back in reversed(sheets) for page in (back[ahead], front[behind])]
    return first + last


def fanned(sides: list[list[str]], *, leftward: bool = False) -> list[str]:
    """The panels of leaflets that are folded like fans: one side, then the other."""
    return [panel for side in sides for panel in (reversed(side) if leftward else side)]
