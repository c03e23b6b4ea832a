"""Units as XLIFF 1.2: the version that every translators' program reads, while 2.x is read by some only.

In: a bundle; a file's bytes.  Out: bytes; answers.  Tags stand in `ph`, which these programs keep.  Refuses (`InputError`) what is no XLIFF
1.2, has a document type, or does not say of which leaflet it is.
"""

from __future__ import annotations

from typing import Any

from handouts.authoring.translating.exchange import Bundle, CameBack, Handed, UnitAnswer
from handouts.authoring.translating.po import NAMED
from handouts.errors import InputError
from handouts.leaflets.tags import tags

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
TAG = f"{{{SPACE}}}"
PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
NOT_READY = {"needs-adaptation", "needs-l10n"}  # as they were handed out, of an earlier source


def write_xliff(bundle: Bundle) -> bytes:
    """The file."""
    from lxml import etree

    root = etree.Element(f"{TAG}xliff", {"version": "1.2"}, nsmap={None: SPACE})
    about = {"original": bundle.file, "source-language": bundle.source, "target-language": bundle.target, "datatype": "plaintext"}
    file = etree.SubElement(root, f"{TAG}file", {**about, "product-name": bundle.leaflet, "product-version": str(bundle.version)})
    body = etree.SubElement(file, f"{TAG}body")
    root.text = file.text = body.text = "\n"
    for number, (name, one) in enumerate(bundle.named(), 1):
        _unit(body, number, name, one, bundle.file)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))


def _unit(body: Any, number: int, name: str, one: Handed, file: str) -> None:
    from lxml import etree

    unit = etree.SubElement(body, f"{TAG}trans-unit", {"id": str(number), "resname": name, **PRESERVE})
    _filled(etree.SubElement(unit, f"{TAG}source"), one.unit.text)
    state = "needs-translation" if not one.text else "needs-adaptation" if one.fuzzy else "translated"
    _filled(etree.SubElement(unit, f"{TAG}target", {"state": state}), one.text)
    group = etree.SubElement(unit, f"{TAG}context-group", {"purpose": "location"})
    for kind, said in (("sourcefile", file), ("linenumber", str(one.unit.line))):
        etree.SubElement(group, f"{TAG}context", {"context-type": kind}).text = said
    etree.SubElement(unit, f"{TAG}note").text = name
    unit.tail = "\n"  # so that a unit has a line of its own


def _filled(element: Any, text: str) -> None:
    """Words, with a `ph` for each tag."""
    from lxml import etree

    at, last = 0, None
    for number, tag in enumerate(tags(text), 1):
        before = text[at : tag.at]
        if last is None:
            element.text = before
        else:
            last.tail = before
        last = etree.SubElement(element, f"{TAG}ph", {"id": str(number), "ctype": "x-field" if tag.kind == "print" else "x-condition"})
        last.text = tag.text
        at = tag.end
    if last is None:
        element.text = text
    else:
        last.tail = text[at:]


def read_xliff(data: bytes, called: str) -> CameBack:
    """What came back.  Raises InputError."""
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(f"{called}: has a document type, as no XLIFF has; export it again, and translate that file")
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"{called}{f':{line}' if line else ''}: is no XML there; export it again, and translate that file") from None
    file = root.find(f"{TAG}file")
    original = NAMED.fullmatch(file.get("original", "").replace("\\", "/").rpartition("/")[2]) if file is not None else None
    if file is None or original is None or not file.get("target-language"):
        raise InputError(f"{called}: is no XLIFF 1.2 that says of which leaflet, and in which language, it is; export it again")
    units = [_answer(unit) for unit in root.iter(f"{TAG}trans-unit")]
    return CameBack(original[1], original[2], file.get("target-language"), tuple(units))


def _answer(unit: Any) -> UnitAnswer:
    source, target = unit.find(f"{TAG}source"), unit.find(f"{TAG}target")
    state = target.get("state", "") if target is not None else ""
    fuzzy = state in NOT_READY and unit.get("approved") != "yes"
    return UnitAnswer(unit.get("resname", ""), _text(source), _text(target), unit.sourceline or 1, fuzzy)


def _text(element: Any) -> str:
    """The words of a source or target, whatever a program has put around them; notes of its own are left out."""
    if element is None:
        return ""
    return "".join(part for part in element.itertext() if isinstance(part, str))
