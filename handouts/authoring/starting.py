"""A leaflet, begun: a file with a head and the places that are to be filled in.

In: an id, a title, a kind, a language, today.  Out: the file, in the clinic's `handouts`.  Refuses what may not stand in a head, and an id
that cannot be the name of a file (`InputError`: all of it), a leaflet that comes with the program (`InputError`), and a file that is there
(`OutputError`).

Each place is a finding of a check until it is written: `«… what is asked for …»`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from handouts.clinics.clinic import Clinic, built_in
from handouts.errors import InputError, LeafletError, OutputError
from handouts.files.frontmatter import read_head
from handouts.files.guard import Guard, OutputKind
from handouts.files.output import make_folder, write_whole
from handouts.files.quoting import quoted
from handouts.files.schema import build
from handouts.leaflets.leaflet import Leaflet

ROOM, OWN, BUILT_IN = "handouts/starter", "handouts", "handouts/library"
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
HEADING = re.compile(r"^(#+ |::: call-us )(.+)$", re.M)
NOTHING = OutputKind("empty", lambda _: False)  # over nothing that is there
TILL_REVIEW = 2  # years; Patient Information Forum, PIF TICK, criterion 1, asks for three at most


def begin_leaflet(clinic: Clinic, identifier: str, title: str, kind: str, language: str, today: date) -> Path:
    """The file of a new leaflet, written.  Raises InputError with all that will not do, OutputError where a file is there already."""
    name = f"{identifier}.{language}.md"
    text = _text(title, kind, language, today)
    if wrong := [*id_amiss(identifier), *head_amiss(name, text)]:
        raise InputError("\n".join(wrong))
    if (built_in(BUILT_IN) / name).is_file():
        raise InputError(f"{name}: comes with the program; make it your own: handouts adopt {identifier}")
    path = clinic.folder / OWN / name
    if path.exists():
        raise OutputError(f"{path}: is there already; nothing was written: choose another id, or open that file")
    make_folder(path.parent)
    write_whole(Guard().outlet(path, NOTHING), text.encode())
    return path


def id_amiss(identifier: str) -> Iterator[str]:
    """What is wrong with an id."""
    if not IDENTIFIER.fullmatch(identifier):
        yield f"ID: is {identifier[:60]!r}; expected small letters, digits and hyphens, such as ear-wash"


def head_amiss(name: str, text: str) -> Iterator[str]:
    """What the schema of a leaflet's head says of a title, a kind and a language."""
    given = {"identifier": "", "file": name, "body": "", "folder": Path(), "signed_before": None}
    try:
        build(Leaflet, read_head(name, text)[0], LeafletError, given=given)
    except LeafletError as error:
        yield from (f"--{slip.what}; {slip.remedy}" if slip.remedy else f"--{slip.what}" for slip in error.slips)


def _text(title: str, kind: str, language: str, today: date) -> str:
    """A leaflet with everything to be filled in.  Where the program has no words in a language, its headings are to be written as well."""
    tag = language.split("-")[0]
    own, words = has_words(tag), starter_words(tag)
    body = f"{words['lead']}{words['kinds'].get(kind, '')}{words['help']}"
    head = (
        f"title: {quoted(title)}\nlanguage: {quoted(language)}\nversion: 1\nstatus: draft\nkind: {quoted(kind)}\nproduced: {today}\n"
        f"review-due: {_due(today)}\nowner: {quoted(words['owner'])}\nsources:\n  - {quoted(words['source'])}\n"
        f"based-on: {quoted(words['based-on'])}\n"
    )
    return f"---\n{head}---\n{body if own else HEADING.sub(_asked_for, body)}"


def _asked_for(match: re.Match[str]) -> str:
    return f"{match[1]}«… {match[2]} …»"


def _due(today: date) -> date:
    """The day of the next review."""
    return date(today.year + TILL_REVIEW, today.month, min(today.day, 28))


def has_words(tag: str) -> bool:
    """Whether there are words of a language to begin a leaflet with."""
    return tag.isalpha() and (built_in(ROOM) / f"leaflet.{tag}.toml").is_file()


@lru_cache(None)
def starter_words(tag: str) -> dict[str, Any]:
    """The words that a new leaflet begins with, in a language; in English where there are none in it."""
    return tomllib.loads((built_in(ROOM) / f"leaflet.{tag if has_words(tag) else 'en'}.toml").read_text("utf-8"))
