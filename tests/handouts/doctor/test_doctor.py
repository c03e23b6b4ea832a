"""Whatever is missing for a run is found beforehand, with a remedy."""

from __future__ import annotations

import errno
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic
from handouts.doctor import surroundings
from handouts.doctor.doctor import examine
from handouts.findings import Finding
from handouts.ledger.ledger import NAME, Ledger

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """A clinic's folder on a computer without a print server."""
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")
    monkeypatch.delenv("HANDOUTS_PRINTER", raising=False)
    shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    file = tmp_path / "clinic" / "clinic.toml"
    file.write_text(file.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    return read_clinic(tmp_path / "clinic")


def found(clinic: Clinic) -> dict[str, Finding]:
    return {finding.where.split()[0]: finding for finding in examine(clinic, None, clinic.folder / NAME)}


def test_a_clinic_that_lacks_nothing_is_told_so(clinic: Clinic) -> None:
    findings = found(clinic)
    assert {"clinic", "time", "layout", "leaflets", "fonts", "folder", "ledger", "disk", "printer", "mail"} <= set(findings)
    assert all(finding.ok for finding in findings.values()), [str(f) for f in findings.values() if not f.ok]
    assert not (clinic.folder / NAME).exists()


def test_a_logo_that_is_no_picture_is_found(clinic: Clinic) -> None:
    assert found(clinic)["logo"].ok
    logo = found(replace(clinic, logo=replace(clinic.logo, data=b"no")))["logo"]  # type: ignore[type-var]
    assert (logo.ok, "neither SVG nor PNG nor JPEG" in logo.what) == (False, True)


def test_a_sample_that_was_copied_is_found_and_a_shipped_one_is_not(clinic: Clinic) -> None:
    file = clinic.folder / "clinic.toml"
    file.write_text(file.read_text("utf-8").replace("sample = false", "sample = true"), "utf-8")
    finding = found(read_clinic(clinic.folder))["clinic"]
    assert (finding.ok, finding.remedy) == (False, "delete the line `sample = true` from clinic.toml")
    assert found(read_clinic(sample_clinic("riverside")))["clinic"].ok


def test_a_printer_that_is_named_is_looked_for(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    (clinic.folder / "printing.toml").write_text('printer = "ipp://localhost:1/ipp/print"')
    finding = found(clinic)["printer"]
    assert (finding.ok, finding.remedy) == (False, "switch it on, look at its cable or network, and print again")
    (clinic.folder / "printing.toml").write_text("printer = 1")
    assert "printer: is a number; expected a text" in found(clinic)["printer"].what
    (clinic.folder / "printing.toml").unlink()
    monkeypatch.setenv("HANDOUTS_PRINTER", "ipp://localhost:1/ipp/print")
    assert not found(clinic)["printer"].ok


def test_a_mail_server_that_is_named_is_looked_for(clinic: Clinic) -> None:
    (clinic.folder / "mail.toml").write_text("host = 1")
    assert not found(clinic)["mail"].ok
    (clinic.folder / "mail.toml").write_text('from = "desk@clinic.example"\nname = "Clinic"\nhost = "localhost"\nport = 1\n')
    assert not found(clinic)["mail"].ok


def test_a_ledger_is_opened_read_and_written(clinic: Clinic) -> None:
    path = clinic.folder / NAME
    Ledger.open(path).close()
    assert found(clinic)["ledger"].what == "0 runs; whole, and can be written"
    path.write_bytes(b"SQLite format 3\0" + path.read_bytes()[16:3000])
    damaged = found(clinic)["ledger"]
    assert (damaged.ok, damaged.remedy[:27]) == (False, "put the last good copy back")


def test_a_disk_that_is_nearly_full(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**10, 10**10 - 10**8, 10**8))
    finding = surroundings.disk(clinic.folder / "not" / "yet" / "there")
    assert (finding.ok, finding.what, finding.remedy) == (False, "0.1 GB free, room for about 2,500 copies", "free some room")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    finding = surroundings.folder(tmp_path / "nowhere")
    assert not finding.ok and "give yourself the right" in finding.remedy


def test_rules_of_time_zones_grow_old(clinic: Clinic) -> None:
    year = int(surroundings.rules()[:4])
    (now,) = surroundings.zone(clinic, datetime(year + 1, 1, 1, tzinfo=UTC))
    (later,) = surroundings.zone(clinic, datetime(year + 5, 1, 1, tzinfo=UTC))
    assert now.ok and not later.ok
    assert "update tzdata" in later.remedy


def test_a_finding_is_a_line() -> None:
    assert str(Finding(False, "printer", "is off", "switch it on")) == "FAIL  printer: is off; switch it on"
    assert str(Finding(True, "fonts", "20 families")) == "ok    fonts: 20 families"


def test_a_full_disk_wants_room_and_not_a_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(surroundings.tempfile, "TemporaryFile", full)
    assert str(surroundings.folder(tmp_path)) == f"FAIL  folder {tmp_path}: cannot be written: No space left on device; free some room"
