"""What stands in the ledger, as frozen data.

A copy is in two halves: what was struck, which tells of nobody, and whose it is, which a purge takes away.
Refuses a moment without a time zone.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from hashlib import blake2b
from secrets import token_hex
from typing import Literal

from handouts.errors import Problem

Outcome = Literal["made", "same", "rejected", "skipped"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for.  schedule: the list's name; clinic, target: where they were; look: how copies were to be made."""

    schedule: str = ""
    clinic: str = ""
    target: str = ""
    look: Mapping[str, object] = field(default_factory=dict)

    @property
    def combined(self) -> bool:
        """Whether the target is one file for the printer, not a folder."""
        return bool(self.look.get("combined"))

    def as_json(self) -> dict[str, object]:
        """For the ledger and for `--json`."""
        places = {"clinic": self.clinic, "schedule": self.schedule, "target": self.target}
        return {**self.look, **{name: said for name, said in places.items() if said}}


def options_of(said: Mapping[str, object]) -> Options:
    """The options that `as_json` gave."""
    look = dict(said)
    places = {name: str(look.pop(name, "")) for name in ("schedule", "clinic", "target")}
    return Options(**places, look=look)


@dataclass(frozen=True, slots=True)
class Run:
    """One list, with its rules, clinic and folder.  pins: file -> sha256; mine: this ledger holds its lease.

    sha256: of the one file of a combined run, once it is finished; '' otherwise.
    """

    id: int
    fingerprint: str
    who: str
    started: datetime
    finished: datetime | None
    rows: int
    plan: str
    pins: tuple[tuple[str, str], ...]
    options: Options
    mine: bool = False
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one row of the list, and why."""

    row: int
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Struck:
    """A copy as it was made; nothing in it tells of the patient.

    sequence: its place in the run's order of printing; proof: how it was proven; composed: anew, not struck from a plate; says: a
    digest of its words, the same for a copy that says the same to the same patient, '' of copies made before that was kept.
    """

    sequence: int
    leaflet: str
    version: int
    language: str
    layout: str
    page: str
    pages: int
    sha256: str
    file: str
    proof: str = ""
    composed: bool = False
    says: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose a copy is; never shown by `repr`.  record: JSON that makes the copy again, see `ledger.record`."""

    appointment: str = field(repr=False)
    patient: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    record: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """One patient's copy: what was struck, and whose it is; None once that has been purged.

    replaced_by: the copy that counts instead; void: why nobody may have it; '' otherwise.
    fate: what became of it ('delivered', 'waiting', 'failed', 'in doubt', 'replaced', 'void'), '' until it is recorded.
    """

    id: str
    run: int
    row: int
    issued: datetime
    struck: Struck
    whose: Recipient | None
    replaced_by: str = ""
    void: str = ""
    fate: str = ""

    def as_json(self) -> dict[str, object]:
        """Every field by its name but the record; the personal ones are '' once purged, the date of birth is then null."""
        whose = self.whose
        person = {name: getattr(whose, name) if whose else "" for name in ("appointment", "patient", "name")}
        struck = {field.name: getattr(self.struck, field.name) for field in fields(Struck) if field.name != "says"}
        place = {"id": self.id, "run": self.run, "row": self.row, "issued": self.issued.isoformat(), "fate": self.fate}
        place |= {"replaced_by": self.replaced_by, "void": self.void}
        return {**place, **struck, **person, "born": whose.born.isoformat() if whose else None, "purged": whose is None}


@dataclass(frozen=True, slots=True)
class Counts:
    """A run, reconciled: rows = made + same + rejected + skipped, copies = delivered + waiting + failed + in doubt + replaced + void.

    same: rows for which nothing was made, because an earlier run gave them all of it; `faults` say what does not add up.

    channels: (channel, state, deliveries).  A run that is being worked on has rows that are not accounted for.
    """

    rows: int
    made: int
    same: int
    rejected: int
    skipped: int
    copies: int
    pages: int
    delivered: int
    waiting: int
    failed: int
    in_doubt: int
    replaced: int
    void: int
    channels: tuple[tuple[str, str, int], ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did.  kept: older copies left as they are, still to be delivered or settled; erased: no trace is left in the file."""

    copies: int
    kept: int
    erased: bool


def fresh() -> str:
    """The fingerprint of a new run of one copy, which is of no list."""
    return token_hex(32)


def copy_id(fingerprint: str, sequence: int) -> str:
    """The id of a run's copy: opaque, and the same when an interrupted run makes it again.  60 bits, twelve letters and digits."""
    return b32encode(blake2b(f"{fingerprint} {sequence}".encode(), digest_size=8).digest())[:12].decode().lower()


def stamp(moment: datetime) -> str:
    """A moment as the ledger keeps it, such as 2026-12-08T15:30:00+00:00.  Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger has a time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
