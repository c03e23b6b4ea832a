"""A run that stopped at something broken goes on when that is mended, unless a copy was made of it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import MakeList
from handouts.actions.manner import Allowed, Manner
from handouts.actions.reports import AskReport, report_run
from handouts.errors import HandoutsError, LedgerError
from handouts.ledger import locks
from handouts.ledger.data import Run
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.replan import replan
from tests.handouts import FRONT
from tests.handouts.actions import Remembering, a_list

GOOD = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
BROKEN = GOOD.replace('rect width="9"', 'rect width="nan"')


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeList:
    """Rows get leaflet `one`, the last row `two`, whose picture is broken; a task a row."""
    monkeypatch.setattr("handouts.runs.run.ROWS", 1)
    request = a_list(tmp_path, manner=Manner(allowed=Allowed(draft=True)))
    (tmp_path / "clinic" / "rules.toml").unlink()
    room = tmp_path / "clinic" / "handouts"
    room.mkdir()
    (room / "one.en-US.md").write_text(f"---\n{FRONT}---\nSome words.\n", "utf-8")
    (room / "two.en-US.md").write_text(f"---\n{FRONT}---\n::: picture two.svg\nA square.\n:::\n", "utf-8")
    (room / "two.svg").write_text(BROKEN, "utf-8")
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text("utf-8").splitlines()))
    with (tmp_path / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "leaflet": "one" if row is not rows[-1] else "two", "language": "en-US"} for row in rows)
    return request


def mend(tmp_path: Path) -> None:
    """Put a good picture in its place."""
    (tmp_path / "clinic" / "handouts" / "two.svg").write_text(GOOD, "utf-8")


def run_of(tmp_path: Path) -> tuple[Run, int]:
    with Ledger.open(tmp_path / "clinic" / NAME) as ledger:
        return ledger.run(1), sum(1 for _ in ledger.copies(1))


@pytest.mark.parametrize("combined", [False, True])
def test_a_mended_picture_lets_the_run_go_on(request_: MakeList, tmp_path: Path, combined: bool) -> None:
    request = replace(request_, out=None, combined=tmp_path / "all.pdf") if combined else request_
    with pytest.raises(HandoutsError, match=r"two\.svg"):
        make_list(request)
    before, made = run_of(tmp_path)
    assert (before.finished, made > 0) == (None, not combined)
    mend(tmp_path)
    waits = Remembering()
    done = make_list(request, waits)
    assert ("", "run 1 goes on with handouts/two.svg as now: nothing was made of that yet") in waits.notes
    assert (done.run, {copy.struck.leaflet for copy in done.copies}) == (1, {"one", "two"})
    after, _ = run_of(tmp_path)
    assert (after.started == before.started or not made, after.finished is not None) == (True, True)
    assert report_run(AskReport(request.where, 1)).fault is None


def test_what_a_copy_was_made_of_stays_as_it_was(request_: MakeList, tmp_path: Path) -> None:
    with pytest.raises(HandoutsError, match=r"two\.svg"):
        make_list(request_)
    mend(tmp_path)
    one = tmp_path / "clinic" / "handouts" / "one.en-US.md"
    text = one.read_text("utf-8")
    one.write_text(text.replace("Some", "Other"), "utf-8")
    before = run_of(tmp_path)
    with pytest.raises(LedgerError, match=r"since then handouts/one\.en-US\.md, handouts/two\.svg changed; put it back"):
        make_list(request_)
    assert run_of(tmp_path) == before
    one.write_text(text, "utf-8")
    assert len(make_list(request_).copies) > before[1]


def test_a_run_that_had_made_nothing_is_planned_anew_whatever_has_changed(request_: MakeList, tmp_path: Path) -> None:
    """The logo, which every copy has, and the rules: rows may get something else now."""
    logo = tmp_path / "clinic" / "logo.svg"
    good = logo.read_text("utf-8")
    logo.write_text("no picture", "utf-8")
    with pytest.raises(HandoutsError, match=r"logo\.svg"):
        make_list(request_)
    before, made = run_of(tmp_path)
    assert made == 0
    logo.write_text(good, "utf-8")
    mend(tmp_path)
    (tmp_path / "clinic" / "rules.toml").write_text('[[rule]]\nleaflets = ["two"]\n', "utf-8")
    done = make_list(request_)
    after, _ = run_of(tmp_path)
    assert (done.run, after.plan == before.plan) == (1, False)
    report = report_run(AskReport(request_.where, 1)).report
    assert (report.faults, report.counts.rows) == ((), report.counts.made + report.counts.rejected + report.counts.skipped)


def test_a_run_that_somebody_works_on_or_has_gone_on_with_is_left_alone(request_: MakeList, tmp_path: Path) -> None:
    with pytest.raises(HandoutsError, match=r"two\.svg"):
        make_list(request_)
    seen, made = run_of(tmp_path)
    with Ledger.open(tmp_path / "clinic" / NAME) as ledger:
        asked = {"plan": seen.plan, "rows": seen.rows, "pins": dict(seen.pins) | {"handouts/two.svg": "x"}}
        assert not replan(ledger, seen, made - 1, **asked)  # type: ignore[arg-type]
        assert not replan(ledger, replace(seen, pins=()), made, **asked)  # type: ignore[arg-type]
        assert locks.hold(ledger.path, "run 1")
        assert not replan(ledger, seen, made, **asked)  # type: ignore[arg-type]
        locks.release(ledger.path, "run 1")
        assert ledger.run(1) == seen
        assert replan(ledger, seen, made, **asked)  # type: ignore[arg-type]
        assert dict(ledger.run(1).pins)["handouts/two.svg"] == "x"
