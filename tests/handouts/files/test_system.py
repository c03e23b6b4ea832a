"""What is otherwise on Windows, with stand-ins for what Linux does not have; and that nothing else asks which system it runs on."""

from __future__ import annotations

import ast
import io
import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import OutputError
from handouts.files import system
from handouts.files.folder import Folder
from handouts.files.guard import Guard, begins
from handouts.files.output import write_whole
from handouts.files.places import place
from handouts.ledger import locks
from handouts.ledger.ledger import Ledger

ROOT = Path(__file__).parents[3]
PDF = begins("an older PDF", b"%PDF")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A system that says it is Windows; it has what Linux has, and what a test lends it."""
    monkeypatch.setattr(system, "windows", lambda: True)
    monkeypatch.setattr(system, "PATIENCE", 0.2)
    return monkeypatch


class InUse(OSError):
    """What Windows says of a file that another program has open."""

    winerror = 32
    strerror = "The process cannot access the file because it is being used by another process"


def held(times: int, do: Callable[..., Any]) -> Callable[..., Any]:
    """Another program has the file open, as often as this; then it lets go."""
    left = [times]

    def tried(*words: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise InUse(13)
        return do(*words, **named)

    return tried


def test_nothing_else_asks_which_system_it_runs_on() -> None:
    asking = re.compile(r"^(sys\.platform|os\.name|platform\.(system|platform|win32_ver)|os\.uname)$")
    files = [path for room in ("handouts", "layouts") for path in (ROOT / room).rglob("*.py")]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*files, ROOT / "generate.py"]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and asking.match(ast.unparse(node))
    }
    assert found == {"handouts/files/system.py", "handouts/doctor/program.py"}  # the latter only says it


def test_no_file_that_is_written_has_its_line_ends_translated() -> None:
    for path in (ROOT / "handouts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.open":
                assert re.search("BINARY|O_RDONLY", ast.unparse(node)), path


# -- names


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("NUL.pdf", "device"), ("con", "device"), ("Lpt1.tar.gz", "device"), ("COM¹.pdf", "device"), ("aux .pdf", "device"), ("a:b.pdf", "':'"), ("what?.pdf", "'?'"),
        ("a\tb.pdf", r"'\\t'"), ("anna.pdf.", "dot"), ("anna.pdf ", "blank"), ("anna.pdf", ""), ("console.pdf", ""), ("com10.pdf", ""), ("null.pdf", ""), ("Zoë ليلى.pdf", ""),
    ],
)  # fmt: skip
def test_a_name_that_no_file_of_windows_can_have(windows: pytest.MonkeyPatch, name: str, why: str) -> None:
    said = system.unnameable(name)
    assert bool(said) is bool(why) and re.search(why, said)


def test_here_all_these_names_are_names() -> None:
    assert system.unnameable("NUL.pdf") == system.unnameable("a:b. ") == ""


@given(st.text(st.characters(codec="utf-8", exclude_characters='<>:"/\\|?*', exclude_categories=("Cc", "Cs")), min_size=1))
def test_a_name_that_is_let_through_is_kept_as_it_is(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system, "windows", lambda: True)
        if not system.unnameable(name):
            assert not PureWindowsPath(name).is_reserved() and name.rstrip(". ") == name


def test_nothing_is_written_into_a_device(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="NUL is a device of Windows; choose another name"):
        write_whole(Guard().outlet(tmp_path / "NUL.pdf", PDF), b"%PDF")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("file:///C:/lists/today.csv", "C:\\lists\\today.csv"), ("file://server/lists/today.csv", "\\\\server\\lists\\today.csv"),
        ("file://localhost/C:/today.csv", "C:\\today.csv"), ("C:\\lists\\today.csv", "C:\\lists\\today.csv"), ("\\\\server\\lists\\a.csv", "\\\\server\\lists\\a.csv"),
    ],
)  # fmt: skip
def test_drives_and_shares_are_paths(windows: pytest.MonkeyPatch, written: str, path: str) -> None:
    import nturl2path
    import urllib.request

    windows.setattr(urllib.request, "url2pathname", nturl2path.url2pathname)
    windows.setattr("handouts.files.places.windows", lambda: True)
    windows.setattr("handouts.files.places.Path", PureWindowsPath)
    assert str(place(written)) == path


def test_a_share_is_known_by_its_name_and_a_drive_by_its_kind(windows: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    kernel = SimpleNamespace(GetDriveTypeW=lambda drive: asked.append(drive) or {"Z:\\": 4}.get(drive, 3))
    windows.setattr(system, "import_module", lambda _name: SimpleNamespace(windll=SimpleNamespace(kernel32=kernel)))
    found = [system.remote(PureWindowsPath(path)) for path in ("\\\\server\\share\\clinic", "Z:\\clinic", "C:\\clinic")]  # type: ignore[arg-type]
    assert (found, asked) == ([True, True, False], ["Z:\\", "C:\\"])
    long = [system.remote(PureWindowsPath(path)) for path in ("\\\\?\\UNC\\server\\share\\clinic", "\\\\?\\Z:\\clinic", "\\\\?\\C:\\clinic")]  # type: ignore[arg-type]
    assert (long, asked) == ([True, True, False], ["Z:\\", "C:\\"] * 2)


def test_what_windows_denies_may_be_a_right_that_is_lacking() -> None:
    for number, said in ((5, "or you have no right to write there"), (32, "another program has it open; close it there")):
        error = PermissionError(13, "no")
        error.winerror = number  # type: ignore[attr-defined]
        assert said in system.reason(error)


# -- files in use


def test_a_file_that_a_scanner_holds_for_a_moment_is_waited_for(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    windows.setattr(Path, "replace", held(3, Path.replace))
    write_whole(Guard().outlet(tmp_path / "anna.pdf", PDF), b"%PDF new")
    assert (tmp_path / "anna.pdf").read_bytes() == b"%PDF new"


def test_a_file_that_is_open_elsewhere_stays_as_it_is_and_that_is_said(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "anna.pdf").write_bytes(b"%PDF old")
    windows.setattr(Path, "replace", held(1000, Path.replace))
    with pytest.raises(OutputError, match="another program has it open; close it there"):
        write_whole(Guard().outlet(tmp_path / "anna.pdf", PDF), b"%PDF new")
    folder = Folder(tmp_path, Guard())
    folder.put("anna.pdf", b"%PDF newer")
    with pytest.raises(OutputError, match="another program has it open; close it there"):
        folder.settle()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("anna.pdf", b"%PDF old")]


def test_any_other_refusal_is_not_waited_for(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    windows.setattr(system, "PATIENCE", 60.0)
    with pytest.raises(FileNotFoundError):
        system.replace(tmp_path / "not there", tmp_path / "anna.pdf")


def test_a_copy_that_the_printers_program_still_holds_does_not_stop_the_next(windows: pytest.MonkeyPatch) -> None:
    windows.setattr(Path, "unlink", held(2, Path.unlink))
    with system.passing_folder() as folder:
        (folder / "copy.pdf").write_bytes(b"%PDF")
    assert not folder.exists()


# -- folders, links, rights


def test_a_folder_is_never_opened_and_a_ledger_is_begun_without_links(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = os.open

    def of_windows(path: Any, *words: Any, **named: Any) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied")
        return opened(path, *words, **named)

    windows.setattr(os, "open", of_windows)
    windows.delattr(os, "link")
    renamed = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if target.exists():
            raise FileExistsError(17, "Cannot create a file when that file already exists")
        return renamed(self, target)

    windows.setattr(Path, "rename", rename)
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        assert list(ledger.runs()) == []
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
    (tmp_path / "new").write_bytes(b"new")
    with pytest.raises(FileExistsError):
        system.name_anew(tmp_path / "new", tmp_path / "ledger.sqlite3")


def test_rights_of_unix_say_nothing_there_and_much_here(windows: pytest.MonkeyPatch) -> None:
    assert not system.seen_by_others(0o100666)
    windows.undo()
    assert system.seen_by_others(0o100640) and not system.seen_by_others(0o100600)


# -- locks, ports, signals


def test_a_lock_of_windows(windows: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taken: set[tuple[int, int]] = set()

    def locking(descriptor: int, mode: int, count: int) -> None:
        byte = os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR)
        assert count == 1
        if mode == 2 and byte in taken:
            raise OSError(13, "Permission denied")
        (taken.discard if mode == 0 else taken.add)(byte)

    windows.setattr(system, "import_module", lambda _name: SimpleNamespace(LK_NBLCK=2, LK_UNLCK=0, locking=locking))
    ledger = tmp_path / "ledger.sqlite3"
    ledger.touch()
    assert locks.hold(ledger, "one") and locks.hold(ledger, "two") and len(taken) == 2
    theirs = os.open(f"{ledger}-locks", os.O_RDWR)
    assert not system.lock(theirs, next(byte for _, byte in taken))
    os.close(theirs)
    locks.release(ledger, "one")
    locks.release(ledger, "two")
    assert not taken


def test_the_port_of_a_desk_is_nobody_elses(windows: pytest.MonkeyPatch) -> None:
    windows.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    options: list[tuple[int, int, int]] = []
    system.ours_alone(SimpleNamespace(setsockopt=lambda *words: options.append(words)))  # type: ignore[arg-type]
    windows.undo()
    system.ours_alone(SimpleNamespace(setsockopt=lambda *words: options.append(words)))  # type: ignore[arg-type]
    assert options == [(socket.SOL_SOCKET, -5, 1), (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)]


def test_signals_are_left_alone_there(windows: pytest.MonkeyPatch) -> None:
    import signal

    windows.delattr(signal, "pthread_sigmask")
    with system.undisturbed():
        pass


# -- consoles


class Console(io.TextIOWrapper):
    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal
        super().__init__(io.BytesIO(), encoding="cp1252", newline="\n", write_through=True)

    def isatty(self) -> bool:
        return self.terminal

    @property
    def written(self) -> bytes:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()


@pytest.mark.parametrize(
    ("terminal", "environment", "written"),
    [
        (True, {}, "Zo\xeb \\u0644 \u2026".encode("cp1252")), (False, {}, "Zoë ل …".encode()),
        (False, {"PYTHONIOENCODING": "cp1252"}, "Zo\xeb \\u0644 \u2026".encode("cp1252")),
    ],
)  # fmt: skip
def test_a_console_of_windows_shows_what_it_can_and_a_file_gets_all(windows: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], written: bytes) -> None:
    console = Console(terminal=terminal)
    system.spoken_by(console, environment)
    console.write("Zoë ل …")
    assert console.written == written


def test_the_window_of_a_double_click_stays_until_it_was_read(windows: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    windows.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    system.linger(asked.append)
    windows.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False))
    system.linger(asked.append)
    windows.setattr(sys, "stdin", None)
    system.linger(asked.append)
    assert asked == ["Press Enter to close this window. "]


def test_ones_own_data_are_where_each_system_has_them(windows: pytest.MonkeyPatch) -> None:
    assert system.own_data({"LOCALAPPDATA": "/local"}) == Path("/local/Handouts")
    windows.undo()
    assert system.own_data({"XDG_DATA_HOME": "/data"}) == Path("/data/handouts")
