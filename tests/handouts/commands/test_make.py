"""One patient: `make`."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.handouts import FRONT, own_clinic
from tests.handouts.commands import ANNA, RECORD, ROOT, handouts
from tests.reading import page_texts, text_of


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


def test_a_record_comes_in_where_no_list_of_processes_shows_it(tmp_path: Path) -> None:
    """Command and record as they stand in the front desk's page: the words of the process tell of nobody, and the copy does."""
    found = re.search(r"^    handouts (make .*--appointment - .*)\n    (\{.*\})$", (ROOT / "docs" / "front-desk.md").read_text("utf-8"), re.M)
    assert found
    words = [sys.executable, str(ROOT / "generate.py"), *shlex.split(found[1])]
    process = subprocess.Popen(words, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    shown = b""
    while b"generate.py" not in shown and process.poll() is None:  # until then it is still the process that started it
        shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    said, error = process.communicate(found[2].encode("utf-8-sig"), timeout=60)
    assert (process.returncode, error) == (0, b"")
    assert b"generate.py" in shown and not any(word in shown + said for word in (b"Anna", b"Lee", b"RSC-4711", b"1951"))
    text = text_of((tmp_path / "anna.pdf").read_bytes())
    assert "Anna Lee" in text and "RSC-4711" in text


@pytest.mark.parametrize(("data", "said"), [(b"{", "expected one JSON object"), (b"", "expected one JSON object"), (b"\xff\xfe", "not UTF-8 text"), (b"[" * 2**21, "more than 1024 KB")])
def test_what_comes_in_and_is_no_record_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    words = [sys.executable, str(ROOT / "generate.py"), "make", "kyphoplasty", "--appointment", "-", "--out", str(tmp_path / "a.pdf")]
    done = subprocess.run(words, input=data, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("handouts: standard input") and said in done.stderr.decode()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("text", "message"), [("{", "expected one JSON object"), ("[]", "is a list"), ('{"nme": "Xyzzy"}', "1 unknown key"), ('{"note": ' + "7" * 5000 + "}", "thousands of digits"), ("[" * 99999, "nested too deeply")])
def test_a_record_that_is_none_is_refused_without_quoting_it(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(text, "utf-8")
    done = handouts("make", "kyphoplasty", "--appointment", file, "--out", tmp_path / "x.pdf")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Xyzzy" not in done.stderr


def test_a_copy_made_at_the_desk_is_a_run_of_one(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path).folder
    settings = (clinic / "clinic.toml").read_text("utf-8")
    (clinic / "clinic.toml").write_text(settings.replace("sample = true ", "sample = false "), "utf-8")
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}, {{{{ appointment.start | time }}}}.\n", "utf-8")
    words = ["make", "note", "--allow-draft", "--appointment", "-", "--clinic", clinic, "--json"]

    def made(name: str, **cells: str) -> dict[str, object]:
        done = handouts(*words, "--out", tmp_path / name, text=json.dumps({**RECORD, **cells}))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    first, same, moved = made("a.pdf"), made("b.pdf"), made("c.pdf", start="2026-12-08T15:30")
    assert [one["run"] for one in (first, same, moved)] == [1, 2, 3]
    told = json.loads(handouts("history", RECORD["patient_id"], "--clinic", clinic, "--json").stdout)
    assert [(copy["copy"], copy["fate"]) for copy in told] == [(first["copy"], "replaced"), (same["copy"], "replaced"), (moved["copy"], "delivered")]
    anew = json.loads(handouts("again", moved["copy"], "--out", tmp_path / "anew.pdf", "--clinic", clinic, "--json").stdout)
    assert anew["same"]
    assert handouts("report", "3", "--clinic", clinic).returncode == 0
    over = made("c.pdf", start="2026-12-08T15:30")
    told = json.loads(handouts("history", RECORD["patient_id"], "--clinic", clinic, "--json").stdout)
    assert [copy["fate"] for copy in told] == ["replaced", "replaced", "replaced", "delivered"]
    assert over["run"] == 4
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["anew.pdf", "c.pdf"], "what is replaced leaves, what is written over stays"


@pytest.mark.parametrize("text", ["[]", "{", "\udcff"])
def test_what_is_no_record_is_refused_from_standard_input_too(tmp_path: Path, text: str) -> None:
    done = handouts("make", "kyphoplasty", "--appointment", "-", "--out", tmp_path / "x.pdf", text=text)
    assert done.returncode == 2
    assert done.stderr.startswith("handouts: standard input")
    assert not (tmp_path / "x.pdf").exists()


def test_a_sample_clinic_keeps_no_ledger_of_a_single_copy(tmp_path: Path) -> None:
    report = json.loads(handouts("make", "kyphoplasty", *ANNA, "--out", tmp_path / "anna.pdf", "--json").stdout)
    assert (report["copy"], report["run"]) == (None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["anna.pdf"]
