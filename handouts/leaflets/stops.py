"""The moments of timelines: when each entry stands, and what is printed of it.

In: what was rendered, and the moments in it by their placeholders.  Out: `Stop`s, and the texts of their days and times.  Refuses nothing.

A document differs by the order of its timelines and by which entries share a day, never by the moments themselves: copies with the same
stops are one document, and what is printed of a moment is a value like others.
"""

from __future__ import annotations

from datetime import UTC, datetime

from handouts.language.dates import clock_and_words, near_day
from handouts.leaflets.days import Stop, Told, entries
from handouts.leaflets.tray import VALUES, Tray


def stopped(skeleton: str, tray: Tray, language: str) -> None:
    """Note the stops of a rendering in its tray: the value of each placeholder becomes its day, and the times are further values."""
    heads = [head for timeline in entries(skeleton) for head in timeline if head in tray.moments]
    days = sorted({tray.moments[head].day for head in heads})
    turns = sorted({instant for head in heads if (instant := _instant(tray.moments[head]))})
    for head in dict.fromkeys(heads):
        moment = tray.moments[head]
        at = ord(head) - VALUES
        instant = _instant(moment)
        time, words = clock_and_words(moment.moment, language) if isinstance(moment.moment, datetime) else ("", "")
        tray.values[at] = near_day(moment.day, language)
        places = [_kept(tray, text) if text else -1 for text in (time, words)]
        tray.stops[at] = Stop(days.index(moment.day), turns.index(instant) if instant else -1, *places)


def _instant(moment: Told) -> datetime | None:
    """The moment by a clock that is never changed; None of a whole day."""
    return moment.moment.astimezone(UTC) if isinstance(moment.moment, datetime) else None


def _kept(tray: Tray, text: str) -> int:
    return ord(tray.keep(text)) - VALUES
