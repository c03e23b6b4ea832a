"""A copy, corrected: made once more of the ledger's record and what somebody says is wrong in it, in place of the old one.

In: a copy, and fields of its record; perhaps another manner.  Out: the new copy, what it replaces, and who may hold the old paper.  Refuses
a copy that counts no more (it names the one that does), one whose record has been purged, and fields that change nothing (`InputError`).

Of another patient's copy nothing of the patient is kept: name, date of birth, address, consent and note are given anew, or there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.manner import Manner
from handouts.actions.outdated import how_given
from handouts.actions.typed import GivenFields, inputs, record, source
from handouts.actions.where import Where
from handouts.errors import InputError, RecordError
from handouts.language.pairs import second_of

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.clinics.forms import LayoutForms
    from handouts.ledger.data import Copy
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outdated import Holding
    from handouts.press import Handout, Press
    from handouts.records.appointment import Appointment

OF_APPOINTMENT = ("appointment_id", "start", "duration_minutes", "type", "code", "location", "clinician", "leaflet")
PARTS = ("given_name", "family_name")
USUAL = {"format": "standard"}  # what an empty column means
NOTHING_CHANGES = "nothing is corrected: the copy says all that already; say what is wrong, such as --note or --at ({})"
ONCE_MORE = "`handouts again {}` makes it as it was"


@dataclass(frozen=True, slots=True)
class CorrectCopy(GivenFields):
    """A copy, and what is corrected.

    out: the file, None for a new one beside the old; manner: what of it is not said is as it was; who: says so.
    """

    where: Where
    copy: str
    out: Path | None = None
    _: KW_ONLY
    who: str = "unknown"
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class CorrectedCopy:
    """The new copy.

    old: the one that was to be corrected; replaced: all that it replaces; changed: columns that say something else, layout, page; dropped:
    columns of the other patient that were not kept; others: copies of the old one's appointment that were not corrected; given, since: how
    somebody may hold the old paper, '' if nobody does; left_behind: why the old file could not be taken out of its folder.
    """

    copy: Copy = field(repr=False)
    file: Path
    old: str
    replaced: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    given: str = ""
    since: datetime | None = None
    left_behind: str = ""

    def remarks(self) -> list[str]:
        """What somebody has to know or to do."""
        said = []
        if self.given and self.since:
            said.append(f"the old copy is {self.given} since {self.since:%Y-%m-%d %H:%M}: ask whoever holds it to give it back")
        if self.dropped:
            said.append(f"not kept, for it was another patient's: {', '.join(self.dropped)}")
        if self.others:
            said.append(f"not corrected, though of the same appointment: {', '.join(self.others)}; correct or void them")
        return said + [self.left_behind] * bool(self.left_behind)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        struck = self.copy.struck
        told = {"copy": self.copy.id, "run": self.copy.run, "file": str(self.file), "pages": struck.pages, "sha256": struck.sha256}
        told |= {"proof": struck.proof, "old": self.old}
        told |= {name: list(getattr(self, name)) for name in ("replaced", "changed", "dropped", "others")}
        return told | {"given": self.given, "since": self.since and self.since.isoformat(), "left_behind": self.left_behind}


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A handout that is made, and is to be written.  fingerprint: of its run.  The others: see `CorrectedCopy`."""

    press: Press
    handout: Handout
    fingerprint: str
    appointment: Appointment = field(repr=False)
    changed: tuple[str, ...]
    dropped: tuple[str, ...]


def correct(request: CorrectCopy) -> CorrectedCopy:
    """Make the corrected copy, and let it replace the old one.

    Raises InputError for what cannot be corrected or a record that cannot be used, OutputError where nothing may be written, and whatever
    the press refuses.
    """
    from handouts.actions.takeback import out_of_folder
    from handouts.ledger.outdated import holding
    from handouts.ledger.takeback import gone
    from handouts.runs.one import finish_one

    clinic = request.where.read()
    with request.where.open() as ledger:
        old = ledger.copy(request.copy)
        if why := gone(ledger, old):
            out_of_folder(old, ledger)  # whoever corrected it before may have been stopped in the middle
            raise InputError(f"{why}; correct that one" if old.replaced_by else f"{why}; make a new one with `handouts make`")
        draft = _drafted(request, old, clinic, ledger)
        held = holding(ledger, old.id)
        new, file = _entered(request, old, draft, ledger)
        behind = finish_one(new, ledger)
        return _answer(old, new, draft, held, clinic, ledger, file, behind)


def _drafted(request: CorrectCopy, old: Copy, clinic: Clinic, ledger: Ledger) -> _Corrected:
    """The corrected handout.  Raises InputError, and whatever the press refuses."""
    from handouts.clinics.forms import LayoutForms
    from handouts.ledger.data import copy_id, fresh
    from handouts.ledger.lineage import called_off
    from handouts.press import Press
    from handouts.records.appointment import flat, read_record
    from handouts.runs.again import allowed_by

    was, manner = _appointment(old, clinic), request.manner
    known, dropped = merged(flat(was), record(request))
    try:
        appointment = read_record(known, source(request), clinic.zone)
        layout = _layout(manner, LayoutForms(clinic), old, was, appointment)
        allowed = allowed_by(ledger.run(old.run).options, manner.allowed)
        press = Press(clinic, layout=layout, page=manner.page or old.struck.page, allowed=allowed, proof=manner.proof)
        changed = _changed(was, appointment, old, layout, press.page)
        if not changed:
            raise InputError(NOTHING_CHANGES.format(ONCE_MORE.format(old.id)))
        if "start" not in changed and (why := called_off(ledger, old)):
            raise InputError(f"the appointment of copy {old.id} is off: {why}; if it takes place all the same, say when with --at")
        fingerprint = fresh()
        handout = press.make(appointment, old.struck.leaflet, layout, copy_id(fingerprint, 1), second_of(old.struck.language))
        return _Corrected(press, handout, fingerprint, appointment, changed, dropped)
    except RecordError as error:
        more = "; of another patient, name and date of birth are given anew" if dropped else ""
        raise InputError(str(RecordError(source(request), error.problems)) + more) from None


def _appointment(old: Copy, clinic: Clinic) -> Appointment:
    """What a copy was made for.  Raises InputError, with the way on."""
    from handouts.ledger.record import appointment_of

    try:
        return appointment_of(old, clinic.zone)
    except InputError as error:
        way = f"make a new one with `handouts make`, and let this one be void: `handouts void {old.id} --why …`"
        raise InputError(f"copy {old.id} cannot be corrected: {error}; {way}") from None


def merged(known: Mapping[str, str], given: Mapping[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
    """The record with what was given; of another patient only the appointment is kept.  And the columns that were not."""
    whole = given.get("name") and not any(given.get(part) for part in PARTS)  # a name in one piece takes the place of one in two
    said = {**(dict.fromkeys(PARTS, "") if whole else {}), **given}
    another = "patient_id" in said and str(said["patient_id"]).strip() != known["patient_id"]
    kept = {column: text for column, text in known.items() if not another or column in OF_APPOINTMENT}
    dropped = [column for column, text in known.items() if text and text != USUAL.get(column) and column not in {**kept, **said}]
    return {**kept, **said}, tuple(dropped)


def _layout(asked: Manner, forms: LayoutForms, old: Copy, was: Appointment, now: Appointment) -> str:
    """The layout that is asked for; else that of the old copy, unless the patient needs another by now, which is then of the same form."""
    same = was.patient.format == now.patient.format and was.patient.identifier == now.patient.identifier
    look = asked.layout if asked.layout != "auto" else old.struck.layout if same else now.patient.format
    return forms.layout(look, asked.form or (forms.form(old.struck.layout) if asked.layout == "auto" else ""))


def _changed(was: Appointment, now: Appointment, old: Copy, layout: str, page: str) -> tuple[str, ...]:
    """The columns that say something else, layout and page among them."""
    from handouts.records.appointment import flat

    one, other = flat(was), flat(now)
    printed = {"layout": layout != old.struck.layout, "page": page != old.struck.page}
    return tuple(column for column in one if one[column] != other[column]) + tuple(what for what, differs in printed.items() if differs)


def _entered(request: CorrectCopy, old: Copy, draft: _Corrected, ledger: Ledger) -> tuple[Copy, Path]:
    """The new copy, written and recorded, and its file.  Of two who correct one copy at once the second is refused: InputError."""
    from handouts.files.output import write_whole
    from handouts.ledger.data import copy_id
    from handouts.ledger.events import record as told
    from handouts.ledger.older import older_copy
    from handouts.ledger.takeback import gone
    from handouts.runs.one import record_one

    file = request.out or _beside(old, ledger) / f"{copy_id(draft.fingerprint, 1)}.pdf"
    assert old.whose is not None
    kind = older_copy(ledger, old.whose, old.struck.leaflet)
    outlet = request.where.guard(*inputs(request)).outlet(file, kind)
    outlet.clear()
    with ledger.writing():
        if why := gone(ledger, ledger.copy(old.id)):
            raise InputError(f"{why}; nothing was made")
        write_whole(outlet, draft.handout.data)
        new = record_one(
            draft.press, draft.handout, draft.appointment, file, ledger, request.who, fingerprint=draft.fingerprint, instead_of=old
        )  # fmt: skip
        told(ledger, "correct", who=request.who, asked={"copy": old.id, "by": new.id, "columns": list(draft.changed)}, copies=1)
    return new, file


def _beside(old: Copy, ledger: Ledger) -> Path:
    """The folder that the old copy lies in.  Raises InputError if it has none of its own on this machine."""
    options = ledger.run(old.run).options
    folder = Path(options.target)
    if options.combined or not options.target or not folder.is_dir():
        raise InputError(f"copy {old.id} has no folder of its own here; say where the new one goes, with --out FILE.pdf")
    return folder


def _answer(
    old: Copy, new: Copy, draft: _Corrected, held: Holding | None, clinic: Clinic, ledger: Ledger, file: Path, behind: str
) -> CorrectedCopy:  # fmt: skip
    from handouts.ledger.lineage import given_before

    replaced = tuple(copy.id for copy in ledger.replaced_by(new.run))
    there = given_before(ledger, old.whose.patient) if old.whose else ()
    others = [copy.id for copy in there if copy.whose and old.whose and copy.whose.appointment == old.whose.appointment]
    given, since = how_given(held, clinic) if held and held.state != "waiting" else ("", None)
    return CorrectedCopy(
        new, file, old.id, replaced, draft.changed, draft.dropped, tuple(one for one in others if one != new.id), given, since, behind
    )  # fmt: skip
