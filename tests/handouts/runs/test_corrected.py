"""The same list, corrected, in runs that are killed: whoever was changed has the newest copy alone, nobody has two, nobody's is lost.

    HANDOUTS_CHANGES=200 pytest tests/handouts/runs/test_corrected.py     so many random moments for each way, workers and kind of run
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handouts.ledger.counts import reconcile
from handouts.ledger.data import Copy
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue
from tests.handouts import FRONT, own_clinic
from tests.nursery import Nursery
from tests.reading import page_texts

MOMENTS = int(os.environ.get("HANDOUTS_CHANGES", "0"))
ROWS = 16
COLUMNS = ("appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "leaflet")
LEAFLET = f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}, at {{{{ appointment.start | time }}}}.\n"
KINDS: tuple[int | str, ...] = (1, 2, "combined")
List = dict[int, dict[str, str]]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def row(n: int) -> dict[str, str]:
    """A row of the list, before it is corrected."""
    born = f"19{30 + n}-04-17"
    return dict(zip(COLUMNS, (f"A{n}", f"2026-12-08T08:{n:02d}", f"P{n}", "Quenby", f"Zyx{chr(96 + n)}", born, "note"), strict=True))


def corrected(rows: List, rng: random.Random, time: int) -> List:
    """The list with some rows moved to another hour, some new, and all of them perhaps in another order."""
    out = {n: dict(cells) for n, cells in rows.items()}
    for n in rng.sample(sorted(out), rng.randint(1, ROWS // 2)):
        out[n]["start"] = f"2026-12-08T{time}:{n:02d}"
    for _ in range(rng.randint(0, 3)):
        out[len(out) + 1] = row(len(out) + 1)
    numbers = rng.sample(sorted(out), len(out)) if rng.random() < 0.3 else sorted(out)
    return {n: out[n] for n in numbers}


@dataclass(frozen=True)
class Desk:
    """A folder with a clinic, its list, and what was made of it; put back as it was for each moment."""

    folder: Path
    kind: int | str

    @property
    def combined(self) -> bool:
        return self.kind == "combined"

    @property
    def words(self) -> list[str | Path]:
        """The command: every copy of the corrected list is bound again, or what is new and changed is made."""
        here = self.folder
        made = ["--combined", here / "out" / "all.pdf", "--all"] if self.combined else ["--out", here / "out", "--workers", str(self.kind)]
        return ["batch", here / "list.csv", "--clinic", here / "clinic", *made, "--allow-draft", "--proof", "off"]

    def write(self, rows: List) -> None:
        """The list says this."""
        lines = [",".join(COLUMNS), *(",".join(cells.values()) for cells in rows.values())]
        (self.folder / "list.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def ledger(self) -> Ledger:
        return Ledger.open(self.folder / "clinic" / NAME)

    def keep(self) -> None:
        """Remember how everything is."""
        shutil.copytree(self.folder, self.folder.with_name("kept"))

    def put_back(self) -> None:
        """Everything is as it was."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_name("kept"), self.folder)


@pytest.fixture(params=KINDS, ids=str)
def desk(request: pytest.FixtureRequest, nursery: Nursery, tmp_path: Path) -> Desk:
    """A list that was made, and whose copies wait to be mailed."""
    found = Desk(tmp_path / "desk", request.param)
    found.folder.mkdir()
    clinic = own_clinic(found.folder).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(LEAFLET, "utf-8")
    found.write({n: row(n) for n in range(1, ROWS + 1)})
    assert nursery(*found.words).status == 0
    with found.ledger() as ledger:
        assert enqueue(ledger, [copy.id for copy in ledger.copies(1)], "mail") == ROWS
    found.keep()
    return found


def true(desk: Desk, ledger: Ledger) -> list[Copy]:
    """The copies that count; each is there, with the bytes that the ledger says, whatever has been killed."""
    ledger.verify()
    counted = [copy for run in ledger.runs() for copy in ledger.copies(run.id) if not copy.replaced_by]
    for copy in () if desk.combined else counted:
        data = (desk.folder / "out" / copy.struck.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == copy.struck.sha256
    return counted


def ended(desk: Desk, rows: List, others: List) -> None:
    """Every appointment has one copy that counts, which says what the list says; nothing else lies there, or waits to be mailed.

    others: rows of earlier lists, which this one may lack.
    """
    with desk.ledger() as ledger:
        counted = {copy.whose.appointment: copy for copy in true(desk, ledger) if copy.whose}
        assert len(counted) == len(true(desk, ledger)), "somebody has two copies that count"
        assert {f"A{n}" for n in rows} <= set(counted) <= {f"A{n}" for n in rows | others}
        for name, text in said(desk, {f"A{n}": counted[f"A{n}"] for n in rows}).items():
            cells = rows[int(name[1:])]
            hour, minute = divmod(int(cells["start"][-5:-3]) * 60 + int(cells["start"][-2:]), 60)
            time = f"{(hour - 1) % 12 + 1}:{minute:02d}"
            assert cells["family_name"] in text, f"{name} is another's"
            assert f"at {time} " in text, f"{name} tells another time"
        assert [fault for run in ledger.runs() if run.finished for fault in reconcile(ledger, run.id).faults] == []
        waiting = {found.copy for found in deliveries(ledger, channel="mail") if found.state == "waiting"}
        assert waiting <= {copy.id for copy in counted.values()}, "a letter waits that counts no more"
        enqueue(ledger, [copy.id for copy in counted.values()], "mail")
        assert sum(found.state == "waiting" for found in deliveries(ledger, channel="mail")) == len(counted)
    found = {path.name for path in (desk.folder / "out").iterdir()}
    assert found == ({"all.pdf"} if desk.combined else {copy.struck.file for copy in counted.values()})


def said(desk: Desk, counted: dict[str, Copy]) -> dict[str, str]:
    """What stands on the paper of each appointment."""
    if not desk.combined:
        return {name: page_texts((desk.folder / "out" / copy.struck.file).read_bytes())[0] for name, copy in counted.items()}
    texts = page_texts((desk.folder / "out" / "all.pdf").read_bytes())
    assert len(texts) == len(counted)  # the whole list was bound
    return {name: texts[copy.struck.sequence - 1] for name, copy in counted.items()}


def test_a_corrected_list_is_made_whenever_it_is_killed_and_corrected_again(desk: Desk, nursery: Nursery) -> None:
    desk.write(corrected({n: row(n) for n in range(1, ROWS + 1)}, random.Random(0), 15))
    calls = nursery(*desk.words).calls
    kills = again = 0
    for moment in range(MOMENTS or 3):
        desk.put_back()
        chance = random.Random(f"{desk.kind} {moment}")
        rows, lists, hour = {n: row(n) for n in range(1, ROWS + 1)}, list[List](), 10
        for _ in range(chance.randint(1, 3)):
            rows, hour = chance.choice([*lists, corrected(rows, chance, hour), corrected(rows, chance, hour)]), hour + 1
            lists.append(rows)
            desk.write(rows)
            for _ in range(chance.randint(1, 2)):
                kills += nursery(*desk.words, at=chance.randint(calls // 8, calls), after=chance.random() < 0.5).status == -9
                with desk.ledger() as ledger:
                    true(desk, ledger)
            again += 1
        for _ in range(2):
            assert nursery(*desk.words).status == 0
            ended(desk, rows, {n: cells for one in lists for n, cells in one.items()})
    print(f"{desk.kind}: {MOMENTS or 3} lists corrected {again} times, {kills} runs killed; everybody has one copy, the newest")
    assert kills >= (MOMENTS or 3) // 2
