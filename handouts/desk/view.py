"""An answer -> a page: templates, the desk's words, dates as the clinic writes them.

In: the name of a template and what it shows.  Out: a response.  Everything that a template prints is escaped.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from handouts.desk.words import HERE, Speech, fit
from handouts.language import dates
from handouts.language.phrases import locale_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from handouts.clinics.clinic import Clinic


_USED = threading.local()  # contexts of the page that a thread writes


def page(request: Request, name: str, *, status: int = 200, room: str = "", **words: Any) -> HTMLResponse:
    """A page of the desk.  room: the one that is marked in the bar."""
    desk, session = request.app.state.desk, request.scope.get("session")
    clinic, words_ = desk.clinic(), words_of(request)
    told = list(session.told) if session and not session.locked else []
    if session:
        session.told.clear()
    common = {
        **spoken(clinic, words_), "session": session, "room": room, "told": told, "rooms": desk.rooms(session),
        "looks": desk.outbox_count(session),
    }  # fmt: skip
    return HTMLResponse(_rendered(name, {**common, **words}), status)


def _rendered(name: str, words: dict[str, Any]) -> str:
    """A template with words."""
    template = environment().get_template(name)
    with _forgetting():
        return environment().concat(template.root_render_func(template.new_context(words)))


def macros(name: str, words: dict[str, Any], wanted: Iterable[str]) -> dict[str, str]:
    """What macros of a template, which take nothing, write with words."""
    template: Any = environment().get_template(name)
    with _forgetting():
        module = template.make_module(words)
        return {macro: str(getattr(module, macro)()).strip() for macro in wanted}


@contextmanager
def _forgetting() -> Iterator[None]:
    """What templates know is let go of when they are written.

    A context and its macros hold each other, and with them a clinic, until all of the memory is looked through, which a desk that has much
    in it seldom does.
    """
    used: list[_Context] = []
    _USED.contexts = used
    try:
        yield
    finally:
        _USED.contexts = None
        for context in used:
            context.parent.clear()
            context.vars.clear()
            context.blocks.clear()


class _Context(Context):
    """What a template knows; noted, unless it knows no words, as macros do that are imported without them and stay."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        used = getattr(_USED, "contexts", None)
        if used is not None and "say" in self.parent:
            used.append(self)


def spoken(clinic: Clinic, words: Speech | None = None) -> dict[str, Any]:
    """What every template has of a clinic: the desk's words, days and times.  words: the clinic's own language otherwise."""
    words = words or Speech(clinic.language)
    return {
        "_": words, "ngettext": words.many, "say": DeskWords(clinic, words), "clinic": clinic, "language": words.language,
        "dir": "rtl" if words.right_to_left else "ltr", "today": datetime.now(clinic.zone).date(),
    }  # fmt: skip


def words_of(request: Request) -> Speech:
    """The desk's words for whoever asks: in their language, or in the clinic's."""
    session = request.scope.get("session")
    return Speech(session.language if session and session.language else request.app.state.desk.clinic().language)


def say_of(request: Request) -> DeskWords:
    """Dates, times and names for whoever asks."""
    return DeskWords(request.app.state.desk.clinic(), words_of(request))


class DeskWords:
    """Dates, times and names as somebody at a clinic's desk reads them."""

    def __init__(self, clinic: Clinic, words: Speech) -> None:
        self.clinic, self.words = clinic, words
        own = clinic.language.split("-")[0] == words.language.split("-")[0]
        self.locale = locale_of(clinic.language if own else words.language, clinic.language) or "en-US"

    def line(self, text: str) -> Markup:
        """A sentence that something else than the desk has said: in the desk's language if it is known, else as it is, and marked so."""
        return Markup("{}").format(self.words(text)) if text in self.words.texts else self.quoted(fit(text))

    def quoted(self, text: str) -> Markup:
        """Words of a check, which are English: as they are, and marked so at a desk that speaks another language."""
        if self.words.knows(text):
            return Markup("{}").format(text)
        return Markup('<span lang="en" dir="ltr">{}</span>').format(text)

    def who(self, name: str) -> str:
        """Who did something: a name as it is; whoever came by the link, in the desk's language."""
        return self.words(name) if name == HERE else name

    def layout(self, name: str) -> str:
        """The name of a layout; of a clinic's own, as its file is called."""
        known = {
            "standard": self.words("standard print"), "large-print": self.words("large print"), "letter": self.words("letter"),
            "large-print-letter": self.words("letter in large print"), "booklet": self.words("booklet"),
            "folded": self.words("folded leaflet"),
        }  # fmt: skip
        return known.get(name) or name.replace("-", " ")

    @property
    def born(self) -> str:
        """A birth date, as it may be typed here."""
        return "5 21 1948" if self.clinic.page == "Letter" else "21 5 1948"

    @property
    def example(self) -> str:
        """What may be looked for: beginnings of names, a number, a birth date."""
        return f"le an  ·  104233  ·  {self.born.replace(' ', '/')}"

    def moment(self, of: datetime) -> str:
        """Dec 8, 2026, 9:30 AM."""
        local = of.astimezone(self.clinic.zone)
        return f"{self.short(local.date())}{'،' if self.words.language == 'ar' else ','} {self.time(local)}"

    def day(self, of: date) -> str:
        """Tuesday, December 8."""
        from babel.core import Locale
        from babel.dates import format_date

        locale = Locale.parse(self.locale.replace("-", "_"))
        return str(format_date(of, str(locale.datetime_skeletons["MMMMEd"]).replace("EEE", "E").replace("E", "EEEE"), locale=locale))

    def full(self, of: date) -> str:
        """December 8, 2026."""
        return dates.short_day(of, self.locale)

    def short(self, of: date) -> str:
        """Dec 8, 2026."""
        from babel.dates import format_date

        return str(format_date(of, "medium", locale=self.locale.replace("-", "_"))).replace("\u202f", "\u00a0")

    def time(self, of: datetime) -> str:
        """9:30 AM."""
        return dates.clock(of.astimezone(self.clinic.zone), self.locale)

    def read(self, iso: str) -> str:
        """Dec 8, 2026, 9:30 AM for a moment, Dec 8, 2026 for a date, both as ISO 8601."""
        if "T" not in iso:
            return self.short(date.fromisoformat(iso))
        local = datetime.fromisoformat(iso)
        return f"{self.short(local.date())}, {dates.clock(local, self.locale)}"

    def when(self, of: datetime, today: date) -> str:
        """9:30 AM for a moment of today, Dec 4 for another."""
        local = of.astimezone(self.clinic.zone)
        if local.date() == today:
            return self.time(local)
        from babel.dates import format_skeleton

        return str(format_skeleton("MMMd" if local.year == today.year else "yMMMd", local, locale=self.locale.replace("-", "_")))

    def language(self, tag: str) -> str:
        """The name of a language in the desk's: Spanish."""
        from babel.core import Locale, UnknownLocaleError

        try:
            return str(Locale.parse(tag.replace("-", "_")).get_language_name(self.locale.replace("-", "_")) or tag).capitalize()
        except (UnknownLocaleError, ValueError):
            return tag


def own_name(tag: str) -> str:
    """What a language calls itself: Deutsch; British English as English (United Kingdom)."""
    from babel.core import Locale

    name = str(Locale.parse(tag.replace("-", "_")).get_display_name() or tag)
    return name[:1].upper() + name[1:]


@lru_cache(1)
def environment() -> Environment:
    """The templates."""
    made = Environment(loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["icon"] = icon
    made.context_class = _Context
    return made


def _template(name: str) -> str | None:
    path = files("handouts.desk").joinpath("pages", name)
    return path.read_text("utf-8") if path.is_file() else None


def icon(name: str, label: str = "") -> Markup:
    """A sign, drawn by the style sheet; label: what it says to who does not see it."""
    kind = Markup('<span class="icon {}" {}></span>')
    hidden = Markup('aria-hidden="true"')
    return kind.format(name, Markup('role="img" aria-label="{}"').format(label) if label else hidden)
