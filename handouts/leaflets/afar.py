"""What a template may do in a general edition: the same as ever, with moments that are said by how far they are from the appointment.

In: nothing.  Out: `afar()`, the sandbox with these filters.  Refuses what only a patient has (`Nameless`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from handouts.language.durations import Duration
from handouts.language.relative import UNITS, Relative
from handouts.leaflets.nobody import NAMELESS, Nameless, Unsaid
from handouts.leaflets.sandbox import AT, CLOCK, LeafletValueError, Sandbox, kept, sandbox, spans_of, steps
from handouts.leaflets.tray import Away, Kind

Moment = datetime | Relative
SAID: dict[str, Kind] = {"date": "day", "short_date": "day", "weekday": "day", "time": "time", "date_time": "both"}


@pass_context
def _kept(context: Context, value: object) -> object:
    """Jinja's `finalize`, which knows of nobody."""
    if isinstance(value, Relative):
        raise LeafletValueError("a date is printed with '| date', '| short_date' or '| time'")
    return NAMELESS if isinstance(value, Unsaid) else kept(context, value)


def _moved(name: str, sign: int) -> Callable[..., Moment]:
    """`before` and `after`."""

    def filter_(moment: Moment, lasting: Duration | None = None, **spans: float) -> Moment:
        if not isinstance(moment, Relative):
            found: Moment = _as_ever(name)(_known(moment), lasting, **spans)
            return found
        given = spans_of(name, lasting, spans)
        return moment.moved(*steps(name, tuple(given.items()), sign), _smallest(given))

    return filter_


def _smallest(spans: Mapping[str, float]) -> Any:
    """The smallest unit of some spans."""
    return next((unit for unit in reversed(UNITS) if f"{unit}s" in spans), UNITS[0])


def _at(moment: Moment, said: str) -> Moment:
    """Another time of the same day."""
    if not isinstance(moment, Relative):
        other: Moment = _as_ever("at")(_known(moment), said)
        return other
    found = CLOCK.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise LeafletValueError(AT)
    try:
        return moment.at(int(found[1]), int(found[2]))
    except ValueError as error:
        raise LeafletValueError(f"'at' asks for {error}, and a general edition does not know it") from None


def _said(name: str, kind: Kind) -> Callable[..., str]:
    """The filters that print a moment."""

    @pass_context
    def filter_(context: Context, moment: date | Relative) -> str:
        if isinstance(moment, Relative):
            return Away(moment, kind, context["language"])
        return str(_as_ever(name)(context, _known(moment)))

    return filter_


def _known(value: Any) -> Any:
    """What is not nobody's.  Raises Nameless."""
    if isinstance(value, Unsaid):
        raise Nameless
    return value


def _as_ever(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = sandbox().filters[name]
    return found


@lru_cache(1)
def afar() -> Sandbox:
    """The sandbox that the templates of general editions are rendered in."""
    made = sandbox().overlay(finalize=_kept)
    made.filters = {**sandbox().filters, "before": _moved("before", -1), "after": _moved("after", 1), "at": _at}
    made.filters.update({name: _said(name, kind) for name, kind in SAID.items()})
    return made
