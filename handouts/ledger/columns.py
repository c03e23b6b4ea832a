"""The way between the ledger's data and the columns of its tables.

In: rows, as SQLite has them.  Out: runs, rows, copies; and back.  What cannot be understood raises ValueError, TypeError or KeyError,
which `file.understood` makes a sentence of.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from handouts.errors import Problem
from handouts.ledger.data import Copy, Outcome, Recipient, Row, Run, Struck, options_of, stamp

PLACE = ("id", "run", "row", "issued", "replaced_by", "why")
STRUCK = tuple(field.name for field in fields(Struck))
PERSONAL = tuple(field.name for field in fields(Recipient))
COPY = (*PLACE, *STRUCK, *PERSONAL)  # the columns of a copy
RUN = ("id", "fingerprint", "who", "started", "finished", "rows", "plan", "pins", "options", "sha256")


def columns_of(copy: Copy) -> tuple[object, ...]:
    """The columns of a copy, as COPY names them."""
    struck = (getattr(copy.struck, name) for name in STRUCK[:-1])
    whose = copy.whose
    personal = (whose.appointment, whose.patient, whose.name, whose.born.isoformat(), whose.record) if whose else (None,) * len(PERSONAL)
    later = copy.replaced_by or None, copy.void or None
    return copy.id, copy.run, copy.row, stamp(copy.issued), *later, *struck, copy.struck.says or None, *personal


def copy_of(found: tuple[Any, ...]) -> Copy:
    """The copy in these columns, its fate last."""
    *values, fate = found
    known = dict(zip(COPY, values, strict=True))
    struck = Struck(**{name: known[name] for name in STRUCK} | {"composed": bool(known["composed"]), "says": known["says"] or ""})
    later = known["replaced_by"] or "", known["why"] or ""
    whose = None
    if known["record"] is not None:
        whose = Recipient(**{name: known[name] for name in PERSONAL} | {"born": date.fromisoformat(known["born"])})
    return Copy(known["id"], known["run"], known["row"], datetime.fromisoformat(known["issued"]), struck, whose, *later, fate)


def run_of(found: tuple[Any, ...], mine: Collection[int]) -> Run:
    """The run in these columns; whether it is one of mine."""
    id_, fingerprint, who, started, finished, rows, plan, pins, options, sha256 = found
    moments = datetime.fromisoformat(started), datetime.fromisoformat(finished) if finished else None
    pinned = tuple((file, digest) for file, digest in json.loads(pins))
    return Run(id_, fingerprint, who, *moments, rows, plan, pinned, options_of(json.loads(options or "{}")), id_ in mine, sha256 or "")


def row_of(row: int, outcome: Outcome, problems: str) -> Row:
    """The row in these columns."""
    return Row(row, outcome, tuple(Problem(*problem) for problem in json.loads(problems)))


def problems_of(row: Row) -> str:
    """The problems of a row, as its column has them."""
    return json.dumps([[problem.column, problem.what, problem.expected] for problem in row.problems])
