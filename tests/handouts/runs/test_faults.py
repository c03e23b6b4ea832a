"""Whatever happens on the way, a run ends as if it had not happened: each file whole, each row accounted for, each copy once.

By default some thirty kills; `HANDOUTS_FAULTS=all` (`make faults`) kills at every step, before it and after it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import NAME, Ledger
from tests.lists import small_schedule
from tests.nursery import CALLS, ROOT, Nursery

EVERY = os.environ.get("HANDOUTS_FAULTS") == "all"
KILLS = 5  # of each kind, otherwise
MADE, REJECTED, SKIPPED = 12 if EVERY else 5, 2, 1
SCHEMA = re.compile(r"\.handouts-[a-z0-9_]{8}\.part(-wal|-shm|-journal)?")  # a ledger of which nothing was made yet


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


@pytest.fixture
def schedule(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(small_schedule(MADE), "utf-8")
    return path


def command(schedule: Path, kind: str) -> list[str | Path]:
    folder = schedule.parent / "out"
    where = ["--out", folder] if kind == "files" else ["--combined", folder / "all.pdf", "--duplex", "--order", "clinician", "--separators"]
    return ["batch", schedule, *where]


def files(folder: Path) -> dict[str, str]:
    """The digest of every file that is no ledger and no half-made ledger."""
    found = [path for path in folder.glob("*") if not path.name.startswith(NAME)] + list(folder.glob(".*"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found if not SCHEMA.fullmatch(path.name)}


def true(folder: Path, whole: dict[str, str]) -> None:
    """Whatever the ledger says is made is there, and is what was made when nothing happened."""
    if (folder / NAME).exists():
        with Ledger.open(folder / NAME) as ledger:
            ledger.verify()
            for copy in ledger.copies(1) if ledger.runs() else ():
                assert copy.struck.file in whole
                assert hashlib.sha256((folder / copy.struck.file).read_bytes()).hexdigest() == whole[copy.struck.file]
    assert {name: digest for name, digest in files(folder).items() if not name.startswith(".")}.items() <= whole.items()


def complete(folder: Path, whole: dict[str, str]) -> None:
    """All is as if nothing had happened."""
    assert files(folder) == whole
    with Ledger.open(folder / NAME) as ledger:
        counts = reconcile(ledger, 1)
        assert (counts.rows, counts.made, counts.rejected, counts.skipped) == (MADE + REJECTED + SKIPPED, MADE, REJECTED, SKIPPED)
        assert (counts.copies, counts.delivered, counts.faults) == (MADE, MADE, ())
        assert len(ledger.runs()) == 1
        assert ledger.run(1).finished


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", ["files", "combined"])
def test_a_run_killed_at_any_step_is_gone_on_with(nursery: Nursery, schedule: Path, kind: str, after: bool) -> None:
    words, folder = command(schedule, kind), schedule.parent / "out"
    unhurt = nursery(*words)
    assert unhurt.status == 3
    whole = files(folder)
    complete(folder, whole)
    kills = 0
    for at in range(1, unhurt.calls + 1, 1 if EVERY else unhurt.calls // KILLS):
        shutil.rmtree(folder)
        assert nursery(*words, at=at, after=after).status == -9
        kills += 1
        if folder.exists():
            true(folder, whole)
        assert nursery(*words).status == 3
        complete(folder, whole)
    print(f"{kills} kills")
    assert kills >= (unhurt.calls if EVERY else KILLS)
    assert nursery(*words, said=str(schedule.parent / "said")).status == 3
    assert "is complete" in (schedule.parent / "said").read_text("utf-8")
    complete(folder, whole)


def test_a_run_killed_again_and_again_ends_all_the_same(nursery: Nursery, schedule: Path) -> None:
    words, folder = command(schedule, "files"), schedule.parent / "out"
    nursery(*words)
    whole = files(folder)
    shutil.rmtree(folder)
    kills = 0
    for at in range(40, 400, 3 if EVERY else 11):
        if nursery(*words, at=at, after=bool(at % 2)).status != -9:
            break
        kills += 1
        true(folder, whole)
    assert nursery(*words).status == 3
    complete(folder, whole)
    assert kills >= 3


@pytest.mark.parametrize("kind", ["files", "combined"])
def test_files_and_their_folder_are_synced_before_the_ledger_says_made(nursery: Nursery, schedule: Path, kind: str) -> None:
    diary = schedule.parent / "diary"
    assert nursery(*command(schedule, kind), diary=str(diary)).status == 3
    written: set[str] = set()
    synced: set[str] = set()
    named: dict[str, bool] = {}  # file -> whether its folder was synced since it got its name
    recorded = entering = 0
    for line in diary.read_text("utf-8").splitlines():
        call, _, what = line.partition(" ")
        if call == "write":
            written.add(what)
            synced.discard(what)
        elif call == "fsync":
            synced.add(what)
            named = dict.fromkeys(named, True) if what == str(schedule.parent / "out") else named
        elif call == "replace" and what.endswith(".pdf"):
            temporary, _, file = what.partition(" -> ")
            assert temporary in synced
            named[file] = False
        elif call == "execute" and what.startswith("INSERT INTO copies"):
            entering += 1
        elif call == "execute" and what == "COMMIT" and entering:
            assert named and all(named.values())
            recorded, entering = recorded + 1, 0
    assert recorded == ((MADE + 2) // 2 if kind == "files" else 1)
    assert len(named) == (MADE if kind == "files" else 1)
    assert written <= synced | {path for path in written if not path.endswith(".part")}


ERRORS = [("write", "ENOSPC", "files"), ("fsync", "EIO", "files"), ("open", "EMFILE", "files"), ("fsync", "EIO", "combined")]
MORE = [
    (call, error, kind)
    for kind in ("files", "combined")
    for call, error in (
        ("write", "ENOSPC"), ("write", "EIO"), ("write", "EDQUOT"), ("fsync", "EIO"), ("fsync", "ENOSPC"), ("replace", "EACCES"), ("open", "EMFILE"),
        ("open", "EROFS"),
    )
    if (call, kind) != ("write", "combined")  # which Python's own buffers write: see the full disk
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "kind"), MORE if EVERY else ERRORS)
def test_a_disk_that_fails_stops_the_run_with_a_sentence_and_loses_nothing(
    nursery: Nursery, schedule: Path, call: str, error: str, kind: str
) -> None:
    asked, folder, said = command(schedule, kind), schedule.parent / "out", schedule.parent / "said"
    total = nursery(*asked, calls=(call,)).calls
    whole = files(folder)
    for at in range(1, total + 1, 1 if EVERY else max(total - 1, 1)):
        for every in (False, True):
            shutil.rmtree(folder, ignore_errors=True)
            outcome = nursery(*asked, at=at, every=every, error=error, calls=(call,), said=str(said))
            words = said.read_text("utf-8")
            assert "Traceback" not in words
            if outcome.status == 3 and call == "open" and not every:  # a temporary file was opened by other means
                complete(folder, whole)
                continue
            assert outcome.status in (6, 7), words
            assert os.strerror(getattr(errno, error)) in words or "No usable temporary directory" in words
            if folder.exists():
                true(folder, whole)
                assert not [name for name in files(folder) if name.startswith(".")]
    assert total
    assert nursery(*asked).status == 3
    complete(folder, whole)


def test_a_process_that_may_open_few_files_says_so(nursery: Nursery, schedule: Path) -> None:
    said = schedule.parent / "said"
    outcome = nursery(*command(schedule, "files"), poor=True, said=str(said))
    assert outcome.status in (3, 6, 7)
    assert "Traceback" not in said.read_text("utf-8")
    assert nursery(*command(schedule, "files")).status == 3


def test_a_folder_that_may_not_be_written_is_named(nursery: Nursery, schedule: Path) -> None:
    folder, said = schedule.parent / "out", schedule.parent / "said"
    folder.mkdir()
    folder.chmod(0o555)
    outcome = nursery(*command(schedule, "files"), bound=True, said=str(said))
    folder.chmod(0o755)
    assert outcome.status in (6, 7)
    assert str(folder) in said.read_text("utf-8")
    assert "Traceback" not in said.read_text("utf-8")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["files", "combined"])
def test_a_full_disk(nursery: Nursery, schedule: Path, kind: str) -> None:
    """File systems of ever more room, if this user may make them; otherwise syncing says that there is none."""
    folder, said, asked = schedule.parent / "out", schedule.parent / "said", command(schedule, kind)
    folder.mkdir()
    codes = set()
    for size in range(100, 360, 16 if EVERY else 60):
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", folder]
        mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
        try:
            befalls = {} if mounted else {"error": "ENOSPC", "calls": ("fsync",), "at": 2, "every": True}
            outcome = nursery(*asked, said=str(said), **befalls)
            codes.add(outcome.status)
            assert outcome.status in (3, 6, 7), said.read_text("utf-8")
            assert "Traceback" not in said.read_text("utf-8")
            if mounted:
                subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
            assert nursery(*asked).status == 3
            complete(folder, files(folder))
            assert len(list(folder.glob("*.pdf"))) == (MADE if kind == "files" else 1)
        finally:
            if mounted:
                subprocess.run(["umount", folder], check=True)
    assert 6 in codes or 7 in codes


@pytest.mark.parametrize("place", [0, 100, 4096, 9000])
def test_a_damaged_ledger_is_not_written_to(nursery: Nursery, schedule: Path, place: int) -> None:
    folder, said = schedule.parent / "out", schedule.parent / "said"
    assert nursery(*command(schedule, "files")).status == 3
    before = files(folder)
    data = bytearray((folder / NAME).read_bytes())
    data[place : place + 64] = b"\xa5" * 64
    (folder / NAME).write_bytes(data)
    status = nursery(*command(schedule, "files"), said=str(said)).status
    assert "Traceback" not in said.read_text("utf-8")
    assert status in (3, 7)
    assert status == 7 or place > 100
    assert files(folder) == before


def test_eight_runs_at_once_on_one_list_make_every_copy_once(schedule: Path) -> None:
    folder = schedule.parent / "out"
    words = [sys.executable, ROOT / "generate.py", *command(schedule, "files")]
    started = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(8)]
    said = [process.communicate()[0] for process in started]
    codes = [process.returncode for process in started]
    assert set(codes) <= {3, 7}, said
    assert 3 in codes
    assert all("is being worked on by" in words or "in use" in words for words, code in zip(said, codes, strict=True) if code == 7)
    complete(folder, files(folder))
    assert len(files(folder)) == MADE


def test_what_is_counted_is_what_the_program_calls() -> None:
    assert set(CALLS) <= set(dir(os))
