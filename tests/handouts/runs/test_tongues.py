"""Who gets another language than was asked for: told in a plan, or refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.lists import MakeList, plan_list
from handouts.runs.tongues import Tongues, is_other
from tests.handouts.actions import a_list

ASKED = ("pl", "pl", "es", "", "en-GB")  # of the first rows of the list


def asking(folder: Path) -> MakeList:
    """A list whose patients speak several languages."""
    request = a_list(folder)
    path = folder / "list.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys([*rows[0], "language"])))
        writer.writeheader()
        writer.writerows({**row, "language": ASKED[n] if n < len(ASKED) else ""} for n, row in enumerate(rows))
    return request


def test_a_plan_says_how_many_patients_get_another_language_and_names_nobody(tmp_path: Path) -> None:
    planned = plan_list(asking(tmp_path))
    (said,) = [warning for warning in planned.warnings if "who asked for" in warning]
    assert said.startswith("list.csv: 2 patients get English, who asked for Polish; ")
    assert said in planned.as_json()["warnings"]


def test_their_rows_are_rejected_if_that_is_asked_for_and_it_is_another_run(tmp_path: Path) -> None:
    request = asking(tmp_path)
    warned, refused = plan_list(request), plan_list(replace(request, language_missing="refuse"))
    assert refused.copies == warned.copies - 2
    assert len(refused.rejected) == len(warned.rejected) + 2
    assert ("list.csv: row 2", "language: is one in which there is no kyphoplasty") in [(where, said.partition(";")[0]) for where, said in refused.problems()]
    assert not [warning for warning in refused.warnings if "who asked for" in warning]
    assert request.planned().fingerprint(("a", None, None)) != replace(request, language_missing="refuse").planned().fingerprint(("a", None, None))


@pytest.mark.parametrize(("asked", "given", "other"), [("es-MX", "es", False), ("", "en-US", False), ("es", "en-US", True), ("en-GB", "en-US", False)])
def test_another_country_is_no_other_language(asked: str, given: str, other: bool) -> None:
    assert is_other(asked, given) is other


def test_a_patient_counts_once_and_only_if_a_row_gets_something() -> None:
    tongues = Tongues()
    for row, patient in ((1, "7"), (2, "7"), (3, "8")):
        tongues.note(row, patient, "so", "en-US")
    assert [said.partition(";")[0] for said in tongues.remarks({1, 2}, ())] == ["1 patient gets English, who asked for Somali"]
    assert list(tongues.remarks(set(), ("en-US", "es", "zh-CN"))) == []


def test_a_leaflet_in_a_language_without_a_catalogue_is_told() -> None:
    (said,) = Tongues().remarks(set(), ("sw", "es"))
    assert said.startswith("for Swahili the program has no words of its own")
