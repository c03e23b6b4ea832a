"""A manuscript -> what is to be said of it.

`check` runs every rule that is for the leaflet's language, sorts what they found by place, and sets aside what a person has
accepted with a reason.
An error cannot be accepted: it stays, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from handouts.leaflets.quality.manuscript import Manuscript
from handouts.leaflets.quality.places import key_place, line_and_column, line_starts
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.quality.rules.table import RULES, Criterion
from handouts.leaflets.quality.survey import Survey, survey
from handouts.leaflets.quality.words.grades import Tally

LONGEST = 40  # characters of a rule's name
FIGURES = re.compile(r"[\d.]+")  # may differ from branch to branch
ACCEPTED = "accepted"  # the rule about accepting


def check(*branches: Manuscript) -> tuple[Remark, ...]:
    """All that is to be said of a leaflet, in the order of its text; what is of the whole leaflet comes first.

    branches: the leaflet as it stands, once for each way through its conditions; what is said of several is said once.
    """
    remarks: dict[tuple[object, ...], Remark] = {}
    for manuscript in branches:
        for remark in _remarks(survey(manuscript)):
            remarks.setdefault((remark.rule, remark.line, remark.column, FIGURES.sub("", remark.what)), remark)
    accepted = branches[0].accepted if branches else {}
    judged = [_accepted(remark, accepted) for remark in remarks.values()]
    for manuscript in branches[:1]:
        judged += _acceptances(manuscript, {remark.rule: remark.severity for remark in remarks.values()})
    return tuple(sorted(judged, key=lambda remark: (remark.line, remark.column)))


def measure(manuscript: Manuscript) -> Tally:
    """The counts of a leaflet's running text, and with them its grades."""
    return survey(manuscript).tally


def explain(rule: str) -> Criterion:
    """The row of a rule: what it asks, why, and from where.  Raises KeyError, with rules of a like name, if there is none."""
    row = _rows().get(rule)
    if row is None:
        raise KeyError(f"there is no rule {rule!r}{_meant(rule)}")
    return row


@lru_cache(1)
def _rows() -> dict[str, Criterion]:
    return {row.rule: row for row in RULES}


def _remarks(found: Survey) -> Iterator[Remark]:
    manuscript = found.manuscript
    starts = line_starts(manuscript.source)
    for row in RULES:
        if row.judges(manuscript.language):
            for catch in row.look(found):
                line, column = line_and_column(starts, catch.at)
                yield Remark(manuscript.file, line, column, row.severity, row.rule, catch.what, catch.remedy, row.guide, row.why)


def _accepted(remark: Remark, accepted: Mapping[str, str]) -> Remark:
    """A warning for which there is a reason is noted."""
    reason = accepted.get(remark.rule, "").strip()
    return replace(remark, severity="noted", reason=reason) if reason and remark.severity == "warning" else remark


def _acceptances(manuscript: Manuscript, told: dict[str, str]) -> Iterator[Remark]:
    """What is amiss with the acceptances themselves."""
    line, column = line_and_column(line_starts(manuscript.source), key_place(manuscript.source, ACCEPTED))
    why = "A rule that is set aside without need or reason hides the next fault."
    for rule, reason in manuscript.accepted.items():
        what, remedy = _amiss(rule, reason, told)
        if what:
            yield Remark(manuscript.file, line, column, "warning", ACCEPTED, what, remedy, "the program's own", why)


def _amiss(rule: str, reason: str, told: dict[str, str]) -> tuple[str, str]:
    """What is wrong with an acceptance, and the remedy; empty texts if nothing is."""
    if rule not in _rows():
        return f"“{rule}” is accepted, but there is no such rule{_meant(rule)}.", "Correct its name, or delete the line."
    if not reason.strip():
        return f"“{rule}” is accepted without a reason.", f"Write why: '{rule}: …'."
    if rule not in told:
        return f"“{rule}” is accepted, but found nothing.", "Delete the line."
    if told[rule] == "error":
        return f"“{rule}” is an error and cannot be accepted.", "Mend what it names, and delete the line."
    if told[rule] == "question":
        return f"“{rule}” is a question and cannot be accepted.", "Answer it when you sign the leaflet, and delete the line."
    return "", ""


def _meant(rule: str) -> str:
    near = get_close_matches(rule[:LONGEST], list(_rows()), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""
