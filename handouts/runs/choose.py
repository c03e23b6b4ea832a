"""An appointment -> what it gets: leaflet, language and layout of each copy; or the row that gets nothing, and why.

In: a look, a clinic, its rules; appointments.  Out: picks.  Refuses what may not be given out at all (`RefusedError`), and a layout that
there is not (`InputError`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handouts.authoring.gate import refuse_faults
from handouts.clinics.clinic import Clinic
from handouts.clinics.forms import LayoutForms
from handouts.clinics.looks import layouts, postcode_place
from handouts.errors import InputError, Problem, RecordError
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.shelf import Shelf, permit
from handouts.leaflets.tonguehelp import LEAFLET as NOTICE
from handouts.ledger.data import Row
from handouts.records.appointment import Appointment
from handouts.records.postal import posted
from handouts.rules.rules import NAME as RULES
from handouts.rules.rules import Pick, Rules, allowed, layout_for, read_rules, told_by
from handouts.runs.tongues import Tongues, is_other
from layouts.styles import PostcodePlace

if TYPE_CHECKING:
    from handouts.runs.plan import Look

NO_LEAFLET = Problem("leaflet", "is empty", "a leaflet's id, in the record or as --leaflet")
NOTHING_GIVEN = "no rule gives it a leaflet"
KEPT = 4096  # choices
SENSITIVE = "its leaflet is sensitive, which leaves in a batch only if the row names it"


class Chooser:
    """Chooses the leaflets of each appointment; knows which were chosen."""

    def __init__(self, look: Look, clinic: Clinic) -> None:
        self.look, self.clinic, self.shelf = look, clinic, Shelf(clinic)
        self.for_all = self.shelf.named(look.leaflet) if look.leaflet else ""
        self.there, self.today = set(layouts(clinic)), datetime.now(UTC).astimezone(clinic.zone).date()
        file = clinic.folder / RULES
        known = self.shelf.called
        self.forms = LayoutForms(clinic)
        self.ruled = file.is_file()
        nothing = Rules((), frozenset(known.words), clinic.language)
        self.rules = read_rules(file, known, self.there, clinic.language, self.forms.layout) if self.ruled else nothing
        self.leaflets: dict[tuple[str, str], Leaflet] = {}
        self.layouts: set[str] = set()
        self._postcodes: dict[str, PostcodePlace] = {}
        self._known: dict[tuple[object, ...], tuple[Pick, ...]] = {}
        self.left_out = 0
        self.tongues = Tongues()

    def choose(self, row: int, appointment: Appointment) -> Row | tuple[Pick, ...]:
        """What it gets, a copy each; or the row that gets nothing, and why."""
        try:
            picks = self._picks(appointment)
            if not picks:
                return Row(row, "skipped", (Problem("row", NOTHING_GIVEN),)) if self.ruled else Row(row, "rejected", (NO_LEAFLET,))
            chosen = tuple(copy for pick in picks if (copy := self._copy(pick, appointment)))
        except RecordError as error:
            return Row(row, "rejected", error.problems)
        for copy in chosen:
            self.tongues.note(row, appointment.patient.identifier, appointment.patient.language, copy.language)
        self.left_out += len(picks) - len(chosen)
        return chosen or Row(row, "skipped", (Problem("row", SENSITIVE),))

    def notice(self, appointment: Appointment) -> Pick | None:
        """The notice of help with language, if the clinic gives it; in every language at once, whichever the patient's is.

        Raises RefusedError if it may not be given out as it is, InputError if there is none.
        """
        return self._made(Pick(NOTICE, layout_for(appointment, "")), appointment) if self.clinic.language_help else None

    def _picks(self, appointment: Appointment) -> tuple[Pick, ...]:
        if self.for_all:
            return (Pick(self.for_all, layout_for(appointment, "")),)
        known = self._known.get(asked := told_by(appointment))
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            known = self._known[asked] = self.rules.choose(appointment).leaflets
        return known

    def _copy(self, pick: Pick, appointment: Appointment) -> Pick | None:
        leaflet = self.shelf.choose(pick.leaflet, appointment.patient.language)
        if not allowed(pick, leaflet, appointment, "batch"):
            return None
        if self.look.language_missing == "refuse" and is_other(appointment.patient.language, leaflet.language):
            raise RecordError("record", (_not_in_it(leaflet),))
        return self._made(pick, appointment)

    def _made(self, pick: Pick, appointment: Appointment) -> Pick:
        """A copy.  Raises RefusedError, InputError for a layout that there is not."""
        leaflet = self.shelf.choose(pick.leaflet, appointment.patient.language)
        self._pass(leaflet)
        other = self._second(leaflet, pick.second)
        layout = pick.layout if self.look.layout == "auto" else self.look.layout
        if layout not in self.there:
            raise InputError(f"there is no layout {layout!r}; there are {', '.join(sorted(self.there))}")
        layout = self.forms.layout(layout, self.look.form)
        if layout not in self.layouts:
            self._postcodes[layout] = postcode_place(self.clinic, layout, self.look.page)
        if postcode := self._postcodes[layout]:
            posted(appointment.patient, postcode)
        self.layouts.add(layout)
        return Pick(
            leaflet.identifier, layout, language=leaflet.language + other, version=leaflet.version, second=pick.second if other else ""
        )


    def _second(self, leaflet: Leaflet, second: str) -> str:
        """The second language of a copy, with its sign; '' if there is no other than the first."""
        other = self.shelf.second(leaflet, second)
        if not other:
            return ""
        self._pass(other)
        return f"{second[0]}{other.language}"

    def _pass(self, leaflet: Leaflet) -> None:
        """Let a leaflet be given out.  Raises RefusedError."""
        if (leaflet.identifier, leaflet.language) not in self.leaflets:
            permit(leaflet, self.clinic, self.look.allowed, self.today)
            refuse_faults(leaflet, self.clinic, self.today)
            self.leaflets[leaflet.identifier, leaflet.language] = leaflet


def _not_in_it(leaflet: Leaflet) -> Problem:
    """What is said of a row whose language a leaflet does not have."""
    expected = f"a language that {leaflet.identifier} has, or batch without --language-missing refuse"
    return Problem("language", f"is one in which there is no {leaflet.identifier}", expected)
