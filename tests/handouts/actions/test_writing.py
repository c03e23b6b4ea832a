"""Writing: kept whole, never over what somebody else has kept, never in what comes with the program; a head that nobody could read is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handouts.actions.where import Where
from handouts.actions.writing import GONE, KeepText, OpenText, keep_text, open_text
from handouts.errors import InputError, LeafletError, OutputError
from handouts.files import output
from tests.handouts import FRONT, own_clinic

TEXT = f"---\n{FRONT}---\nRest today.\n"


@pytest.fixture
def where(tmp_path: Path) -> Where:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir(exist_ok=True)
    (folder / "handouts" / "mine.en-US.md").write_text(TEXT, "utf-8")
    return Where(str(folder))


def file(where: Where) -> Path:
    return Path(where.clinic) / "handouts" / "mine.en-US.md"


def keep(where: Where, text: str, mark: str) -> KeepText:
    return KeepText(where, "mine", "en-US", text, mark)


def test_a_text_is_kept_and_the_next_one_after_it(where: Where) -> None:
    opened = open_text(OpenText(where, "mine", "en-US"))
    assert opened.text == TEXT
    done = keep_text(keep(where, TEXT.replace("today", "now").replace("\n", "\r\n").rstrip(), opened.mark))
    assert done.ok and file(where).read_bytes().decode() == TEXT.replace("today", "now")
    again = keep_text(keep(where, TEXT, done.now.mark))
    assert again.ok and file(where).read_text("utf-8") == TEXT
    assert [path.name for path in file(where).parent.iterdir()] == ["mine.en-US.md"]


def test_lines_end_as_they_did(where: Where) -> None:
    file(where).write_bytes(TEXT.replace("\n", "\r\n").encode())
    opened = open_text(OpenText(where, "mine", "en-US"))
    keep_text(keep(where, TEXT + "More.\n", opened.mark))
    assert file(where).read_bytes() == (TEXT + "More.\n").replace("\n", "\r\n").encode()


def test_what_somebody_else_has_kept_meanwhile_is_not_written_over(where: Where) -> None:
    opened = open_text(OpenText(where, "mine", "en-US"))
    theirs = TEXT.replace("Rest", "Sleep")
    file(where).write_text(theirs, "utf-8")
    done = keep_text(keep(where, TEXT.replace("today", "now"), opened.mark))
    assert not done.ok and done.now.text == theirs == file(where).read_text("utf-8")
    assert {(one.kind, one.text) for one in done.changes if one.kind != "same"} == {("gone", "Sleep"), ("new", "Rest"), ("gone", "today"), ("new", "now")}
    assert keep_text(keep(where, theirs, opened.mark)).ok, "the same text is no quarrel"
    assert keep_text(keep(where, TEXT, done.now.mark)).ok, "who has seen theirs may go on"


def test_a_file_that_was_taken_away_is_told_and_the_text_may_be_kept_all_the_same(where: Where) -> None:
    (Path(where.clinic) / "handouts" / "other.en-US.md").write_text(TEXT, "utf-8")
    opened = open_text(OpenText(where, "mine", "en-US"))
    file(where).unlink()
    with pytest.raises(InputError, match="no leaflet"):
        keep_text(keep(where, TEXT, opened.mark))
    file(where).write_text("", "utf-8")
    done = keep_text(keep(where, TEXT, opened.mark))
    assert not done.ok and done.now.mark != GONE
    assert keep_text(keep(where, TEXT, done.now.mark)).ok


def test_of_many_who_keep_at_once_one_is_first(where: Where) -> None:
    opened = open_text(OpenText(where, "mine", "en-US"))
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: keep_text(keep(where, TEXT + f"Number {number}.\n", opened.mark)), range(8)))
    first = [one for one in done if one.ok]
    assert len(first) == 1 and file(where).read_text("utf-8") == first[0].now.text


def test_another_program_that_writes_at_the_last_moment_is_not_written_over(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_text(OpenText(where, "mine", "en-US"))
    sync = output.os.fsync

    def fsync(handle: int) -> None:
        file(where).write_text(TEXT + "Theirs.\n", "utf-8")
        sync(handle)

    monkeypatch.setattr(output.os, "fsync", fsync)
    with pytest.raises(OutputError, match="not the text that you opened"):
        keep_text(keep(where, TEXT + "Mine.\n", opened.mark))
    assert file(where).read_text("utf-8").endswith("Theirs.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no head", "front matter"), (TEXT.replace("title:", "titel:"), "titel"), (TEXT.replace("language: en-US", "language: fr"), "its language is fr"),
        (TEXT + "\u202e", "U\\+202E"), (TEXT + "x" * 2**20, "more than 1 MB"),
    ],
)  # fmt: skip
def test_a_text_with_which_nobody_could_open_the_leaflets_is_refused(where: Where, text: str, said: str) -> None:
    opened = open_text(OpenText(where, "mine", "en-US"))
    with pytest.raises(LeafletError, match=said):
        keep_text(keep(where, text, opened.mark))
    assert file(where).read_text("utf-8") == TEXT


def test_what_comes_with_the_program_is_not_written_in(where: Where) -> None:
    with pytest.raises(InputError, match="make it your own first"):
        open_text(OpenText(where, "kyphoplasty", "en-US"))
    with pytest.raises(InputError, match="sample clinic"):
        open_text(OpenText(Where("riverside"), "kyphoplasty", "en-US"))
    for name, language in (("mine", "es"), ("none", "en-US"), ("../clinic", "en-US")):
        with pytest.raises(InputError, match="there is no leaflet"):
            open_text(OpenText(where, name, language))
