"""The pictures of a foreign text: those that a leaflet can hold, with names beside it; of the others, what they are.

In: elements `img`, and what gives the bytes of an address.  Out: blocks `::: picture`, and files by their names.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from handouts.authoring.importing.escapes import begun, escaped, plain
from handouts.authoring.importing.omissions import shown

KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
OTHERS = (
    (b"GIF8", "a GIF"), (b"RIFF", "a WebP"), (b"BM", "a bitmap"), (b"II*\0", "a TIFF"), (b"MM\0*", "a TIFF"),
    (b"\xd7\xcd\xc6\x9a", "a WMF of Windows"), (b"\x01\0\0\0", "an EMF of Windows"),
    (b"<svg", "a drawing in SVG"), (b"<?xml", "a drawing in SVG"), (b"\0\0\0", "an AVIF or HEIC"),
)  # fmt: skip
TO_SAY = "«… say what the picture shows …»"
LARGEST = 25 * 2**20  # bytes
MOST = 200


class PictureTray:
    """identifier: of the leaflet; files: by name; caption: of the next picture, '' when it was taken."""

    def __init__(self, identifier: str) -> None:
        self.identifier, self.caption = identifier, ""
        self.files: dict[str, bytes] = {}
        self._names: dict[bytes, str] = {}

    def picture(self, element: Any, find: Callable[[str], bytes | None]) -> tuple[str, str]:
        """The block of a picture, or what is to be said of one that cannot be carried."""
        src, words = element.get("src", "").strip(), plain(element.get("alt", "").replace("\n", " ")).strip()
        called = shown(words or ("a picture in the page itself" if src.startswith("data:") else src or "without an address"), 200)
        data = find(src)
        if data is None:
            return (
                "",
                f"The picture {called} is not in the file ({shown(src, 200)}): put it beside the leaflet, and write '::: picture FILE'.",
            )
        if amiss := self._amiss(data):
            return "", f"The picture {called} is {amiss}: save it as PNG or JPEG beside the leaflet, and write '::: picture FILE'."
        name = self._named(data, _kind(data))
        caption, self.caption = self.caption, ""
        return f"::: picture {name}\n{begun(escaped(words)) or TO_SAY}\n" + (f"\n{caption}\n" if caption else "") + ":::", ""

    def _amiss(self, data: bytes) -> str:
        """Why a picture cannot be carried; '' if it can."""
        if not _kind(data):
            return next((what for begin, what in OTHERS if data.startswith(begin)), "of no kind that is known")
        if len(data) > LARGEST:
            return "too large"
        return "one of too many" if len(self.files) >= MOST and sha256(data).digest() not in self._names else ""

    def _named(self, data: bytes, kind: str) -> str:
        """The name of a picture; the same for the same one."""
        digest = sha256(data).digest()
        if digest not in self._names:
            self._names[digest] = f"{self.identifier}-{len(self._names) + 1}.{kind}"
            self.files[self._names[digest]] = data
        return self._names[digest]


def _kind(data: bytes) -> str:
    """What a picture is by its content: png, jpg; '' for others."""
    return next((kind for begin, kind in KINDS if data.startswith(begin)), "")
