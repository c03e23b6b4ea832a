"""What a file of SVG holds, looked through before a renderer sees it.

In: the bytes of a file.  Out: the root of its tree.  Refuses, with the file and the line (`PictureError`), what a printed page cannot hold,
and what the renderer would pass over without a word: transparency, gradients, masks, filters, words along a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from layouts.errors import PictureError

DEEPEST = 60  # elements inside each other
MOST_SHAPES = 20_000  # elements, each repeated one (`use`) counted as often as it is drawn
LARGEST = 1e6  # of a number
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
RASTER = {"image", "feImage", "foreignObject"}
MEASURED = {
    "cx", "cy", "d", "dx", "dy", "font-size", "height", "markerHeight", "markerWidth", "points", "r", "refX", "refY", "rx", "ry",
    "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "stroke-width", "transform", "viewBox", "width", "x", "x1", "x2", "y",
    "y1", "y2",
}  # fmt: skip
ENTITIES = "{}: a drawing may not declare entities; remove its DOCTYPE"
PLAIN_FILLS = "use plain fills and lines"
BENT = "words along a path are not printed; write them on a straight line"
UNDRAWN = {
    "mask": "masks are not printed; cut the shape itself", "filter": f"filters are not printed; {PLAIN_FILLS}",
    "mix-blend-mode": f"blended colours are not printed; {PLAIN_FILLS}",
    "writing-mode": "words that run down are not printed; set them level",
}  # fmt: skip
MOVING = {"transform", "transform-origin", "rotate", "scale", "translate", "offset", "offset-path", "zoom"}  # properties of styles
UNMOVED = "what this turns or moves would be printed where it stood before; say it as transform=\"…\" of a <g>"
HARMLESS = {"none", "normal", "inherit", "horizontal-tb", "lr-tb", "lr", "auto", "initial", "unset"}
PAINTS = {"fill-opacity": ("fill", "black"), "stroke-opacity": ("stroke", "none")}
CLEAR = "transparency is not printed; give it the colour that it has on white"
NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
NO_NUMBER = re.compile(r"(?i)(?<![a-z#])(?:nan|inf(?:inity)?)(?![a-z])")
_OUTSIDE = re.compile(r"""(?i)@import|url\(\s*["']?(?!["']?#)""")
_RULE = re.compile(r"([-\w]+)\s*:\s*([^;{}]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def read_drawing(name: str, data: bytes) -> Any:
    """The root of a drawing's tree, in which nothing is that could do more than draw, or be left out.  Raises PictureError."""
    root = _read(name, data)
    _look_through(name, root)
    return root


def _read(name: str, data: bytes) -> Any:
    """The root of a file that is well formed and declares nothing."""
    if b"<!ENTITY" in data:
        raise PictureError(ENTITIES.format(name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise refused(name, line, "is not well-formed XML; save the drawing again as plain SVG") from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():  # in whatever encoding
        raise PictureError(ENTITIES.format(name))
    if called(root) != "svg":
        raise refused(name, root.sourceline, f"is no SVG drawing: it begins with <{called(root)}>")
    if any(isinstance(before, etree._ProcessingInstruction) for before in root.itersiblings(preceding=True)):
        raise refused(name, 1, "has a style sheet outside itself; put the styles into the drawing")
    return root


def _look_through(name: str, root: Any) -> None:
    """Refuse what must not be given to a renderer."""
    for element in root.iter():
        if isinstance(element, etree._Entity):
            raise refused(name, element.sourceline, "uses an entity; write the character itself")
        if isinstance(element.tag, str):
            for fault in FAULTS:
                if what := fault(element):
                    raise refused(name, element.sourceline, f"<{called(element)}{what}")
    check_count(name, root)


def _kind(element: Any) -> str:
    """What an element is."""
    if called(element) in RASTER:
        return f">: pictures inside a drawing are not printed; {PLAIN_FILLS}"
    return f">: {BENT}" if called(element) == "textPath" else ""


def _outside(element: Any) -> str:
    """What it refers to."""
    words = [element.text or "" if called(element) == "style" else "", *element.attrib.values()]
    led = any(not element.get(key, "#").strip().startswith("#") for key in HREFS)
    if led or "src" in element.attrib or any(_OUTSIDE.search(text) for text in words):
        return ">: a drawing may not refer to anything outside itself; put its parts into the file"
    return ""


def _unnumbered(element: Any) -> str:
    """Its numbers."""
    for key, text in element.attrib.items():
        if key not in MEASURED and key != "style":
            continue
        plain = re.sub(r"#[0-9a-fA-F]{3,8}", "", text)
        bad = NO_NUMBER.search(plain) if key != "style" else None
        large = next((n for n in NUMBER.findall(plain) if not float(n) <= LARGEST), "")
        if bad or large:
            return f" {key}>: {bad[0] if bad else large[:20]!r} is no number that can be drawn; the largest is {LARGEST:.0f}"
    return ""


def _passed_over(element: Any) -> str:
    """What a renderer would leave out without a word, whether it stands in an attribute, a style or a style sheet."""
    for key, value in stated(element):
        if what := _undrawn(key, value, called(element) == "style"):
            return f" {key}>: {what}"
    return ""


def _moved(element: Any) -> str:
    """What turns or moves it, in places where a renderer does not look for that."""
    if called(element) == "style":
        rules = list(stated(element))
    else:
        rules = _RULE.findall(_COMMENT.sub("", element.get("style", "")))
        told = ("transform-origin", "transform") if called(element) == "svg" else ("transform-origin",)
        rules += [(key, element.get(key)) for key in told if element.get(key)]
    return next((f" {key}>: {UNMOVED}" for key, value in rules if key in MOVING and value.strip() not in HARMLESS), "")


def _undrawn(key: str, value: str, sheet: bool) -> str:
    if key in UNDRAWN and value not in HARMLESS:
        return UNDRAWN[key]
    if key in ("fill", "stroke") and value.startswith("url("):
        return f"gradients and patterns are not printed; {PLAIN_FILLS}"
    if sheet and key.startswith("marker"):
        return "say which arrow head a line has at the line itself, not in a style sheet"
    return CLEAR if (key == "opacity" or (sheet and key in PAINTS)) and _part(value) < 1 else ""


def _transparent(element: Any) -> str:
    """How much can be seen through its colours.  What says so of no colour is taken away: a renderer would heed it."""
    for key, value in [(key, value) for key, value in stated(element) if key in PAINTS and called(element) != "style"]:
        if found(element, *PAINTS[key]) != "none":
            if _part(value) < 1:
                return f" {key}>: {CLEAR}"
            continue
        element.attrib.pop(key, None)
        element.set("style", re.sub(rf"(?<![-\w]){key}\s*:[^;]*;?", "", element.get("style", "")))
    return ""


FAULTS = (_kind, _outside, _unnumbered, _passed_over, _moved, _transparent)


def _part(value: str) -> float:
    """An opacity, of 1."""
    match = NUMBER.match(value)
    return float(match[0]) / (100 if value.endswith("%") else 1) if match else 1.0


def stated(element: Any) -> Iterator[tuple[str, str]]:
    """The properties that an element states itself; of a style sheet, those of its rules."""
    if called(element) == "style":
        yield from ((key, value.strip()) for key, value in _RULE.findall(_COMMENT.sub("", element.text or "")))
        return
    yield from ((key, value.strip()) for key, value in element.attrib.items() if key != "style" and isinstance(key, str))
    yield from ((key, value.strip()) for key, value in _RULE.findall(_COMMENT.sub("", element.get("style", ""))))


def found(element: Any, key: str, otherwise: str) -> str:
    """A property that is inherited, as the nearest element states it (CSS 2.1, 6.2); style sheets are not asked."""
    while element is not None:
        said = dict(stated(element)).get(key) if isinstance(element.tag, str) else None
        if said not in (None, "inherit"):
            return str(said)
        element = element.getparent()
    return otherwise


def check_count(name: str, root: Any) -> None:
    """Refuse, with a PictureError, what is nested or repeated beyond measure: uses of uses grow as their powers."""
    named = {element.get("id"): element for element in root.iter() if isinstance(element.tag, str) and element.get("id")}
    counted: dict[Any, int] = {}
    open_: set[Any] = set()

    def count(element: Any, depth: int) -> int:
        if element in counted:
            return counted[element]
        if depth > DEEPEST or element in open_:
            raise refused(name, element.sourceline, f"<{called(element)}>: is nested too deep, or in itself; flatten the drawing")
        open_.add(element)
        found = 1 + sum(count(kid, depth + 1) for kid in element if isinstance(kid.tag, str))
        used = next((named.get(element.get(key)[1:]) for key in HREFS if element.get(key)), None) if called(element) == "use" else None
        found += count(used, depth + 1) if used is not None else 0
        open_.discard(element)
        counted[element] = found
        if found > MOST_SHAPES:
            raise refused(name, element.sourceline, f"<{called(element)}>: has more than {MOST_SHAPES:,} parts; simplify the drawing")
        return found

    count(root, 0)


def called(element: Any) -> str:
    """The name of an element, whatever namespace it stands in."""
    return str(etree.QName(element).localname)


def refused(name: str, line: int | None, what: str) -> PictureError:
    """The refusal of what stands in a line of a file."""
    return PictureError(f"{name}{f', line {line}' if line else ''}: {what}", name)


