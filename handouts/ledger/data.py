"""What stands in the ledger, as frozen data, and the way between the two.

In: columns, as SQLite has them.  Out: runs, rows, copies, counts.  Refuses a moment without a time zone.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, Literal

from handouts.errors import Problem

PERSONAL = ("appointment", "patient", "name", "born", "record")
Outcome = Literal["made", "rejected", "skipped"]


@dataclass(frozen=True, slots=True)
class Run:
    """One list, with its rules, clinic and folder.  pins: file -> sha256; options: JSON; mine: this ledger holds its lease."""

    id: int
    fingerprint: str
    who: str
    started: datetime
    finished: datetime | None
    rows: int
    plan: str
    pins: tuple[tuple[str, str], ...]
    options: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one row of the list, and why."""

    row: int
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """One patient's copy: whose, of what, and which file.  Personal fields are empty once purged, and are never shown by `repr`.

    sequence: its place in the run's order of printing; proof: how it was proven; composed: anew, not struck from a plate; record: JSON
    that makes it again; fate: what became of it ('delivered', 'waiting', 'failed', 'in doubt'), '' until it is recorded.
    """

    id: str
    run: int
    row: int
    sequence: int
    appointment: str = field(repr=False)
    patient: str = field(repr=False)
    name: str = field(repr=False)
    born: date | None = field(repr=False)
    leaflet: str
    version: int
    language: str
    layout: str
    page: str
    pages: int
    sha256: str
    file: str
    issued: datetime
    proof: str = ""
    composed: bool = False
    record: str = field(default="", repr=False)
    fate: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """A run, reconciled: rows = made + rejected + skipped, copies = delivered + waiting + failed + in doubt; `faults` say what is not so.

    channels: (channel, state, deliveries).  A run that is being worked on has rows that are not accounted for.
    """

    rows: int
    made: int
    rejected: int
    skipped: int
    copies: int
    pages: int
    delivered: int
    waiting: int
    failed: int
    in_doubt: int
    channels: tuple[tuple[str, str, int], ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did.  kept: older copies left as they are, still to be delivered or settled; erased: no trace is left in the file."""

    copies: int
    kept: int
    erased: bool


COLUMNS = tuple(f.name for f in fields(Copy) if f.name != "fate")


def copy_id(fingerprint: str, sequence: int) -> str:
    """The id of a run's copy: opaque, and the same when an interrupted run makes it again.  60 bits, twelve letters and digits."""
    return b32encode(blake2b(f"{fingerprint} {sequence}".encode(), digest_size=8).digest())[:12].decode().lower()


def stamp(moment: datetime) -> str:
    """A moment as the ledger keeps it, such as 2026-12-08T15:30:00+00:00.  Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger has a time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def columns_of(copy: Copy) -> tuple[object, ...]:
    """The columns of a copy."""
    written = {"issued": stamp(copy.issued), "born": copy.born and copy.born.isoformat()}
    return tuple(written.get(name, getattr(copy, name)) for name in COLUMNS)


def copy_of(found: tuple[object, ...]) -> Copy:
    """The copy in these columns, its fate last."""
    values = dict(zip((*COLUMNS, "fate"), found, strict=True))
    born, issued = values["born"], datetime.fromisoformat(str(values["issued"]))
    personal = {name: values[name] or "" for name in PERSONAL}
    read = {"born": date.fromisoformat(str(born)) if born else None, "issued": issued, "composed": bool(values["composed"])}
    return Copy(**(values | personal | read))  # type: ignore[arg-type]


def run_of(found: tuple[Any, ...], mine: Collection[int]) -> Run:
    """The run in these columns; whether it is one of mine."""
    id_, fingerprint, who, started, finished, rows, plan, pins, options = found
    moments = datetime.fromisoformat(started), datetime.fromisoformat(finished) if finished else None
    pinned = tuple((file, digest) for file, digest in json.loads(pins))
    return Run(id_, fingerprint, who, *moments, rows, plan, pinned, options, id_ in mine)
