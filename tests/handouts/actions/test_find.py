"""Patients are found by what they say of themselves; a recall reaches each of them once, and is remembered."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.copies import Recall, recall
from handouts.actions.events import AskEvents, list_events
from handouts.actions.find import Find, FoundPatients, find
from handouts.actions.lists import MakeList
from handouts.actions.retention import Purge, purge
from handouts.actions.where import Where
from handouts.errors import InputError, OutputError
from handouts.ledger.find import Wanted
from handouts.ledger.find import find as found_in
from handouts.ledger.ledger import Ledger
from tests.handouts.actions import a_list

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)  # no day to come at any clinic


def names(found: FoundPatients) -> list[str]:
    return [patient.name for patient in found.patients]


def relisted(request: MakeList, **changes: str) -> MakeList:
    """The request with the record of row 2 changed."""
    path = request.schedule
    assert isinstance(path, Path)
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    rows[0] |= changes
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return request


@pytest.fixture
def listed(tmp_path: Path) -> MakeList:
    """A list that has been made."""
    request = a_list(tmp_path)
    make_list(request)
    return request


def test_a_patient_is_found_by_name_birth_or_identifier(known: Where) -> None:
    with Ledger.open(known.file()) as ledger:
        whose = [copy.whose for copy in ledger.copies(1) if copy.whose]
    for one in whose:
        last = one.name.split()[-1]
        for words in ((last,), (last.upper(), one.name.split()[-2][:2]), (f"{last} {one.born}",), (one.patient,), (one.born.isoformat(),)):
            assert one.name in names(find(Find(known, words)))
        (found,) = find(Find(known, identifier=one.patient)).patients
        assert (found.name, found.born, found.identifier) == (one.name, one.born, one.patient)
        assert (found.last and found.last.isoformat()) in one.record
        assert find(Find(known, (last,), born=one.born + timedelta(days=1))) == FoundPatients((), 0)
    said = find(Find(known, (whose[0].patient,))).as_json()
    ((copy,),) = ([*patient["copies"]] for patient in said["patients"])
    assert (copy["fate"], copy["ways"][0]["channel"], copy["ways"][0]["state"]) == ("delivered", "folder", "sent")
    assert (said["more"], said["patients"][0]["patient"], said["patients"][0]["last_appointment"] is not None) == (0, whose[0].patient, True)
    assert names(find(Find(known, ("zzz",)))) == []


@pytest.mark.parametrize(("asked", "said"), [({}, "say whom to find"), ({"words": (" ",)}, "say whom"), ({"words": ("1951-13-17",)}, "no such date of birth")])
def test_nobody_is_not_looked_for(known: Where, asked: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        find(Find(known, **asked))  # type: ignore[arg-type]


def test_many_are_counted(known: Where) -> None:
    with Ledger.open(known.file()) as ledger:
        people = {copy.whose.patient for copy in ledger.copies(1) if copy.whose}
        some, more = found_in(ledger, Wanted(), 2)
    assert (len(some), more) == (2, len(people) - 2)


def test_what_the_newest_record_says_is_told(listed: MakeList) -> None:
    """The last appointment was moved, and the name was another before."""
    with Ledger.open(listed.where.file()) as ledger:
        whose = next(ledger.copies(1)).whose
    assert whose
    old = whose.name.split()[-1]
    make_list(relisted(listed, start="2027-02-03T10:15", family_name="Ångström"))
    (found,) = find(Find(listed.where, identifier=whose.patient)).patients
    assert found.last and found.last.isoformat() == "2027-02-03T10:15:00-06:00"
    assert found.name.endswith("Ångström")
    assert [given.copy.fate for given, _ in found.copies] == ["replaced", "delivered"]
    for name in ("angstrom", old):
        assert found.name in names(find(Find(listed.where, (name, whose.born.isoformat()))))


def test_after_a_purge_nobody_is_found(listed: MakeList) -> None:
    where = listed.where
    with Ledger.open(where.file()) as ledger:
        whose = [copy.whose for copy in ledger.copies(1) if copy.whose]
        ledger.connection.execute("UPDATE copies SET issued = '2020-01-01T00:00:00+00:00'")
    assert purge(Purge(where, YESTERDAY, sure=True, who="Kim")).purged == len(whose)
    for one in whose:
        assert names(find(Find(where, (one.name.split()[-1],)))) == names(find(Find(where, (one.patient,)))) == names(find(Find(where, born=one.born))) == []
    ((event, moment),) = list_events(AskEvents(where)).events
    assert (event.what, event.who, event.copies, event.asked) == ("purge", "Kim", len(whose), {"before": YESTERDAY.isoformat()})
    assert moment.utcoffset() == timedelta(hours=-6) or moment.utcoffset() == timedelta(hours=-5)


# -- a recall


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_a_recall_reaches_each_patient_once_by_the_newest_record(listed: MakeList, tmp_path: Path) -> None:
    where, file = listed.where, tmp_path / "recall.csv"
    made = make_list(replace(relisted(listed, phone="+44 20 7946 0001", email="=cmd@example.org"), out=tmp_path / "other", everything=True))
    found = recall(Recall(where, "kyphoplasty", out=file, who="Kim"))
    rows = lines(file)
    assert found.file == file and len(rows) == found.patients == len({row["patient"] for row in rows}) < len(found.copies)
    with Ledger.open(where.file()) as ledger:
        first = next(copy.whose for copy in ledger.copies(made.run) if copy.row == 2)
    assert first
    mine = next(row for row in rows if row["patient"] == first.patient)
    assert (mine["name"], mine["date of birth"], mine["copies"], mine["versions"]) == (first.name, first.born.isoformat(), "2", "1")
    assert (mine["phone"], mine["email"]) == ("'+44 20 7946 0001", "'=cmd@example.org")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", mine["first given"]) and mine["first given"] <= mine["last given"]
    assert file.stat().st_mode & 0o777 == 0o600
    for _ in range(2):
        recall(Recall(where, "kyphoplasty", version=99, out=file))
    assert lines(file) == []
    told = [(event.who, event.what, event.asked, event.copies) for event, _ in list_events(AskEvents(where)).events]
    assert told[-1] == ("Kim", "recall", {"leaflet": "kyphoplasty", "list": True}, len(found.copies))
    assert told[0][2:] == ({"leaflet": "kyphoplasty", "version": 99, "list": True}, 0)


def test_until_is_a_day_at_the_clinic_and_the_whole_of_it(known: Where, own: Where) -> None:
    with Ledger.open(own.file()) as ledger:
        count = sum(1 for _ in ledger.copies(1))
        ledger.connection.execute("UPDATE copies SET issued = '2026-12-02T05:59:59+00:00'")  # a second before midnight in Chicago
    for since, until, there in ((1, 1, True), (None, 1, True), (2, 2, False), (None, 0, False), (2, None, False), (1, None, True)):
        days = (date(2026, 11, 30) + timedelta(days=day) if day is not None else None for day in (since, until))
        assert len(recall(Recall(own, "kyphoplasty", None, *days)).copies) == (count if there else 0)


@pytest.mark.parametrize("name", ["list.csv", "clinic/ledger.sqlite3", "clinic/clinic.toml", "theirs.csv"])
def test_a_list_is_written_over_nothing_but_an_older_one_and_then_nothing_is_recorded(listed: MakeList, tmp_path: Path, name: str) -> None:
    (tmp_path / "theirs.csv").write_text("patient,name\n", "utf-8")
    before = {path: (tmp_path / path).read_bytes() for path in ("list.csv", "clinic/clinic.toml", "theirs.csv")}
    with pytest.raises(OutputError):
        recall(Recall(listed.where, "kyphoplasty", out=tmp_path / name))
    assert {path: (tmp_path / path).read_bytes() for path in before} == before
    assert list_events(AskEvents(listed.where)).events == ()


def test_a_list_that_cannot_be_written_is_no_recall(listed: MakeList, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        recall(Recall(listed.where, "kyphoplasty", out=tmp_path / "list.csv" / "recall.csv"))
    with pytest.raises(InputError, match="there is no leaflet 'kyphoplsty'"):
        recall(Recall(listed.where, "kyphoplsty", out=tmp_path / "recall.csv"))
    assert not (tmp_path / "recall.csv").exists()
    assert list_events(AskEvents(listed.where)).events == ()


def test_only_the_last_events_are_listed_unless_all_are_asked_for(own: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.actions.events.LAST", 2)
    for version in range(3):
        recall(Recall(own, "kyphoplasty", version=version))
    found = list_events(AskEvents(own))
    assert ([event.asked["version"] for event, _ in found.events], found.older) == ([2, 1], True)
    every = list_events(AskEvents(own, every=True))
    assert (len(every.events), every.older, every.as_json()[0]["what"]) == (3, False, "recall")
