"""How the copies of a run, or one, stand on their way by a channel, as a person has to see to them.

In: the ledger, a channel, and a run or a copy.  Out: counts, deliveries.  Changes nothing.  Only the last delivery of a copy counts, and
a failed one only where nothing of the copy goes, or went, another way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger

LAST = """
    FROM deliveries AS d JOIN copies ON copies.id = d.copy
    WHERE (copies.run = ?1 OR copies.id = ?2) AND +d.channel = ?3 AND copies.voided IS NULL AND copies.replaced_by IS NULL
    AND d.id = (SELECT max(id) FROM deliveries AS later WHERE later.copy = d.copy AND +later.channel = ?3)
"""
OTHERWISE = """EXISTS (
    SELECT 1 FROM deliveries AS other WHERE other.copy = d.copy AND other.channel NOT IN (?3, 'folder')
    AND other.state IN ('waiting', 'sending', 'in doubt', 'sent')
)"""
COUNTED = f"SELECT d.state, count(*), min(d.next_attempt) {LAST} AND NOT (d.state = 'failed' AND {OTHERWISE}) GROUP BY d.state"
FAILED = f"SELECT d.copy, {OTHERWISE} {LAST} AND d.state = 'failed'"
DOUBTFUL = """
    SELECT d.id, d.channel FROM deliveries AS d JOIN copies ON copies.id = d.copy
    WHERE copies.run = ? AND d.state = 'in doubt' AND (? IN ('', d.channel)) ORDER BY d.id
"""
HAD = "SELECT count(*) FROM deliveries WHERE copy = ? AND +channel = ? AND state = 'sent'"

SAME = "same, given in run {}"  # what is told of a row for which nothing was made
GIVEN = "SELECT DISTINCT json_extract(problems, '$[0][1]') FROM rows WHERE run = ? AND outcome = 'same'"
LYING = """
    SELECT count(*) FROM copies WHERE run = ? AND record IS NOT NULL AND voided IS NULL AND replaced_by IS NULL
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.copy = copies.id AND +channel <> 'folder')
"""


@dataclass(frozen=True, slots=True)
class Underway:
    """How many copies wait, have failed and go no other way, are in doubt; when the next of what waits is due."""

    waiting: int = 0
    failed: int = 0
    in_doubt: int = 0
    next_attempt: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether nobody has to see to anything."""
        return not (self.waiting or self.failed or self.in_doubt)


def standing(ledger: Ledger, channel: str, *, run: int = 0, copy: str = "") -> Underway:
    """How the copies of a run, or one, stand."""
    with understood(ledger.path):
        found = {state: (count, moment) for state, count, moment in ledger.connection.execute(COUNTED, (run, copy, channel))}
        counts = {state: count for state, (count, _) in found.items()}
        moment = found.get("waiting", (0, None))[1]
        doubts = counts.get("in doubt", 0) + counts.get("sending", 0)
        return Underway(counts.get("waiting", 0), counts.get("failed", 0), doubts, moment and datetime.fromisoformat(moment))


def lying(ledger: Ledger, run: int) -> tuple[tuple[int, int], ...]:
    """The earlier runs that gave what is the same in a run's list, and how many copies of each have been put out for nothing yet."""
    with understood(ledger.path):
        said = [text for (text,) in ledger.connection.execute(GIVEN, (run,))]
        runs = sorted(int(text.removeprefix(SAME.format(""))) for text in said)
        counts = ((one, *ledger.connection.execute(LYING, (one,)).fetchone()) for one in runs if one != run)
        return tuple((one, count) for one, count in counts if count)


def failed(ledger: Ledger, channel: str, run: int) -> dict[str, bool]:
    """The copies of a run that failed by a channel, and whether each goes, or went, another way."""
    with understood(ledger.path):
        return {copy: bool(otherwise) for copy, otherwise in ledger.connection.execute(FAILED, (run, "", channel))}


def doubtful(ledger: Ledger, run: int, channel: str = "") -> tuple[tuple[int, str], ...]:
    """The deliveries of a run that are in doubt, by one channel or all: number and channel."""
    with understood(ledger.path):
        return tuple(ledger.connection.execute(DOUBTFUL, (run, channel)))


def had(ledger: Ledger, channel: str, copies: Iterable[str]) -> int:
    """How many of these copies have left by a channel already."""
    with understood(ledger.path):
        return sum(ledger.connection.execute(HAD, (copy, channel)).fetchone()[0] > 0 for copy in copies)
