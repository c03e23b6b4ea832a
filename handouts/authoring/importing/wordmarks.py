"""What a text of Word holds besides its words, put into words where it stands.

In: the parts of a DOCX.  Out: its main part, in which comments, changes, text boxes, formulas, embedded things, and hidden words are plain
paragraphs, runs and marks, so that what reads it next meets nothing that it would drop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handouts.authoring.importing.omissions import OmissionList, shown
from handouts.authoring.importing.package import xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
FILM = "webVideoPr"
COMMENTS = "word/comments.xml"
MAIN = "word/document.xml"
EMBEDDED = {"object": "An embedded object", "altChunk": "An embedded file"}
GRAPHICS = {"chart": "A chart", "relIds": "A drawing of Word (SmartArt)", "wgp": "A group of drawings", "wpc": "A drawing of Word"}


def marked(parts: Mapping[str, bytes], omissions: OmissionList) -> bytes:
    """The main part.  Raises InputError for XML that cannot be read."""
    from lxml import etree

    root = xml(parts[MAIN], "its text")
    comments = _comments(parts)
    for element in list(root.iter(ALTERNATE)):
        _boxed(element, omissions)
    for element in list(root.iter(f"{W}txbxContent")):
        _unboxed(element, omissions)
    for element in list(root.iter()):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in LOOKS and element.getparent() is not None:
            LOOKS[name](element, omissions)
    for element in list(root.iter(f"{W}commentReference")):
        said = comments.get(element.get(f"{W}id", ""), "a comment without words")
        _replaced(element.getparent(), _run(omissions.mark(said)))
    for sign in root.iter(f"{W}t"):
        sign.text = (sign.text or "").replace("\uf0b7", "•").replace("\uf0a8", "☐").replace("\uf0a7", "▪")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def words(element: Any) -> str:
    """The words of an element, its paragraphs parted by spaces."""
    return " ".join("".join(_signs(paragraph)) for paragraph in element.iter(f"{W}p")) or "".join(_signs(element))


def _signs(element: Any) -> Iterator[str]:
    for sign in element.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}br"):
        yield sign.text or " "


def _comments(parts: Mapping[str, bytes]) -> dict[str, str]:
    """What each comment says, and who."""
    if COMMENTS not in parts:
        return {}
    found = xml(parts[COMMENTS], "its comments").iter(f"{W}comment")
    return {one.get(f"{W}id", ""): f"A comment{_by(one)} is left out: {shown(words(one))}." for one in found}


def _by(element: Any) -> str:
    author = element.get(f"{W}author", "").strip()
    return f" by {author}" if author else ""


def _run(text: str) -> Any:
    from lxml import etree

    run = etree.Element(f"{W}r")
    sign = etree.SubElement(run, f"{W}t")
    sign.text = text
    sign.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def _replaced(element: Any, *others: Any) -> None:
    """Others in the place of an element that stands in a paragraph (or in what is left of one)."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent.remove(element)
    for other in reversed(others):
        parent.insert(at, other)


# -- text boxes and drawings


def _boxed(element: Any, omissions: OmissionList) -> None:
    """Of two ways to say the same, the first; where it is a text box, its words."""
    first = element.find(CHOICE)
    if first is not None and next(first.iter(f"{W}txbxContent"), None) is not None:
        _replaced(element, *first)


def _unboxed(element: Any, omissions: OmissionList) -> None:
    """The paragraphs of a text box, below the paragraph that it hangs on."""
    paragraph = next(element.iterancestors(f"{W}p"), None)
    if paragraph is None or paragraph.getparent() is None:
        return
    run = next(element.iterancestors(f"{W}r"), None)
    held = [child for child in element if child.tag in (f"{W}p", f"{W}tbl")]
    if words(element).strip() and (first := element.find(f"{W}p")) is not None:
        first.append(_run(omissions.mark("A text box: its words are a paragraph here now.")))
    for child in reversed(held):
        paragraph.addnext(child)
    if run is not None and not words(run).strip():
        _replaced(run)


def _graphic(element: Any, omissions: OmissionList) -> None:
    """Drawings that are no pictures."""
    from lxml import etree

    drawing = next(element.iterancestors(f"{W}drawing"), None)
    run = next(element.iterancestors(f"{W}r"), None)
    if drawing is None or run is None:
        return
    said = GRAPHICS[etree.QName(element).localname]
    called = next((part.get("descr") or part.get("name") or "" for part in drawing.iter() if str(part.tag).endswith("}docPr")), "")
    _replaced(run, _run(omissions.mark(f"{said} is left out{f', called {shown(called)}' if called else ''}: put a picture of it there.")))


def _film(element: Any, omissions: OmissionList) -> None:
    run = next(element.iterancestors(f"{W}r"), None)
    if run is not None:
        where = next((value for name, value in element.attrib.items() if name.endswith("embeddedHtml")), "")
        run.addnext(_run(omissions.mark(f"A film is left out: {shown(where, 300)}. Write '::: video https://…' for it.")))


# -- changes, formulas, fields


def _deleted(element: Any, omissions: OmissionList) -> None:
    said = words(element).strip()
    mark = omissions.mark(f"Words that were deleted while changes were tracked{_by(element)} are left out: {shown(said)}.") if said else ""
    _replaced(element, *([_run(mark)] if mark else []))


def _inserted(element: Any, omissions: OmissionList) -> None:
    said = words(element).strip()
    if said:
        element.addnext(_run(omissions.mark(f"Words that were put in while changes were tracked{_by(element)} stand here: {shown(said)}.")))


def _formula(element: Any, omissions: OmissionList) -> None:
    said = "".join(sign.text or "" for sign in element.iter("{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
    _replaced(element, _run(f"{said}{omissions.mark(f'A formula is plain text now: {shown(said)}.')}"))


def _embedded(element: Any, omissions: OmissionList) -> None:
    from lxml import etree

    run = next(element.iterancestors(f"{W}r"), None)
    said = omissions.mark(f"{EMBEDDED[etree.QName(element).localname]} is left out: put its words, or a picture of it, there.")
    if run is not None:
        run.addnext(_run(said))
    else:
        paragraph = etree.Element(f"{W}p")
        paragraph.append(_run(said))
        _replaced(element, paragraph)


def _hidden(element: Any, omissions: OmissionList) -> None:
    """Words that Word does not show."""
    run = next(element.iterancestors(f"{W}r"), None)
    if run is None or element.get(f"{W}val", "1") in ("0", "false", "off") or not words(run).strip():
        return
    _replaced(run, _run(omissions.mark(f"Hidden words are left out: {shown(words(run))}.")))


def _ordered(element: Any, omissions: OmissionList) -> None:
    """Fields of a form letter, and others that Word fills in."""
    said = " ".join((element.text or element.get(f"{W}instr") or "").split())
    kind = said.partition(" ")[0].upper()
    if kind in ("MERGEFIELD", "FORMTEXT", "FORMDROPDOWN", "FILLIN", "ASK", "DOCPROPERTY", "DATE", "TIME"):
        run = element if element.tag == f"{W}fldSimple" else next(element.iterancestors(f"{W}r"), None)
        if run is not None:
            run.addnext(_run(omissions.mark(f"A field that Word fills in ({said[:80]}) is the words that it showed last.")))


LOOKS: dict[str, Callable[[Any, OmissionList], None]] = {
    "del": _deleted, "moveFrom": _deleted, "ins": _inserted, "moveTo": _inserted, "oMath": _formula, "object": _embedded,
    "altChunk": _embedded, "vanish": _hidden, "instrText": _ordered, "fldSimple": _ordered, FILM: _film,
    **dict.fromkeys(GRAPHICS, _graphic),
}  # fmt: skip
