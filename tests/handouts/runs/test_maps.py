"""The clinic's own map: remembered, and a run is named by what it says."""

from __future__ import annotations

from pathlib import Path

from handouts.leaflets.shelf import Allowed
from handouts.ledger.ledger import NAME, Ledger
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, make
from tests.handouts import own_clinic
from tests.handouts.schedules import HEADER, LEAST


def test_a_map_that_is_corrected_is_another_run_and_what_is_right_then_is_made(tmp_path: Path) -> None:
    folder = own_clinic(tmp_path).folder
    (folder / "clinic.toml").write_text(f'map = "ours.toml"\n{(folder / "clinic.toml").read_text("utf-8")}', "utf-8")
    (folder / "ours.toml").write_text(f'{LEAST}[constants]\nleaflet = "nothing-such"\n', "utf-8")
    list_ = tmp_path / "theirs.csv"
    list_.write_text(f"{HEADER}\n2026-12-08 09:30,M1,Anna,Quill,1951-04-17\n", "utf-8")
    asked = Request(list_, folder, tmp_path / "out", Look(allowed=Allowed(draft=True, sample=True), proof="off"))
    with Ledger.open(tmp_path / NAME) as ledger:
        first = plan(asked)
        assert [row.outcome for row in first.settled] == ["rejected"]
        list(make(first, begin(first, ledger, "anna"), ledger, Here()))
        (folder / "ours.toml").write_text(f'{LEAST}[constants]\nleaflet = "kyphoplasty"\n', "utf-8")
        second = plan(asked).against(ledger)
        assert (second.fingerprint != first.fingerprint, second.copies) == (True, 1)
