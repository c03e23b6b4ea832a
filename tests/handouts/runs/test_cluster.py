"""Runs on a real Dask scheduler and real workers, which are killed, wrong, blind, or not let in."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.errors import InputError, OutputError
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import Ledger
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, docket, make
from tests.handouts import own_clinic
from tests.lists import small_schedule
from tests.machines import ROOT, Machines, Wire, until

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("default")]
ROWS = int(os.environ.get("HANDOUTS_CLUSTER_ROWS", "600"))


def long_list(path: Path, count: int) -> Path:
    header, *rows = small_schedule().splitlines()
    many = [rows[0].replace("A-26-0001", f"A-{n}").replace("RSC-104001", f"RSC-{n}").replace("Smith-Jones", "Zyxwarth") for n in range(count)]
    path.write_text("\n".join([header, *many]), "utf-8")
    return path


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    clinic = own_clinic(tmp_path).folder
    return Request(long_list(tmp_path / "list.csv", ROWS), clinic, tmp_path / "out", Look(allowed=Allowed(draft=True)))


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    started = Machines(tmp_path / "machines")
    yield started
    started.close()


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def here(request: Request, ledger: Path) -> tuple[dict[str, str], Ledger]:
    """What one machine makes, and an empty ledger that will begin the same run at the same moment."""
    with Ledger.open(ledger) as opened:
        planned = plan(request)
        run = begin(planned, opened, "anna")
        list(make(planned, run, opened, Here()))
    whole = digests(request.target)
    shutil.rmtree(request.target)
    return whole, Ledger.open(ledger.with_name("second.sqlite3"), now=lambda: run.started)


def command(request: Request, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    asked = ["batch", request.schedule, "--out", request.target, "--clinic", request.clinic, "--allow-draft", "--yes", *words]
    return subprocess.run([sys.executable, ROOT / "generate.py", *map(str, asked)], capture_output=True, text=True, env={**os.environ, **more}, check=False)


def tls(*files: str) -> tuple[str, ...]:
    return tuple(word for pair in zip(("--cluster-ca", "--cluster-cert", "--cluster-key"), files, strict=False) for word in pair)


# -- the same as one machine makes


def test_two_workers_of_which_one_is_killed_make_what_one_machine_makes(request_: Request, machines: Machines, tmp_path: Path) -> None:
    from distributed import Client

    from handouts.runs.cluster import Tls, join, rows_of_task

    whole, second = here(request_, tmp_path / "ledger.sqlite3")
    machines.worker("first"), machines.worker("second")
    planned = plan(request_)
    with second as ledger, Client(machines.address, set_as_default=False) as watcher:
        run = begin(planned, ledger, "anna")
        names = {info["name"]: address for address, info in watcher.scheduler_info()["workers"].items()}
        with join(machines.address, Tls(), docket(planned, run)) as cluster:
            assert cluster.workers == 2
            results = make(planned, run, ledger, cluster, 2, rows_of_task(len(planned.jobs), 2))
            rows = len(next(results).rows)
            until(lambda: watcher.processing([names["first"]])[names["first"]], "work for the first worker")
            machines.kill("first")
            rows += sum(len(receipts.rows) for receipts in results)
        assert rows == ROWS
        assert reconcile(ledger, run.id).faults == ()
        assert {copy.struck.file: copy.struck.sha256 for copy in ledger.copies(run.id)} == whole
        assert list(watcher.scheduler_info()["workers"]) == [names["second"]]
    assert digests(request_.target) == whole


def test_the_command_goes_on_on_a_cluster_with_what_it_began_here(request_: Request, machines: Machines) -> None:
    begun = subprocess.Popen(
        [sys.executable, ROOT / "generate.py", "batch", request_.schedule, "--out", request_.target, "--clinic", request_.clinic, "--allow-draft"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until(lambda: len(list(request_.target.glob("*.pdf"))) > 100, "some copies")
    begun.kill()
    begun.wait()
    made = len(list(request_.target.glob("*.pdf")))
    assert made < ROWS
    machines.worker("first"), machines.worker("second", "--nthreads", "3")
    done = command(request_, "--cluster", machines.address)
    assert done.returncode == 0, done.stderr
    assert "run 1 goes on" in done.stderr
    assert f"Run 1: {ROWS} handouts" in done.stdout
    with Ledger.open(request_.clinic / "ledger.sqlite3") as ledger:
        assert digests(request_.target) == {copy.struck.file: copy.struck.sha256 for copy in ledger.copies(1)}
    assert "is complete" in command(request_, "--cluster", machines.address).stdout


# -- what is refused, and lost


def test_a_cluster_that_cannot_do_the_work_is_named_before_anything_is_made(request_: Request, machines: Machines, tmp_path: Path) -> None:
    done = command(request_, "--cluster", machines.address)
    assert (done.returncode, "has no workers; start some with" in done.stderr) == (2, True)
    older = tmp_path / "older"
    for room in ("layouts", "assets"):
        shutil.copytree(ROOT / room, older / room)
    shutil.copytree(ROOT / "handouts", older / "handouts")
    init = older / "handouts" / "__init__.py"
    init.write_text(init.read_text("utf-8").replace('__version__ = "', '__version__ = "0.'), "utf-8")
    machines.worker("older", PYTHONPATH=str(older))
    bare = tmp_path / "bare" / "handouts"
    bare.mkdir(parents=True)
    (bare / "__init__.py").write_text("")
    machines.worker("bare", PYTHONPATH=str(bare.parent))
    alone = Machines(tmp_path / "alone", PYTHONPATH=str(bare.parent))
    done = command(request_, "--cluster", alone.address)
    alone.close()
    assert (done.returncode, "the scheduler has no Handouts that could be asked" in done.stderr) == (2, True), done.stderr
    done = command(request_, "--cluster", machines.address)
    assert done.returncode == 2
    assert "has handouts 0." in done.stderr
    assert "has no Handouts that could be asked" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(request_.target.iterdir())


@pytest.mark.parametrize("address", ["localhost:8786", "http://localhost:8786", "tcp://localhost", "tcp://127.0.0.1:1", "tls://127.0.0.1:1"])
def test_an_address_that_leads_nowhere_is_said_in_a_sentence(request_: Request, address: str) -> None:
    done = command(request_, "--cluster", address)
    assert done.returncode == 2
    noticed, said = done.stderr.splitlines()
    assert "start at 08:25" in noticed  # of the list itself
    assert said.startswith(f"handouts: {address}: ")


def test_a_worker_that_sees_another_folder_or_list_does_nothing(request_: Request, machines: Machines, tmp_path: Path) -> None:
    from handouts.runs.cluster import Tls, client_of, fits, join

    machines.worker("first")
    planned = plan(request_)
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        run = begin(planned, ledger, "anna")
        shared = docket(planned, run)
        with client_of(machines.address, Tls()) as client:
            (said,) = client.run(fits, shared, tmp_path / "out" / "no-such-mark").values()
        assert "another folder" in said
        with join(machines.address, Tls(), shared) as cluster:
            next(request_.target.glob(".handouts-seen-*")).unlink()
            machines.worker("late")
            machines.kill("first")
            with pytest.raises(OutputError, match="another folder"):
                list(make(planned, run, ledger, cluster, 2))
        assert list(ledger.copies(run.id)) == []
        request_.schedule.write_text(request_.schedule.read_text("utf-8") + "\n", "utf-8")
        with pytest.raises(InputError, match=r"(?s)list\.csv: changed.*every machine must reach"), join(machines.address, Tls(), shared):
            pass
    assert not list(request_.target.glob("*"))


@pytest.mark.parametrize("lost", ["scheduler", "first"])
def test_a_cluster_that_is_lost_stops_the_run_which_then_goes_on(
    request_: Request, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    from handouts.runs import cluster as module

    monkeypatch.setattr(module, "ALONE", 2)
    machines.worker("first")
    planned = plan(request_)
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        run = begin(planned, ledger, "anna")

        def work() -> None:
            with module.join(machines.address, module.Tls(), docket(planned, run)) as cluster:
                for _ in make(planned, run, ledger, cluster, 1, 16):
                    if machines.started[lost].poll() is None:
                        machines.kill(lost)

        with pytest.raises(OutputError, match="say the same again"):
            work()
        recorded = sum(1 for _ in ledger.rows(run.id))
        assert 0 < recorded < ROWS
        list(make(planned, run, ledger, Here()))
        assert reconcile(ledger, run.id).faults == ()
        assert digests(request_.target) == {copy.struck.file: copy.struck.sha256 for copy in ledger.copies(run.id)}


# -- what is seen on the way


def test_what_travels_and_what_is_logged_tells_of_no_patient(request_: Request, machines: Machines) -> None:
    wire = Wire(machines.port)
    machines.worker("first")
    done = command(request_, "--cluster", f"tcp://127.0.0.1:{wire.port}")
    wire.close()
    assert done.returncode == 0, done.stderr
    carried = bytes(wire.carried).lower() + machines.logs.lower().encode()
    assert b"list.csv" in carried
    assert f"{ROWS:05d}-".encode() in carried
    assert not [word for word in (b"zyxwarth", b"anne-marie", b"rsc-1", b"a-599", b"1936-") if word in carried]


DEFECT = """
from handouts.press import Press
def make(self, appointment, *more):
    raise ValueError(f"cannot do {appointment}")
def dask_setup(worker):
    Press.make = make
"""


def test_a_defect_on_a_worker_quotes_no_patient(request_: Request, machines: Machines) -> None:
    from distributed import Client

    (machines.folder / "defect.py").write_text(DEFECT, "utf-8")
    machines.worker("first", "--preload", "defect.py")
    done = command(request_, "--cluster", machines.address)
    assert done.returncode == 1
    assert "a defect of the program: ValueError in " in done.stderr
    with Client(machines.address, set_as_default=False) as watcher:
        until(lambda: not any(watcher.processing().values()), "that what was handed out is dropped", 5)
    said = (done.stderr + machines.logs).lower()
    assert "compute failed" in said
    assert not [word for word in ("zyxwarth", "anne-marie", "rsc-", "1936") if word in said]


# -- who is let in


def test_only_who_has_a_certificate_is_let_in(request_: Request, tmp_path: Path) -> None:
    import trustme

    files = {}
    for whose in ("ours", "theirs"):
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / f"{whose}-ca.pem")
        issued = authority.issue_cert("127.0.0.1", "localhost")
        issued.private_key_pem.write_to_path(tmp_path / f"{whose}-key.pem")
        issued.cert_chain_pems[0].write_to_path(tmp_path / f"{whose}-cert.pem")
        files[whose] = [str(tmp_path / f"{whose}-{part}.pem") for part in ("ca", "cert", "key")]
    ours, theirs = files["ours"], files["theirs"]
    machines = Machines(tmp_path / "machines", tls=tuple(w for o, f in zip(("--tls-ca-file", "--tls-cert", "--tls-key"), ours, strict=True) for w in (o, f)))
    try:
        machines.worker("first")
        for words in ((), tls(*theirs), tls(ours[0], *theirs[1:]), tls(theirs[0], *ours[1:]), tls(*ours[:2], str(tmp_path / "no-key.pem"))):
            done = command(request_, "--cluster", machines.address, *words)
            assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
            assert "lets this machine in" in done.stderr
        assert "lets this machine in" in command(request_, "--cluster", machines.address.replace("tls", "tcp")).stderr
        with _without_certificate(machines.port, ours[0]) as channel, pytest.raises(ssl.SSLError, match="certificate required"):
            channel.recv(1)
        assert not list(request_.target.glob("*.pdf"))
        assert command(request_, "--cluster", machines.address, *tls(*ours)).returncode == 0
        for path in request_.target.iterdir():
            path.unlink()
        settings = dict(zip((f"DASK_DISTRIBUTED__COMM__TLS__{part}" for part in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")), ours, strict=True))
        other = Request(request_.schedule, request_.clinic, tmp_path / "other", request_.look)
        assert command(other, "--cluster", machines.address, **settings).returncode == 0
        assert len(list(other.target.glob("*.pdf"))) == ROWS
    finally:
        machines.close()


def _without_certificate(port: int, authority: str) -> ssl.SSLSocket:
    """A channel that the scheduler's certificate is good for, and that shows none itself."""
    context = ssl.create_default_context(cafile=authority)
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--combined", "x.pdf", "--cluster", "tcp://h:1"], "--cluster goes with --out"),
        (["--out", "x", "--workers", "2", "--cluster", "tcp://h:1"], "without --workers"),
        (["--out", "x", "--cluster-ca", "ca.pem"], "go with --cluster"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words: list[str], message: str) -> None:
    done = subprocess.run([sys.executable, ROOT / "generate.py", "batch", "list.csv", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, message in done.stderr) == (2, True)
