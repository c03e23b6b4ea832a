"""What a PDF may not have whose pages follow a leaflet's: each kind by its name, with what to do about it.

In: an open file.  Out: a sentence, '' for a file that may be used.  What moves, asks, opens or hides something is refused, since the copy
would carry it to the patient or lose it without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MOST_PAGES, MOST_OBJECTS = 40, 20_000
PRINTED = "print it to a new PDF, and name that one"
ACTIONS = {"/JavaScript": "JavaScript", "/Launch": "a link that starts a program", "/ImportData": "a link that brings data in",
           "/SubmitForm": "a form that sends data away", "/Movie": "a film", "/Sound": "a sound", "/Rendition": "a film",
           "/GoToE": "a link into an attached file", "/RichMediaExecute": "a film", "/GoTo3DView": "a model"}  # fmt: skip
HOLDERS = {"/JS": "JavaScript", "/EF": "files attached to it", "/AF": "files attached to it", "/RichMediaContent": "a film"}


def refused(pdf: Any) -> str:
    """Why a file cannot be used, with what to do; '' if it can."""
    return next((said for check in (_locked, _sized, _rooted, _lively, _noted) for said in check(pdf)), "")


def _locked(pdf: Any) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "is encrypted; save it without a password"


def _sized(pdf: Any) -> Iterator[str]:
    if not len(pdf.pages):
        yield f"has no page; {PRINTED}"
    if len(pdf.pages) > MOST_PAGES:
        yield f"has {len(pdf.pages)} pages; at most {MOST_PAGES} follow a leaflet: make a shorter file of it"
    if len(pdf.objects) > MOST_OBJECTS:
        yield f"is made of more than {MOST_OBJECTS:,} parts; {PRINTED}"


def _rooted(pdf: Any) -> Iterator[str]:
    """What hangs on the catalogue (ISO 32000-1, 7.7.2)."""
    root = pdf.Root
    names = root.get("/Names", {})
    if "/JavaScript" in names:
        yield f"has JavaScript; {PRINTED}"
    if "/EmbeddedFiles" in names or "/Collection" in root:
        yield f"has files attached to it; {PRINTED}"
    form = root.get("/AcroForm", {})
    if "/XFA" in form or len(form.get("/Fields", [])):
        yield f"has fields to fill in on a screen, or a signature, which are not kept; {PRINTED}"
    if len(root.get("/OCProperties", {}).get("/OCGs", [])):
        yield f"has layers, some of which may be hidden; {PRINTED}"


def _lively(pdf: Any) -> Iterator[str]:
    """What does something when it is opened or touched, wherever it stands."""
    for thing in pdf.objects:
        for table in _tables(thing):
            for key, what in HOLDERS.items():
                if key in table:
                    yield f"has {what}; {PRINTED}"
            if (kind := str(table.get("/S", ""))) in ACTIONS:
                yield f"has {ACTIONS[kind]}; {PRINTED}"
            if "/FFilter" in table:
                yield f"takes data from another file; {PRINTED}"


def _tables(thing: Any) -> Iterator[Any]:
    """Every dictionary in an object, without those of other objects."""
    import pikepdf

    waiting = [thing]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting += [part for part in item if _is_inside(part)]
        elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            yield item
            waiting += [part for _, part in item.items() if _is_inside(part)]


def _is_inside(part: Any) -> bool:
    return bool(getattr(part, "is_indirect", True)) is False


def _noted(pdf: Any) -> Iterator[str]:
    """Notes and drawings that somebody laid upon a page."""
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.obj.get("/Annots", []):
            if str(note.get("/Subtype", "")) not in ("/Link", "/Popup"):
                yield f"has a note, a stamp or a field on page {number}, which is not kept; {PRINTED}"


Check = Callable[[Any], Iterator[str]]
