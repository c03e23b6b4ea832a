"""A list of another system: `schedule inspect`, and the map that is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.handouts import own_clinic
from tests.handouts.commands import handouts
from tests.handouts.schedules.tables.books import several

LIST = "Termin,MRN,Vorname,Nachname,Geburtsdatum,Leistung\n08.12.2026 09:30,M1,Anna,Quill,17.04.1951,Zement\n29.12.2026 09:30,M2,Omar,Tamm,22.09.1980,Zement\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic of its own, with a list beside it."""
    (tmp_path / "export.csv").write_text(LIST, "utf-8")
    return own_clinic(tmp_path).folder


def test_from_the_first_look_to_the_remembered_map(folder: Path, tmp_path: Path) -> None:
    looked = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder)
    assert looked.stdout.startswith('# A map proposed for "export.csv".')
    assert "Quill" not in looked.stdout
    assert "Tuesday 8 December 2026, 09:30" in looked.stderr and "Anna Quill, born 1951-04-17, M1" in looked.stderr
    assert "Of all: 2 served." in looked.stderr
    kept = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--write", folder / "our-system.toml")
    assert (kept.returncode, kept.stdout) == (0, "")
    assert 'put into clinic.toml, above the first line in brackets: map = "our-system.toml"' in kept.stderr
    assert (folder / "our-system.toml").read_text("utf-8") == looked.stdout
    again = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--write", folder / "our-system.toml")
    assert again.returncode == 6
    assert "is there already" in again.stderr
    (folder / "clinic.toml").write_text('map = "our-system.toml"\n' + (folder / "clinic.toml").read_text("utf-8"), "utf-8")
    tried = handouts("rules", "test", tmp_path / "export.csv", "--clinic", folder, "--json")
    assert [row["row"] for row in json.loads(tried.stdout)["rows"]] == [2, 3]
    made = handouts("batch", tmp_path / "export.csv", "--clinic", folder, "--leaflet", "kyphoplasty", "--out", tmp_path / "out", "--allow-sample", "--json")
    assert len(json.loads(made.stdout)["made"]) == 2, made.stderr
    other = handouts("batch", tmp_path / "export.csv", "--clinic", folder, "--map", "emis", "--out", tmp_path / "other")
    assert "EMIS appointment report" in other.stderr


def test_the_clinics_own_files_and_the_list_are_never_written_over(folder: Path, tmp_path: Path) -> None:
    for target in (folder / "clinic.toml", tmp_path / "export.csv"):
        before = target.read_bytes()
        assert handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--write", target).returncode == 6
        assert target.read_bytes() == before


def test_an_answer_for_a_program(folder: Path, tmp_path: Path) -> None:
    done = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--json")
    answer = json.loads(done.stdout)
    assert (answer["format"], answer["counts"], answer["missing"], answer["kept"]) == ("CSV", {"served": 2}, [], "")
    assert answer["columns"]["start"] == "Termin"
    assert answer["first"][0]["says"][0] == "Tuesday 8 December 2026, 09:30"
    assert answer["codes"] == [{"code": "", "type": "Zement", "count": 2}]


def test_a_sheet_is_named_wherever_a_list_is(folder: Path, tmp_path: Path) -> None:
    head = ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "leaflet"]
    rows = [[head, [f"A{n}", "2026-12-08T09:30", f"M{n}", "Anna", "Quill", "1951-04-17", "kyphoplasty"]] for n in (1, 2)]
    book = tmp_path / "week.xlsx"
    book.write_bytes(several(Monday=rows[0], Tuesday=rows[1]))
    for command in (("schedule", "inspect", book), ("rules", "test", book), ("batch", book, "--out", tmp_path / "out", "--dry-run"), ("doctor", "--names", book)):
        assert "“Monday” and “Tuesday”; say with --sheet" in handouts(*command, "--clinic", folder).stderr, command
        assert "--sheet which" not in handouts(*command, "--clinic", folder, "--sheet", "Tuesday").stderr, command
    tried = handouts("rules", "test", book, "--clinic", folder, "--sheet", "Tuesday", "--json")
    assert [row["gets"][0]["leaflet"] for row in json.loads(tried.stdout)["rows"]] == ["kyphoplasty"]


def test_by_a_map_that_is_there_what_it_lacks_is_to_be_added(folder: Path, tmp_path: Path) -> None:
    own = folder / "our-system.toml"
    looked = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--write", own)
    assert looked.returncode == 0
    again = handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--map", own)
    assert f"Add to {own} what is needed of these lines." in again.stderr
    assert '# "Zement" = ""' in again.stdout and "[columns]" not in again.stdout
    own.write_text(own.read_text("utf-8") + '[codes]\nZement = "KYPHO"\n', "utf-8")
    assert f"{own} says all that is needed." in handouts("schedule", "inspect", tmp_path / "export.csv", "--clinic", folder, "--map", own).stderr
    assert handouts("schedule", "inspect", tmp_path / "export.csv", "--map", own, "--write", tmp_path / "x.toml", "--clinic", folder).returncode == 2
