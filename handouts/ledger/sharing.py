"""Who may use a ledger: its owner alone, or a group of this machine's accounts.

In: the ledger's file, the name of a group.  Out: rights of the file and of what stands beside it.  Refuses a group that there is not, or
that one is not in (`LedgerError`).

What stands beside the ledger (its journal, its locks) is open to whom the ledger is.  SQLite gives the rights of its file to the two that
it makes; their group is the folder's, if that is handed down (`chmod g+s`), for which `handouts doctor` looks.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from handouts.errors import LedgerError
from handouts.files.system import BINARY, windows

OWNERS, GROUPS = 0o600, 0o660
BESIDE = ("-wal", "-shm", "-locks")


def settle(path: Path, group: str | None) -> None:
    """Open the ledger to its owner, or to a group as well; None leaves it as it is, but never open to others.

    Whoever does not own the file leaves its rights to its owner.  Raises LedgerError.
    """
    number = _number(path, group) if group else None
    for file in (path, *(Path(f"{path}{part}") for part in BESIDE)):
        with suppress(PermissionError, FileNotFoundError):
            if number is not None and file.stat().st_gid != number:
                os.chown(file, -1, number)
            file.chmod(GROUPS if number is not None or (group is None and _is_groups(file)) else OWNERS)


def open_beside(ledger: Path, file: Path, flags: int) -> int:
    """A descriptor of a file beside the ledger; one that is made now is open to whom the ledger is.  Raises OSError."""
    new = not file.exists()
    handle = os.open(file, flags | BINARY, OWNERS)
    if new and not windows():
        with suppress(OSError):
            there = ledger.stat()
            if _is_groups(ledger):
                os.fchown(handle, -1, there.st_gid)
                os.fchmod(handle, GROUPS)
    return handle


def _is_groups(file: Path) -> bool:
    return file.stat().st_mode & GROUPS == GROUPS


def handed_down(folder: Path, group: str) -> bool:
    """Whether what is made in a folder is its group's, and its group is this one.  Raises LedgerError if there is no such group."""
    there, wanted = folder.stat(), stat.S_ISGID | stat.S_IRWXG
    return there.st_gid == _number(folder, group) and there.st_mode & wanted == wanted


def _number(path: Path, group: str) -> int:
    if windows():
        raise LedgerError(f"{path}: groups are Unix's; delete ledger from clinic.toml, and give the accounts rights to the folder")
    import grp

    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        raise LedgerError(f"{path}: this machine has no group {group!r}; make it, or correct ledger.group in clinic.toml") from None
    if os.geteuid() != 0 and number not in (os.getegid(), *os.getgroups()):
        raise LedgerError(f"{path}: this account is not in the group {group!r}; have it added, and sign in again")
    return number
