"""Attacks on the desk as a whole: every address for every role, markup in every field, lines that are smuggled in, words that leak."""

from __future__ import annotations

import csv
import io
import logging
import re
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from handouts.actions.counter import Counter
from handouts.actions.days import AskDay
from handouts.actions.where import Where
from handouts.desk.app import COOKIE, Desk, application
from handouts.diary.staff import ROLES, Role
from tests.handouts.desk import HEAD, HOST, OWN, PEOPLE, a_desk, ask_day, brought, somebody
from tests.handouts.desk.made import copies, made, on_their_way

OPEN = {"/brand.css", "/which", "/static/{weight:str}.ttf", "/door", "/enter/{key}", "/lock", "/leave"}  # for who is not in
ASKED = {"/infobutton", "/infobutton/{name}"}  # by record systems, where the clinic has turned it on; these have no session
MANAGERS = {
    "/audit", "/given/events", "/given/recall", "/given/recall/{on:str}", "/given/recall/{on:str}/file", "/given/{on:str}/{copy:str}/void",
}  # fmt: skip
EDITORS = {  # and managers
    *(f"/leaflets/{{name}}/{{language}}/{deed}" for deed in ("edit", "look", "adopt", "sign")), "/pictures/{picture}.png",
}  # fmt: skip
NASTY = '"><script>alert(1)</script>{{7*7}}\'); DROP TABLE entries;--'
FILLED = {"day": "1", "page": "1", "id": "1", "run": "1", "number": "1", "deed": "make", "said": "arrived", "channel": "print", "state": "doubt"}


def routes(desk: Desk) -> list[tuple[str, str]]:
    """(method, address) of everything that the desk answers to."""
    found = [route for route in application(desk).routes if isinstance(route, Route)]
    return [(method, route.path) for route in found for method in sorted(route.methods or ()) if method != "HEAD"]


def at(address: str) -> str:
    """An address with something in each of its places."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: FILLED.get(found[1], "guessed"), address)


def test_nobody_who_is_not_in_gets_anything_from_any_address(tmp_path: Path) -> None:
    desk = made(tmp_path)
    client = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=False)
    for method, address in routes(desk):
        answer = client.request(method, at(address))
        if address in ASKED:
            assert answer.status_code == 404
        elif address not in OPEN:
            assert (answer.status_code, answer.headers.get("location"), answer.text) == (303, "/door", ""), (method, address)
        assert "RSC-" not in answer.text and "Müller" not in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_every_address_is_for_the_roles_that_it_is_for(tmp_path: Path, role: Role) -> None:
    desk = made(tmp_path)
    refused = set()
    for method, address in routes(desk):
        if address in OPEN:
            continue
        answer = somebody(desk, role).request(method, at(address), follow_redirects=False)
        assert answer.status_code in (200, 303, 403, 404, 409, 422), (method, address, answer.status_code)
        refused |= {address} if answer.status_code == 403 else set()
    assert refused == {"manager": set(), "editor": MANAGERS, "desk": MANAGERS | EDITORS}[role]


def test_a_session_that_was_stolen_ends_with_its_owners(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    owner = somebody(desk)
    token = str(owner.cookies[COOKIE])
    for over in (lambda: desk.sessions.lock(token), lambda: desk.sessions.end(token)):
        thief = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=False)
        thief.cookies.set(COOKIE, token)
        over()
        assert (thief.get("/").status_code, thief.post("/rows", data={"find": "mül"}).text) == (303, "")
    for guess in ("", "x", token[:-1], token.swapcase(), token + "A", "../" * 20, "a" * 100_000):
        thief = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=False)
        assert thief.get("/", headers={"cookie": f"{COOKIE}={guess}"}).headers["location"] == "/door"


def nasty(desk: Desk) -> TestClient:
    """Somebody at a desk whose list says NASTY wherever it may."""
    out, more = io.StringIO(), ("location", "clinician", "instructions", "type", "email", "phone", "address_1", "city")
    row = (NASTY[:60], "2026-12-08T09:30", NASTY[:40], NASTY, f"O'Brien & {NASTY}", "1951-04-17", "kyphoplasty", "en-US")
    csv.writer(out).writerows([(*HEAD, *more), (*row, *[NASTY] * 4, "", "", NASTY, NASTY), (*PEOPLE[0], *[""] * 8)])
    client = somebody(desk)
    client.post("/lists", files={"list": (f"{NASTY.replace('/', '')}.csv", out.getvalue().encode())})
    return client


def is_harmless(text: str, where: str) -> None:
    assert "<script>alert" not in text, where
    assert '"><script' not in text, where
    assert "49&#39;);" not in text and "49');" not in text, where


def test_markup_in_every_field_is_text_on_every_page(tmp_path: Path) -> None:
    desk = Desk(Counter(Where("riverside"), tmp_path))
    client = nasty(desk)
    [visit, *_] = [one for one in ask_day(AskDay(desk.counter)).visits if "script" in one.entry.appointment.patient.family_name]
    card = f"/card/{visit.entry.id}"
    pages = ["/", card, "/lists", "/lists/1", "/lists/1/out", "/new", "/given", "/leaflets", "/outbox", "/audit", "/language", f"/?day={NASTY}", f"/?show={NASTY}"]
    pages += [f"/audit?who={NASTY}", f"/outbox?show={NASTY}", f"/card/{NASTY}", f"/leaflets/{NASTY}/en-US", f"/given/{NASTY}", f"/handover/{NASTY}"]
    for place in pages:
        is_harmless(client.get(place).text, place)
    assert "&lt;script&gt;alert" in client.get("/").text
    on = re.search(r'name="on" value="([^"]+)"', client.get(card).text)
    said = dict.fromkeys(("find", "words", "name", "born", "number", "leaflet", "at", "place", "clinician", "note", "code", "which", "order", "why"), NASTY)
    for place in ("/", "/rows", "/new", "/given", "/leaflets", "/handover", "/given/recall", card, f"{card}/born", "/lists/columns", "/language"):
        for extra in ({}, {"go": "1"}):
            is_harmless(client.post(place, data={**said, **extra}).text, f"POST {place}")
    if on:
        is_harmless(client.get(f"/desk/{on[1]}/text").text, "text")
        is_harmless(client.post(f"{card}/save", data={"on": on[1]}).text, "save")
    for place in ("/given", "/given/outdated", "/given/runs", "/given/runs/1", "/given/events"):
        is_harmless(client.get(place).text, place)
    given = client.post("/given", data={"find": "script"})
    is_harmless(given.text, "patient")
    for run in client.get("/lists/1/rows.csv"), client.get("/lists/1/run"):
        assert "text/html" not in run.headers["content-type"] or "<script>alert" not in run.text


@pytest.mark.parametrize("called", ["a\r\nSet-Cookie: x=1.csv", "a\nb.csv", "../../etc/passwd", "..\\..\\x.csv", "\u202egpj.csv", "x" * 400 + ".csv", ".csv"])
def test_a_files_name_smuggles_in_no_line_and_leads_nowhere(tmp_path: Path, called: str) -> None:
    desk = a_desk(tmp_path / "desk")
    client = somebody(desk)
    answer = client.post("/lists", files={"list": (called, b"appointment_id,start\n")}, follow_redirects=False)
    assert "set-cookie" not in answer.headers and answer.status_code in (200, 303, 422)
    brought(desk, PEOPLE, called)
    for place in ("/lists", "/lists/2", "/lists/2/rows.csv"):
        found = client.get(place)
        assert "set-cookie" not in found.headers and "\n" not in "".join(found.headers.values())
    assert {path.parent for path in tmp_path.rglob("*.csv")} <= {tmp_path / "desk" / "lists"}


@pytest.mark.parametrize("header", ["host", "origin", "cookie", "referer", "accept-language", "x-forwarded-for", "x-remote-user"])
def test_a_header_full_of_anything_is_answered_in_words(tmp_path: Path, header: str) -> None:
    client = somebody(a_desk(tmp_path))
    for value in (NASTY, "a" * 9000, "127.0.0.1:8417, evil.example", "\t"):
        answer = client.get("/", headers={header: value})
        assert answer.status_code in (200, 421, 303, 401)
        is_harmless(answer.text, header)


def test_no_word_of_a_patient_is_in_a_log_an_address_or_a_cache(tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    desk = made(tmp_path)
    on_their_way(desk)
    one = copies(desk)[0]
    assert one.whose is not None
    words = [one.whose.patient, one.whose.born.isoformat(), *one.whose.name.replace(".", "").split()[-2:]]
    client, seen = somebody(desk), []
    client.event_hooks["request"] = [lambda request: seen.append(str(request.url))]
    for place in ("/", "/rows", "/given", "/leaflets", "/new"):
        for find in words:
            answer = client.post(place, data={"find": find, "go": "1"})
            assert answer.headers["cache-control"] == "no-store"
    for place in ("/outbox", "/outbox/1", "/given/outdated", "/given/runs/1", "/audit", "/given/events"):
        answer = client.get(place)
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert not any(word in re.search(r"<title>(.*)</title>", answer.text)[1] for word in words)  # type: ignore[index]
    logged = caplog.text + "".join(capfd.readouterr())
    kept = client.get("/audit").text + client.get("/given/events").text
    for word in words:
        assert not any(word in address for address in seen), word
        assert word not in re.sub(r"httpx\S*.*", "", logged), word
        assert word not in kept, word
