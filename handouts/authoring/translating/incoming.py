"""A translator's file, before anything of it is taken: what it says, which leaflet it is of, and what it would be written over.

In: a path, a clinic.  Out: answers, the source.  Refuses what cannot be read and what is of no leaflet there is (`InputError`), and to
write over a translation that was changed or is signed, unless that is asked for (`OutputError`).
"""

from __future__ import annotations

from pathlib import Path

from handouts.authoring.translating.exchange import CameBack
from handouts.authoring.translating.po import read_po
from handouts.authoring.translating.record import digest_of, read_record
from handouts.authoring.translating.xliff import read_xliff
from handouts.clinics.clinic import Clinic
from handouts.errors import InputError, OutputError
from handouts.files.kinds import is_language
from handouts.files.reading import text_of
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.shelf import Shelf
from handouts.leaflets.signature import as_signed

LARGEST = 20 * 2**20  # bytes of a translator's file


def source_of(shelf: Shelf, came: CameBack) -> Leaflet:
    """The leaflet that answers are of.  Raises InputError for none, and for a language that is none."""

    found = next((one for one in shelf.leaflets() if (one.identifier, one.language) == (came.leaflet, came.source)), None)
    if found is None:
        raise InputError(f"the file is of {came.leaflet} in {came.source}, which is not there (see `handouts list`)")
    if not is_language(came.target) or came.target == came.source:
        expected = "a language tag such as es, ar or pt-BR, another than the source's"
        raise InputError(f"the file says that it is in {came.target!r}; expected {expected}")
    return found


def read_answers(path: Path) -> CameBack:
    """What a translator's file says, by what is in it.  Raises InputError."""

    try:
        text = text_of(path, InputError, called=path.name, largest=LARGEST)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    data = text.encode()
    return read_xliff(data, path.name) if text.lstrip().startswith("<") else read_po(data, path.name)


def written_over(path: Path, clinic: Clinic, *, replace: bool) -> tuple[str, ...]:
    """What is said of a translation that is there already.  Raises OutputError if it may not be written over."""

    if not path.is_file():
        return ()
    there = as_signed(read_leaflet(path), clinic)
    record = read_record(there)
    said = ""
    if there.status == "reviewed":
        said = f"is signed by {there.reviewer} until {there.review_due}"
    elif record is None:
        said = "was not written by `handouts translate import`"
    elif record.written != digest_of(path.read_text("utf-8")):
        said = "was changed since it was imported"
    if said and not replace:
        raise OutputError(f"{path}: {said}; nothing was written: --replace writes the draft over it, or move it away first")
    return (f"{path.name} {said}, and was written over: it is a draft again",) if said else ()
