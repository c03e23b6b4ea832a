"""Link annotations.  In: links and where they stand, in points from the lower left corner of the page.  Out: their objects."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from layouts.pages.elements import Link
from layouts.pages.slots import SlotPart
from layouts.pdf.objects import numbers, text_string
from layouts.typesetting.text import Galley

Rects: TypeAlias = tuple[tuple[float, float, float, float], ...]  # x, y, width, height


@lru_cache(1024)
def annotation(link: Link, rects: Rects, key: int, place: str = "") -> bytes:
    """A link annotation with a description (ISO 14289-1, 7.18.5); QuadPoints where it runs over several lines (ISO 32000-1, 12.5.6.5).

    key: of the link in the parent tree; place: the destination in the document, of a link that leads to one (12.3.2.2).
    """
    left, bottom = min(r[0] for r in rects), min(r[1] for r in rects)
    right, top = max(r[0] + r[2] for r in rects), max(r[1] + r[3] for r in rects)
    quads = "".join(f" {numbers(x, y + h, x + w, y + h, x, y, x + w, y)}" for x, y, w, h in (rects if len(rects) > 1 else ()))
    goes = f"/Dest{place}" if place else f"/A<</S/URI/URI {text_string(link.url)}>>"
    return (
        f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{numbers(left, bottom, right, top)}]"
        f"{f'/QuadPoints[{quads.strip()}]' if quads else ''}/StructParent {key}"
        f"/Contents {text_string(link.contents)}{goes}>>"
    ).encode("ascii")


def rects_of(part: SlotPart, set_type: Galley, key: int) -> Rects:
    """Where a link stands on the lines of a part."""
    return tuple([
        (part.x + line.left + offset, part.top - (i + 1) * part.leading, width, part.leading)
        for i, line in enumerate(set_type.lines[part.first : part.last])
        for link, offset, width in line.links
        if link == key
    ])  # fmt: skip
