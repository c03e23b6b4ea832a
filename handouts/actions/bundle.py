"""What somebody who helps has to know, in one file: versions, findings, settings, how many of what is in the ledger.

In: a clinic, a ledger, the file to write.  Out: a zip file, and the names of what is in it.  Nothing of a patient is put into it: no list,
no copy, no row of the ledger, and no secret: no key, no file that a secret is kept in, and where one stands in the settings, which
refuse it, `…` instead.  A setting that cannot be read is told of.  Refuses to write over anything but an older one.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.checks import Examine, Examined, examine
from handouts.actions.where import Where
from handouts.delivery.secret import hidden
from handouts.errors import HandoutsError
from handouts.files.guard import begins
from handouts.files.places import Place
from handouts.files.system import reason

if TYPE_CHECKING:
    from handouts.ledger.data import Counts, Run
    from handouts.ledger.ledger import Ledger

ROOM = "handouts-report"
FIRST = f"{ROOM}/version.txt"  # by which an older one is known
KIND = begins("an older report for support", rb"\APK\x03\x04[\s\S]{26}" + FIRST.encode())
LATEST = 20  # runs that are told of
SETTINGS = ("clinic.toml", "rules.toml", "printing.toml", "mail.toml", "layouts/*.toml")  # which name secrets, and should hold none


@dataclass(frozen=True, slots=True)
class WriteBundle:
    """file: what is written."""

    where: Where
    file: Path


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """What was written.  names: of what is in it; examined: what was found on the way."""

    file: Path
    names: tuple[str, ...]
    examined: Examined


def write_bundle(request: WriteBundle) -> WrittenBundle:
    """Look at everything, and write what was seen.  Raises OutputError, InputError."""
    from handouts.doctor.program import versions
    from handouts.files.output import write_whole

    outlet = request.where.guard().outlet(request.file, KIND)
    outlet.clear()
    found = examine(Examine(request.where))
    counted = json.dumps(_counted(request.where), indent=2)
    parts = {
        FIRST: versions(), f"{ROOM}/doctor.txt": hidden("\n".join(map(str, found.findings))), f"{ROOM}/ledger.json": counted,
        **_settings(request.where.place),
    }  # fmt: skip
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(_plain(name).decode(), _plain(text))
    write_whole(outlet, data.getvalue())
    return WrittenBundle(request.file, tuple(parts), found)


def _plain(text: str) -> bytes:
    """A text in UTF-8; a byte of a path that is no character there is written as its number."""
    return text.encode("utf-8", "backslashreplace")


def _settings(place: Place) -> dict[str, str]:
    """What the clinic has written of itself; nothing of a clinic that is elsewhere."""
    if not isinstance(place, Path):
        return {}
    files = (path for pattern in SETTINGS for path in sorted(place.glob(pattern)))
    return {f"{ROOM}/settings/{path.relative_to(place).as_posix()}": _setting(path) for path in files}


def _setting(path: Path) -> str:
    """What a file of settings says, without secrets; why it cannot be read otherwise."""
    try:
        return hidden(path.read_text("utf-8", "replace"))
    except OSError as error:
        return f"{path.name}: cannot be read: {reason(error)}\n"


def _counted(where: Where) -> dict[str, Any]:
    """How many of what is in the ledger; why nobody can say, where it cannot be opened."""
    try:
        with where.open() as ledger:
            return _counts(ledger)
    except HandoutsError as error:
        return {"ledger": str(error)}


def _counts(ledger: Ledger) -> dict[str, Any]:
    from handouts.ledger.counts import reconcile
    from handouts.ledger.overview import tallies

    return {
        "deliveries": [{"channel": channel, "state": state, "deliveries": count} for channel, state, count in tallies(ledger)],
        "latest runs": [_run(run, reconcile(ledger, run.id)) for run in ledger.runs(LATEST)],
    }


def _run(run: Run, sums: Counts) -> dict[str, Any]:
    plain = {"run": run.id, "started": run.started.isoformat(), "rows": run.rows}
    return plain | {"made": sums.made, "copies": sums.copies, "faults": sums.faults}
