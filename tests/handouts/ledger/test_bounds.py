"""A ledger with years in it is not gone through: every statement of what is asked daily finds what it wants by an index."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from handouts.actions.copies import AskHistory, Recall, history, recall
from handouts.actions.events import AskEvents, list_events
from handouts.actions.find import Find, find
from handouts.actions.mail import SendMail, look_before_mailing
from handouts.actions.outbox import AskOutbox, Settle, ask_outbox, settle
from handouts.actions.reports import AskReport, list_runs, report_run
from handouts.actions.where import Where
from handouts.delivery.chosen import chosen
from handouts.delivery.printing.order import order, place
from handouts.errors import InputError
from handouts.ledger import fates as of_fates
from handouts.ledger import ledger as of_ledger
from handouts.ledger.file import open_file
from handouts.ledger.find import Wanted, people
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import sending
from handouts.ledger.overview import deliveries_of
from tests.handouts.actions.test_mail import mail_toml
from tests.ledgers import a_run

LARGE = r"copies|deliveries|d|twin|later|rows|news"  # what grows with the years, and what queries call it
THROUGH = re.compile(rf"SCAN ({LARGE})\b|SEARCH ({LARGE}) USING (COVERING )?INDEX \w+ \((channel|leaflet|state)=\?\)$")
SPARED = re.compile(r"deliveries_not_sent \(state=")  # a few, however many were sent


def gone_through(connection: sqlite3.Connection, statement: str) -> list[str]:
    """The steps of a statement that read a whole table, or all of a channel or a leaflet."""
    steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    first = statement.startswith("SELECT EXISTS")  # which ends with the first that is found
    return [step for step in steps if THROUGH.search(step) and not SPARED.search(step) and not (first and "(leaflet=?)" in step)]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that a ledger is asked from now on."""
    heard: list[str] = []

    def tapped(*words: object, **more: object) -> sqlite3.Connection:
        connection = open_file(*words, **more)  # type: ignore[arg-type]
        connection.set_trace_callback(heard.append)
        return connection

    a_run(tmp_path, 60, mails=20).close()
    monkeypatch.setattr(of_ledger, "open_file", tapped)
    yield heard
    asked = [statement for statement in heard if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))]
    assert asked
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute(of_fates.ASKED)
        assert {statement: steps for statement in asked if (steps := gone_through(connection, statement))} == {}


def printing(where: Where) -> None:
    with where.open() as ledger:
        for named in ("1", next(ledger.copies(1)).id):
            place(ledger, order(ledger, chosen(ledger, named), again=True), again=True)
        with sending(ledger, "print") as outbox:
            assert outbox.due(run=1) and outbox.due()
        assert deliveries_of(ledger, 1, "mail")


def mailing(where: Where) -> None:
    shutil.copytree(where.place, where.file().parent / "clinic")
    own = Where(str(where.file().parent / "clinic"), where.ledger)
    mail_toml(own, 1)
    assert look_before_mailing(SendMail(own, "1")).before


def settling(where: Where) -> None:
    doubtful = next(one for one in ask_outbox(AskOutbox(where)).open if one.state == "in doubt")
    settle(Settle(where, doubtful.copy, "sent", who="Kim"))


ASKED: dict[str, Callable[[Where], object]] = {
    "outbox": lambda where: ask_outbox(AskOutbox(where)),
    "outbox of a channel": lambda where: ask_outbox(AskOutbox(where, "mail")),
    "settle": settling,
    "report of a run": lambda where: report_run(AskReport(where, 1)),
    "runs": lambda where: list_runs(AskReport(where)),
    "history": lambda where: history(AskHistory(where, "Patzyx-2")),
    "given": lambda where: recall(Recall(where, "kyphoplasty", 3, date(2026, 12, 1), date(2026, 12, 2))),
    "given since": lambda where: recall(Recall(where, "kyphoplasty", since=date(2026, 12, 1))),
    "given, to nobody": lambda where: recall(Recall(where, "kyphoplasty", 9)),
    "email": mailing,
    "print": printing,
    "find": lambda where: find(Find(where, ("zyx",))),
    "find by identifier": lambda where: find(Find(where, identifier="Patzyx-2")),
    "events": lambda where: list_events(AskEvents(where)),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_nothing_is_gone_through(said: list[str], tmp_path: Path, ask: Callable[[Where], object]) -> None:
    ask(Where("riverside", tmp_path / NAME))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM deliveries", "SELECT channel, state, count(*) FROM deliveries GROUP BY 1, 2", "SELECT id FROM copies WHERE sha256 = 'x'",
        "SELECT * FROM deliveries WHERE channel = 'mail'", "SELECT * FROM copies WHERE leaflet = 'kyphoplasty'",
        "SELECT * FROM copies AS twin JOIN deliveries AS d ON d.copy = twin.id WHERE twin.name = 'x' OR twin.appointment = 'y'",
    ],
)  # fmt: skip
def test_this_would_notice(tmp_path: Path, statement: str) -> None:
    with a_run(tmp_path, 10) as ledger:
        assert gone_through(ledger.connection, statement)


def test_what_is_looked_for_in_vain_is_said(tmp_path: Path) -> None:
    a_run(tmp_path, 3).close()
    with pytest.raises(InputError, match="say whom to find"):
        find(Find(Where("riverside", tmp_path / NAME)))
    with Ledger.open(tmp_path / NAME) as ledger:
        assert ledger.runs(0) == () and len(ledger.runs(1)) == 1


def test_what_a_card_at_the_desk_asks(tmp_path: Path, said: list[str]) -> None:
    with Ledger.open(tmp_path / NAME) as ledger:
        copy = next(iter(ledger.copies(1)))
        assert copy.whose is not None
        key = copy.whose.patient, copy.whose.appointment
        assert copy.id in [one.copy for one in of_fates.fates(ledger, [key])[key]]
        assert people(ledger, Wanted(born=copy.whose.born)) and people(ledger, Wanted(identifier=copy.whose.patient))
