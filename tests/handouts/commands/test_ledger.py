"""The commands that ask the ledger, and `rules test`, run as somebody at a desk runs them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.commands import ROOT, handouts
from tests.ledgers import LONG_AGO, WORDS, a_run


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic")
    a_run(folder, 60, mails=30).close()
    return folder / NAME


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ledger that a test may write to: 20 rows."""
    a_run(tmp_path, 20, mails=10, start=LONG_AGO).close()
    return tmp_path / NAME


def answered(*words: str | Path) -> object:
    done = handouts(*words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_report_lists_the_runs_and_reconciles_one(file: Path, tmp_path: Path) -> None:
    (run,) = answered("report", "--ledger", file)  # type: ignore[misc]
    assert (run["id"], run["who"], run["rows"], run["options"]) == (1, "desk", 60, {"schedule": "tomorrow.csv"})
    found = answered("report", "1", "--ledger", file)
    assert found["rows"] == 60 == found["made"] + found["rejected"] + found["skipped"]  # type: ignore[index]
    assert found["copies"] == found["delivered"] + found["waiting"] + found["failed"] + found["in_doubt"] + found["replaced"] + found["void"]  # type: ignore[index]
    text = handouts("report", "1", "--ledger", file)
    assert text.returncode == 0
    assert re.search(r"rows +60 = 52 made \+ 0 same \+ 4 rejected \+ 4 skipped", text.stdout)
    assert "row 3: start: is not a date and time" in text.stdout
    html = tmp_path / "run.html"
    done = handouts("report", "1", "--ledger", file, "--html", html)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Run 1: every row is accounted for" in html.read_text("utf-8")
    assert "finished" in handouts("report", "--ledger", file).stdout


def test_a_run_that_does_not_add_up_ends_with_the_ledgers_exit_code(own: Path, tmp_path: Path) -> None:
    with Ledger.open(own) as ledger:
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute("DELETE FROM rows WHERE row = 3")
    done = handouts("report", "1", "--ledger", own, "--html", tmp_path / "run.html")
    assert done.returncode == 7
    assert "run 1 does not add up: 1 row is not accounted for" in done.stderr
    assert "does not add up" in (tmp_path / "run.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["report", "9"], 2, "there is no run 9"),
        (["report", "--html", "x.html"], 2, "say which run"),
        (["report", "1", "--html", "/dev/null/x.html"], 6, "cannot be written"),
        (["purge", "--before", "yesterday", "--yes"], 2, "yesterday"),
        (["given", "kyphoplasty", "--since", "2026-13-01"], 2, "2026-13-01"),
        (["given", "kyphoplsty"], 2, "there is no leaflet 'kyphoplsty', and the ledger knows of none; there are "),
        (["purge", "--before", "2999-01-01", "--yes"], 2, "2999-01-01 is in the future"),
    ],
)
def test_each_mistake_has_its_sentence(file: Path, words: list[str], code: int, said: str) -> None:
    done = handouts(*words, "--ledger", file)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["report"], ["given", "kyphoplasty"], ["history", "P"], ["purge", "--before", "2026-01-01"]])
def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path, words: list[str]) -> None:
    done = handouts(*words, "--ledger", tmp_path / "none.sqlite3")
    assert done.returncode == 2
    assert "there is no ledger yet" in done.stderr
    assert not list(tmp_path.iterdir())


def test_given_names_everybody_for_a_recall(file: Path) -> None:
    with Ledger.open(file) as ledger:
        every = list(ledger.copies(1))
    for words, wanted in (
        ([], lambda c: True),
        (["--version", "3"], lambda c: c.struck.version == 3),
        (["--version", "2"], lambda c: False),
        (["--since", "2026-12-01"], lambda c: True),
        (["--since", "2026-12-02"], lambda c: False),
    ):
        found = answered("given", "kyphoplasty", *words, "--ledger", file)
        assert [copy["copy"] for copy in found] == [c.id for c in every if c.struck.leaflet == "kyphoplasty" and wanted(c)]  # type: ignore[union-attr]
    text = handouts("given", "kyphoplasty", "--ledger", file).stdout
    assert "Quenby Zyxwarth" in text
    assert "were given out, to " in text
    nobody = handouts("given", "kyphoplasty", "--version", "9", "--ledger", file)
    assert (nobody.returncode, nobody.stdout.startswith("0 copies")) == (0, True)


def test_since_is_a_day_at_the_clinic(tmp_path: Path) -> None:
    """Copies issued at 02:00 in the morning in Chicago are of that day there, and of the same day in London."""
    a_run(tmp_path, 3).close()
    for clinic, day, count in (("riverside", "2026-12-01", 2), ("riverside", "2026-12-02", 0), ("harbour", "2026-12-01", 2)):
        assert len(answered("given", "kyphoplasty", "--since", day, "--clinic", clinic, "--ledger", tmp_path / NAME)) == count  # type: ignore[arg-type]


def test_a_recall_is_a_list_and_an_event(own: Path, tmp_path: Path) -> None:
    done = handouts("given", "kyphoplasty", "--until", "2024-12-01", "--out", tmp_path / "recall.csv", "--ledger", own)
    patients = len((tmp_path / "recall.csv").read_text("utf-8-sig").splitlines()) - 1
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{tmp_path / 'recall.csv'}: {patients} patients, for a spreadsheet; only you may read it\n"
    assert handouts("purge", "--before", "2024-12-02", "--yes", "--ledger", own).returncode == 0
    told = handouts("events", "--ledger", own).stdout
    assert re.search(r"purge +before 2024-12-02", told) and re.search(r"recall +leaflet kyphoplasty, until 2024-12-01, list", told)
    assert [event["what"] for event in answered("events", "--ledger", own)] == ["purge", "recall"]  # type: ignore[union-attr]
    assert not any(word in told for word in WORDS)


def test_a_patient_is_found_and_need_not_be_seen_by_others(file: Path) -> None:
    found = answered("find", "QUENB", "zyxw", "--born", "1951-04-17", "--ledger", file)
    assert (len(found["patients"]), found["more"]) == (37, 0)  # type: ignore[index]
    text = handouts("find", "Patzyx-2", "--ledger", file).stdout
    assert text.startswith("Quenby Zyxwarth, born 1951-04-17, Patzyx-2\n")
    assert re.search(r"kyphoplasty +3 .* mail sent 2026-12-01", text)
    unseen = subprocess.run(
        [sys.executable, ROOT / "generate.py", "find", "-", "--json", "--ledger", file], input="quenb zyxw 1951-04-17\n", capture_output=True, text=True, check=True
    )
    assert json.loads(unseen.stdout) == found
    assert handouts("find", "Nobody", "--ledger", file).stdout == "The ledger knows nobody of that name.\n"
    assert handouts("find", "--ledger", file).returncode == 2


def test_only_the_last_runs_are_listed_unless_all_are_asked_for(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / NAME) as ledger:
        for number in range(52):
            ledger.finish_run(ledger.begin_run(f"list {number}", who="desk", rows=0).id)
    assert [len(answered("report", *words, "--ledger", tmp_path / NAME)) for words in ([], ["--all"])] == [50, 52]  # type: ignore[arg-type]
    assert "These are the last 50; --all lists every one." in handouts("report", "--ledger", tmp_path / NAME).stdout


def test_history_is_of_one_patient_and_need_not_be_seen_by_others(file: Path) -> None:
    found = answered("history", "Patzyx-2", "--ledger", file)
    assert {copy["patient"] for copy in found} == {"Patzyx-2"}  # type: ignore[union-attr]
    unseen = subprocess.run(
        [sys.executable, ROOT / "generate.py", "history", "-", "--json", "--ledger", file], input="Patzyx-2\n", capture_output=True, text=True, check=True
    )
    assert json.loads(unseen.stdout) == found
    assert handouts("history", "nobody", "--ledger", file).stdout == "0 copies were given to this patient, to 0 patients.\n"


def test_purge_asks_says_how_many_and_leaves_no_trace(own: Path) -> None:
    refused = handouts("purge", "--before", "2024-12-02", "--ledger", own)
    assert refused.returncode == 2
    assert re.search(r"\d+ copies would lose their patients' data, and nobody is there to say yes; say --yes", refused.stderr)
    before = answered("report", "1", "--ledger", own)
    done = answered("purge", "--before", "2024-12-02", "--yes", "--ledger", own)
    assert done["purged"] + done["kept"] == before["copies"]  # type: ignore[index]
    assert (done["kept"] > 0, done["erased"]) == (True, True)  # type: ignore[index]
    assert answered("report", "1", "--ledger", own) == before
    kept = handouts("purge", "--before", "2024-12-02", "--yes", "--ledger", own).stdout
    assert kept.startswith("0 copies have lost")
    assert f"{done['kept']} older copies were left as they are" in kept or "1 older copy was left as it is" in kept  # type: ignore[index]
    purged = [copy for copy in answered("given", "kyphoplasty", "--ledger", own) if copy["purged"]]  # type: ignore[union-attr]
    assert purged
    assert not any(word in json.dumps(purged) for word in WORDS)
    assert "whose names were purged" in handouts("given", "kyphoplasty", "--ledger", own).stdout


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 130), (b"y\n", 0)])
def test_on_a_terminal_purge_goes_by_the_answer(own: Path, answer: bytes, code: int) -> None:
    desk, terminal = pty.openpty()
    words = [sys.executable, str(ROOT / "generate.py"), "purge", "--before", "2024-12-02", "--ledger", str(own)]
    os.write(desk, answer)
    done = subprocess.run(words, stdin=terminal, capture_output=True, text=True, check=False, timeout=60)
    os.close(desk)
    os.close(terminal)
    assert done.returncode == code
    assert re.search(r"out of \d+ copies issued before 2024-12-02, for good\?", done.stderr)
    with Ledger.open(own) as ledger:
        assert any(copy.whose is None for copy in ledger.copies(1)) == (code == 0)
