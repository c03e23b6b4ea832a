"""A run on more than one machine: the same tasks, worked on by the workers of a Dask scheduler.

    Task ─ Cluster.submit ─▶ scheduler ─▶ worker: guarded(tasks.work) ─▶ Receipts

In: the scheduler's address, certificates, what the tasks of the run share.  Out: a `concurrent.futures.Executor`.  Refuses a scheduler
that cannot be reached or has no workers, workers with another program, and workers that do not see the same list, clinic or folder
(`InputError`); a cluster that is lost on the way stops the run, which is then gone on with (`OutputError`).

What travels is tasks (addresses, numbers of rows, ids of leaflets, digests) and receipts: no patient's data.  A worker that is lost has its
task done by another: the same bytes under the same names.  distributed is imported when it is used.
"""

from __future__ import annotations

import logging
import re
import secrets
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handouts.errors import HandoutsError, InputError, OutputError
from handouts.files.output import PREFIX, SUFFIX
from handouts.files.places import Place
from handouts.files.store import folder_at
from handouts.runs.pins import versions
from handouts.runs.task import Docket, bench_of, forget

if TYPE_CHECKING:
    from distributed import Client

FEWEST, MOST = 16, 256  # rows of a task: below, asking costs more than making; above, a lost worker costs too much
SHARE = 6  # tasks for each worker at least, so that none waits long for the last
GREETING = 10  # seconds to reach the scheduler
ALONE = 60  # seconds without any worker, after which the run stops
AGAIN = "what is recorded is safe: say the same again to go on"
SAME = "every machine must reach the same list, clinic's folder and folder of --out under the same names"


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM: the authority that signed everybody's certificates, this machine's certificate, its key.  '': Dask's own settings."""

    ca: str = ""
    certificate: str = ""
    key: str = ""


class Cluster(Executor):
    """Gives work to the workers of a scheduler.  workers: how many there were when the run began."""

    def __init__(self, client: Client, mark: Place, workers: int) -> None:
        self._given = client.get_executor(pure=False)  # every task has a key of its own: none is taken for another's result
        self._mark, self.workers = mark, workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future of what a worker makes of it."""
        future: Future[Any] = self._given.submit(guarded, self._mark, fn, *args, **kwargs)
        return future

    def abandon(self) -> None:
        """Whoever waits for a result waits no longer."""
        self._given.shutdown(wait=False)


@contextmanager
def join(address: str, tls: Tls, docket: Docket) -> Iterator[Cluster]:
    """The cluster at an address (`tcp://host:8786`, `tls://…`), made ready for the tasks of a run.

    Tasks that are still out when this ends are dropped by the scheduler, because their client leaves.  Raises InputError if the cluster
    cannot do the work, OutputError if it is lost meanwhile.
    """
    from distributed.scheduler import KilledWorker

    folder = folder_at(docket.request.folder, docket.request.guard())
    folder.make()
    name = f"seen-{docket.fingerprint[:12]}"
    with client_of(address, tls) as client:
        mark = docket.request.folder / f"{PREFIX}{name}-{secrets.token_hex(4)}{SUFFIX}"
        folder.sweep({name})
        folder.put(mark.name, b"handouts")
        folder.settle()
        ended = threading.Event()
        try:
            cluster = Cluster(client, mark, ready(client, address, docket, mark))
            threading.Thread(target=_watch, args=(client, cluster, ended), daemon=True).start()
            yield cluster
            client.run(forget)
        except KilledWorker:
            raise OutputError(f"{address}: one task cost worker after worker; look at their memory and logs; {AGAIN}") from None
        except CancelledError:
            raise OutputError(f"{address}: the scheduler was lost, or all its workers; {AGAIN}") from None
        finally:
            ended.set()
            folder.sweep({name})


@contextmanager
def client_of(address: str, tls: Tls) -> Iterator[Client]:
    """A client of the scheduler at an address.  Raises InputError if there is none that lets this machine in."""
    if not re.fullmatch(r"(tcp|tls)://[^/\s]+:\d+", address):
        raise InputError(f"{address}: is not the address of a scheduler; expected such as tcp://host:8786 or tls://host:8786")
    try:
        from distributed import Client, Security
    except ImportError:
        raise InputError(f"{address}: clusters need Dask; install it with: pip install 'handouts[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said by this program, once
    files = {"tls_ca_file": tls.ca, "tls_client_cert": tls.certificate, "tls_client_key": tls.key}
    try:
        security = Security(require_encryption=address.startswith("tls:"), **{key: file for key, file in files.items() if file})
        if address.startswith("tls:") and not security.get_connection_args("client").get("ssl_context"):
            raise ValueError("this machine has no certificate")
        client = Client(address, security=security, timeout=GREETING, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        hint = "; give --cluster-ca, --cluster-cert and --cluster-key, or Dask's own settings" if address.startswith("tls:") else ""
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise InputError(f"{address}: there is no Dask scheduler that lets this machine in: {said}{hint}") from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=GREETING)


def rows_of_task(rows: int, workers: int) -> int:
    """How many rows a task has."""
    return max(FEWEST, min(MOST, rows // (workers * SHARE)))


# -- before the run


def ready(client: Client, address: str, docket: Docket, mark: Place) -> int:
    """The number of workers.  Raises InputError if there is none, or one that would not make the same copies in the same place."""
    if said := _other(_of_scheduler(client)):
        raise InputError(f"{address}: the scheduler {said}")
    found = client.run(versions, on_error="return")
    if not found:
        raise InputError(f"{address}: the scheduler has no workers; start some with `dask worker {address}`, and say the same again")
    problems = [f"worker {worker}: {said}" for worker, theirs in sorted(found.items()) if (said := _other(theirs))]
    if problems:
        raise InputError("\n".join(problems))
    seen = client.run(fits, docket, mark, on_error="return")
    problems = [f"worker {worker}: {said}; {SAME}" for worker, said in sorted(seen.items()) if said]
    if problems:
        raise InputError("\n".join(problems))
    return len(seen)


def _of_scheduler(client: Client) -> dict[str, str] | BaseException:
    """The scheduler's versions; it looks into tasks, to see what depends on what."""
    try:
        found: dict[str, str] = client.run_on_scheduler(versions)
    except Exception as error:  # noqa: BLE001  whatever an unknown program answers
        return error
    return found


def _other(theirs: dict[str, str] | BaseException) -> str:
    """How another machine's program differs from this one; '' if it does not."""
    if isinstance(theirs, BaseException):
        return f"has no Handouts that could be asked ({type(theirs).__name__}); install version {versions()['handouts']} there"
    ours = versions()
    other = [f"{name} {theirs.get(name, '?')} (here {ours[name]})" for name in ours if theirs.get(name) != ours[name]]
    return f"has {', '.join(other)}; copies would differ: install there what is installed here" if other else ""


def fits(docket: Docket, mark: Place) -> str:
    """On a worker: why it cannot work on a run; '' if it can."""
    with _AT_WORK:
        try:
            seen(mark)
            bench_of(docket)
        except HandoutsError as error:
            return str(error)
    return ""


# -- on a worker


_AT_WORK = threading.Lock()  # a bench is for one at a time; a worker of several threads does one task after the other


def guarded(mark: Place, fn: Callable[..., Any], *args: Any) -> Any:
    """Do a task in the right folder.  What goes wrong is raised without what led to it, so that no log quotes a record.

    Raises HandoutsError.
    """
    try:
        with _AT_WORK:
            seen(mark)
            return fn(*args)
    except HandoutsError as error:
        raised = error
    except Exception as error:  # noqa: BLE001  its text could be a patient's
        raised = HandoutsError(f"a defect of the program: {type(error).__name__} in {_place(error)}")
    raised.__cause__ = raised.__context__ = None
    raise raised.with_traceback(None)


@lru_cache(4)
def seen(mark: Place) -> None:
    """Raises OutputError unless the folder is the very one that whoever began the run writes to."""
    if not mark.is_file():
        raise OutputError(f"{mark.parent}: on {socket.gethostname()} this is another folder than where the run was begun")


def _place(error: Exception) -> str:
    """Where a defect is: file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else "?"


# -- meanwhile


def _watch(client: Client, cluster: Cluster, ended: threading.Event) -> None:
    """Stop waiting when there has been nobody to wait for."""
    alone = 0
    while not ended.wait(1):
        with suppress(Exception):
            alone = 0 if client.scheduler_info()["workers"] else alone + 1
            if alone >= ALONE:
                cluster.abandon()
                return
