"""`correct` and `outdated`, run as somebody at a desk runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.handouts import FRONT, own_clinic
from tests.handouts.commands import handouts

SOON = (datetime.now(UTC) + timedelta(days=30)).date()
HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,phone,leaflet,status"
ROWS = [f"A{n},{SOON}T09:0{n},P{n},Quenby,Zyx{n},1951-04-17,217-555-010{n},note,booked" for n in (1, 2, 3)]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic with run 1: three copies."""
    folder = own_clinic(tmp_path).folder
    (folder / "clinic.toml").write_text((folder / "clinic.toml").read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    (folder / "handouts").mkdir()
    (folder / "handouts" / "note.en-US.md").write_text(f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}.\n", "utf-8")
    listed(tmp_path, ROWS)
    done = handouts("batch", tmp_path / "list.csv", "--out", tmp_path / "out", "--allow-draft", "--clinic", folder, "--json")
    assert done.returncode == 0, done.stderr
    return folder


def listed(folder: Path, rows: list[str], name: str = "list.csv") -> Path:
    (folder / name).write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return folder / name


def test_a_correction_comes_in_where_no_list_of_processes_shows_it_and_says_who_holds_what(clinic: Path, tmp_path: Path) -> None:
    found = json.loads(handouts("history", "P1", "--clinic", clinic, "--json").stdout)
    copy = found[0]["copy"]
    done = handouts("correct", copy, "--appointment", "-", "--clinic", clinic, text='{"given_name": "Quimby"}')
    assert done.returncode == 0 and f"in place of {copy}." in done.stdout and "Corrected: given_name." in done.stdout
    assert "handouts: the old copy is in its folder since" in done.stderr and "Quimby" not in done.stdout + done.stderr
    again = handouts("correct", copy, "--note", "x", "--clinic", clinic)
    assert again.returncode == 2 and f"copy {copy} was replaced; the one that counts is " in again.stderr
    new = json.loads(handouts("history", "P1", "--clinic", clinic, "--json").stdout)[1]
    assert (new["name"], new["fate"]) == ("Quimby Zyx1", "delivered")
    nothing = handouts("correct", new["copy"], "--clinic", clinic)
    assert nothing.returncode == 2 and "nothing is corrected" in nothing.stderr
    told = json.loads(handouts("correct", new["copy"], "--note", "x", "--json", "--out", tmp_path / "new.pdf", "--clinic", clinic).stdout)
    assert (told["old"], told["changed"], told["file"]) == (new["copy"], ["instructions"], str(tmp_path / "new.pdf"))


def test_whom_to_tell_is_listed_with_the_telephone(clinic: Path, tmp_path: Path) -> None:
    newer = listed(tmp_path, [ROWS[0].replace("T09:01", "T15:30"), ROWS[1].replace("booked", "cancelled")], "newer.csv")
    done = handouts("outdated", newer, "--clinic", clinic)
    assert done.returncode == 0 and "2 copies of 2 patients to tell." in done.stdout
    for words in ("217-555-0101", f"{SOON} 09:01", f"{SOON} 15:30", "cancelled", "in its folder"):
        assert words in done.stdout
    assert json.loads(handouts("outdated", "--clinic", clinic, "--json").stdout)["outdated"] == []
    made = handouts("batch", newer, "--out", tmp_path / "out", "--allow-draft", "--clinic", clinic)
    assert "1 copy is in somebody's hands though the appointment is off; `handouts outdated` names the patients." in made.stdout
    found = json.loads(handouts("outdated", "--clinic", clinic, "--json").stdout)["outdated"]
    assert [(one["patient"], one["status"], one["read_by"]) for one in found] == [("P2", "cancelled", 2)]
    report = handouts("report", "1", "--clinic", clinic)
    assert "(row 3) tells what is right no more: off: cancelled, as run 2 has read" in report.stdout and "P2" not in report.stdout
    wrong = listed(tmp_path, [ROWS[0].replace("1951-04-17", "then")], "wrong.csv")
    done = handouts("outdated", wrong, "--clinic", clinic)
    assert done.returncode == 3 and done.stderr.startswith("row 2: date_of_birth: ")
