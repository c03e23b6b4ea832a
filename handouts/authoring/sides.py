"""Leaflets that a rule prints side by side: the first place at which two languages are not made alike, with both lines.

In: a leaflet, the clinic with its rules, today.  Out: remarks.  A rule that prints one language after the other asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest

from handouts.authoring.draft import LeafletFile
from handouts.authoring.patients import long
from handouts.authoring.told import remark
from handouts.authoring.translating.units import HEAD, TextUnit, units_of
from handouts.authoring.wording import NOON
from handouts.clinics.clinic import Clinic
from handouts.errors import ClinicError, HandoutsError, LeafletError
from handouts.language.pairs import BESIDE
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.pair import paired
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.shelf import Shelf
from handouts.rules.rules import NAME, read_rules

REMEDY = "Make both alike, block by block, or let the rule say 'then' and print one after the other."


def sides(draft: LeafletFile, leaflet: Leaflet, clinic: Clinic, today: date) -> Iterator[Remark]:
    """What keeps a leaflet from standing beside its other languages."""
    shelf = Shelf(clinic)
    shelf.lay(leaflet)
    for tag in _asked(leaflet, clinic, shelf):
        other = shelf.choose(leaflet.identifier, tag)
        if other.file != leaflet.file and (said := _differs(draft, leaflet, other, clinic, today)):
            yield said


def _asked(leaflet: Leaflet, clinic: Clinic, shelf: Shelf) -> list[str]:
    """The languages that rules put beside it."""
    try:
        rules = read_rules(clinic.folder / NAME, shelf.called, None, clinic.language).rules
    except (ClinicError, FileNotFoundError):  # told of the clinic
        return []
    return sorted({rule.second[1:] for rule in rules if rule.second[:1] == BESIDE and leaflet.identifier in rule.leaflets})


def _differs(draft: LeafletFile, leaflet: Leaflet, other: Leaflet, clinic: Clinic, today: date) -> Remark | None:
    mine, there = (_body(units_of(one)) for one in (leaflet, other))
    for one, two in zip_longest(mine, there):
        if one is None or two is None or one.kind != two.kind:
            line, what = (one.line, f"a {one.kind}") if one else (draft.first, "nothing more")
            that = f"a {two.kind} on line {two.line}" if two else "nothing more"
            said = f"Here stands {what}, and {other.file} has {that}: they cannot be printed side by side."
            return remark("side-by-side", leaflet.file, line, 1, said, REMEDY)
    patient = long(clinic, leaflet.language, datetime.combine(today, NOON))
    try:
        paired(clinic, leaflet, other, BESIDE).merge(patient)
    except LeafletError as error:
        return remark("side-by-side", leaflet.file, draft.first, 1, f"It {error.slips[0].what}.", REMEDY) if error.slips else None
    except HandoutsError:  # told of the leaflet by itself
        return None
    return None


def _body(units: tuple[TextUnit, ...]) -> list[TextUnit]:
    return [unit for unit in units if unit.kind not in HEAD]
