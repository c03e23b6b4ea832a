"""The PDFs that are made here, known again by what they say of themselves: one copy, and many in one file.

In: a file.  Out: whether it is one.  Read by pdfium: what a file merely contains, such as an attachment, does not make it one.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from handouts.files.guard import OutputKind
from handouts.files.pdfs import opened
from handouts.language.phrases import phrases, shipped

PRODUCER = "Handouts"


def produced(path: Path, *, many: bool) -> bool:
    """Whether a file was made here.  many: with page labels, as only a file of many copies has them (ISO 32000-2, 12.4.2)."""
    with opened(path) as document:
        if document is None:
            return False
        return bool(document.get_metadata_value("Producer") == PRODUCER and bool(document.get_page_label(0)) == many)


def untagged(data: bytes) -> tuple[str, ...]:
    """The names of the files in a copy that a screen reader is told nothing of, as the copy says itself."""
    with opened(data) as document:
        said = "" if document is None else str(document.get_metadata_value("Untagged"))
    return tuple(said.split(", ")) if said else ()


OF_A_RUN = re.compile(r"\d{5,}-[a-z2-7]{12}\.pdf")


def single(path: Path) -> bool:
    """Whether a file was made here for one patient, and has not the name of a copy of a run."""
    return not OF_A_RUN.fullmatch(path.name) and produced(path, many=False) and not general(path)


def general(path: Path) -> bool:
    """Whether a file was made here for no patient, as its metadata say in some language."""
    with opened(path) as document:
        said = "" if document is None else str(document.get_metadata_value("Subject"))
    said_so = {str(phrases(tag)("General edition")) for tag in ("en", *shipped())}
    return any(said.startswith(f"{phrase}.") for phrase in said_so) and produced(path, many=False)


HANDOUT = OutputKind("an older handout", partial(produced, many=False))
EDITION = OutputKind("an older general edition", general)
SINGLE = OutputKind("an older handout that was made by itself", single)
STACK = OutputKind("an older file of many handouts", partial(produced, many=True))
