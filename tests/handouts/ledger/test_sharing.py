"""Who may use a ledger: its owner, or a group of accounts; and nobody else, whatever they say."""

from __future__ import annotations

import grp
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from handouts.actions.where import Where
from handouts.doctor import surroundings
from handouts.errors import LedgerError
from handouts.ledger.journal import Journal
from handouts.ledger.ledger import Ledger
from handouts.ledger.locks import hold, release
from handouts.ledger.sharing import handed_down, open_beside, settle
from tests.handouts import own_clinic

OWN = grp.getgrgid(os.getgid()).gr_name


def rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.fixture
def _strict():
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_strict")
def test_a_ledger_is_its_owners_alone_unless_a_group_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    for group, wanted in ((None, 0o600), (OWN, 0o660), (None, 0o660), ("", 0o600), (None, 0o600)):
        with Ledger.open(path, group=group) as ledger:
            hold(path, "a")
            release(path, "a")
            with ledger.writing() as connection:
                connection.execute("PRAGMA user_version")
            beside = [file for file in tmp_path.iterdir() if file.suffix != ".part"]
            assert {rights(file) for file in beside} == {wanted}, group
        assert path.stat().st_gid == os.getgid()


def test_others_never_may(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger.open(path).close()
    path.chmod(0o666)
    settle(path, None)
    assert rights(path) == 0o660
    path.chmod(0o644)
    settle(path, None)
    assert rights(path) == 0o600


@pytest.mark.usefixtures("_strict")
def test_the_journal_of_sendings_is_open_to_whom_the_ledger_is(tmp_path: Path) -> None:
    for name, group, wanted in (("a", OWN, 0o660), ("b", "", 0o600)):
        (tmp_path / name).mkdir()
        with Ledger.open(tmp_path / name / "ledger.sqlite3", group=group) as ledger:
            journal = Journal(ledger, "print")
            handle = os.open(journal.path, os.O_CREAT | os.O_WRONLY, 0o600)
            os.close(handle)
            journal.path.unlink()
            os.close(open_beside(ledger.path, journal.path, os.O_CREAT | os.O_WRONLY))
            assert rights(journal.path) == wanted


def test_a_group_that_there_is_not_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"this machine has no group 'nobodys-group'; make it, or correct ledger\.group in clinic\.toml"):
        Ledger.open(tmp_path / "ledger.sqlite3", group="nobodys-group")


def test_the_clinic_names_the_group(tmp_path: Path) -> None:
    made = own_clinic(tmp_path)
    file = made.folder / "clinic.toml"
    text = file.read_text("utf-8")
    where = Where(str(made.folder))
    with where.begin(where.file()) as ledger:
        assert rights(ledger.path) == 0o600
    file.write_text(f'ledger = {{group = "{OWN}"}}\n{text}', "utf-8")
    with where.open() as ledger:
        assert rights(ledger.path) == 0o660
    file.write_text("broken", "utf-8")
    with where.open() as ledger:
        assert rights(ledger.path) == 0o660


def test_doctor_says_what_a_folder_lacks(tmp_path: Path) -> None:
    made = own_clinic(tmp_path)
    file = made.folder / "clinic.toml"
    file.write_text(f'ledger = {{group = "{OWN}"}}\n{file.read_text("utf-8")}', "utf-8")
    path = made.folder / "ledger.sqlite3"
    (found,) = surroundings.group(path, Where(str(made.folder)).read())
    assert not found.ok and found.remedy == f"say `chgrp {OWN} {made.folder}` and `chmod g+rwxs {made.folder}`"
    os.chown(made.folder, -1, os.getgid())
    made.folder.chmod(0o2770)
    (found,) = surroundings.group(path, Where(str(made.folder)).read())
    assert found.ok and handed_down(made.folder, OWN)


def _as_nobody(groups: list[int], path: Path) -> int:
    """What comes of an account that opens the ledger and writes into it: 0, or 1 if it is refused."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 2
    try:
        os.setgroups(groups)
        os.setgid(65534)
        os.setuid(65534)
        with Ledger.open(path) as ledger, ledger.writing() as connection:
            connection.execute("CREATE TABLE second (a)")
            code = 0 if hold(path, "second") else 3
    except LedgerError:
        code = 1
    finally:
        os._exit(code)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two accounts")
@pytest.mark.parametrize(("member", "code"), [(True, 0), (False, 1)])
def test_a_second_account_of_the_group_writes_what_the_first_began_and_a_stranger_does_not(member: bool, code: int) -> None:
    group = next(found for found in grp.getgrall() if found.gr_gid not in (0, 65534))
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    try:
        os.chown(folder, -1, group.gr_gid)
        folder.chmod(0o2771)
        path = folder / "ledger.sqlite3"
        with Ledger.open(path, group=group.gr_name):
            assert _as_nobody([group.gr_gid] if member else [], path) == code
    finally:
        shutil.rmtree(folder)
