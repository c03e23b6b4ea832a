"""What was made, for whom, from what: the only writer of shared state.

In: runs, what became of their rows, receipts of copies.  Out: the same as frozen data, whenever it is asked for.  Refuses what would
make the ledger untrue, and a run that another process works on (`LedgerError`).  What became of a copy afterwards is in
`outbox`, how it adds up in `counts`, who was given what in `recall`, how it is forgotten in `purge`.

Every method that writes is one transaction, synced before it returns: all of it is kept, or nothing.  Moments are aware and are kept
in UTC, to the second.  A ledger is used in the thread and the process that opened it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from handouts.errors import InputError, LedgerError
from handouts.files.guess import meant
from handouts.ledger import locks
from handouts.ledger.columns import COPY, columns_of, copy_of, problems_of, row_of, run_of
from handouts.ledger.data import Copy, Options, Row, Run, stamp
from handouts.ledger.file import DAMAGED, open_file, spoken, transaction, understood

NAME = "ledger.sqlite3"  # in the clinic's folder
PATIENCE = 10.0  # seconds to wait for another writer

RUN = "SELECT id, fingerprint, who, started, finished, rows, plan, pins, options, sha256 FROM runs"
COPIES = f"SELECT {', '.join(f'copies.{name}' for name in COPY)}, fate FROM copies JOIN fates USING (id)"  # noqa: S608  names of fields
INSERT_COPY = f"INSERT INTO copies ({', '.join(COPY)}) VALUES ({', '.join('?' * len(COPY))})"  # noqa: S608
INSERT_ROW = "INSERT INTO rows (run, row, outcome, problems) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
INSERT_DELIVERY = "INSERT INTO deliveries (copy, channel, state, next_attempt, updated) VALUES (?, ?, ?, ?, ?)"
REPLACE = "UPDATE copies SET replaced_by = ? WHERE id = ? AND replaced_by IS NULL AND voided IS NULL"
WITHDRAW = "UPDATE deliveries SET state = 'withdrawn', next_attempt = NULL, updated = ? WHERE copy = ? AND state IN ('waiting', 'failed')"
ALIKE = "SELECT id FROM copies WHERE id GLOB ? OR id GLOB ? LIMIT 100"
HALF = 6  # of the letters of an id: a slip leaves the first so many right, or the last
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})
ROWS = "SELECT row, outcome, problems FROM rows WHERE run = ? ORDER BY row"


class Ledger:
    """The ledger of a clinic.  now: the clock."""

    def __init__(self, path: Path, connection: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.path, self.connection, self.now = path, connection, now
        self._tokens: dict[int, str] = {}

    @classmethod
    def open(
        cls, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), patience: float = PATIENCE, group: str | None = None
    ) -> Ledger:
        """The ledger in this file (`CLINIC/ledger.sqlite3`, see NAME), made if there is none.

        group: of this machine's accounts, which may use it as well; without one only its owner may read it (0600).  Raises LedgerError.
        """
        return cls(path, open_file(path, patience, group=group), now)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is held, and close the file."""
        for run in list(self._tokens):
            with suppress(LedgerError):
                self.leave_run(run)
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing.  One inside another is the same transaction."""
        if self.connection.in_transaction:
            yield self.connection
            return
        with spoken(self.path), transaction(self.connection) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One moment: whatever is read inside agrees.  One inside another is the same moment."""
        with understood(self.path):
            if self.connection.in_transaction:
                yield self.connection
                return
            with transaction(self.connection, "DEFERRED") as connection:
                yield connection

    # -- runs

    def begin_run(
        self, fingerprint: str, *, who: str, rows: int, plan: str = "", pins: Mapping[str, str] | None = None,
        options: Options | None = None,
    ) -> Run:  # fmt: skip
        """The run of this fingerprint: new, taken up again (`mine`), or finished before.

        Raises LedgerError if another process works on it, or if it was planned with other files or another plan.
        """
        wanted = tuple(sorted((pins or {}).items()))
        values = fingerprint, who, stamp(self.now()), rows, plan, json.dumps(wanted), json.dumps((options or Options()).as_json())
        with self.writing() as db:
            insert = "INSERT INTO runs (fingerprint, who, started, rows, plan, pins, options) VALUES (?, ?, ?, ?, ?, ?, ?)"
            db.execute(f"{insert} ON CONFLICT DO NOTHING", values)
        run = self._run("fingerprint", fingerprint)
        assert run is not None
        if run.finished:
            return run
        with spoken(self.path):
            held = locks.hold(self.path, f"run {run.id}")
        if not held:
            raise LedgerError(self._busy(run.id))
        try:
            return self._leased(run.id, wanted, plan, rows)
        finally:
            if run.id not in self._tokens:
                locks.release(self.path, f"run {run.id}")

    def _leased(self, run: int, pins: tuple[tuple[str, str], ...], plan: str, rows: int) -> Run:
        """The run with its lease, as the ledger has it now that nobody else can work on it."""
        with self.writing() as db:
            found = self.run(run)
            if found.finished:
                return found
            changed = sorted({file for file, _ in set(pins) ^ set(found.pins)})
            if changed or (plan, rows) != (found.plan, found.rows):
                what = ", ".join(changed) or "what is to be made"
                remedy = "put it back as it was to go on, or name another folder for a new run"
                raise LedgerError(f"run {run} was planned on {found.started.date()}, and since then {what} changed; {remedy}")
            token = secrets.token_hex(8)
            lease = run, token, os.getpid(), socket.gethostname(), stamp(self.now())
            db.execute("INSERT OR REPLACE INTO leases (run, token, pid, host, since) VALUES (?, ?, ?, ?, ?)", lease)
        self._tokens[run] = token
        return self.run(run)

    def _busy(self, run: int) -> str:
        with understood(self.path):
            lease = self.connection.execute("SELECT pid, host, since FROM leases WHERE run = ?", (run,)).fetchone()
        by = "process {} on {} since {}".format(*lease) if lease else "another process"
        return f"run {run} is being worked on by {by}; wait until it has finished, or end that process and try again"

    def _holding(self, db: sqlite3.Connection, run: int) -> None:
        token = db.execute("SELECT token FROM leases WHERE run = ?", (run,)).fetchone()
        if token is None or token[0] != self._tokens.get(run):
            raise LedgerError(f"run {run} is not, or no longer, worked on by this process; begin it again")

    def find_run(self, fingerprint: str) -> Run | None:
        """The run of this fingerprint, if there is one.  Takes no lease."""
        return self._run("fingerprint", fingerprint)

    def run(self, run: int) -> Run:
        """The run of this number.  Raises InputError if there is none."""
        found = self._run("id", run)
        if found is None:
            raise InputError(f"there is no run {run}; see `handouts report`")
        return found

    def _run(self, column: Literal["id", "fingerprint"], value: int | str) -> Run | None:
        with understood(self.path):
            found = self.connection.execute(f"{RUN} WHERE {column} = ?", (value,)).fetchone()
            return run_of(found, self._tokens) if found else None

    def runs(self, most: int | None = None) -> tuple[Run, ...]:
        """The runs, the newest first.  most: of them; None for every one."""
        with understood(self.path):
            found = self.connection.execute(f"{RUN} ORDER BY id DESC LIMIT ?", (-1 if most is None else most,))
            return tuple(run_of(columns, self._tokens) for columns in found)

    def given_up(self) -> Iterator[Run]:
        """Runs that were begun and not finished, and that nobody works on, nor can while one of them is looked at."""
        with understood(self.path):
            found = [run_of(row, self._tokens) for row in self.connection.execute(f"{RUN} WHERE finished IS NULL ORDER BY id")]
        for run in found:
            with spoken(self.path):
                held = locks.hold(self.path, f"run {run.id}")
            if held:
                try:
                    yield run
                finally:
                    locks.release(self.path, f"run {run.id}")

    def finish_run(self, run: int, sha256: str = "") -> None:
        """Close a run of which every row is accounted for, and give its lease back.  Raises LedgerError for any other."""
        with self.writing() as db:
            self._holding(db, run)
            query = "SELECT rows - (SELECT count(*) FROM rows WHERE run = id) FROM runs WHERE id = ?"
            missing = db.execute(query, (run,)).fetchone()[0]
            if missing:
                raise LedgerError(f"run {run} cannot be finished: {missing} of its rows are not accounted for; begin it again to go on")
            update = "UPDATE runs SET state = 'finished', finished = ?, sha256 = ? WHERE id = ?"
            db.execute(update, (stamp(self.now()), sha256 or None, run))
        self.leave_run(run)

    def leave_run(self, run: int) -> None:
        """Give a run's lease back; whoever begins it again goes on with it."""
        try:
            with self.writing() as db:
                db.execute("DELETE FROM leases WHERE run = ? AND token = ?", (run, self._tokens.get(run)))
        finally:
            if self._tokens.pop(run, None):
                locks.release(self.path, f"run {run}")

    # -- rows and copies

    def record_row(self, run: int, *rows: Row) -> None:
        """What became of rows that gave no copies.  A row keeps its first outcome: recording it again changes nothing.

        Raises LedgerError if a row is recorded with another outcome.
        """
        values = [(run, row.row, row.outcome, problems_of(row)) for row in rows]
        if any(row.outcome == "made" for row in rows):
            raise ValueError("a row is made by recording its copies")
        with self.writing() as db:
            self._holding(db, run)
            db.executemany(INSERT_ROW, values)
            for row in rows:
                outcome = db.execute("SELECT outcome FROM rows WHERE run = ? AND row = ?", (run, row.row)).fetchone()[0]
                if outcome != row.outcome:
                    raise LedgerError(f"row {row.row} of run {run} is {outcome}, as the ledger has it; it cannot be {row.outcome} as well")

    def record_copies(
        self, run: int, copies: Iterable[Copy], *, channel: str = "folder", delivered: bool = True,
        forerunners: Mapping[str, Collection[str]] = NOTHING,
    ) -> None:  # fmt: skip
        """The receipts of copies: their rows are made.  All copies of a row belong in one call; their files are written and synced before.

        channel: by which they leave, and whether that has happened.  forerunners: copy -> the copies that it replaces, which leave the
        outbox.  Raises LedgerError if one is recorded already, and records nothing.
        """
        copies, now = tuple(copies), stamp(self.now())
        if any(copy.run != run for copy in copies):
            raise ValueError("a copy belongs to its run")
        state = ("sent", None) if delivered else ("waiting", now)
        with self.writing() as db:
            self._holding(db, run)
            try:
                db.executemany(INSERT_ROW, {(run, copy.row, "made", "[]") for copy in copies})
                db.executemany(INSERT_COPY, [columns_of(copy) for copy in copies])
                db.executemany(INSERT_DELIVERY, [(copy.id, channel, *state, now) for copy in copies])
                gone = [(copy.id, old) for copy in copies for old in forerunners.get(copy.id, ())]
                db.executemany(REPLACE, gone)
                db.executemany(WITHDRAW, [(now, old) for _, old in gone])
            except sqlite3.IntegrityError:
                what = "a copy is recorded already, or its row has another outcome; nothing was recorded"
                raise LedgerError(f"run {run}: {what}: begin the run again to go on with what is missing") from None

    def record_news(self, run: int, found: Iterable[tuple[int, str, str, str]]) -> None:
        """(row, patient, appointment, record) of appointments for which a run makes nothing: these records count from now on."""
        values = [(run, *news) for news in found]
        with self.writing() as db:
            self._holding(db, run)
            db.executemany("INSERT OR REPLACE INTO news (run, row, patient, appointment, record) VALUES (?, ?, ?, ?, ?)", values)

    def rows(self, run: int) -> Iterator[Row]:
        """Every recorded row of a run, in order."""
        with understood(self.path):
            for found in self.connection.execute(ROWS, (run,)):
                yield row_of(*found)

    def copies(self, run: int) -> Iterator[Copy]:
        """Every copy of a run, in the order of printing."""
        return self.found("copies.run = ? ORDER BY sequence", run)

    def replaced_by(self, run: int) -> Iterator[Copy]:
        """The copies of earlier runs that those of a run replaced."""
        return self.found("copies.replaced_by IN (SELECT later.id FROM copies AS later WHERE later.run = ?) ORDER BY copies.id", run)

    def copy(self, copy: str) -> Copy:
        """The copy of this id.  Raises InputError if there is none."""
        for found in self.found("copies.id = ?", copy.lower()):
            return found
        raise InputError(f"there is no copy of that id{self._near(copy.lower())}; see `handouts history` or `handouts report RUN`")

    def _near(self, copy: str) -> str:
        """The id that was probably meant: of those that are right at the beginning or at the end."""
        with understood(self.path):
            near = [found for (found,) in self.connection.execute(ALIKE, (copy[:HALF] + "*", "*" + copy[-HALF:]))] if copy.isalnum() else []
        found = meant(copy, near)
        return f"; did you mean {found}?" if found else ""

    def found(self, where: str, *values: object) -> Iterator[Copy]:
        """Every copy for which this is so, as SQL says it of the tables copies and fates."""
        with understood(self.path):
            for found in self.connection.execute(f"{COPIES} WHERE {where}", values):
                yield copy_of(found)

    def verify(self) -> None:
        """Read the whole file.  Raises LedgerError if it is damaged."""
        with understood(self.path):
            faults = self.connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
            if faults or self.connection.execute("PRAGMA foreign_key_check").fetchone():
                raise LedgerError(f"{self.path}: {DAMAGED}")
