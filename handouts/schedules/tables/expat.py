"""XML as the parts of a workbook have it, read from end to end by expat.

In: a part's bytes, and what is to be done at each element.  Out: nothing.  Refuses a document type, which entities are made of
(`InputError`).  Python's own layers above expat cost as much as everything else that is done with a sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Protocol
from xml.parsers import expat

from handouts.errors import InputError

CHUNK = 2**16
Attributes = dict[str, str]
REMEDY = "has XML entities, which no spreadsheet program writes; save it again as XLSX"


class Listener(Protocol):
    """What is done while a part is read.  Names are as they stand, with their prefixes."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Some of its text."""


def read_part(name: str, content: IO[bytes], part: Listener) -> None:
    """Read a part to its end.  name: the workbook's, for messages.  Raises InputError; ExpatError for what is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartDoctypeDeclHandler = _refuser(name)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = part.start, part.end, part.text
    while chunk := content.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _refuser(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise InputError(f"{name}: {REMEDY}")

    return refuse
