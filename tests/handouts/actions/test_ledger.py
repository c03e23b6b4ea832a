"""Reports, recall, history, purge."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from handouts.actions.copies import AskHistory, Recall, history, recall
from handouts.actions.reports import AskReport, list_runs, report_run
from handouts.actions.retention import Purge, PurgeAnswer, purge
from handouts.actions.where import Where
from handouts.errors import InputError, LedgerError, Stopped
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import Remembering
from tests.ledgers import LONG_AGO, WORDS, a_run


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """A clinic in Chicago, with a run of 40 rows."""
    a_run(tmp_path, 40, mails=10).close()
    return Where("riverside", tmp_path / NAME)


def test_a_run_is_reconciled_and_told_by_the_clinics_clock(where: Where, tmp_path: Path) -> None:
    found = report_run(AskReport(where, 1, tmp_path / "run.html"))
    counts = found.report.counts
    assert counts.rows == 40 == counts.made + counts.rejected + counts.skipped
    assert found.fault is None
    assert found.begun.isoformat() == "2026-12-01T02:00:00-06:00"
    assert found.page == tmp_path / "run.html" and "every row is accounted for" in found.page.read_text("utf-8")
    (run,) = list_runs(AskReport(where)).runs
    assert (run.run.id, run.counts, run.begun) == (1, counts, found.begun)
    assert AskReport(where).of_all and not AskReport(where, 1).of_all
    with pytest.raises(InputError, match="say which run"):
        report_run(AskReport(where, html=tmp_path / "x.html"))


def test_what_does_not_add_up_is_a_fault(where: Where) -> None:
    with Ledger.open(where.file()) as ledger:
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute("DELETE FROM rows WHERE row = 3")
    found = report_run(AskReport(where, 1))
    assert isinstance(found.fault, LedgerError)
    assert found.as_json()["adds_up"] is False


def test_a_recall_names_everybody_and_history_one(where: Where) -> None:
    every = recall(Recall(where, "kyphoplasty"))
    assert every.patients == len({copy.patient for copy in every.copies}) > 1
    assert recall(Recall(where, "kyphoplasty", version=2)).copies == ()
    assert recall(Recall(where, "kyphoplasty", since=date(2026, 12, 2))).copies == ()
    assert len(recall(Recall(where, "kyphoplasty", since=date(2026, 12, 1))).copies) == len(every.copies)
    mine = history(AskHistory(where, "Patzyx-2"))
    assert {copy.patient for copy in mine.copies} == {"Patzyx-2"}
    assert mine.copies[0].whose() == ("Patzyx-2", "Quenby Zyxwarth", "1951-04-17")
    assert mine.copies[0].issued.isoformat() == "2026-12-01T02:00:00-06:00"
    assert mine.as_json()[0]["patient"] == "Patzyx-2"


def test_a_leaflet_that_nobody_has_heard_of_is_no_recall_of_nobody(where: Where) -> None:
    with pytest.raises(InputError, match=r"there is no leaflet 'kyphoplsty', and the ledger knows of none; there are .*kyphoplasty"):
        recall(Recall(where, "kyphoplsty"))
    with Ledger.open(where.file()) as ledger:
        ledger.connection.execute("UPDATE copies SET leaflet = 'old-leaflet' WHERE leaflet = 'kyphoplasty'")
    assert recall(Recall(where, "old-leaflet")).copies  # gone from the shelf, and given
    assert recall(Recall(where, "old-leaflet", version=99)).copies == ()
    assert recall(Recall(where, "kyphoplasty")).copies == ()  # on the shelf, and never given


def test_a_purge_needs_a_yes_and_a_day_that_has_come(tmp_path: Path) -> None:
    a_run(tmp_path, 40, mails=10, start=LONG_AGO).close()
    where = Where("riverside", tmp_path / NAME)
    today = datetime.now(UTC).astimezone(where.read().zone).date()
    with pytest.raises(InputError, match=rf"is in the future, .* name {today} or an earlier day"):
        purge(Purge(where, today + timedelta(days=1), sure=True))
    assert not recall(Recall(where, "kyphoplasty")).purged
    request = Purge(where, date(2024, 12, 2))
    with pytest.raises(InputError, match=r"\d+ copies would lose their patients' data, and nobody is there to say yes"):
        purge(request)
    says_no = Remembering(answer=False)
    with pytest.raises(Stopped):
        purge(request, says_no)
    (question, about), = says_no.asked
    assert isinstance(about, PurgeAnswer)
    assert question == f"Take the patients' data out of {about.purged} copies issued before 2024-12-02, for good?"
    assert not recall(Recall(where, "kyphoplasty")).purged
    done = purge(request, Remembering(answer=True))
    assert (done.purged, done.kept, done.erased) == (about.purged, about.kept, True)
    left = recall(Recall(where, "kyphoplasty"))
    assert left.purged > 0
    assert not any(word in json.dumps([c.as_json() for c in left.copies if c.purged]) for word in WORDS)
    assert purge(Purge(where, date(2024, 12, 2), sure=True)).purged == 0


def test_a_day_begins_at_the_clinic(tmp_path: Path) -> None:
    """Copies issued at 08:00 UTC are of December 1 in Chicago and in London."""
    a_run(tmp_path, 3).close()
    for clinic in ("riverside", "harbour"):
        there = Where(clinic, tmp_path / NAME)
        assert [len(recall(Recall(there, "kyphoplasty", since=date(2026, 12, d))).copies) for d in (1, 2)] == [2, 0]
