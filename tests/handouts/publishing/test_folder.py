"""A folder is brought up to date: ours comes and goes, whatever is somebody else's stays, and a run that was stopped goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handouts.errors import OutputError
from handouts.files.guard import PUBLISHED, Guard
from handouts.publishing import folder as folder_
from handouts.publishing.folder import refresh
from handouts.publishing.history import Publication, begun, read_publication

FRESH = begun("site", "A clinic")


def update(folder: Path, **files: bytes) -> folder_.Refreshed:
    before = read_publication(folder, FRESH)
    return refresh(folder, Guard(clinic=folder.parent), before, before or FRESH, {name.replace("_", "."): data for name, data in files.items()})


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != PUBLISHED}


def test_what_is_new_is_written_and_what_is_no_more_is_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert update(folder, a_html=b"a", b_html=b"b").written == ("a.html", "b.html")
    (folder / "robots.txt").write_bytes(b"somebody else's")
    done = update(folder, a_html=b"another", c_html=b"c")
    assert (done.written, done.removed, done.changed) == (("a.html", "c.html"), ("b.html",), ())
    assert there(folder) == {"a.html": b"another", "c.html": b"c", "robots.txt": b"somebody else's"}
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in folder.iterdir() if path.name != "robots.txt")


def test_where_nothing_has_changed_nothing_is_touched(tmp_path: Path) -> None:
    update(tmp_path / "site", a_html=b"a")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    assert not any(update(tmp_path / "site", a_html=b"a"))
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()} == before


def test_nothing_is_written_where_one_name_is_somebody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    update(folder, a_html=b"a")
    (folder / "b.html").write_bytes(b"theirs")
    with pytest.raises(OutputError, match=r"b\.html: is there already, and is not an older one that was published here"):
        update(folder, a_html=b"another", b_html=b"b")
    assert there(folder) == {"a.html": b"a", "b.html": b"theirs"}


def test_a_file_that_somebody_changed_is_neither_written_over_nor_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    update(folder, a_html=b"a", b_html=b"b")
    (folder / "a.html").write_bytes(b"theirs now")
    with pytest.raises(OutputError):
        update(folder, a_html=b"another")
    done = update(folder, b_html=b"b")
    assert (done.removed, done.changed) == ((), ("a.html",)) and (folder / "a.html").read_bytes() == b"theirs now"


def test_a_file_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    update(folder, a_html=b"a")
    (folder / "a.html").unlink()
    assert update(folder, a_html=b"a").written == ("a.html",)


@pytest.mark.parametrize("moment", range(6))
def test_whenever_it_is_stopped_the_same_command_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    folder, whole, left = tmp_path / "site", folder_._write, moment
    update(folder, a_html=b"a", b_html=b"b")

    def stopped(*words: object) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        whole(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(folder_, "_write", stopped)
    try:
        update(folder, a_html=b"A", c_html=b"C")
    except KeyboardInterrupt:
        assert moment < 4
    monkeypatch.undo()
    update(folder, a_html=b"A", c_html=b"C")
    assert there(folder) == {"a.html": b"A", "c.html": b"C"}


def test_the_clinics_own_folders_and_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="clinic's own files"):
        update(tmp_path / "handouts", a_html=b"a")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    with pytest.raises(OutputError, match="is a link"):
        update(tmp_path / "site", a_html=b"a")
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


@pytest.mark.parametrize(
    ("said", "why"),
    [("{", "is not as it was written"), ("[]", "is not as it was written"), ("{}", "is not as it was written"), ("\udcff", "is not as it was written")],
)
def test_a_record_that_is_none_is_refused(tmp_path: Path, said: str, why: str) -> None:
    (tmp_path / PUBLISHED).write_bytes(said.encode("utf-8", "surrogateescape"))
    with pytest.raises(OutputError, match=why):
        read_publication(tmp_path, FRESH)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/b", "..", ".hidden", "a\\b", "c:a"])
def test_a_record_never_names_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    (tmp_path / PUBLISHED).write_bytes(replace(FRESH, files={name: ["0"]}).written)
    with pytest.raises(OutputError, match="outside of its folder"):
        read_publication(tmp_path, FRESH)


def test_a_folder_is_for_one_purpose(tmp_path: Path) -> None:
    (tmp_path / PUBLISHED).write_bytes(Publication("openemr", FRESH.name).written)
    with pytest.raises(OutputError, match="was published for 'openemr'"):
        read_publication(tmp_path, FRESH)


def test_a_folder_is_of_one_clinic(tmp_path: Path) -> None:
    (tmp_path / PUBLISHED).write_bytes(begun("site", "Another clinic").written)
    with pytest.raises(OutputError, match="another clinic has published; choose another folder"):
        read_publication(tmp_path, FRESH)


@pytest.mark.parametrize("name", ["clinic.toml", "ledger.sqlite3", "ledger.sqlite3-wal", "passphrase.key", "00042-k3v7q2xw5abc.pdf"])
def test_nothing_is_published_where_something_is_not_for_everybody(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / name).write_bytes(b"private")
    with pytest.raises(OutputError, match=f"holds {name}, which is not for everybody"):
        update(folder, a_html=b"a")
    assert [path.name for path in folder.iterdir()] == [name]


@pytest.mark.parametrize("up", ["clinic", "."])
def test_nothing_is_published_over_a_clinic_or_its_ledger(tmp_path: Path, up: str) -> None:
    (tmp_path / "clinic" / "data").mkdir(parents=True)
    for guard in (Guard(clinic=tmp_path / "clinic"), Guard(ledger=tmp_path / "clinic" / "data" / "ours.db")):
        with pytest.raises(OutputError, match="holds the clinic's own files"):
            refresh(tmp_path / up, guard, None, FRESH, {"a.html": b"a"})
    assert not list(tmp_path.rglob("*.html"))
    assert refresh(tmp_path / "clinic" / "site", Guard(clinic=tmp_path / "clinic"), None, FRESH, {"a.html": b"a"}).written == ("a.html",)
