"""Every reply has a deadline, however slowly it drips, and what nobody asked for ends the connection."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from handouts.delivery.mail.conversation import LONGEST, Conversation
from tests.handouts.delivery.mail.mailserver import Box, serving
from tests.handouts.delivery.mail.test_channel import Office

PATIENCE = 0.5  # seconds


@contextmanager
def talking(say: Callable[[socket.socket], object]) -> Iterator[int]:
    """A server that greets well and then speaks as it likes; its port."""

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"220 good day\r\n")
                connection.recv(1000)
                say(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(10)


def drip(connection: socket.socket) -> None:
    for letter in b"250-one\r\n" * 1000:
        connection.sendall(bytes([letter]))
        time.sleep(0.05)


def gush(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"250-line upon line\r\n" * 1000)


@pytest.mark.parametrize("say", [drip, gush, lambda _: time.sleep(PATIENCE * 3)], ids=["drips", "gushes", "is silent"])
def test_a_reply_that_is_not_whole_in_time_ends_the_connection(say: Callable[[socket.socket], object]) -> None:
    with talking(say) as port:
        server, began = Conversation("127.0.0.1", port, "here", timeout=PATIENCE), time.monotonic()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.ehlo()
        assert time.monotonic() - began < PATIENCE * 2
        server.close()


def test_a_reply_in_pieces_is_whole_and_each_has_the_whole_time() -> None:
    def pieces(connection: socket.socket) -> None:
        for _ in range(3):
            for part in (b"250-fir", b"st\r\n250-SI", b"ZE 10\r\n250 ", b"last\r\n"):
                connection.sendall(part)
                time.sleep(PATIENCE / 6)
            connection.recv(1000)

    with talking(pieces) as port:
        server = Conversation("127.0.0.1", port, "here", timeout=PATIENCE)
        assert [server.docmd("NOOP") for _ in range(3)] == [(250, b"first\nSIZE 10\nlast")] * 3
        server.close()


def test_what_was_not_asked_for_is_seen_and_so_is_a_server_that_has_hung_up() -> None:
    def twice(connection: socket.socket) -> None:
        connection.sendall(b"250 yes\r\n250 and yes\r\n")
        connection.recv(1000)

    with talking(twice) as port:
        server = Conversation("127.0.0.1", port, "here", timeout=PATIENCE)
        assert server.unread() is None
        assert server.docmd("NOOP") == (250, b"yes")
        assert server.unread() == b"250 and yes\r\n"
        assert server.docmd("NOOP") == (250, b"and yes")
        time.sleep(0.1)
        assert server.unread() == b""
        server.close()
    assert LONGEST < 10**6


def test_a_server_that_answers_twice_is_never_taken_at_the_wrong_word(tmp_path: Path) -> None:
    office, box = Office(tmp_path, 5), Box("says too much")
    with serving(box) as port:
        office.send(port)
    assert office.states() == {"sent": 5}
    assert box.connections == 5
    office.agrees(box)
    office.ledger.close()
