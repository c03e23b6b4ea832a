"""One patient's handout.

In: a record, from a file or typed, and a leaflet.  Out: the handout, in a file.  Refuses a record that cannot be used (`InputError`), and
what the press refuses.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.actions.manner import Manner
from handouts.actions.typed import GivenFields, anything, inputs, named, source
from handouts.actions.where import Where
from handouts.errors import InputError, OutputError, RecordError

if TYPE_CHECKING:
    from handouts.ledger.data import Copy
    from handouts.press import Handout


NOBODY = (
    "no patient is named: say --patient, --born, --id and --at, or --appointment FILE; "
    "for a copy without a patient: `handouts edition {leaflet} --out {out}`"
)


@dataclass(frozen=True, slots=True)
class MakeOne(GivenFields):
    """A leaflet for a patient.  who: asks for it; beside, then: a second language, side by side or after the first."""

    where: Where
    leaflet: str
    out: Path
    _: KW_ONLY
    who: str = "unknown"
    beside: str = ""
    then: str = ""
    manner: Manner = field(default_factory=Manner)


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


def _second(request: MakeOne) -> str:
    """The second language that is asked for.  Raises InputError for a word that is none, and for two ways at once."""
    from handouts.files.kinds import is_language
    from handouts.language.pairs import wish

    if request.beside and request.then:
        raise InputError("--beside and --then are two ways to print a second language; say one of them")
    for tag in filter(None, (request.beside, request.then)):
        if not is_language(tag):
            raise InputError(f"{tag[:40]!r} is no language; write a tag such as en-US")
    return wish(request.beside, request.then)


def _look_at_second(request: MakeOne, handout: Handout) -> None:
    """Nothing if the second language is the one that was asked for.  Raises InputError."""
    from handouts.runs.tongues import is_other

    asked = request.beside or request.then
    if is_other(asked, (handout.beside or handout.leaflet).language):
        raise InputError(f"{handout.leaflet.identifier} is not there in {asked}; leave --beside or --then out, or name one that it has")


def make_one(request: MakeOne) -> MadeOne:
    """Make one patient's handout.

    Raises InputError for a record that cannot be used, OutputError where nothing may be written, and whatever the press refuses.
    """
    from handouts.files.output import write_whole
    from handouts.ledger.data import copy_id, fresh
    from handouts.proof.kinds import SINGLE
    from handouts.records.appointment import read_record

    if not anything(request):
        raise InputError(NOBODY.format(leaflet=request.leaflet, out=request.out))
    fingerprint = fresh()
    outlet = request.where.guard(*inputs(request)).outlet(request.out, SINGLE)
    outlet.clear()
    clinic = request.where.read()
    known = named(request)
    press = request.manner.press(clinic)
    try:
        appointment = read_record(known, source(request), clinic.zone)
        handout = press.make(appointment, press.shelf.named(request.leaflet), copy=copy_id(fingerprint, 1), second=_second(request))
        _look_at_second(request, handout)
    except RecordError as error:
        raise InputError(str(RecordError(source(request), error.problems))) from None
    if request.where.sample or clinic.sample:
        write_whole(outlet, handout.data)
        return MadeOne(request.out, handout)
    from handouts.ledger.older import older_copy
    from handouts.ledger.record import record_of, whose_of
    from handouts.runs.one import finish_one, record_one  # brings the readers of lists along

    with request.where.begin(request.where.file()) as ledger:  # before anything is written: what cannot be recorded is not handed out
        older = older_copy(ledger, whose_of(record_of(appointment)), handout.leaflet.identifier)
        write_whole(outlet._replace(kind=older), handout.data)
        copy = record_one(press, handout, appointment, request.out, ledger, request.who, fingerprint=fingerprint)
        if behind := finish_one(copy, ledger):
            raise OutputError(behind)
        return MadeOne(request.out, handout, copy)
