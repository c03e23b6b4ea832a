"""Somebody who is on no list: four answers, what is amiss at its field, a card like all others."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from handouts.actions.brought import ask_lists
from handouts.actions.counter import Counter
from handouts.actions.days import AskDay
from handouts.actions.newcomer import Newcomer, enter_newcomer
from handouts.actions.retention import Purge, purge
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from handouts.errors import InputError
from tests.handouts.desk import PEOPLE, Desk, a_desk, ask_day, brought, somebody
from tests.reading import page_texts

JAN = {"name": "Nowak, Jan", "born": "6 30 1957", "number": "RSC-104780", "leaflet": "Kyphoplasty", "at": "2026-12-08T14:00"}


def test_four_answers_open_a_card_and_the_copy_is_the_patients(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, PEOPLE[2:3])
    client = somebody(desk)
    card = client.post("/new", data=JAN)
    assert (card.status_code, "Jan Nowak" in card.text, "June 30, 1957" in card.text) == (200, True, True)
    assert str(card.url).rpartition("/")[0].endswith("/card") and "owak" not in str(card.url)
    name = re.search(r'name="on" value="([^"]+)"', card.text)
    assert name
    client.post(f"{card.url.path}/save", data={"on": name[1]})
    (made,) = (tmp_path / "copies").iterdir()
    assert "Jan Nowak" in "".join(page_texts(made.read_bytes()))
    assert [visit.fate.state for visit in ask_day(AskDay(desk.counter, typed="nowak")).visits] == ["made"]
    assert ask_day(AskDay(desk.counter)).lists == 1, "what was typed is no list"


def test_what_is_amiss_is_said_at_its_field_and_what_was_typed_stays(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    answer = client.post("/new", data={**JAN, "born": "6 31 1957"})
    assert answer.status_code == 422
    assert 'href="#born"' in answer.text and "There is no such day" in answer.text and 'value="Nowak, Jan"' in answer.text
    assert "One answer needs a change" in answer.text
    empty = client.post("/new", data={"at": "yesterday", "note": "<b>"})
    assert [f'href="#{name}"' in empty.text for name in ("name", "born", "number", "leaflet", "at")] == [True] * 5
    assert "5 answers need a change" in empty.text and "&lt;b&gt;" in empty.text
    assert "<details" in empty.text and " open>" in empty.text, "a field that is amiss is not folded away"
    wrong = client.post("/new", data={**JAN, "leaflet": "no such thing"})
    assert "There is no leaflet" in wrong.text


@pytest.mark.parametrize(("typed", "field"), [("Nowak Jan", "name"), ("6/30/1957", "born"), ("RSC-104780", "number")])
def test_who_is_not_found_is_typed_no_second_time(tmp_path: Path, typed: str, field: str) -> None:
    client = somebody(a_desk(tmp_path))
    for answer in (client.post("/", data={"find": typed, "day": "2026-12-08", "go": "1"}), client.post("/new", data={"find": typed})):
        assert re.search(rf'id="{field}"[^>]*value="{re.escape(typed)}"', answer.text)
        assert answer.status_code == 200 and "needs a change" not in answer.text
    assert "Not on the list" in client.post("/rows", data={"find": typed, "day": "2026-12-08"}).text


def test_who_looks_like_somebody_of_the_day_or_of_the_ledger_is_asked_for_the_birth_date(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    twin = client.post("/new", data={**JAN, "name": "Zoe Muller", "born": "7 1 1957", "number": "RSC-9"})
    assert "Somebody looks alike" in twin.text and "1957" not in twin.text
    first = client.post("/new", data=JAN)
    name = re.search(r'name="on" value="([^"]+)"', first.text)
    assert name and "Somebody looks alike" not in first.text
    client.post(f"{first.url.path}/save", data={"on": name[1]})
    other = client.post("/new", data={**JAN, "name": "Ada Byron", "born": "12 10 1915", "at": "2026-12-20T10:00"})
    assert "had this number before" in other.text and "1915" not in other.text
    again = client.post("/new", data={**JAN, "number": "RSC-5", "at": "2026-12-21T10:00"})
    assert "same name and birth date" in again.text


def test_typed_again_it_is_the_same_appointment(tmp_path: Path) -> None:
    desk: Desk = a_desk(tmp_path, PEOPLE[:1])
    for note in ("", "Use the south door."):
        assert enter_newcomer(Newcomer(desk.counter, **JAN, note=note)).entry
    visits = ask_day(AskDay(desk.counter, datetime(2026, 12, 8).date(), "nowak")).visits
    assert [visit.entry.appointment.instructions for visit in visits] == ["Use the south door."]


def test_what_was_typed_and_lists_that_have_passed_are_forgotten_with_the_ledgers_old_copies(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic"))
    desk = Desk(Counter(Where(str(folder))))
    brought(desk, [(PEOPLE[2][0], "2024-11-30T11:15", *PEOPLE[2][2:])], "old.csv")
    brought(desk, PEOPLE[3:], "new.csv")
    for day in ("2024-11-29", "2026-12-08"):
        enter_newcomer(Newcomer(desk.counter, f"Jan Nowak{day[:4]}", "1957-06-30", f"RSC-{day}", "kyphoplasty", f"{day}T09:00", who="maria"))
    with desk.counter.ledger():
        pass
    done = purge(Purge(desk.counter.where, date(2025, 1, 1), sure=True, who="boss"))
    assert (done.purged, done.appointments) == (0, 2)
    assert [one.list.name for one in ask_lists(desk.counter)] == ["new.csv"]
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "ledger.sqlite3")
    assert b"Nowak2026" in kept and b"Nowak2024" not in kept and b"RSC-104251" not in kept
    assert purge(Purge(desk.counter.where, date(2025, 1, 1), sure=True)).appointments == 0


def test_a_desk_that_has_made_nothing_yet_forgets_what_has_passed_without_a_ledger(tmp_path: Path) -> None:
    where = Where(str(shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")))
    with pytest.raises(InputError, match="there is no ledger yet"):
        purge(Purge(where, date(2025, 1, 1), sure=True))
    enter_newcomer(Newcomer(Counter(where), "Jan Nowak", "1957-06-30", "RSC-4711", "kyphoplasty", "2024-11-29T09:00", who="maria"))
    with pytest.raises(InputError, match="nobody is there to say yes"):
        purge(Purge(where, date(2025, 1, 1)))
    assert purge(Purge(where, date(2025, 1, 1), sure=True)).appointments == 1
    assert purge(Purge(where, date(2025, 1, 1), sure=True)).appointments == 0
    assert not (tmp_path / "clinic" / "ledger.sqlite3").exists()
