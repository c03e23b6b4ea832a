"""Today and the card, asked as a browser without a script asks them."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handouts.actions.days import AskDay
from handouts.clinics.clinic import Clinic
from handouts.desk.app import COOKIE, Desk, application
from tests.handouts.desk import HOST, OWN, PEOPLE, a_desk, ask_day, brought, somebody
from tests.reading import page_texts

MUELLER = [PEOPLE[2]]


def entry(desk: Desk, typed: str) -> str:
    return ask_day(AskDay(desk.counter, typed=typed)).visits[0].entry.id


def on(text: str) -> str:
    found = re.search(r'name="on" value="([^"]+)"', text)
    assert found
    return found[1]


def test_today_shows_who_comes_and_a_search_is_in_no_address(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk)
    text = client.get("/").text
    assert [name in text for name in ("Smith-Jones", "Müller", "حداد")] == [True, True, False]
    assert "Tuesday, December 8" in text
    assert "April 17, 1951" not in text and "Apr 17, 1951" not in text, "two look alike: their birth dates are asked"
    answer = client.post("/", data={"find": "mül", "day": "2026-12-08", "go": "1"})
    assert answer.url.path == f"/card/{entry(desk, 'mül')}"
    assert "mül" not in str(answer.url)
    assert "Nobody is found" in client.post("/rows", data={"find": "zzz", "day": "2026-12-08"}).text


def test_nobody_sees_anything_without_a_session(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=False)
    for method, address in (("GET", "/"), ("POST", "/rows"), ("GET", f"/card/{entry(desk, 'mül')}"), ("GET", "/desk/x/1.png"), ("GET", "/keys")):
        answer = client.request(method, address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/door")
        assert answer.text == ""


def test_a_link_opens_the_door_once(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    key = desk.key()
    client = TestClient(application(desk), base_url=HOST.replace("http:", "https:"), headers=OWN)
    assert "Smith-Jones" in client.get(f"/enter/{key}").text
    cookie = client.cookies.jar.__iter__().__next__()
    assert (cookie.name, cookie.secure, cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == (COOKIE, True, "/", True)
    other = TestClient(application(desk), base_url=HOST, headers=OWN)
    assert other.get(f"/enter/{key}").status_code == 401
    assert client.post("/lock").status_code == 401
    assert "Smith-Jones" not in client.get("/").text


def test_a_copy_is_looked_at_and_kept_once_whatever_is_said_again(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, MUELLER)
    client = somebody(desk)
    card = client.get(f"/card/{entry(desk, 'mül')}")
    assert "September 2, 1946" in card.text
    name = on(card.text)
    picture = client.get(f"/desk/{name}/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert "Zoë" in client.get(f"/desk/{name}/text").text
    for _ in range(3):
        answer = client.post(f"/card/{entry(desk, 'mül')}/save", data={"on": name})
        assert answer.url.path == "/"
    made = list((tmp_path / "copies").iterdir())
    assert len(made) == 1
    assert "Zoë Müller" in "".join(page_texts(made[0].read_bytes()))
    assert ask_day(AskDay(desk.counter)).visits[0].fate.state == "made"
    assert client.get("/").text.count("Zoë Müller: Kyphoplasty") <= 1


def test_of_two_who_look_alike_nothing_leaves_before_the_birth_date_was_said(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk)
    here = f"/card/{entry(desk, '104233')}"
    card = client.get(here)
    assert "Ask for the birth date" in card.text
    assert "1951" not in card.text
    name = on(card.text)
    client.post(f"{here}/save", data={"on": name})
    assert not (tmp_path / "copies").exists()
    assert "1951" not in client.get(f"/desk/{name}/text").text
    wrong = client.post(f"{here}/born", data={"born": "5/21/1951", "on": name})
    assert (wrong.status_code, "That is not the birth date" in wrong.text, "April" in wrong.text) == (422, True, False)
    covered = client.get(f"/desk/{name}/1.png").content
    right = client.post(f"{here}/born", data={"born": "4 17 1951", "on": name})
    assert "April 17, 1951" in right.text
    assert client.get(f"/desk/{name}/1.png").content != covered
    client.post(f"{here}/save", data={"on": name})
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_other_wishes_lay_other_copies_on_the_desk(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, MUELLER)
    client = somebody(desk)
    here = f"/card/{entry(desk, 'mül')}"
    changed = client.post(here, data={"leaflet": "kyphoplasty", "language": "en-US", "layout": "large-print", "note": "Use the <b>south</b> door."})
    assert "Use the &lt;b&gt;south&lt;/b&gt; door." in changed.text
    text = client.get(f"/desk/{on(changed.text)}/text").text
    assert "Hello" in text and "south" in text
    none = client.post(here, data={"language": "", "layout": "", "note": ""})
    assert "Nothing is on the desk yet" in none.text
    wrong = client.post(here, data={"leaflet": "kyphoplasty", "language": "en-US", "note": "\u0001"})
    assert (wrong.status_code, "cannot be made like this" in wrong.text) == (422, True)


def test_what_a_newer_list_has_changed_is_not_made_from_an_old_page(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, MUELLER)
    client = somebody(desk)
    here = f"/card/{entry(desk, 'mül')}"
    name = on(client.get(here).text)
    brought(desk, [(MUELLER[0][0], "2026-12-08T15:00", *MUELLER[0][2:])], "later.csv")
    answer = client.post(f"{here}/save", data={"on": name})
    assert answer.status_code == 422
    assert "a newer list has changed it" in answer.text
    assert not (tmp_path / "copies").exists()


def test_a_copy_whose_appointment_has_moved_is_outdated(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, MUELLER)
    client = somebody(desk)
    here = f"/card/{entry(desk, 'mül')}"
    client.post(f"{here}/save", data={"on": on(client.get(here).text)})
    brought(desk, [(MUELLER[0][0], "2026-12-08T15:00", *MUELLER[0][2:])], "later.csv")
    assert ask_day(AskDay(desk.counter)).visits[0].fate.state == "outdated"
    assert "Outdated" in client.get("/").text


NASTY = '"><script>alert(1)</script>{{7*7}}'


def test_a_name_full_of_markup_is_a_name(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, [("A-1", "2026-12-08T09:30", "R-1", NASTY, "O'Brien & Söhne", "1951-04-17", "kyphoplasty", "en-US")])
    client = somebody(desk)
    for address in ("/", f"/card/{entry(desk, '')}"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "{{7*7}}" in text and "49" not in re.sub(r"\d{3,}|\w*-\w*", "", text).replace("1949", "")


@pytest.mark.parametrize("address", ["/card/../../etc/passwd", "/card/%00", "/desk/..%2f..%2fx/1.png", "/static/../app.py", "/static/%2e%2e/app.py", "/card/' OR 1=1 --"])
def test_addresses_that_were_guessed_lead_nowhere(tmp_path: Path, address: str) -> None:
    answer = somebody(a_desk(tmp_path)).get(address)
    assert answer.status_code in (404, 422, 400)
    assert "Smith" not in answer.text and "root:" not in answer.text and "import" not in answer.text


@pytest.mark.parametrize("place", ["/", "/card/{}", "/outbox", "/leaflets", "/lists", "/given", "/keys", "/given/events", "/leaflets/kyphoplasty/en-US"])
def test_a_page_leaves_nothing_behind(tmp_path: Path, place: str) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk, "manager")
    address = place.format(entry(desk, "mül"))

    def clinics_after(requests: int) -> int:
        for _ in range(requests):
            assert client.get(address).status_code == 200
        return sum(isinstance(thing, Clinic) for thing in gc.get_objects())

    clinics_after(3)
    gc.collect()
    gc.disable()
    try:
        before = clinics_after(1)
        assert clinics_after(12) <= before + 3, "what lies on the desk may be one more, and not one a request"
    finally:
        gc.enable()
