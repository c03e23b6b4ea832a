"""Which leaflets an appointment gets, in which order and layout, and why.

In: `rules.toml` of the clinic's folder; an appointment.  Out: `Rules`, which choose `Pick`s.  Refuses a file with a key, a type, a
leaflet or a layout that is not known (`ClinicError`: every slip with line, column and the number of the rule).

First comes what the record's own `leaflet` column names, separated by semicolons; then what the rules give that match, all of them, in
the order of the file; a leaflet is given once, where it comes first.  The layout is the rule's, but a patient who asks for another
format than standard gets that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from handouts.errors import ClinicError, Problem, RecordError
from handouts.files.kinds import is_language
from handouts.files.marks import Filled, Known, OrOne, Says
from handouts.files.scalars import Called, KnownWords
from handouts.files.schema import Fault, build
from handouts.files.tables import read_toml
from handouts.language.pairs import wish
from handouts.leaflets.leaflet import Leaflet
from handouts.records.appointment import Appointment
from handouts.rules.ages import OLDEST, AgeTable
from layouts.measures import Fits
from layouts.styles import FormName

NAME = "rules.toml"  # in the clinic's folder
Formed = Callable[[str, str], str]  # a layout and a form -> the layout that looks so, in that form
Channel = Literal["desk", "print", "batch", "email"]
HANDED_OVER = frozenset({"desk", "print"})  # somebody looks at each copy; all other channels are guarded
FIELDS: dict[str, Callable[[Appointment], tuple[str, ...]]] = {
    "type": lambda appointment: (appointment.type,),
    "code": lambda appointment: parted(appointment.code),
    "location": lambda appointment: (appointment.location,),
    "clinician": lambda appointment: (appointment.clinician,),
}
NAMED = "the record names it"  # why a leaflet is given that no rule gives


@dataclass(frozen=True, slots=True)
class Words:
    """A condition on a field: one of its values is, or begins with (`KYPHO*`), one of the patterns; letter case does not matter."""

    key: str
    patterns: tuple[str, ...]

    def why(self, appointment: Appointment, _language: str) -> str:
        """How it matches, '' if it does not."""
        for value in FIELDS[self.key](appointment):
            if value and (pattern := self.pattern(value)):
                return f"{self.key} {value} matches {pattern}"
        return ""

    def pattern(self, value: str) -> str:
        """The pattern that a value matches, '' if there is none."""
        folded = _folded(value)
        return next((p for p in self.patterns if (p.endswith("*") and folded.startswith(_folded(p[:-1]))) or folded == _folded(p)), "")


@dataclass(frozen=True, slots=True)
class Speaks:
    """A condition on the patient's language: that tag, or one below it (`en-US` is `en`)."""

    tags: tuple[str, ...]

    def why(self, appointment: Appointment, language: str) -> str:
        """How it matches, '' if it does not."""
        spoken = appointment.patient.language or language
        tag = next((tag for tag in self.tags if f"{spoken}-".startswith(f"{tag}-")), "")
        return f"language {spoken} is {tag}" if tag and spoken else ""


@dataclass(frozen=True, slots=True)
class Aged:
    """A condition on the patient's age in whole years on the day of the appointment, both ends included."""

    youngest: int | None = None
    oldest: int | None = None

    def why(self, appointment: Appointment, _language: str) -> str:
        """How it matches, '' if it does not."""
        years = appointment.age
        ends = {"at least": self.youngest, "at most": self.oldest}
        said = " and ".join(f"{how} {end}" for how, end in ends.items() if end is not None)
        return f"age {years} is {said}" if (self.youngest or 0) <= years <= (OLDEST if self.oldest is None else self.oldest) else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """If all conditions match, these leaflets; stop: and no later rule; second: in two languages, see `language.pairs`."""

    number: int
    leaflets: tuple[str, ...]
    conditions: tuple[Words | Speaks | Aged, ...] = ()
    layout: str = ""
    stop: bool = False
    second: str = ""
    form: str = ""

    def why(self, appointment: Appointment, language: str) -> str:
        """How it matches, such as `rule 2: code KYPHO-T matches KYPHO*`; '' if it does not."""
        reasons = [condition.why(appointment, language) for condition in self.conditions]
        return f"rule {self.number}: {', '.join(reasons) or 'for everybody'}" if all(reasons) else ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A leaflet that an appointment gets; the shelf says in which language and version.

    why: for the person who looks; it tells of the patient, so `repr` does not show it, and plans leave it out.
    hindrance: why it would not leave in a batch, '' if it would; second: a second language and how it stands, '+en-US'.
    """

    leaflet: str
    layout: str
    why: str = field(default="", repr=False)
    language: str = ""
    version: int = 0
    hindrance: str = ""
    second: str = field(default="", repr=False)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {name: getattr(self, name) for name in ("leaflet", "version", "language", "layout", "why", "hindrance")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What an appointment gets, in order.  explain: every rule that matched, with what it gave."""

    leaflets: tuple[Pick, ...]
    explain: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a clinic.  known: the leaflets there are, None: no matter; language: of a patient without one; formed: see `Formed`."""

    rules: tuple[Rule, ...] = ()
    known: frozenset[str] | None = None
    language: str = ""
    formed: Formed | None = field(default=None, compare=False)

    def names(self, key: str, value: str) -> bool:
        """Whether a rule has a condition on this field that the value meets."""
        conditions = (condition for rule in self.rules for condition in rule.conditions)
        values = parted(value) if key == "code" else (value,)
        return any(isinstance(one, Words) and one.key == key and any(map(one.pattern, values)) for one in conditions if value)

    def choose(self, appointment: Appointment, today: date | None = None) -> Choice:
        """The leaflets of an appointment.

        today: the day of issue; no condition depends on it, the age is that on the day of the appointment.
        Raises RecordError if the record names a leaflet that there is not.
        """
        own = own_leaflets(appointment)
        if self.known is not None and not self.known.issuperset(own):
            what = "is not a leaflet there is" if len(own) == 1 else "names a leaflet that there is not"
            raise RecordError("record", (Problem("leaflet", what, f"one of {', '.join(sorted(self.known))}"),))
        given: list[tuple[tuple[str, ...], str, str, str, str]] = [((leaflet,), "", "", NAMED, "") for leaflet in own]
        given += [(rule.leaflets, rule.layout, rule.form, why, rule.second) for rule, why in self._matching(appointment)]
        picks: dict[str, Pick] = {}
        for leaflets, layout, form, why, second in given:
            for leaflet in leaflets:
                picks.setdefault(leaflet, Pick(leaflet, self._look(layout_for(appointment, layout), form), why, second=second))
        return Choice(tuple(picks.values()), tuple(f"{why}: {', '.join(leaflets) or 'nothing'}" for leaflets, _, _, why, _ in given))

    def _look(self, layout: str, form: str) -> str:
        return self.formed(layout, form) if self.formed else layout

    def _matching(self, appointment: Appointment) -> Iterator[tuple[Rule, str]]:
        for rule in self.rules:
            why = rule.why(appointment, self.language)
            if why:
                yield rule, why + (", and no later rule" if rule.stop else "")
            if why and rule.stop:
                return


def told_by(appointment: Appointment) -> tuple[object, ...]:
    """All that a choice depends on: whoever has it in common gets the same."""
    patient = appointment.patient
    said = appointment.type, appointment.code, appointment.location, appointment.clinician
    return appointment.leaflet, said, patient.language, patient.format, appointment.age


def own_leaflets(appointment: Appointment) -> tuple[str, ...]:
    """The leaflets that the record's own column names."""
    return parted(appointment.leaflet)


def parted(text: str) -> tuple[str, ...]:
    """What stands between semicolons, each once."""
    return tuple(dict.fromkeys(part for part in (part.strip() for part in text.split(";")) if part))


def layout_for(appointment: Appointment, layout: str) -> str:
    """The format the patient asks for; the rule's layout if that is the standard one."""
    format_ = appointment.patient.format
    return layout if layout and format_ == "standard" else format_


def allowed(pick: Pick, leaflet: Leaflet, appointment: Appointment, channel: Channel) -> bool:
    """Whether a copy may take this channel: a sensitive leaflet leaves in a batch or by e-mail only if the record itself names it."""
    return not leaflet.sensitive or channel in HANDED_OVER or pick.leaflet in own_leaflets(appointment)


@lru_cache(4096)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).casefold())


def _starred(text: str) -> bool:
    return bool(text.strip()) and "*" not in text.strip()[:-1]


def _tagged(text: str) -> bool:
    return is_language(text.strip())


Patterns = Annotated[tuple[Annotated[str, Fits(_starred, "words, with a star at their end if others may follow")], ...], OrOne(), Filled()]
Tags = Annotated[tuple[Annotated[str, Fits(_tagged, "a language tag such as en or en-US")], ...], OrOne(), Filled()]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """`[[rule]]` as it is written."""

    leaflets: Annotated[tuple[Annotated[str, Known("leaflet")], ...], Says("a list of leaflets' ids, such as ['kyphoplasty']")]
    layout: Annotated[str, Filled(), Known("layout")] = ""
    form: FormName | None = None
    stop: bool = False
    beside: Annotated[str, Fits(is_language, "a language tag such as en-US")] = ""
    then: Annotated[str, Fits(is_language, "a language tag such as en-US")] = ""
    type: Patterns = ()
    code: Patterns = ()
    location: Patterns = ()
    clinician: Patterns = ()
    language: Tags = ()
    age: AgeTable | None = None

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if not self.leaflets and not self.stop:
            yield ("leaflets",), "is empty", "name one, or say stop = true"
        if self.beside and self.then:
            yield ("then",), "stands with beside; only one of them can be", "delete the other"
        if self.beside and self.form == "folded":
            yield ("beside",), "has no room in a folded leaflet", "say then, or another form"

    def rule(self, number: int) -> Rule:
        """The rule that it is."""
        said = [(key, getattr(self, key)) for key in FIELDS]
        conditions: list[Words | Speaks | Aged] = [Words(key, _stripped(patterns)) for key, patterns in said if patterns]
        if self.language:
            conditions.append(Speaks(_stripped(self.language)))
        if self.age:
            conditions.append(Aged(self.age.min, self.age.max))
        leaflets, second = tuple(dict.fromkeys(self.leaflets)), wish(self.beside, self.then)
        return Rule(number, leaflets, tuple(conditions), self.layout, self.stop, second, self.form or "")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """rules.toml as it is written."""

    rule: Annotated[tuple[RuleTable, ...], Says("rules, each of which begins with [[rule]]")] = ()


def read_rules(
    path: Path, known: KnownWords = None, layouts: Collection[str] | None = None, language: str = "", formed: Formed | None = None
) -> Rules:
    """The rules in a file.  known, layouts: what there is, None: no matter; language: of a patient without one; formed: see `Formed`.

    A leaflet that is called otherwise (by a code, by words that fit one only) is meant by its id from then on.

    Raises ClinicError with every slip of the file.
    """
    try:
        written = read_toml(path, hint="texts stand in quotes, each rule begins with [[rule]]")
    except FileNotFoundError:
        raise ClinicError(f"{path}: there is no such file") from None
    tables = build(RuleFile, written, known={"leaflet": known, "layout": layouts}).rule
    rules = tuple(table.rule(number) for number, table in enumerate(tables, 1))
    there = known.words if isinstance(known, Called) else known
    return Rules(rules, None if there is None else frozenset(there), language, formed)


def _stripped(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts)
