"""A leaflet's pages: made as the press makes them, in every layout and on both sizes of paper, for made-up patients.

In: a draft whose text can be read, a clinic, today.  Out: remarks: what cannot be drawn, what does not fit, words that are cut, pages with
next to nothing on them, what a record may lack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from handouts.authoring.branches import branches
from handouts.authoring.draft import LeafletFile
from handouts.authoring.nobodys import without_patient
from handouts.authoring.patients import LONG, long, short
from handouts.authoring.told import remark, sentence
from handouts.clinics.clinic import Clinic
from handouts.clinics.forms import sheets
from handouts.errors import HandoutsError, LeafletError, RecordError
from handouts.files.written import place
from handouts.leaflets.fences import file_and_width
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.pictures import place_of
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.shelf import Allowed
from handouts.press import Handout, Press
from handouts.records.appointment import Appointment
from layouts.document.blocks import Picture
from layouts.errors import LayoutError, describe
from layouts.measures import PAPERS
from layouts.pages.pictures import opened
from layouts.typesetting.fonts import Stack

EVERYTHING = Allowed(sample=True, draft=True, withdrawn=True, overdue=True)
NEARLY_EMPTY = 0.12  # of a page's height for text
UNBROKEN = frozenset({"zh", "ja", "bo"})  # written without spaces: no word is cut where a line ends
UNSPACED = frozenset({"th", "lo", "km", "my"})  # written without spaces, and a line ends between words all the same
IN_STRETCH = "its line", "Install the extra scripts, which knows these words: pip install handouts[scripts]; or put U+200B between words."
PICTURE = re.compile(r"^[ \t]*:{3,}[ \t]*(?:picture|beside)[ \t]+(\S[^\n]*?)[ \t]*$", re.M)
LINES = frozenset("\t\n\r\x85\u2028\u2029")
LACKS = re.compile(r"(?P<file>[^\s:]+):(?P<line>\d+) prints it")
IN_LINE = "its line", "Write a shorter word, or use a hyphen."
IN_TABLE = "its column of the table", "Give the table fewer columns, or shorter words."
MOST = 8  # words of a leaflet that are told as cut


Between = Callable[[], None]


COPY = "copy"


class Sort(NamedTuple):
    """How a copy is made.  copy: what it is called."""

    layout: str
    page: str
    copy: str = COPY

    def __str__(self) -> str:
        return ("" if self.copy == COPY else f"of the {self.copy} ") + f"in the layout {self.layout} on {self.page}"


def nothing() -> None:
    """What is done between two copies, unless somebody waits for something more urgent."""


def pages(draft: LeafletFile, leaflet: Leaflet, clinic: Clinic, now: datetime, between: Between = nothing) -> Iterator[Remark]:
    """Everything that shows on paper only.  between: called before each copy, and may raise."""
    found = [*_pictures(draft, leaflet, clinic), *_faces(draft, leaflet, Press(clinic).typecase.stack(leaflet.language))]
    yield from found
    if not found:
        for page in PAPERS:
            press = Press(clinic, page=page, issued=now.astimezone(UTC), allowed=EVERYTHING)
            yield from _made(draft, leaflet, press, now, between)


# -- before anything is composed


def _pictures(draft: LeafletFile, leaflet: Leaflet, clinic: Clinic) -> Iterator[Remark]:
    """Pictures that are there and cannot be drawn."""
    for match in PICTURE.finditer(draft.body):
        name, _ = file_and_width(match[1])
        file = place_of(name, leaflet, clinic)
        try:
            if file is not None:
                opened(Picture(name, file.read_bytes()))
        except LayoutError as error:
            yield _at(draft, match.start(1), "picture", str(error), "Put one that can be drawn in its place.")


def _faces(draft: LeafletFile, leaflet: Leaflet, stack: Stack) -> Iterator[Remark]:
    """Characters of text and title that no font has."""
    remedy = "Write it in words, or name a font that has it under 'fonts' in clinic.toml."
    held = "".join(sorted(set(draft.body + leaflet.title) - LINES))
    for character in stack.missing(held):
        what = f"{describe(character)}, which no font has"
        places = [(draft.body, match.start()) for match in re.finditer(re.escape(character), draft.body)]
        for text, at in places[:MOST] or [(draft.source, max(draft.source.find(character), 0))]:
            yield _at(draft, at, "face", what, remedy, text)


def _at(draft: LeafletFile, offset: int, rule: str, what: str, remedy: str, text: str = "") -> Remark:
    line, column = place(text or draft.body, offset)
    return remark(rule, draft.path.name, line, column, sentence(what), remedy)


# -- composed


def _made(draft: LeafletFile, leaflet: Leaflet, press: Press, now: datetime, between: Between) -> Iterator[Remark]:
    """The copies of both patients in each layout, and the general edition if there is one; in the largest, each branch as well."""
    press.shelf.lay(leaflet)
    full = long(press.clinic, leaflet.language, now)
    little, lacking = _little(draft, leaflet, press, now)
    yield from lacking
    for layout in sheets(press.clinic):
        for patient in (full, little):
            between()
            yield from _copy(draft, leaflet, partial(press.make, patient, leaflet.identifier, layout), Sort(layout, press.page))
    last = press.page == tuple(PAPERS)[-1]
    for layout in sheets(press.clinic) if last and not any(without_patient(draft, leaflet, press.clinic)) else ():
        between()
        made = partial(press.edition, leaflet.identifier, leaflet.language, layout)
        yield from _copy(draft, leaflet, made, Sort(layout, press.page, "general edition"))
    strands = branches(draft.body, lambda _: "x")
    for strand in strands if len(strands) > 1 and last else ():
        other = Press(press.clinic, page=press.page, issued=press.moment, allowed=EVERYTHING)
        other.shelf.lay(replace(leaflet, body=strand.source.text))
        between()
        layout = sheets(press.clinic)[0]
        yield from _copy(draft, leaflet, partial(other.make, full, leaflet.identifier, layout), Sort(layout, press.page))


def _little(draft: LeafletFile, leaflet: Leaflet, press: Press, now: datetime) -> tuple[Appointment, list[Remark]]:
    """The patient of whom little is known, with what the leaflet cannot do without; and what that is."""
    more: dict[str, str] = {}
    told: list[Remark] = []
    for _ in LONG:
        patient = short(press.clinic, leaflet.language, now, **more)
        try:
            press.make(patient, leaflet.identifier, sheets(press.clinic)[0])
        except RecordError as error:
            needed = [problem for problem in error.problems if problem.column in LONG and problem.column not in more]
            if needed:
                more |= {problem.column: LONG[problem.column] for problem in needed}
                told += [_lacking(draft, problem.column, problem.what) for problem in needed]
                continue
        except HandoutsError:
            pass  # told where the copies are made
        break
    return patient, told


def _lacking(draft: LeafletFile, column: str, what: str) -> Remark:
    found = LACKS.search(what)
    said = f"The line prints {column}, which a record may lack: the row of that patient is rejected."
    return remark("record-lacks", draft.path.name, int(found["line"]) if found else draft.first, 1, said, "Put {% if … %} around it.")


def _copy(draft: LeafletFile, leaflet: Leaflet, make: Callable[[], Handout], sort: Sort) -> Iterator[Remark]:
    """What is wrong with a copy."""
    try:
        made = make()
    except LeafletError as error:
        for slip in error.slips:
            line = slip.line if slip.line > 1 else draft.first
            what, remedy = sentence(f"{slip.what} ({sort})"), sentence(slip.remedy) or "Shorten it."
            yield remark("page", draft.path.name, line, slip.column, what, remedy)
    except HandoutsError as error:
        what = str(error).partition(": ")[2].partition("\n")[0]
        said = sentence(f"no copy can be made {sort}: {what}")
        yield remark("page", draft.path.name, draft.first, 1, said, "Change the text there.")
    else:
        yield from _looked_at(draft, leaflet, made, sort)


def _looked_at(draft: LeafletFile, leaflet: Leaflet, made: Handout, sort: Sort) -> Iterator[Remark]:
    """What a copy shows that it should not."""
    plate = made.impression.plate
    base = leaflet.language.split("-")[0]
    if base not in UNBROKEN:
        yield from _cut(draft, plate.cut, sort, unspaced=base in UNSPACED)
    for name, dots in plate.coarse:
        what = f"{name} has {dots} dots an inch {sort}, and its dots can be seen"
        remedy = "Take a larger photograph, or print it smaller: width=half."
        yield _at(draft, max(draft.body.find(name), 0), "picture-coarse", what, remedy)
    for number, part in enumerate(plate.filled, 1) if sort.copy == COPY else ():  # an edition's panel has another height than a patient's
        if part < NEARLY_EMPTY and number > 1:
            what = f"page {number} of {len(plate.filled)} has next to nothing on it {sort}"
            yield remark("page-empty", draft.path.name, draft.first, 1, sentence(what), "Shorten the text by a few lines.")


def _cut(draft: LeafletFile, words: tuple[str, ...], sort: Sort, *, unspaced: bool) -> Iterator[Remark]:
    """Words of the text that are broken; once for each table."""
    told: set[int] = set()
    for word in words[: 4 * MOST]:
        at = _whole(word, draft.body, unspaced)
        if at is None or "://" in word:
            continue  # of a value, or an address, which may be broken
        table = _table(at, draft.body)
        place_, where, remedy = (at, *(IN_STRETCH if unspaced else IN_LINE)) if table is None else (table, *IN_TABLE)
        if place_ not in told and len(told) < MOST:
            told.add(place_)
            yield _at(draft, place_, "word-cut", f"the word “{word[:60]}” does not fit {where} {sort}, and is broken", remedy)


def _whole(word: str, body: str, unspaced: bool) -> int | None:
    """Where a word stands in a text; None if it does not."""
    edges = ("", "") if unspaced else (r"(?<!\w)", r"(?!\w)")
    match = re.search(re.escape(word).join(edges), body) if word else None
    return match.start() if match else None


def _table(at: int, body: str) -> int | None:
    """Where the table begins that a place is in; None if it is in none."""
    lines = body[: body.find("\n", at) % (len(body) + 1)].split("\n")
    if "|" not in lines[-1]:
        return None
    first = len(lines) - 1
    while first and "|" in lines[first - 1]:
        first -= 1
    return sum(len(line) + 1 for line in lines[:first])
