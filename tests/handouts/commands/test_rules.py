"""The rules, tried: `rules test`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from handouts.clinics.clinic import built_in, sample_clinic
from tests.handouts.commands import ROOT, handouts
from tests.lists import COPIES_OF_SAMPLE, faulty_schedule


def test_rules_test_shows_what_each_row_would_get_and_why() -> None:
    schedule = built_in("assets/sample") / "schedule.csv"
    text = handouts("rules", "test", schedule, "--rules", sample_clinic("harbour") / "rules.toml")
    assert text.returncode == 0
    assert text.stdout.splitlines()[0] == "row 2: kyphoplasty (en-US, version 1, standard), by the record names it"
    found = json.loads(handouts("rules", "test", schedule, "--json").stdout)
    assert [row["row"] for row in found["rows"]] == list(range(2, 19))  # type: ignore[index]
    assert (found["given"], found["rejected"], found["leaflets"]) == (17, 0, COPIES_OF_SAMPLE)  # type: ignore[index]


def test_rules_test_names_each_bad_row_and_its_exit_code_says_so(tmp_path: Path) -> None:
    text, faults = faulty_schedule()
    (tmp_path / "list.csv").write_text(text, "utf-8")
    done = handouts("rules", "test", tmp_path / "list.csv", "--json")
    assert done.returncode == 3
    rows = json.loads(done.stdout)["rows"]
    assert {row["row"]: row["problems"][0].split(":")[0] for row in rows if row["outcome"] == "rejected"} == faults
    plain = handouts("rules", "test", tmp_path / "list.csv").stdout
    assert {int(row) for row in re.findall(r"^row (\d+): rejected, ", plain, re.M)} == set(faults)


def test_rules_test_is_told_as_the_list_is_read(tmp_path: Path) -> None:
    """Once it has been looked for rows that contradict each other."""
    head = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet\n"
    rows = "".join(f"A{n},2026-12-08T09:30,P{n},Anna,Lee,1951-04-17,kyphoplasty\n" for n in range(20_000))
    (tmp_path / "list.csv").write_text(head + rows, "utf-8")
    words = [sys.executable, str(ROOT / "generate.py"), "rules", "test", str(tmp_path / "list.csv")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith(b"row 2: kyphoplasty")
        assert process.poll() is None
        process.kill()
