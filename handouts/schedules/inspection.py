"""A list that nobody knows, looked at: how it would be read, and the map that is proposed for it.

In: a file, perhaps a map that is there already.  Out: an `Inspection`: a map in TOML with its guesses marked, a few records as they would
be read, words and codes that nobody knows with their counts.  Refuses what is no list (`InputError`).

The map names columns, places, words for a status and codes, never a patient; the records do, for the screen of whoever looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from handouts.errors import InputError
from handouts.files.places import Place
from handouts.files.quoting import quoted
from handouts.records.appointment import Appointment
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.mapfile import parse_map, read_map
from handouts.schedules.formats import sniff
from handouts.schedules.listfile import ListFile, list_file
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Schedule
from handouts.schedules.tables.columns import TableRows, find_columns
from handouts.schedules.tables.propose import propose
from handouts.schedules.tables.sheets import SheetRows, open_rows
from handouts.schedules.tables.workbook import SheetSeen
from handouts.schedules.words import CANCELLED, NO_SHOW

SHOWN = 3  # records
MOST_CODES = 100
HEAD = "# A map proposed for"
Words = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """A record as it would be read: where it stands, whether it would be served, and what it says, or why not."""

    row: int
    served: bool
    said: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code or visit type that nobody knows, and how often it came."""

    code: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen of a list.

    text: the map; columns: our column -> theirs; guesses: what a person must look at; missing: what is not found; sheets: of a workbook;
    records: a few, as they would be read; counts: of served, rejected and skipped ones; statuses: words that nobody knows, and how often
    each came; refused: why the list cannot be read by the map as it is; known: what a table is read by without a map, '' for nothing.
    """

    format: str
    unit: str
    text: str
    columns: Mapping[str, str] = field(default_factory=dict)
    guesses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sheets: tuple[SheetSeen, ...] = ()
    records: tuple[RecordSeen, ...] = field(default=(), repr=False)
    counts: Mapping[str, int] = field(default_factory=dict)
    statuses: Words = ()
    codes: tuple[CodeSeen, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked at, and for whom."""

    file: ListFile
    zone: ZoneInfo
    sheet: str
    known: Callable[[str, str], bool]


def inspect(
    path: Place | ListFile, zone: ZoneInfo, *, column_map: str | Path = "", sheet: str = "",
    known: Callable[[str, str], bool] = lambda code, kind: False,
) -> Inspection:  # fmt: skip
    """What a list says, by a map or without.  known: whether a code and visit type need no map.  Raises InputError."""
    asked = _Asked(list_file(path), zone, sheet, known)
    found = sniff(asked.file)
    if column_map or not found.table:
        return _tried(asked, read_map(column_map) if column_map else None, Inspection(found.name, "row", ""))
    rows = open_rows(asked.file, sheet)
    proposal = propose(rows, zone)
    sheets = rows.sheets if isinstance(rows, SheetRows) else ()
    seen = Inspection(rows.format, "row", proposal.text, proposal.columns, proposal.guesses, proposal.missing, sheets, known=_known(rows))
    if proposal.missing:
        return seen
    try:
        return _tried(asked, parse_map(proposal.text, "the proposed map"), seen)
    except InputError as error:
        return replace(seen, refused=str(error))


def _known(rows: TableRows) -> str:
    """What a table is known by: the name of a shipped map, or our own columns; '' if it is not."""
    try:
        return find_columns(rows, None).map.name or "the program's own columns"
    except InputError:
        return ""


def _tried(asked: _Asked, column_map: ColumnMap | None, seen: Inspection) -> Inspection:
    """What becomes of the records."""
    schedule = open_schedule(asked.file, asked.zone, column_map=column_map, sheet=asked.sheet)
    shown, others, codes, counts = list[RecordSeen](), list[RecordSeen](), Counter[tuple[str, str]](), Counter[str]()
    for outcome in schedule:
        counts[_kind(outcome)] += 1
        kept = shown if isinstance(outcome, Accepted) else others
        if len(kept) < SHOWN:
            kept.append(_seen(outcome))
        if isinstance(outcome, Accepted) and (pair := _code(outcome.appointment)) and (pair in codes or len(codes) < MOST_CODES):
            codes[pair] += 1
    unknown = tuple(_unknown(codes, column_map, asked))
    statuses = tuple(schedule.strange.most_common())
    return replace(
        seen, format=schedule.format, unit=schedule.unit, text=_text(seen.text, asked.file, schedule, statuses, unknown),
        records=tuple((*shown, *others)[:SHOWN]), counts=dict(counts), statuses=statuses, codes=unknown, warnings=tuple(schedule.warnings),
    )  # fmt: skip


def _unknown(codes: Counter[tuple[str, str]], column_map: ColumnMap | None, asked: _Asked) -> Iterator[CodeSeen]:
    """The codes that neither the map has made nor anybody knows."""
    made = set(column_map.codes.values()) if column_map else set[str]()
    for (code, kind), count in codes.most_common():
        if code not in made and not asked.known(code, kind):
            yield CodeSeen(code, kind, count)


def _kind(outcome: Outcome) -> str:
    return "served" if isinstance(outcome, Accepted) else "rejected" if isinstance(outcome, Reject) else "skipped"


def _code(asked: Appointment) -> tuple[str, str] | None:
    """Code and visit type; None if the list says neither, or has the patient's name in them, as titles of events may."""
    said = f"{asked.code} {asked.type}".casefold()
    named = (asked.patient.given_name, asked.patient.family_name)
    return (asked.code, asked.type) if said.strip() and not any(part and part.casefold() in said for part in named) else None


def _seen(outcome: Outcome) -> RecordSeen:
    if isinstance(outcome, Accepted):
        return RecordSeen(outcome.row, True, tuple(_said(outcome.appointment)))
    said = map(str, outcome.problems) if isinstance(outcome, Reject) else (f"skipped, {outcome.reason}",)
    return RecordSeen(outcome.row, False, tuple(said))


def _said(asked: Appointment) -> list[str]:
    """An appointment in a few words: when, who, what, where."""
    whose = asked.patient
    minutes = f", {asked.duration_minutes} minutes" if asked.duration_minutes else ""
    named = {"visit": asked.type, "code": asked.code, "with": asked.clinician, "at": asked.location, "language": whose.language}
    return [
        f"{asked.start:%A} {asked.start.day} {asked.start:%B %Y, %H:%M}{minutes}",
        f"{whose.name}, born {whose.born.isoformat()}, {whose.identifier}",
        *(f"{word} {text}" for word, text in named.items() if text),
    ]


def _text(proposed: str, file: ListFile, schedule: Schedule, statuses: Words, codes: tuple[CodeSeen, ...]) -> str:
    """The map, with lines for the words and codes that nobody knows; '' for a list that needs none."""
    if not (proposed or statuses or codes):
        return ""
    head = proposed or f"{HEAD} {quoted(file.name)}, which is {schedule.format}.\n"
    return head + (_status_lines(statuses) if statuses else "") + (_code_lines(codes) if codes else "")


def _status_lines(statuses: Words) -> str:
    counted = ", ".join(f"{quoted(word)} (came {count})" for word, count in statuses)
    return (
        f"\n# Words for a status that nobody knows: {counted}.\n# Move each behind what it means, and delete the marks.\n"
        f"# [status]\n# booked = [{', '.join(quoted(word) for word, _ in statuses)}]\n# {CANCELLED} = []\n# {NO_SHOW} = []\n"
    )


def _code_lines(codes: tuple[CodeSeen, ...]) -> str:
    once = {(seen.code or seen.type).casefold(): seen for seen in reversed(codes)}  # a key stands in a table once
    return (
        "\n# Codes and visit types that no rule of the clinic names.\n"
        "# Write the clinic's own code behind each that has one, and delete its mark and the one before [codes].\n# [codes]\n"
    ) + "".join(f'# {quoted(seen.code or seen.type)} = ""  # {_told(seen)}\n' for seen in reversed(once.values()))


def _told(seen: CodeSeen) -> str:
    words = f"{seen.type}, " if seen.code and seen.type else ""
    return f"{words}came {seen.count}".replace("\n", " ")
