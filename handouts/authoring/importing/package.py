"""A package of Office (a ZIP with files of XML), opened with care.

In: bytes.  Out: its parts.  Refuses (`InputError`) what is no ZIP or is broken, what would grow far beyond what a leaflet can be, and XML
that names a document type: none of Word's does, and it is how files refer to others, or to themselves a billion times over.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from handouts.errors import InputError

MOST_PARTS, LARGEST_PART, LARGEST_XML, LARGEST = 5_000, 60 * 2**20, 12 * 2**20, 200 * 2**20


def opened(data: bytes, called: str) -> dict[str, bytes]:
    """The parts of a package by their names.  Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            held = package.infolist()
            if len(held) > MOST_PARTS or sum(part.file_size for part in held) > LARGEST or any(map(_too_large, held)):
                raise InputError(f"{called}: unpacks to far more than a leaflet can be; save the text alone as a new DOCX")
            if any(part.flag_bits & 1 for part in held):
                raise InputError(f"{called}: is protected by a password; save it without one")
            return {part.filename: package.read(part) for part in held if not part.is_dir()}
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        if isinstance(error, InputError):
            raise
        raise InputError(f"{called}: is broken: it cannot be unpacked; save it again as DOCX") from None


def _too_large(part: zipfile.ZipInfo) -> bool:
    xml = part.filename.endswith((".xml", ".rels"))
    return part.file_size > (LARGEST_XML if xml else LARGEST_PART)


def xml(data: bytes, called: str) -> Any:
    """The root of a part in XML.  Raises InputError for what is none, and for one with a document type."""
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(f"{called}: has a document type in its XML, as no text of Word has; save it again as DOCX")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InputError(f"{called}: is broken: its XML cannot be read; save it again as DOCX") from None
