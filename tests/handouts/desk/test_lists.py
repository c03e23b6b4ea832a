"""Lists, asked as a browser without a script asks them: brought in, planned, made once, stopped and gone on with, handed out."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handouts.actions.brought import ask_lists, begin_making, piles
from handouts.actions.counter import Counter
from handouts.actions.days import AskDay
from handouts.actions.where import Where
from handouts.desk.app import COOKIE, Desk, application
from handouts.desk.rooms import makings
from handouts.desk.works import Work
from handouts.errors import Stopped
from tests.handouts.desk import HOST, OWN, PEOPLE, a_desk, ask_day, listed, somebody

WEEK = (*PEOPLE[:3], ("A-5", "2026-12-09T08:00", "RSC-104270", "Łukasz", "Wiśniewski", "1962-05-09", "kyphoplasty", "en-US"))
WRONG = ("A-9", "2026-12-08T12:00", "RSC-104400", "=cmd|'/c calc'!A1", "Doe", "1951-02-31", "kyphoplasty", "en-US")


def empty_desk(folder: Path) -> Desk:
    return Desk(Counter(Where("riverside"), folder))


def upload(client: TestClient, data: bytes, called: str = "week-50.csv") -> str:
    answer = client.post("/lists", files={"list": (called, data)})
    assert answer.status_code == 200, answer.text
    return answer.url.path


def ended(desk: Desk, deed: str = "make", number: int = 1) -> Work:
    """A work, when it is over."""
    for _ in range(600):
        work = desk.works.find((deed, number))
        if work and work.state != "working":
            return work
        time.sleep(0.05)
    raise AssertionError("it is never over")


def on(text: str) -> str:
    found = re.search(r'name="on" value="([^"]+)"', text)
    assert found
    return found[1]


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "copies").rglob("*.pdf") if path.name != "sample.pdf")


def test_a_list_is_brought_in_planned_made_and_adds_up(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client = somebody(desk, "desk")
    assert 'href="/lists" aria-current="true"' in client.get("/lists").text
    here = upload(client, listed([*WEEK, WRONG]))
    plan = client.get(here)
    assert "4 copies will be made" in plan.text
    assert "there is no February 31" in plan.text or "date_of_birth" in plan.text
    assert "Kyphoplasty" in plan.text and "Spanish" not in plan.text
    assert client.get(f"{here}/sample-1.png").content.startswith(b"\x89PNG")
    assert copies(tmp_path) == []
    made = client.post(f"{here}/make", data={"order": "time"})
    assert made.url.path == f"{here}/run"
    assert ended(desk).state == "done"
    text = client.get(f"{here}/run").text
    assert "4 copies are made" in text
    assert [re.search(rf"{words}</dt><dd[^>]*>(\d+)", text)[1] for words in ("rows of the list", "cannot be used", "get nothing")] == ["5", "1", "0"]  # type: ignore[index]
    assert len(copies(tmp_path)) == 4
    assert not list((tmp_path / "copies").rglob("sample.pdf")), "the sample is nobody's copy"
    assert [visit.fate.state for visit in ask_day(AskDay(desk.counter)).visits] == ["made"] * 3


def test_whatever_is_said_again_is_begun_once(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client, other = somebody(desk), somebody(desk)
    here = upload(client, listed(WEEK))
    assert upload(other, listed(WEEK)) == here, "the same list sent twice is one list"
    assert len(ask_lists(desk.counter)) == 1
    for browser in (client, other, client):
        assert browser.post(f"{here}/make").url.path == f"{here}/run"
    ended(desk)
    client.post(f"{here}/make")
    client.post(f"{here}/go-on")
    client.get(here)
    assert len(copies(tmp_path)) == 4
    with desk.counter.ledger() as ledger:
        assert len(ledger.runs()) == 1


def test_two_threads_begin_it_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    desk = a_desk(tmp_path, WEEK)
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda n: begin_making(desk.counter, 1, "time", f"somebody {n}"), range(16)))
    assert begun.count(True) == 1


def test_what_was_stopped_goes_on_after_the_server_was_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path, WEEK)
    progress = Work.progress

    def killed(self: Work, done: int, total: int) -> None:
        progress(self, done, total)
        if done >= 2:
            raise Stopped("as if the server were killed")

    with monkeypatch.context() as patch:
        patch.setattr(Work, "progress", killed)
        somebody(desk).post("/lists/1/make")
        assert ended(desk).state == "stopped"
    early = copies(tmp_path)
    again = Desk(desk.counter)
    client = somebody(again)
    assert "Stopped: it can go on" in client.get("/lists").text
    page = client.get("/lists/1/run").text
    assert "The desk was closed" in page
    client.post("/lists/1/make")
    assert again.works.find(("make", 1)) is None, "only a person who sees that it was stopped goes on"
    client.post("/lists/1/go-on")
    assert ended(again).state == "done"
    assert set(early) <= set(copies(tmp_path))
    assert len(copies(tmp_path)) == 4
    with again.counter.ledger() as ledger:
        assert len(ledger.runs()) == 1


def test_somebody_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = somebody(desk)
    progress = Work.progress

    def slow(self: Work, done: int, total: int) -> None:
        while not self.stopping:
            time.sleep(0.01)
        progress(self, done, total)

    monkeypatch.setattr(Work, "progress", slow)
    client.post("/lists/1/make")
    page = client.get("/lists/1/run").text
    assert "The copies are being made" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Something is being done" in client.post("/lists/1/out").text
    client.post("/lists/1/stop")
    assert ended(desk).state == "stopped"
    assert "It was stopped" in client.get("/lists/1/run").text


def test_progress_is_told_as_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = somebody(desk)
    monkeypatch.setattr(makings, "BEAT", 0.01)
    assert client.get("/lists/1/run/make/events").text == "event: over\ndata: {}\n\n"
    client.post("/lists/1/make")
    with client.stream("GET", "/lists/1/run/make/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        told = "".join(answer.iter_text())
    assert told.endswith("event: over\ndata: {}\n\n")
    assert '"total": 4' in told
    assert "Smith" not in told


def test_rows_without_a_copy_are_a_list_that_no_spreadsheet_reckons_with(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client = somebody(desk)
    here = upload(client, listed([*WEEK, WRONG]))
    answer = client.get(f"{here}/rows.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["row", "what became of it", "why, and what to do"]
    assert {row[0] for row in rows[1:]} == {"6"}
    assert any("date_of_birth" in row[2] for row in rows[1:])
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@"]


def test_a_list_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    answer = somebody(desk).get("/lists/1")
    assert answer.status_code == 422
    assert "This list cannot be made yet" in answer.text
    assert "is a draft" in answer.text


STRANGE = """Pat No;Patient;Born on;Appt;Kind;Lang
RSC-1;Lee, Anna;03/11/1943;20261208 0800;Kypho;EN
RSC-2;Lee, Bob;07/06/1949;20261208 1045;Kypho;EN
"""
MEANT = {"c0": "patient_id", "c1": "name", "c2": "date_of_birth", "c3": "start", "c4": "", "c5": "language", "remember": "1"}


def test_columns_that_nobody_knows_are_asked_once_and_remembered(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client = somebody(desk)
    asked = client.post("/lists", files={"list": ("their.csv", STRANGE.encode())})
    assert asked.url.path == "/lists/columns"
    text = asked.text
    assert "Mar 11, 1943 or Nov 3, 1943" in text
    assert "Dec 8, 2026, 8:00" in text
    assert not re.search(r'name="order"[^>]*checked', text), "an open date is asked, never preselected"
    assert not [path for path in (tmp_path / "lists").rglob("*") if path.is_file()], "nothing is kept before somebody says how it is read"
    token = on(text)
    silent = client.post("/lists/columns", data={"on": token, **MEANT})
    assert (silent.status_code, "the list itself does not show it" in silent.text) == (422, True)
    wrong = client.post("/lists/columns", data={"on": token, **MEANT, "c0": "", "order": "day-first"})
    assert (wrong.status_code, "patient_id is missing" in wrong.text) == (422, True)
    assert not list((tmp_path / "maps").glob("*"))
    plan = client.post("/lists/columns", data={"on": token, **MEANT, "order": "day-first"})
    assert plan.url.path == "/lists/1"
    assert [str(visit.entry.appointment.patient.born) for visit in ask_day(AskDay(desk.counter)).visits] == ["1943-11-03", "1949-06-07"]
    assert b"Lee" not in b"".join(path.read_bytes() for path in (tmp_path / "maps").iterdir()), "a map names columns, never a patient"
    assert upload(client, STRANGE.replace("RSC-2", "RSC-3").encode(), "next.csv") == "/lists/2", "the same columns are known now"
    other = client.post("/lists", files={"list": ("x.csv", STRANGE.replace("Kind", "Sort").encode())})
    assert other.url.path == "/lists/columns", "others are asked"


def test_columns_of_a_list_that_was_put_away_are_asked_for_again(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client, other = somebody(desk), somebody(desk)
    token = on(client.post("/lists", files={"list": ("their.csv", STRANGE.encode())}).text)
    for browser, name in ((other, token), (client, "guessed")):
        assert browser.get(f"/lists/columns?on={name}").status_code == 422
        assert "Lee" not in browser.post("/lists/columns", data={"on": name, **MEANT}).text


def test_a_list_read_by_a_map_is_made_by_it(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client = somebody(desk)
    token = on(client.post("/lists", files={"list": ("their.csv", STRANGE.replace(";Kypho;", ";kyphoplasty;").encode())}).text)
    client.post("/lists/columns", data={"on": token, **MEANT, "c4": "leaflet", "order": "month-first"})
    client.post("/lists/1/make")
    assert ended(desk).said == ""
    assert "2 copies are made" in client.get("/lists/1/run").text


def test_no_file_and_no_list_are_said_and_nothing_is_kept(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path)
    client = somebody(desk)
    none = client.post("/lists", data={"list": ""})
    assert (none.status_code, "No file was chosen" in none.text) == (422, True)
    wrong = client.post("/lists", files={"list": ("<script>alert(1)</script>.csv", b"\x00\x01\x02 no list")})
    assert wrong.status_code == 422
    assert "<script>alert" not in wrong.text
    assert not list((tmp_path / "lists").iterdir())
    assert client.get("/lists/7").status_code == 422
    assert "that list is not there any more" in client.get("/lists/7").text


@pytest.mark.parametrize("called", ["a.csv", "../../etc/passwd", "x" * 300 + ".xlsx", "\r\nset-cookie: a=b.csv", "'\"><img src=x onerror=alert(1)>.hl7", ".csv"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"PK\x03\x04 no workbook", b"MSH|^~\\&|", b"{", b'{"resourceType": "Bundle"}', b"BEGIN:VCALENDAR", b"a;b;c\n1;2;3\n",
             b",".join([b"x"] * 600), b"\n" * 9, "name\n<script>alert(1)</script>\n".encode("utf-16")],
)  # fmt: skip
def test_whatever_is_uploaded_is_a_page_and_nothing_is_run(tmp_path: Path, called: str, data: bytes) -> None:
    client = somebody(empty_desk(tmp_path))
    answer = client.post("/lists", files={"list": (called, data)})
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "set-cookie" not in answer.headers
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name == "lists" and not path.name[:16].isalnum()] == []


def test_a_list_is_taken_out_with_its_appointments_and_its_file(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = somebody(desk)
    client.get("/lists/1")
    question = client.get("/lists/1/out").text
    assert "Take out" in question
    assert len(ask_lists(desk.counter)) == 1
    client.post("/lists/1/out")
    assert ask_lists(desk.counter) == ()
    assert "Müller" not in client.get("/").text
    assert [path for room in ("lists", "copies") for path in (tmp_path / room).rglob("*")] == [], "nothing of a patient is left"


def test_stacks_are_days_and_their_pages_are_the_runs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = somebody(desk)
    client.post("/lists/1/make")
    ended(desk)
    first, second = piles(desk.counter, 1)
    assert [(pile.copies, pile.printed) for pile in (first, second)] == [(3, 0), (1, 0)]
    assert first.span == f"1-{first.pages}"
    assert second.span == f"{first.pages + 1}-{first.pages + second.pages}"
    assert client.get("/lists/1/run").text.count("/lists/1/print") == 2
    assert client.post("/lists/1/print", data={"pile": "2"}).status_code == 422
    assert client.post("/lists/1/print", data={"pile": "-1"}).status_code == 422
    client.post("/lists/1/print", data={"pile": "1", "sides": "two-sided-long-edge"})
    ended(desk, "print")
    assert "printer" in client.get("/lists/1/run").text.casefold(), "no printer is here: it says so, and the copies wait"
    report = client.get("/lists/1/report.html")
    assert report.headers["content-disposition"] == 'attachment; filename="run-1.html"'
    assert "Smith" not in report.text
    assert "mail.toml" in client.get("/lists/1/mail").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_sees_or_does_anything_without_a_session(tmp_path: Path, method: str) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=False)
    ends = ["", "/columns", "/1", "/1/run", "/1/out", "/1/make", "/1/go-on", "/1/stop", "/1/print", "/1/mail", "/1/rows.csv", "/1/sample-1.png", "/1/report.html"]
    for end in [*ends, "/1/run/make/events"]:
        answer = client.request(method, f"/lists{end}")
        assert answer.status_code in (303, 405), end
        assert answer.text in ("", "Method Not Allowed")
    assert ask_lists(desk.counter)[0].making is None


def test_a_session_that_is_locked_is_told_no_more(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, WEEK)
    client = somebody(desk)
    client.post("/lock")
    assert client.get("/lists", follow_redirects=False).headers["location"] == "/door"
    assert COOKIE in client.cookies
