"""What is otherwise on Windows: the rest of the program asks here, and nowhere which system it runs on.

    rights          there are no rights of Unix: a file belongs to whoever its folder belongs to
    syncing         a folder cannot be synced, and need not be
    names           of a file: no < > : " / \\ | ? *, no device (CON, NUL, COM1 …), no dot or blank at the end
    files in use    cannot be replaced or deleted: one waits, and then says so
    links           a name is given by renaming, which refuses a name that is taken; FAT and exFAT know no links
    line ends       os.open translates them where it is not told that a file is binary
    locks           are msvcrt's
    ports           SO_REUSEADDR would let another program take the desk's
    signals         cannot be held back
    consoles        what is redirected would be written in the code page of the system, cp1252 or so: it is UTF-8

In: paths, descriptors, streams.  Out: the same to do on every system.  Refuses nothing; what the system refuses is its own `OSError`.
"""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

BINARY: int = getattr(os, "O_BINARY", 0)  # without it, what os.open gives would write every line end as two bytes
OTHERS = 0o077  # rights of anybody but the owner
PATIENCE, PAUSE = 3.0, 0.05  # seconds: scanners of viruses and indexers hold a new file for less
DENIED = 5  # ERROR_ACCESS_DENIED
IN_USE = frozenset({DENIED, 32, 33})  # and _SHARING_VIOLATION, _LOCK_VIOLATION: learn.microsoft.com, "System Error Codes"
REMOTE = 4  # DRIVE_REMOTE: https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew
# learn.microsoft.com, "Naming Files, Paths, and Namespaces"
DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])\s*(\..*)?", re.I | re.S)
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
T = TypeVar("T")


def windows() -> bool:
    """Whether this is Windows."""
    return sys.platform == "win32"


def linux() -> bool:
    """Whether this is Linux."""
    return sys.platform.startswith("linux")


# -- files


def seen_by_others(mode: int) -> bool:
    """Whether others than its owner may use a file, as far as the mode of `stat` says it; on Windows it says nothing."""
    return not windows() and bool(mode & OTHERS)


def sync_folder(path: Path) -> None:
    """Put a folder's names on the disk (Windows does so by itself).  Raises OSError."""
    if windows():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unnameable(name: str) -> str:
    """Why no file of this system can have a name, as a clause; '' if one can."""
    if not windows():
        return ""
    if DEVICE.fullmatch(name):
        return f"{name.partition('.')[0]} is a device of Windows"
    if found := FORBIDDEN.search(name):
        return f"a name cannot have {found[0]!r} in Windows"
    return "a name cannot end with a dot or a blank in Windows" if name.rstrip(". ") != name else ""


def replace(temporary: Path, path: Path) -> None:
    """Give a file its name, in the place of an older one; waits for a program that has that open.  Raises OSError."""
    _patiently(lambda: temporary.replace(path))


def remove(path: Path) -> None:
    """Delete a file, if it is there; waits for a program that has it open.  Raises OSError."""
    _patiently(lambda: path.unlink(missing_ok=True))


def name_anew(temporary: Path, path: Path) -> None:
    """Give a file a name that none has; the temporary one may stay.  Raises FileExistsError if it is taken, OSError."""
    if windows():
        _patiently(lambda: temporary.rename(path))  # which refuses a name that is taken
    else:
        os.link(temporary, path)


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder of one's own that is gone afterwards; what another program still has open in it goes with the system's next clearing up."""
    with tempfile.TemporaryDirectory(prefix="handouts-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield folder
        with suppress(OSError):
            for file in folder.iterdir():
                remove(file)


def in_use(error: OSError) -> bool:
    """Whether it is another program, which has the file open, that is in the way."""
    return getattr(error, "winerror", None) in IN_USE


def reason(error: OSError) -> str:
    """Why something cannot be done with a file, as a clause."""
    if getattr(error, "winerror", None) == DENIED:  # Windows says the same of both
        return "another program has it open, or you have no right to write there; close it there, or ask for the right"
    return "another program has it open; close it there" if in_use(error) else str(error.strerror)


def _patiently(do: Callable[[], T]) -> T:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except OSError as error:
            if not in_use(error) or time.monotonic() > until:
                raise
        time.sleep(PAUSE)


def own_data(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for what the program keeps of one person, who named none.  environment: the process's."""
    if windows():
        return Path(environment.get("LOCALAPPDATA") or Path.home()) / "Handouts"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "handouts"


def remote(path: Path) -> bool:
    """Whether a path of Windows is on a share of another machine: by its name, or by what its drive is."""
    drive = path.drive.removeprefix("\\\\?\\")  # as a path longer than 260 letters is written
    if drive.startswith(("\\\\", "UNC\\")):
        return True
    windll: Any = import_module("ctypes").windll  # type: ignore[attr-defined, unused-ignore]
    return bool(windll.kernel32.GetDriveTypeW(f"{drive}\\") == REMOTE)


# -- locks, ports, signals


def lock(descriptor: int, byte: int) -> bool:
    """Lock one byte of a file, without waiting; False if another process has it.  Raises OSError."""
    if windows():
        msvcrt: Any = import_module("msvcrt")
        os.lseek(descriptor, byte, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False
    fcntl: Any = import_module("fcntl")
    with suppress(BlockingIOError, PermissionError):
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        return True
    return False


def unlock(descriptor: int, byte: int) -> None:
    """Give a byte's lock back.  Raises OSError."""
    if windows():
        msvcrt: Any = import_module("msvcrt")
        os.lseek(descriptor, byte, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return
    fcntl: Any = import_module("fcntl")
    fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, byte)


def ours_alone(listening: socket.socket) -> None:
    """Set a socket, before it is bound, so that its port is its own, and can be had again at once after its end."""
    # learn.microsoft.com, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE"
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE if windows() else socket.SO_REUSEADDR, 1)  # type: ignore[attr-defined, unused-ignore]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C waits until this is done, where a system can have it wait."""
    if windows():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# -- consoles


def spoken_by(stream: object, environment: Mapping[str, str] = os.environ) -> None:
    """Set a standard stream so that no character ends the program, and what is redirected can be read by other programs.

    A terminal may lack a character of a name: its number is written.  environment: PYTHONIOENCODING in it is somebody's own wish.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    if windows() and not stream.isatty() and not environment.get("PYTHONIOENCODING"):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="backslashreplace")


def linger(ask: Callable[[str], object] = input) -> None:
    """Keep a window open that would close with the program, and take what it says along: that of a double click on Windows."""
    if windows() and sys.stdin is not None and sys.stdin.isatty():
        with suppress(EOFError, KeyboardInterrupt):
            ask("Press Enter to close this window. ")
