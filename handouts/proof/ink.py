"""Is there ink where text should stand?  A page is rendered small, in bands that hold its personal text, and looked at.

In: a page as pdfium has it, and where its text stands.  Out: the words that show nothing.  What is white on white, covered, squeezed or
not drawn at all has no ink, whatever the file says.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from handouts.proof.expected import plain
from handouts.proof.readings import Stand

SCALE = 0.5  # pixels a point
SMALL, CLOSE = 4.0, 4.0  # points: a full stop, whose ink pdfium may put a pixel beside its place; pixels a point to look at that again
CONTRAST = 24  # of 255, between the lightest and the darkest dot of a word
WIDE = 2.5  # of the type size: longer text is looked at in stretches of this length
ABOVE, BELOW = 0.8, 0.15  # of the type size: how far letters reach from their line
NEAR = 24.0  # points: words that are no further apart share a band


class Patch(NamedTuple):
    """Where a stretch of text stands; points.  text: what the whole says."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


class Band(NamedTuple):
    """A stripe of a page, rendered.  top: its upper edge, in dots from the page's; rows: its dots, 0 is black; scale: dots a point."""

    top: int
    rows: tuple[bytes, ...]
    scale: float


def patches(stands: Iterable[Stand], values: Iterable[str], everything: bool) -> Iterator[Patch]:
    """Where personal text stands: shows that say part of a value, or that are read otherwise than their glyphs say; in stretches.

    everything: where any text stands.
    """
    said = "\n".join(map(plain, values))
    for show, x, y, k, otherwise in stands:
        if everything or otherwise or show.text.strip() in said:
            yield from _stretches(show.text, x + show.first * k, x + show.last * k, y, k * 1000)


def _stretches(text: str, left: float, right: float, y: float, size: float) -> Iterator[Patch]:
    """Text between two places, in stretches that are longer than any space."""
    count = max(1, int((right - left) / (WIDE * size)))
    step = (right - left) / count
    for i in range(count if step > 0 else 0):
        yield Patch(left + step * i, y - BELOW * size, left + step * (i + 1), y + ABOVE * size, text)


def bare(pdfium: Any, page: Any, wanted: Iterable[Patch]) -> list[str]:
    """What should be read in those of these patches of a page that show nothing."""
    found: list[str] = []
    size = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    for group in _grouped(sorted(wanted, key=_top)):
        band = _rendered(pdfium, page, size, group, SCALE)
        found += [patch.text for patch in group if not _inked(band, patch, size[1]) and not _inked_closely(pdfium, page, size, patch)]
    return found


def _inked_closely(pdfium: Any, page: Any, size: tuple[float, float], patch: Patch) -> bool:
    """Whether a patch that is too small to be judged from afar shows something when it is looked at closely."""
    return patch.right - patch.left <= SMALL and _inked(_rendered(pdfium, page, size, [patch], CLOSE), patch, size[1])


def _top(patch: Patch) -> float:
    return -patch.top


def _grouped(ordered: list[Patch]) -> Iterator[list[Patch]]:
    """Patches from the top of the page down, those together that are near each other."""
    group: list[Patch] = []
    low = 0.0
    for patch in ordered:
        if group and patch.top < low - NEAR:
            yield group
            group = []
        low = min(low, patch.bottom) if group else patch.bottom
        group.append(patch)
    if group:
        yield group


def _rendered(pdfium: Any, page: Any, size: tuple[float, float], group: list[Patch], scale: float) -> Band:
    """The stripe of a page that holds these patches."""
    top, bottom = size[1] - max(patch.top for patch in group), size[1] - min(patch.bottom for patch in group)
    width, height = (round(side * scale) for side in size)
    first, last = max(int(top * scale), 0), min(int(bottom * scale) + 2, height)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, last - first, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, last - first, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, -first, width, height, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        dots = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * (last - first))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Band(first, tuple(dots[at : at + width] for at in range(0, len(dots), stride)), scale)


def _inked(band: Band, patch: Patch, height: float) -> bool:
    """Whether a patch shows something."""
    left, right = int(patch.left * band.scale), int(patch.right * band.scale) + 1
    first, last = int((height - patch.top) * band.scale) - band.top, int((height - patch.bottom) * band.scale) - band.top + 1
    stripe = [row[left:right] for row in band.rows[max(first, 0) : last]]
    middle = stripe[len(stripe) // 2] if stripe else b""
    if middle and max(middle) - min(middle) >= CONTRAST:  # most letters have ink in their middle
        return True
    dots = b"".join(stripe)
    return bool(dots) and max(dots) - min(dots) >= CONTRAST
