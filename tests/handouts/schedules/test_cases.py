"""Lists as other systems write them, one file each, and beside it what must become of every record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Reject
from tests.handouts import CHICAGO
from tests.handouts.schedules import CASES, NAMES, case_file, open_case, settings_of, told


@pytest.mark.parametrize("name", NAMES)
def test_a_list_becomes_what_is_expected(name: str) -> None:
    assert told(name) == (CASES / f"{name}.expected").read_text("utf-8")


@pytest.mark.parametrize("name", [n for n in NAMES if "refused:" not in (CASES / f"{n}.expected").read_text("utf-8")])
def test_a_list_is_read_twice_alike_and_its_length_is_known(name: str) -> None:
    rows = open_case(name)
    assert list(rows) == list(rows)
    assert len(rows) == len(list(rows))


@pytest.mark.parametrize("name", NAMES)
def test_no_message_has_a_patients_data(name: str) -> None:
    """Whatever stands in the list as a name, date of birth, identifier or address."""
    said = [line for line in told(name).splitlines() if line.startswith(("refused", "warning"))]
    if not any(line.startswith("refused") for line in said):
        said += [str(problem) for row in open_case(name) if isinstance(row, Reject) for problem in row.problems]
    words = {
        "quill",
        "sandoval",
        "tamm",
        "ursin",
        "vance",
        "weir",
        "núñez",
        "okonjo",
        "caldeira",
        "1951",
        "1964",
        "1955",
        "rsc-",
        "9434765",
    }
    examples = re.compile(r"such as \S+|it could mean .*: write")
    for line in said:
        assert not [word for word in words if word in examples.sub("", line).lower()], line


@pytest.mark.parametrize("name", ["bundle", "bulk", "siu", "mllp", "calendar", "statuses"])
def test_the_content_says_what_a_file_is(name: str, tmp_path: Path) -> None:
    other = tmp_path / "list.dat"
    other.write_bytes(case_file(name).read_bytes())
    rows = open_schedule(other, CHICAGO)
    assert rows.format == open_case(name).format
    assert [(type(row), row.row) for row in rows] == [(type(row), row.row) for row in open_case(name)]


def test_each_case_names_no_setting_that_is_not_known() -> None:
    assert {key for name in NAMES for key in settings_of(name)} <= {"map", "patients", "zone"}
