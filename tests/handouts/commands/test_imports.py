"""A text that was written elsewhere: `import`, from the file to the checked draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.handouts import own_clinic
from tests.handouts.authoring.importing import ear_leaflet, export, item
from tests.handouts.authoring.importing.test_pages import CLASSIC
from tests.handouts.commands import handouts


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return own_clinic(tmp_path).folder


def test_a_text_of_word_becomes_a_draft_that_check_reads_and_preview_shows(tmp_path: Path, clinic: Path) -> None:
    (tmp_path / "old.docx").write_bytes(ear_leaflet()[0])
    done = handouts("import", tmp_path / "old.docx", "--clinic", clinic)
    assert done.returncode == 0, done.stderr
    draft = clinic / "handouts" / "washing-out-your-ear.en-US.md"
    assert done.stdout.startswith(f"{draft}: Washing out your ear (en-US), a draft\n{draft.parent / 'washing-out-your-ear-1.png'}\n")
    assert f"handouts check {draft}" in done.stdout and "handouts preview washing-out-your-ear --language en-US --out look.pdf" in done.stdout
    found = json.loads(handouts("check", draft, "--clinic", clinic, "--json").stdout)
    lines = {one["rule"]: one["line"] for one in found["findings"]}
    text = draft.read_text("utf-8").split("\n")
    assert "«…" in text[lines["unwritten"] - 1]
    assert all(1 <= one["line"] <= len(text) for one in found["findings"])
    assert not {"brace", "html", "mark", "star", "bullet", "table", "front-matter", "template"} & set(lines)
    shown = handouts("preview", "washing-out-your-ear", "--clinic", clinic, "--out", tmp_path / "look.pdf", "--language", "en-US")
    assert shown.returncode == 4 and "still to be written" in shown.stderr
    draft.write_text(draft.read_text("utf-8").replace("«… say what the picture shows …»", "An ear."), "utf-8")
    shown = handouts("preview", "washing-out-your-ear", "--clinic", clinic, "--out", tmp_path / "look.pdf", "--language", "en-US")
    assert shown.returncode == 0, shown.stderr


def test_nothing_is_written_over(tmp_path: Path, clinic: Path) -> None:
    (tmp_path / "old.docx").write_bytes(ear_leaflet()[0])
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "ear-1.png").write_bytes(b"mine")
    done = handouts("import", tmp_path / "old.docx", "--clinic", clinic, "--to", folder, "--id", "ear")
    assert done.returncode == 6
    assert "ear-1.png is there already; nothing was written: choose another id with --id" in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"ear-1.png": b"mine"}


def test_a_page_of_an_export_by_its_number_in_json(tmp_path: Path, clinic: Path) -> None:
    (tmp_path / "site.xml").write_text(export(item("One", CLASSIC, 1), item("Two", "Words.", 2)), "utf-8")
    refused = handouts("import", tmp_path / "site.xml", "--clinic", clinic)
    assert refused.returncode == 2 and "holds 2 pages: 1 (One; page, publish), 2 (Two; page, publish)" in refused.stderr
    words = ["--item", "1", "--title", "Kyphoplasty at Mill Lane", "--language", "en-GB", "--id", "kypho", "--json"]
    said = json.loads(handouts("import", tmp_path / "site.xml", "--clinic", clinic, *words).stdout)
    assert (said["file"], said["title"], said["pictures"]) == (str(clinic / "handouts" / "kypho.en-GB.md"), "Kyphoplasty at Mill Lane", [])
    assert {"line", "what"} == set(said["not_carried"][0])


@pytest.mark.parametrize(("words", "said"), [(["--id", "No Id"], "ID: is 'No Id'; expected small letters"), (["--language", "english"], "--language: is 'english'; expected a language tag")])
def test_what_it_may_not_be_called_is_refused(tmp_path: Path, clinic: Path, words: list[str], said: str) -> None:
    (tmp_path / "a.txt").write_text("Some words of a text.\n", "utf-8")
    done = handouts("import", tmp_path / "a.txt", "--clinic", clinic, *words)
    assert done.returncode == 2 and said in done.stderr
