"""The file for support says what a helper must know, and nothing of a patient."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from handouts.actions.bundle import WriteBundle, write_bundle
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from handouts.errors import OutputError
from handouts.ledger.ledger import NAME
from tests.handouts.commands.test_mail import PLANTED, Desk


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")
    return Path(shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic"))


def contents(file: Path) -> dict[str, str]:
    with ZipFile(file) as package:
        return {name.partition("/")[2]: package.read(name).decode() for name in package.namelist()}


def test_nothing_of_a_patient_and_no_secret_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")
    desk = Desk(tmp_path)
    desk.made()
    desk.mail_toml(1, 'login = "desk"\npassword = {file = "secret"}\n')
    (desk.clinic / "secret").write_text("Opensesame", "utf-8")
    (desk.clinic / "secret").chmod(0o600)
    shutil.copy(tmp_path / "list.csv", desk.clinic)
    desk.say("email", "1", "--dry-run", code=0)
    written = write_bundle(WriteBundle(Where(str(desk.clinic)), tmp_path / "report.zip"))
    found = contents(written.file)
    assert set(found) >= {"version.txt", "doctor.txt", "ledger.json", "settings/clinic.toml", "settings/mail.toml"}
    text = "\n".join([*found, *found.values()])
    assert not [word for word in (*PLANTED, "Opensesame", "example.org\n") if word in text]
    counted = json.loads(found["ledger.json"])
    assert [(run["rows"], run["made"], run["copies"]) for run in counted["latest runs"]] == [(4, 4, 4)]
    assert "handouts, version" in found["version.txt"] and "FAIL  mail" in found["doctor.txt"]


def test_an_older_one_is_written_over_and_nothing_else(clinic: Path, tmp_path: Path) -> None:
    request = WriteBundle(Where(str(clinic)), tmp_path / "report.zip")
    write_bundle(request)
    assert json.loads(contents(write_bundle(request).file)["ledger.json"])["ledger"].startswith(f"{clinic / NAME}: there is no ledger yet")
    with ZipFile(tmp_path / "list.xlsx", "w") as workbook:
        workbook.writestr("xl/workbook.xml", "")
    with pytest.raises(OutputError, match="is not an older report for support"):
        write_bundle(WriteBundle(Where(str(clinic)), tmp_path / "list.xlsx"))


def test_a_clinic_that_cannot_be_read_is_told_of_all_the_same(clinic: Path, tmp_path: Path) -> None:
    (clinic / "clinic.toml").write_text("naem = 1\n", "utf-8")
    found = contents(write_bundle(WriteBundle(Where(str(clinic)), tmp_path / "report.zip")).file)
    assert "naem: unknown key" in found["doctor.txt"] and found["settings/clinic.toml"] == "naem = 1\n"


def test_a_secret_that_stands_in_the_settings_is_not_told(clinic: Path, tmp_path: Path) -> None:
    (clinic / "mail.toml").write_text('password = "Opensesame"\nfrom = "desk@riverside.example"\n', "utf-8")
    (clinic / "printing.toml").write_text('printer = "ipp://desk:Opensesame@127.0.0.1/ipp/print"\n', "utf-8")
    found = contents(write_bundle(WriteBundle(Where(str(clinic)), tmp_path / "report.zip")).file)
    assert not [name for name, text in found.items() if "Opensesame" in text]
    assert 'from = "desk@riverside.example"' in found["settings/mail.toml"] and "FAIL  printer: 'ipp://…@127.0.0.1" in found["doctor.txt"]


def test_settings_that_cannot_be_read_and_a_path_that_is_not_utf_8_are_told_of(clinic: Path, tmp_path: Path) -> None:
    strange = clinic.rename(tmp_path / "Kr\udcfcmel")
    (strange / "printing.toml").mkdir()
    (strange / "layouts").mkdir()
    (strange / "layouts" / "gr\udcf6n.toml").write_text("", "utf-8")
    found = contents(write_bundle(WriteBundle(Where(str(strange)), tmp_path / "report.zip")).file)
    assert found["settings/printing.toml"] == "printing.toml: cannot be read: Is a directory\n"
    assert "Kr\\udcfcmel" in found["doctor.txt"] and "settings/layouts/gr\\udcf6n.toml" in found
