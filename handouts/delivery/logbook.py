"""One line a delivery, for whoever watches machines: in the system's log, or in a file.

In: what comes of deliveries, and where to write.  Out: the same, each written first.  Refuses a file that others may read, or that is none
of the log's own (`OutputError`), and `syslog` where the system has none (`ClinicError`): before anything leaves.

A line names the copy by its opaque number and says what the program itself said of it: nothing of the patient, no address, and nothing of
what the other side answered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from handouts.delivery.dispatch import Passed
from handouts.errors import ClinicError, OutputError
from handouts.files.guard import Guard, begins
from handouts.files.system import BINARY, seen_by_others, windows

SYSLOG = "syslog"
LOG = begins("an older log of deliveries", rb'^\{"time": "')
FACILITIES = {"mail": 2 << 3, "print": 6 << 3}  # LOG_MAIL, LOG_LPR (RFC 5424, 6.2.1)


def logged(passing: Iterable[Passed], called: str, folder: Path, guard: Guard) -> Iterator[Passed]:
    """What comes of deliveries, each written down.

    called: syslog, the name of a file in the folder, '' for nowhere.
    Raises OutputError, ClinicError; for a line that cannot be written after what came of its delivery was passed on.
    """
    write = _writer(called, folder, guard)
    for one in passing:
        try:
            write(one)
        except OSError as error:
            yield one
            raise OutputError(f"{called}: cannot be written: {error.strerror}; make room, or leave log out of the settings") from None
        yield one


def line(one: Passed) -> str:
    """The line of a delivery, as JSON."""
    found = one.delivery
    said = {
        "time": found.updated.isoformat(), "channel": found.channel, "delivery": found.id, "copy": found.copy, "run": one.copy.run,
        "state": found.state, "attempts": found.attempts, "message": found.message, "said": one.came.said,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def _writer(called: str, folder: Path, guard: Guard) -> Callable[[Passed], None]:
    if not called:
        return lambda _one: None
    return _system if called == SYSLOG and _has_syslog() else _appending(folder / called, guard)


def _has_syslog() -> bool:
    if windows():
        raise ClinicError(f"log = {SYSLOG!r}: this system has none; name a file")
    return True


def _system(one: Passed) -> None:
    import syslog

    syslog.openlog("handouts", 0, FACILITIES.get(one.delivery.channel, syslog.LOG_USER))
    syslog.syslog(syslog.LOG_INFO if one.delivery.state == "sent" else syslog.LOG_WARNING, line(one))


def _appending(path: Path, guard: Guard) -> Callable[[Passed], None]:
    """Appends lines to a file that only its owner may read; it is opened for each, so that it may be rotated."""
    guard.outlet(path, LOG).clear()

    def write(one: Passed) -> None:
        with os.fdopen(_opened(path), "a", encoding="utf-8") as file:
            file.write(line(one) + "\n")

    try:
        os.close(_opened(path))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; name another file as log") from None
    return write


def _opened(path: Path) -> int:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BINARY, 0o600)
    if seen_by_others(os.fstat(handle).st_mode):
        os.close(handle)
        raise OutputError(f"{path}: may be read by others; say `chmod 600` for it")
    return handle
