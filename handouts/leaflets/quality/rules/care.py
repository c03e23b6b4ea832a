"""Rules about what a patient must be told: when to get help, and what speaks for and against a procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.leaflets.quality.lexicon import pattern
from handouts.leaflets.quality.passages import Section
from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Saying, Survey

HELP = ("danger", "urgent", "call-us")
PHONE = re.compile(r"\+?\d[\d\s().\u00a0\u2011/-]{4,}\d")


def help_section(s: Survey) -> Iterator[Catch]:
    """A section that says when to get help: a box that is about it, or a title that says so."""
    if not any(_help(s)):
        remedy = "Write a box '::: call-us When to get help' with what to watch for and whom to call."
        yield Catch(s.start, "No section says when to get help.", remedy)


def help_number(s: Survey) -> Iterator[Catch]:
    """It prints a phone number."""
    found = _help(s)
    wanted = _digits(s.manuscript.phone)
    for section in found:
        texts = [passage.excerpt.printed for passage in s.within(section.number)]
        if any((wanted and wanted in _digits(text)) or PHONE.search(text) for text in texts):
            return
    if found:
        yield Catch(_spot(s, found[0]), "The section on getting help has no phone number.", "Print '{{ clinic.phone }}' in it.")


def help_emergency(s: Survey) -> Iterator[Catch]:
    """It prints the emergency number of the country."""
    number = s.manuscript.emergency.strip()
    found = _help(s)
    if not number:
        yield Catch(s.start, "The clinic has no emergency number.", "Give it 'emergency' in clinic.toml, such as \"112\".")
        return
    printed = re.compile(rf"(?<!\d){re.escape(number)}(?!\d)")
    if found and not any(printed.search(p.excerpt.printed) for section in found for p in s.within(section.number)):
        what = f"The section on getting help does not name the emergency number {number}."
        yield Catch(_spot(s, found[0]), what, "Say when to call '{{ clinic.emergency }}', and print it.")


def benefits(s: Survey) -> Iterator[Catch]:
    """What good a procedure may do."""
    remedy = "Say what good it may do, how often, and that it does not always help."
    yield from _told(s, s.lexicon.benefits, "benefits", remedy)


def risks(s: Survey) -> Iterator[Catch]:
    """What harm it may do."""
    remedy = "Say what can go wrong, how often, and how badly."
    yield from _told(s, s.lexicon.risks, "risks", remedy)


def alternatives(s: Survey) -> Iterator[Catch]:
    """What else can be done."""
    remedy = "Say what other treatments there are."
    yield from _told(s, s.lexicon.alternatives, "alternatives", remedy)


def doing_nothing(s: Survey) -> Iterator[Catch]:
    """What happens without it."""
    remedy = "Say what is likely to happen to a patient who decides to do nothing."
    yield from _told(s, s.lexicon.nothing, "doing nothing", remedy)


def _told(s: Survey, words: tuple[str, ...], what: str, remedy: str) -> Iterator[Catch]:
    if s.manuscript.kind == "procedure" and words and not any(pattern(words).search(passage.folded) for passage in s.passages):
        yield Catch(s.start, f"A leaflet on a procedure has to speak of {what}; this one does not seem to.", remedy)


def _help(s: Survey) -> list[Section]:
    """The sections about getting help: boxes that are about it, and sections whose title says so."""
    titled = {
        passage.excerpt.section
        for passage in s.passages
        if passage.role in ("heading", "title") and pattern(s.lexicon.help).search(passage.folded)
    }
    return [section for section in s.sections if section.kind in HELP or section.number in titled]


def _spot(s: Survey, section: Section) -> int:
    first: Saying | None = next(iter(s.within(section.number)), None)
    return first.spot() if first else s.start


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
