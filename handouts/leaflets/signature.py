"""Signatures: who has read a leaflet, in which role, until when it holds, and which text it was.

In: a leaflet; the file `ID.LANGUAGE.signed.toml` beside it.  Out: `Signature`s, the newest last; the leaflet as they make it.  Refuses a
file of signatures that says something it may not (`LeafletError`: every slip).

A signature is of a text, its pictures and the files that it names to follow it, by a digest of them.  A text that was changed is a
draft again, whatever its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError
from handouts.files.marks import Filled, Longest, OneLine
from handouts.files.quoting import quoted
from handouts.files.schema import Fault, build
from handouts.files.tables import read_toml
from handouts.leaflets.enclosed import own_places
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.pictures import pictures_of
from handouts.leaflets.tonguehelp import FENCE, help_file
from layouts.measures import Fits

SUFFIX = ".signed.toml"
HEAD = "# Written by `handouts sign`.  Each signature is of one text, kept below it, and of its pictures.\n"
Line = Annotated[str, Filled(), OneLine(), Longest(200)]


def is_digest(text: str) -> bool:
    """Whether a text is a sha256 in hexadecimal digits."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature.

    digest: of the text and its pictures; answers: to what only a person can judge, by the rule that asks; text: what was read.
    """

    digest: Annotated[str, Fits(is_digest, "a sha256 in 64 hexadecimal digits")]
    reviewer: Line
    role: Line
    signed: date
    until: date
    version: int
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if self.until <= self.signed:
            yield ("until",), "is not after the day of the signature", "sign the leaflet again"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file of signatures, the newest last."""

    signature: tuple[Signature, ...] = ()


def signed_file(leaflet: Leaflet) -> Path:
    """Where the signatures of a leaflet stand."""
    return leaflet.folder / f"{leaflet.file.removesuffix('.md')}{SUFFIX}"


def signatures(leaflet: Leaflet) -> tuple[Signature, ...]:
    """The signatures of a leaflet, the newest last.  Raises LeafletError for a file of them that cannot be read."""
    path = signed_file(leaflet)
    try:
        return build(SignedFile, read_toml(path, LeafletError, called=path.name), LeafletError).signature
    except FileNotFoundError:
        return ()


def digest_of(leaflet: Leaflet, clinic: Clinic) -> str:
    """A digest of what a reader gets: title, text, pictures, and the files that follow, not of who has reviewed it."""
    parts = [repr((leaflet.title, leaflet.language, leaflet.summary, leaflet.sensitive, leaflet.sources, leaflet.body.strip())).encode()]
    if leaflet.based_on.strip():
        parts.append(leaflet.based_on.strip().encode())
    enclosed = [path for path in own_places(leaflet, clinic) if path.is_file()]
    if FENCE in leaflet.body:
        enclosed.append(help_file(clinic))
        parts.append(repr(clinic.language_help).encode())
    for path in (*sorted(_pictures(leaflet, clinic)), *enclosed):
        parts += [path.name.encode(), sha256(path.read_bytes()).digest()]
    return sha256(b"\0".join(parts)).hexdigest()


def as_signed(leaflet: Leaflet, clinic: Clinic) -> Leaflet:
    """The leaflet as its signatures make it: reviewed if one is of this text, a draft if it was signed, or says so itself, and none is.

    What was withdrawn stays so.  Raises LeafletError for signatures that cannot be read.
    """
    found = signatures(leaflet) if leaflet.status != "withdrawn" else ()
    if not found:
        return replace(leaflet, status="draft", reviewed=None) if leaflet.status == "reviewed" else leaflet  # a word is no signature
    now = digest_of(leaflet, clinic)
    for one in reversed(found):
        if one.digest == now:
            return replace(leaflet, status="reviewed", reviewed=one.signed, reviewer=one.reviewer, review_due=one.until)
    return replace(leaflet, status="draft", reviewed=None, signed_before=found[-1].signed)


def words_of(leaflet: Leaflet) -> str:
    """What is read when a leaflet is signed: its title and its text."""
    return f"{leaflet.title}\n\n{leaflet.body.strip()}\n"


def written(found: Iterable[Signature]) -> str:
    """A file of signatures."""
    return HEAD + "".join(_table(one) for one in found)


def _table(one: Signature) -> str:
    answers = "".join(f"{quoted(rule)} = {quoted(said)}\n" for rule, said in one.answers.items())
    text = "\n".join(quoted(line)[1:-1] for line in one.text.split("\n"))
    who = f"reviewer = {quoted(one.reviewer)}\nrole = {quoted(one.role)}\nsigned = {one.signed}\nuntil = {one.until}\n"
    what = f'version = {one.version}\ndigest = "{one.digest}"\ntext = """\n{text}"""\n'
    return f"\n[[signature]]\n{who}{what}" + (f"\n[signature.answers]\n{answers}" if answers else "")


def _pictures(leaflet: Leaflet, clinic: Clinic) -> set[Path]:
    """The pictures that would be drawn; of a text that is no template, none: nobody is given it."""
    from jinja2 import TemplateSyntaxError

    try:
        return {path for path in pictures_of(leaflet.body, leaflet, clinic) if path.is_file()}
    except TemplateSyntaxError:
        return set()
