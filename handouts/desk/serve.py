"""Opens the port of a desk, says where it is, and opens the browser if that is wished.

In: a counter, a port.  Out: nothing, until it is stopped.  Refuses a port that is taken (`OutputError`).  Nothing that is asked for is
written into a log: addresses tell of nobody, and are not kept either.
"""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing

import uvicorn

from handouts.desk.app import Desk, application
from handouts.errors import OutputError

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
        settings = uvicorn.Config(
            application(desk), log_level="warning", access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=LEAVE,
            proxy_headers=False,  # who stands at the other end counts, not whom a header names
        )  # fmt: skip
        if browser:
            webbrowser.open(link)
        uvicorn.Server(settings).run(sockets=[listening])


def bound(port: int) -> socket.socket:
    """A socket on this computer.  Raises OutputError for a port that is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        raise OutputError(f"port {port} cannot be used: {error.strerror}; another desk may be open, or name another with --port") from None
    return found
