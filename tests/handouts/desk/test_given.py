"""Given: who was given what, a copy once more, void or corrected; a recall that is worked through; what was done by whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handouts.actions.days import AskDay
from handouts.actions.events import AskEvents, list_events
from handouts.actions.recalls import AskRecall, NoteCall, note_call, recall_list
from handouts.desk.app import Desk
from handouts.errors import InputError
from handouts.ledger.data import Copy
from tests.handouts.desk import PEOPLE, a_desk, ask_day, somebody
from tests.handouts.desk.made import again, copies, on_their_way
from tests.handouts.desk.test_outbox import original

__all__ = ["original"]


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Desk:
    return again(original, tmp_path)


def found(client: TestClient, copy: Copy) -> str:
    """The address of a copy's patient, as somebody finds it."""
    assert copy.whose
    return str(client.post("/given", data={"find": copy.whose.patient}).url.path)


def whats(desk: Desk) -> list[str]:
    return [event.what for event, _ in list_events(AskEvents(desk.counter.where)).events]


PLACES = ("/given", "/given/outdated", "/given/recall", "/given/runs", "/given/events")


def test_before_anything_was_given_every_page_says_so(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    assert [client.get(place).status_code for place in PLACES] == [200] * 5
    assert "Nobody is found" in client.post("/given", data={"find": "zzz"}).text


def test_what_only_a_manager_does_is_not_for_the_desk(desk: Desk) -> None:
    client = somebody(desk, "desk")
    here = found(client, copies(desk)[0])
    assert [client.get(place).status_code for place in PLACES] == [200, 200, 403, 200, 403]
    assert "/given/recall" not in client.get("/given").text
    assert "It is void" not in client.get(f"{here}/{copies(desk)[0].id}").text
    assert client.post(f"{here}/{copies(desk)[0].id}/void", data={"why": "wrong"}).status_code == 403
    assert client.post("/given/recall", data={"which": "kyphoplasty"}).status_code == 403
    assert whats(desk) == []


def test_a_patient_is_found_and_stands_in_no_address(desk: Desk) -> None:
    on_their_way(desk)
    client, copy = somebody(desk), copies(desk)[0]
    assert copy.whose
    for typed in (copy.whose.patient, copy.whose.name, copy.whose.born.isoformat()):
        answer = client.post("/given", data={"find": typed})
        assert copy.whose.name in answer.text
        assert not any(part in str(answer.url) for part in (copy.whose.patient, *copy.whose.name.split()))
    page = client.get(found(client, copy)).text
    assert copy.id in page and "In doubt: was it printed?" in page and "by Kim" in page
    assert copy.whose.patient not in re.findall(r'href="([^"]*)"', page)


def test_another_session_cannot_use_the_address(desk: Desk) -> None:
    here = found(somebody(desk), copies(desk)[0])
    other = somebody(desk)
    answer = other.get(here)
    assert answer.status_code == 422 and "find the patient again" in answer.text
    name = copies(desk)[0].whose
    assert name and name.name not in answer.text


def test_a_copy_of_somebody_else_is_not_shown_under_a_patient(desk: Desk) -> None:
    client, (one, *others) = somebody(desk), copies(desk)
    other = next(copy for copy in others if copy.whose and one.whose and copy.whose.patient != one.whose.patient)
    assert client.get(f"{found(client, one)}/{other.id}").status_code == 422


def test_a_copy_is_void_with_a_reason_and_once(desk: Desk) -> None:
    client, copy = somebody(desk), copies(desk)[0]
    here = f"{found(client, copy)}/{copy.id}"
    assert client.post(f"{here}/void", data={"why": " "}).status_code == 422
    assert "Void: wrong leaflet" in client.post(f"{here}/void", data={"why": "wrong leaflet"}).text
    twice = client.post(f"{here}/void", data={"why": "again"})
    assert twice.status_code == 422 and "as maria says" in twice.text
    assert "Nobody may be given this copy" in client.get(here).text
    assert whats(desk) == ["void"]


def test_a_form_that_prints_once_more_is_used_once(desk: Desk) -> None:
    client, copy = somebody(desk), copies(desk)[0]
    here = f"{found(client, copy)}/{copy.id}"
    once = re.search(r'name="once" value="([^"]+)"', client.get(here).text)
    assert once
    assert "ask whoever looks after the desk" in client.post(f"{here}/print", data={"once": once[1]}).text
    assert "done already" in client.post(f"{here}/print", data={"once": once[1]}).text
    assert "done already" in client.post(f"{here}/print").text


def test_a_copy_is_corrected_and_the_old_one_counts_no_more(desk: Desk) -> None:
    client, copy = somebody(desk, "desk"), copies(desk)[0]
    here = f"{found(client, copy)}/{copy.id}"
    form = client.get(f"{here}/correct").text
    assert 'name="instructions"' in form and 'type="datetime-local"' in form
    same = client.post(f"{here}/correct", data={})
    assert same.status_code == 422 and "Nothing is different" in same.text
    wrong = client.post(f"{here}/correct", data={"start": "soon", "location": "Room 7"})
    assert wrong.status_code == 422 and "Room 7" in wrong.text
    done = client.post(f"{here}/correct", data={"location": "Room <7>", "instructions": "Use the south door."})
    assert "Corrected: Where, Note for the patient" in done.text, done.text
    assert done.url.path != here and "takes the place of: 1" in done.text
    assert "Another copy counts instead" in client.get(here).text
    twice = client.post(f"{here}/correct", data={"location": "Room 8"})
    assert twice.status_code == 422 and "was replaced" in twice.text
    assert whats(desk) == ["correct"]


def test_a_recall_is_worked_through_and_each_call_is_kept_once(desk: Desk) -> None:
    client, copy = somebody(desk), copies(desk)[0]
    work = client.post("/given/recall", data={"which": f"{copy.struck.leaflet} {copy.struck.version}"})
    patients = recall_list(AskRecall(desk.counter.where, copy.struck.leaflet, copy.struck.version)).patients
    assert f"0 of {len(patients)} patients told" in work.text and patients
    here, one = work.url.path, patients[0]
    client.post(here, data={"copy": one.copy, "calls": "0", "called": "not reached"})
    late = client.post(here, data={"copy": one.copy, "calls": "0", "called": "told"})
    assert "Nothing more was noted" in late.text and "as maria has noted" in late.text
    told = client.post(here, data={"copy": one.copy, "calls": "1", "called": "told"})
    assert f"1 of {len(patients)} patients told" in told.text
    assert whats(desk) == ["told", "not reached", "recall"]
    assert client.post(here, data={"copy": one.copy, "calls": "2", "called": "perhaps"}).status_code == 422
    assert one.identifier not in str(list_events(AskEvents(desk.counter.where)))


def test_a_recall_is_a_file_and_the_ledger_says_who_has_it(desk: Desk) -> None:
    client, copy = somebody(desk), copies(desk)[0]
    here = client.post("/given/recall", data={"which": copy.struck.leaflet}).url.path
    answer = client.post(f"{here}/file")
    assert answer.headers["content-disposition"] == f'attachment; filename="recall-{copy.struck.leaflet}.csv"'
    assert copy.whose and copy.whose.name in answer.content.decode("utf-8-sig")
    assert whats(desk) == ["recall", "recall"]
    assert client.get("/given/recall/none").status_code == 422
    assert client.post("/given/recall", data={"which": "\r\nx: y 3"}).status_code == 422


def test_a_call_of_a_copy_that_is_not_recalled_is_refused(desk: Desk) -> None:
    copy = copies(desk)[0]
    with pytest.raises(InputError, match="not of this recall"):
        note_call(NoteCall(AskRecall(desk.counter.where, copy.struck.leaflet, 999), copy.id, "told", 0, "maria"))


def test_runs_and_events_are_shown_without_a_patient(desk: Desk) -> None:
    client = somebody(desk)
    copy = copies(desk)[0]
    client.post(f"{found(client, copy)}/{copy.id}/void", data={"why": "<b>odd</b>"})
    pages = [client.get(place).text for place in ("/given/runs", "/given/runs/1", "/given/events")]
    assert "5 copies" in pages[0] and "8 rows" in pages[1] and "maria" in pages[2] and "made void" in pages[2]
    assert not any(one.whose and one.whose.name in page for one in copies(desk) for page in pages)
    report = client.get("/given/runs/1/file")
    assert (report.status_code, report.headers["content-disposition"]) == (200, 'attachment; filename="run-1.html"')
    assert client.get("/given/runs/77").status_code == 422


def test_what_was_made_at_the_desk_is_a_run_that_is_finished(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, [PEOPLE[2]])
    client = somebody(desk)
    card = client.get(f"/card/{ask_day(AskDay(desk.counter)).visits[0].entry.id}")
    on = re.search(r'name="on" value="([^"]+)"', card.text)
    assert on
    client.post(f"{card.url.path}/save", data={"on": on[1]})
    text = client.get("/given/runs").text
    assert "by maria" in text and "Not finished" not in text
    assert "Kept as a file" in client.post("/given", data={"find": "mül"}).text


def test_a_name_full_of_markup_is_a_name_on_every_page(tmp_path: Path) -> None:
    """What is odd in a record is said on a page as it is, and is nothing else there."""
    odd = "<script>alert(1)</script>\"'&{{7*7}}"
    desk = a_desk(tmp_path, [("A-9", "2026-12-08T09:30", "RSC-<b>9", odd, "Müller", "1946-09-02", "kyphoplasty", "en-US")])
    client = somebody(desk)
    entry = ask_day(AskDay(desk.counter)).visits[0].entry.id
    on = re.search(r'name="on" value="([^"]+)"', client.get(f"/card/{entry}").text)
    assert on
    client.post(f"/card/{entry}/save", data={"on": on[1]})
    doubt, *_ = on_their_way(desk, doubts=1, failed=0)
    copy, = copies(desk)
    here = client.post("/given", data={"find": "Müller"}).url.path
    pages = [client.get(place).text for place in ("/outbox", f"/outbox/{doubt}", here, f"{here}/{copy.id}", f"{here}/{copy.id}/correct")]
    pages.append(client.post("/given/recall", data={"which": "kyphoplasty"}).text)
    pages.append(client.post(f"/outbox/{doubt}/arrived", data={"seen": "x"}).text)
    for page in pages:
        assert "&lt;script&gt;" in page and "{{7*7}}" in page
        assert "<script>alert" not in page and "RSC-<b>" not in page


def test_from_the_card_a_copy_given_before_is_opened_and_corrected_but_not_before_the_birth_date_is_said(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk)
    for typed, ready in (("104251", True), ("104233", False)):
        entry = ask_day(AskDay(desk.counter, typed=typed)).visits[0].entry.id
        page = client.get(f"/card/{entry}").text
        if not ready:
            assert "/given/" not in page
            client.post(f"/card/{entry}/born", data={"born": "4 17 1951", "on": ""})
            page = client.get(f"/card/{entry}").text
        on = re.search(r'name="on" value="([^"]+)"', page)
        assert on
        client.post(f"/card/{entry}/save", data={"on": on[1]})
        page = client.get(f"/card/{entry}").text
        assert "Kept as a file" in page
        opened, corrected = re.findall(r'href="(/given/[^"]+)"', page)
        assert corrected == f"{opened}/correct"
        assert "How it went" in client.get(opened).text
        assert client.get(corrected).status_code == 200
        assert "RSC" not in opened
        assert "/given/" not in somebody(desk).get(f"/card/{entry}").text or ready
