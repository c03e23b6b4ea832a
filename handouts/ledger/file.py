"""The ledger's file: made, opened, brought up to the schema of today.

In: a path.  Out: a connection that loses nothing (write-ahead log, every commit synced) and keeps its keys.  Refuses a file that
is damaged, somebody else's or of a newer program (`LedgerError`).

The schema is data: `001.sql`, `002.sql`, …, each a step from one `user_version` to the next.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Literal

from handouts.errors import LedgerError
from handouts.files.system import name_anew, reason, remove, sync_folder
from handouts.ledger.sharing import settle

APPLICATION = 0x48414E44  # 'HAND', in the file's header: https://www.sqlite.org/pragma.html#pragma_application_id
PRAGMAS = (
    "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF",
    "secure_delete = ON",  # what is purged is overwritten
)  # fmt: skip
DAMAGED = "is damaged or is no ledger; put the last good copy back, or move the file away to begin a new ledger"
SENTENCES = {  # by the primary result code: https://www.sqlite.org/rescode.html
    sqlite3.SQLITE_BUSY: "is in use by another process; wait until that has finished and try again",
    sqlite3.SQLITE_PROTOCOL: "is in use by too many processes at once; wait until some have finished and try again",
    sqlite3.SQLITE_LOCKED: "is in use by another process; wait until that has finished and try again",
    sqlite3.SQLITE_READONLY: "cannot be written; give yourself the right to write to the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be written; give yourself the right to write to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see that its folder is there and that you may read and write in it",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some room and try again: what was recorded is safe",
    sqlite3.SQLITE_IOERR: "cannot be written or read, the disk reports an error; see to the disk and try again: what was recorded is safe",
    sqlite3.SQLITE_NOMEM: "needs more memory than there is; end other programs and try again",
    sqlite3.SQLITE_CONSTRAINT: "was asked to record what contradicts it, and recorded nothing; this is a defect of the program",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Raises LedgerError, a sentence with a remedy, for what SQLite says; not in its own words: some quote what is in the file."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # text that is not UTF-8 has no code
        name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
        raise LedgerError(f"{path}: {SENTENCES.get(code & 0xFF, f'{DAMAGED} ({name})')}") from None
    except UnicodeDecodeError:  # SQLite's words quote a name of the schema that is not UTF-8
        raise LedgerError(f"{path}: {DAMAGED}") from None
    except OSError as error:
        raise LedgerError(f"{path}: cannot be used: {reason(error)}; see that its folder is there and may be written") from None


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """The same while rows become data: what cannot be understood is damage.  Raises LedgerError."""
    with spoken(path):
        try:
            yield
        except (ValueError, TypeError, KeyError, AttributeError):
            raise LedgerError(f"{path}: {DAMAGED}") from None


def migrations() -> tuple[str, ...]:
    """The steps of the schema, first to last."""
    return tuple(f.read_text("utf-8") for f in sorted(files("handouts.ledger").iterdir(), key=lambda f: f.name) if f.name.endswith(".sql"))


def open_file(path: Path, patience: float, steps: Sequence[str] | None = None, group: str | None = None) -> sqlite3.Connection:
    """A connection to the ledger of this path, made if there is none.  patience: seconds to wait for another writer; group: see `settle`.

    Raises LedgerError for a file that is damaged, another program's, of a newer version, or missing beside its journal.
    """
    steps = migrations() if steps is None else steps
    with spoken(path):
        orphan = any(Path(f"{path}-{part}").exists() for part in ("wal", "journal"))  # asked first: another process may be making it
        if not path.exists():
            if orphan:
                raise LedgerError(f"{path}: is missing, yet its journal is there; put the file back, or move the journal away as well")
            _make(path, steps)
        if path.stat().st_size == 0:  # ours are never empty, see _make
            raise LedgerError(f"{path}: {DAMAGED}")
        return _connected(path, patience, steps, group)


def _make(path: Path, steps: Sequence[str]) -> None:
    """Make the file whole under a temporary name and link it: nobody sees half of one, and of two makers one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        with closing(_connected(Path(name), 0, steps)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # closing would do it too, and say nothing if it failed
        with suppress(FileExistsError):
            name_anew(Path(name), path)
        sync_folder(path.parent)
    finally:
        for part in ("", "-wal", "-shm", "-journal"):
            remove(Path(name + part))


def _connected(path: Path, patience: float, steps: Sequence[str], group: str | None = None) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        _known(connection, path, len(steps))
        settle(path, group)  # not before it is known to be ours: somebody's list keeps its rights
        for pragma in PRAGMAS:
            with closing(connection.execute(f"PRAGMA {pragma}")) as cursor:
                answer = cursor.fetchone()
            if pragma.startswith("journal_mode") and answer != ("wal",):
                raise LedgerError(f"{path}: this folder cannot hold a write-ahead log; put the clinic's folder on a local disk")
        migrate(connection, path, steps)
    except BaseException:
        connection.close()
        raise
    return connection


def _known(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The version of the file's schema.  Refuses another program's file and a newer version."""
    application, version, tables = (
        connection.execute(query).fetchone()[0]
        for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    )
    if application != APPLICATION and (application or version or tables):
        raise LedgerError(f"{path}: is another program's database; move it away, or name another clinic's folder")
    if version > newest:
        raise LedgerError(f"{path}: has version {version}, of a newer Handouts; this one knows {newest}: install the newer one")
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[str]) -> None:
    """Bring the schema up to date, in one transaction; a ledger that is in use is backed up beside itself before.

    (executescript would commit after each step.)  Tables that others refer to are made anew as https://www.sqlite.org/lang_altertable.html,
    7, says: without foreign keys, which are checked at the end.  Raises LedgerError.
    """
    version = _known(connection, path, len(steps))
    if version == len(steps):
        return
    if version:
        _back_up(connection, Path(f"{path}.before-{version + 1:03d}"))
    connection.execute("PRAGMA foreign_keys = OFF")  # outside of a transaction, or it does nothing
    try:
        with transaction(connection):
            version = _known(connection, path, len(steps))  # another process may have been faster
            for step in steps[version:]:
                for statement in statements(step):
                    connection.execute(statement)
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise LedgerError(f"{path}: {DAMAGED}")
            connection.execute(f"PRAGMA user_version = {len(steps)}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _back_up(connection: sqlite3.Connection, beside: Path) -> None:
    """The ledger as it is, in a file of its own that only its owner may read; one that is there already is not touched."""
    handle, name = tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=beside.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with Path(name).open("r+b") as file:  # Windows syncs only what may be written
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            name_anew(Path(name), beside)
    finally:
        for part in ("", "-wal", "-shm", "-journal"):
            remove(Path(name + part))


def statements(script: str) -> Iterator[str]:
    """The statements of a script; each ends at the end of a line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection, kind: Literal["IMMEDIATE", "DEFERRED"] = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """All of it or nothing.  IMMEDIATE takes the right to write at the start, so that what is read stays true; DEFERRED only reads."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
