"""The words of a general edition: what was rendered for nobody -> sentences that read as if they had been written for everybody.

In: a skeleton, the moments that were printed in it by their placeholders.  Out: the skeleton with the words around them mended, and the
values as they are said there.  Refuses a sentence that cannot do without a patient (`LeafletError`, all of them).

    Stop eating at {{ … | time }} on {{ … | date }}.    Stop eating 6 hours before your appointment.
    Hello, {{ patient.given_name }}. Please come …      Hello. Please come …

What may stand before such words, and what it becomes, is in each language's catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.language.phrases import phrases
from handouts.language.relative import told_moment
from handouts.leaflets.grammar import Wording
from handouts.leaflets.nobody import NAMELESS
from handouts.leaflets.skeleton import Skeleton
from handouts.leaflets.stops import stopped_afar
from handouts.leaflets.tray import VALUES, Tray

AROUND = "at @the = at @the | on @the = on @the | at @ = @ | on @ = @"
AFTER = "after @ = @"
BETWEEN = re.compile(r"[^.!?;:\n|•()\U000f0000-\U0010fffd]{1,20}")  # what parts a time from its day
ENDS = ".!?:;,،؛؟。！？：，।"
NAMED = re.compile(rf"[,،，][ \t]*(?:يا[ \t]+)?\**{NAMELESS}\**(?=[{ENDS}]|[ \t]*$|[ \t]*\|)", re.M)
CALLED = re.compile(rf"(?:(?<!\w)يا[ \t]+)?\**{NAMELESS}\**[,،，][ \t]*")  # with the word that Arabic calls somebody by
MARKED = re.compile(r"[ \t]*(?:[-*+]|\d+\.|#{1,6}|:|\|)?[ \t]*(?:\[ \] )?\**")
SENTENCE = re.compile(r"(?:[.!?؟।][\s]+|[。！？]\s*|\|\s*)\**$")
WITHOUT = "prints what only a patient has, and a general edition is for nobody"
REMEDY = (
    "In a greeting it is left out, as in 'Hello, {{ patient.given_name }}.'; elsewhere write {% if patient.given_name %} … {% else %} … "
    "{% endif %} around it, with the field that is printed: the other side is printed."
)


class Rewriting(NamedTuple):
    """What stands around the words of a moment, and what is written there.  begins: how the words begin, and then how instead."""

    before: str
    begins: str
    behind: str
    instead: str
    anew: str


def in_words(skeleton: str, tray: Tray, text: Wording, language: str) -> str:
    """The skeleton of a general edition; its values are said in the tray.  Raises LeafletError for what needs a patient."""
    skeleton, twins = _joined(skeleton, tray)
    skeleton = _days_told(skeleton, tray, language)
    for placeholder in list(tray.away):
        skeleton = _fitted(skeleton, placeholder, tray, language)
    skeleton = _unnamed(skeleton, language)
    if slips := list(_nameless(skeleton, text)):
        raise LeafletError.at(slips)
    for placeholder in tray.away:
        at = skeleton.find(placeholder)
        if at >= 0 and _begins_sentence(skeleton[:at]):
            tray.values[ord(placeholder) - VALUES] = _capital(tray.values[ord(placeholder) - VALUES])
    for other, one in twins.items():  # a value that no page says would be missed by the proof
        tray.values[ord(other) - VALUES] = tray.values[ord(one) - VALUES]
    stopped_afar(skeleton, tray)
    tray.away = {}
    return skeleton


# -- moments


def _joined(skeleton: str, tray: Tray) -> tuple[str, dict[str, str]]:
    """A time and the day beside it are one moment, which is said once; those that are left out, with those that say it."""
    twins: dict[str, str] = {}
    for one, other in pairwise(list(tray.away.items())):
        if {one[1].kind, other[1].kind} != {"time", "day"} or one[1].moment != other[1].moment or one[1].moment.hour >= 0:
            continue
        begin, end = skeleton.find(one[0]), skeleton.find(other[0])
        between = skeleton[begin + 1 : end]
        if 0 <= begin < end and BETWEEN.fullmatch(between) and between.count("**") % 2 == 0:
            tray.values[ord(one[0]) - VALUES] = told_moment(one[1].moment, one[1].language)
            skeleton = skeleton[: begin + 1] + skeleton[end + 1 :]
            del tray.away[other[0]]
            twins[other[0]] = one[0]
    return skeleton, twins


def _days_told(skeleton: str, tray: Tray, language: str) -> str:
    """A time of day that is known carries its day, unless its paragraph tells that."""
    for placeholder, shown in tray.away.items():
        if shown.kind == "time" and shown.moment.hour >= 0 and shown.moment.days and not _beside(skeleton, placeholder, tray):
            tray.values[ord(placeholder) - VALUES] = told_moment(shown.moment, language)
    return skeleton


def _beside(skeleton: str, placeholder: str, tray: Tray) -> bool:
    """Whether a moment's paragraph tells its day."""
    at, day = skeleton.find(placeholder), tray.away[placeholder].moment.day
    begin, end = skeleton.rfind("\n\n", 0, at) + 1, skeleton.find("\n\n", at)
    paragraph = skeleton[begin : end if end >= 0 else len(skeleton)]
    return any(shown.kind != "time" and shown.moment.day == day and other in paragraph for other, shown in tray.away.items())


def _fitted(skeleton: str, placeholder: str, tray: Tray, language: str) -> str:
    """The words around a moment, as they stand before and behind its words."""
    shown = tray.away[placeholder]
    if shown.kind != "day" and shown.moment.hour >= 0:  # a time of day, which they fit as it is
        return skeleton
    rules = (*(_rewritings(AFTER, language) if shown.moment.is_later else ()), *_rewritings(AROUND, language))
    for before in (False, True):  # one rule for what follows, and one for what stands before
        said = tray.values[ord(placeholder) - VALUES]
        fitting = ((rule, _pattern(rule, placeholder).search(skeleton)) for rule in rules if bool(rule.before) is before)
        found = next(((rule, match) for rule, match in fitting if match and said.startswith(rule.begins)), None)
        if found:
            skeleton = _rewritten(skeleton, placeholder, *found)
            tray.values[ord(placeholder) - VALUES] = found[0].anew + said.removeprefix(found[0].begins)
    return skeleton


def _rewritten(skeleton: str, placeholder: str, rule: Rewriting, found: re.Match[str]) -> str:
    instead = f"{rule.instead}{found['space']}" if rule.instead else ""
    if rule.before and found["before"][:1].isupper():
        instead = _capital(instead)
    return f"{skeleton[: found.start()]}{instead}{found['open'] or ''}{placeholder}{found['close'] or ''}{skeleton[found.end() :]}"


@lru_cache(64)
def _rewritings(rules: str, language: str) -> tuple[Rewriting, ...]:
    found = []
    for rule in phrases(language)(rules).split("|"):
        written, _, instead = rule.partition("=")
        before, _, behind = written.strip(" ").partition("@")
        begins, behind = (behind, "") if behind[:1].strip() else ("", behind)
        start, _, anew = instead.partition("@")
        found.append(Rewriting(before.strip(), begins.strip(), behind.strip(), start.strip(), anew.strip()))
    return tuple(found)


def _pattern(rule: Rewriting, placeholder: str) -> re.Pattern[str]:
    before = rf"(?<!\w)(?P<before>{re.escape(rule.before)})" if rule.before else "(?P<before>)"
    space = r"(?P<space>\s+)" if rule.before else "(?P<space>)"
    behind = rf"\s*{re.escape(rule.behind)}" + ("" if ord(rule.behind[-1]) > 0x2E80 else r"(?!\w)") if rule.behind else ""
    return re.compile(rf"{before}{space}(?P<open>\*\*)?{placeholder}(?P<close>\*\*)?{behind}", re.I)


# -- who is spoken to


def _unnamed(skeleton: str, language: str) -> str:
    """Greetings without a name: what follows a comma at an end, stands before one at a beginning, or follows the greeting itself."""
    skeleton = NAMED.sub("", skeleton)
    hello = phrases(language)("Hello,").rstrip(ENDS)
    skeleton = re.sub(rf"({re.escape(hello)})[ \t]+\**{NAMELESS}\**(?=[{ENDS}])", r"\1", skeleton)
    at = 0
    while found := CALLED.search(skeleton, at):
        at, before = found.start() + 1, skeleton[: found.start()]
        if _begins_sentence(before) or before.rstrip(" \t*").endswith((":", "：")):
            skeleton = skeleton[: found.start()] + _capital(skeleton[found.end() :])
    return skeleton


def _nameless(skeleton: str, text: Wording) -> Iterator[Slip]:
    """The lines that cannot do without a patient."""
    shown = Skeleton(text.file, skeleton, text.body, lambda _: None, lambda said, tone: ())
    for line, said in enumerate(skeleton.split("\n")):
        if NAMELESS in said:
            slip = shown.slip(line, WITHOUT, REMEDY)
            needle = next((needle for needle in ("{{ patient", "{{ appointment", "{{") if needle in slip.source), "")
            yield shown.slip(line, WITHOUT, REMEDY, needle)


def _begins_sentence(before: str) -> bool:
    """Whether what follows these words begins a sentence, an item or a cell."""
    above, _, line = before.rpartition("\n")
    if not MARKED.fullmatch(line):
        return SENTENCE.search(line) is not None
    above = above.rpartition("\n")[2].strip()
    return bool(line.strip(" \t*")) or not above or above.startswith(":::") or above[-1] in ".!?।。！？"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
