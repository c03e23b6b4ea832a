"""The clinic: who gives the leaflet out, and how it looks.

In: a folder with a `clinic.toml` and its logo.  Out: a frozen `Clinic`, whose fields are the file's keys.  Refuses what may not stand there
(`ClinicError`: every slip with line and column).

A clinic's folder may have `handouts/` (leaflets and page furniture), `layouts/` and `assets/` of its own; they are looked
in before the built-in ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from handouts.errors import ClinicError
from handouts.files.enclosures.names import Enclosable
from handouts.files.kinds import Language, Lasting, Page, Phone, Printed, PrintedEmail, Website, Zone
from handouts.files.marks import Filled, Key, Longest, OneLine, Pairs, Says
from handouts.files.schema import Fault, build
from handouts.files.tables import read_toml
from handouts.language.durations import Duration
from handouts.language.phrases import Fixed, Spoken
from layouts.colours import Colour
from layouts.document.blocks import Picture
from layouts.measures import Between, Fits, ReadsFile
from layouts.styles import BLANK_BACKS, POSTCODES
from layouts.typesetting.families import OwnFamily

NAME = "clinic.toml"
WORDS = "a table for each language, such as [words.es] with hours = \"De lunes a viernes\""
FONT = "a table such as {regular = \"own.ttf\", bold = \"own-bold.ttf\", languages = [\"zh\"]}"
ASSETS = "assets"  # the folder of a clinic for pictures, and for files whose pages follow a leaflet's
SPOKEN = ("name", "department", "address", "hours", "bring")
SAMPLES = ("riverside", "harbour")
LARGEST_LOGO = 2**24  # bytes
LONGEST_FAST = timedelta(days=1)
HOME = Path(__file__).resolve().parents[2]  # where handouts, layouts and assets stand side by side


def is_group(text: str) -> bool:
    """Whether a text can be the name of a group (useradd(8))."""
    return re.fullmatch(r"[A-Za-z_][\w.-]{0,31}", text, re.A) is not None


def is_back(text: str) -> bool:
    """Whether a text says what the back of an odd last page has."""
    return text in BLANK_BACKS


def is_postcode(text: str) -> bool:
    """Whether a text says where the postcode stands in an address."""
    return text in POSTCODES


@dataclass(frozen=True, slots=True)
class Brand:
    """How a clinic looks: all that branding takes."""

    logo: Annotated[Path | None, ReadsFile(inside=True)] = None
    colour: Colour = "#1a1a1a"


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """`ledger = {group = "reception"}`: accounts of this machine that use the ledger as well."""

    group: Annotated[str, Fits(is_group, "the name of a group of this machine, such as reception")] = ""


@dataclass(frozen=True, slots=True)
class Fasting:
    """`[fasting]`: how long before an anesthetic or a sedation nobody eats or drinks, the same for every leaflet that says when to stop.

    food: a light meal; full_meal: one with fried or fatty food, or meat; clear_fluids: water and what one can see through.  What is not
    said is as the American Society of Anesthesiologists has it for healthy adults (Practice Guidelines for Preoperative Fasting, 2017; the
    update of 2023 leaves these as they are).
    """

    food: Lasting = Duration(6, "hours")
    full_meal: Lasting = Duration(8, "hours")
    clear_fluids: Lasting = Duration(2, "hours")

    def faults(self) -> Iterator[Fault]:
        """Times in the wrong order, and times that nobody fasts."""
        for shorter, longer in (("clear_fluids", "food"), ("food", "full_meal")):
            less, more = getattr(self, shorter), getattr(self, longer)
            if less.real > more.real:
                keys = shorter.replace("_", "-"), longer.replace("_", "-")
                yield keys[:1], f"is longer than {keys[1]}, which is {more.told('en')}", f"write one that is shorter, or a longer {keys[1]}"
        if self.full_meal.real > LONGEST_FAST:
            yield ("full-meal",), "is longer than a day", "write at most '24 hours'"


@dataclass(frozen=True, slots=True)
class ClinicWords:
    """`[words.es]`: what the clinic says of itself in another language; what is empty is as in the clinic's own."""

    department: Printed = Fixed("")
    hours: Printed = Fixed("")
    website: Website = Fixed("")
    bring: tuple[Printed, ...] = ()
    append: tuple[Enclosable, ...] = ()
    signature: tuple[Printed, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageHelp:
    """`[language-help]`: a notice for every patient that help with language is free.  phone: '' for the clinic's own."""

    languages: Annotated[tuple[Language, ...], Filled()]
    phone: Phone = Fixed("")

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if len(set(self.languages)) < len(self.languages):
            yield ("languages",), "names a language twice", "delete one of the two"


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic.  Its words are `Fixed`: the same for every patient.  arrive_early: minutes before the appointment; map: of its lists.

    append: PDFs in its assets whose pages follow every leaflet; signature: the lines under its letters; window: of the envelopes, '' for
    the usual one of paper and country;
    postcode: where it stands in an address, '' as the window has it; blank_back: what the back of an odd last page has, '' as the layout
    says, 'questions' for copies that are printed on both sides; handover: whether page 1 of a copy has a code that says which copy it
    is, for who hands it over; appointment_code: whether it has one that puts the appointment into a calendar; infobutton: whether the desk
    answers record systems that ask for leaflets by a code.

    folder and logo (its picture) are no keys of the file.
    """

    folder: Path
    logo: Picture | None
    name: Annotated[Printed, Filled()]
    phone: Phone
    emergency: Phone
    zone: Annotated[Zone, Key("time-zone")]
    language: Language
    page: Page
    brand: Brand
    department: Printed = Fixed("")
    address: tuple[Printed, ...] = ()
    hours: Printed = Fixed("")
    website: Website = Fixed("")
    email: PrintedEmail = Fixed("")
    sample: bool = False
    arrive_early: Annotated[int, Between(0, 1440)] = 0
    fasting: Fasting = Fasting()
    language_help: LanguageHelp | None = None
    bring: tuple[Printed, ...] = ()
    signature: tuple[Printed, ...] = ()
    window: Annotated[str, OneLine(), Longest(60)] = ""
    postcode: Annotated[str, Fits(is_postcode, "before, after, below or none")] = ""
    ledger: LedgerTable = LedgerTable()
    fonts: tuple[Annotated[OwnFamily, Says(FONT)], ...] = ()
    append: tuple[Enclosable, ...] = ()
    blank_back: Annotated[str, Fits(is_back, "questions or empty")] = ""
    handover: bool = False
    appointment_code: bool = False
    infobutton: bool = False
    map: Annotated[str, Filled(), OneLine(), Longest(254)] = ""
    words: Annotated[tuple[tuple[Language, ClinicWords], ...], Pairs(), Says(WORDS)] = ()

    def speaking(self, language: str) -> Clinic:
        """The clinic as it speaks in a language: with its own words for that tag, or for the language without its country.

        Those that it has not in that language say which they are in.
        """
        said, base = dict(self.words), language.split("-")[0]
        words = said.get(language) or said.get(base)
        own = {field.name: text for field in fields(ClinicWords) if words and (text := getattr(words, field.name))}
        if base != self.language.split("-")[0]:
            own = {**{name: _spoken(getattr(self, name), self.language) for name in SPOKEN}, **own}
        return replace(self, **own) if own else self

    def faults(self) -> Iterator[Fault]:
        """What does not go together: a map that is a file has to be in the clinic's folder, and what follows leaflets in its assets."""
        for keys, names in ((("append",), self.append), *((("words", tag, "append"), said.append) for tag, said in self.words)):
            for name in names:
                if not (self.folder / ASSETS / name).is_file():
                    yield keys, f"there is no {name} in {self.folder / ASSETS}", "put it there, or delete its name"
        file = self.folder / self.map
        if self.map.endswith(".toml") and not (file.is_file() and file.resolve().is_relative_to(self.folder.resolve())):
            yield ("map",), "there is no such file in the clinic's folder", "a map's file, or the name of a shipped map"

    @property
    def usual_map(self) -> str:
        """What lists are read by for which no map is named: a file, or the name of a shipped map; '' for none."""
        return str(self.folder / self.map) if self.map.endswith(".toml") else self.map

    @property
    def colour(self) -> str:
        """The brand's colour, such as '#0b5a7a'."""
        return self.brand.colour

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that clinic.toml names and copies are made of."""
        fonts = [file for family in self.fonts for file in (family.regular, family.bold)]
        return tuple(file for file in (self.brand.logo, *fonts) if file)

    def find(self, room: str, name: str) -> Path:
        """A file of one of the rooms (`handouts/frame`, `layouts`, …): the clinic's own, or the built-in one."""
        own = self.folder / room / name
        return own if own.is_file() else built_in(room) / name


def _spoken(words: Any, language: str) -> Any:
    """Words, which say what language they are in."""
    return tuple(Spoken(line, language) for line in words) if isinstance(words, tuple) else Spoken(words, language)


def built_in(room: str) -> Path:
    """The folder of a room that comes with the program."""
    return HOME / room


def sample_clinic(name: str) -> Path:
    """The folder of a sample clinic."""
    return built_in("assets/clinics") / name


def is_sample(folder: Path) -> bool:
    """Whether a folder is that of a sample clinic, wherever the program lay then."""
    return folder.name in SAMPLES and folder.parts[-3:-1] == ("assets", "clinics")


def read_clinic(folder: Path) -> Clinic:
    """Read a clinic's folder.  Raises ClinicError with every slip of its clinic.toml."""
    try:
        written = read_toml(folder / NAME)
    except FileNotFoundError:
        raise ClinicError(f"{folder}: there is no clinic.toml in it; begin one with `handouts init DIR` (see docs/installer.md)") from None
    clinic = build(Clinic, written, given={"folder": folder, "logo": None})
    return replace(clinic, logo=_picture(clinic.brand.logo)) if clinic.brand.logo else clinic


def _picture(logo: Path) -> Picture:
    """The logo's file.  Raises ClinicError if it cannot be read."""
    try:
        with logo.open("rb") as stream:
            data = stream.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise ClinicError(f"{logo}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_LOGO:
        raise ClinicError(f"{logo}: has more than {LARGEST_LOGO >> 20} MB; make a smaller file of it")
    return Picture(logo.name, data)
