"""A leaflet as it would be printed, for a made-up patient.

In: a leaflet, which made-up patient, how the pages look.  Out: a PDF; a draft's pages are marked.  Refuses what the press refuses of a
leaflet (`LeafletError`), a made-up patient who lacks what the leaflet prints (`InputError`), and a file that is no older handout
(`OutputError`).  Nothing is recorded, and nothing is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError, RecordError

if TYPE_CHECKING:
    from handouts.press import Handout, Press
    from handouts.records.appointment import Appointment

PATIENTS = ("short", "long", "arabic", "without-clinician")


@dataclass(frozen=True, slots=True)
class Preview:
    """A leaflet for a made-up patient.

    leaflet: its id, a code or words that fit one; '' for the only one of the clinic's own.  type, clinician: None for the patient's own;
    language: '' for the clinic's; layout: 'auto' for the patient's format; page: None for the clinic's.
    """

    where: Where
    out: Path
    leaflet: str = ""
    patient: str = "long"
    type: str | None = None
    clinician: str | None = None
    language: str = ""
    layout: str = "auto"
    page: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewedLeaflet:
    """The pages, and what they are of."""

    file: Path
    leaflet: str
    title: str
    language: str
    status: str
    pages: int

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {name: getattr(self, name) for name in ("leaflet", "title", "language", "status", "pages")} | {"file": str(self.file)}


def preview(request: Preview) -> PreviewedLeaflet:
    """Print a leaflet for a made-up patient.

    Raises InputError for a leaflet that there is not and a patient who lacks what it prints, OutputError where nothing may be written, and
    whatever the press refuses.
    """
    from handouts.authoring.pages import EVERYTHING
    from handouts.files.output import write_whole
    from handouts.press import Press
    from handouts.proof.kinds import SINGLE

    outlet = request.where.guard().outlet(request.out, SINGLE)
    outlet.clear()
    press = Press(request.where.read(), layout=request.layout, page=request.page or "", allowed=EVERYTHING)
    handout = _made(request, press)
    write_whole(outlet, handout.data)
    leaflet = handout.leaflet
    return PreviewedLeaflet(request.out, leaflet.identifier, leaflet.title, leaflet.language, leaflet.status, handout.pages)


def _made(request: Preview, press: Press) -> Handout:
    """The copy.  Raises InputError for a patient who lacks what is printed."""
    leaflet = press.shelf.named(request.leaflet) if request.leaflet else _only(press)
    try:
        return press.make(_patient(request, press), leaflet)
    except RecordError as error:
        wrong = "; ".join(f"{problem.column} {problem.what}" for problem in error.problems)
        raise InputError(f"the made-up patient {request.patient!r}: {wrong}; choose another with --patient, or mend the leaflet") from None


def _patient(request: Preview, press: Press) -> Appointment:
    """The made-up patient, with what is asked for.  Raises RecordError."""
    from handouts.authoring.patients import made_up

    said = {"type": request.type, "clinician": request.clinician}
    more = {column: text for column, text in said.items() if text is not None}
    now = datetime.now(UTC).astimezone(press.clinic.zone)
    return made_up(request.patient, press.clinic, request.language or press.clinic.language, now, **more)


def _only(press: Press) -> str:
    """The clinic's only own leaflet.  Raises InputError if it has none, or several."""
    own = sorted({path.name.split(".")[0] for path in press.shelf.files if path.parent == press.clinic.folder / "handouts"})
    if len(own) != 1:
        there = ", ".join(own or press.shelf.identifiers())
        raise InputError(f"which leaflet? Name one of {there}")
    return own[0]
