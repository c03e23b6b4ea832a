"""Opens the port of a desk or of a preview, says where it is, and opens the browser if that is wished.

In: a desk, a port.  Out: nothing, until it is stopped.  Refuses a port that is taken (`OutputError`).  Nothing that is asked for is
written into a log: addresses tell of nobody, and are not kept either.
"""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from handouts.desk.app import Desk, application
from handouts.desk.preview import PreviewDesk, preview_application
from handouts.errors import OutputError
from handouts.files.system import ours_alone

HOST, PORT = "127.0.0.1", 8417
LEAVE = 3  # seconds that pages which wait for progress are waited for, when the desk is closed


def serve(desk: Desk, port: int, say: Callable[[str], None], *, browser: bool = False) -> None:
    """Serve a desk on this computer.  port: 0 for any that is free.  say: takes the link.  Raises OutputError for a port that is taken."""
    with closing(bound(port)) as listening:
        address = link = f"http://{HOST}:{listening.getsockname()[1]}"
        if desk.proxy or desk.staff().members:
            say(f"The desk is open at {address}, for the staff.")
        else:
            link = f"{address}/enter/{desk.key()}"
            say(f"The desk is open at {address}.  This link lets one browser in, once:\n{link}")
        if browser:
            webbrowser.open(link)
        uvicorn.Server(_settings(application(desk))).run(sockets=[listening])


def serve_preview(desk: PreviewDesk, port: int, say: Callable[[str], None], *, browser: bool = False) -> None:
    """Serve a preview on this computer, as `serve` does a desk.  Raises OutputError for a port that is taken, ClinicError."""
    with closing(bound(port)) as listening:
        link = f"http://{HOST}:{listening.getsockname()[1]}{desk.entry}"
        say(f"The preview is open, until you stop it with Ctrl C:\n{link}")
        if desk.follows:
            desk.watch()
        if browser:
            webbrowser.open(link)
        PreviewServer(desk).run(sockets=[listening])


class PreviewServer(uvicorn.Server):
    """Lets those who wait for changes go when it is stopped."""

    def __init__(self, desk: PreviewDesk) -> None:
        super().__init__(_settings(preview_application(desk)))
        self.desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Somebody has stopped it."""
        self.desk.stop.set()
        self.desk.bell.ring()
        super().handle_exit(sig, frame)


def _settings(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=LEAVE,
        proxy_headers=False,  # who stands at the other end counts, not whom a header names
    )  # fmt: skip


def bound(port: int) -> socket.socket:
    """A socket on this computer.  Raises OutputError for a port that is taken."""
    # Asyncio sends at once (TCP_NODELAY) only over sockets that name their protocol; else an answer's second part waits 40 ms.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    ours_alone(found)
    try:
        found.bind((HOST, port))
        found.listen()  # who follows the link at once waits, and is not refused
    except OSError as error:
        found.close()
        remedy = "another desk may be open: close it, or name another port with --port or HANDOUTS_PORT"
        raise OutputError(f"port {port} cannot be used: {error.strerror}; {remedy}") from None
    return found
