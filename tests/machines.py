"""Schedulers, workers and storage servers, each a process of its own on loopback, as other machines would be."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOON = 60  # seconds


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(true, what: str, seconds: float = SOON) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


class Machines:
    """A scheduler and its workers.  address: of the scheduler; logs: what all of them wrote."""

    def __init__(self, folder: Path, *, tls: tuple[str, ...] = (), **more: str) -> None:
        self.folder, self.tls, self.started = folder, tls, {}
        folder.mkdir()
        self.port = free_port()
        self.address = f"{'tls' if tls else 'tcp'}://127.0.0.1:{self.port}"
        words = ["distributed.cli.dask_scheduler", "--host", self.address.rpartition(":")[0], "--port", str(self.port), "--no-dashboard"]
        self.start("scheduler", words, **more)
        until(lambda: answers(self.port), "a scheduler")

    def start(self, name: str, words: list[str], **more: str) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        path = more.pop("PYTHONPATH", str(ROOT))
        # A machine of its own has a working directory of its own, and sees the program because it is installed there.
        self.started[name] = subprocess.Popen(
            [sys.executable, "-m", *words, *self.tls], stdout=log, stderr=log, cwd=self.folder, env={**os.environ, **more, "PYTHONPATH": path}
        )
        log.close()

    def worker(self, name: str, *words: str, **more: str) -> int:
        """Start a worker.  Its process."""
        asked = ["distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name, *words]
        self.start(name, asked, **more)
        until(lambda: b"Registered to:" in (self.folder / f"{name}.log").read_bytes(), f"worker {name}")
        return self.started[name].pid

    def kill(self, name: str) -> None:
        self.started[name].send_signal(signal.SIGKILL)
        self.started[name].wait()

    @property
    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        for process in self.started.values():
            process.kill()
        for process in self.started.values():
            process.wait()


class Wire:
    """Passes on what goes to a port and back, and keeps it."""

    def __init__(self, port: int) -> None:
        self.to, self.carried, self._lock = port, bytearray(), threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._server.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self.to))
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                with self._lock:
                    self.carried += data
                other.sendall(data)
        except OSError:
            pass
        finally:
            one.close()
            other.close()

    def close(self) -> None:
        self._server.close()
