"""What the copies of a volume share: static streams, pictures, and one font a face.

In: plates and lines as they come.  Out: objects that stand in the file once.  Glyph ids are the source fonts', so one font serves every
plate; fonts are written at the end, when all glyphs are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from layouts.copies.embedding import Carried, added, by_tag, embedded, resource
from layouts.copies.enclosing import Enclosed, thing_bodies
from layouts.copies.plate import Parts
from layouts.document.enclosures import Enclosure
from layouts.pdf.objects import name
from layouts.pdf.writer import Writer
from layouts.typesetting.text import Galley

_MASK = re.compile(rb"(?<=^<</SMask )(\d+)(?= 0 R)")


class Common:
    """Shared objects of a file that is being written."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known: dict[bytes, int] = {}
        self._images: dict[str, int] = {}
        self._carried: Carried = {}
        self._enclosed: dict[Enclosure, tuple[int, ...]] = {}

    def admit(self, parts: Parts) -> dict[int, int]:
        """Write what is new of a plate's shared objects.  Returns the file's number of each, by the plate's."""
        numbers: dict[int, int] = {}
        for ref, body in parts.shared.items():
            numbers[ref] = self._number(body, numbers)
        for image, ref in parts.images.items():
            self._images[image] = numbers[ref]
        added(self._carried, parts.glyphs.items())
        for each in parts.enclosed:
            numbers.update(zip(each.things, self._enclose(each), strict=True))
        return numbers

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """All that were admitted."""
        return tuple(self._enclosed)

    def _enclose(self, each: Enclosed) -> tuple[int, ...]:
        """The numbers of what the pages of an enclosure are drawn with, which stands in the file once."""
        if each.enclosure not in self._enclosed:
            self._enclosed[each.enclosure] = things = tuple(self._writer.new() for _ in each.things)
            for ref, body, _ in thing_bodies(each.enclosure, things):
                self._writer.put(ref, body)
        return self._enclosed[each.enclosure]

    def _number(self, body: bytes, numbers: Mapping[int, int]) -> int:
        """The number of a stream.  A soft mask stands before its picture, and pictures that differ in their masks are two."""
        body = _MASK.sub(lambda found: b"%d" % numbers[int(found[1])], body)
        if body not in self._known:
            self._known[body] = self._writer.new()
            self._writer.put(self._known[body], body)
        return self._known[body]

    def add_lines(self, galleys: Iterable[Galley]) -> None:
        """The glyphs of a copy that its plate does not carry."""
        for set_type in galleys:
            if set_type.away:
                added(self._carried, set_type.away, frozenset())

    def finish(self, fonts: int, resources: int) -> None:
        """Write the fonts, under the names that plates (F) and copies (X) use, and the resources of all pages."""
        entries: list[str] = []
        for face, glyphs in by_tag(self._carried):
            font = embedded(face, glyphs, self._writer)
            for ref, body in (*font.streams, *font.dictionaries):
                self._writer.put(ref, body)
            entries += (resource("F", face, font.ref), resource("X", face, font.ref))
        self._writer.put(fonts, f"<<{''.join(entries)}>>".encode("ascii"))
        images = "".join(f"{name(image)} {ref} 0 R" for image, ref in sorted(self._images.items()))
        xobjects = f"/XObject<<{images}>>" if images else ""
        self._writer.put(resources, f"<</Font {fonts} 0 R{xobjects}>>".encode("ascii"))
