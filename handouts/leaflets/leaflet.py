"""A Markdown file with front matter -> Leaflet.

In: the text of a file.  Out: a frozen `Leaflet`; its body is rendered by `merge` and read by `markdown`.
Refuses what it does not know: `LeafletError` with file:line:column, the line, a caret and what to do; every slip of the front matter at
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from handouts.errors import LeafletError
from handouts.files.enclosures.names import Enclosable
from handouts.files.frontmatter import read_head
from handouts.files.kinds import Language
from handouts.files.marks import AsWritten, Filled, Longest, OneLine, Pairs, Says
from handouts.files.reading import text_of
from handouts.files.schema import Fault, build
from handouts.files.written import place
from handouts.language.characters import STRANGER
from layouts.measures import Between

STATUSES = ("sample", "draft", "reviewed", "withdrawn")
LARGEST = 2**20  # bytes; a leaflet of four pages has ten thousand
GIVEN = ("identifier", "file", "body", "folder", "signed_before")  # fields that are no keys of the front matter
Title = Annotated[str, Filled(), OneLine(), Longest(300)]
Item = Annotated[str, AsWritten()]
CODES = "a list of codes for each system, such as {ICD-10-CM: ['M80.08']}"
ACCEPTED = "a reason for each rule that is set aside, such as {long-list: 'it is the whole list'}"
Codes = Annotated[tuple[Item, ...], Says("a list of codes, such as ['M80.08']")]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The master that handouts are made from.  body: the file's text with the front matter blanked, so that lines agree.

    subtitle: stands under the title; short_title: in heads and feet, '' for the title.

    based_on: what its facts come from, in the one line that is printed.

    produced: the day it was written; owner: who answers for it; glossary: words that it explains; accepted: rules of quality that a
    person has set aside, each with the reason; edition: conditions as they stand in the text, which hold in the general edition;
    append: PDFs in the clinic's assets whose pages follow; signed_before: the day of the last signature, if it was of another text.
    """

    identifier: str
    file: str
    title: Title
    language: Language
    version: Annotated[int, Between(0, 10**9), Says("a whole number such as 3")]
    status: Literal["sample", "draft", "reviewed", "withdrawn"]
    body: str
    folder: Path
    reviewed: date | None = None
    review_due: date | None = None
    author: str = ""
    reviewer: str = ""
    summary: str = ""
    sensitive: bool = False
    sources: tuple[Item, ...] = ()
    based_on: Annotated[str, OneLine(), Longest(300)] = ""
    codes: Annotated[tuple[tuple[str, Codes], ...], Pairs(), Says(CODES)] = ()
    keywords: tuple[Item, ...] = ()
    kind: Literal["procedure", "condition", "medicine", "test", "other"] = "other"
    produced: date | None = None
    owner: str = ""
    glossary: tuple[Item, ...] = ()
    accepted: Annotated[tuple[tuple[str, str], ...], Pairs(), Says(ACCEPTED)] = ()
    subtitle: Annotated[str, OneLine(), Longest(300)] = ""
    short_title: Annotated[str, OneLine(), Longest(100)] = ""
    edition: tuple[Item, ...] = ()
    append: tuple[Enclosable, ...] = ()
    signed_before: date | None = None

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if self.status == "reviewed" and not (self.reviewed and self.reviewer):
            what = "a reviewed leaflet names who reviewed it, and when"
            yield ("status",), what, "write 'status: draft' and let the reviewer sign it: `handouts sign`"


def source_of(path: Path) -> str:
    """The text of a leaflet file, its lines ended in one way.  Raises LeafletError for what is no text; FileNotFoundError."""
    return text_of(path, LeafletError, called=path.name, largest=LARGEST).replace("\r\n", "\n")


def read_leaflet(path: Path, text: str | None = None) -> Leaflet:
    """Read a leaflet file, `ID.LANGUAGE.md`.  text: what it is to say, if that is not kept yet.

    Raises LeafletError with every slip of its front matter; FileNotFoundError.
    """
    return _leaflet(path, source_of(path) if text is None else text)


@lru_cache(256)  # a desk asks for the whole shelf with every card; a leaflet that was changed has another text
def _leaflet(path: Path, text: str) -> Leaflet:
    stranger = STRANGER.search(text)
    if stranger:
        line, column = place(text, stranger.start())
        what = f"U+{ord(stranger[0]):04X} may not stand in a leaflet"
        raise LeafletError(path.name, line, column, what, text.split("\n")[line - 1], "Delete the character.")
    written, body = read_head(path.name, text)
    given = {"identifier": path.name.split(".")[0], "file": path.name, "body": body, "folder": path.parent, "signed_before": None}
    return build(Leaflet, written, LeafletError, given=given)
