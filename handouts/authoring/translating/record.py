"""What a translation was made from: a digest of each source block, kept beside the translation in `ID.LANGUAGE.translated.toml`.

In: a leaflet's translation; the blocks that it was made of.  Out: `TranslationRecord`.  Refuses a file that says something it may not
(`LeafletError`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from handouts.errors import LeafletError
from handouts.files.guard import begins
from handouts.files.kinds import Language
from handouts.files.schema import build
from handouts.files.tables import read_toml
from handouts.leaflets.leaflet import Leaflet
from layouts.measures import Fits

SUFFIX = ".translated.toml"
HEAD = "# Written by `handouts translate import`: which source block each block of the translation was made from.\n"
RECORD = begins("a record of a translation", rb"\A# Written by `handouts translate import`")
DRAFT = begins("a leaflet", rb"\A---\r?\n")


def _is_digest(text: str) -> bool:
    return set(text) <= set("0123456789abcdef") and len(text) in (0, 16, 64)


Digest = Annotated[str, Fits(_is_digest, "a digest in hexadecimal digits")]


@dataclass(frozen=True, slots=True)
class TranslationRecord:
    """source: the language it was made from; version: of the source; written: the file as it was written; blocks: digests, in order."""

    source: Language
    version: int
    written: Digest
    blocks: tuple[Digest, ...]


def record_file(folder: Path, identifier: str, language: str) -> Path:
    """Where the record of a translation stands."""
    return folder / f"{identifier}.{language}{SUFFIX}"


def read_record(translation: Leaflet) -> TranslationRecord | None:
    """The record of a translation, None if it has none.  Raises LeafletError for one that cannot be read."""
    path = record_file(translation.folder, translation.identifier, translation.language)
    try:
        return build(TranslationRecord, read_toml(path, LeafletError, called=path.name), LeafletError)
    except FileNotFoundError:
        return None


def recorded(source: str, version: int, text: str, blocks: Iterable[str]) -> str:
    """A record.  text: of the translation's file."""
    listed = "".join(f'    "{digest}",\n' for digest in blocks)
    return f'{HEAD}source = "{source}"\nversion = {version}\nwritten = "{digest_of(text)}"\nblocks = [\n{listed}]\n'


def digest_of(text: str) -> str:
    """By which a file is known again."""
    return sha256(text.encode()).hexdigest()
