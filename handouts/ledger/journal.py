"""The journal of sendings: what has left, kept beside the ledger and outside of its back-up.

    begun   channel copy delivery attempt moment      before anything leaves
    failed  channel copy delivery attempt moment      it certainly did not leave

In: sendings as they begin.  Out: those of a copy of which the ledger knows nothing: it is an older one that was put back.  Refuses what the
file system refuses (`OutputError`).  No patient's data stands in it.  It is one file, `LEDGER-sendings`; a line that was cut off by a crash
is passed over, for nothing left before its line was whole and on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from handouts.errors import OutputError
from handouts.files.system import sync_folder
from handouts.ledger.data import stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import Delivery
from handouts.ledger.sharing import open_beside

BEGUN, FAILED = "begun", "failed"
KNOWN = """
    SELECT 1 FROM deliveries WHERE copy = ?1 AND channel = ?2 AND (
        (id = ?3 AND attempts >= ?4) OR (coalesce(settled_by, '') <> '' AND updated >= ?5)
    )
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending that began: the delivery it was of, which attempt, and when."""

    delivery: int
    attempt: int
    moment: str


@dataclass(slots=True)
class Journal:
    """The sendings of one channel."""

    ledger: Ledger
    channel: str
    _sendings: dict[str, set[Sending]] | None = field(default=None, repr=False)

    @property
    def path(self) -> Path:
        """The journal's file."""
        return Path(f"{self.ledger.path}-sendings")

    def begun(self, found: Delivery) -> None:
        """A sending begins; on the disk before this returns.  Raises OutputError."""
        self._write(BEGUN, found)

    def failed(self, found: Delivery) -> None:
        """It certainly did not leave.  Raises OutputError."""
        self._write(FAILED, found)

    def unknown(self, copy: str) -> datetime | None:
        """When a copy was sent by this channel the last time, if the ledger knows nothing of that.  Raises OutputError, LedgerError.

        The ledger knows a sending by its delivery and attempt; or a person has settled a doubt about the copy since.
        """
        if self._sendings is None:
            self._sendings = _gathered(self._lines())
        strange = [sending.moment for sending in self._sendings.get(copy, ()) if not self._known(copy, sending)]
        return datetime.fromisoformat(max(strange)) if strange else None

    def _known(self, copy: str, sending: Sending) -> bool:
        asked = (copy, self.channel, sending.delivery, sending.attempt, sending.moment)
        with understood(self.ledger.path):
            return self.ledger.connection.execute(KNOWN, asked).fetchone() is not None

    def _lines(self) -> Iterator[list[str]]:
        """What was written of this channel, word by word."""
        try:
            with self.path.open(encoding="ascii", errors="replace") as file:
                for line in file:
                    words = line.split("\t")
                    if len(words) == 6 and words[1] == self.channel and line.endswith("\n"):
                        yield words
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be read: {error.strerror}; give yourself the right to") from None

    def _write(self, what: str, found: Delivery) -> None:
        words = (what, self.channel, found.copy, str(found.id), str(found.attempts), stamp(self.ledger.now()))
        try:
            new = not self.path.exists()
            handle = open_beside(self.ledger.path, self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            try:
                os.write(handle, ("\n" * self._cut_off() + "\t".join(words) + "\n").encode("ascii"))
                os.fsync(handle)
            finally:
                os.close(handle)
            if new:
                sync_folder(self.path.parent)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}; free some room, or give yourself the right to") from None

    def _cut_off(self) -> bool:
        """Whether the last line was never ended."""
        with self.path.open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"


def _gathered(lines: Iterator[list[str]]) -> dict[str, set[Sending]]:
    """The sendings of each copy that may have left."""
    found: dict[str, dict[tuple[str, str], Sending]] = {}
    for what, _, copy, delivery, attempt, moment in lines:
        of_copy = found.setdefault(copy, {})
        if what == FAILED:
            of_copy.pop((delivery, attempt), None)
        elif what == BEGUN and delivery.isdigit() and attempt.isdigit():
            of_copy[delivery, attempt] = Sending(int(delivery), int(attempt), moment.strip())
    return {copy: set(sendings.values()) for copy, sendings in found.items()}
