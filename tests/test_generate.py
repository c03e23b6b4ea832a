"""The command, run as somebody at a desk runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.clinics.clinic import built_in
from tests.reading import page_texts, text_of

ROOT = Path(__file__).parents[1]
ANNA = ["--patient", "Anna Lee", "--born", "1951-04-17", "--id", "RSC-1", "--at", "2026-12-08T09:30"]
RECORD = {
    "appointment_id": "A-1", "start": "2026-12-08T09:30", "patient_id": "RSC-1", "given_name": "Anna", "family_name": "Lee", "date_of_birth": "1951-04-17",
}  # fmt: skip


def handouts(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "generate.py"), *map(str, words)], capture_output=True, text=True, encoding="utf-8", check=False)


def test_list_names_the_leaflets() -> None:
    done = handouts("list", "--json")
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert {"id": "kyphoplasty", "title": "Kyphoplasty", "language": "en-US", "version": 1, "status": "sample", "review_due": "2028-10-01"} in rows
    assert "kyphoplasty" in handouts("list").stdout


def test_make_from_options_prints_who_and_when(tmp_path: Path) -> None:
    out = tmp_path / "anna.pdf"
    done = handouts("make", "kyphoplasty", *ANNA, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    text = text_of(out.read_bytes())
    for words in ("Anna Lee", "RSC-1", "Tuesday, December 8, 2026", "9:30 AM", "What is kyphoplasty?", "page 1 of"):
        assert words in text


def test_make_from_a_record_and_from_options_agree(tmp_path: Path) -> None:
    file = tmp_path / "anna.json"
    file.write_text(json.dumps(RECORD), "utf-8")
    by_record = handouts("make", "kyphoplasty", "--appointment", file, "--out", tmp_path / "a.pdf", "--json")
    by_options = handouts("make", "kyphoplasty", *ANNA, "--out", tmp_path / "b.pdf", "--json")
    assert json.loads(by_record.stdout)["pages"] == json.loads(by_options.stdout)["pages"]
    assert page_texts((tmp_path / "a.pdf").read_bytes()) == page_texts((tmp_path / "b.pdf").read_bytes())


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["make", "nonsense", *ANNA, "--out", "x.pdf"], 2, "there is no leaflet 'nonsense'; there are kyphoplasty"),
        (["make", "kyphoplasty", "--out", "x.pdf"], 2, "start: is empty"),
        (["make", "kyphoplasty", *ANNA[:-1], "yesterday", "--out", "x.pdf"], 2, "start: is not a date and time"),
        (["make", "kyphoplasty", *ANNA, "--layout", "nonsense", "--out", "x.pdf"], 2, "there is no layout 'nonsense'; there are large-print, standard"),
        (["make", "kyphoplasty", *ANNA, "--clinic", "nowhere", "--out", "x.pdf"], 2, "there is no clinic.toml"),
        (["make", "kyphoplasty", *ANNA, "--out", "/dev/null/x.pdf"], 6, "cannot be written"),
        (["make", "kyphoplasty", "--language", "es", *ANNA, "--out", "x.pdf"], 5, "is a draft"),
        (["batch", "nowhere.csv", "--out", "x"], 2, "there is no such file"),
        (["batch", ".", "--out", "x"], 2, "is a folder"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_each_mistake_has_its_sentence_and_exit_code(tmp_path: Path, words: list[str], code: int, message: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "generate.py"), *words], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert message in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize(("text", "message"), [("{", "expected one JSON object"), ("[]", "is a list; expected one object"), ('{"nme": "Xyzzy"}', "1 unknown key"), ('{"note": ' + "7" * 5000 + "}", "thousands of digits"), ("[" * 99999, "nested too deeply")])
def test_a_record_that_is_none_is_refused_without_quoting_it(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(text, "utf-8")
    done = handouts("make", "kyphoplasty", "--appointment", file, "--out", tmp_path / "x.pdf")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Xyzzy" not in done.stderr


def test_demo_makes_every_handout_of_the_sample_list(tmp_path: Path) -> None:
    done = handouts("demo", "--out", tmp_path / "demo", "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert len(report["made"]) == 13
    assert report["rejected"] == []
    schedule = (built_in("assets/sample") / "schedule.csv").read_text("utf-8")
    for copy in report["made"]:
        data = (tmp_path / "demo" / copy["file"]).read_bytes()
        assert len(page_texts(data)) == copy["pages"]
        line = next(line for line in schedule.splitlines() if line.startswith(copy["appointment"]))
        assert next(cell for cell in line.split(",") if cell.startswith("RSC-")) in text_of(data)


def test_a_list_with_twenty_faults_gives_the_others_and_names_each_row(tmp_path: Path) -> None:
    from tests.lists import faulty_schedule

    text, faults = faulty_schedule()
    (tmp_path / "list.csv").write_text(text, "utf-8")
    done = handouts("batch", tmp_path / "list.csv", "--leaflet", "kyphoplasty", "--out", tmp_path / "out", "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert len(report["made"]) == 180
    assert {reject["row"]: reject["problems"][0].split(":")[0] for reject in report["rejected"]} == faults
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 180


def test_names_of_files_carry_no_patient_data(tmp_path: Path) -> None:
    handouts("demo", "--out", tmp_path)
    names = " ".join(path.name for path in tmp_path.iterdir())
    assert not any(word in names for word in ("Smith", "Jones", "RSC", "kyphoplasty"))


def test_adopt_copies_a_leaflet_once(tmp_path: Path) -> None:
    source = built_in("assets/clinics") / "harbour"
    for name in ("clinic.toml", "logo.svg"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    done = handouts("adopt", "kyphoplasty", "--clinic", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "handouts" / "kyphoplasty.en-US.md").is_file()
    assert (tmp_path / "handouts" / "compression-fracture.svg").is_file()
    assert handouts("adopt", "kyphoplasty", "--clinic", tmp_path).returncode == 6
    assert handouts("adopt", "kyphoplasty").returncode == 2
