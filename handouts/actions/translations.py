"""A leaflet's translations: handed out, taken back, followed, and printed for a reviewer.

In: a leaflet, a language; a translator's file.  Out: files, and how far each translation has come.  Refuses what a translator has broken
(`LeafletError`: every fault with its block), a file that cannot be read or is of another leaflet (`InputError`), and to write over what is
there (`OutputError`); over a translation that was changed by hand, or is signed, it writes where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handouts.actions.where import Where
from handouts.errors import InputError, OutputError

if TYPE_CHECKING:
    from handouts.authoring.translating.exchange import CameBack
    from handouts.authoring.translating.standing import TranslationStanding
    from handouts.authoring.translating.taking import Taken
    from handouts.clinics.clinic import Clinic

FORMATS = ("po", "xliff")
ENDINGS = {"po": "po", "xliff": "xlf"}


@dataclass(frozen=True, slots=True)
class ExportTranslation:
    """A leaflet for a translator.  source: its language, '' for the clinic's; out: None for `ID.LANGUAGE.po` where one stands."""

    where: Where
    leaflet: str
    target: str
    form: Literal["po", "xliff"] = "po"
    source: str = ""
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class ExportedTranslation:
    """The file for a translator.  translated: blocks that have words already; changed: of these, those of an earlier source."""

    file: Path
    leaflet: str
    source: str
    target: str
    blocks: int
    translated: int
    changed: int

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("leaflet", "blocks", "translated", "changed")}
        return plain | {"file": str(self.file), "from": self.source, "to": self.target}


@dataclass(frozen=True, slots=True)
class ImportTranslation:
    """A translator's file.  replace: a translation that was changed by hand, or is signed, may be written over."""

    where: Where
    file: Path
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ImportedTranslation:
    """A translation that was written.  remarks: on what was not taken, is to be looked at, or was written over."""

    file: Path
    leaflet: str
    language: str
    blocks: int
    translated: int
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        plain = {name: getattr(self, name) for name in ("leaflet", "language", "blocks", "translated")}
        return plain | {"file": str(self.file), "remarks": list(self.remarks)}


@dataclass(frozen=True, slots=True)
class AskTranslations:
    """How far the translations of a leaflet have come; of all leaflets if none is named."""

    where: Where
    leaflet: str = ""


@dataclass(frozen=True, slots=True)
class FollowedTranslations:
    """The translations there are.  lacking: of each leaflet, the languages that others have and it has not."""

    standings: tuple[TranslationStanding, ...]
    lacking: tuple[tuple[str, tuple[str, ...]], ...]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        lacking = [{"leaflet": leaflet, "languages": list(languages)} for leaflet, languages in self.lacking]
        return {"translations": [one.as_json() for one in self.standings], "languages_missing": lacking}


@dataclass(frozen=True, slots=True)
class ReviewTranslation:
    """A translation as a PDF for its reviewer, block beside block."""

    where: Where
    leaflet: str
    target: str
    out: Path
    source: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewedTranslation:
    """The PDF, and how far the translation in it has come."""

    file: Path
    standing: TranslationStanding

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"file": str(self.file), **self.standing.as_json()}


def hand_out(request: ExportTranslation) -> ExportedTranslation:
    """Write a leaflet's blocks for a translator, with what is translated already.  Raises InputError, OutputError, LeafletError."""
    from handouts.authoring.starting import NOTHING
    from handouts.authoring.translating.exchange import Bundle, Handed
    from handouts.authoring.translating.po import write_po
    from handouts.authoring.translating.xliff import write_xliff
    from handouts.files.output import write_whole

    found = _standing(request.where.read(), request.leaflet, request.source, request.target)
    source = found.source
    path = request.out or Path(f"{source.identifier}.{request.target}.{ENDINGS[request.form]}")
    if path.exists():
        what = "is there already, and may hold a translator's work"
        raise OutputError(f"{path}: {what}; name another file with --out, or move that one away")
    handed = tuple(Handed(one.unit, one.text, one.state == "changed") for one in found.units)
    bundle = Bundle(source.file, source.identifier, source.version, source.language, request.target, handed)
    data = write_po(bundle) if request.form == "po" else write_xliff(bundle)
    write_whole(request.where.guard().outlet(path, NOTHING), data)
    done, changed = len(found.of("translated")), len(found.of("changed"))
    return ExportedTranslation(path, source.identifier, source.language, request.target, len(found.units), done + changed, changed)


def take_back(request: ImportTranslation) -> ImportedTranslation:
    """Write the draft of a translation.  Raises InputError, OutputError, and LeafletError with every fault."""
    from handouts.authoring.translating.incoming import read_answers, source_of, written_over
    from handouts.authoring.translating.rebuilding import translated_text
    from handouts.authoring.translating.record import DRAFT, RECORD, record_file, recorded
    from handouts.authoring.translating.taking import take
    from handouts.files.guard import Guard
    from handouts.files.output import make_folder, write_whole
    from handouts.leaflets.shelf import Shelf

    clinic = request.where.own("takes no translations")
    came = read_answers(request.file)
    source = source_of(Shelf(clinic), came)
    taken = take(source, came, request.file.name)
    path = clinic.folder / "handouts" / f"{source.identifier}.{came.target}.md"
    over = written_over(path, clinic, replace=request.replace)
    text = translated_text(source, came.target, taken.said)
    record = recorded(source.language, source.version, text, (unit.digest for unit, _ in taken.said))
    make_folder(path.parent)
    guard = Guard((request.file, source.folder / source.file))
    write_whole(guard.outlet(path, DRAFT), text.encode())
    write_whole(guard.outlet(record_file(path.parent, source.identifier, came.target), RECORD), record.encode())
    return _taken(path, came, taken, over)


def _taken(path: Path, came: CameBack, taken: Taken, over: tuple[str, ...]) -> ImportedTranslation:
    done = sum(1 for _, text in taken.said if text)
    return ImportedTranslation(path, came.leaflet, came.target, len(taken.said), done, (*over, *taken.remarks))


def follow(request: AskTranslations) -> FollowedTranslations:
    """How far translations have come.  Raises InputError for a leaflet that there is not, LeafletError for one that cannot be read."""
    from handouts.authoring.translating.standing import standing
    from handouts.leaflets.shelf import Shelf

    clinic = request.where.read()
    shelf = Shelf(clinic)
    every = sorted({leaflet.language for leaflet in shelf.leaflets()} | {tag for tag, _ in clinic.words})
    standings, lacking = [], []
    for identifier in [shelf.named(request.leaflet)] if request.leaflet else shelf.identifiers():
        source = shelf.choose(identifier, clinic.language)
        every_one = [leaflet for leaflet in shelf.leaflets() if leaflet.identifier == identifier]
        standings += [standing(source, one.language, one) for one in every_one if one is not source]
        if none := _not_among(every, [one.language for one in every_one]):
            lacking.append((identifier, none))
    return FollowedTranslations(tuple(standings), tuple(lacking))


def _not_among(every: list[str], there: list[str]) -> tuple[str, ...]:
    """The languages that are not there, in any country's form."""
    bases = {tag.partition("-")[0] for tag in there}
    return tuple(tag for tag in every if tag.partition("-")[0] not in bases)


def review(request: ReviewTranslation) -> ReviewedTranslation:
    """Write a translation's pages for its reviewer.  Raises InputError, OutputError, LeafletError."""
    from handouts.authoring.pages import EVERYTHING
    from handouts.authoring.translating.review import reviewed_pdf
    from handouts.files.output import write_whole
    from handouts.press import Press
    from handouts.proof.kinds import SINGLE

    outlet = request.where.guard().outlet(request.out, SINGLE)
    outlet.clear()
    clinic = request.where.read()
    found = _standing(clinic, request.leaflet, request.source, request.target)
    if found.translation is None:
        raise InputError(f"there is no {found.source.identifier} in {request.target!r} yet; `handouts translate export` hands it out")
    if not found.fits:
        what = "its blocks do not go with the source's: it has others, or in another order"
        raise InputError(f"{found.translation.file}: {what}; `handouts translate export` hands out the source anew")
    write_whole(outlet, reviewed_pdf(found, Press(clinic, page=request.page or "", allowed=EVERYTHING)))
    return ReviewedTranslation(request.out, found)


# -- which leaflet, which file


def _standing(clinic: Clinic, leaflet: str, source: str, target: str) -> TranslationStanding:
    """A leaflet and its translation.  Raises InputError for a language that is none, and for one that is the source's."""
    from handouts.authoring.translating.standing import standing
    from handouts.files.kinds import is_language
    from handouts.leaflets.shelf import Shelf

    if not is_language(target):
        raise InputError(f"--to: is {target!r}; expected a language tag such as es, ar or pt-BR")
    shelf = Shelf(clinic)
    identifier = shelf.named(leaflet)
    own = {one.language: one for one in shelf.leaflets() if one.identifier == identifier}
    if source and source not in own:
        raise InputError(f"there is no {identifier} in {source!r}; there are {', '.join(own)}")
    from_ = own[source] if source else shelf.choose(identifier, clinic.language)
    if from_.language == target:
        raise InputError(f"{identifier} is in {target} already; name the language to translate from with --from")
    return standing(from_, target, own.get(target))
