"""Pictures of leaflets as files of a site: drawings with the words of their language, photographs without their camera's notes.

In: a `Picture` of a document.  Out: its file, named by what it shows, and how large it is drawn.  Refuses what paper refuses
(`PictureError`).

A browser sets a drawing's words itself, so that a drawing stays sharp at every size: they get a size that can be read, more room beside the
drawing where they want it, and lines below one another where they are very long.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from lxml import etree

from handouts.authoring.heard import ShownPicture
from layouts.document.blocks import Picture
from layouts.pages.drawings import drawing
from layouts.pages.photographs import JPEG, PNG
from layouts.pages.pictures import opened
from layouts.pages.svgfile import called, found, read_drawing

ACROSS = 1200  # pixels of a photograph: twice as many as it is wide on a page, for fine screens
WIDEST = 600  # pixels that a picture is drawn
SIZE = 0.042  # of a drawing's width: about 20 pixels where it is drawn 480 wide
LEADING = 1.2
LONG = 0.6  # of a drawing's width: what is longer than this is set in lines
LETTER, WIDE_LETTER = 0.56, 1.02  # of the size, that a letter of Noto Sans Bold's width takes at most on average; of Chinese
QUALITY = 85
PLAIN = re.compile(r"^\s*(\d+\.?\d*|\.\d+)(?:px)?\s*$")
SVG = "{http://www.w3.org/2000/svg}"
LIVELY = ("script", "a", "animate", "animateMotion", "animateTransform", "set", "handler")


class SitePicture(NamedTuple):
    """A file, and how large it is drawn: pixels."""

    name: str
    data: bytes
    width: int
    height: int

    def drawn(self, at: str = "") -> ShownPicture:
        """The picture for a page.  at: what stands before the names of files."""
        return ShownPicture(f"{at}{self.name}", self.width, self.height)


def site_picture(picture: Picture) -> SitePicture:
    """A picture's file.  Raises PictureError."""
    opened(picture)  # whatever paper refuses
    if picture.data.startswith((PNG, JPEG)):
        kind, data, width, height = _photograph(picture.data)
    else:
        kind, data, width, height = "svg", *_drawing(picture)
    scale = WIDEST / width if kind == "svg" else min(1.0, WIDEST / width)
    name = f"picture-{blake2b(data, digest_size=8).hexdigest()}.{kind}"
    return SitePicture(name, data, round(width * scale), round(height * scale))


def _photograph(data: bytes) -> tuple[str, bytes, float, float]:
    """A photograph anew, upright: a JPEG where it has no transparent part."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        upright = ImageOps.exif_transpose(image)
        kind = "jpg" if image.format == "JPEG" else "png"
        shown = upright.convert("RGB" if kind == "jpg" else "RGBA")
    shown.thumbnail((ACROSS, ACROSS * 2))
    out = io.BytesIO()
    clean = Image.new(shown.mode, shown.size)
    clean.paste(shown)  # without what a camera, or a program, noted
    clean.save(out, "JPEG" if kind == "jpg" else "PNG", quality=QUALITY, optimize=True)
    return kind, out.getvalue(), *clean.size


def _drawing(picture: Picture) -> tuple[bytes, float, float]:
    """A drawing with the words that it is to say."""
    drawing(picture.name, picture.data)
    root = read_drawing(picture.name, picture.data)
    for element in [one for one in root.iter() if called(one) in LIVELY]:
        element.getparent().remove(element)
    for element in root.iter(etree.Element):
        for key in [key for key in element.attrib if key.startswith("on")]:
            del element.attrib[key]
    left, top, width, height = _box(root)
    words = dict(picture.labels)
    covered = [span for text in root.iter(f"{SVG}text") for span in _set(text, words, (left, width, top + height / 2))]
    begin, end = min([left, *(one for one, _ in covered)]), max([left + width, *(other for _, other in covered)])
    root.set("viewBox", f"{begin:g} {top:g} {end - begin:g} {height:g}")
    root.set("width", f"{end - begin:g}")
    root.set("height", f"{height:g}")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), end - begin, height


def _box(root: Any) -> tuple[float, float, float, float]:
    """A drawing's own coordinates: left, top, width, height."""
    numbers = re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", root.get("viewBox", ""))
    if len(numbers) == 4:
        return tuple(map(float, numbers))  # type: ignore[return-value]
    sizes = [PLAIN.match(root.get(name, "")) for name in ("width", "height")]
    width, height = (float(size[1]) if size else otherwise for size, otherwise in zip(sizes, (480.0, 320.0), strict=True))
    return 0.0, 0.0, width, height


def _set(text: Any, words: dict[str, str], room: tuple[float, float, float]) -> Iterator[tuple[float, float]]:
    """Set the words of a text, and say from where to where they reach.  room: left, width, the middle's height."""
    said = words.get(text.get("id", ""))
    placed = PLAIN.match(text.get("x", "")), PLAIN.match(text.get("y", ""))
    if not all(placed) or any(one.get("transform") for one in (text, *text.iterancestors())):
        if said is not None:
            _say(text, [said], "0", 0.0)
        return
    x, y = (float(one[1]) for one in placed if one)
    left, width, middle = room
    size = width * SIZE
    anchor = found(text, "text-anchor", "start")
    spoken = said if said is not None else " ".join("".join(text.itertext()).split())
    free = {"start": left + width - x, "end": x - left}.get(anchor, 2 * min(x - left, left + width - x))
    lines = _lines(spoken, max(free, width * LONG) / size)
    text.set("style", f"font: {size:.4g}px 'Noto Sans', system-ui, sans-serif; fill: #16191b; stroke: none")
    _say(text, lines, text.get("x"), -(len(lines) - 1) * LEADING if y < middle else 0.0)
    wide = max(map(_width, lines), default=0.0) * size
    begin = {"start": x, "end": x - wide}.get(anchor, x - wide / 2)
    yield begin, begin + wide


def _say(text: Any, lines: list[str], x: str, first: float) -> None:
    """Lines below one another.  first: how far the first is moved, in ems."""
    for child in list(text):
        text.remove(child)
    text.text = lines[0] if len(lines) == 1 else None
    for number, line in enumerate(lines if len(lines) > 1 else ()):
        part = etree.SubElement(text, f"{SVG}tspan", {"x": x, "dy": f"{LEADING if number else first:g}em"})
        part.text = line


def _lines(words: str, room: float) -> list[str]:
    """Words in one line, or in as few as fit.  room: in ems."""
    lines: list[str] = []
    for word in words.split():
        if lines and _width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _width(line: str) -> float:
    """About how wide a line is, in ems."""
    return sum(WIDE_LETTER if ord(letter) > 0x2E80 else LETTER for letter in line)
