"""A leaflet's translations from the command line: handed out, taken back, followed, printed for the reviewer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.handouts import own_clinic
from tests.handouts.authoring.translating import BODY, FRONT, strange
from tests.handouts.commands import handouts
from tests.reading import page_texts

TAG = "{urn:oasis:names:tc:xliff:document:1.2}"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir()
    (folder / "handouts" / "ear-wash.en-US.md").write_text(f"---\n{FRONT}---\n{BODY}", "utf-8")
    return folder


def handed(folder: Path, clinic: Path, name: str = "ear.xlf", *more: str) -> Path:
    """The file of a translator who has translated every block."""
    done = handouts("translate", "export", "ear-wash", "--to", "es", "--as", "xliff", "--out", folder / name, "--clinic", clinic, *more)
    assert done.returncode == 0, done.stderr
    tree = etree.parse(folder / name)
    for unit in tree.iter(f"{TAG}trans-unit"):
        target = unit.find(f"{TAG}target")
        for element in list(target):
            target.remove(element)
        target.text = strange("".join(unit.find(f"{TAG}source").itertext()))
        target.set("state", "translated")
    tree.write(folder / name, encoding="utf-8", xml_declaration=True)
    return folder / name


def test_out_and_back_and_what_has_changed_since(tmp_path: Path, clinic: Path) -> None:
    file = handed(tmp_path, clinic)
    done = handouts("translate", "import", file, "--clinic", clinic)
    draft = clinic / "handouts" / "ear-wash.es.md"
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, f"{draft}: a draft, 24 of 24 blocks translated")
    assert f"handouts check {draft}" in done.stdout and "handouts translate review ear-wash --to es" in done.stdout
    assert "status: draft" in draft.read_text("utf-8")
    said = json.loads(handouts("translate", "status", "ear-wash", "--clinic", clinic, "--json").stdout)
    (one,) = said["translations"]
    assert (one["from"], one["to"], one["percent"], one["recorded"], one["changed"], one["missing"]) == ("en-US", "es", 100, True, [], [])
    assert said["languages_missing"] == [{"leaflet": "ear-wash", "languages": ["ar"]}]
    source = clinic / "handouts" / "ear-wash.en-US.md"
    source.write_text(source.read_text("utf-8").replace("- [ ] Bring a friend.", "- [ ] Bring two friends."), "utf-8")
    (one,) = json.loads(handouts("translate", "status", "ear-wash", "--clinic", clinic, "--json").stdout)["translations"]
    line = next(n for n, text in enumerate(source.read_text("utf-8").split("\n"), 1) if "two friends" in text)
    assert (one["percent"], one["changed"]) == (95, [{"line": line, "block": "item, Get ready", "text": "Bring two friends. Or a neighbour."}])
    shown = handouts("translate", "status", "ear-wash", "--clinic", clinic).stdout
    assert f"ear-wash.en-US.md:{line}: changed since (es): Bring two friends." in shown and "ear-wash: not in ar" in shown
    again = handouts("translate", "export", "ear-wash", "--to", "es", "--clinic", clinic, "--out", tmp_path / "again.po")
    assert "24 blocks, 24 translated, 1 of them of an earlier source" in again.stdout
    text = (tmp_path / "again.po").read_text("utf-8")
    assert text.count("#, fuzzy\n") == 1 and strange("Bring a friend.") in text


def test_a_file_with_faults_is_refused_whole_and_every_fault_is_told(tmp_path: Path, clinic: Path) -> None:
    file = handed(tmp_path, clinic)
    text = file.read_text("utf-8")
    assert text.count("{{ patient.given_name }}") == 2
    at = text.rindex("{{ patient.given_name }}")
    text = text[:at] + text[at + 24 :]
    file.write_text(re.sub(r"\]\(https://ear\.example/\)(?!.*\]\(https://ear\.example/\))", "]", text, flags=re.S), "utf-8")
    done = handouts("translate", "import", file, "--clinic", clinic)
    assert done.returncode == 4
    assert re.search(r"ear\.xlf:\d+:1: “Hello, .*” \(paragraph, line \d+\): \{\{ patient\.given_name \}\} is missing", done.stderr)
    assert re.search(r"ear\.xlf:\d+:1: “Call .*” \(paragraph, Get ready, line \d+\): a link is missing", done.stderr)
    assert not (clinic / "handouts" / "ear-wash.es.md").exists()


def test_a_translation_that_was_changed_or_signed_is_written_over_only_if_that_is_said(tmp_path: Path, clinic: Path) -> None:
    file = handed(tmp_path, clinic)
    draft = clinic / "handouts" / "ear-wash.es.md"
    for _ in range(2):  # over what it has written itself
        assert handouts("translate", "import", file, "--clinic", clinic).returncode == 0
    mine = draft.read_text("utf-8").replace("Sîĵ", "Siéntese") + "\nMás.\n"
    draft.write_text(mine, "utf-8")
    done = handouts("translate", "import", file, "--clinic", clinic)
    assert done.returncode == 6 and "was changed since it was imported; nothing was written: --replace" in done.stderr
    assert draft.read_text("utf-8") == mine
    done = handouts("translate", "import", file, "--clinic", clinic, "--replace")
    assert done.returncode == 0 and "- ear-wash.es.md was changed since it was imported, and was written over: it is a draft again" in done.stdout
    (clinic / "handouts" / "ear-wash.es.translated.toml").unlink()
    assert "was not written by `handouts translate import`" in handouts("translate", "import", file, "--clinic", clinic).stderr


def test_a_signed_translation_stays(tmp_path: Path, clinic: Path) -> None:
    from datetime import date

    from handouts.clinics.clinic import read_clinic
    from handouts.leaflets.leaflet import read_leaflet
    from handouts.leaflets.signature import Signature, digest_of, signed_file, words_of, written

    file = handed(tmp_path, clinic)
    assert handouts("translate", "import", file, "--clinic", clinic).returncode == 0
    draft = read_leaflet(clinic / "handouts" / "ear-wash.es.md")
    signature = Signature(digest_of(draft, read_clinic(clinic)), "Dr. Ruiz", "nurse", date(2026, 1, 1), date(2098, 1, 1), 4, words_of(draft))
    signed_file(draft).write_text(written([signature]), "utf-8")
    done = handouts("translate", "import", file, "--clinic", clinic)
    assert done.returncode == 6 and "is signed by Dr. Ruiz until 2098-01-01; nothing was written" in done.stderr


def test_a_translators_file_is_never_written_over(tmp_path: Path, clinic: Path) -> None:
    file = handed(tmp_path, clinic)
    before = file.read_bytes()
    done = handouts("translate", "export", "ear-wash", "--to", "es", "--as", "xliff", "--out", file, "--clinic", clinic)
    assert done.returncode == 6 and "may hold a translator's work" in done.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["export", "nose", "--to", "es"], 2, "there is no leaflet 'nose'"), (["export", "ear-wash", "--to", "spanish"], 2, "--to: is 'spanish'; expected a language tag"),
        (["export", "ear-wash", "--to", "en-US"], 2, "ear-wash is in en-US already"), (["export", "ear-wash", "--to", "es", "--from", "fr"], 2, "there is no ear-wash in 'fr'; there are en-US"),
        (["import", "no.po"], 2, "no.po: there is no such file"), (["review", "ear-wash", "--to", "es", "--out", "x.pdf"], 2, "there is no ear-wash in 'es' yet"),
    ],
)
def test_what_cannot_be_is_refused(clinic: Path, words: list[str], code: int, said: str) -> None:
    done = handouts("translate", *words, "--clinic", clinic)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


@pytest.mark.parametrize("page", ["A4", "Letter"])
def test_the_reviewers_pages_have_each_block_beside_its_translation(tmp_path: Path, page: str) -> None:
    for tag, words in (("es", ("Cifoplastia", "Un globo ayuda")), ("ar", ("الإسمنت", "البالون"))):
        out = tmp_path / f"{tag}.pdf"
        for _ in range(2):  # over the older one
            done = handouts("translate", "review", "kyphoplasty", "--to", tag, "--out", out, "--page", page, "--clinic", "riverside")
            assert done.returncode == 0, done.stderr
        text = "\n".join(page_texts(out.read_bytes()))
        assert "A balloon helps" in text and "{{ patient.given_name }}" in text
        assert all(word in text for word in words), text[:2000]
        assert "For the reviewer, not for patients" in text
