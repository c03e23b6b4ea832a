"""Processes that meet with accidents: the real command in a process of its own, killed or failed at the n-th thing it does to the disk.

The nursery imports everything once and forks a child for each trial; the child counts its calls of `os.open` (to write), `os.write`,
`os.fsync`, `os.replace`, `os.unlink`, `os.mkdir` and of SQLite's execute, and dies by SIGKILL, or is told of an error, at one of them.
It can also keep a diary of them.  The clock of the ledger stands still, so that every trial makes the same bytes.

In: one JSON object a line (see `Trial`).  Out: one JSON object a line: the exit status, and how many calls there were.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CALLS = ("open", "write", "fsync", "replace", "unlink", "mkdir")
FILES = 24  # that a process may open where it runs out of them


@dataclass(frozen=True)
class Trial:
    """A command, and what befalls it.  at: the call that is struck, 0 for none; calls: which are counted; error: its name, '' to be killed;
    every: and all calls after it."""

    words: tuple[str, ...]
    at: int = 0
    calls: tuple[str, ...] = (*CALLS, "execute")
    after: bool = False
    error: str = ""
    every: bool = False
    rows: int = 2  # of a task
    poor: bool = False  # few files may be open
    bound: bool = False  # by the rights of files, which root is not otherwise
    diary: str = ""
    said: str = "/dev/null"


@dataclass(frozen=True)
class Outcome:
    """How it ended: exit code, or minus the signal; and the calls that were counted."""

    status: int
    calls: int


class Nursery:
    """A process that forks others."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, *words: str | Path, **befalls: Any) -> Outcome:
        """Run a command."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asdict(Trial(tuple(map(str, words)), **befalls))) + "\n")
        self.process.stdin.flush()
        return Outcome(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


# -- in the child


class Accident:
    """Counts calls, and strikes at one."""

    def __init__(self, trial: Trial) -> None:
        self.trial, self.count, self.lock = trial, 0, threading.Lock()
        self.diary = os.open(trial.diary, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if trial.diary else -1
        self._write = os.write

    def around(self, name: str, call: Callable[..., Any], what: Callable[..., str]) -> Callable[..., Any]:
        """The call, counted."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            said = what(*args)
            if not said or name not in self.trial.calls:
                return call(*args, **kwargs)
            with self.lock:
                self.count += 1
                due = self.count == self.trial.at
                past = 0 < self.trial.at <= self.count
            if self.trial.error and (past if self.trial.every else due):
                code = getattr(errno, self.trial.error)
                raise OSError(code, os.strerror(code))
            if due and not self.trial.after:
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                done = call(*args, **kwargs)
            finally:
                if due:
                    os.kill(os.getpid(), signal.SIGKILL)
            if self.diary >= 0:
                self._write(self.diary, f"{name} {said}\n".encode())
            return done

        return counted


def _path(handle: Any) -> str:
    return os.readlink(f"/proc/self/fd/{handle}") if isinstance(handle, int) else str(handle)


def _install(accident: Accident) -> None:
    mine = accident.trial.diary

    def opened(path: Any, flags: int = 0, *_: Any) -> str:
        return str(path) if flags & WRITING else ""

    def at_handle(handle: int, *_: Any) -> str:
        path = _path(handle)
        return "" if path == mine or not path.startswith("/") or path.startswith("/dev") else path

    os.open = accident.around("open", os.open, opened)
    os.write = accident.around("write", os.write, at_handle)
    os.fsync = accident.around("fsync", os.fsync, at_handle)
    os.replace = accident.around("replace", os.replace, lambda a, b, *_: f"{a} -> {b}")
    os.unlink = accident.around("unlink", os.unlink, lambda a, *_: str(a))
    os.mkdir = accident.around("mkdir", os.mkdir, lambda a, *_: str(a))
    connect = sqlite3.connect
    execute = accident.around("execute", sqlite3.Connection.execute, lambda _, sql, *__: " ".join(sql.split())[:60])
    many = accident.around("execute", sqlite3.Connection.executemany, lambda _, sql, *__: " ".join(sql.split())[:60])

    class Counted(sqlite3.Connection):
        def execute(self, *args: Any) -> Any:
            return execute(self, *args)

        def executemany(self, *args: Any) -> Any:
            return many(self, *args)

    sqlite3.connect = lambda *args, **kwargs: connect(*args, **{**kwargs, "factory": Counted})  # type: ignore[assignment]


def _give_up_capabilities() -> None:
    """capset(2): version 3 of the header, for this process; no capability is kept."""
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


def _child(trial: Trial, report: int) -> None:
    import handouts.ledger.ledger
    import handouts.runs.run

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime(2026, 12, 1, 8, 0, tzinfo=tz)

    handouts.ledger.ledger.datetime = Still  # type: ignore[misc]
    handouts.runs.run.ROWS = trial.rows
    said = os.open(trial.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    if trial.poor:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    if trial.bound:
        _give_up_capabilities()
    accident = Accident(trial)
    _install(accident)
    status = 1
    try:
        sys.argv = ["handouts", *trial.words]
        import generate

        generate.main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001  the trial tells
        import traceback

        traceback.print_exc()
    accident._write(report, json.dumps(accident.count).encode())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _warm() -> None:
    """Import what a run needs, and make a copy, so that each child need not."""
    from handouts.clinics.clinic import read_clinic, sample_clinic
    from handouts.press import Press
    from tests.conftest import an_appointment

    clinic = read_clinic(sample_clinic("riverside"))
    for format_ in ("standard", "large-print"):
        Press(clinic, proof="full").make(an_appointment(clinic, format=format_))


def main() -> None:
    """Fork a child for each line."""
    _warm()
    for line in sys.stdin:
        words = json.loads(line)
        trial = Trial(**{**words, "words": tuple(words["words"]), "calls": tuple(words["calls"])})
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _child(trial, writing)
        os.close(writing)
        with os.fdopen(reading) as report:
            said = report.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps(asdict(Outcome(os.waitstatus_to_exitcode(status), json.loads(said) if said else 0))), flush=True)


if __name__ == "__main__":
    main()
