"""General editions for everybody, in a folder: a web site, and the files that OpenEMR's education window looks for.

In: a clinic, a folder.  Out: what stands there now, what was written and taken away, what is left out and why.  Refuses a folder of the
clinic's own files, of patients' copies or of another clinic, and names that somebody else's files have (`OutputError`): then nothing is
written.

A folder is brought up to date, not only added to: what is withdrawn, past its review or a draft again disappears.  Nothing of any patient
is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.manner import Manner
from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.files.guard import Guard
    from handouts.press import Press
    from handouts.publishing.editions import GeneralEdition, Unpublished
    from handouts.publishing.folder import Refreshed
    from handouts.publishing.history import Publication, Purpose
    from handouts.publishing.systems.openemr import EducationFile

Shared = tuple[str, str, tuple[str, ...]]  # a file's name, whose edition it is, which leaflets fit its code as well

LAYOUTS = ("standard", "large-print")
LARGEST_LIST = 2**24  # bytes: the list of all codes of ICD-10-CM has ten millions


@dataclass(frozen=True, slots=True)
class PublishSite:
    """A web site.  address: where it will stand, for feeds, '' if nobody knows; of its manner, the layout 'auto' is both."""

    where: Where
    to: Path
    _: KW_ONLY
    address: str = ""
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class PublishOpenemr:
    """OpenEMR's folder `documents/education`.  codes: a file of codes that are used; first: leaflets that come first where several fit."""

    where: Where
    to: Path
    _: KW_ONLY
    codes: Path | None = None
    first: tuple[str, ...] = ()
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    """What stands in a folder: leaflets by ID.LANGUAGE, how many files; shared: names of files that several leaflets fit, and these."""

    folder: Path
    leaflets: tuple[str, ...]
    files: int
    refreshed: Refreshed
    gone: tuple[str, ...]
    left_out: tuple[Unpublished, ...]
    shared: tuple[Shared, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no leaflet is broken."""
        return not any(one.broken for one in self.left_out)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "folder": str(self.folder), "leaflets": list(self.leaflets), "files": self.files, "written": list(self.refreshed.written),
            "removed": list(self.refreshed.removed), "changed_by_others": list(self.refreshed.changed), "gone": list(self.gone),
            "left_out": [one.as_json() for one in self.left_out],
            "shared": [{"file": name, "leaflet": chosen, "others": list(others)} for name, chosen, others in self.shared],
        }  # fmt: skip


def publish_site(request: PublishSite, attendant: Attendant = NOBODY) -> PublishedAnswer:
    """Bring a site up to date.

    Raises ClinicError, LeafletError for a leaflet that cannot be read, InputError for an address that is none, OutputError where nothing
    may be written.
    """
    from handouts.actions.brand import brand_sheet
    from handouts.publishing.site.news import site_feeds
    from handouts.publishing.site.pages import COLOURS, Site, paper_name, site_pages

    address = _address(request.address)
    work = _Work.begin(request, "site")
    layouts = LAYOUTS if request.manner.layout == "auto" else (request.manner.layout,)
    papers = work.papers([(edition, layout) for edition in work.editions for layout in layouts], attendant)
    history = work.history(work.editions)
    site = Site(work.press.clinic, tuple(work.editions), frozenset(papers), address=address)
    files = {paper_name(*key): data for key, data in papers.items()} | dict(site_pages(site)) | dict(site_feeds(site, history))
    return work.answer(history, files | {COLOURS: brand_sheet(work.press.clinic).encode()})


def publish_openemr(request: PublishOpenemr, attendant: Attendant = NOBODY) -> PublishedAnswer:
    """Bring OpenEMR's folder up to date.

    Raises ClinicError, LeafletError for a leaflet that cannot be read, InputError for a file of codes that cannot be read and for a leaflet
    that there is not, OutputError where nothing may be written.
    """
    from handouts.publishing.systems.openemr import education_files, read_codes

    used = read_codes(_codes(request.codes)) if request.codes else []
    work = _Work.begin(request, "openemr", request.codes)
    first = [work.press.shelf.named(word) for word in request.first]
    layout = "standard" if request.manner.layout == "auto" else request.manner.layout

    def wanted() -> list[EducationFile]:
        return list(education_files(work.editions, used, first, work.press.clinic.language))

    papers = work.papers([(edition, layout) for edition in _each(file.edition for file in wanted())], attendant)
    files = wanted()  # without what could not be made
    history = work.history(_each(file.edition for file in files))
    shared = tuple((file.name, file.edition.leaflet.identifier, file.others) for file in files if file.others)
    return work.answer(history, {file.name: papers[file.edition.key, layout] for file in files}, shared)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is being published.  before: what the folder held; editions: what may be published, and can be."""

    press: Press
    folder: Path
    guard: Guard
    fresh: Publication
    before: Publication | None
    editions: list[GeneralEdition]
    left: list[Unpublished]

    @classmethod
    def begin(cls, request: PublishSite | PublishOpenemr, purpose: Purpose, *inputs: Path | None) -> _Work:
        """Look at the clinic, its leaflets and the folder.  Raises ClinicError, LeafletError, OutputError."""
        from handouts.publishing.editions import editions_of
        from handouts.publishing.history import begun, read_publication

        press = request.manner.press(request.where.read())
        guard = request.where.guard(*inputs)._replace(publishes=True)
        guard.refuse_folder(request.to)
        fresh = begun(purpose, str(press.clinic.name))
        before = read_publication(request.to, fresh)
        return cls(press, request.to, guard, fresh, before, *editions_of(press))

    def history(self, editions: Iterable[GeneralEdition]) -> Publication:
        """What the folder will have held."""
        from handouts.publishing.history import advanced

        return advanced(self.before, self.fresh, editions, self.press.today)

    def papers(self, wanted: Sequence[tuple[GeneralEdition, str]], attendant: Attendant) -> dict[tuple[str, str], bytes]:
        """PDFs by (key, layout).  An edition of which one cannot be made is left out."""
        from handouts.errors import LeafletError, RecordError
        from handouts.publishing.editions import Unpublished

        days = {one.key: date.fromisoformat(one.updated) for one in self.history(_each(edition for edition, _ in wanted)).leaflets}
        made: dict[tuple[str, str], bytes] = {}
        for number, (edition, layout) in enumerate(wanted, 1):
            leaflet = edition.leaflet
            try:
                made[edition.key, layout] = self.press.edition(leaflet.identifier, leaflet.language, layout, days[edition.key]).data
            except (LeafletError, RecordError) as error:
                self.left.append(Unpublished(leaflet.identifier, leaflet.language, str(error), broken=True))
                self.editions[:] = [one for one in self.editions if one.key != edition.key]
            attendant.progress(number, len(wanted))
        there = {edition.key for edition in self.editions}
        return {key: data for key, data in made.items() if key[0] in there}

    def answer(self, history: Publication, files: dict[str, bytes], shared: tuple[Shared, ...] = ()) -> PublishedAnswer:
        """Bring the folder up to date, and say what was done.  Raises OutputError."""
        from handouts.publishing.folder import refresh

        done = refresh(self.folder, self.guard, self.before, history, files)
        there = tuple(one.key for one in history.leaflets)
        gone = tuple(one.key for one in (self.before.leaflets if self.before else ()) if one.key not in there)
        return PublishedAnswer(self.folder, there, len(files), done, gone, tuple(self.left), shared)


def _each(editions: Iterable[GeneralEdition]) -> list[GeneralEdition]:
    """Every edition once, in the order of ids and languages."""
    by_key = {edition.key: edition for edition in editions}
    return [by_key[key] for key in sorted(by_key)]


def _codes(path: Path) -> str:
    from handouts.errors import InputError
    from handouts.files.reading import text_of

    try:
        return text_of(path, InputError, largest=LARGEST_LIST)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; name a list with a code at the beginning of each line") from None


def _address(text: str) -> str:
    """An address that names of files can follow.  Raises InputError."""
    from urllib.parse import urlsplit

    from handouts.errors import InputError

    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or not text.isascii() or " " in text:
        raise InputError(f"{text[:100]!r} is no address of a site; write one such as https://www.example.org/leaflets/")
    return text.rstrip("/") + "/"
