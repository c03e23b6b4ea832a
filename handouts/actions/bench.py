"""The editor's bench: a leaflet's pages for a made-up patient, as pictures of the very bytes, with what check says of it.

In: a clinic; which leaflet, for whom, how the pages look; perhaps a text that is not kept yet.  Out: `Sight`s: pages, the same as HTML, the
source, the fault instead where nothing can be made, and below it the last pages that could.  Nothing is recorded, and nothing is written.
Refuses a leaflet that there is not (`InputError`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from handouts.actions.check import letters
from handouts.actions.pictures import drawn, drawn_anew
from handouts.actions.where import SAMPLES, Where
from handouts.errors import ClinicError, HandoutsError, InputError, LeafletError, RecordError, Slip
from layouts.errors import LayoutError

if TYPE_CHECKING:
    from markupsafe import Markup

    from handouts.clinics.clinic import Clinic
    from handouts.leaflets.leaflet import Leaflet
    from handouts.leaflets.quality.remark import Remark
    from handouts.press import Handout, Press
    from handouts.records.appointment import Appointment
    from layouts.typesetting.fonts import Typecase

Kept = TypeVar("Kept")
WIDTH, WIDE = 900, 1800  # pixels of a page's picture; of a large one
PICTURES, LASTS, TYPECASES = 96, 24, 4  # that are kept
OWN = "handouts"  # the room of a clinic's own leaflets


@dataclass(frozen=True, slots=True)
class Pose:
    """How a leaflet is looked at.

    leaflet: its id, '' for the first; patient: which made-up one; type, clinician: None for the patient's own; language: '' for the
    clinic's; layout: 'auto' for the patient's; page: '' for the clinic's; clinic: the name of a sample clinic, '' for one's own.
    """

    leaflet: str = ""
    patient: str = "long"
    type: str | None = None
    clinician: str | None = None
    language: str = ""
    layout: str = "auto"
    page: str = ""
    clinic: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a pose can be made of: leaflets as (id, title), the languages of the one that is shown, layouts, sizes of paper, clinics."""

    leaflets: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    layouts: tuple[str, ...]
    pages: tuple[str, ...]
    clinics: tuple[str, ...] = ("", *SAMPLES)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the bench shows.

    file: the leaflet's; source: its text; said: why there are no newer pages, each slip, () if these are they; data: the PDF; count: how
    many pages; at: when it was made; language, layout, page: as they were made; own: whether the clinic may change the file.
    """

    pose: Pose
    file: Path
    source: str
    at: datetime
    leaflet: Leaflet | None = None
    said: tuple[Slip, ...] = ()
    data: bytes = field(default=b"", repr=False)
    count: int = 0
    heard: Markup | str = field(default="", repr=False)
    layout: str = ""
    page: str = ""
    own: bool = False


class EditorsBench:
    """A bench for one clinic, which keeps what it drew; one look at a time."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self._clinic: Clinic | None = None
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._lasts: OrderedDict[str, Sight] = OrderedDict()
        self._typecases: OrderedDict[str, Typecase] = OrderedDict()
        self._lock = RLock()

    def clinic(self) -> Clinic:
        """The clinic as its folder is now; as it last was, while that says something it may not.  Raises ClinicError, InputError."""
        try:
            self._clinic = self.where.read()
        except ClinicError:
            if self._clinic is None:
                raise
        return self._clinic

    def choices(self, pose: Pose) -> Choices:
        """What can be chosen.  Raises InputError if there is no such leaflet."""
        from handouts.clinics.looks import layouts
        from handouts.leaflets.shelf import Shelf
        from layouts.measures import PAPERS

        clinic = self.clinic()
        files, shelf = _ordered(clinic), Shelf(clinic)
        ids = tuple(dict.fromkeys(path.name.split(".")[0] for path in files))
        shown = shelf.named(pose.leaflet) if pose.leaflet else ids[0]
        languages = tuple(sorted(path.name.split(".")[1] for path in files if path.name.split(".")[0] == shown))
        titles = tuple((id_, _title(shelf.nearest(id_, clinic.language))) for id_ in ids)
        return Choices(titles, languages, tuple(layouts(clinic)), tuple(PAPERS))

    def look(self, pose: Pose, text: str | None = None) -> Sight:
        """The pages of a pose.  text: what the leaflet's file is to say, if that is not kept yet.

        What is wrong with leaflet, layout, frame or clinic is said by the sight, with the last pages that could be made.  Raises InputError
        if there is no such leaflet.
        """
        with self._lock:
            clinic = self.clinic()
            file = _file(pose, clinic)
            pose = replace(pose, leaflet=file.name.split(".")[0], language=file.name.split(".")[1])
            sight = Sight(pose, file, _read(file) if text is None else text, datetime.now(UTC), own=file.is_relative_to(clinic.folder))
            try:
                made = self._made(sight, self.where.read())
            except (HandoutsError, LayoutError) as error:
                return self._faulty(sight, error)
            _keep(self._lasts, repr(pose), made, LASTS)
            return made

    def drawn(self, sight: Sight) -> Iterator[str]:
        """The name of each page's picture, as soon as it is drawn: the same while the page looks the same."""
        for number in range(sight.count):
            name, picture = drawn_anew(sight.data, number, WIDTH, self._pictures)
            with self._lock:
                _keep(self._pictures, name, picture or self._pictures.get(name) or drawn(sight.data, number, WIDTH), PICTURES)
            yield name

    def tall(self, sight: Sight) -> int:
        """The height of a page's picture in pixels."""
        from layouts.measures import PAPERS

        paper = PAPERS[sight.page or self.clinic().page]
        return round(WIDTH * paper.height / paper.width)

    def large(self, sight: Sight, number: int) -> bytes:
        """A page, from 1, as a large picture.  Raises InputError if there is no such page."""
        return drawn(sight.data, number - 1, WIDE)

    def picture(self, name: str) -> bytes:
        """The picture of a name.  Raises InputError if it is not kept any more."""
        with self._lock:
            if name not in self._pictures:
                raise InputError("that picture is not kept any more; open the page again")
            return self._pictures[name]

    def remarks(self, sight: Sight, between: Callable[[], None] | None = None) -> tuple[Remark, ...]:
        """What check says of what is shown, and of the clinic's letters; of the text alone unless `between` is given.

        between: called before each of the copies that check makes; it may raise, so that somebody who waits comes first.
        """
        from handouts.authoring.check import check_file
        from handouts.authoring.pages import nothing

        clinic = self.clinic()
        now = datetime.now(UTC).astimezone(clinic.zone)
        found = check_file(sight.file, clinic, now, composed=between is not None, text=sight.source, between=between or nothing)
        return (*found, *letters(clinic, now)) if between else found

    def _made(self, sight: Sight, clinic: Clinic) -> Sight:
        """The sight with its pages.  Raises what the press refuses."""
        from handouts.authoring.heard import Speaker, heard
        from handouts.authoring.pages import EVERYTHING
        from handouts.authoring.patients import made_up
        from handouts.leaflets.leaflet import read_leaflet
        from handouts.leaflets.signature import as_signed
        from handouts.press import Press

        pose = sight.pose
        leaflet = as_signed(read_leaflet(sight.file, sight.source), clinic)
        shown = Where(pose.clinic).read() if pose.clinic in SAMPLES else clinic
        press = Press(shown, layout=pose.layout, page=pose.page, allowed=EVERYTHING, proof="off", typecase=self._typecase(shown))
        press.shelf.lay(leaflet)
        said = {column: text for column, text in (("type", pose.type), ("clinician", pose.clinician)) if text is not None}
        made = _struck(press, made_up(pose.patient, shown, leaflet.language, sight.at.astimezone(shown.zone), **said), leaflet)
        copy = made.impression
        return replace(
            sight, leaflet=leaflet, data=made.data, count=made.pages, heard=heard(copy.plate.document, Speaker(copy.values)),
            layout=made.layout, page=press.page,
        )  # fmt: skip

    def _typecase(self, clinic: Clinic) -> Typecase:
        """The faces of a clinic, with what they have shaped.  Raises ClinicError."""
        from handouts.clinics.looks import read_typecase

        key = repr((clinic.fonts, [path.stat().st_mtime_ns if path.is_file() else 0 for path in clinic.files]))
        _keep(self._typecases, key, self._typecases.get(key) or read_typecase(clinic), TYPECASES)
        return self._typecases[key]

    def _faulty(self, sight: Sight, error: Exception) -> Sight:
        """A sight that says what is wrong, over the last pages there were."""
        said = getattr(error, "slips", ()) or tuple(Slip("", 0, 0, line) for line in str(error).split("\n"))
        last = self._lasts.get(repr(sight.pose))
        return replace(last, said=said, source=sight.source) if last else replace(sight, said=said)


def _keep(kept: OrderedDict[str, Kept], name: str, thing: Kept, most: int) -> None:
    kept[name] = thing
    kept.move_to_end(name)
    while len(kept) > most:
        kept.popitem(last=False)


def _struck(press: Press, patient: Appointment, leaflet: Leaflet) -> Handout:
    """The copy.  Raises InputError for a patient who lacks what is printed, and what the press refuses."""
    try:
        return press.make(patient, leaflet.identifier)
    except RecordError as error:
        wrong = "; ".join(f"{problem.column} {problem.what}" for problem in error.problems)
        raise InputError(f"this patient cannot have the leaflet: {wrong}; choose another patient, or mend the leaflet") from None


def _ordered(clinic: Clinic) -> list[Path]:
    """The files of all leaflets, the clinic's own first."""
    from handouts.leaflets.shelf import Shelf

    return sorted(Shelf(clinic).files, key=lambda path: (path.parent != clinic.folder / OWN, path.name))


def _file(pose: Pose, clinic: Clinic) -> Path:
    """The file of the leaflet.  Raises InputError if there is none."""
    from handouts.leaflets.shelf import Shelf

    shelf = Shelf(clinic)
    id_ = shelf.named(pose.leaflet) if pose.leaflet else _ordered(clinic)[0].name.split(".")[0]
    return shelf.nearest(id_, pose.language or clinic.language)


def _title(file: Path) -> str:
    """What a leaflet is called; its id while its head cannot be read."""
    from handouts.leaflets.leaflet import read_leaflet

    try:
        return read_leaflet(file).title
    except (LeafletError, FileNotFoundError):
        return file.name.split(".")[0]


def _read(file: Path) -> str:
    """The text of a file, '' if it cannot be read: why, is said when the leaflet is."""
    from handouts.leaflets.leaflet import source_of

    try:
        return source_of(file)
    except (LeafletError, FileNotFoundError):
        return ""
