"""The lists that were brought in, and what is made of them: planned, begun once, made, and parted into piles for the printer.

In: a list of the diary, an order of printing.  Out: the lists there are, each with what became of it; the request of its run; the piles of
a run.  Refuses a list that is not there any more (`InputError`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.counter import COPIES, LISTS, Counter
from handouts.actions.lists import Hands, MakeList, Order, PlannedList
from handouts.actions.manner import Manner
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.actions.batch import MadeList
    from handouts.clinics.clinic import Clinic
    from handouts.diary.data import DiaryList, Making
    from handouts.ledger.data import Copy

LONG, MAKERS = 100, 2  # rows from which processes are worth their start, a second; and how many
SAMPLE = "sample.pdf"  # as `runs.sample` calls it
GONE = "that list is not there any more; somebody took it out: bring it in again"
HEAD = ("row", "what became of it", "why, and what to do")
WORDS = {"rejected": "not used", "skipped": "nothing to make", "same": "given before"}


@dataclass(frozen=True, slots=True)
class ListBrought:
    """A list, and what is made of it; None if nobody has begun."""

    list: DiaryList
    making: Making | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """Copies that are printed together, one after the other.

    name: of the group, '' for all of a list; copies, pages, sheets (both sides of paper, each copy its own); span: of pages in the run's
    stack, such as 41-60; printed, open: copies of it that were, and that are in doubt or failed.
    """

    name: str
    copies: int
    pages: int
    sheets: int
    span: str
    printed: int
    open: int


def ask_lists(counter: Counter) -> tuple[ListBrought, ...]:
    """The lists there are, the newest first.  Raises ClinicError, LedgerError."""
    with counter.diary(counter.read()) as diary:
        makings = diary.makings()
        return tuple(ListBrought(one, makings.get(one.id)) for one in diary.lists())


def ask_list(counter: Counter, number: int) -> ListBrought:
    """One list.  Raises InputError if it is not there any more."""
    found = next((one for one in ask_lists(counter) if one.list.id == number), None)
    if found is None:
        raise InputError(GONE)
    return found


def take_out(counter: Counter, number: int) -> DiaryList:
    """Take a list out, with its appointments and its file; copies that were made of it stay.  Raises InputError if it is out already."""
    found = ask_list(counter, number)
    with counter.diary(counter.read()) as diary:
        diary.forget(number)
    (counter.home / LISTS / found.list.file).unlink(missing_ok=True)
    for sample in _samples(counter, found.list):
        sample.unlink(missing_ok=True)
    with suppress(OSError):  # copies are in it, or there never was one
        (counter.home / COPIES / _folder(found.list)).rmdir()
    return found.list


def request_of(counter: Counter, one: DiaryList, order: str, manner: Manner | None = None, who: str = "unknown") -> MakeList:
    """The handouts of a list, as they are made at the desk."""
    from handouts.actions.lists import ORDERS

    known: Order = next((name for name in ORDERS if name == order), "time")
    column_map = str(counter.home / one.map) if one.map else None
    return MakeList(
        counter.where, counter.home / LISTS / one.file, counter.home / COPIES / _folder(one), column_map=column_map, order=known,
        hands=hands_for(one.rows), manner=manner or Manner(), who=who,
    )  # fmt: skip


def hands_for(rows: int) -> Hands:
    """Who makes a list at the desk: a long one by processes of its own, so that pages answer meanwhile."""
    return Hands(min(MAKERS, os.cpu_count() or 1) if rows >= LONG else 1)


def _folder(one: DiaryList) -> str:
    """The folder of a list's copies: as opaque as the name of its file."""
    return one.file.partition(".")[0]


def begin_making(counter: Counter, number: int, order: str, who: str) -> bool:
    """That a list is made from now on; False if somebody has begun that already.  Raises InputError if the list is not there any more."""
    ask_list(counter, number)
    with counter.diary(counter.read()) as diary:
        return diary.begin(number, who, order)


def make_brought(counter: Counter, number: int, manner: Manner | None = None, attendant: Attendant = NOBODY) -> MadeList:
    """Make what was begun, or go on with it.  Raises InputError if nobody has begun, and what `make_list` raises."""
    from handouts.actions.batch import make_list

    found = ask_list(counter, number)
    if found.making is None:
        raise InputError("nobody has said yet that this list is to be made; look at its plan first")
    made = make_list(request_of(counter, found.list, found.making.order, manner, found.making.who), attendant)
    with counter.diary(counter.read()) as diary:
        diary.complete(number, made.run)
    return made


def rows_left_out(planned: PlannedList) -> bytes:
    """The rows without a copy as a list for a spreadsheet; a row with several slips has several lines."""
    from handouts.files.spreadsheet import listed

    return listed(HEAD, ((str(row.row), WORDS.get(row.outcome, row.outcome), said) for row in planned.unmade for said in row.said))


def piles(counter: Counter, run: int) -> tuple[Pile, ...]:
    """A run's copies that count, as they are printed: each group of its order by itself.  Raises InputError if there is no such run."""
    from handouts.ledger.counts import ways
    from handouts.runs.again import placed

    clinic = counter.read()
    with counter.where.open() as ledger:
        found = ledger.run(run)
        order = cast(Order, found.options.look.get("order", "list"))
        copies = [placing for placing in placed(ledger.copies(run), found, clinic) if not (placing[0].replaced_by or placing[0].void)]
        went = {copy: states.get("print", "") for copy, states in ways(ledger, run).items()}
    groups = groupby(copies, lambda placing: _named(placing[0], order, clinic))
    return tuple(_pile(name, tuple(stack), went) for name, stack in groups)


def _named(copy: Copy, order: Order, clinic: Clinic) -> str:
    """The group of a copy; of one whose patient is forgotten, none."""
    from handouts.ledger.record import appointment_of
    from handouts.runs.order import NAMELESS, group

    return group(appointment_of(copy, clinic.zone), order, clinic) if copy.whose else NAMELESS


def _pile(name: str, stack: tuple[tuple[Copy, int, int], ...], went: dict[str, str]) -> Pile:
    states = [went.get(copy.id, "") for copy, _, _ in stack]
    pages, sheets = sum(copy.struck.pages for copy, _, _ in stack), sum((copy.struck.pages + 1) // 2 for copy, _, _ in stack)
    span = ",".join(_spans((first, last) for _, first, last in stack))
    doubtful = sum(state in ("in doubt", "failed", "sending") for state in states)
    return Pile(name, len(stack), pages, sheets, span, states.count("sent"), doubtful)


def _spans(pages: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Spans that follow each other, as one."""
    begin = end = 0
    for first, last in pages:
        if begin and first != end + 1:
            yield f"{begin}-{end}"
            begin = 0
        begin, end = begin or first, last
    if begin:
        yield f"{begin}-{end}"


def sample_page(counter: Counter, one: DiaryList, width: int, page: int = 1) -> bytes:
    """A page of the copy that its plan made as a sample, as a PNG of so many pixels of width.  Raises InputError if there is none."""
    from handouts.actions.pictures import drawn

    found = next((path for path in _samples(counter, one) if path.is_file()), None)
    if found is None:
        raise InputError("no copy of this list can be made, so there is none to look at")
    return drawn(found.read_bytes(), page - 1, width)


def _samples(counter: Counter, one: DiaryList) -> tuple[Path, Path]:
    """Where the sample of a list may be: in the folder of its copies, or beside that."""
    folder = counter.home / COPIES / _folder(one)
    return folder / SAMPLE, folder.with_name(f"{folder.name}-{SAMPLE}")


def titles(counter: Counter) -> dict[str, str]:
    """id -> title of each leaflet, in the clinic's language."""
    from handouts.leaflets.shelf import Shelf

    clinic = counter.read()
    shelf = Shelf(clinic)
    return {leaflet.identifier: shelf.choose(leaflet.identifier, clinic.language).title for leaflet in shelf.leaflets()}
