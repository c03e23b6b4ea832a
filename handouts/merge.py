"""Leaflet + Appointment + Clinic -> Document and values.

Jinja2 renders a leaflet into a *skeleton*: Markdown in which every value is one private-use character.  The skeleton is
the same for all patients that take the same branches, so parsing it is cached; the values meet the text only after
Markdown is parsed.  So a value can be neither markup nor template, whatever it says.

Values that are the same for every patient of a clinic (`Fixed`) become ordinary text after parsing.
Refuses a value that is missing, None or blank where the leaflet prints it: with the leaflet's line, never with the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handouts.characters import PLACEHOLDER, STRANGER
from handouts.clinics import Clinic
from handouts.errors import LeafletError
from handouts.leaflets import Leaflet
from handouts.markdown import Source, parse
from handouts.moments import clock, day, moved, short_day
from handouts.phrases import Fixed, locale_of, phrases
from handouts.records import Appointment
from layouts.blocks import Block, Document, Field, Heading, Inline, Inlines, PageCount, PageNumber, Run

VALUES, FIXED = 0xF0000, 0x100000
PAGE_NUMBER, PAGE_COUNT = Fixed("\U0010fff0"), Fixed("\U0010fff1")
FURNITURE = ("head", "running", "foot", "panel", "after")


@dataclass(slots=True)
class Tray:
    """The values that a rendering printed, in order: of the patient, and of the clinic."""

    values: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)

    def keep(self, value: str) -> str:
        """Keep a value; what is printed in its place."""
        if isinstance(value, Fixed):
            self.fixed.append(value)
            return chr(FIXED + len(self.fixed) - 1)
        self.values.append(value)
        return chr(VALUES + len(self.values) - 1)


class BlankValue(Exception):
    """A value that is to be printed is None or blank."""


@pass_context
def _kept(context: Context, value: object) -> object:
    """Jinja's `finalize`: keeps the value, prints its placeholder."""
    if isinstance(value, str) and not isinstance(value, Fixed) and PLACEHOLDER.search(value):
        raise LeafletValueError("printed text cannot be printed again: no macros, no {% set %} … {% endset %}")
    if isinstance(value, Undefined):
        return str(value)  # StrictUndefined raises, and names what is missing
    if value is None or (isinstance(value, str) and not value.strip()):
        raise BlankValue
    if isinstance(value, (datetime, date)):
        raise LeafletValueError("a date is printed with '| date', '| short_date' or '| time'")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        from babel.numbers import format_decimal

        value = format_decimal(value, locale=context["language"].replace("-", "_"))
    if not isinstance(value, str):
        raise LeafletValueError(f"a {type(value).__name__} cannot be printed")
    return context["tray_"].keep(value)


class LeafletValueError(Exception):
    """A leaflet prints something that is no text."""


def _before(moment: datetime, hours: float = 0, days: float = 0, minutes: float = 0) -> datetime:
    return moved(moment, -days, timedelta(hours=-hours, minutes=-minutes))


def _after(moment: datetime, hours: float = 0, days: float = 0, minutes: float = 0) -> datetime:
    return moved(moment, days, timedelta(hours=hours, minutes=minutes))


@pass_context
def _date(context: Context, moment: date) -> str:
    return day(moment, context["language"])


@pass_context
def _short_date(context: Context, moment: date) -> str:
    return short_day(moment, context["language"])


@pass_context
def _time(context: Context, moment: datetime) -> str:
    return clock(moment, context["language"])


def _listed(values: tuple[str, ...]) -> str:
    text = " · ".join(values)
    return Fixed(text) if all(isinstance(v, Fixed) for v in values) else text


@lru_cache(1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_kept, autoescape=False, keep_trailing_newline=True)
    environment.filters.update(before=_before, after=_after, date=_date, short_date=_short_date, time=_time, listed=_listed)
    return environment


@lru_cache(256)
def _template(file: str, body: str) -> Template:
    try:
        for call in _environment().parse(body).find_all(nodes.Call):
            if getattr(call.node, "name", "") == "_" and not (
                all(isinstance(a, nodes.Const) for a in call.args)
                and all(isinstance(k.value, nodes.Getattr) and getattr(k.value.node, "name", "") == "page" for k in call.kwargs)
            ):
                source = body.split("\n")[call.lineno - 1]
                raise LeafletError(
                    file, call.lineno, source.find("_(") + 1, "only a phrase in quotes is translated", source, "Print the value."
                )
        return _environment().from_string(body)
    except TemplateSyntaxError as error:
        line = body.splitlines()[error.lineno - 1] if 0 < error.lineno <= len(body.splitlines()) else ""
        brace = max(line.find("{{"), line.find("{%")) + 1 or 1
        remedy = "Merged values are written {{ patient.given_name }}, conditions {% if … %} … {% endif %}."
        raise LeafletError(file, error.lineno, brace, f"the template does not parse: {error.message}", line, remedy) from None


def _rendered(file: str, body: str, context: Mapping[str, object], tray: Tray) -> str:
    """The skeleton of one file.  Errors name the file's line and never the data."""
    template = _template(file, body)
    try:
        return template.render(context, tray_=tray)
    except LeafletError:
        raise
    except BlankValue as error:
        raise _at(
            error, file, body, "prints a value that this record does not have", "Fill the record, or put {% if … %} around it."
        ) from None
    except LeafletValueError as error:
        raise _at(error, file, body, str(error), "Choose what to print of it.") from None
    except UndefinedError as error:
        raise _at(error, file, body, "prints something that there is not" + _missing(error), "Look for a slip in the name.") from None
    except SecurityError as error:
        raise _at(error, file, body, "reaches for something that a leaflet may not use", "Print fields of the record only.") from None
    except Exception as error:  # noqa: BLE001  a template can raise whatever Python can; its text may hold data
        raise _at(error, file, body, f"cannot be merged ({type(error).__name__})", "Check the filters and their arguments.") from None


def _missing(error: UndefinedError) -> str:
    """What is missing, if the leaflet itself names it."""
    name = re.search(r"(?:no attribute |^)'(\w+)'", str(error.message))
    return f": {error.message}" if name and "dict object" not in str(error.message) else ""


def _at(error: BaseException, file: str, body: str, what: str, remedy: str) -> LeafletError:
    """The error, at the template line that Jinja's rewritten traceback names."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            line = trace.tb_lineno
        trace = trace.tb_next
    lines = body.splitlines()
    source = lines[line - 1] if line <= len(lines) else ""
    return LeafletError(file, line, max(source.find("{{"), 0) + 1, what, source, remedy)


@dataclass(frozen=True, slots=True)
class Merged:
    """A document, and what stands in its slots."""

    document: Document
    values: tuple[str, ...]


@lru_cache(256)
def _frame_text(clinic: Clinic, name: str) -> tuple[str, str]:
    path = clinic.find("handouts/frame", f"{name}.md")
    text = path.read_text("utf-8")
    if stranger := STRANGER.search(text):
        line = text.count("\n", 0, stranger.start())
        column = stranger.start() - text.rfind("\n", 0, stranger.start())
        what = f"U+{ord(stranger[0]):04X} may not stand here"
        raise LeafletError(path.name, line + 1, column, what, text.split("\n")[line], "Delete the character.")
    return path.name, text


def merge(leaflet: Leaflet, appointment: Appointment, clinic: Clinic) -> Merged:
    """Merge a leaflet with an appointment and a clinic's page furniture.

    Raises LeafletError where the leaflet prints what the record does not have.
    """
    tray = Tray()
    context = _context(leaflet, appointment, clinic)
    skeletons = []
    for name in FURNITURE:
        file, body = _frame_text(clinic, name)
        skeletons.append(_rendered(file, body, context, tray))
    skeletons.append(_rendered(leaflet.file, leaflet.body, context, tray))
    return Merged(_document(leaflet, clinic, tuple(skeletons), tuple(tray.fixed)), tuple(tray.values))


def _context(leaflet: Leaflet, appointment: Appointment, clinic: Clinic) -> dict[str, object]:
    return {
        "patient": appointment.patient,
        "appointment": appointment,
        "clinic": _clinic_words(clinic),
        "leaflet": _leaflet_words(leaflet, locale_of(leaflet.language, clinic.language)),
        "language": locale_of(leaflet.language, clinic.language),
        "page": {"number": PAGE_NUMBER, "count": PAGE_COUNT},
        "_": phrases(leaflet.language),
    }


@lru_cache(256)
def _clinic_words(clinic: Clinic) -> dict[str, object]:
    """What a leaflet may print of a clinic: its words, and no path."""
    names = ("name", "phone", "emergency", "department", "address", "hours", "website", "email", "arrive_early", "bring")
    return {name: getattr(clinic, name) for name in names}


@lru_cache(256)
def _leaflet_words(leaflet: Leaflet, locale: str) -> dict[str, object]:
    """What page furniture may print of a leaflet: the same for every patient."""
    return {
        "title": Fixed(leaflet.title),
        "version": Fixed(str(leaflet.version)),
        "status": Fixed(leaflet.status),
        "reviewed": Fixed(short_day(leaflet.reviewed, locale)) if leaflet.reviewed else None,
        "review_due": Fixed(short_day(leaflet.review_due, locale)) if leaflet.review_due else None,
        "reviewer": Fixed(leaflet.reviewer) if leaflet.reviewer else None,
    }


@lru_cache(1024)
def _document(leaflet: Leaflet, clinic: Clinic, skeletons: tuple[str, ...], fixed: tuple[str, ...]) -> Document:
    """The parsed document of a skeleton.  Equal skeletons give the very same object."""
    inline = _inliner(fixed)
    parts: dict[str, tuple[Block, ...]] = {}
    for name, skeleton in zip((*FURNITURE, "body"), skeletons, strict=True):
        file, original = (leaflet.file, leaflet.body) if name == "body" else _frame_text(clinic, name)
        source = Source(file, skeleton, original, lambda f: _picture(f, leaflet.folder, clinic), inline, clinic.logo)
        parts[name] = parse(source)
    title = Heading(1, (Run(leaflet.title),))
    return Document(
        title=leaflet.title,
        language=leaflet.language,
        blocks=(title, *parts["panel"], *parts["body"], *parts["after"]),
        head=parts["head"],
        running=parts["running"],
        foot=parts["foot"],
        author=str(clinic.name),
        subject=leaflet.summary,
    )


def _picture(file: str, folder: Path, clinic: Clinic) -> bytes | None:
    """A picture's bytes: beside the leaflet, in the clinic's assets, or in the built-in library."""
    if not re.fullmatch(r"[\w][\w .-]*", file):
        return None
    places = (folder / file, clinic.folder / "assets" / file, clinic.find("handouts/library", file))
    return next((place.read_bytes() for place in places if place.is_file()), None)


def _inliner(fixed: tuple[str, ...]) -> Callable[[str, bool, str | None, str | None], Inlines]:
    """Turns text with placeholders into runs and fields."""

    def inline(text: str, strong: bool, link: str | None, language: str | None) -> Inlines:
        out: list[Inline] = []
        at = 0
        for match in PLACEHOLDER.finditer(text):
            if match.start() > at:
                out.append(Run(text[at : match.start()], strong, link, language))
            at = match.end()
            out.extend(_placeholder(ord(match[0]), strong, link, language))
        if at < len(text):
            out.append(Run(text[at:], strong, link, language))
        return tuple(out)

    def _placeholder(code: int, strong: bool, link: str | None, language: str | None) -> Inlines:
        if code == ord(PAGE_NUMBER):
            return (PageNumber(strong),)
        if code == ord(PAGE_COUNT):
            return (PageCount(strong),)
        if code >= FIXED:
            text = fixed[code - FIXED]
            if PLACEHOLDER.search(text):  # a phrase with page numbers in it
                return inline(text, strong, link, language)
            return (Run(text, strong, link, language, isolated=True),)
        return (Field(code - VALUES, strong, link, language),)

    return inline
