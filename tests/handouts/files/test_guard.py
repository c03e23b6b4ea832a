"""Nothing is written over what is read or kept, by whatever name it is reached, nor over what is no older output of its kind."""

from __future__ import annotations

import ast
import os
import re
import socket
import unicodedata
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import OutputError
from handouts.files.folder import Folder
from handouts.files.guard import BESIDE, PUBLISHED, Guard, OutputKind, begins, both, folded
from handouts.files.output import whole_file, write_whole
from handouts.files.places import Url
from handouts.files.store import Store

ROOT = Path(__file__).parents[3]
PAGE = begins("an older page", rb"\Aours")
ANY = OutputKind("anything", lambda _path: True)


@pytest.fixture
def desk(tmp_path: Path) -> Guard:
    """A list, a clinic's folder and a ledger elsewhere."""
    (tmp_path / "list.csv").write_text("a list")
    (tmp_path / "clinic" / "handouts").mkdir(parents=True)
    (tmp_path / "clinic" / "clinic.toml").write_text("name = 'x'")
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "all.db").write_text("a ledger")
    return Guard((tmp_path / "list.csv",), tmp_path / "clinic", tmp_path / "books" / "all.db")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(guard: Guard, path: Path, kind: OutputKind = ANY, said: str = "nothing is written over it") -> None:
    """A writer that is refused leaves everything as it was."""
    before = contents(path.parent) if path.parent.is_dir() else {}
    with pytest.raises(OutputError, match=said):
        write_whole(guard.outlet(path, kind), b"new")
    assert (contents(path.parent) if path.parent.is_dir() else {}) == before


@pytest.mark.parametrize("reached", ["itself", "..", "symlink", "hard link", "symlinked folder", "other case", "link to a link"])
def test_an_input_is_an_input_by_whatever_name(desk: Guard, tmp_path: Path, reached: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "here").symlink_to(tmp_path)
    (tmp_path / "out" / "soft").symlink_to(tmp_path / "list.csv")
    (tmp_path / "out" / "softer").symlink_to("soft")
    os.link(tmp_path / "list.csv", tmp_path / "out" / "hard")
    refused(desk, {
        "itself": tmp_path / "list.csv", "..": tmp_path / "out" / ".." / "list.csv", "symlink": tmp_path / "out" / "soft",
        "hard link": tmp_path / "out" / "hard", "symlinked folder": tmp_path / "here" / "list.csv", "other case": tmp_path / "List.CSV",
        "link to a link": tmp_path / "out" / "softer",
    }[reached])  # fmt: skip
    assert (tmp_path / "list.csv").read_text() == "a list"


def test_an_input_that_is_a_link_is_kept_by_both_its_names(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("a list")
    (tmp_path / "today.csv").symlink_to("real.csv")
    for name in ("real.csv", "today.csv"):
        refused(Guard((tmp_path / "today.csv",)), tmp_path / name)
    assert (tmp_path / "today.csv").is_symlink()


@given(st.sampled_from(["Müller.csv", "LIST.csv", "Straße.csv", "İ.csv", "å.csv"]), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_names_are_compared_as_file_systems_without_letter_case_do(name: str, form: str, upper: bool) -> None:
    other = unicodedata.normalize(form, name)  # type: ignore[arg-type]
    assert folded(Path(other.swapcase() if upper and name.isascii() else other)) == folded(Path(name))


@pytest.mark.parametrize("part", BESIDE)
def test_the_ledger_and_what_lies_beside_it_are_kept_before_they_are_there(desk: Guard, tmp_path: Path, part: str) -> None:
    refused(desk, tmp_path / "books" / f"all.db{part}")
    refused(desk, tmp_path / "books" / f"ALL.db{part.upper()}")


@pytest.mark.parametrize("name", ["rules.toml", "mail.toml", "Printing.TOML", "passphrase.key", "ca.pem", "ledger.sqlite3", "ledger.sqlite3-wal"])
def test_the_clinics_own_names_are_kept_before_they_are_there(desk: Guard, tmp_path: Path, name: str) -> None:
    refused(desk, tmp_path / "clinic" / name, said="is for the clinic's own files")


@pytest.mark.parametrize("room", ["handouts", "layouts", "Assets", "handouts/frame"])
def test_no_output_goes_into_a_clinics_rooms(desk: Guard, tmp_path: Path, room: str) -> None:
    refused(desk, tmp_path / "clinic" / room / "x.pdf", said="is for the clinic's own files")
    with pytest.raises(OutputError, match="is for the clinic's own files"):
        Folder(tmp_path / "clinic" / room, desk).make()


def test_a_clinics_folder_may_hold_what_is_made(desk: Guard, tmp_path: Path) -> None:
    for name in ("anna.pdf", "tomorrow/anna.pdf", "out.d/x.toml"):
        write_whole(desk.outlet(tmp_path / "clinic" / name, PAGE), b"ours")
        write_whole(desk.outlet(tmp_path / "clinic" / name, PAGE), b"ours, newer")
        assert (tmp_path / "clinic" / name).read_bytes() == b"ours, newer"
    Folder(tmp_path / "clinic" / "tomorrow", desk).make()
    Folder(tmp_path / "clinic", desk).make()


def test_what_is_there_is_replaced_if_it_is_older_and_of_the_kind(desk: Guard, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for before, said in ((b"theirs", "is there already, and is not an older page"), (b" ours", "is not an older page")):
        page.write_bytes(before)
        refused(desk, page, PAGE, said)
    for before in (b"ours, of yesterday", b""):  # nothing is lost with an empty file
        page.write_bytes(before)
        write_whole(desk.outlet(page, PAGE), b"ours")
        assert page.read_bytes() == b"ours"


def test_what_is_no_plain_file_is_never_replaced(desk: Guard, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dir").mkdir()
    (tmp_path / "monday.html").write_bytes(b"ours")
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(tmp_path / "socket"))
        for name in ("pipe", "socket"):
            refused(desk, tmp_path / name, said="is not a file that can be written")
    refused(desk, tmp_path / "dir", said="is a folder; name a file")
    for name, to in (("latest.html", "monday.html"), ("loop", "loop"), ("nowhere", "none"), ("stdout", "/proc/self/fd/1"), ("folder", "dir")):
        (tmp_path / name).symlink_to(to)
        refused(desk, tmp_path / name, said="is a link; name the file that it leads to")
        assert (tmp_path / name).is_symlink()


def test_devices_are_no_files() -> None:
    for device in (Path("/dev/null"), Path("/dev/full")):
        with pytest.raises(OutputError, match="is not a file that can be written"):
            Guard().outlet(device, ANY).clear()
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(Guard().outlet(Path("/dev/null/x.pdf"), ANY), b"new")


def test_a_file_that_cannot_be_read_is_nobodys_older_output(tmp_path: Path) -> None:
    def unreadable(_path: Path) -> bool:
        raise PermissionError

    (tmp_path / "page.html").write_bytes(b"ours?")
    refused(Guard(), tmp_path / "page.html", OutputKind("an older page", unreadable), "is not an older page")


def test_what_appears_meanwhile_is_not_written_over(desk: Guard, tmp_path: Path) -> None:
    with ExitStack() as stack:
        stream = stack.enter_context(whole_file(desk.outlet(tmp_path / "long.html", PAGE)))
        stream.write(b"ours")
        (tmp_path / "long.html").write_bytes(b"theirs")
        with pytest.raises(OutputError, match="is there already"):
            stack.close()
    assert (tmp_path / "long.html").read_bytes() == b"theirs"
    assert not list(tmp_path.glob(".handouts-*"))


def test_a_folder_of_copies_keeps_the_inputs_in_it(desk: Guard, tmp_path: Path) -> None:
    folder = Folder(tmp_path, desk)
    for name in ("list.csv", "LIST.csv"):
        with pytest.raises(OutputError, match="nothing is written over it"):
            folder.put(name, b"new")
    folder.put("00001-copy.pdf", b"new")
    folder.settle()
    assert ((tmp_path / "list.csv").read_text(), (tmp_path / "00001-copy.pdf").read_bytes()) == ("a list", b"new")


@pytest.mark.cluster
def test_an_address_that_is_read_is_not_written_to() -> None:
    place = Url("memory://guarded/list.csv")
    folder = Store(Url("memory://guarded"), Guard((place,)))
    folder.make()
    with pytest.raises(OutputError, match="nothing is written over it"):
        folder.put("list.csv", b"new")
    folder.put("copy.pdf", b"new")
    folder.settle()
    assert (Url("memory://guarded/copy.pdf").read_bytes(), place.is_file()) == (b"new", False)


def test_a_link_that_leads_to_itself_has_a_name_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert folded(tmp_path / "loop") in both(tmp_path / "loop")


# -- every output passes

WRITERS = {
    "write_bytes", "write_text", "copyfile", "copytree", "copy2", "move", "rename", "link", "hardlink_to", "symlink_to", "mkstemp", "NamedTemporaryFile",
}  # fmt: skip
KNOWN = {  # what writes besides, and why it is no output of a request
    "files/output.py", "files/folder.py", "files/places.py",  # the writers, and copies of a clinic that is elsewhere
    "delivery/mail/kept.py",  # in the place of older tokens, and of nothing else
    "ledger/file.py", "delivery/mail/passphrases.py",  # made under a new name and linked: nothing is replaced
    "ledger/sharing.py",  # what stands beside the ledger: its locks, the journal of sendings
    "files/system.py",  # gives a file that others have written its name
    "runs/claim.py",  # a hidden file of its own
    "delivery/logbook.py",  # appends to a log that an outlet let through
    "leaflets/shelf.py",  # `adopt` refuses every file that is there
    "delivery/printing/sumatra.py", "runs/sample.py", "actions/columns.py",  # into a folder of their own that is new
}  # fmt: skip


def writes(node: ast.AST) -> bool:
    """Whether a call writes a file."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    said = [ast.unparse(argument) for argument in (*node.args, *(word.value for word in node.keywords))]
    if ast.unparse(node.func) == "os.open":  # reads, or may write
        return "os.O_RDONLY" not in said
    opens = node.func.attr == "open" and any(re.fullmatch(r"'[rbt]*([wax]|\+)[wxabt+]*'|.*O_(CREAT|WRONLY|RDWR).*", word) for word in said)
    return opens or node.func.attr in WRITERS


@pytest.mark.parametrize(
    ("call", "wrote"),
    [
        ("os.open(file, flags, 0o600)", True), ("os.open(file, os.O_WRONLY | os.O_CREAT)", True), ("os.open(file, flags=flags)", True),
        ("os.open(folder, os.O_RDONLY)", False), ("path.open('rb')", False), ("path.open('w')", True), ("path.open(mode='ab')", True), ("path.open('r+b')", True),
        ("path.open()", False), ("path.write_bytes(data)", True), ("path.read_bytes()", False),
    ],
)  # fmt: skip
def test_a_call_that_writes_is_seen(call: str, wrote: bool) -> None:
    assert writes(ast.parse(call, mode="eval").body) is wrote


def test_nobody_writes_past_the_guard() -> None:
    found = set()
    for path in sorted((ROOT / "handouts").rglob("*.py")):
        if any(map(writes, ast.walk(ast.parse(path.read_text("utf-8"))))):
            found.add(path.relative_to(ROOT / "handouts").as_posix())
    assert found == KNOWN


@pytest.mark.parametrize("place", ["site", "site/tomorrow"])
def test_nothing_but_what_is_for_everybody_is_written_into_a_published_folder(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True)
    (tmp_path / "site" / PUBLISHED).write_bytes(b"{}")
    (tmp_path / "link").symlink_to(folder)
    for there in (folder, tmp_path / "link"):
        with pytest.raises(OutputError, match="is published for everybody"):
            Guard().outlet(there / "anna.pdf", begins("a handout", b"%PDF")).clear()
        with pytest.raises(OutputError, match="is published for everybody"):
            Guard().refuse_folder(there)
        Guard(publishes=True).outlet(there / "leaflet.pdf", begins("a leaflet", b"%PDF")).clear()
