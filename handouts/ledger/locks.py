"""Locks that end with the process that holds them, however it ends.

In: a file and a key.  Out: whether this process holds the key now.  A key is one byte of the file `FILE-locks`, locked by the
operating system: a record lock, which a forked worker does not inherit, so that a worker who outlives its parent keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from threading import Lock

from handouts.files.system import lock, unlock
from handouts.ledger.sharing import open_beside

SPAN = 2**30  # bytes that keys are spread over; Windows takes 31 bits

_guard = Lock()
_held: dict[tuple[int, Path], tuple[int, set[str]]] = {}  # (process, file) -> (descriptor, keys): one descriptor, see `release`


def hold(path: Path, key: str) -> bool:
    """Take the key's lock, without waiting; False if it is held, by another process or by this one.  Raises OSError."""
    place = os.getpid(), path.resolve()
    with _guard:
        descriptor, keys = _held.get(place) or (open_beside(place[1], Path(f"{place[1]}-locks"), os.O_RDWR | os.O_CREAT), set())
        taken = False
        try:
            taken = key not in keys and lock(descriptor, _byte(key))
        finally:
            if taken:
                keys.add(key)
            if keys:
                _held[place] = descriptor, keys
            else:
                os.close(descriptor)
    return taken


def release(path: Path, key: str) -> None:
    """Give the key's lock back; nothing if this process does not hold it.

    The file is closed with the last key: closing any descriptor of a file drops all its record locks (POSIX, fcntl).
    """
    place = os.getpid(), path.resolve()
    with _guard:
        descriptor, keys = _held.get(place, (-1, set()))
        if key in keys:
            keys.remove(key)
            unlock(descriptor, _byte(key))
            if not keys:
                del _held[place]
                os.close(descriptor)


def holds(path: Path, key: str) -> bool:
    """Whether this process holds the key's lock."""
    with _guard:
        return key in _held.get((os.getpid(), path.resolve()), (-1, ()))[1]


def _byte(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) % SPAN
