"""One patient: `make`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.handouts.commands import ANNA, RECORD, handouts
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


@pytest.mark.parametrize(("text", "message"), [("{", "expected one JSON object"), ("[]", "is a list"), ('{"nme": "Xyzzy"}', "1 unknown key"), ('{"note": ' + "7" * 5000 + "}", "thousands of digits"), ("[" * 99999, "nested too deeply")])
def test_a_record_that_is_none_is_refused_without_quoting_it(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(text, "utf-8")
    done = handouts("make", "kyphoplasty", "--appointment", file, "--out", tmp_path / "x.pdf")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Xyzzy" not in done.stderr
