"""Lists as they really come: encodings, separators, line ends, and faults that name their row."""

from __future__ import annotations

import codecs
import csv
import io
import os
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.records.appointment import COLUMNS, REQUIRED
from handouts.records.fields import normalised
from handouts.schedules.listfile import LARGEST
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule, Settled, Skipped
from handouts.schedules.tables.csvrows import LONGEST_CELL, LONGEST_LINE
from tests.handouts import CHICAGO, RECORD
from tests.lists import FAULTS, ROWS, ZONE, faulty_schedule

HEADER = ",".join(RECORD)
ROW = ",".join(RECORD.values())
ROW2, ROW3 = (ROW.replace("Appzyx-7", identifier) for identifier in ("Appzyx-8", "Appzyx-9"))
INSPECT = "; name a column map, or let `handouts schedule inspect` propose one"
BYTES = {
    "UTF-8": lambda text: text.encode("utf-8"),
    "UTF-8 with mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16 LE": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
}


def schedule(folder: Path, text: str | bytes) -> Schedule:
    """The list of a file with this text."""
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_schedule(path, CHICAGO)


def refusal(folder: Path, text: str | bytes) -> str:
    """What is said of a file that is no list, read to its end."""
    with pytest.raises(InputError) as caught:
        list(schedule(folder, text))
    assert caught.value.exit_code == 2
    return str(caught.value)


# -- what is read


@pytest.mark.parametrize("encoding", BYTES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_is_read_in_each_encoding_separator_and_line_end(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    lines = [HEADER, ROW.replace("Quenby", "Zoë"), ""]
    (row,) = schedule(tmp_path, BYTES[encoding](end.join(lines).replace(",", delimiter)))
    assert isinstance(row, Accepted)
    assert (row.row, row.appointment.patient.given_name, row.appointment.patient.family_name) == (2, "Zoë", "Zyxwarth")


def test_windows_quotation_marks_and_dashes_are_read(tmp_path: Path) -> None:
    (row,) = schedule(tmp_path, f"{HEADER}\n{ROW.replace('Zyxwarth', 'O’Neill–Šek')}\n".encode("cp1252"))
    assert isinstance(row, Accepted)
    assert row.appointment.patient.family_name == "O’Neill–Šek"


def test_columns_stand_in_any_order_and_letter_case(tmp_path: Path) -> None:
    text = "Family Name,GIVEN_NAME,date-of-birth, Start ,Patient ID,Appointment_ID\nLi,Bo,1964-10-03,2026-12-08T09:30,P1,A1\n"
    (row,) = made = list(schedule(tmp_path, text))
    assert isinstance(row, Accepted), made
    assert (row.appointment.patient.name, row.appointment.identifier, row.appointment.patient.identifier) == ("Bo Li", "A1", "P1")


def test_unknown_columns_are_not_read_and_somebody_is_told(tmp_path: Path) -> None:
    one, two = schedule(tmp_path, f"{HEADER},shoe\n{ROW},44\n"), schedule(tmp_path, f"{HEADER},shoe,hat\n{ROW},44,7\n")
    assert one.warnings == ["list.csv: row 1: unknown column shoe, not read"]
    assert two.warnings == ["list.csv: row 1: unknown columns shoe, hat, not read"]
    assert all(isinstance(row, Accepted) for row in two)


def test_a_list_that_is_in_order_has_no_warnings(tmp_path: Path) -> None:
    assert schedule(tmp_path, f"{HEADER}\n{ROW}\n").warnings == []


@pytest.mark.parametrize("text", [HEADER, f"{HEADER}\n", f"{HEADER}\r\n\r\n", f"{HEADER}\n,,,,,\n  , ,,,,\n"])
def test_a_header_without_rows_is_no_list(tmp_path: Path, text: str) -> None:
    """It would be recorded as a run in which nobody was given anything."""
    assert refusal(tmp_path, text) == "list.csv: has no row below its header (row 1); export it again with the appointments in it"


def test_a_device_or_a_pipe_is_no_list_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "list.csv"
    os.mkfifo(pipe)
    for path in (Path("/dev/zero"), Path("/dev/urandom"), Path("/dev/null"), pipe):
        with pytest.raises(InputError, match="is a device or a pipe, not a file"):
            open_schedule(path, CHICAGO)
        with pytest.raises(InputError, match="is a device or a pipe, not a file"):
            open_schedule(made(tmp_path), CHICAGO, patients=path)


def made(folder: Path) -> Path:
    """A list that is in order."""
    path = folder / "good.csv"
    path.write_text(f"{HEADER}\n{ROW}\n")
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quoted_line_break_does_not_count_and_an_empty_row_does(tmp_path: Path, end: str) -> None:
    lines = [f"{HEADER},instructions", f'{ROW},"One.{end}Two.{end}{end}Three."', f"{ROW2},Four.", "", ",,,,,,", f"{ROW3},Five."]
    rows = list(schedule(tmp_path, end.join(lines)))
    assert [(row.row, row.appointment.instructions) for row in rows if isinstance(row, Accepted)] == [
        (2, "One.\nTwo.\n\nThree."), (3, "Four."), (6, "Five."),
    ]  # fmt: skip


def test_a_quoted_separator_and_a_doubled_quotation_mark_are_text(tmp_path: Path) -> None:
    (row,) = schedule(tmp_path, f'{HEADER},location\n{ROW},"Suite ""2"", ground; floor"\n')
    assert isinstance(row, Accepted)
    assert row.appointment.location == 'Suite "2", ground; floor'


def test_a_last_row_without_a_line_end_is_read(tmp_path: Path) -> None:
    rows = schedule(tmp_path, f"{HEADER}\n{ROW}\n{ROW2}")
    assert [row.row for row in rows] == [2, 3]
    assert len(rows) == 2


@pytest.mark.parametrize(
    "text",
    [f"\n\n{HEADER}\n{ROW}\n", f",,,\n \n{HEADER}\n{ROW}\n", f"The list of Tuesday\n\n{HEADER}\n{ROW}\n", f"sep=,\n\n{HEADER}\n{ROW}"],
)
def test_blank_lines_and_a_title_may_stand_above_the_header(tmp_path: Path, text: str) -> None:
    assert [(type(row), row.row) for row in schedule(tmp_path, text)] == [(Accepted, 4)]


def test_a_list_is_iterated_more_than_once(tmp_path: Path) -> None:
    rows = schedule(tmp_path, f"{HEADER}\n{ROW}\nA1\n{ROW}\n")
    assert list(rows) == list(rows)
    assert [type(row) for row in rows] == [Accepted, Reject, Skipped]


def test_a_file_that_changes_while_it_is_read_stops(tmp_path: Path) -> None:
    rows = schedule(tmp_path, f"{HEADER}\n{ROW}\n")
    (tmp_path / "list.csv").write_text(f"{HEADER}\n{ROW}\n{ROW2}\n")
    with pytest.raises(InputError, match="changed while it was read"):
        list(rows)


# -- rows that are refused


@pytest.mark.parametrize("cells", [ROW.rsplit(",", 1)[0], "A1", f"{ROW},more", f"{ROW},,more"])
def test_a_ragged_row_is_rejected_as_a_row(tmp_path: Path, cells: str) -> None:
    rows = list(schedule(tmp_path, f"{HEADER}\n{ROW}\n{cells}\n{ROW2}\n"))
    assert [type(row) for row in rows] == [Accepted, Reject, Accepted]
    assert [(p.column, p.what) for p in rows[1].problems] == [("row", f"has {cells.count(',') + 1} cells, the header has 6")]


def test_empty_cells_after_the_last_column_do_no_harm(tmp_path: Path) -> None:
    assert [type(row) for row in schedule(tmp_path, f"{HEADER}\n{ROW},,\n{ROW2}, \n")] == [Accepted, Accepted]


def test_a_rejected_row_has_all_its_problems_and_none_of_its_data(tmp_path: Path) -> None:
    (row,) = schedule(tmp_path, f"{HEADER},format\nAppzyx,soon,Patzyx,,Zyxwarth,longzyx,hugezyx\n")
    assert isinstance(row, Reject)
    assert sorted(p.column for p in row.problems) == ["date_of_birth", "given_name", "start"]
    assert "zyx" not in "".join(map(str, row.problems)).lower()


def test_twenty_faults_of_twenty_kinds_among_two_hundred_rows_are_each_found_in_their_row_and_column(tmp_path: Path) -> None:
    text, faults = faulty_schedule()
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8", newline="")
    rows = list(open_schedule(path, ZoneInfo(ZONE)))
    rejects = {row.row: row.problems for row in rows if isinstance(row, Reject)}
    assert [row.row for row in rows] == list(range(2, ROWS + 2))
    assert len(faults) == len(FAULTS) == 20
    assert len(rows) - len(rejects) == 180
    assert {row: [p.column for p in problems] for row, problems in rejects.items()} == {row: [column] for row, column in faults.items()}
    assert len({p.what for problems in rejects.values() for p in problems}) == 20


def test_the_faulty_list_is_the_same_at_every_call() -> None:
    assert faulty_schedule() == faulty_schedule()


# -- files that are no list


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_required_column_stops(tmp_path: Path, column: str) -> None:
    names = [c for c in RECORD if c != column]
    message = refusal(tmp_path, ",".join(names) + "\n")
    assert message == f"list.csv: row 1: the column {column} missing; found {', '.join(names)}{INSPECT}"


def test_a_list_without_a_header_stops_and_shows_no_data(tmp_path: Path) -> None:
    message = refusal(tmp_path, f"{ROW}\n{ROW}\n")
    assert message == f"list.csv: row 1: the columns {', '.join(REQUIRED)} missing; found none of the known ones{INSPECT}"


@pytest.mark.parametrize("again", ["start", "START", " Start"])
def test_a_column_that_stands_there_twice_stops(tmp_path: Path, again: str) -> None:
    assert refusal(tmp_path, f"{HEADER},{again}\n{ROW},x\n") == "list.csv: row 1: the column start stands there twice; delete or rename one"


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b",,,\n,,,\n"])
def test_an_empty_file_stops(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) == f"list.csv: the file is empty; expected a header row with {', '.join(REQUIRED)}"


def test_a_nul_byte_stops_and_its_line_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"{HEADER}\n{ROW}\nA\0B\n").startswith("list.csv: line 3: a NUL byte")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_without_its_mark_stops(tmp_path: Path, encoding: str) -> None:
    assert "a NUL byte" in refusal(tmp_path, HEADER.encode(encoding))


def test_bytes_that_are_no_text_stop(tmp_path: Path) -> None:
    message = refusal(tmp_path, f"{HEADER}\n".encode() + b"\x81\x8d")
    assert message == f"list.csv: is not UTF-8, UTF-16 or Windows-1252 text (byte {len(HEADER) + 1}); save it as CSV UTF-8"


@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        ([ROW, f'"{ROW2}', ROW3], [3]),  # the row after it is read again
        ([ROW, f'{ROW2[:-1]}"Zyx"2', ROW3], []),  # a quotation mark inside a cell is text
        ([ROW, f'"Zyx"2,{ROW2}', ROW3], [3]),
        ([ROW, f'"{ROW2}', f'"{ROW2}', ROW3], [3, 4]),
        ([f'"{ROW}'] * 40 + [ROW3], list(range(2, 42))),
        ([f'"{ROW}', *([ROW2] * 300), ROW3], [2]),
    ],
)
def test_a_stray_quotation_mark_costs_its_own_row_only(tmp_path: Path, lines: list[str], bad: list[int]) -> None:
    rows = list(schedule(tmp_path, "\n".join([HEADER, *lines])))
    assert [row.row for row in rows] == list(range(2, len(lines) + 2))
    broken = [row for row in rows if isinstance(row, Reject) and row.problems[0].what.startswith("not a CSV row (")]
    assert [row.row for row in broken] == bad
    assert "zyx" not in "".join(str(problem) for row in broken for problem in row.problems).lower()
    assert isinstance(rows[-1], Accepted)


@pytest.mark.parametrize("cell", ["x" * (LONGEST_CELL + 1), "x" * (LONGEST_LINE + 9)])
def test_a_cell_that_is_far_too_long_is_rejected_by_its_row(tmp_path: Path, cell: str) -> None:
    rows = list(schedule(tmp_path, f"{HEADER}\n{ROW}\n{cell},{ROW2}\n{ROW3}\n"))
    assert [(type(row), row.row) for row in rows] == [(Accepted, 2), (Reject, 3), (Accepted, 4)]


def test_more_columns_than_a_list_has_stop(tmp_path: Path) -> None:
    assert "has more than 500 columns" in refusal(tmp_path, HEADER + ",x" * 500 + "\n")


def test_a_stray_quotation_mark_in_the_header_stops(tmp_path: Path) -> None:
    assert refusal(tmp_path, f'"{HEADER}\n{ROW}\n').startswith("list.csv: row 1: row: not a CSV row (")


def test_a_folder_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; expected a file such as a CSV file"):
        open_schedule(tmp_path, CHICAGO)


def test_a_file_that_is_not_there_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        open_schedule(tmp_path / "nothing.csv", CHICAGO)


def test_a_file_in_a_file_stops(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER)
    with pytest.raises(InputError, match="cannot be read"):
        open_schedule(tmp_path / "a.csv" / "b.csv", CHICAGO)


def test_a_file_that_is_far_too_large_stops_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # a hole: it takes no room
    with pytest.raises(InputError, match=r"list\.csv: has more than 64 MB; split it"):
        open_schedule(path, CHICAGO)


# -- whatever is written is read back

CP1252 = "".join(bytes([b]).decode("cp1252") for b in range(0x20, 0x100) if b not in (0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD))
WESTERN = "".join(character for character in CP1252 if character.isascii()) + "éñ’–"  # of more, few texts are of any language
WIDE = CP1252 + "ΕλένηНаталіяعمرתמר李ØŁ🙂"


def cell(alphabet: str, column: str) -> st.SearchStrategy[str]:
    """What may stand in a column: text that the door lets through."""
    match column:
        case "start":
            return st.sampled_from(["2026-12-08T09:30", "2026-07-01 14:00", "2026-11-01T01:30-06:00"])
        case "date_of_birth":
            return st.dates(date(1930, 1, 1), date(2020, 12, 31)).map(str)
        case "duration_minutes":
            return st.sampled_from(["", "60", "1440"])
        case "email_consent" | "email_plain":
            return st.sampled_from(["", "yes", "no"])
        case "language":
            return st.sampled_from(["", "en-US", "ar"])
        case "format":
            return st.sampled_from(["", "large print"])
        case "email":
            return st.sampled_from(["", "o'neill@example.org"])
        case "instructions":
            return st.text(alphabet + '\n\n",;\t', max_size=30)
    text = st.text(alphabet + '"",,;;', max_size=12)
    return text.filter(normalised) if column in REQUIRED else text


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all examples of a property write to."""
    return tmp_path_factory.mktemp("lists")


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, list[dict[str, str]]]:
    """The bytes of a file that csv.writer made, and the records in it."""
    encoding = draw(st.sampled_from(sorted(BYTES)))
    alphabet = WESTERN if encoding == "Windows-1252" else WIDE
    optional = [c for c in COLUMNS if c not in REQUIRED]
    columns = draw(st.permutations([*REQUIRED, *draw(st.lists(st.sampled_from(optional), unique=True))]))
    records = draw(st.lists(st.fixed_dictionaries({c: cell(alphabet, c) for c in columns}), max_size=4))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from(",;\t")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow(draw(st.sampled_from([str, str.upper, str.title]))(c) for c in columns)
    writer.writerows([record[c] for c in columns] for record in records)
    text = out.getvalue()
    data = BYTES[encoding](text)
    if encoding == "Windows-1252":
        assume(not _is_another_utf_8(data, text))
    return data, records


def _is_another_utf_8(data: bytes, text: str) -> bool:
    """Whether Windows-1252 bytes happen to be other text in UTF-8, as 'Ã©' does: no reader can know."""
    try:
        return data.decode("utf-8") != text
    except UnicodeDecodeError:
        return False


@settings(max_examples=100, deadline=None)
@given(written())
def test_whatever_csv_writer_writes_is_read_back(room: Path, made: tuple[bytes, list[dict[str, str]]]) -> None:
    data, records = made
    assume(records)
    settled = Settled("", CHICAGO)
    expected = [settled.settle(n, record) for n, record in enumerate(records, 2)]
    assert list(schedule(room, data)) == expected
