"""What lists brought in is there by day; what came last counts."""

from __future__ import annotations

import sqlite3
import stat
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handouts.diary.file import APPLICATION, NAME, Diary
from handouts.errors import LedgerError
from handouts.records.appointment import Appointment, Patient

ZONE = ZoneInfo("America/Chicago")
DAY = date(2026, 12, 8)
ANNA = Patient("RSC-1", "Anna", "Lee", date(1950, 2, 1))
BOB = Patient("RSC-2", "Bob", "Lee", date(1951, 2, 1))


def at(patient: Patient, hour: int, day: int = 8, name: str = "") -> Appointment:
    return Appointment(name or f"A-{patient.identifier}", datetime(2026, 12, day, hour, tzinfo=ZONE), patient)


def test_a_day_is_in_the_order_of_time_and_an_entry_is_found_again(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        brought = diary.bring("today.csv", "1.csv", "maria", 3, [(2, at(BOB, 11)), (3, at(ANNA, 9)), (4, at(ANNA, 9, 9, "A-9"))])
        assert (brought.rows, brought.entries, brought.first, brought.last) == (3, 3, DAY, date(2026, 12, 9))
        day = diary.day(DAY)
        assert [entry.appointment for entry in day] == [at(ANNA, 9), at(BOB, 11)]
        assert [diary.find(entry.id) for entry in day] == list(day)
        assert diary.days(DAY, date(2027, 1, 1)) == {DAY: 2, date(2026, 12, 9): 1}
        assert diary.find("nobody") is None
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_the_list_that_came_last_counts_and_one_that_is_forgotten_is_gone(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        diary.bring("one.csv", "1.csv", "maria", 2, [(2, at(ANNA, 9)), (3, at(BOB, 11))])
        old = diary.day(DAY)[0]
        diary.bring("two.csv", "2.csv", "maria", 1, [(2, at(ANNA, 10))])
        assert [entry.appointment.start.hour for entry in diary.day(DAY)] == [10, 11]
        assert diary.find(old.id) is None
        diary.forget(2)
        assert [entry.appointment.start.hour for entry in diary.day(DAY)] == [9, 11]
        diary.forget(1)
        assert (diary.day(DAY), diary.lists()) == ((), ())
    assert b"Anna" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_moved_appointment_leaves_its_day(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        diary.bring("one.csv", "1.csv", "maria", 1, [(2, at(ANNA, 9))])
        diary.bring("two.csv", "2.csv", "maria", 1, [(2, at(ANNA, 9, 10))])
        assert diary.day(DAY) == ()
        assert len(diary.day(date(2026, 12, 10))) == 1


def test_a_list_that_breaks_off_is_not_there(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        with pytest.raises(LedgerError):
            diary.bring("one.csv", "1.csv", "maria", 2, [(2, at(ANNA, 9)), (2, at(BOB, 9))])
        assert diary.lists() == ()


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"no diary at all" * 99), lambda path: sqlite3.connect(path).execute("PRAGMA application_id = 7").connection.close()])
def test_somebody_elses_file_is_refused(tmp_path: Path, make: object) -> None:
    make(tmp_path / NAME)  # type: ignore[operator]
    with pytest.raises(LedgerError):
        Diary.open(tmp_path / NAME, ZONE)


def test_a_diary_of_an_older_program_is_brought_up_to_date_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / NAME
    old = sqlite3.connect(path)
    old.executescript(files("handouts.diary").joinpath("001.sql").read_text("utf-8") + f"PRAGMA application_id = {APPLICATION};")
    old.execute("INSERT INTO lists (name, file, brought, who, rows) VALUES ('old.csv', '1.csv', '2026-12-01T08:00:00+00:00', 'maria', 0)")
    old.commit()
    old.close()
    for _ in range(2):
        with Diary.open(path, ZONE) as diary:
            assert [(found.name, found.map) for found in diary.lists()] == [("old.csv", "")]


def test_what_is_made_of_a_list_is_begun_once_and_leaves_with_it(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        diary.bring("one.csv", "1.csv", "maria", 1, [(2, at(ANNA, 9))], "maps/1.toml")
        assert diary.lists()[0].map == "maps/1.toml"
        assert [diary.begin(1, who, "time") for who in ("maria", "jon")] == [True, False]
        assert not diary.begin(7, "maria", "time"), "there is no such list"
        diary.complete(1, 5)
        assert [(made.who, made.order, made.run) for made in diary.makings().values()] == [("maria", "time", 5)]
        diary.forget(1)
        assert diary.makings() == {}


def test_what_was_typed_of_days_before_is_forgotten_without_a_trace(tmp_path: Path) -> None:
    with Diary.open(tmp_path / NAME, ZONE) as diary:
        for day in (7, 8, 9):
            diary.enter(at(Patient(f"RSC-{day}", f"Typed{day}", "Lee", ANNA.born), 9, day), "maria")
        diary.bring("list", "list.csv", "maria", 1, [(1, at(BOB, 9, 7))])
        assert diary.typed_before(date(2026, 12, 9)) == 2
        assert diary.forget_typed(date(2026, 12, 9)) == 2
        assert [len(diary.day(date(2026, 12, day))) for day in (7, 8, 9)] == [1, 0, 1]
        assert diary.forget_typed(date(2026, 12, 9)) == 0
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Typed9" in data and b"Typed7" not in data and b"Typed8" not in data
