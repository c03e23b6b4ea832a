"""Who may come in: pass-phrases, pauses, a new session each time, a lock that keeps the page, a proxy's word, the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from handouts.actions import staff
from handouts.actions.days import AskDay
from handouts.actions.staff import AddMember, AskDeeds, RemoveMember, add_member, ask_deeds, remove_member
from handouts.desk.app import COOKIE, Desk, application
from handouts.desk.pauses import Pauses
from handouts.diary.staff import Role
from tests.handouts.desk import HOST, OWN, a_desk, ask_day, listed, somebody
from tests.handouts.desk.made import made, on_their_way

PHRASE = "quiet otters mend blue gates"
WRONG = "loud otters mend blue gates"


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Digests that are soon made: how long they take is tested beside the action."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(staff, "_hasher", lambda: hasher)
    staff._nobodys.cache_clear()
    yield
    staff._nobodys.cache_clear()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def staffed(folder: Path, role: Role = "manager") -> Desk:
    """A desk with somebody on its staff."""
    desk = a_desk(folder)
    add_member(AddMember(desk.counter, "Maria", role, PHRASE))
    return desk


def browser(desk: Desk, **how: object) -> TestClient:
    """Somebody who has not come in yet."""
    return TestClient(application(desk), base_url=HOST.replace("http:", "https:"), headers=OWN, **how)  # type: ignore[arg-type]


def come(client: TestClient, phrase: str = PHRASE, name: str = "maria") -> object:
    return client.post("/door", data={"name": name, "phrase": phrase})


def mueller(desk: Desk) -> str:
    return f"/card/{ask_day(AskDay(desk.counter, typed='mül')).visits[0].entry.id}"


def test_a_member_comes_in_by_pass_phrase_and_nobody_else_does(tmp_path: Path) -> None:
    desk = staffed(tmp_path)
    client = browser(desk)
    asked = client.get("/")
    assert (asked.status_code, 'type="password"' in asked.text, "Smith" in asked.text) == (401, True, False)
    refused = {(name, phrase): client.post("/door", data={"name": name, "phrase": phrase}) for name, phrase in (("maria", WRONG), ("nobody", PHRASE))}
    for (name, _), answer in refused.items():
        assert (answer.status_code, "Name or pass-phrase is not right." in answer.text, PHRASE in answer.text) == (401, True, False)
        assert answer.text.replace(name, "") == refused["maria", WRONG].text.replace("maria", ""), "names are not told apart"
    assert "Smith-Jones" in client.post("/door", data={"name": " MARIA ", "phrase": PHRASE}).text


def test_a_thousand_wrong_pass_phrases_let_nobody_in_and_take_long(tmp_path: Path) -> None:
    desk, clock = staffed(tmp_path), Clock()
    desk.pauses = Pauses(clock)
    client, began, statuses = browser(desk), clock.now, set()
    looked = 0
    for number in range(1000):
        answer = client.post("/door", data={"name": "maria" if number % 2 else f"guess{number}", "phrase": f"{WRONG} {number}"})
        statuses.add(answer.status_code)
        if answer.status_code == 429:
            clock.now += 0.5
        looked += answer.status_code == 401
        assert "Smith" not in answer.text
    assert statuses == {401, 429}
    assert looked < 80 and clock.now - began > 400
    assert client.post("/door", data={"name": "maria", "phrase": PHRASE}).status_code == 429, "within a pause the right one is not looked at either"
    clock.now += 400
    assert client.post("/door", data={"name": "maria", "phrase": PHRASE}).status_code == 200


def test_pauses_grow_for_a_name_and_for_all_and_end() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    assert [pauses.wait("maria") for _ in range(4)] == [0, 0, 0, 1]
    for wait in (1, 2, 4, 8, 16):
        assert pauses.wait("maria") == wait
        clock.now += wait
        assert pauses.wait("maria") == 0
    pauses.right("maria")
    assert pauses.wait("maria") == 0
    for number in range(40):
        clock.now += pauses.wait(f"x{number}")
    assert pauses.wait("new") > 0, "so many names are one guesser"
    clock.now += 11
    assert pauses.wait("new") == 0


def test_a_session_that_somebody_brings_along_is_never_the_one_that_is_let_in(tmp_path: Path) -> None:
    desk = staffed(tmp_path)
    client = browser(desk)
    client.cookies.set(COOKIE, "fixed-by-somebody-else")
    come(client)
    tokens = [cookie.value for cookie in client.cookies.jar]
    assert desk.sessions.find("fixed-by-somebody-else") is None
    first = next(token for token in tokens if token and desk.sessions.find(token))
    client.post("/lock")
    come(client)
    assert desk.sessions.find(first) is None, "what unlocks is another token"


def test_the_lock_keeps_the_page_for_the_same_person_alone(tmp_path: Path) -> None:
    desk = staffed(tmp_path)
    add_member(AddMember(desk.counter, "helen", "desk", PHRASE + "!"))
    client = browser(desk)
    come(client)
    card = mueller(desk)
    client.get(card)
    locked = client.post("/lock")
    assert (locked.status_code, "Zoë" in locked.text, 'value="maria"' in locked.text, "readonly" in locked.text) == (401, False, True, True)
    assert client.get(card).status_code == 401
    assert client.post("/door", data={"name": "maria", "phrase": PHRASE}).url.path == card
    client.post("/lock")
    assert client.post("/door", data={"name": "helen", "phrase": PHRASE + "!"}).url.path == "/"


def test_who_is_removed_is_shown_the_door_and_a_role_counts_at_once(tmp_path: Path) -> None:
    desk = staffed(tmp_path)
    client = browser(desk)
    come(client)
    assert client.get("/audit").status_code == 200
    add_member(AddMember(desk.counter, "maria", "desk", PHRASE))
    assert client.get("/audit").status_code == 403
    remove_member(RemoveMember(desk.counter, "maria"))
    add_member(AddMember(desk.counter, "helen", "manager", PHRASE))
    answer = client.get("/")
    assert (answer.status_code, "Smith" in answer.text) == (401, False)


def test_with_staff_a_link_of_before_lets_nobody_stay(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = browser(desk)
    assert client.get(f"/enter/{desk.key()}").status_code == 200
    add_member(AddMember(desk.counter, "maria", "manager", PHRASE))
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(("role", "status"), [("desk", 403), ("editor", 403), ("manager", 200)])
def test_the_audit_is_for_managers(tmp_path: Path, role: Role, status: int) -> None:
    answer = somebody(a_desk(tmp_path), role).get("/audit")
    assert answer.status_code == status
    assert ("/audit" in answer.text) == (role == "manager")


def proxied(folder: Path) -> Desk:
    desk = staffed(folder)
    add_member(AddMember(desk.counter, "helen", "desk"))
    return Desk(desk.counter, proxy="x-remote-user", hosts=("127.0.0.1", "desk.clinic.example"))


def test_a_proxy_says_who_comes_from_this_computer_alone(tmp_path: Path) -> None:
    desk = proxied(tmp_path)
    near = browser(desk, client=("127.0.0.1", 50000))
    assert "Smith-Jones" in near.get("/", headers={"x-remote-user": "Helen", "host": "desk.clinic.example"}).text
    assert near.get("/audit", headers={"x-remote-user": "helen"}).status_code == 403
    assert near.get("/").status_code == 401, "without the header the cookie alone is nothing"
    assert near.get("/", headers={"x-remote-user": "maria"}).text.count("Smith-Jones"), "whoever the proxy names now sits there now"
    for headers in ({}, {"x-remote-user": "mallory"}, {"x-remote-user": ""}, {"x-remote-user": "helen, maria"}):
        assert "Smith" not in browser(desk, client=("127.0.0.1", 50000)).get("/", headers=headers).text
    assert "Smith" not in browser(desk, client=("192.0.2.7", 50000)).get("/", headers={"x-remote-user": "helen"}).text
    assert "Smith" not in browser(desk, client=("127.0.0.1", 5)).get("/", headers=[("x-remote-user", "helen"), ("x-remote-user", "maria")]).text  # type: ignore[arg-type]
    assert browser(desk, client=("127.0.0.1", 5)).post("/door", data={"name": "maria", "phrase": PHRASE}).status_code == 401


def test_without_a_proxy_its_header_is_nothing(tmp_path: Path) -> None:
    answer = browser(staffed(tmp_path), client=("127.0.0.1", 50000)).get("/", headers={"x-remote-user": "maria"})
    assert (answer.status_code, "Smith" in answer.text) == (401, False)


def test_who_came_by_a_proxy_and_locks_says_so_to_come_back(tmp_path: Path) -> None:
    client = browser(proxied(tmp_path), client=("127.0.0.1", 50000))
    client.headers["x-remote-user"] = "helen"
    client.get("/")
    client.get("/keys")
    locked = client.post("/lock")
    assert (locked.status_code, "Come in again" in locked.text) == (401, True)
    assert client.post("/door").url.path == "/keys"


def test_the_audit_says_who_did_what_and_names_no_patient(tmp_path: Path) -> None:
    desk = staffed(tmp_path)
    client = browser(desk)
    come(client)
    card = mueller(desk)
    name = client.get(card).text.split('name="on" value="')[1].split('"')[0]
    client.post(f"{card}/save", data={"on": name})
    client.post(f"{card}/save", data={"on": name})
    deeds = ask_deeds(AskDeeds(desk.counter))
    assert [(deed.who, deed.deed, deed.entry, len(deed.copies)) for deed in reversed(deeds)] == [
        ("maria", "came in", "", 0), ("maria", "looked", card.rpartition("/")[2], 0), ("maria", "kept", card.rpartition("/")[2], 1),
    ]  # fmt: skip
    text = client.get("/audit?who=maria").text
    assert card in text and deeds[0].copies[0] in text
    for word in ("Müller", "Zoë", "104251", "1946"):
        assert word not in text
    assert "Nothing yet" in client.get("/audit?who=nobody").text
    assert client.get("/audit?before=x").status_code == 200


def test_a_ledgers_deeds_stand_in_the_audit_by_run_list_or_leaflet(tmp_path: Path) -> None:
    """Settled, withdrawn, recalled, called, voided, looked at: who did it, and of which copies; of many, of which run."""
    desk = made(tmp_path)
    numbers = on_their_way(desk, doubts=2, failed=1)
    client = somebody(desk)
    client.get(f"/outbox/{numbers[0]}")
    form = client.get(f"/outbox/{numbers[0]}").text
    seen = form.split('name="seen" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(f"/outbox/{numbers[0]}/arrived", data={"seen": seen})
    client.post("/outbox/run/1/print/waiting/withdraw", data={"count": "2"})
    calls = client.post("/given/recall", data={"which": "kyphoplasty 1"})
    client.post(f"{calls.url.path}/file")
    client.post("/lists", files={"list": ("today.csv", listed())})
    told = [(deed.deed, deed.about, len(deed.copies)) for deed in reversed(ask_deeds(AskDeeds(desk.counter)))]
    assert told == [
        ("looked", "", 1), ("looked", "", 1), ("settled", "", 1), ("withdrew", "run 1", 0), ("recalled", "kyphoplasty 1", 0),
        ("downloaded", "kyphoplasty 1", 0), ("brought in", "list 1", 0),
    ]  # fmt: skip
    assert "run 1" in client.get("/audit").text
