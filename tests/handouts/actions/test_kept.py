"""Made is made: files that are deleted, emptied or swapped at any moment of a run are put back with the same bytes, or named; never passed over.

    HANDOUTS_CHANGES=200 pytest tests/handouts/actions/test_kept.py     so many random moments for each number of workers and kind of run
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import Hands, MakeList
from handouts.actions.manner import Allowed, Manner
from handouts.actions.reports import AskReport, report_run
from handouts.actions.where import Where
from handouts.errors import LedgerError, OutputError
from handouts.ledger.ledger import Ledger
from tests.handouts import FRONT, own_clinic
from tests.handouts.actions import Remembering

MOMENTS = int(os.environ.get("HANDOUTS_CHANGES", "0"))
ROWS = 150
HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet"
LEAFLET = f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}.\n"
KINDS: tuple[int | str, ...] = (1, 2, "combined")


def deleted(files: list[Path], chance: random.Random) -> None:
    """Some files are gone."""
    for path in chance.sample(files, min(len(files), 3)):
        path.unlink(missing_ok=True)


def emptied(files: list[Path], chance: random.Random) -> None:
    """Some files hold nothing, or the first half."""
    for path in chance.sample(files, min(len(files), 3)):
        os.truncate(path, chance.choice([0, path.stat().st_size // 2]))


def swapped(files: list[Path], chance: random.Random) -> None:
    """One patient's file lies under another's name, and the other way round."""
    if len(files) > 1:
        one, other = chance.sample(files, 2)
        aside = one.with_suffix(".aside")
        one.rename(aside)
        other.rename(one)
        aside.rename(other)
    else:
        files[0].write_bytes(b"%PDF-1.7\n% of somebody else\n")


BEFALLS: dict[str, Callable[[list[Path], random.Random], None]] = {"deleted": deleted, "emptied": emptied, "swapped": swapped}


@dataclass
class Mischief(Remembering):
    """Something befalls files after a while, once there are any; `last` is when the run last told of its progress."""

    folder: Path = Path()
    befalls: str = "deleted"
    chance: random.Random = field(default_factory=random.Random)
    struck: float = 0.0
    last: float = 0.0

    def progress(self, done: int, total: int) -> None:
        super().progress(done, total)
        self.last = time.monotonic()

    def strike(self) -> None:
        """Do it, if there is anything to do it to."""
        if files := sorted(self.folder.glob("*.pdf")):
            try:
                BEFALLS[self.befalls](files, self.chance)
            except FileNotFoundError:  # replaced at that very moment
                return
            self.struck = time.monotonic()


def asked_in(folder: Path, kind: int | str) -> MakeList:
    """The request for a list of plain copies."""
    clinic = own_clinic(folder).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(LEAFLET, "utf-8")
    rows = (f"A{n},2026-12-08T09:{n % 60:02d},P{n:05d},Given{n:05d},Family{n:05d},1951-04-17,note" for n in range(ROWS))
    (folder / "list.csv").write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    place = {"combined": folder / "out" / "all.pdf"} if kind == "combined" else {"out": folder / "out"}
    hands = Hands(kind) if isinstance(kind, int) else Hands()
    manner = Manner(allowed=Allowed(draft=True), proof="off")
    return MakeList(Where(str(clinic)), folder / "list.csv", manner=manner, hands=hands, **place)  # type: ignore[arg-type]


def wrong(asked: MakeList) -> set[str]:
    """The files of run 1 that are not what the ledger says."""
    with Ledger.open(asked.where.file()) as ledger:
        run, copies = ledger.run(1), list(ledger.copies(1))
    known = {asked.combined: run.sha256} if asked.combined else {asked.out / copy.struck.file: copy.struck.sha256 for copy in copies}  # type: ignore[operator]
    return {path.name for path, digest in known.items() if path and (not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest)}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_whatever_befalls_files_while_a_run_goes_on_is_mended_or_named(tmp_path: Path, kind: int | str) -> None:
    mended = named = 0
    for moment in range(MOMENTS or 3):
        folder = tmp_path / str(moment)
        folder.mkdir()
        asked, chance = asked_in(folder, kind), random.Random(f"{kind} {moment}")
        waits = Mischief(folder=folder / "out", befalls=list(BEFALLS)[moment % 3], chance=chance)
        timer = threading.Timer(chance.uniform(0, 4.0 if kind == 2 else 1.2), waits.strike)
        timer.start()
        made = make_list(asked, waits)
        timer.join()
        lost = wrong(asked)
        assert (made.fault is not None) == bool(made.lost)
        if waits.struck < waits.last:  # before the end, when everything is looked at
            assert lost <= set(made.lost)
            assert asked.combined or not lost
        report = report_run(AskReport(asked.where, 1))
        assert set(report.lost) == lost
        assert isinstance(report.fault, LedgerError) == bool(lost)
        if asked.combined and lost and asked.combined.is_file() and asked.combined.stat().st_size:
            with pytest.raises(OutputError, match=r"all\.pdf: is there already, and is not an older file of many handouts"):
                make_list(asked)  # it could be anybody's
            asked.combined.unlink()
        again = make_list(asked)
        mended, named = mended + made.mended + again.mended, named + len(lost)
        assert (again.mended, set(again.lost)) == ((0, lost) if asked.combined else (len(lost), set()))
        assert wrong(asked) == set(again.lost)
    print(f"{kind}: {MOMENTS or 3} moments, {mended} files put back, {named} named when asked; none was passed over")


@pytest.mark.parametrize("befalls", BEFALLS)
def test_what_cannot_be_made_again_is_named_each_time(tmp_path: Path, befalls: str) -> None:
    asked = asked_in(tmp_path, 1)
    make_list(asked)
    Mischief(folder=tmp_path / "out", befalls=befalls, chance=random.Random(1)).strike()
    lost = wrong(asked)
    (tmp_path / "clinic" / "handouts" / "note.en-US.md").unlink()
    report = report_run(AskReport(asked.where, 1))
    assert set(report.lost) == lost != set()
    assert isinstance(report.fault, LedgerError) and report.fault.exit_code == 7


def test_a_combined_file_that_is_lost_is_bound_again_when_all_is_asked_for(tmp_path: Path) -> None:
    asked = asked_in(tmp_path, "combined")
    make_list(asked)
    (tmp_path / "out" / "all.pdf").unlink()
    assert make_list(asked).lost == ("all.pdf",)
    assert make_list(replace(asked, everything=True)).lost == ()


@pytest.mark.parametrize("befalls", BEFALLS)
def test_what_befalls_a_combined_file_as_soon_as_it_has_its_name_is_named(tmp_path: Path, befalls: str) -> None:
    """The ledger keeps the digest of what was written, not of what lies there by then."""
    asked, target = asked_in(tmp_path, "combined"), tmp_path / "out" / "all.pdf"
    ended = threading.Event()

    def waits() -> None:
        while not ended.is_set() and not target.exists():
            pass
        if target.exists():
            BEFALLS[befalls]([target], random.Random(1))

    thread = threading.Thread(target=waits)
    thread.start()
    try:
        made = make_list(asked)
    finally:
        ended.set()
        thread.join()
    assert made.lost == ("all.pdf",)
    assert set(report_run(AskReport(asked.where, 1)).lost) == wrong(asked) == {"all.pdf"}
