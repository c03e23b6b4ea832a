"""A text that was written elsewhere, taken into the clinic's folder as a draft.

In: a file (DOCX, a saved web page, an export of WordPress, a plain text), what it is to be called.  Out: the draft, its pictures beside it,
and what could not be carried, each with its line.  Refuses what cannot be read, an id and a title that will not do (`InputError`), and
files that are there already (`OutputError`): nothing is written over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError, OutputError

if TYPE_CHECKING:
    from handouts.authoring.importing.drafting import ImportedDraft
    from handouts.authoring.importing.omissions import Omission


@dataclass(frozen=True, slots=True)
class ImportText:
    """A file that is to become a draft.

    to: the folder to write into, None for the clinic's own leaflets; leaflet: the id; title, language: '' for what the file says;
    item: which page of an export of a site.
    """

    where: Where
    file: Path
    to: Path | None = None
    leaflet: str = ""
    title: str = ""
    language: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class ImportedText:
    """The draft, its pictures, and what was not carried."""

    file: Path
    leaflet: str
    title: str
    language: str
    pictures: tuple[Path, ...]
    omissions: tuple[Omission, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("leaflet", "title", "language")}
        left = [omission.as_json() for omission in self.omissions]
        return plain | {"file": str(self.file), "pictures": [str(path) for path in self.pictures], "not_carried": left}


def import_text(request: ImportText) -> ImportedText:
    """Write the draft and its pictures.  Raises InputError, OutputError."""
    from handouts.authoring.importing.drafting import DraftWishes, drafted
    from handouts.authoring.importing.formats import read_foreign
    from handouts.authoring.starting import NOTHING, starter_words
    from handouts.files.guard import Guard
    from handouts.files.kinds import is_language
    from handouts.files.output import make_folder, write_whole

    clinic = request.where.own("imports nothing")
    if request.language and not is_language(request.language):
        raise InputError(f"--language: is {request.language!r}; expected a language tag such as en-US, en or ar")
    today = datetime.now(UTC).astimezone(clinic.zone).date()
    wishes = DraftWishes(request.file.stem, request.leaflet, request.title, request.language, clinic.language)
    begun = starter_words((request.language or clinic.language).partition("-")[0])
    draft = drafted(read_foreign(request.file, request.item), wishes, begun, today)
    folder = request.to or clinic.folder / "handouts"
    _refuse(draft, folder, clinic.folder)
    make_folder(folder)
    guard = Guard((request.file,))
    pictures = tuple(folder / name for name in draft.pictures)
    for path in pictures:
        write_whole(guard.outlet(path, NOTHING), draft.pictures[path.name])
    write_whole(guard.outlet(folder / draft.file, NOTHING), draft.text.encode())
    return ImportedText(folder / draft.file, draft.identifier, draft.title, draft.language, pictures, draft.omissions)


def _refuse(draft: ImportedDraft, folder: Path, clinic: Path) -> None:
    """Nothing if the draft may be written.  Raises InputError, OutputError."""
    from handouts.authoring.starting import head_amiss, id_amiss

    if wrong := [*id_amiss(draft.identifier), *head_amiss(draft.file, draft.text)]:
        raise InputError("\n".join(wrong))
    there = [name for name in (draft.file, *draft.pictures) if (folder / name).exists()]
    if there:
        raise OutputError(f"{folder}: {', '.join(there)} is there already; nothing was written: choose another id with --id")
