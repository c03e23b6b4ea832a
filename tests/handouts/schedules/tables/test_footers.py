"""Rows that are no appointments are skipped and named; a patient with such a name is not taken for one."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Outcome, Reject, Skipped
from handouts.schedules.tables.footers import AGAIN, FOOTER, SIGNS, TOTAL, footer
from tests.handouts.schedules.tables.books import xlsx

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet"
ROW = "A1,2026-12-08T09:30,P1,Anna,Lee,1951-04-17,kyphoplasty"
TOTALS = (
    "Total: 96", "Total,,96,,,,", "Total,96", "Grand Total,,,,,,96", "Sub-total: 4", "(96 rows affected)", "96 appointments", "Count,96", "Summe: 96",
    "Gesamtzahl Termine: 96", "Total de citas: 96", "Nombre total de rendez-vous : 96", "Łącznie: 96", "Итого: 96", "المجموع: ٩٦", '"סה""כ: 96"', "कुल: 96", "合计 96",
)  # fmt: skip
FOOTERS = (
    "Printed on 08/12/2026 14:30 by jsmith", '"Printed on Tuesday, December 8, 2026",,,,,,', "Printed on Tuesday, December 8, 2026 at 2:30 PM,,,,",
    "Page 1 of 3", "Page 2/3,,,,,,", "-- end --", "*** End of report ***", "Fin del informe", "Seite 1 von 3", "Página 1 de 3", "Strona 1 z 3", "Страница 1 из 3",
    "صفحة 1 من 3", "עמוד 1 מתוך 3", "第 1 页，共 3 页", "Gedruckt am 08.12.2026", "Imprimé le 08/12/2026", "Wydrukowano 08.12.2026",
)  # fmt: skip


def after(line: str, folder: Path, head: str = HEAD, row: str = ROW) -> Outcome:
    """What becomes of the line below a list's one row."""
    (folder / "list.csv").write_text(f"{head}\n{row}\n{line}\n", "utf-8")
    first, second = open_schedule(folder / "list.csv", ZoneInfo("Europe/London"))
    assert isinstance(first, Accepted)
    return second


@pytest.mark.parametrize(("line", "what"), [
    *((line, TOTAL) for line in TOTALS), *((line, FOOTER) for line in FOOTERS), (HEAD, AGAIN), ("-----,=====,-----,-----,-----,-----,-----", SIGNS),
])  # fmt: skip
def test_a_row_that_is_no_appointment_is_skipped_and_named(line: str, what: str, tmp_path: Path) -> None:
    assert after(line, tmp_path) == Skipped(3, f"{what}, no appointment")


@pytest.mark.parametrize("line", [
    "A2,2026-12-08T10:30,P2,Anna,Total,1951-04-17,kyphoplasty", "A2,2026-12-08T10:30,P2,Total,Page,1951-04-17,kyphoplasty",
    "7,2026-12-08 10:30,8,End,Page,1951-04-17,kyphoplasty",
])  # fmt: skip
def test_a_patient_called_so_is_served(line: str, tmp_path: Path) -> None:
    assert isinstance(after(line, tmp_path), Accepted)


@pytest.mark.parametrize("line", [
    "A2,2026-12-08T10:30,P2,Total,Page,,kyphoplasty", "A2,soon,P2,Anna,Total,1951-04-17,", "5,,7,Page,Total,,", "Total,Anna", "5,2026-12-08 09:30,Total",
    "Page,,7,Anna,Page,,", "Tuesday 8 December 2026", "Dr. Okafor", "Pagett,,,,,,", "Endicott,3", "A2,2026-12-08T10:30,,,Total,,",
])  # fmt: skip
def test_a_row_that_may_be_somebodys_is_rejected_and_not_skipped(line: str, tmp_path: Path) -> None:
    assert isinstance(after(line, tmp_path), Reject)


def test_a_total_beside_a_name_in_one_cell_is_told_from_a_patient(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('[columns]\nname = "Patient"\npatient_id = "MRN"\nstart = "When"\ndate_of_birth = "DOB"\n', "utf-8")
    lines = "Patient,MRN,When,DOB\nAnna Lee,7,2026-12-08 09:30,1951-04-17\nTotal,96,,\n\"Total, Anna\",8,,1951-04-17\n"
    (tmp_path / "list.csv").write_text(lines, "utf-8")
    _, total, patient = open_schedule(tmp_path / "list.csv", ZoneInfo("UTC"), column_map=tmp_path / "map.toml")
    assert (total, type(patient)) == (Skipped(3, "a total, no appointment"), Reject)


def test_a_time_of_printing_is_no_time_of_an_appointment(tmp_path: Path) -> None:
    """A list without times of day is refused although its footer has one."""
    head = "start,appointment_id,patient_id,given_name,family_name,date_of_birth"
    lines = [f"2026-12-0{n} 00:00,A{n},P{n},Anna,Lee,1951-04-17" for n in range(1, 9)]
    (tmp_path / "list.csv").write_text("\n".join([head, *lines, "Printed on 2026-12-08 14:30,,,,,"]) + "\n", "utf-8")
    with pytest.raises(Exception, match="says 00:00 in every row"):
        open_schedule(tmp_path / "list.csv", ZoneInfo("UTC"))


def test_so_it_is_in_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(xlsx([HEAD.split(","), ROW.split(","), ["Total", None, 1.0], ["Page 1 of 1"]]))
    outcomes = list(open_schedule(tmp_path / "list.xlsx", ZoneInfo("UTC")))
    assert [getattr(outcome, "reason", "") for outcome in outcomes] == ["", "a total, no appointment", "a footer, no appointment"]


@given(st.lists(st.sampled_from(["Total", "Page", "End", "of", "7", "Lee", "Anna", "", "--"]), min_size=1, max_size=9))
def test_nothing_with_a_strangers_word_in_it_is_a_total(cells: list[str]) -> None:
    found = footer(cells, ["a", "b"], named=False)
    if {"Lee", "Anna"} & set(cells):
        assert found == ""
