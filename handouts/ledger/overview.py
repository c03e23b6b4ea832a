"""How deliveries stand: what has not arrived, and how many are in each state.

In: the ledger; a channel or a run.  Out: deliveries, oldest first; counts.  Nothing is gone through that was not asked for: what arrived
long ago has been counted when it did.
"""

from __future__ import annotations

from datetime import datetime

from handouts.ledger.data import stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import SINCE, Delivery, State, delivery_of

DELIVERY = "d.id, copy, channel, state, attempts, next_attempt, message, receipt, settled_by, updated"
OPEN = "state IN ('waiting', 'sending', 'in doubt', 'failed') AND state <> 'sent'"  # by the latter SQLite finds deliveries_not_sent
UNDELIVERED = f"""
    SELECT {DELIVERY}, run, row, coalesce(why, '') FROM deliveries AS d CROSS JOIN copies ON copies.id = copy
    WHERE {OPEN} AND (?1 = '' OR channel = ?1) ORDER BY d.id
"""  # noqa: S608  our own words
OF_RUN = f"""
    SELECT {DELIVERY} FROM copies CROSS JOIN deliveries AS d ON copy = copies.id
    WHERE run = ?1 AND +channel = ?2 ORDER BY d.id
"""  # noqa: S608
AGES = f"""
    SELECT channel, state, count(*), min(coalesce(json_extract(receipt, '$.{SINCE}'), updated)) FROM deliveries AS d
    WHERE {OPEN} AND (?1 = '' OR channel = ?1) GROUP BY channel, state ORDER BY channel, state
"""  # noqa: S608
LOOKS = """
    SELECT d.id FROM deliveries AS d CROSS JOIN copies ON copies.id = d.copy
    WHERE d.state IN ('in doubt', 'failed') AND d.state <> 'sent' AND d.channel <> 'folder' AND NOT (
        d.state = 'failed' AND (copies.voided IS NOT NULL OR copies.replaced_by IS NOT NULL OR EXISTS (
            SELECT 1 FROM deliveries AS other WHERE other.copy = d.copy AND other.channel <> 'folder' AND other.id <> d.id AND (
                (other.channel = d.channel AND other.id > d.id)
                OR (other.channel <> d.channel AND other.state IN ('waiting', 'sending', 'in doubt', 'sent'))
            )
        ))
    )
"""
LATELY = f"""
    SELECT {DELIVERY} FROM copies CROSS JOIN deliveries AS d ON copy = copies.id
    WHERE issued >= ?1 AND +channel = ?2 AND state = 'sent' AND record IS NOT NULL ORDER BY d.id
"""  # noqa: S608
TALLIES = "SELECT channel, state, deliveries FROM tallies WHERE deliveries > 0 AND (?1 = '' OR channel = ?1) ORDER BY channel, state"


def undelivered(ledger: Ledger, channel: str = "") -> tuple[tuple[Delivery, int, int, str], ...]:
    """What has not arrived, as far as is known, by a channel or by all, oldest first.

    Each with the run and the row of its copy, and with why that is void, '' if it is not.
    """
    with understood(ledger.path):
        found = ledger.connection.execute(UNDELIVERED, (channel,))
        return tuple((delivery_of(columns), run, row, why) for *columns, run, row, why in found)


def deliveries_of(ledger: Ledger, run: int, channel: str) -> tuple[Delivery, ...]:
    """The deliveries of a run's copies by a channel, oldest first."""
    with understood(ledger.path):
        return tuple(map(delivery_of, ledger.connection.execute(OF_RUN, (run, channel))))


def looks(ledger: Ledger) -> frozenset[int]:
    """The deliveries that a person has to look at: in doubt, or failed where nothing of a copy that counts goes, or went, otherwise."""
    if not any(state in ("in doubt", "failed") for _, state, _ in tallies(ledger)):
        return frozenset()
    with understood(ledger.path):
        return frozenset(number for (number,) in ledger.connection.execute(LOOKS))


def sent_lately(ledger: Ledger, channel: str, since: datetime) -> tuple[Delivery, ...]:
    """What has left by a channel of the copies that were issued from a moment on, oldest first; not of purged ones."""
    with understood(ledger.path):
        return tuple(map(delivery_of, ledger.connection.execute(LATELY, (stamp(since), channel))))


def tallies(ledger: Ledger, channel: str = "") -> tuple[tuple[str, State, int], ...]:
    """(channel, state, deliveries), of a channel or of all."""
    with understood(ledger.path):
        return tuple(ledger.connection.execute(TALLIES, (channel,)))


def ages(ledger: Ledger, channel: str = "") -> tuple[tuple[str, State, int, datetime], ...]:
    """(channel, state, deliveries, the oldest) of what has not arrived: since when it waits or is tried, has failed or is in doubt."""
    with understood(ledger.path):
        found = ledger.connection.execute(AGES, (channel,)).fetchall()
        return tuple((way, state, count, datetime.fromisoformat(oldest)) for way, state, count, oldest in found)
