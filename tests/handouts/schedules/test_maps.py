"""Column maps: what they may say, how dates are told apart, and what is proposed for a list that nobody knows."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.records.names import split_name
from handouts.schedules.cells.columnmap import ColumnMap, parse_map, read_map, shipped_maps
from handouts.schedules.cells.dates import DAY_FIRST, MONTH_FIRST, Moment, read_as, read_date, read_moment, read_time
from handouts.schedules.cells.evidence import Evidence
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import inspect, open_schedule
from handouts.schedules.rows import Accepted, Reject
from tests.handouts import CHICAGO, LONDON
from tests.handouts.schedules import CASES

LEAST = '[columns]\nstart = "When"\npatient_id = "MRN"\ngiven_name = "First"\nfamily_name = "Last"\ndate_of_birth = "DOB"\n'
HEADER = "When,MRN,First,Last,DOB"


def read(text: str, known: str, folder: Path) -> list[object]:
    """A CSV of this text, by a map of this text."""
    (folder / "map.toml").write_text(known)
    return list(open_schedule(ListFile("list.csv", data=text.encode()), LONDON, column_map=folder / "map.toml"))


def test_the_shipped_maps() -> None:
    assert sorted(shipped_maps()) == ["cliniko", "emis", "epic", "headerless", "webchart"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("=", "is not TOML"),
        ("colums = 1", "unknown key colums"),
        ('[columns]\nstart = "a"\n', "expected patient_id"),
        ('[columns]\npatient_id = "a"\n', "expected start"),
        (LEAST + 'start_date = "x"\n', "name one or the other"),
        (LEAST.replace("start =", "start_date ="), "a date alone says no time of day"),
        (LEAST + 'shoe = "x"\n', "unknown key shoe"),
        (LEAST + "title = 3\n", "expected a list"),
        (LEAST + 'title = ""\n', "expected a text"),
        ("header = 1\n" + LEAST, "expected true or false"),
        ("header = false\n" + LEAST, "has no header row"),
        (LEAST + '[formats]\nstart = "DD/MM"\n', "lacks the day, the month or the year"),
        (LEAST + '[formats]\nstart = "DD/DD/YYYY"\n', "says a part twice"),
        (LEAST + '[formats]\nstart = "DD/MM/YYYY"\n', "has other parts"),
        (LEAST + '[formats]\ndate_of_birth = "DD/MM/YY"\n', "has other parts"),
        (LEAST + '[formats]\norder = "middle"\n', "day-first"),
        (LEAST + '[formats]\nduration = "weeks"\n', "seconds"),
        (LEAST + '[status]\nlost = ["x"]\n', "unknown key lost"),
        (LEAST + '[status]\ncancelled = "x"\n', "expected a list"),
        (LEAST + '[patients]\ntitle = "x"\n', "expected patient_id"),
        (LEAST + "[values]\nlanguage = 1\n", "expected a table"),
    ],
)
def test_a_map_that_says_what_it_may_not_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_map(text, "map.toml")
    assert str(caught.value).startswith("map.toml: ")
    assert words in str(caught.value)


@given(st.text(max_size=80))
def test_no_text_is_more_than_refused_as_a_map(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_map(text, "map.toml"), ColumnMap)


def test_a_map_that_is_not_there_is_refused_and_the_shipped_ones_are_named(tmp_path: Path) -> None:
    for named in ("emmis", tmp_path / "no.toml"):
        with pytest.raises(InputError, match="cliniko, emis"):
            read_map(named)


def test_a_column_that_the_map_names_and_the_list_lacks_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the column DOB missing, which the column map map names"):
        read("When,MRN,First,Last\n", LEAST, tmp_path)


def test_constants_words_and_joined_columns(tmp_path: Path) -> None:
    known = (
        LEAST.replace('"First"', '["First", "Middle"]')
        + 'language = "Lang"\n[constants]\nlocation = "Suite 2"\n[values.language]\nCymraeg = "cy"\n'
    )
    text = f"{HEADER},Middle,Lang\n2026-12-08 09:30,P1,Anna,Quill,1951-04-17,Rose,Cymraeg\n2026-12-08 10:30,P2,Bo,Li,1951-04-17,,Spanish\n"
    one, two = read(text, known, tmp_path)
    assert isinstance(one, Accepted) and isinstance(two, Accepted)
    assert (one.appointment.patient.given_name, one.appointment.patient.language, one.appointment.location) == (
        "Anna Rose",
        "cy",
        "Suite 2",
    )
    assert (two.appointment.patient.given_name, two.appointment.patient.language) == ("Bo", "es")


def test_the_order_can_be_told_for_our_own_columns(tmp_path: Path) -> None:
    text = (CASES / "ambiguous.csv").read_text()
    for order, month in ((DAY_FIRST, 4), (MONTH_FIRST, 3)):
        row = read(text, f'[formats]\norder = "{order}"\n', tmp_path)[0]
        assert isinstance(row, Accepted)
        assert row.appointment.start.month == month


@pytest.mark.parametrize("cell", ["2026-10-25 01:30", "2026-03-29 01:30"])
def test_a_time_that_the_clocks_skip_or_strike_twice_is_rejected_and_utc_settles_it(cell: str, tmp_path: Path) -> None:
    row = f"{cell},P1,Anna,Quill,1951-04-17"
    assert isinstance(read(f"{HEADER}\n{row}\n", LEAST, tmp_path)[0], Reject)
    utc = LEAST + 'start_utc = "UTC"\n'
    fine = read(f"{HEADER},UTC\n{row},2026-10-25 01:30\n", utc, tmp_path)[0]
    assert isinstance(fine, Accepted) is cell.startswith("2026-10")


def test_a_duration_is_read_in_the_maps_unit(tmp_path: Path) -> None:
    for unit, cell in (("minutes", "90 min"), ("seconds", "5400"), ("hours", "1.5 h"), ("h:mm", "1:30")):
        known = LEAST + f'duration_minutes = "Long"\n[formats]\nduration = "{unit}"\n'
        (row,) = read(f"{HEADER},Long\n2026-12-08 09:30,P1,Anna,Quill,1951-04-17,{cell}\n", known, tmp_path)
        assert isinstance(row, Accepted), (unit, row)
        assert row.appointment.duration_minutes == 90


# -- dates


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.times().map(lambda t: t.replace(microsecond=0)))
def test_a_moment_is_read_back_however_it_is_written(day: date, clock: time) -> None:
    moment = Moment(day, clock)
    half = f"{clock.hour % 12 or 12}:{clock.minute:02}:{clock.second:02} {'AM' if clock.hour < 12 else 'p.m.'}"
    for text in (
        f"{day} {clock}",
        f"{day}T{clock}",
        f"{day:%Y%m%d} {clock:%H%M%S}",
        f"{day:%Y/%m/%d} {half}",
        f"{day.day} {day:%B %Y}, {half}",
        f"{day:%a %d-%b-%Y} {half}",
    ):
        assert read_moment(text, "") == moment, text
    for order, text in ((DAY_FIRST, f"{day:%d/%m/%Y} {half}"), (MONTH_FIRST, f"{day.month}/{day.day}/{day.year} {clock}")):
        assert read_moment(text, order) == moment
        assert read_moment(text, "") is None
    assert read_as(f"{day:%d%m%Y}-{clock:%H.%M.%S}", "DDMMYYYY-HH.mm.ss") == moment
    assert read_as(f"{day:%d/%m/%y}", "DD/MM/YY") == Moment(day if day.year >= 2000 else day.replace(year=day.year + 100))


@given(st.text(alphabet="0123456789/-.: TZapm+MonDec,", max_size=24))
def test_no_cell_is_more_than_unread(text: str) -> None:
    for order in ("", DAY_FIRST, MONTH_FIRST):
        read_date(text, order), read_time(text), read_moment(text, order), read_as(text, "DD/MM/YYYY HH:mm"), read_as(text, "YYYYMMDD")
    Evidence("x").see(text, 1)


@given(st.lists(st.dates(date(1930, 1, 1), date(2026, 12, 31)), min_size=1), st.sampled_from([DAY_FIRST, MONTH_FIRST]))
def test_the_order_of_a_column_is_found_or_refused_and_never_wrong(days: list[date], order: str) -> None:
    column = Evidence("born")
    for row, day in enumerate(days, 2):
        column.see(day.strftime("%d/%m/%Y" if order == DAY_FIRST else "%m/%d/%Y"), row)
    if any(day.day > 12 for day in days):
        assert column.order("list.csv") == order
    elif any(day.day != day.month for day in days):
        with pytest.raises(InputError, match="the column born does not show"):
            column.order("list.csv")


@pytest.mark.parametrize("time_cell", ["00:00", "12:00 AM", "0:00:00"])
def test_midnight_in_every_row_is_no_time(time_cell: str, tmp_path: Path) -> None:
    known = LEAST.replace('start = "When"', 'start_date = "When"\nstart_time = "Time"')
    text = f"{HEADER},Time\n2026-12-08,P1,Anna,Quill,1951-04-17,{time_cell}\n2026-12-09,P2,Bo,Li,1951-04-17,00:00\n"
    with pytest.raises(InputError, match=r"column Time says 00:00 in every row, which means that the list has no times of day; export"):
        read(text, known, tmp_path)
    assert len(read(f"{text}2026-12-09,P3,Cy,Li,1951-04-17,9:00\n", known, tmp_path)) == 3


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lee, Anna", ("", "Anna", "Lee")), ("LEE,ANNA M", ("", "ANNA M", "LEE")), ("Anna Lee", ("", "Anna", "Lee")),
        ("Ms. Anna Lee", ("Ms.", "Anna", "Lee")), ("van der Berg, Dr Ida", ("Dr", "Ida", "van der Berg")), ("LEE^ANNA^M", ("", "ANNA M", "LEE")),
        ("Ida van Berg", None), ("Lee", None), ("Lee, Anna, MD", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_in_one_cell_is_split_only_where_it_can_be_known(text: str, parts: tuple[str, str, str] | None) -> None:
    assert split_name(text) == parts


# -- joining


def test_patients_who_stand_twice_or_nowhere_are_rejected_by_row(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "patient_id,given_name,family_name,date_of_birth\nP-1,Anna,Quill,1951-04-17\nP2,Bo,Li,1951-04-17\nP2,Bob,Li,1951-04-17\n"
    )
    text = (
        "appointment_id,start,patient_id\nA1,2026-12-08T09:30,P 1\nA2,2026-12-08T09:30,P2\nA3,2026-12-08T09:30,P3\nA4,2026-12-08T09:30,\n"
    )
    one, *others = open_schedule(ListFile("list.csv", data=text.encode()), LONDON, patients=people)
    assert isinstance(one, Accepted) and one.appointment.patient.name == "Anna Quill"
    assert [row.row for row in others if isinstance(row, Reject)] == [3, 4, 5]
    assert "twice" in str(others[0].problems[0]) and "is not in people.csv" in str(others[1].problems[0])


def test_a_list_without_names_says_how_to_give_them() -> None:
    with pytest.raises(InputError, match=r"has no given_name, family_name, date_of_birth; name the file that has them"):
        open_schedule(CASES / "emis.csv", LONDON)


def test_a_map_or_patients_for_a_format_that_takes_none_is_refused() -> None:
    with pytest.raises(InputError, match="takes no column map"):
        open_schedule(CASES / "siu.hl7", LONDON, column_map="emis")
    with pytest.raises(InputError, match="takes no patients' file"):
        open_schedule(CASES / "bundle.json", LONDON, patients=CASES / "emis-patients.csv")


# -- proposing


@pytest.mark.parametrize("name", ["emis", "webchart", "epic", "cliniko", "headerless", "statuses"])
def test_a_proposal_is_a_map_and_shows_no_data(name: str) -> None:
    proposal = inspect(CASES / f"{name}.csv", CHICAGO)
    parsed = None
    try:
        parsed = parse_map(proposal.text, "proposed.toml")
    except InputError:
        assert proposal.missing
    assert parsed is None or set(parsed.columns) == set(proposal.columns)
    assert all(f"# guess: {guess.split(': ', 1)[1]}" in proposal.text for guess in proposal.guesses)
    assert not [word for word in ("quill", "sandoval", "1951", "RSC-", "943") if word in proposal.text.lower()]


def test_a_proposal_for_an_unknown_list_reads_it(tmp_path: Path) -> None:
    text = "Ref;Hospital Number;Patient;DOB;When;Mins;Procedure\n1;H1;Quill, Anna;17/04/1951;08/12/2026 09:30;60;Kyphoplasty\n2;H2;Li, Bo;03/10/1964;09/12/2026 14:00;30;Kyphoplasty\n"
    path = tmp_path / "list.csv"
    path.write_text(text)
    proposal = inspect(path, LONDON)
    assert proposal.missing == ()
    assert dict(proposal.columns) == {
        "patient_id": "Hospital Number",
        "name": "Patient",
        "date_of_birth": "DOB",
        "start": "When",
        "type": "Procedure",
    }
    assert 'order = "day-first"  # guess: another column shows it' in proposal.text
    (tmp_path / "map.toml").write_text(proposal.text)
    rows = list(open_schedule(path, LONDON, column_map=tmp_path / "map.toml"))
    assert [row.appointment.start for row in rows if isinstance(row, Accepted)] == [
        datetime(2026, 12, 8, 9, 30, tzinfo=LONDON), datetime(2026, 12, 9, 14, 0, tzinfo=LONDON),
    ]  # fmt: skip


def test_only_a_table_is_inspected() -> None:
    with pytest.raises(InputError, match="needs no column map"):
        inspect(CASES / "siu.hl7", LONDON)
