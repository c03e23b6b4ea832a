"""The desk in Chromium with a real printer and a real mail server behind it; two desks at one copy."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from handouts.actions.counter import Counter
from handouts.actions.looking import look_at
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from handouts.desk.app import Desk
from handouts.ledger.outbox import enqueue
from tests.handouts.actions.test_mail import mail_toml
from tests.handouts.delivery.mail.postfix import Postfix, postfix
from tests.handouts.delivery.printing.servers import Bus, Eve
from tests.handouts.desk import HEAD, PEOPLE, open_at, somebody
from tests.handouts.desk.made import copies, made
from tests.handouts.desk.test_browser import CHROMIUM, FLAGS, ready
from tests.handouts.desk.test_outbox import seen

pytestmark = [pytest.mark.servers, pytest.mark.browser]


@pytest.fixture(scope="module")
def mails() -> Iterator[Postfix]:
    assert shutil.which("postfix") and os.geteuid() == 0, "Postfix (Debian's package) and root are needed; `make servers` installs it"
    with postfix() as running:
        yield running


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Eve]:
    bus = Bus()
    running = Eve(tmp_path / "eve", bus)
    running.load("Letter")
    yield running
    running.close()
    bus.close()


@pytest.fixture
def desk(tmp_path: Path, printer: Eve, mails: Postfix) -> Desk:
    """A clinic's own desk, with that printer and that server."""
    folder = shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    (folder / "printing.toml").write_text(f'printer = "{printer.uri}"\n', "utf-8")
    mail_toml(Where(str(folder)), mails.port)
    return Desk(Counter(Where(str(folder))))


@pytest.fixture
def page(desk: Desk) -> Iterator[Any]:
    """A browser that was let in."""
    from playwright.sync_api import sync_playwright

    with open_at(desk) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page()
        opened.goto(f"{address}/enter/{desk.key()}")
        yield opened
        browser.close()


def week() -> bytes:
    """A list of two who look like nobody else; the second has an e-mail address, and has said yes to letters."""
    out = io.StringIO()
    more = [("", ""), ("patient1@example.org", "yes")]
    csv.writer(out).writerows([(*HEAD, "email", "email_consent"), *((*one, *last) for one, last in zip((PEOPLE[2], PEOPLE[0]), more, strict=True))])
    return out.getvalue().encode()


def test_from_the_list_to_paper_and_to_a_letter(desk: Desk, page: Any, printer: Eve, mails: Postfix, tmp_path: Path) -> None:
    file = tmp_path / "week.csv"
    file.write_bytes(week())
    page.locator("html.scripted").wait_for()
    page.keyboard.press("Alt+2")
    page.get_by_label("Bring in a list").set_input_files(file)
    page.locator("html.scripted").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="2 copies will be made").wait_for()
    for typed, key, said in (("mül", "p", "printed."), ("smi", "e", "e-mailed.")):
        page.locator("html.scripted").wait_for()
        page.keyboard.press("Alt+1")
        page.locator("#find:focus").wait_for()
        page.keyboard.type(typed, delay=60)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Enter")
        ready(page)
        page.keyboard.press(key)
        page.locator(".told").wait_for(timeout=60_000)
        assert said in page.locator(".told").inner_text()
        page.reload()
        page.go_back()
        page.go_forward()
    first, second = (copy for run in (1, 2) for copy in _of(desk, run))
    assert printer.printed() == {first.id: first.struck.pages}
    [letter] = mails.messages()
    assert letter["To"] == "patient1@example.org"
    assert second.whose is not None and second.whose.name not in str(letter["Subject"])
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/?day=2026-12-08")
    page.get_by_text("Printed ", exact=False).first.wait_for()
    page.get_by_text("E-mailed ", exact=False).first.wait_for()


def test_two_desks_let_one_copy_leave_and_it_leaves_once(tmp_path: Path, printer: Eve) -> None:
    desk = made(tmp_path)
    (Path(desk.counter.where.clinic) / "printing.toml").write_text(f'printer = "{printer.uri}"\n', "utf-8")
    one = copies(desk)[0]
    with desk.counter.where.open() as ledger:
        enqueue(ledger, [one.id], "print")
    clients = [somebody(desk) for _ in range(2)]
    number = next(n for n in range(1, 20) if _waits(desk, n))
    forms = [seen(client.get(f"/outbox/{number}").text) for client in clients]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda both: both[0].post(f"/outbox/{number}/now", data={"seen": both[1]}), zip(clients, forms, strict=True)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert printer.printed() == {one.id: one.struck.pages}
    assert look_at(desk.counter.where, number).state == "sent"


def test_of_two_desks_that_correct_one_copy_the_second_is_told(tmp_path: Path) -> None:
    desk = made(tmp_path)
    one = copies(desk)[0]
    clients = [somebody(desk) for _ in range(2)]
    assert one.whose is not None
    places = [str(client.post("/given", data={"find": one.whose.patient}).url.path) for client in clients]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda both: both[1].post(f"{places[both[0]]}/{one.id}/correct", data={"location": f"Room {both[0]}"}), enumerate(clients)))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    with desk.counter.where.open() as ledger:
        old = ledger.copy(one.id)
        assert len([copy for run in ledger.runs() for copy in ledger.copies(run.id) if copy.id == old.replaced_by]) == 1


def _of(desk: Desk, run: int) -> list[Any]:
    with desk.counter.where.open() as ledger:
        return list(ledger.copies(run))


def _waits(desk: Desk, number: int) -> bool:
    from handouts.errors import HandoutsError

    try:
        found = look_at(desk.counter.where, number)
    except HandoutsError:
        return False
    return (found.channel, found.state) == ("print", "waiting")
