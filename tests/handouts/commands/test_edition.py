"""A leaflet without a patient: `edition`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pikepdf
import pytest

from handouts.proof.kinds import EDITION, HANDOUT, SINGLE
from tests.handouts import own_clinic
from tests.handouts.commands import ANNA, handouts
from tests.reading import text_of


def test_an_edition_says_moments_in_words_and_that_it_is_for_nobody(tmp_path: Path) -> None:
    out = tmp_path / "rack.pdf"
    done = handouts("edition", "kyphoplasty", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == f"{out}: Kyphoplasty (en-US, sample), 4 pages, a general edition for no patient"
    text = text_of(out.read_bytes()).replace("\n", " ")
    for words in ("6 hours before your appointment Stop eating.", "Hello. Kyphoplasty", "Please arrive 30 minutes before", "(217) 555-0142", "911", "Name", "Day"):
        assert words in text
    assert text.count("General edition") == 4
    assert re.findall(r"[A-Za-z]+ (?:\d+, )?202\d", text) == ["October 2026", "October 1, 2028"]
    with pikepdf.open(out) as pdf:
        assert str(pdf.docinfo["/Subject"]).startswith("General edition. It is for no patient in particular.")


@pytest.mark.parametrize("language", ["es", "ar"])
def test_an_edition_is_made_in_each_language_and_layout_and_the_gates_are_those_of_copies(language: str, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    words = ("edition", "kyphoplasty", "--language", language, "--layout", "large-print", "--page", "A4", "--out", out)
    refused = handouts(*words)
    assert refused.returncode == 5 and "is a draft" in refused.stderr and not out.exists()
    made = json.loads(handouts(*words, "--allow-draft", "--json").stdout)
    assert (made["language"], made["layout"], made["status"], made["proof"]) == (language, "large-print", "draft", "full")


def test_no_sample_leaves_a_clinic_of_its_own_and_nothing_is_recorded(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    toml = clinic.folder / "clinic.toml"
    toml.write_text(toml.read_text("utf-8").replace("sample = true", ""), "utf-8")
    words = ("edition", "kyphoplasty", "--clinic", clinic.folder, "--out", tmp_path / "a.pdf")
    assert handouts(*words).returncode == 5
    assert handouts(*words, "--allow-sample").returncode == 0
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_neither_a_patients_copy_nor_an_edition_takes_the_others_place(tmp_path: Path) -> None:
    rack, anna = tmp_path / "rack.pdf", tmp_path / "anna.pdf"
    handouts("edition", "kyphoplasty", "--language", "ar", "--allow-draft", "--out", rack)
    handouts("make", "kyphoplasty", *ANNA, "--out", anna)
    assert [(kind.fits(rack), kind.fits(anna)) for kind in (EDITION, SINGLE, HANDOUT)] == [(True, False), (False, True), (True, True)]
    assert "is not an older general edition" in handouts("edition", "kyphoplasty", "--out", anna).stderr
    assert "is not an older handout" in handouts("make", "kyphoplasty", *ANNA, "--out", rack).stderr
    assert handouts("edition", "kyphoplasty", "--out", rack).returncode == 0


def test_make_without_a_patient_names_it(tmp_path: Path) -> None:
    done = handouts("make", "kyphoplasty", "--language", "es", "--out", tmp_path / "a.pdf")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "no patient is named" in done.stderr and f"`handouts edition kyphoplasty --out {tmp_path / 'a.pdf'}`" in done.stderr


def test_a_leaflet_that_cannot_do_without_a_patient_is_refused_with_its_line(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    (clinic.folder / "handouts").mkdir()
    (clinic.folder / "handouts" / "rest.en-US.md").write_text("---\ntitle: Rest\nlanguage: en-US\nversion: 1\nstatus: draft\n---\nDear {{ patient.name }}, rest.\n", "utf-8")
    done = handouts("edition", "rest", "--clinic", clinic.folder, "--allow-draft", "--out", tmp_path / "a.pdf")
    assert done.returncode == 4 and done.stderr.startswith("handouts: rest.en-US.md:7:6: prints what only a patient has")
