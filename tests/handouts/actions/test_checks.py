"""Leaflets, doctor, lists of other systems, rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.actions.checks import Examine, examine
from handouts.actions.inspection import InspectList, inspect_list
from handouts.actions.leaflets import Adopt, FindLeaflets, adopt, list_leaflets
from handouts.actions.trials import TryRules, try_rules
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from handouts.errors import InputError, OutputError
from tests.lists import small_schedule


def test_leaflets_are_listed_and_one_is_adopted_once(own: Where) -> None:
    assert ("kyphoplasty", "en-US") in [(leaflet.id, leaflet.language) for leaflet in list_leaflets(FindLeaflets(own)).leaflets]
    copied = adopt(Adopt(own, "kyphoplasty"))
    assert Path(own.clinic) / "handouts" / "kyphoplasty.en-US.md" in copied
    assert all(path.is_file() for path in copied)
    with pytest.raises(OutputError, match="is there already"):
        adopt(Adopt(own, "kyphoplasty"))
    with pytest.raises(InputError, match="a sample clinic adopts nothing"):
        adopt(Adopt(Where("riverside"), "kyphoplasty"))


def test_a_clinic_that_cannot_be_read_is_a_finding(own: Where, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    found = examine(Examine(own, tmp_path / "list.csv"))
    assert not found.ok
    assert {finding.where for finding in found.findings if not finding.ok} >= {"list.csv: row 4", "list.csv: row 6"}
    (Path(own.clinic) / "clinic.toml").write_text("nme = 5\n", "utf-8")
    broken = examine(Examine(own))
    assert [finding["ok"] for finding in broken.as_json()] == [False]


def test_a_list_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("Surname;First name;DOB\nLee;Anna;17/04/1951\n", "utf-8")
    assert '"DOB"' in inspect_list(InspectList(Where("riverside"), tmp_path / "other.csv")).seen.text


def test_rules_are_tried_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    trying = try_rules(TryRules(Where("riverside"), tmp_path / "list.csv", sample_clinic("riverside") / "rules.toml"))
    rows = iter(trying)
    assert next(rows).row == 2
    assert trying.rows == 1  # told as the list is read
    assert [trial.outcome for trial in rows].count("rejected") == 1
    assert (trying.rows, trying.ok, trying.counts()["rejected"], trying.counts()["skipped"]) == (8, False, 1, 1)


def test_rows_that_contradict_each_other_get_nothing_either_of_them(tmp_path: Path) -> None:
    """As a batch has it: one appointment in two ways, the second said twice; and one identifier of two people."""
    head, rules = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet", sample_clinic("riverside") / "rules.toml"
    who = {"P1": "P1,Anna,Lee,1951-04-17", "P2": "P2,Omar,Haddad,1980-09-02", "P3": "P3,Wei,Chen,1971-07-01"}
    told = [("A1", "09:30", who["P1"]), ("A2", "10:00", who["P2"]), ("A1", "11:30", who["P1"]), ("A1", "11:30", who["P1"]), ("A3", "12:00", who["P3"]),
            ("A4", "12:30", who["P2"].replace("1980", "1981"))]  # fmt: skip
    rows = [f"{name},2026-12-08T{time},{person},kyphoplasty" for name, time, person in told]
    (tmp_path / "list.csv").write_text("\n".join([head, *rows, ""]), "utf-8")
    trying = try_rules(TryRules(Where("riverside"), tmp_path / "list.csv", rules))
    found = {trial.row: trial.outcome if not trial.problems else trial.problems[0].what for trial in trying}
    assert found[6] == "given"
    assert found[2] == "stands in rows 4, 5 with other content"
    assert [found[row] for row in (3, 7)] == ["is also that of another person in row 7", "is also that of another person in row 3"]
    assert (trying.counts()["given"], trying.counts()["rejected"], trying.ok) == (1, 5, False)
    assert [count for _, count in trying.days] == [1]
