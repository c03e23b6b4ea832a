"""`publish site` and `publish openemr`: what they say, in words and in JSON, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

from handouts.clinics.clinic import Clinic
from tests.handouts import own_clinic
from tests.handouts.commands import handouts


def own_leaflets_only(folder: Path) -> Clinic:
    """A clinic that is no sample, with a leaflet of its own that is a sample: none of the library's may be given out."""
    clinic = own_clinic(folder)
    toml = clinic.folder / "clinic.toml"
    toml.write_text(toml.read_text("utf-8").replace("sample = true", ""), "utf-8")
    return clinic


def test_a_site_is_written_and_then_nothing_has_changed(tmp_path: Path) -> None:
    words = ("publish", "site", "--clinic", "harbour", "--layout", "standard", "--to", tmp_path / "site")
    done = handouts(*words)
    assert done.returncode == 0, done.stderr
    assert "left out: kyphoplasty (ar, version 1) is a draft" in done.stderr
    assert (tmp_path / "site" / "kyphoplasty.en-US.html").is_file()
    assert done.stdout.startswith(f"{tmp_path / 'site'}: ") and "files written, 0 taken away" in done.stdout
    again = json.loads(handouts(*words, "--json").stdout)
    assert (again["written"], again["removed"], again["gone"]) == ([], [], []) and "kyphoplasty.en-US" in again["leaflets"]


def test_openemrs_folder_names_what_several_leaflets_fit(tmp_path: Path) -> None:
    words = ("publish", "openemr", "--clinic", "riverside", "--to", tmp_path / "education")
    done = handouts(*words)
    assert done.returncode == 0, done.stderr
    assert "icd10_m48.5_en.pdf: osteoporosis-after-a-fracture; kyphoplasty would fit as well (see --first)" in done.stderr
    first = json.loads(handouts(*words, "--first", "kyphoplasty", "--json").stdout)
    assert {"file": "icd10_m48.5_en.pdf", "leaflet": "kyphoplasty", "others": ["osteoporosis-after-a-fracture"]} in first["shared"]
    assert (tmp_path / "education" / "icd10-pcs_0ps43zz_en.pdf").read_bytes().startswith(b"%PDF")


def test_a_clinic_without_a_signed_leaflet_publishes_none_and_says_why(tmp_path: Path) -> None:
    clinic = own_leaflets_only(tmp_path)
    done = handouts("publish", "site", "--clinic", clinic.folder, "--to", tmp_path / "site")
    assert done.returncode == 0 and "is a sample that no clinician has reviewed" in done.stderr
    assert "0 leaflets" in done.stdout and not list((tmp_path / "site").glob("*.pdf"))
    refused = handouts("publish", "site", "--clinic", clinic.folder, "--to", clinic.folder / "handouts")
    assert refused.returncode == 6 and "clinic's own files" in refused.stderr
