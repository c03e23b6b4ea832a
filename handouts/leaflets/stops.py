"""The moments of timelines: when each entry stands, and what is printed of it.

In: what was rendered, and the moments in it by their placeholders.  Out: `Stop`s, and the texts of their days and times.  Refuses nothing.

A document differs by the order of its timelines and by which entries share a day, never by the moments themselves: copies with the same
stops are one document, and what is printed of a moment is a value like others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from handouts.language.dates import clock_and_words, near_day
from handouts.language.relative import told_day, told_time
from handouts.leaflets.days import Stop, Told, entries
from handouts.leaflets.tray import VALUES, Away, Tray


def stopped(skeleton: str, tray: Tray, language: str) -> None:
    """Note the stops of a rendering in its tray: the value of each placeholder becomes its day, and the times are further values."""
    heads = [head for timeline in entries(skeleton) for head in timeline if head in tray.moments]
    days = sorted({tray.moments[head].day for head in heads})
    turns = sorted({instant for head in heads if (instant := _instant(tray.moments[head]))})
    for head in dict.fromkeys(heads):
        moment = tray.moments[head]
        at = ord(head) - VALUES
        instant = _instant(moment)
        clock, words = clock_and_words(moment.moment, language) if isinstance(moment.moment, datetime) else ("", "")
        tray.values[at] = near_day(moment.day, language)
        places = [_kept(tray, text) if text else -1 for text in (clock, words)]
        tray.stops[at] = Stop(days.index(moment.day), turns.index(instant) if instant else -1, *places)


def stopped_afar(skeleton: str, tray: Tray) -> None:
    """The same of a general edition.  What is hours away from an appointment has no day that is known, and stands by itself."""
    heads = list(dict.fromkeys(head for timeline in entries(skeleton) for head in timeline if head in tray.away))
    days = sorted({_afar(tray.away[head]) for head in heads})
    turns = sorted({tray.away[head].moment.nominal for head in heads if tray.away[head].kind != "day"})
    for head in heads:
        shown, at = tray.away[head], ord(head) - VALUES
        timed = shown.kind != "day" and shown.moment.hour >= 0
        if timed:
            said = told_day(shown.moment, shown.language)
            tray.values[at] = said[:1].upper() + said[1:]
        clock = _kept(tray, told_time(shown.moment, shown.language)) if timed else -1
        tray.stops[at] = Stop(days.index(_afar(shown)), _turn(shown, turns), clock)
    _told_once([ord(head) - VALUES for head in heads], tray)


def _turn(shown: Away, turns: Sequence[datetime]) -> int:
    """The number of a moment's time among all times; -1 of a whole day."""
    return -1 if shown.kind == "day" else turns.index(shown.moment.nominal)


def _told_once(values: Iterable[int], tray: Tray) -> None:
    """A day is told once, as the first of its entries tells it; what nobody reads is then no value of a copy."""
    said_of: dict[int, str] = {}
    for at in sorted(values, key=lambda at: tray.stops[at][:2]):
        tray.values[at] = said_of.setdefault(tray.stops[at].day, tray.values[at])


def _afar(shown: Away) -> datetime:
    """By what entries of a general edition are parted into days: the day, or the moment itself where nobody knows its day."""
    known = shown.kind == "day" or shown.moment.hour >= 0
    return datetime.combine(shown.moment.nominal, time()) if known and not shown.moment.minutes else shown.moment.nominal


def _instant(moment: Told) -> datetime | None:
    """The moment by a clock that is never changed; None of a whole day."""
    return moment.moment.astimezone(UTC) if isinstance(moment.moment, datetime) else None


def _kept(tray: Tray, text: str) -> int:
    return ord(tray.keep(text)) - VALUES
