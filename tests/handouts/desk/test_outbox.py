"""The outbox: what needs a person is shown with whose it is, and what is said of it counts once, whoever says it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handouts.actions.events import AskEvents, list_events
from handouts.actions.looking import AskLooking, ask_looking, count_looks, look_at
from handouts.actions.mail import SendMail, send_mail
from handouts.actions.saying import SayOf, say_of
from handouts.desk.app import Desk
from handouts.errors import InputError
from handouts.ledger.outbox import enqueue
from handouts.ledger.takeback import void
from tests.handouts.actions.test_mail import mail_toml
from tests.handouts.delivery.mail.mailserver import Box, serving
from tests.handouts.desk import a_desk, somebody
from tests.handouts.desk.made import again, copies, made, on_their_way


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    made(folder)
    return folder


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Desk:
    return again(original, tmp_path)


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', text)
    assert found
    return found[1]


def state(desk: Desk, number: int) -> str:
    return look_at(desk.counter.where, number).state


def test_before_anything_was_made_nothing_needs_anybody(tmp_path: Path) -> None:
    client = somebody(a_desk(tmp_path))
    for place in ("/outbox", "/outbox?show=waiting", "/outbox/telephone"):
        assert client.get(place).status_code == 200
    assert "Nothing needs you" in client.get("/outbox").text


def test_each_is_shown_with_what_a_person_has_to_look_for(desk: Desk) -> None:
    on_their_way(desk)
    client = somebody(desk)
    text = client.get("/outbox").text
    assert "3 things need you" in text and '<span class="count">3<' in text
    whose = [copy.whose for copy in copies(desk)]
    assert all(one and one.name in text and one.patient in text for one in whose[:3])
    assert not any(one and one.name in text for one in whose[3:] if one.name not in [w.name for w in whose[:3] if w])
    assert "The printer stopped after page 3" in text and "Look in the printer" in text
    assert [client.get(f"/outbox?show={part}").text.count('<div class="about">') for part in ("waiting", "mail", "print")] == [2, 0, 5]
    assert (whose[0] and whose[0].name not in str(client.get("/outbox").url)) is True


def test_a_doubt_is_settled_once(desk: Desk) -> None:
    doubt, *_ = on_their_way(desk)
    client = somebody(desk)
    page = client.get(f"/outbox/{doubt}").text
    assert "I have it back" in page and "aborted-by-system" in page
    answer = client.post(f"/outbox/{doubt}/arrived", data={"seen": seen(page)})
    assert (answer.url.path, state(desk, doubt)) == ("/outbox", "sent")
    assert ": printed." in answer.text
    twice = client.post(f"/outbox/{doubt}/again", data={"seen": seen(page)})
    assert (twice.status_code, state(desk, doubt)) == (409, "sent")
    assert "Somebody was first" in twice.text and "as maria says" in twice.text


def test_of_two_desks_one_counts_and_the_other_is_told_who_was_first(desk: Desk) -> None:
    doubt, *_ = on_their_way(desk)
    look = look_at(desk.counter.where, doubt)
    with ThreadPoolExecutor(4) as pool:
        said = [SayOf(desk.counter, doubt, look.seen, "arrived", who) for who in ("jon", "maria", "kim", "ana")]
        done = list(pool.map(say_of, said))
    assert sum(one.done for one in done) == 1
    first = next(one.now.by for one in done if one.done)
    assert {one.now.by for one in done} == {first}


def test_what_leaves_again_leaves_at_once_or_says_why_it_waits(desk: Desk) -> None:
    doubt, _, failed, *_ = on_their_way(desk)
    client = somebody(desk)
    for number in (doubt, failed):
        answer = client.post(f"/outbox/{number}/again", data={"seen": seen(client.get(f"/outbox/{number}").text)})
        assert "waits to be printed" in answer.text and "ask whoever looks after the desk" in answer.text
        assert state(desk, number) == "waiting"


def test_what_waits_or_failed_is_withdrawn_and_the_ledger_says_by_whom(desk: Desk) -> None:
    _, _, failed, waits, _ = on_their_way(desk)
    client = somebody(desk, "desk")
    for number in (failed, waits):
        client.post(f"/outbox/{number}/withdraw", data={"seen": seen(client.get(f"/outbox/{number}").text)})
        assert (state(desk, number), look_at(desk.counter.where, number).by) == ("withdrawn", "maria")
    assert [event.what for event, _ in list_events(AskEvents(desk.counter.where)).events] == ["withdraw", "withdraw"]


def test_nothing_can_be_said_that_is_not_offered(desk: Desk) -> None:
    doubt, *_ = on_their_way(desk)
    client = somebody(desk)
    name = seen(client.get(f"/outbox/{doubt}").text)
    assert client.post(f"/outbox/{doubt}/withdraw", data={"seen": name}).status_code == 409
    assert client.post(f"/outbox/{doubt}/burn", data={"seen": name}).status_code == 404
    assert client.post(f"/outbox/{doubt}/arrived", data={}).status_code == 409
    assert state(desk, doubt) == "in doubt"
    assert client.get("/outbox/99999").status_code == 422
    with pytest.raises(InputError):
        look_at(desk.counter.where, 99999)


def test_many_at_once_are_counted_and_asked_again_if_it_is_another_number(desk: Desk) -> None:
    first, *_ = on_their_way(desk, doubts=3, failed=0)
    client = somebody(desk)
    assert "/outbox/run/1/print/doubt" in client.get("/outbox").text
    assert "In doubt: 3" in client.get("/outbox/run/1/print/doubt").text
    client.post(f"/outbox/{first}/arrived", data={"seen": seen(client.get(f"/outbox/{first}").text)})
    other = client.post("/outbox/run/1/print/doubt/arrived", data={"count": "3"})
    assert (other.status_code, "another number" in other.text) == (409, True)
    assert len(ask_looking(AskLooking(desk.counter.where)).open) == 2
    assert "Copies of run 1 that are settled, and have arrived: 2." in client.post("/outbox/run/1/print/doubt/arrived", data={"count": "2"}).text
    assert ask_looking(AskLooking(desk.counter.where)).open == ()
    assert "Copies of run 1 that are withdrawn: 2." in client.post("/outbox/run/1/print/waiting/withdraw", data={"count": "2"}).text
    assert ask_looking(AskLooking(desk.counter.where, "waiting")).open == ()


def test_a_passphrase_is_told_to_who_says_the_birth_date_and_that_is_kept(desk: Desk) -> None:
    with serving(Box()) as port:
        mail_toml(desk.counter.where, port)
        send_mail(SendMail(desk.counter.where, "1"))
    client = somebody(desk, "desk")
    text = client.get("/outbox/telephone").text
    letters = re.findall(r'/outbox/telephone/(\w+)"', text)
    assert len(letters) == 3
    copy = next(one for one in copies(desk) if one.id == letters[0])
    assert copy.whose
    wrong = client.post(f"/outbox/telephone/{copy.id}", data={"born": "1901-01-01"})
    assert (wrong.status_code, "not the birth date" in wrong.text) == (422, True)
    assert copy.whose.born.isoformat() not in wrong.text
    phrase = re.compile(r"<span>([a-z]{5})</span>")
    assert phrase.findall(wrong.text) == [] and phrase.findall(client.get(f"/outbox/telephone/{copy.id}").text) == []
    told = client.post(f"/outbox/telephone/{copy.id}", data={"born": copy.whose.born.isoformat()})
    assert len(phrase.findall(told.text)) == 3
    (event, _), = list_events(AskEvents(desk.counter.where)).events
    assert (event.what, event.who, dict(event.asked)) == ("passphrase", "maria", {"copy": copy.id})
    assert "".join(phrase.findall(told.text)) not in str(event)
    assert copy.id not in client.get("/outbox/telephone").text
    assert "has told the passphrase already" in client.get(f"/outbox/telephone/{copy.id}").text
    plain = next(one for one in copies(desk) if one.id not in letters)
    assert client.get(f"/outbox/telephone/{plain.id}").status_code == 422


def test_a_letter_that_failed_goes_on_paper_instead_and_then_needs_nobody(desk: Desk) -> None:
    _, failed, *_ = on_their_way(desk, "mail", doubts=1)
    client = somebody(desk)
    assert '<span class="count">2<' in client.get("/outbox").text
    page = client.get(f"/outbox/{failed}").text
    assert "Print it instead" in page
    answer = client.post(f"/outbox/{failed}/paper", data={"seen": seen(page)})
    assert "waits to be printed" in answer.text and '<span class="count">1<' in answer.text
    assert state(desk, failed) == "withdrawn"
    assert client.post(f"/outbox/{failed}/paper", data={"seen": seen(page)}).status_code == 409
    waits = ask_looking(AskLooking(desk.counter.where, "print")).open
    assert [(one.copy, one.state) for one in waits] == [(look_at(desk.counter.where, failed).copy, "waiting")]


def test_what_failed_and_went_another_way_needs_nobody(desk: Desk) -> None:
    on_their_way(desk, "mail", doubts=0, failed=2)
    with desk.counter.where.open() as ledger:
        enqueue(ledger, [copies(desk)[0].id], "print")
        void(ledger, copies(desk)[1], why="wrong leaflet", who="maria")
    assert ask_looking(AskLooking(desk.counter.where)).open == ()
    assert count_looks(desk.counter.where) == 0
    assert "Nothing needs you" in somebody(desk).get("/outbox").text


def test_what_waits_leaves_when_somebody_says_so_and_once(desk: Desk) -> None:
    box = Box()
    with serving(box) as port:
        mail_toml(desk.counter.where, port)
        with desk.counter.where.open() as ledger:
            able = [copy.id for copy in copies(desk) if copy.whose and "@example.org" in copy.whose.record]
            enqueue(ledger, able, "mail")
        first, *_ = ask_looking(AskLooking(desk.counter.where, "waiting")).open
        client = somebody(desk)
        name = seen(client.get(f"/outbox/{first.number}").text)
        assert ": e-mailed." in client.post(f"/outbox/{first.number}/now", data={"seen": name}).text
        assert client.post(f"/outbox/{first.number}/now", data={"seen": name}).status_code == 409
        assert "Copies of run 1 that have left now: 2." in client.post("/outbox/run/1/mail/waiting/now", data={"count": "2"}).text
    assert len(box.held) == 3
    assert ask_looking(AskLooking(desk.counter.where, "waiting")).open == ()


def test_a_letter_that_was_locked_with_another_key_says_so_and_nothing_is_kept(desk: Desk) -> None:
    with serving(Box()) as port:
        mail_toml(desk.counter.where, port)
        send_mail(SendMail(desk.counter.where, "1"))
    (Path(desk.counter.where.clinic) / "passphrase.key").write_bytes(bytes(range(32)))
    client = somebody(desk)
    copy = re.findall(r'/outbox/telephone/(\w+)"', client.get("/outbox/telephone").text)[0]
    answer = client.post(f"/outbox/telephone/{copy}", data={"born": "1936-03-12"})
    assert (answer.status_code, "locked with another passphrase.key" in answer.text) == (422, True)
    assert list_events(AskEvents(desk.counter.where)).events == ()


def test_a_session_that_is_locked_shows_nothing_of_it(desk: Desk) -> None:
    on_their_way(desk)
    client = somebody(desk)
    client.post("/lock")
    for place in ("/outbox", "/outbox/1", "/outbox/telephone", "/given", "/given/events"):
        answer = client.get(place)
        assert answer.url.path == "/door"
        assert not any(copy.whose and copy.whose.name in answer.text for copy in copies(desk))
