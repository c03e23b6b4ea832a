"""The room: requests and answers are frozen, say nothing of a patient by themselves, and are plain where a program reads them."""

from __future__ import annotations

import importlib
import json
import pkgutil
import threading
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import handouts.actions
from handouts.actions import (
    batch,
    checks,
    copies,
    events,
    find,
    leaflets,
    lists,
    mail,
    outbox,
    printing,
    reports,
    reprint,
    retention,
    single,
    trials,
)
from handouts.actions.where import Where

MODULES = [importlib.import_module(f"handouts.actions.{found.name}") for found in pkgutil.iter_modules(handouts.actions.__path__)]
KINDS = [kind for module in MODULES for kind in vars(module).values() if is_dataclass(kind) and kind.__module__ == module.__name__]  # type: ignore[union-attr]
ANNA = {"patient": "Quenby Zyxwarth", "born": "1951-04-17", "identifier": "Patzyx-1", "at": "2026-12-08T09:30", "note": "Zyxnote"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not trials.Trying], ids=lambda kind: kind.__name__)
def test_every_request_and_answer_is_frozen(kind: Any) -> None:
    assert kind.__dataclass_params__.frozen
    assert hasattr(kind, "__slots__")


def test_the_room_has_requests_and_answers() -> None:
    assert len(KINDS) > 30


def test_a_request_does_not_show_whom_it_is_about() -> None:
    where = Where("riverside")
    shown = repr(single.MakeOne(where, "kyphoplasty", Path("x.pdf"), **ANNA)) + repr(copies.AskHistory(where, "Patzyx-1"))
    shown += repr(reprint.Reprint(where, 1, patient="Patzyx-1", onward="Patzyx-1"))
    shown += repr(find.Find(where, ("Quenby", "Zyxwarth"), date(1951, 4, 17), "Patzyx-1"))
    assert not any(word in shown for word in ("zyx", "1951", "09:30"))


def test_what_answers_say_of_a_run_shows_nobody(known: Where) -> None:
    asked = [reports.report_run(reports.AskReport(known, 1)), reports.list_runs(reports.AskReport(known)), outbox.ask_outbox(outbox.AskOutbox(known))]
    shown = repr(asked) + json.dumps([one.as_json() for one in asked])
    assert not any(word in shown for word in ("Okafor", "Smith-Jones", "Anne-Marie", "RSC-1040"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda w, out: single.make_one(single.MakeOne(w, "kyphoplasty", out / "a.pdf", **ANNA)),
        lambda w, out: reprint.reprint(reprint.Reprint(w, 1, copies="1", out=out / "again")),
        lambda w, out: reports.report_run(reports.AskReport(w, 1, out / "run.html")),
        lambda w, out: reports.list_runs(reports.AskReport(w)),
        lambda w, out: copies.recall(copies.Recall(w, "kyphoplasty")),
        lambda w, out: copies.history(copies.AskHistory(w, "RSC-104001")),
        lambda w, out: outbox.ask_outbox(outbox.AskOutbox(w)),
        lambda w, out: find.find(find.Find(w, ("a",))),
        lambda w, out: events.list_events(events.AskEvents(w)),
        lambda w, out: leaflets.list_leaflets(leaflets.FindLeaflets(w)),
        lambda w, out: retention.purge(retention.Purge(w, handouts_day())),
    ],
)
def test_an_action_says_nothing_itself_and_answers_in_plain_data(own: Where, tmp_path: Path, capfd: pytest.CaptureFixture[str], ask: Callable[..., Any]) -> None:
    answer = ask(own, tmp_path)
    assert json.loads(json.dumps(answer.as_json())) is not None
    assert capfd.readouterr() == ("", "")


def handouts_day() -> Any:
    return date(2000, 1, 1)


def test_an_action_runs_in_a_thread(known: Where) -> None:
    """A ledger belongs to the thread that opened it: an action opens its own."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(reports.report_run(reports.AskReport(known, 1))))
    thread.start()
    thread.join()
    assert found[0].report.counts.rows == 8


def test_every_module_of_the_room_is_on_its_map() -> None:
    said = handouts.actions.__doc__ or ""
    assert all(module.__name__.rpartition(".")[2] in said for module in MODULES)
    assert {batch, checks, copies, events, find, leaflets, lists, mail, outbox, printing, reports, reprint, retention, single, trials} <= set(MODULES)
