"""Leaflet + Appointment + Clinic -> Document and values.

Jinja2 renders a leaflet into a *skeleton*: Markdown in which every value is one private-use character.  The skeleton is
the same for all patients that take the same branches, so parsing it is cached; the values meet the text only after
Markdown is parsed.  So a value can be neither markup nor template, whatever it says.

Values that are the same for every patient of a clinic (`Fixed`) become ordinary text after parsing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError
from handouts.files.reading import text_of
from handouts.language.characters import STRANGER
from handouts.language.dates import month, short_day, week_letters
from handouts.language.phrases import Fixed, has_words, locale_of, phrases
from handouts.leaflets.calendar import entry, scanned
from handouts.leaflets.covers import addressed, opened, unmarked
from handouts.leaflets.enclosed import enclosures, places
from handouts.leaflets.fields import CLINIC
from handouts.leaflets.grammar import Wording, told
from handouts.leaflets.headings import about, backed, parted, sent, titles, wording
from handouts.leaflets.inliner import inliner
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.markdown import parse
from handouts.leaflets.marks import marked
from handouts.leaflets.nobody import RECORD
from handouts.leaflets.pictures import pictures_of, place_of
from handouts.leaflets.sides import assumed
from handouts.leaflets.skeleton import Skeleton
from handouts.leaflets.template import Master
from handouts.leaflets.tonguehelp import FENCE, help_file, passages
from handouts.leaflets.tray import PAGE_COUNT, PAGE_NUMBER, Tray
from handouts.records.appointment import Appointment
from handouts.records.postal import posted
from layouts.document.blocks import Block, CopyCode, Document
from layouts.document.inlines import Field, TextRun
from layouts.styles import PostcodePlace

PAGED = "foot"
SLIP, LETTER = "slip", "letter"
FURNITURE = ("head", "running", "foot", "panel", "after")
OF_NOBODY = {"foot": "edition-foot", "panel": "edition-panel", SLIP: "edition-slip"}  # instead of these in a general edition
FRAME = (*FURNITURE, SLIP, LETTER, *OF_NOBODY.values())
KEPT_DOCUMENTS = 512
NO_COPY = "0" * 12  # stands where a copy is only to be looked at; no copy has that id
Stamp = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Merged:
    """A document, and what stands in its slots.

    wording: a digest of the document; coded: how many of the first values are the copy's alone, and make no difference to its patient: its
    number, the day of a letter; body: the blocks, from and to, of the leaflet's text.
    """

    document: Document
    values: tuple[str, ...] = field(repr=False)
    wording: str = field(default="", compare=False)
    coded: int = field(default=0, compare=False)
    body: tuple[int, int] = field(default=(0, 0), compare=False)

    def says(self, layout: str, page: str) -> str:
        """A digest of everything that a copy in this layout says to its patient, whenever and by whatever program it is made."""
        return blake2b(repr((self.wording, self.values[self.coded :], layout, page)).encode(), digest_size=16).hexdigest()


class Merger:
    """Merges one leaflet of one clinic with appointments; what does not depend on them is done once.

    general: it merges with nobody, for a general edition; postcode: where it stands in the address of a letter, '' where there is none.
    """

    def __init__(self, leaflet: Leaflet, clinic: Clinic, *, general: bool = False, postcode: PostcodePlace = "") -> None:
        self.leaflet, self.clinic, self.general, self.postcode = leaflet, clinic.speaking(leaflet.language), general, postcode
        self.language = locale_of(leaflet.language, clinic.language)
        if not self.language:
            what = f"is in {leaflet.language}, a language in which no dates can be written"
            raise LeafletError(leaflet.file, 1, 1, what, remedy="Write language as a tag that CLDR knows, such as en-US.")
        if general and not has_words(leaflet.language):
            what = f"is in {leaflet.language}, for which there are no words for a moment without a date"
            raise LeafletError(leaflet.file, 1, 1, what, remedy="Put a catalogue of that language into handouts/words.")
        self._words: dict[str, object] = {
            "clinic": {name: getattr(self.clinic, name) for name in CLINIC},
            "leaflet": self._leaflet_words(),
            "language": self.language,
            "page": {"number": PAGE_NUMBER, "count": PAGE_COUNT},
            "_": phrases(leaflet.language),
        }
        self._help = passages(clinic) if FENCE in leaflet.body else ()
        self._enclosures = () if general else enclosures(leaflet, clinic)
        self._fixed: list[str] = []
        masters = self._masters(clinic)
        self._personal = {name: master for name, master in masters.items() if master.personal}
        self._still = {name: self._parsed_still(master) for name, master in masters.items() if not master.personal}
        self._documents: dict[tuple[object, ...], tuple[Document, str, tuple[int, int]]] = {}

    def _masters(self, clinic: Clinic) -> dict[str, Master]:
        """The leaflet and what stands around it."""
        leaflet, instead = self.leaflet, OF_NOBODY if self.general else {}
        names = (*FURNITURE, *((SLIP,) if f"::: {SLIP} " in leaflet.body else ()), *((LETTER,) if self.postcode else ()))
        texts = {name: _frame_text(clinic, instead.get(name, name)) for name in names} | {"body": (leaflet.file, leaflet.body)}
        named = assumed(leaflet) if self.general else None
        return {name: Master(*text, self._words, self._fixed, paged=name == PAGED, named=named) for name, text in texts.items()}

    def merge(self, appointment: Appointment, copy: str = "", today: date | None = None) -> Merged:
        """Merge with an appointment.  copy: the copy's id, where the clinic's copies say it; today: the day that a letter says.

        Raises LeafletError where the leaflet prints what the record does not have, RecordError where a letter lacks the address.
        """
        record = {"patient": appointment.patient, "appointment": appointment}
        code = [copy or NO_COPY] if self.clinic.handover else []
        event = [entry(appointment, self.clinic)] if self.clinic.appointment_code else []
        if not self.postcode:
            return self._merged(record, code, event=event)
        day = short_day(today or appointment.start, self.language)
        return self._merged(record, [*code, day], (appointment.patient.name, *posted(appointment.patient, self.postcode)), event)

    def edition(self) -> Merged:
        """The general edition, of a merger that was made for one.  Raises LeafletError where the leaflet cannot do without a patient."""
        return self._merged(RECORD, [])

    def _merged(self, record: Mapping[str, object], code: list[str], address: tuple[str, ...] = (), event: Sequence[str] = ()) -> Merged:
        tray = Tray([*code, *address, *event], fixed=self._fixed.copy())
        context = {**self._words, **record}
        skeletons = tuple([master.render(context, tray) for master in self._personal.values()])
        key = (skeletons, tuple(tray.fixed[len(self._fixed) :]), tuple(tray.stops.items()), len(address))
        known = self._documents.get(key)
        if known is None:
            if len(self._documents) >= KEPT_DOCUMENTS:
                self._documents.clear()
            at = len(code) + len(address)
            event_code = scanned(at, self.leaflet.language) if event else ()
            document, body = self._document(skeletons, tray, range(len(code), at), event_code)
            known = self._documents[key] = document, blake2b(wording(document).encode(), digest_size=16).hexdigest(), body
        return Merged(known[0], tuple(tray.values), known[1], len(code), known[2])

    def _leaflet_words(self) -> dict[str, object]:
        """What page furniture may print of a leaflet: the same for every patient."""
        leaflet, language = self.leaflet, self.language
        return {
            "title": Fixed(leaflet.title),
            "short_title": Fixed(leaflet.short_title or leaflet.title),
            "version": Fixed(str(leaflet.version)),
            "status": Fixed(leaflet.status),
            "reviewed": Fixed(short_day(leaflet.reviewed, language)) if leaflet.reviewed else None,
            "review_due": Fixed(short_day(leaflet.review_due, language)) if leaflet.review_due else None,
            "reviewer": Fixed(leaflet.reviewer) if leaflet.reviewer else None,
            "produced": Fixed(month(leaflet.produced, language)) if leaflet.produced else None,
            "based_on": Fixed(leaflet.based_on.strip()) if leaflet.based_on.strip() else None,
        }

    def _parsed_still(self, master: Master) -> tuple[Block, ...]:
        tray = Tray()
        return self._parsed(master, master.render(self._words, tray), tray)

    def _parsed(self, master: Master, skeleton: str, tray: Tray) -> tuple[Block, ...]:
        spoken = phrases(self.leaflet.language)
        read = parse(Skeleton(
            master.file, skeleton, master.body, self._picture, inliner(tray.fixed), self.clinic.logo, phrase=spoken, stops=tray.stops,
            week=week_letters(self.language), help=self._help,
        ))  # fmt: skip
        return marked(read, self.leaflet.language)

    def _document(
        self, skeletons: tuple[str, ...], tray: Tray, address: range, event: tuple[Block, ...]
    ) -> tuple[Document, tuple[int, int]]:
        """The parsed document of skeletons, and its body.  Equal skeletons, and timelines in the same order, give the very same.

        address: the values that are lines of it, the name first, which the day of a letter stands before; event: its code.
        """
        parts = dict(self._still)
        for (name, master), skeleton in zip(self._personal.items(), skeletons, strict=True):
            parts[name] = self._parsed(master, skeleton, tray)
        leaflet = self.leaflet
        body, spare, slips = parted(parts["body"])
        slips = tuple(sent(slip, parts[SLIP]) for slip in slips)
        before = (*titles(leaflet), *self._code(), *parts["panel"])
        document = Document(
            title=leaflet.title,
            language=leaflet.language,
            blocks=(*before, *body, *event, *parts["after"], *slips),
            head=parts["head"] if not address else unmarked(parts["head"]),
            running=parts["running"],
            foot=parts["foot"],
            author=str(self.clinic.name),
            subject=about(leaflet) if self.general else leaflet.summary,
            contents=(TextRun(phrases(leaflet.language)("In this leaflet")),),
            enclosures=self._enclosures,
            questions=(TextRun(phrases(leaflet.language)("My questions")),),
            address=addressed(address),
            letter=opened(address, parts["head"], parts[LETTER], leaflet.language) if address else (),
            near=(self.clinic.language,),
            back=backed(leaflet.language),
            remainder=spare,
        )
        return document, (len(before), len(before) + len(body))

    def _code(self) -> tuple[CopyCode, ...]:
        """The code of the copy, by which it is handed over, if the clinic wants that."""
        if self.general or not self.clinic.handover:
            return ()
        say = phrases(self.leaflet.language)
        said = (TextRun(say("For the front desk: copy")), TextRun(" "), Field(0))
        return (CopyCode(0, say("A code for the front desk, which says the number of this copy."), said),)

    def _picture(self, file: str) -> bytes | None:
        """A picture's bytes; None if there is none."""
        place = place_of(file, self.leaflet, self.clinic)
        return place.read_bytes() if place else None


def pictures(leaflet: Leaflet, clinic: Clinic) -> set[Path]:
    """Every place where pictures of a leaflet's copies are looked for, with a file or without.

    Raises LeafletError for a text that cannot be read.
    """
    texts = {name: _frame_text(clinic, name) for name in FRAME} | {"body": (leaflet.file, leaflet.body)}
    found: set[Path] = set()
    for file, text in texts.values():
        with told(Wording(file, text)):
            found |= pictures_of(text, leaflet, clinic)
    return found


def merger(leaflet: Leaflet, clinic: Clinic, *, general: bool = False, postcode: PostcodePlace = "") -> Merger:
    """The merger of a leaflet and a clinic; the same one for equal ones, until a frame text or a picture is another file."""
    return _merger(leaflet, clinic, stamps(leaflet, clinic), general, postcode)


@lru_cache(64)
def _merger(leaflet: Leaflet, clinic: Clinic, _stamps: tuple[Stamp, ...], general: bool, postcode: PostcodePlace) -> Merger:
    return Merger(leaflet, clinic, general=general, postcode=postcode)


def stamps(leaflet: Leaflet, clinic: Clinic) -> tuple[Stamp, ...]:
    """Of each file that a leaflet's copies are merged from besides its own, whether there is one and which.

    Raises LeafletError for a text that cannot be read.
    """
    frame = tuple(_stamp(clinic.find("handouts/frame", f"{name}.md")) for name in FRAME)
    return *frame, *map(_stamp, (*_picture_places(leaflet, clinic, frame), *places(leaflet, clinic), help_file(clinic)))


@lru_cache(256)
def _picture_places(leaflet: Leaflet, clinic: Clinic, _frame: tuple[Stamp, ...]) -> tuple[Path, ...]:
    return tuple(sorted(pictures(leaflet, clinic)))


def _stamp(path: Path) -> Stamp:
    """Differs after a file was written, taken away or put there: its name, moment, size and number."""
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def merge(leaflet: Leaflet, appointment: Appointment, clinic: Clinic) -> Merged:
    """Merge a leaflet with one appointment."""
    return merger(leaflet, clinic).merge(appointment)


def furnished(clinic: Clinic, name: str, **words: object) -> tuple[Block, ...]:
    """The blocks of page furniture that tells of no patient.  words: what it may print besides the clinic's; `Fixed` texts."""
    file, body = _frame_text(clinic, name)
    tray = Tray()
    spoken = clinic.speaking(clinic.language)
    own = {word: getattr(spoken, word) for word in CLINIC}
    context = {"clinic": own, "language": clinic.language, "_": phrases(clinic.language), **words}
    skeleton = Master(file, body, context, tray.fixed, paged=True).render(context, tray)
    return parse(Skeleton(file, skeleton, body, lambda picture: None, inliner(tray.fixed), clinic.logo))


def _frame_text(clinic: Clinic, name: str) -> tuple[str, str]:
    path = clinic.find("handouts/frame", f"{name}.md")
    text = text_of(path, LeafletError, called=path.name).replace("\r\n", "\n")
    if stranger := STRANGER.search(text):
        line = text.count("\n", 0, stranger.start())
        column = stranger.start() - text.rfind("\n", 0, stranger.start())
        what = f"U+{ord(stranger[0]):04X} may not stand here"
        raise LeafletError(path.name, line + 1, column, what, text.split("\n")[line], "Delete the character.")
    return path.name, text
