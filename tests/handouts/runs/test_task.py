"""Benches: a press that rests serves the next run of the same, one run at a time, and none of something else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handouts.leaflets.shelf import Allowed
from handouts.ledger.data import Run
from handouts.ledger.ledger import Ledger
from handouts.runs.combined import bind
from handouts.runs.plan import Look, Plan, Request, plan
from handouts.runs.run import Here, begin, docket, make
from handouts.runs.task import Bench, bench_of, forget
from tests.handouts import FRONT, own_clinic
from tests.lists import small_schedule
from tests.reading import text_of

DRAFTS = Allowed(draft=True)
LEAFLET = FRONT.replace("A leaflet", "Cement") + "---\n# Cement\n{{ patient.name }} gets some.\n"
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_rests() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir()
    (folder / "handouts" / "cement.en-US.md").write_text(f"---\n{LEAFLET}", "utf-8")
    return folder


def asked(tmp_path: Path, clinic: Path, name: str, *, combined: bool = False) -> Request:
    """A list of its own, of a name."""
    path = tmp_path / f"{name}.csv"
    path.write_text(small_schedule().replace("Ortega", name.title()), "utf-8")
    target = tmp_path / (f"{name}.pdf" if combined else name)
    return Request(path, clinic, target, Look(leaflet="cement", allowed=DRAFTS, combined=combined))


def made(request: Request, ledger: Path) -> tuple[Plan, Run, dict[str, bytes]]:
    """A whole run: its files."""
    with Ledger.open(ledger, now=lambda: NOW) as opened:
        planned = plan(request)
        run = begin(planned, opened, "anna")
        for _ in bind(planned, run, opened) if request.look.combined else make(planned, run, opened, Here()):
            pass
        run = opened.run(run.id)
    target = request.target
    return planned, run, {file.name: file.read_bytes() for file in ([target] if request.look.combined else sorted(target.glob("*.pdf")))}


@pytest.mark.parametrize("combined", [False, True])
def test_a_press_that_rests_makes_what_a_new_one_makes(tmp_path: Path, clinic: Path, combined: bool) -> None:
    ledger, request = tmp_path / "ledger.sqlite3", asked(tmp_path, clinic, "second", combined=combined)
    made(asked(tmp_path, clinic, "first", combined=combined), ledger)
    *_, warm = made(request, tmp_path / "warm.sqlite3")
    shutil.rmtree(request.target, ignore_errors=True)
    request.target.unlink(missing_ok=True)
    forget()
    *_, cold = made(request, tmp_path / "cold.sqlite3")
    assert warm == cold
    assert len(warm) == (1 if combined else 5)


@pytest.mark.parametrize("combined", [False, True])
def test_what_a_run_has_composed_serves_the_next(tmp_path: Path, clinic: Path, combined: bool) -> None:
    ledger = tmp_path / "ledger.sqlite3"
    for name, anew in (("first", True), ("second", False)):
        _, run, _ = made(asked(tmp_path, clinic, name, combined=combined), ledger)
        with Ledger.open(ledger) as opened:
            assert any(copy.struck.composed for copy in opened.copies(run.id)) is anew


def test_a_leaflet_that_has_changed_is_read_again(tmp_path: Path, clinic: Path) -> None:
    ledger = tmp_path / "ledger.sqlite3"
    made(asked(tmp_path, clinic, "first"), ledger)
    (clinic / "handouts" / "cement.en-US.md").write_text(f"---\n{LEAFLET.replace('gets some', 'gets none')}", "utf-8")
    *_, files = made(asked(tmp_path, clinic, "second"), ledger)
    assert all("gets none" in text_of(data) for data in files.values())


def test_two_runs_at_once_have_a_press_each(tmp_path: Path, clinic: Path) -> None:
    ledger = tmp_path / "ledger.sqlite3"
    made(asked(tmp_path, clinic, "first"), ledger)
    with Ledger.open(ledger, now=lambda: NOW) as opened:
        benches = []
        for name in ("second", "third"):
            planned = plan(asked(tmp_path, clinic, name))
            benches.append(bench_of(docket(planned, begin(planned, opened, "anna"))))
    one, other = benches
    assert one.press.plates is not other.press.plates
    assert one.press.prover._plates is not other.press.prover._plates


def test_what_one_run_knew_of_patients_the_next_does_not(tmp_path: Path, clinic: Path) -> None:
    ledger = tmp_path / "ledger.sqlite3"
    made(asked(tmp_path, clinic, "first"), ledger)
    with Ledger.open(ledger, now=lambda: NOW) as opened:
        planned = plan(asked(tmp_path, clinic, "second"))
        shared = docket(planned, begin(planned, opened, "anna"))
    bench = Bench(shared._replace(identifiers=b""))
    assert len(bench.press._identifiers) == 0
    assert bench.press.struck == 0


def test_a_run_that_was_refused_leaves_no_press(tmp_path: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(bench: Bench) -> None:
        raise RuntimeError

    ledger = tmp_path / "ledger.sqlite3"
    with monkeypatch.context() as patched:
        patched.setattr(Bench, "check", refuse)
        with pytest.raises(RuntimeError):
            made(asked(tmp_path, clinic, "first"), ledger)
    _, run, _ = made(asked(tmp_path, clinic, "second"), ledger)
    with Ledger.open(ledger) as opened:
        assert any(copy.struck.composed for copy in opened.copies(run.id))
