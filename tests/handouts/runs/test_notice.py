"""The notice of help with language: once a patient and not once a leaflet, in the languages that the clinic names, and the same again."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from handouts.authoring.check import check_house
from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import ClinicError, RefusedError
from handouts.files.schema import build
from handouts.files.tables import read_toml
from handouts.leaflets.shelf import Allowed, Shelf
from handouts.leaflets.signature import digest_of
from handouts.leaflets.tonguehelp import COMMONEST, LEAFLET, HelpFile, help_file, passages
from handouts.press import Press
from handouts.records.appointment import COLUMNS
from handouts.runs.pins import pins
from handouts.runs.plan import Look, Plan, Request, plan
from tests.conftest import ISSUED, an_appointment
from tests.handouts.enclosing import a_clinic
from tests.reading import page_texts

TABLE = '\n[language-help]\nlanguages = ["es", "vi", "ar"]\nphone = "(217) 555-0177"\n'
NAMED = ("es", "vi", "ar")


def helping(folder: Path, table: str = TABLE) -> Clinic:
    clinic = a_clinic(folder)
    (clinic.folder / "rules.toml").unlink(missing_ok=True)
    with (clinic.folder / "clinic.toml").open("a", encoding="utf-8") as file:
        file.write(table)
    return read_clinic(clinic.folder)


def a_plan(clinic: Clinic, folder: Path, *rows: dict[str, str], **look: object) -> Plan:
    first = {
        "appointment_id": "A-1", "start": "2026-12-08T09:30", "type": "Kyphoplasty", "leaflet": "kyphoplasty", "patient_id": "RSC-1",
        "given_name": "Anna", "family_name": "Lee", "date_of_birth": "1951-04-17", "location": "Suite 2", "clinician": "Dr. Okafor",
    }  # fmt: skip
    with (folder / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**first, "appointment_id": f"A-{number}", **row} for number, row in enumerate(rows))
    return plan(Request(folder / "list.csv", clinic.folder, folder / "out", Look(allowed=Allowed(draft=True), **look)))  # type: ignore[arg-type]


def given(planned: Plan) -> list[list[str]]:
    return [[pick.leaflet for pick in job.copies] for job in sorted(planned.jobs, key=lambda job: job.row)]


def test_each_patient_gets_it_once_with_the_first_row_that_is_made(tmp_path: Path) -> None:
    clinic = helping(tmp_path / "c")
    planned = a_plan(
        clinic, tmp_path, {"leaflet": "kyphoplasty;mri-scan"}, {"start": "2026-12-09T10:00"},
        {"patient_id": "RSC-2", "start": "none"}, {"patient_id": "RSC-2", "language": "es"}, {"patient_id": "RSC-3", "leaflet": LEAFLET},
    )  # fmt: skip
    assert given(planned) == [["kyphoplasty", "mri-scan", LEAFLET], ["kyphoplasty"], ["kyphoplasty", LEAFLET], [LEAFLET]]
    assert [warning for warning in planned.warnings if LEAFLET in warning] == []
    assert sum(count for leaflet, _, _, count in planned.counts() if leaflet == LEAFLET) == 3


def test_a_patient_of_another_language_gets_it_though_rows_in_another_language_are_refused(tmp_path: Path) -> None:
    planned = a_plan(helping(tmp_path / "c"), tmp_path, {"language": "es"}, language_missing="refuse")
    assert given(planned) == [["kyphoplasty", LEAFLET]]


def test_a_clinic_that_does_not_ask_for_it_gives_none(tmp_path: Path) -> None:
    assert given(a_plan(helping(tmp_path / "c", ""), tmp_path, {})) == [["kyphoplasty"]]


def test_a_real_clinic_has_to_read_and_sign_it_first(tmp_path: Path) -> None:
    clinic = helping(tmp_path / "c")
    file = clinic.folder / "clinic.toml"
    file.write_text(file.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    with pytest.raises(RefusedError, match="is a sample that no clinician has reviewed"):
        Press(read_clinic(clinic.folder), issued=ISSUED).make(an_appointment(clinic, leaflet=LEAFLET))


def test_it_says_each_language_in_that_language_with_the_number_and_nothing_of_others(tmp_path: Path) -> None:
    clinic = helping(tmp_path / "c")
    data = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full").make(an_appointment(clinic, leaflet=LEAFLET)).data
    text = "\n".join(page_texts(data))
    assert text.count("555-0177") == 1 + len(NAMED)
    assert "Si habla español" in text and "Nếu quý vị nói tiếng Việt" in text and "Deutsch" not in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        spoken = [str(kid.Lang) for kid in pdf.Root.StructTreeRoot.K.K if "/Lang" in kid]
    assert spoken == ["en", *NAMED]


def test_words_of_the_clinics_own_are_taken_pinned_and_signed_for(tmp_path: Path) -> None:
    clinic = helping(tmp_path / "c")
    leaflet = Shelf(clinic).choose(LEAFLET, "en-US")
    before, pinned = digest_of(leaflet, clinic), pins(clinic, [leaflet], ["standard"])
    assert pinned["built-in handouts/words/language-help.toml"] and pinned["handouts/words/language-help.toml"] == ""
    own = clinic.folder / "handouts" / "words" / "language-help.toml"
    own.parent.mkdir(parents=True)
    own.write_text(help_file(clinic).read_text("utf-8").replace("Si habla español", "Si usted habla español"), "utf-8")
    assert passages(clinic)[1].before.startswith("Si usted habla español")
    assert digest_of(leaflet, clinic) != before
    assert digest_of(leaflet, helping(tmp_path / "d")) == before
    assert digest_of(leaflet, helping(tmp_path / "e", TABLE.replace('"vi"', '"so"'))) != before


def test_a_language_without_words_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    clinic = helping(tmp_path / "c", '\n[language-help]\nlanguages = ["es", "tlh"]\n')
    with pytest.raises(ClinicError, match=r"language-help: there are no words for tlh; there are en, es, .*\[words\.tlh\]"):
        passages(clinic)
    assert any("tlh" in said.what for said in check_house(clinic, ISSUED))
    few = [said for said in check_house(helping(tmp_path / "d"), ISSUED) if said.rule == "language-help"]
    assert [said.severity for said in few] == ["warning"]


def test_the_words_that_come_along_are_whole_and_each_is_printable(tmp_path: Path) -> None:
    words = dict(build(HelpFile, read_toml(help_file(helping(tmp_path / "c")))).words)
    assert {"en", *COMMONEST} <= set(words) and len(COMMONEST) == 15
    assert Counter(said.name for said in words.values()).most_common(1)[0][1] == 1
    tags = ", ".join(f'"{tag}"' for tag in words if tag != "en")
    clinic = helping(tmp_path / "all", f"\n[language-help]\nlanguages = [{tags}]\n")
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    assert press.make(an_appointment(clinic, leaflet=LEAFLET)).pages <= 5
    assert not [tag for tag, said in words.items() if not re.search(r"\{phone\}", said.text)]
