"""What a template may do: Jinja's immutable sandbox, with little in it and a bound for everything.

In: nothing.  Out: `sandbox()`, with the filters that a leaflet may use.  Refuses, while it renders, what may not be printed
(`LeafletValueError`, `BlankValue`), what is not there (`Absent`), and what would take too long or too much room (`TooMuch`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Undefined, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from handouts.language.characters import PLACEHOLDER
from handouts.language.dates import at_time, dated, day, hour, moved, short_day, weekday
from handouts.language.durations import Duration
from handouts.language.phrases import Fixed
from handouts.language.relative import Relative
from handouts.leaflets.days import Day, Hour, Told
from handouts.leaflets.tray import MOST_TEXT, TooMuch, Tray
from handouts.records.appointment import Appointment, Patient

LARGEST = 10**6  # of a number that a leaflet reckons with
SPANS = frozenset({"days", "hours", "minutes", "weeks"})
OF_JINJA = (  # filters whose answer is about as long as what they are given
    "abs", "capitalize", "count", "d", "default", "first", "int", "last", "length", "lower", "max", "min", "reverse", "sort", "title",
    "trim", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
OF_TEXT = frozenset({  # what texts can be asked for: nothing that makes longer ones
    "capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isdigit", "islower", "isnumeric", "isspace", "istitle",
    "isupper", "lower", "lstrip", "partition", "rfind", "rpartition", "rstrip", "split", "splitlines", "startswith", "strip", "title",
    "upper",
})  # fmt: skip
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.A)
AT = "at takes a time of day between 0:00 and 23:59, such as at(\"17:00\")"
INNER = frozenset({"joined_", "turns_"})  # filters that no leaflet names
NOT_A_DATE = "is no date; print appointment.start, patient.born, or what 'before' and 'after' make of them"


class BlankValue(Exception):
    """A value that is to be printed is None or blank."""


class LeafletValueError(Exception):
    """A leaflet prints something that is no text, or asks a filter for what it does not do."""


class Absent(UndefinedError):
    """Something that there is not.  owner: what was asked for it, None for a template's own names; name: what was asked for."""

    def __init__(self, message: str | None = None, *, owner: object = None, name: object = None) -> None:
        super().__init__(message)
        self.owner, self.name = owner, name


class _Missing(StrictUndefined):
    """Remembers who was asked for what."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type[Exception] = UndefinedError) -> None:
        def absent(message: str | None = None) -> Exception:
            return Absent(message, owner=None if obj is missing else obj, name=name)

        super().__init__(hint, obj, name, absent if exc is UndefinedError else exc)  # type: ignore[arg-type]


# -- printing


@pass_context
def kept(context: Context, value: object) -> object:
    """Jinja's `finalize`: keeps the value, prints its placeholder.  Raises LeafletValueError, BlankValue for what may not be printed."""
    if not isinstance(value, str):
        value = _text(context, value)
    elif not (value.isascii() or isinstance(value, Fixed)) and PLACEHOLDER.search(value):
        raise LeafletValueError("printed text cannot be printed again: no macros, no {% set %} … {% endset %}")
    if not value.strip():
        raise BlankValue
    tray: Tray = context.parent["tray_"]
    return tray.keep(value)


def _text(context: Context, value: object) -> str:
    """What is printed of a value that is no text."""
    if isinstance(value, Undefined):
        return str(value)  # StrictUndefined raises, and names what is missing
    if value is None:
        raise BlankValue
    if isinstance(value, Duration):
        return Fixed(value.told(context.parent["language"]))
    if isinstance(value, (datetime, date)):
        raise LeafletValueError("a date is printed with '| date', '| short_date' or '| time'")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        from babel.numbers import format_decimal
        return str(format_decimal(value, locale=context.parent["language"].replace("-", "_")))
    raise LeafletValueError(f"{_called(value)} cannot be printed")


def _called(value: object) -> str:
    """What an editor would call a value."""
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, (list, tuple)):
        return "a whole list"
    return "a whole record" if isinstance(value, (Patient, Appointment, Mapping)) else "this"


# -- filters


def _before(moment: datetime, lasting: Duration | None = None, **spans: float) -> datetime:
    return _moved("before", moment, spans_of("before", lasting, spans), -1)


def _after(moment: datetime, lasting: Duration | None = None, **spans: float) -> datetime:
    return _moved("after", moment, spans_of("after", lasting, spans), 1)


def spans_of(name: str, lasting: Duration | None, spans: Mapping[str, float]) -> Mapping[str, float]:
    """What a filter is given: spans by their names, or one that the clinic has, as in before(clinic.fasting.food).

    Raises LeafletValueError for anything else.
    """
    if isinstance(lasting, Duration) and not spans:
        return lasting.steps
    if lasting is not None:
        str(lasting)  # raises, and names what is missing
        raise LeafletValueError(f"{name} takes hours=6, or a duration of the clinic's such as clinic.fasting.food")
    return spans


def _moved(name: str, moment: datetime, spans: Mapping[str, float], sign: int) -> datetime:
    """A moment some time earlier or later."""
    return moved(_checked(moment, datetime), *steps(name, tuple(spans.items()), sign))


@lru_cache(256)
def steps(name: str, given: tuple[tuple[str, float], ...], sign: int) -> tuple[float, timedelta]:
    """Days and weeks of the calendar, hours and minutes of real time.  Raises LeafletValueError for other spans."""
    spans = dict(given)
    if not spans.keys() <= SPANS:
        strange = ", ".join(span for span in spans if span not in SPANS)
        raise LeafletValueError(f"{name} takes {', '.join(sorted(SPANS))}; not {strange}")
    days = spans.get("days", 0) + 7 * spans.get("weeks", 0)
    return sign * days, sign * timedelta(hours=spans.get("hours", 0), minutes=spans.get("minutes", 0))


def _checked(moment: Any, kind: type[date] = date) -> Any:
    """A date, or date and time, as it is."""
    if isinstance(moment, kind):
        return moment
    if isinstance(moment, Undefined):
        str(moment)  # raises
    if moment is None:
        raise BlankValue
    what = "has no time of day; print it with '| date'" if isinstance(moment, date) else NOT_A_DATE
    raise LeafletValueError(f"what is printed {what}")


@pass_context
def _date(context: Context, moment: date) -> str:
    return _told(day, _day_of(_checked(moment)), context.parent["language"])


@pass_context
def _short_date(context: Context, moment: date) -> str:
    return _told(short_day, _day_of(_checked(moment)), context.parent["language"])


@lru_cache(4096)
def _told(form: Callable[[date, str], str], moment: date, language: str) -> Day:
    return Day(form(moment, language), moment)


@pass_context
def _time(context: Context, moment: datetime) -> str:
    shown = hour(_checked(moment, datetime), context.parent["language"])
    appointment = context.get("appointment")
    apart = isinstance(appointment, Appointment) and moment.date() != appointment.start.date()
    return (Hour if apart else Told)(shown, moment)


@pass_context
def _date_time(context: Context, moment: datetime) -> str:
    shown = hour(_checked(moment, datetime), context.parent["language"])
    return Day(dated(shown, moment, context.parent["language"]), moment)


@pass_context
def _weekday(context: Context, moment: date) -> str:
    return weekday(_checked(moment), context.parent["language"])


def _at(moment: datetime, said: str) -> datetime:
    """Another time of the same day, such as "17:00"."""
    found = CLOCK.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise LeafletValueError(AT)
    return at_time(_checked(moment, datetime), int(found[1]), int(found[2]))


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _listed(values: tuple[str, ...]) -> str:
    text = " · ".join(values)
    return Fixed(text) if all(isinstance(v, Fixed) for v in values) else text


@pass_context
def _replace(context: Context, text: str, old: str, new: str) -> str:
    """A text with other words in it."""
    text, old, new = str(text), str(old), str(new)
    _bounded(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


@pass_context
def _join(context: Context, values: Iterable[object], between: str = "") -> str:
    """Texts with a sign between them."""
    return joined(context, *(part for i, value in enumerate(values) for part in ((between, value) if i else (value,))))


@pass_context
def joined(context: Context, *parts: object) -> str:
    """`a ~ b ~ c`.  Raises TooMuch for what is longer than a leaflet can be."""
    texts = [str(part) for part in parts if _bounded(len(part) if isinstance(part, str) else 0)]
    _bounded(sum(map(len, texts)))
    return "".join(texts)


def _bounded(size: int) -> bool:
    if size > MOST_TEXT:
        raise TooMuch("makes too long a text")
    return True


@pass_context
def turns(context: Context, items: Iterable[object], size: int) -> Iterator[object]:
    """What a loop goes over.  size: characters that each turn prints.  Raises TooMuch when it goes round too often."""
    tray: Tray = context["tray_"]
    for item in items:
        tray.turn(size)
        yield item


# -- the sandbox


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, in which a short leaflet cannot ask for gigabytes, and which need not look twice at a record's fields."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with numbers of ordinary size; no powers, no repeated or padded text.  Raises SecurityError, TooMuch."""
        if operator == "+":
            for side in (left, right):
                _bounded(2 * len(side) if isinstance(side, (str, list, tuple)) else 0)
        elif operator == "**" or not all(isinstance(n, (int, float)) and abs(n) < LARGEST for n in (left, right)):
            raise SecurityError(f"{operator} is for numbers below {LARGEST}")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Any public field of a record, and of anything else what the sandbox allows."""
        known = type(obj) in (Patient, Appointment) and attribute in obj.__dataclass_fields__
        return getattr(obj, attribute) if known else super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Any public field of a record; of texts, what does not make longer ones; of numbers nothing; otherwise what the sandbox allows.

        Of a moment without a day nothing either: what it is reckoned with is never said.
        """
        if type(obj) in (Patient, Appointment):
            return not attr.startswith("_")
        if isinstance(obj, Relative):
            return False
        if isinstance(obj, str):
            return attr in OF_TEXT
        return not isinstance(obj, (int, float, bytes)) and bool(super().is_safe_attribute(obj, attr, value))


@lru_cache(1)
def sandbox() -> Sandbox:
    """The sandbox that templates are rendered in."""
    made = Sandbox(undefined=_Missing, finalize=kept, autoescape=False, keep_trailing_newline=True)
    made.globals.clear()  # range, lipsum, namespace …: a leaflet loops over what a record has
    made.filters = {name: made.filters[name] for name in OF_JINJA}
    made.filters.update(before=_before, after=_after, date=_date, short_date=_short_date, time=_time, listed=_listed)
    made.filters.update(at=_at, weekday=_weekday, date_time=_date_time, replace=_replace, join=_join, joined_=joined, turns_=turns)
    return made
