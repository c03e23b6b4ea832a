"""The days that a desk has open: read once, looked through often, and never older than the files.

In: what `days` asks.  Out: the same answers, soon.  A day is read anew after anybody has written to the diary (it counts its changes), and
after a file of the clinic has changed that says what patients get; what became of its copies is asked anew after anybody has committed to
the ledger (SQLite's data_version).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.days import AHEAD, BEHIND, AskDay, DayAnswer, Gift, Show, Visit, counted, gifts_of, shown_as, visits_of

if TYPE_CHECKING:
    from handouts.actions.counter import Counter
    from handouts.clinics.clinic import Clinic
    from handouts.diary.alike import Crowd, LookAlike
    from handouts.diary.data import Entry
    from handouts.diary.file import Diary
    from handouts.diary.search import EntryIndex

KEPT = 6  # days
FOLDERS = ("handouts", "layouts", "assets")  # of a clinic, and of the program: what leaflets and their titles come from


class OpenDay:
    """A day, read.  What each of its people could be taken for is found once."""

    def __init__(self, entries: Sequence[Entry], gifts: Sequence[Gift], around: Iterable[date], lists: int) -> None:
        self.entries, self.gifts, self.around, self.lists = entries, gifts, tuple(around), lists
        self._alike: dict[str, tuple[LookAlike, ...]] = {}
        self._fates: tuple[object, list[Visit], dict[Show, int]] | None = None

    def visits(self, counter: Counter, clinic: Clinic, state: object) -> tuple[list[Visit], dict[Show, int]]:
        """Its appointments with what became of them, and how many are under each tab: asked anew when the ledger has another state."""
        known = self._fates
        if known is None or known[0] != state:
            visits = visits_of(counter, clinic, self.entries, self.gifts)
            known = self._fates = state, visits, counted(visits)
        return known[1], known[2]

    @cached_property
    def index(self) -> EntryIndex:
        """What is searched."""
        from handouts.diary.search import EntryIndex

        return EntryIndex(self.entries)

    @cached_property
    def _crowd(self) -> Crowd:
        from handouts.diary.alike import Crowd

        return Crowd(self.entries)

    def alike(self, entry: Entry) -> tuple[LookAlike, ...]:
        """Those of the day who could be taken for one of them."""
        known = self._alike.get(entry.id)
        if known is None:
            known = self._alike[entry.id] = self._crowd.alike(entry)
        return known

    def held(self, visit: Visit) -> Visit:
        """A visit, with those of the day who look alike."""
        return replace(visit, alike=self.alike(visit.entry))


class Daybook:
    """The days that are open."""

    def __init__(self) -> None:
        self._days: OrderedDict[tuple[object, ...], OpenDay] = OrderedDict()
        self._watch = FileWatch()
        self._lock = threading.Lock()

    def ask(self, request: AskDay) -> DayAnswer:
        """The appointments of a day that fit what was typed.  Raises ClinicError, LedgerError."""
        clinic = request.counter.read()
        today = datetime.now(clinic.zone).date()
        with request.counter.diary(clinic) as diary:
            day = request.day or min(diary.days(today, today + timedelta(AHEAD)), default=today)
            opened = self.opened(request.counter, clinic, diary, day)
        visits, counts = opened.visits(request.counter, clinic, self._ledger(request.counter))
        by_id = {visit.entry.id: visit for visit in visits}
        found = (by_id[entry.id] for entry in opened.index.search(request.typed, month_first=clinic.page == "Letter"))
        fits = [visit for visit in found if request.show in ("all", shown_as(visit.fate))]
        shown = tuple(map(opened.held, fits[: request.most]))
        before = max((one for one in opened.around if one < day), default=None)
        after = min((one for one in opened.around if one > day), default=None)
        return DayAnswer(day, today, shown, len(fits) - len(shown), counts, before, after, opened.lists)

    def opened(self, counter: Counter, clinic: Clinic, diary: Diary, day: date) -> OpenDay:
        """The day; read if it is not open, or not as it is now.  Raises LedgerError.

        What is asked first is what it depends on: so it is never too old.
        """
        key = clinic, day, datetime.now(clinic.zone).date(), stamps(clinic), diary.changes, self._watch.state(diary.path)[0]
        with self._lock:
            known = self._days.get(key)
        if known is None:
            entries = diary.day(day)
            around = diary.days(day - timedelta(BEHIND), day + timedelta(AHEAD))
            known = OpenDay(entries, gifts_of(clinic, entries), around, len(diary.lists()))
            with self._lock:
                self._days[key] = known
                while len(self._days) > KEPT:
                    self._days.popitem(last=False)
        return known

    def visit(self, counter: Counter, clinic: Clinic, diary: Diary, entry: Entry) -> Visit:
        """An appointment, with those of its day who look alike.  Raises LedgerError."""
        opened = self.opened(counter, clinic, diary, entry.day)
        place = next((place for place, one in enumerate(opened.entries) if one.id == entry.id), None)
        gifts = [opened.gifts[place]] if place is not None else gifts_of(clinic, [entry])
        (found,) = visits_of(counter, clinic, [entry], gifts)
        return opened.held(found)

    def _ledger(self, counter: Counter) -> object:
        with counter.ledger() as ledger:
            return self._watch.state(ledger.path)


class FileWatch:
    """Says whether a file of SQLite has changed, whoever has written to it, by a connection of its own that never writes."""

    def __init__(self) -> None:
        self._open: dict[Path, tuple[int, sqlite3.Connection]] = {}
        self._lock = threading.Lock()

    def state(self, path: Path) -> tuple[int, int]:
        """Differs after the file was put in another's place, and after anybody has committed to it.  Raises LedgerError."""
        from handouts.ledger.file import spoken

        with self._lock, spoken(path):
            number = path.stat().st_ino
            known = self._open.get(path)
            if known is None or known[0] != number:
                if known:
                    known[1].close()
                known = self._open[path] = number, sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            with closing(known[1].execute("PRAGMA data_version")) as cursor:
                return number, int(cursor.fetchone()[0])


def stamps(clinic: Clinic) -> tuple[tuple[str, int, int], ...]:
    """Name, moment and size of every file that says what patients get."""
    from handouts.clinics.clinic import built_in
    from handouts.rules.rules import NAME

    folders = [*(clinic.folder / room for room in FOLDERS), built_in("handouts/library")]
    return tuple(map(_stamp, [clinic.folder / NAME, *(path for folder in folders for path in _files(folder))]))


def _files(folder: Path) -> list[Path]:
    return sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size
