"""The file that the appointments of the days are kept in.

In: a path; the rows of a list.  Out: entries of a day, the lists there are, what is made of them.  Of an appointment that several lists
have, the one of the list that came last counts.  Refuses a file that is damaged or somebody else's (`LedgerError`).

The schema is data: `001.sql`, `002.sql`, …, each a step from one `user_version` to the next.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from handouts.diary.data import DiaryList, Entry, Making, key
from handouts.errors import LedgerError
from handouts.ledger.file import spoken, understood
from handouts.ledger.record import read, record_of
from handouts.records.appointment import Appointment

NAME = "diary.sqlite3"
APPLICATION = 0x48445259  # 'HDRY', in the file's header
PRAGMAS = ("journal_mode = WAL", "foreign_keys = ON", "trusted_schema = OFF", "secure_delete = ON")
COUNTS = """
    SELECT id, list, row, record FROM entries AS e WHERE NOT EXISTS (
        SELECT 1 FROM entries AS later WHERE later.patient = e.patient AND later.appointment = e.appointment AND later.list > e.list
    )
"""
DAY = f"{COUNTS} AND day = ? ORDER BY start, list, row"
ONE = f"{COUNTS} AND id = ?"
LISTS = """
    SELECT lists.id, name, file, brought, who, rows, count(entries.id), min(day), max(day), map
    FROM lists LEFT JOIN entries ON entries.list = lists.id WHERE file <> '' GROUP BY lists.id ORDER BY lists.id DESC
"""
HOW_MANY = "SELECT count(*) FROM lists JOIN entries ON entries.list = lists.id WHERE file = '' AND day < ?"
FORGET = "DELETE FROM lists WHERE file = '' AND id IN (SELECT list FROM entries WHERE day < ?)"
BEGUN = "INSERT OR IGNORE INTO makings (list, begun, who, print_order) SELECT id, ?, ?, ? FROM lists WHERE id = ?"
MAKINGS = "SELECT list, begun, who, print_order, run FROM makings"
ENTER = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
DAYS = "SELECT day, count(DISTINCT patient || char(0) || appointment) FROM entries WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day"


class Diary:
    """The diary of a clinic.  Belongs to the thread that opened it."""

    def __init__(self, path: Path, zone: ZoneInfo, connection: sqlite3.Connection) -> None:
        self.path, self.zone, self.connection = path, zone, connection

    @classmethod
    def open(cls, path: Path, zone: ZoneInfo) -> Self:
        """The diary in this file, made if there is none, for its owner alone.  Raises LedgerError."""
        with spoken(path):
            if not path.exists():
                path.touch(0o600)
            connection = sqlite3.connect(path, timeout=10, isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            known = connection.execute("PRAGMA application_id").fetchone()[0]
            if known not in (0, APPLICATION):
                connection.close()
                raise LedgerError(f"{path}: is no diary; move that file away")
            _migrate(connection)
        return cls(path, zone, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @property
    def changes(self) -> int:
        """A number that grows whenever appointments come, go or change, whoever writes.  Raises LedgerError."""
        with understood(self.path):
            return int(self.connection.execute("SELECT number FROM changes").fetchone()[0])

    def bring(self, name: str, file: str, who: str, rows: int, entries: Iterable[tuple[int, Appointment]], map: str = "") -> DiaryList:
        """Keep the appointments of a list, each with its row.  map: see `DiaryList`.  Raises LedgerError."""
        now = datetime.now(UTC).replace(microsecond=0)
        with spoken(self.path), self.written():
            made = self.connection.execute(
                "INSERT INTO lists (name, file, brought, who, rows, map) VALUES (?, ?, ?, ?, ?, ?)",
                (name, file, now.isoformat(), who, rows, map),
            )
            self.connection.executemany(ENTER, (_row(made.lastrowid, row, one) for row, one in entries))
        return next(found for found in self.lists() if found.id == made.lastrowid)

    def enter(self, appointment: Appointment, who: str) -> Entry:
        """Keep one appointment that somebody has typed: it counts as if a list had brought it last.  Raises LedgerError."""
        now = datetime.now(UTC).replace(microsecond=0)
        with spoken(self.path), self.written():
            made = self.connection.execute(
                "INSERT INTO lists (name, file, brought, who, rows) VALUES ('', '', ?, ?, 1)", (now.isoformat(), who)
            )
            kept = _row(made.lastrowid, 1, appointment)
            self.connection.execute(ENTER, kept)
        return Entry(str(kept[0]), made.lastrowid or 0, 1, appointment)

    def lists(self) -> tuple[DiaryList, ...]:
        """The lists there are, the newest first; what was typed is none."""
        with understood(self.path):
            return tuple(map(_list, self.connection.execute(LISTS)))

    def forget(self, number: int) -> None:
        """Take a list out, with all of its appointments.  Raises LedgerError."""
        with spoken(self.path), self.written():
            self.connection.execute("DELETE FROM lists WHERE id = ?", (number,))

    def typed_before(self, day: date) -> int:
        """How many appointments somebody has typed of days before this one.  Raises LedgerError."""
        with understood(self.path):
            return int(self.connection.execute(HOW_MANY, (day.isoformat(),)).fetchone()[0])

    def forget_typed(self, day: date) -> int:
        """Take out what somebody has typed of days before this one, and leave no trace of it; how many.  Raises LedgerError."""
        with spoken(self.path):
            with self.written():
                gone = self.connection.execute(FORGET, (day.isoformat(),)).rowcount
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def begin(self, number: int, who: str, order: str) -> bool:
        """That the handouts of a list are to be made; False if somebody has begun that already.  Raises LedgerError."""
        now = datetime.now(UTC).replace(microsecond=0)
        with spoken(self.path), self.written():
            return self.connection.execute(BEGUN, (now.isoformat(), who, order, number)).rowcount == 1

    def complete(self, number: int, run: int) -> None:
        """That they are made, by this run.  Raises LedgerError."""
        with spoken(self.path), self.written():
            self.connection.execute("UPDATE makings SET run = ? WHERE list = ?", (run, number))

    def makings(self) -> dict[int, Making]:
        """What is made, or was, by list."""
        with understood(self.path):
            found = (Making(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in self.connection.execute(MAKINGS))
            return {making.list: making for making in found}

    def day(self, of: date) -> tuple[Entry, ...]:
        """The appointments of a day, by time."""
        with understood(self.path):
            return tuple(self._entry(row) for row in self.connection.execute(DAY, (of.isoformat(),)))

    def days(self, first: date, last: date) -> dict[date, int]:
        """How many appointments each of these days has; days without one are not named."""
        with understood(self.path):
            found = self.connection.execute(DAYS, (first.isoformat(), last.isoformat()))
            return {date.fromisoformat(day): count for day, count in found}

    def find(self, id: str) -> Entry | None:
        """An entry; None if there is none of that id, or if a later list has said something else of that appointment."""
        with understood(self.path):
            row = self.connection.execute(ONE, (id,)).fetchone()
            return self._entry(row) if row else None

    def _entry(self, row: tuple[str, int, int, str]) -> Entry:
        id, list_, number, record = row
        return Entry(id, list_, number, read(record, self.zone))

    @contextmanager
    def written(self) -> Iterator[None]:
        """All of it, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, in one transaction; of two who come at once, one does it."""
    found = sorted(files("handouts.diary").iterdir(), key=lambda file: file.name)
    steps = [file.read_text("utf-8") for file in found if file.name.endswith(".sql")]
    if _version(connection) >= len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[_version(connection) :]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _version(connection: sqlite3.Connection) -> int:
    """How many steps were taken; the first of them did not say so once."""
    ours, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    return max(int(version), int(ours == APPLICATION))


def _statements(step: str) -> Iterator[str]:
    """The statements of a step.  (executescript would commit before them.)"""
    so_far = ""
    for line in step.splitlines(keepends=True):
        so_far += line
        if sqlite3.complete_statement(so_far):
            yield so_far
            so_far = ""


def _row(list_: int | None, row: int, one: Appointment) -> tuple[object, ...]:
    return secrets.token_urlsafe(12), list_, row, str(one.start.date()), one.start.isoformat(), *key(one), record_of(one)


def _list(row: tuple[int, str, str, str, str, int, int, str | None, str | None, str]) -> DiaryList:
    id, name, file, brought, who, rows, entries, first, last, map = row
    begin, end = (date.fromisoformat(day) if day else None for day in (first, last))
    return DiaryList(id, name, file, datetime.fromisoformat(brought), who, rows, entries, begin, end, map)
