"""The leaflets there are: the clinic's own and the built-in ones, and whether one may be given out.

In: a clinic.  Out: leaflets by id and language.  Refuses what may not be given out as it is (`RefusedError`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handouts.clinics.clinic import Clinic, built_in
from handouts.errors import InputError, LeafletError, OutputError, RefusedError
from handouts.files.guess import hint as guess
from handouts.files.scalars import Called
from handouts.language.pairs import first_of
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.search import search
from handouts.leaflets.signature import as_signed


@dataclass(frozen=True, slots=True)
class Allowed:
    """What somebody has said yes to on the command line."""

    sample: bool = False
    draft: bool = False
    withdrawn: bool = False
    overdue: bool = False


class Shelf:
    """All leaflets of a clinic: its own stand before the built-in ones of the same id and language."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        files: dict[str, Path] = {}
        for folder in (clinic.folder / "handouts", built_in("handouts/library")):
            for path in sorted(folder.glob("*.*.md")):
                files.setdefault(path.name, path)
        self._files = dict(sorted(files.items()))
        self._read: dict[str, Leaflet] = {}
        self._chosen: dict[tuple[str, str], str] = {}  # file by what was asked for: id and language

    def leaflets(self) -> Iterable[Leaflet]:
        """Every leaflet, in the order of id and language."""
        return [self._leaflet(name) for name in self._files]

    def lay(self, leaflet: Leaflet) -> None:
        """Lay a leaflet on top, before all others of its id and language: one that is being written."""
        name = f"{leaflet.identifier}.{leaflet.language}.md"
        self._files[name], self._read[name] = leaflet.folder / leaflet.file, leaflet
        self._chosen.clear()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of all leaflets, in the order of id and language."""
        return tuple(self._files.values())

    def _leaflet(self, name: str) -> Leaflet:
        if name not in self._read:
            leaflet = read_leaflet(self._files[name])
            if leaflet.language != name.split(".")[1]:
                remedy = f"Name the file {leaflet.identifier}.{leaflet.language}.md, or correct the language."
                raise LeafletError(name, 1, 1, f"says its language is {leaflet.language}", remedy=remedy)
            self._read[name] = as_signed(leaflet, self.clinic)
        return self._read[name]

    def identifiers(self) -> list[str]:
        """The ids there are."""
        return sorted({name.split(".")[0] for name in self._files})

    def meant(self, word: str) -> list[str]:
        """The ids of the leaflets that a code or words fit.  Raises LeafletError for a leaflet that cannot be read."""
        return sorted({leaflet.identifier for leaflet in search(self.leaflets(), word)}) if word.strip() else []

    @property
    def called(self) -> Called:
        """The ids there are, and what other words mean."""
        return Called(self.identifiers(), self.meant)

    def named(self, word: str) -> str:
        """The id that is meant by an id, a code, or words that fit one leaflet only.  Raises InputError if there is none, or several."""
        if word in self.identifiers():
            return word
        found = self.meant(word)
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f"{word!r} may be any of the leaflets {', '.join(found)}; say which")
        raise InputError(f"there is no leaflet {word!r}; {guess(word, self.identifiers())} (see `handouts list`)")

    def choose(self, identifier: str, language: str) -> Leaflet:
        """The leaflet of an id in a patient's language, or the nearest there is.  Raises InputError if there is no leaflet of that id."""
        return self._leaflet(self._nearest(identifier, language))

    def second(self, leaflet: Leaflet, wish: str) -> Leaflet | None:
        """A leaflet in a second language, such as '+en-US' (`language.pairs`); None if there is no other than its own."""
        other = self.choose(leaflet.identifier, wish[1:]) if wish else leaflet
        return None if other.file == leaflet.file else other

    def nearest(self, identifier: str, language: str) -> Path:
        """The file of a leaflet in a patient's language, or the nearest there is.  Raises InputError if there is no leaflet of that id."""
        return self._files[self._nearest(identifier, language)]

    def _nearest(self, identifier: str, language: str) -> str:
        """What the shelf calls it.  Raises InputError if there is no leaflet of that id."""
        known = self._chosen.get((identifier, language))
        if known is None:
            known = self._chosen[identifier, language] = self._look_up(identifier, language)
        return known

    def _look_up(self, identifier: str, language: str) -> str:
        """The same, of which nothing is known yet.  Raises InputError if there is no leaflet of that id."""
        language = first_of(language)
        languages = {name.split(".")[1]: name for name in self._files if name.split(".")[0] == identifier}
        if not languages:
            raise InputError(f"there is no leaflet {identifier!r}; {guess(identifier, self.identifiers())} (see `handouts list`)")
        return languages[nearest_tag(languages, language, self.clinic.language)]

    def adopt(self, identifier: str) -> list[Path]:
        """Copy a built-in leaflet, in all its languages and with its pictures, into the clinic's folder.

        Raises InputError if there is no such leaflet, OutputError where the clinic has a file of that name already: nothing is overwritten.
        """
        source, target = built_in("handouts/library"), self.clinic.folder / "handouts"
        names = _files_of(identifier, source)
        there = [name for name in names if (target / name).exists()]
        if there:
            raise OutputError(f"{target}: {', '.join(there)} is there already; delete or rename it first, nothing was copied")
        try:
            target.mkdir(parents=True, exist_ok=True)
            return [Path(shutil.copyfile(source / name, target / name)) for name in names]
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror}") from None


def nearest_tag(there: Iterable[str], language: str, clinic_language: str) -> str:
    """Of some languages, of which there is one at least, the nearest to another.

    The order: that very tag; the same base language (en-GB for en-US); the clinic's language; its base language; English; whatever there
    is.
    """
    tags = list(there)
    for wanted in (language, clinic_language, "en-US"):
        if wanted in tags:
            return wanted
        base = wanted.split("-")[0]
        near = [tag for tag in tags if base and tag.split("-")[0] == base]
        if near:
            return near[0]
    return tags[0]


def _files_of(identifier: str, folder: Path) -> list[str]:
    """The names of a leaflet's files: its text in every language, then its pictures."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.*.md"))}
    own = [name for name in texts if name.split(".")[0] == identifier]
    if not own:
        known = ", ".join(sorted({name.split(".")[0] for name in texts}))
        raise InputError(f"there is no built-in leaflet {identifier!r}; there are {known}")
    return own + sorted(path.name for path in folder.glob("*.svg") if any(path.name in texts[name] for name in own))


def permit(leaflet: Leaflet, clinic: Clinic, allowed: Allowed, today: date) -> None:
    """Let a leaflet be given out.  Raises RefusedError, naming the reason and the date, if it may not be as it is."""
    reason = _by_status(leaflet, clinic, allowed) or _by_day(leaflet, allowed, today)
    if reason:
        raise RefusedError(f"{leaflet.identifier} ({leaflet.language}, version {leaflet.version}) {reason}")


def _by_status(leaflet: Leaflet, clinic: Clinic, allowed: Allowed) -> str:
    """Why its status keeps a leaflet in; '' if it does not."""
    if leaflet.status == "sample" and not (clinic.sample or allowed.sample):
        adopted = f"adopt it (`handouts adopt {leaflet.identifier}`) and {_sign(leaflet, 'it signed')}"
        return f"is a sample that no clinician has reviewed; {adopted}; or say --allow-sample"
    if leaflet.status == "draft" and not allowed.draft:
        why = f": what was signed on {leaflet.signed_before} was another text" if leaflet.signed_before else ""
        return f"is a draft{why}; {_sign(leaflet, 'it signed')}; or say --allow-draft for a marked proof"
    if leaflet.status == "withdrawn" and not allowed.withdrawn:
        return "is withdrawn; give out another leaflet; or say --allow-withdrawn"
    return ""


def _by_day(leaflet: Leaflet, allowed: Allowed, today: date) -> str:
    """Why the days of its review keep a leaflet in; '' if they do not."""
    if leaflet.reviewed and leaflet.reviewed > today:
        return f"was signed on {leaflet.reviewed}, a day to come; see to the computer's clock, and {_sign(leaflet, 'it signed again')}"
    if leaflet.review_due and leaflet.review_due < today and not allowed.overdue:
        return f"was due for review on {leaflet.review_due}; {_sign(leaflet, 'it signed again')}; or say --allow-overdue"
    return ""


def _sign(leaflet: Leaflet, what: str) -> str:
    """How a leaflet becomes one that may be given out."""
    return f"have {what} (`handouts sign {leaflet.identifier}`)"
