"""Whom to tell: copies that somebody may hold and that tell what is right no more, by a newer list or by newer runs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handouts.actions.batch import MadeList, make_list
from handouts.actions.lists import MakeList, plan_list
from handouts.actions.outdated import AskOutdated, OutdatedCopies, list_outdated
from handouts.actions.printing import PrintCopies, look_before_printing
from handouts.actions.reports import AskReport, report_run
from handouts.actions.takeback import VoidCopy, void_copy
from handouts.errors import InputError
from handouts.ledger.data import Copy
from handouts.ledger.outbox import deliveries, enqueue, sending
from tests.handouts.actions import Remembering, a_list

Cells = dict[str, str]
ZONE = ZoneInfo("America/Chicago")
SOON = (datetime.now(UTC) + timedelta(days=30)).date()


@pytest.fixture
def request_(tmp_path: Path) -> MakeList:
    """A list of three of next month, made as run 1."""
    request = a_list(tmp_path)
    written(request, [{"phone": "217-555-0101"}, {}, {}])
    return request


def written(request: MakeList, cells: list[Cells], name: str = "list.csv") -> Path:
    """A list of rows that differ from the sample's in these cells; without identifier they are left out."""
    file = request.schedule
    assert isinstance(file, Path)
    kept = file.with_suffix(".kept")
    if not kept.exists():
        kept.write_bytes(file.read_bytes())
    rows = [row for row in csv.DictReader(kept.read_text("utf-8").splitlines()) if row["leaflet"]][:1] * len(cells)
    target = file.with_name(name)
    with target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0] | {"status": ""}))
        writer.writeheader()
        for n, (row, own) in enumerate(zip(rows, cells, strict=True), 1):
            known = {"appointment_id": f"A{n}", "patient_id": f"P{n}", "family_name": f"Zyx{'abcdefg'[n]}", "start": f"{SOON}T09:00", "location": "Suite 200"}
            if own != {"left": "out"}:
                writer.writerow({**row, **known, "status": "booked", **own})
    return target


def printed(request: MakeList, copies: tuple[Copy, ...], channel: str = "print") -> None:
    """Let these copies have left."""
    with request.where.open() as ledger, sending(ledger, channel) as outbox:
        enqueue(ledger, [copy.id for copy in copies], channel)
        for found in outbox.due():
            outbox.begin(found.id)
            outbox.sent(found.id)


def asked(request: MakeList, schedule: Path | None = None, **more: object) -> OutdatedCopies:
    return list_outdated(AskOutdated(request.where, schedule, **more))  # type: ignore[arg-type]


def told(found: OutdatedCopies) -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.patient, one.changed, one.status) for one in found.copies]


def made(request: MakeList) -> MadeList:
    done = make_list(request)
    assert done.ok
    return done


def test_a_newer_list_tells_whose_time_place_or_status_is_another(request_: MakeList) -> None:
    made(request_)
    newer = written(request_, [{"start": f"{SOON}T15:30", "location": "Suite 9", "phone": "217-555-0199"}, {"status": "cancelled"}, {"left": "out"}], "newer.csv")
    found = asked(request_, newer)
    assert told(found) == [("P1", ("start", "location"), ""), ("P2", ("status",), "cancelled")]
    first = found.copies[0].as_json()
    assert (first["says"], first["now"]) == (
        {"start": f"{SOON}T09:00:00{offset()}", "location": "Suite 200"}, {"start": f"{SOON}T15:30:00{offset()}", "location": "Suite 9"},
    )  # fmt: skip
    assert (first["phone"], first["given"], first["instead"], first["read_by"]) == ("217-555-0199", "in its folder", "", 0)
    assert found.ok and asked(request_).copies == (), "no run has read it"
    assert "Zyx" not in repr(found)


def offset() -> str:
    return datetime.combine(SOON, datetime.min.time()).replace(hour=9).astimezone(ZONE).isoformat()[-6:]


def test_what_a_newer_run_has_read_is_told_and_in_the_report_without_names(request_: MakeList, tmp_path: Path) -> None:
    first = made(request_)
    printed(request_, first.copies)
    written(request_, [{"start": f"{SOON}T15:30"}, {"status": "cancelled"}, {}])
    second = made(request_)
    found = asked(request_)
    assert told(found) == [("P1", ("start",), ""), ("P2", ("status",), "cancelled")]
    assert [(one.given, one.instead, one.read_by) for one in found.copies] == [("printed", second.copies[0].id, 2), ("printed", "", 2)]
    report = report_run(AskReport(request_.where, 1, tmp_path / "run.html"))
    assert report.fault is None
    assert [(row, what) for _, row, what, _ in report.report.changes()] == [(2, "another time"), (3, "off: cancelled")]
    assert [one["changed"] for one in report.as_json()["outdated"]] == [["start"], ["status"]]  # type: ignore[attr-defined]
    page = (tmp_path / "run.html").read_text("utf-8")
    assert "Copies that tell what is right no more" in page and "off: cancelled" in page and not re.search(r"Zyx|\bP[12]\b|217-555", page)
    assert report_run(AskReport(request_.where, 2)).report.outdated == ()


def test_when_the_copy_that_counts_has_been_printed_too_nobody_is_left_to_tell(request_: MakeList) -> None:
    printed(request_, made(request_).copies)
    written(request_, [{"start": f"{SOON}T15:30"}, {}, {}])
    second = made(request_)
    assert len(asked(request_).copies) == 1
    printed(request_, second.copies, "mail")
    assert asked(request_).copies == ()


def test_a_copy_that_was_replaced_in_its_folder_is_with_nobody(request_: MakeList) -> None:
    made(request_)
    written(request_, [{"start": f"{SOON}T15:30"}, {}, {}])
    made(request_)
    assert asked(request_).copies == ()


QUIET: dict[str, Callable[[MakeList], object]] = {
    "the same": lambda request: written(request, [{}, {}, {}], "newer.csv"),
    "another time zone's writing of the same moment": lambda request: written(request, [{"start": same_moment()}, {}, {}], "newer.csv"),
    "no place": lambda request: written(request, [{"location": ""}, {}, {}], "newer.csv"),
    "left out": lambda request: written(request, [{"left": "out"}, {}, {}], "newer.csv"),
    "cancelled and booked": lambda request: written(request, [{"status": "cancelled"}, {"appointment_id": "A1", "patient_id": "P1"}, {}], "newer.csv"),
    "another patient's of the same number": lambda request: written(request, [{"patient_id": "P9", "status": "cancelled"}], "newer.csv"),
}  # fmt: skip


def same_moment() -> str:
    return datetime.fromisoformat(f"{SOON}T09:00:00{offset()}").astimezone(UTC).isoformat()


@pytest.mark.parametrize("what", QUIET)
def test_of_what_is_right_nothing_is_said(request_: MakeList, what: str) -> None:
    made(request_)
    newer = QUIET[what](request_)
    assert isinstance(newer, Path)
    assert "P1" not in [one.patient for one in asked(request_, newer).copies]


def test_what_is_past_or_void_or_issued_before_is_left_out(request_: MakeList) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=2)
    written(request_, [{"start": f"{yesterday}T09:00"}, {}, {}])
    first = made(request_)
    newer = written(request_, [{"start": f"{yesterday}T10:00"}, {"status": "cancelled"}, {"status": "cancelled"}], "newer.csv")
    assert [one.patient for one in asked(request_, newer).copies] == ["P2", "P3"]
    void_copy(VoidCopy(request_.where, first.copies[1].id, "wrong leaflet"))
    assert [one.patient for one in asked(request_, newer).copies] == ["P3"]
    assert asked(request_, newer, since=date.today() + timedelta(days=2)).copies == ()
    later = written(request_, [{"start": f"{SOON}T10:00"}, {}, {}], "later.csv")
    assert [one.patient for one in asked(request_, later).copies] == ["P1"], "a past one that is to come by now matters"


def test_rows_that_cannot_be_used_are_named_and_the_others_told(request_: MakeList) -> None:
    made(request_)
    newer = written(request_, [{"date_of_birth": "yesterday"}, {"start": f"{SOON}T15:30"}, {"status": "cancelled"}, {"appointment_id": "A2", "patient_id": "P2"}], "newer.csv")
    found = asked(request_, newer)
    assert (told(found), found.ok) == ([("P3", ("status",), "cancelled")], False), "A2 stands twice, so that nobody knows"
    assert sorted({row for row, _ in found.rejected}) == [2, 3, 5]
    with pytest.raises(InputError):
        asked(request_, newer.with_name("nothing.csv"))


def test_what_waits_is_told_and_a_run_withdraws_it(request_: MakeList) -> None:
    first = made(request_)
    with request_.where.open() as ledger:
        enqueue(ledger, [copy.id for copy in first.copies], "mail")
    newer = written(request_, [{"status": "cancelled"}, {"status": "no-show"}, {}], "newer.csv")
    assert [one.given for one in asked(request_, newer).copies] == ["waits to be mailed", "waits to be mailed"]
    again = replace(request_, schedule=newer)
    attendant = Remembering()
    assert plan_list(again).withdrawing == 2
    done = make_list(again, attendant)
    assert ("", "2 copies wait in the outbox for appointments that are off, and are withdrawn") in attendant.notes
    assert (set(done.withdrawn), done.held, done.as_json()["withdrawn"]) == ({copy.id for copy in first.copies[:2]}, 0, list(done.withdrawn))
    with request_.where.open() as ledger:
        assert [d.state for d in deliveries(ledger, channel="mail")] == ["withdrawn", "withdrawn", "waiting"]
    assert asked(request_).copies == (), "what never left is with nobody"
    outlook = look_before_printing(PrintCopies(request_.where, "1", "ipp://127.0.0.1:9"))
    assert (outlook.copies, outlook.left_out.off) == (0, 2), "the third goes by mail"
    assert plan_list(again).withdrawing == 0


def test_copies_of_appointments_that_were_cancelled_and_that_somebody_holds_are_counted(request_: MakeList) -> None:
    printed(request_, made(request_).copies)
    written(request_, [{"status": "cancelled"}, {}, {}])
    assert (made(request_).withdrawn, make_list(request_).held) == ((), 1)


def test_json_is_what_a_program_reads(request_: MakeList) -> None:
    made(request_)
    newer = written(request_, [{"status": "cancelled"}, {}, {}], "newer.csv")
    (one,) = json.loads(json.dumps(asked(request_, newer).as_json()))["outdated"]
    assert set(one) == {
        "copy", "run", "row", "leaflet", "patient", "name", "phone", "email", "says", "now", "changed", "status", "given", "since", "instead", "read_by",
    }  # fmt: skip
