"""One patient's handout.

In: a record, from a file or typed, and a leaflet.  Out: the handout, in a file.  Refuses a record that cannot be used (`InputError`), and
what the press refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from handouts.actions.manner import Manner
from handouts.actions.where import Where
from handouts.errors import InputError, RecordError

if TYPE_CHECKING:
    from handouts.ledger.data import Copy
    from handouts.press import Handout


@dataclass(frozen=True, slots=True)
class MakeOne:
    """A leaflet for a patient.

    appointment: a file with the record, or the bytes of one that came in otherwise; the other fields override its own.  who: asks for it.
    """

    where: Where
    leaflet: str
    out: Path
    appointment: Path | bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    born: str | None = field(default=None, repr=False)
    identifier: str | None = field(default=None, repr=False)
    at: str | None = field(default=None, repr=False)
    location: str | None = field(default=None, repr=False)
    clinician: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    language: str | None = None
    who: str = "unknown"
    manner: Manner = field(default_factory=Manner)

    @property
    def source(self) -> str:
        """What the record stands in, for messages."""
        if isinstance(self.appointment, Path):
            return self.appointment.name
        return "options" if self.appointment is None else "standard input"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read."""
        return (self.appointment,) if isinstance(self.appointment, Path) else ()

    def record(self) -> dict[str, object]:
        """The record that was asked for; the appointment keeps the name that it has, if it has one.  Raises InputError."""
        from handouts.records.single import record_from_bytes, record_from_file, record_from_options

        typed = record_from_options(
            patient=self.patient, born=self.born, identifier=self.identifier, at=self.at, location=self.location,
            clinician=self.clinician, note=self.note, language=self.language,
        )  # fmt: skip
        match self.appointment:
            case None:
                return typed
            case bytes(data):
                found = record_from_bytes(data, self.source)
            case path:
                found = record_from_file(path)
        named = found.get("appointment_id")
        return found | typed | ({"appointment_id": named} if named else {})


@dataclass(frozen=True, slots=True)
class MadeOne:
    """A handout, and where it is.  copy: as the ledger has it; None of a sample clinic, which keeps none."""

    file: Path
    handout: Handout = field(repr=False)
    copy: Copy | None = None

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        made = self.handout
        return {
            "leaflet": made.leaflet.identifier, "file": str(self.file), "pages": made.pages, "sha256": made.sha256, "proof": made.proof,
            "copy": self.copy and self.copy.id, "run": self.copy and self.copy.run,
        }  # fmt: skip


def received(stream: BinaryIO) -> bytes:
    """The bytes of a record that comes in; of one that is too large, enough to see that."""
    from handouts.records.single import LARGEST

    return stream.read(LARGEST + 1)


def make_one(request: MakeOne) -> MadeOne:
    """Make one patient's handout.

    Raises InputError for a record that cannot be used, OutputError where nothing may be written, and whatever the press refuses.
    """
    from handouts.files.output import write_whole
    from handouts.proof.kinds import HANDOUT
    from handouts.records.appointment import read_record

    outlet = request.where.guard(*request.inputs).outlet(request.out, HANDOUT)
    outlet.clear()
    clinic = request.where.read()
    record = request.record()
    press = request.manner.press(clinic)
    try:
        appointment = read_record(record, request.source, clinic.zone)
        handout = press.make(appointment, press.shelf.named(request.leaflet))
    except RecordError as error:
        raise InputError(str(RecordError(request.source, error.problems))) from None
    if request.where.sample or clinic.sample:
        write_whole(outlet, handout.data)
        return MadeOne(request.out, handout)
    from handouts.runs.one import record_one  # brings the readers of lists along

    with request.where.begin(request.where.file()) as ledger:  # before anything is written: what cannot be recorded is not handed out
        write_whole(outlet, handout.data)
        return MadeOne(request.out, handout, record_one(press, handout, appointment, request.out, ledger, request.who))
