"""Who was given what: for a recall, and for whoever is asked at the desk.

In: the ledger; a leaflet, or a patient's identifier.  Out: copies, oldest first; whom a recall has to reach, and how.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from handouts.ledger.data import Copy, stamp
from handouts.ledger.file import understood
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import whose_of

ORDER = "ORDER BY issued, copies.run, sequence"
ANY = "SELECT EXISTS (SELECT 1 FROM copies WHERE leaflet = ?)"
EVER = "SELECT leaflet, version, count(*) FROM copies GROUP BY leaflet, version ORDER BY leaflet, version DESC"
NEWEST = """
    SELECT record FROM (
        SELECT run, row, record FROM copies WHERE patient = ?1 AND born = ?2 AND record IS NOT NULL AND voided IS NULL
        UNION ALL SELECT run, row, record FROM news WHERE patient = ?1 AND json_extract(record, '$.date_of_birth') = ?2
    ) ORDER BY run DESC, row DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """A patient whom a recall has to reach: by the newest record, whichever appointment that is of.  copies: oldest first."""

    identifier: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    copies: tuple[Copy, ...] = field(repr=False)

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of the leaflet that the patient was given."""
        return tuple(sorted({copy.struck.version for copy in self.copies}))


def given_out(
    ledger: Ledger, leaflet: str, version: int | None = None, since: datetime | None = None, until: datetime | None = None
) -> tuple[Copy, ...]:
    """Every copy of a leaflet, of one version or all, issued from a moment on, before another."""
    limits = {"issued >= ?": since and stamp(since), "issued < ?": until and stamp(until)}
    conditions = {"leaflet = ?": leaflet, "version = ?": version, **limits}
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    return tuple(ledger.found(f"{' AND '.join(asked)} {ORDER}", *asked.values()))


def ever_given(ledger: Ledger, leaflet: str) -> bool:
    """Whether there is a copy of a leaflet."""
    with understood(ledger.path):
        return bool(ledger.connection.execute(ANY, (leaflet,)).fetchone()[0])


def ever(ledger: Ledger) -> tuple[tuple[str, int, int], ...]:
    """(leaflet, version, copies) of everything that was given out, the newest version of each first."""
    with understood(ledger.path):
        return tuple(ledger.connection.execute(EVER))


def given_to(ledger: Ledger, patient: str) -> tuple[Copy, ...]:
    """Every copy that the patient of this identifier got."""
    return tuple(ledger.found(f"patient = ? {ORDER}", patient))


def reached(ledger: Ledger, copies: Iterable[Copy]) -> tuple[Reached, ...]:
    """The patients of copies, once each, in the order of their first copies.  Those whose data have been purged cannot be reached."""
    whose: dict[tuple[str, date], list[Copy]] = {}
    for copy in copies:
        if copy.whose:
            whose.setdefault((copy.whose.patient, copy.whose.born), []).append(copy)
    return tuple(_reached(ledger, tuple(given)) for given in whose.values())


def _reached(ledger: Ledger, given: tuple[Copy, ...]) -> Reached:
    last = given[-1].whose
    assert last
    with understood(ledger.path):
        found = ledger.connection.execute(NEWEST, (last.patient, last.born.isoformat())).fetchone()
        record = found[0] if found else last.record
        known = json.loads(record)
        name = whose_of(record).name if found and record != last.record else last.name
        return Reached(last.patient, name, last.born, str(known.get("phone", "")), str(known.get("email", "")), given)
