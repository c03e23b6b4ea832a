"""One appointment -> one handout: merge, compose, strike.  The spine.

In: appointments.  Out: `Handout`s, finished PDFs in memory.  Refuses what its stages refuse; a character that no font has
becomes a `RecordError` that names the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache

from handouts.clinics.clinic import Clinic, built_in
from handouts.clinics.forms import LayoutForms
from handouts.clinics.looks import read_theme, read_typecase
from handouts.errors import InputError, LeafletError, Problem, RecordError
from handouts.files.written import place
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import Merged, Merger, merger
from handouts.leaflets.pair import paired
from handouts.leaflets.shelf import Allowed, Shelf, permit
from handouts.proof.expected import Expected, Kind
from handouts.proof.folds import Fold
from handouts.proof.identifiers import Identifiers
from handouts.proof.prover import ProofError, Prover
from handouts.records.appointment import ADDRESS, COLUMNS, NAMED, Appointment, flat
from layouts.copies.forme import Forme, PlateCache
from layouts.copies.impression import Impression
from layouts.document.blocks import Document
from layouts.errors import LayoutError, MissingGlyph, WindowError, describe
from layouts.theme import Theme
from layouts.typesetting.fonts import Typecase

NOTHING = Allowed()
UNPRINTED = frozenset({"language", "format", "email_consent", "email_plain", "leaflet", "start", "date_of_birth"})
REMEDY = "a character that a font has; name a font for it under 'fonts' in clinic.toml"


@dataclass(frozen=True)
class Handout:
    """One patient's copy: what it is, the copy as it was struck, and how it was proven.  beside: its second language, if it has two."""

    appointment: str
    leaflet: Leaflet
    layout: str
    impression: Impression
    proof: str
    says: str = field(default="", repr=False)
    beside: Leaflet | None = None
    sign: str = ""

    @property
    def data(self) -> bytes:
        """The bytes of its PDF."""
        return self.impression.data

    @property
    def sha256(self) -> str:
        """The digest of its PDF."""
        return self.impression.sha256

    @property
    def language(self) -> str:
        """Its language, or both: `es+en-US`."""
        return self.leaflet.language + (f"{self.sign}{self.beside.language}" if self.beside else "")

    @property
    def masters(self) -> tuple[Leaflet, ...]:
        """The leaflets that it is made of."""
        return (self.leaflet, self.beside) if self.beside else (self.leaflet,)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.impression.pages

    @property
    def composed(self) -> bool:
        """Whether a plate had to be composed for it first."""
        return self.impression.composed


class Press:
    """Makes handouts for one clinic.

    layout: 'auto' takes the patient's format; form: of the layout, '' for its own; page: '' takes the clinic's; issued: the moment that
    the files' dates say; known: `packed` identifiers of everybody for whom copies are made, so that none of them stands on another's page;
    typecase: the clinic's, where somebody has it already, with what it has shaped.
    """

    def __init__(
        self,
        clinic: Clinic,
        *,
        layout: str = "auto",
        page: str = "",
        issued: datetime | None = None,
        allowed: Allowed = NOTHING,
        proof: Kind = "default",
        known: bytes = b"",
        typecase: Typecase | None = None,
        form: str = "",
    ) -> None:
        self.clinic, self.layout, self.page, self.allowed = clinic, layout, page or clinic.page, allowed
        self.form, self.forms = form, LayoutForms(clinic)
        self.moment = (issued or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        self.issued = self.moment.isoformat()
        self.shelf = Shelf(clinic)
        self.typecase = typecase or read_typecase(clinic)
        faces = (face for family in self.typecase.families for face in (family.regular, family.bold))
        self._faces = {face.tag.encode(): (face.path, face.index) for face in faces}
        self.profile = built_in("assets") / "srgb.icc"
        self.plates = PlateCache()
        self.struck = 0
        self._formes: dict[tuple[int, str], tuple[Document, Forme]] = {}
        self._permitted: set[str] = set()
        self._identifiers = Identifiers(known)
        self.prover = Prover(proof, self._identifiers.__contains__)
        self._mergers: dict[tuple[str, str], Merger] = {}
        self._pair = cache(lambda *which: paired(clinic, *which))
        self._themes: dict[tuple[str, str], Theme] = {}

    def anew(self, issued: datetime | None = None, known: bytes = b"") -> Press:
        """This press for the next copies: what it has composed and proven stays, the moment and who is known are new."""
        made = copy(self)
        made.moment = (issued or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        made.issued, made.struck, made._permitted = made.moment.isoformat(), 0, set()
        made._identifiers = Identifiers(known)
        made.prover = self.prover.anew(made._identifiers.__contains__)
        return made

    def make(self, appointment: Appointment, leaflet: str = "", layout: str = "", copy: str = "", second: str = "") -> Handout:
        """The handout of an appointment; `leaflet` overrides the record's, `layout` the press's.

        copy: its id, '' if it is only looked at; second: a second language and how it stands, such as '+en-US' (`language.pairs`).

        Raises RecordError where the record cannot be printed as it is (ProofError where the finished copy is not what it should be),
        LeafletError where the leaflet cannot, RefusedError where it may not be given out.
        """
        master = self.leaflet_for(appointment, leaflet)
        layout = self.forms.layout(layout or (appointment.patient.format if self.layout == "auto" else self.layout), self.form)
        other = self._beside(master, second)
        pair = (other, second[0], self.theme(layout).postcode(self.clinic.postcode)) if other else None
        maker = self._pair(master, *pair) if pair else self._merger(master, layout)
        merged = maker.merge(appointment, copy, self.today)
        try:
            impression = self._forme(merged, layout).strike(merged.values, self.issued)
        except WindowError as error:
            raise _too_long(error, merged, appointment) from None
        except MissingGlyph as missing:
            raise _named(missing, merged, appointment, master) from None
        except LayoutError as error:
            raise _at(master, error, str(error)) from None
        self.struck += 1
        proof = "off" if self.prover.kind == "off" else self._proven(merged, appointment, layout, impression)
        said = merged.says(layout, self.page)
        return Handout(appointment.identifier, master, layout, impression, proof, said, other, second[:1] if other else "")

    def _beside(self, master: Leaflet, second: str) -> Leaflet | None:
        """The leaflet in its second language; None if there is no other than the first.  Raises RefusedError if it may not be given out."""
        other = self.shelf.second(master, second)
        return self._permit(other) if other else None

    def edition(self, leaflet: str, language: str = "", layout: str = "", issued: date | None = None) -> Handout:
        """The general edition of a leaflet, for no patient.  language: '' for the clinic's; layout: '' for the press's, 'auto' is standard.

        issued: the day that its dates say, None for the press's moment.

        Raises InputError if there is no such leaflet, LeafletError where it cannot do without a patient, RefusedError where it may not be
        given out, ProofError where the finished copy is not what it should be.
        """
        master = self._permit(self.shelf.choose(leaflet, language or self.clinic.language))
        layout = layout or ("standard" if self.layout == "auto" else self.layout)
        merged = merger(master, self.clinic, general=True).edition()
        moment = datetime.combine(issued, time(), UTC).isoformat() if issued else self.issued
        try:
            impression = self._forme(merged, layout).strike(merged.values, moment)
        except LayoutError as error:
            what = f"has {describe(error.character)}, which no font has" if isinstance(error, MissingGlyph) else str(error)
            raise _at(master, error, what) from None
        proof = self.prover.prove(impression.data, self._expected(merged, "", layout, impression, moment))
        return Handout("", master, layout, impression, proof, merged.says(layout, self.page))

    def _proven(self, merged: Merged, appointment: Appointment, layout: str, impression: Impression) -> str:
        self._identifiers.add(appointment.patient.identifier)
        try:
            return self.prover.prove(impression.data, self._expected(merged, appointment.patient.identifier, layout, impression))
        except ProofError as error:
            raise ProofError(error.failures, lambda texts: columns_of(texts, appointment)) from None

    def _expected(self, merged: Merged, whose: str, layout: str, impression: Impression, moment: str = "") -> Expected:
        """What should stand in an impression, as its proof needs it.  moment: of its issue, '' for the press's."""
        theme, plate = self.theme(layout, merged.document.language), impression.plate
        return Expected(
            plate.document, merged.values, whose, len(plate.places) or impression.pages, plate.serial, len(plate.static.data), theme.frame,
            theme.smallest, theme.sizes, impression.sha256, moment or self.issued, self._faces,
            theme.window.pane(theme.height) if theme.window else None, _fold(theme, plate.document),
        )  # fmt: skip

    def _merger(self, leaflet: Leaflet, layout: str) -> Merger:
        key = leaflet.file, self.theme(layout).postcode(self.clinic.postcode)
        if key not in self._mergers:
            self._mergers[key] = merger(leaflet, self.clinic, postcode=key[1])
        return self._mergers[key]

    def leaflet_for(self, appointment: Appointment, leaflet: str = "") -> Leaflet:
        """The leaflet of an appointment in the patient's language.

        Raises RecordError, or InputError for one that was asked for, if there is none; RefusedError if it may not be given out.
        """
        wanted = leaflet or appointment.leaflet
        if not wanted:
            raise RecordError("record", (Problem("leaflet", "is empty", "a leaflet's id, in the record or as --leaflet"),))
        try:
            master = self.shelf.choose(wanted, appointment.patient.language)
        except InputError:
            if leaflet:
                raise
            known = ", ".join(self.shelf.identifiers())
            raise RecordError("record", (Problem("leaflet", "is not a leaflet there is", f"one of {known}"),)) from None
        return self._permit(master)

    def _permit(self, master: Leaflet) -> Leaflet:
        """A leaflet that may be given out.  Raises RefusedError."""
        if master.file not in self._permitted:
            permit(master, self.clinic, self.allowed, self.today)
            self._permitted.add(master.file)
        return master

    @property
    def today(self) -> date:
        """The day of issue at the clinic."""
        return self.moment.astimezone(self.clinic.zone).date()

    @property
    def notes(self) -> list[str]:
        """What the layouts had to change of the clinic's wishes."""
        return sorted({note for theme in self._themes.values() for note in theme.notes})

    def _forme(self, merged: Merged, layout: str) -> Forme:
        key = id(merged.document), layout
        if key not in self._formes:
            forme = Forme(merged.document, self.theme(layout, merged.document.language), self.typecase, self.plates, self.profile)
            self._formes[key] = merged.document, forme  # the document is kept, so that its id stays its own
        return self._formes[key][1]

    def theme(self, layout: str, language: str = "") -> Theme:
        """The theme of a layout, in the clinic's colour and page size.  language: that its text is in, by its tag."""
        key = layout, language
        if key not in self._themes:
            self._themes[key] = self.theme(layout).speaking(language) if language else read_theme(self.clinic, layout, self.page)
        return self._themes[key]


def _fold(theme: Theme, document: Document) -> Fold | None:
    """How the sheets of a theme are folded."""
    fold = theme.fold
    return Fold(theme.form == "booklet", fold.columns, theme.width, fold.creep, document.right_to_left) if fold else None


def columns_of(texts: Sequence[str], appointment: Appointment) -> list[str]:
    """The columns of a record that what a page says came from; what no column says as it stands was made of a date."""
    cells = {column: text for column, text in flat(appointment).items() if text and column not in UNPRINTED}
    found = [column for column in COLUMNS if any(_says(cells.get(column, ""), text.strip()) for text in texts)]
    if texts and not found:
        return ["date_of_birth" if str(appointment.patient.born.year) in "".join(texts) else "start"]
    return found


def _says(cell: str, text: str) -> bool:
    return bool(cell and text) and (cell in text or text in cell)


def _named(missing: MissingGlyph, merged: Merged, appointment: Appointment, leaflet: Leaflet) -> Exception:
    """The refusal of a character, naming the column it came from; the leaflet if it is in its own text."""
    what = f"has {describe(missing.character)}, which no font has"
    if missing.field is None:
        return _at(leaflet, missing, what)
    columns = [column for column, text in flat(appointment).items() if missing.character in text]
    return RecordError("record", tuple(Problem(c, what, REMEDY) for c in columns) or (Problem("record", what, REMEDY),))


def _too_long(error: WindowError, merged: Merged, appointment: Appointment) -> RecordError:
    """The refusal of an address, naming the columns of the lines that are too long; all of them if there are too many lines."""
    columns = [column for column in columns_of([merged.values[i] for i in error.fields], appointment) if column in (*NAMED, *ADDRESS)]
    whole = [column for column in ADDRESS if getattr(appointment.patient, column)]
    expected = f"at most {error.room} lines with the name, each short enough for the window; or another form than a letter"
    what = "does not fit the window of the envelope"
    return RecordError("record", tuple(Problem(column, what, expected) for column in columns or whole))


def _at(leaflet: Leaflet, error: LayoutError, what: str) -> LeafletError:
    """What is wrong with a leaflet, where its text says what it is about, or names the file; where the text begins if it does neither."""
    body, file = leaflet.body, str(error).partition(":")[0]
    needle = next((said for said in (error.near, getattr(error, "character", ""), file) if said and said in body), "")
    line, column = place(body, body.find(needle) if needle else len(body) - len(body.lstrip()))
    return LeafletError(leaflet.file, line, column, what, body.split("\n")[line - 1])
