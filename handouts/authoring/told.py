"""What is said, in one form: slips, strays and what is found in composing, as remarks with their rule; and what each rule asks.

In: a slip, a rule's name.  Out: `Remark`s.  Refuses a rule that there is not (`InputError`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from handouts.errors import InputError, Slip
from handouts.files.guess import hint
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.quality.rules.table import RULES
from handouts.leaflets.strays import table as strays

KEY = re.compile(r"[a-z_.-]+( \d+)?: |before takes|after takes")  # what stands so in the file


@dataclass(frozen=True, slots=True)
class Demand:
    """A rule: how grave it is, what it asks, whose word that is, why it matters."""

    rule: str
    severity: str
    asks: str
    guide: str
    why: str


@lru_cache(1)
def rules() -> dict[str, Demand]:
    """Every rule of a check, in the order in which they are asked."""
    own = tomllib.loads((files(__package__) / "rules.toml").read_text("utf-8"))
    severities = {row[0]: row[2] for row in strays.ROWS}
    found = [Demand(rule, **words) for rule, words in own.items()]
    found += [Demand(rule, severities[rule], **words) for rule, words in strays.reasons().items()]
    found += [Demand(row.rule, row.severity, row.asks, row.guide, row.why) for row in RULES]
    return {asked.rule: asked for asked in found}


def explain(rule: str) -> Demand:
    """What a rule asks.  Raises InputError, with the rules there are, if there is none of that name."""
    if rule not in rules():
        raise InputError(f"there is no rule {rule[:60]!r}; {hint(rule, rules())}")
    return rules()[rule]


def remark(rule: str, file: str, line: int, column: int, what: str, remedy: str) -> Remark:
    """A remark by a rule."""
    asked = rules()[rule]
    return Remark(file, line, column, asked.severity, rule, what, remedy, asked.guide, asked.why)  # type: ignore[arg-type]


def of_slip(rule: str, slip: Slip) -> Remark:
    """A slip as a remark."""
    return remark(rule, slip.file, slip.line, slip.column, sentence(slip.what), sentence(slip.remedy))


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop; '' for none."""
    clause = " ".join(clause.split())
    capital = clause[:1] if KEY.match(clause) else clause[:1].upper()
    return clause and capital + clause[1:] + ("" if clause[-1] in ".?!" else ".")


def sorted_once(found: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks in the order of the text; what two rules say at one place in the same words, or one rule twice, is said once."""
    return tuple(sorted(_once(found), key=lambda remark: (remark.file, remark.line, remark.column)))


def _once(found: Iterable[Remark]) -> Iterator[Remark]:
    told: set[tuple[object, ...]] = set()
    for said in found:
        place = said.file, said.line, said.column
        keys = {(*place, said.what)} | ({(*place, said.rule)} if said.severity != "question" else set())
        if not keys & told:
            yield said
        told |= keys
