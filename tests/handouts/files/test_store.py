"""Lists, clinics and copies that are not on this machine: real servers that speak S3 and FTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.errors import InputError, OutputError
from handouts.files.guard import Guard
from handouts.files.output import PREFIX, SUFFIX
from handouts.files.places import Url, near, place
from handouts.files.store import Store, folder_at
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import Ledger
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, docket, make
from handouts.runs.sample import sample
from tests.handouts import own_clinic
from tests.handouts.runs.test_cluster import command, digests, long_list
from tests.machines import ROOT, Machines, answers, free_port, until

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("default")]
ROWS = 60


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket.  Its settings stand in the environment, as on any machine."""
    import fsspec

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    settings = {"ENDPOINT_URL": f"http://127.0.0.1:{port}", "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y", "DEFAULT_REGION": "us-east-1"}
    for name, value in settings.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    until(lambda: answers(port), "an S3 server")
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("clinics")
    yield "s3://clinics"
    server.kill()
    server.wait()
    fsspec.filesystem("s3").clear_instance_cache()


SERVER = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS, FilesystemError
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

class Strict(AbstractedFS):
    def rename(self, src, dst):
        if self.isfile(dst):
            raise FilesystemError("there is a file")
        super().rename(src, dst)

class Handler(FTPHandler):
    authorizer, abstracted_fs = DummyAuthorizer(), Strict

Handler.authorizer.add_user("desk", sys.argv[3], sys.argv[2], perm="elradfmw")
FTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Ftp:
    """An FTP server, one that moves no file over another.  folder: what it serves."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        words = ["-c", SERVER, str(self.port), str(folder), "hidden-word"]
        self.process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: answers(self.port), "an FTP server")
        self.address = f"ftp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def ftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ftp]:
    from fsspec.config import conf

    server = Ftp(tmp_path / "served")
    monkeypatch.setenv("FSSPEC_FTP_USERNAME", "desk")
    monkeypatch.setenv("FSSPEC_FTP_PASSWORD", "hidden-word")
    monkeypatch.setitem(conf, "ftp", {"username": "desk", "password": "hidden-word"})
    yield server
    server.close()


def put(folder: Path, address: str) -> None:
    import fsspec

    files, root = fsspec.core.url_to_fs(address)
    files.put(f"{folder}/", f"{root}/", recursive=True)


def stored(address: str) -> dict[str, str]:
    import hashlib

    import fsspec

    files, root = fsspec.core.url_to_fs(address)
    files.invalidate_cache()
    return {path.rpartition("/")[2]: hashlib.sha256(files.cat_file(path)).hexdigest() for path in files.find(root)}


def test_list_clinic_and_copies_on_s3_make_the_same_on_two_workers_as_on_one_machine(tmp_path: Path, s3: str) -> None:
    import fsspec

    from handouts.runs.cluster import Tls, join

    clinic = own_clinic(tmp_path).folder
    long_list(clinic / "list.csv", ROWS)
    (clinic / "ledger.sqlite3").write_bytes(b"patients")
    put(clinic, f"{s3}/own")
    look = Look(allowed=Allowed(draft=True))
    request = Request(place(f"{s3}/own/list.csv"), place(f"{s3}/own"), place(f"{s3}/out"), look)
    copy = near(request.clinic)
    assert (copy / "clinic.toml").read_bytes() == (clinic / "clinic.toml").read_bytes()
    assert not {".sqlite3", ".csv"} & {path.suffix for path in copy.rglob("*")}
    planned = plan(request)
    with Ledger.open(tmp_path / "one.sqlite3") as ledger:
        run = begin(planned, ledger, "anna")
        list(make(planned, run, ledger, Here()))
        whole = {found.struck.file: found.struck.sha256 for found in ledger.copies(run.id)}
    assert stored(f"{s3}/out") == whole
    assert len(whole) == ROWS
    fsspec.filesystem("s3").rm(f"{s3}/out", recursive=True)
    machines = Machines(tmp_path / "machines")
    try:
        machines.worker("first"), machines.worker("second")
        with Ledger.open(tmp_path / "two.sqlite3", now=lambda: run.started) as ledger:
            run = begin(planned, ledger, "anna")
            with join(machines.address, Tls(), docket(planned, run)) as cluster:
                list(make(planned, run, ledger, cluster, 2, 16))
            assert reconcile(ledger, run.id).faults == ()
    finally:
        machines.close()
    assert stored(f"{s3}/out") == whole
    assert sample(planned) == Url(f"{s3}/out/sample.pdf")


def test_the_command_writes_to_ftp_by_way_of_temporary_names(tmp_path: Path, ftp: Ftp) -> None:
    clinic = own_clinic(tmp_path).folder
    request = Request(long_list(tmp_path / "list.csv", ROWS), clinic, Url(f"{ftp.address}/out"))
    out = ftp.folder / "out"
    out.mkdir()
    (out / f"{PREFIX}somebody-elses-1234{SUFFIX}").write_bytes(b"")
    done = command(request)
    assert done.returncode == 0, done.stderr
    assert "hidden-word" not in done.stdout + done.stderr
    (out / f"{PREFIX}somebody-elses-1234{SUFFIX}").unlink()
    with Ledger.open(clinic / "ledger.sqlite3") as ledger:
        assert digests(out) == {copy.struck.file: copy.struck.sha256 for copy in ledger.copies(1)}
        assert len(digests(out)) == ROWS


def test_a_store_leaves_what_is_there_already_and_sweeps_what_was_left(ftp: Ftp) -> None:
    folder = folder_at(Url(f"{ftp.address}/out"), Guard())
    folder.make()
    for _ in range(2):
        folder.put("1.pdf", b"one")
        folder.put("2.pdf", b"two")
        folder.settle()
        assert {path.name: path.read_bytes() for path in (ftp.folder / "out").iterdir()} == {"1.pdf": b"one", "2.pdf": b"two"}
    folder.put("1.pdf", b"other")
    with pytest.raises(OutputError, match="there is a file"):
        folder.settle()
    assert {path.name: path.read_bytes() for path in (ftp.folder / "out").iterdir()} == {"1.pdf": b"one", "2.pdf": b"two"}
    left = ftp.folder / "out" / f"{PREFIX}1.pdf-abcd{SUFFIX}"
    other = ftp.folder / "out" / f"{PREFIX}3.pdf-abcd{SUFFIX}"
    left.write_bytes(b"o"), other.write_bytes(b"o")
    folder.sweep({"1.pdf", "2.pdf"})
    assert (left.exists(), other.exists()) == (False, True)


def test_a_store_that_refuses_is_said_in_a_sentence(tmp_path: Path, ftp: Ftp, s3: str) -> None:
    ftp.folder.chmod(0o777)
    folder = Store(Url(f"{ftp.address}/nowhere"), Guard())
    folder.put("1.pdf", b"one")
    with pytest.raises(OutputError, match=rf"{ftp.address}/nowhere: "):
        folder.settle()
    folder = Store(Url("s3://no-such-bucket/out"), Guard())
    folder.put("1.pdf", b"one")
    with pytest.raises(OutputError, match="s3://no-such-bucket/out: "):
        folder.settle()
    with pytest.raises(InputError, match="there is no such file"):
        Url(f"{s3}/list.csv").read_bytes()
    with pytest.raises(InputError, match="nosuch://x: cannot be read: ValueError: Protocol not known"):
        Url("nosuch://x").read_bytes()
    ftp.close()
    with pytest.raises((InputError, OutputError), match="cannot be"):
        Url(f"{ftp.address}/list.csv").read_bytes()
    done = command(Request(Url(f"{s3}/list.csv"), Path("riverside"), tmp_path / "out"))
    assert (done.returncode, done.stderr) == (2, f"handouts: {s3}/list.csv: there is no such file or folder; look at its name\n")


def test_no_ledger_is_kept_on_a_store(tmp_path: Path) -> None:
    done = command(Request(tmp_path / "list.csv", Url("s3://x/clinic"), tmp_path / "out"))
    assert done.returncode == 2
    assert "say with --ledger where it is" in done.stderr


def test_a_local_run_imports_no_driver(tmp_path: Path) -> None:
    path = long_list(tmp_path / "list.csv", 2)
    code = "import sys, generate\ntry: generate.main()\nexcept SystemExit: pass\nprint([m for m in ('fsspec', 'distributed', 'dask') if m in sys.modules])"
    words = ["batch", str(path), "--out", f"file://{tmp_path}/out"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, env={**os.environ}, check=False)
    assert done.stdout.endswith("[]\n"), done.stderr
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
