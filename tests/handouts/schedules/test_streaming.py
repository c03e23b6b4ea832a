"""A long list: every bad row with its right number, in little memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.schedules import WRITERS, bad_sum, read
from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from tests.handouts import CHICAGO

LONG = 100_000


def test_a_hundred_thousand_rows_in_two_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    WRITERS["csv"](path, LONG)
    said = read(path)
    assert (said["accepted"], said["rejected"], said["length"]) == (LONG * 19 // 20, LONG // 20, LONG)
    assert said["sum"] == bad_sum(LONG)
    assert said["megabytes"] < 200


@pytest.mark.parametrize("kind", WRITERS)
def test_each_format_reports_each_bad_record(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"list.{kind}"
    WRITERS[kind](path, 400)
    said = read(path)
    assert said["rejected"] == 20
    assert said["accepted"] + said["rejected"] == 400


def test_more_rows_than_a_million_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.schedules.tables.schedule.MOST_ROWS", 3)
    text = "appointment_id,start,patient_id,given_name,family_name,date_of_birth\n" + "x,,,,,\n" * 4
    with pytest.raises(InputError, match="has more than 3 rows; split it"):
        open_schedule(ListFile("list.csv", data=text.encode()), CHICAGO)
