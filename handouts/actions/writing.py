"""A leaflet's text, opened to be written, and kept again: never over what somebody else has kept meanwhile.

In: a leaflet of the clinic's own; its new text, with the mark of what it was when it was opened.  Out: the text that is kept; the other
person's instead, if there is one.  Refuses a sample clinic and what comes with the program (`InputError`), a text whose head cannot be
used, because with it nobody could open the gallery (`LeafletError`), and what cannot be written (`OutputError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError, LeafletError, OutputError, Slip

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.leaflets.changes import Change

GONE = ""  # the mark of a file that is not there
ONE = Lock()  # of two who keep a text at once, one comes first


@dataclass(frozen=True, slots=True)
class OpenText:
    """A leaflet's text, to be written."""

    where: Where
    leaflet: str
    language: str


@dataclass(frozen=True, slots=True)
class LeafletText:
    """A text as it is kept.  mark: says which text it was; at: when it was kept."""

    file: Path
    text: str = field(repr=False)
    mark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepText:
    """A new text.  mark: of the one that was opened."""

    where: Where
    leaflet: str
    language: str
    text: str = field(repr=False)
    mark: str


@dataclass(frozen=True, slots=True)
class KeptText:
    """What became of it.  now: the text that is kept; overtaken: it is somebody else's, from which the new one differs by `changes`."""

    now: LeafletText
    overtaken: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the new text is kept."""
        return not self.overtaken


def open_text(request: OpenText) -> LeafletText:
    """The text as it is kept now.  Raises InputError for a leaflet that may not be written, LeafletError for what is no text."""
    return _kept(_own_file(request.where, request.leaflet, request.language))


def keep_text(request: KeepText) -> KeptText:
    """Keep a new text, unless somebody has kept another one since it was opened.

    Raises InputError, LeafletError with all that is wrong with its head, OutputError.
    """
    from handouts.leaflets.changes import changes, shortened

    file = _own_file(request.where, request.leaflet, request.language)
    text = _unified(request.text)
    _refuse_head(file, text)
    with ONE:
        before = _kept(file)
        if before.mark != request.mark and before.text != text:
            return KeptText(before, overtaken=True, changes=shortened(changes(before.text, text)))
        if before.text != text:
            _write(file, text, before)
        return KeptText(_kept(file))


def _own_file(where: Where, leaflet: str, language: str) -> Path:
    """The clinic's own file.  Raises InputError for what comes with the program, for another's, and for one that there is not."""
    from handouts.leaflets.shelf import Shelf

    clinic = where.own("is looked at, and not written in")
    file = Shelf(clinic).nearest(leaflet, language)
    if file.name != f"{leaflet}.{language}.md":
        raise InputError(f"there is no leaflet {leaflet!r} in {language!r}; look for it among the leaflets")
    if not _is_own(file, clinic):
        raise InputError(f"{file.name} comes with the program, and is not written in: make it your own first")
    return file


def _is_own(file: Path, clinic: Clinic) -> bool:
    return file.resolve().is_relative_to(clinic.folder.resolve())


def _unified(text: str) -> str:
    """A text as it is kept: lines that end in one way, the last one, too."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _refuse_head(file: Path, text: str) -> None:
    """Nothing if others can still read the leaflet.  Raises LeafletError with all that is wrong with its head, or its characters."""
    from handouts.leaflets.leaflet import LARGEST, read_leaflet

    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise LeafletError.at([Slip(file.name, 1, 1, f"it has more than {LARGEST >> 20} MB", "shorten it")])
    said = read_leaflet(file, text).language
    if said != file.name.split(".")[1]:
        what, remedy = f"says its language is {said}", f"write language: {file.name.split('.')[1]}, or name the file anew"
        raise LeafletError.at([Slip(file.name, 1, 1, what, remedy)])


def _kept(file: Path) -> LeafletText:
    """A file's text, '' if it is not there any more.  Raises LeafletError for what is no text."""
    from handouts.leaflets.leaflet import source_of

    try:
        return LeafletText(file, source_of(file), _mark(file), datetime.fromtimestamp(file.stat().st_mtime, UTC))
    except FileNotFoundError:
        return LeafletText(file, "", GONE, datetime.now(UTC))


def _mark(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else GONE


def _write(file: Path, text: str, before: LeafletText) -> None:
    """Write it whole, over the text that was looked at and no other; with lines that end as they did.  Raises OutputError."""
    from handouts.files.guard import Guard, OutputKind
    from handouts.files.output import write_whole

    crlf = before.mark != GONE and b"\r\n" in file.read_bytes()
    same = OutputKind("the text that you opened", lambda path: _mark(path) == before.mark)
    try:
        write_whole(Guard().outlet(file, same), (text.replace("\n", "\r\n") if crlf else text).encode())
    except UnicodeEncodeError:
        raise OutputError(f"{file}: holds half of a character; delete it, and keep the text again") from None
