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

from handouts.delivery.mail.conversation import LONGEST, TELLS, Conversation
from handouts.delivery.mail.smtp import Wire
from tests.handouts.delivery.mail.mailserver import Box, serving, settings
from tests.handouts.delivery.mail.test_channel import Office

PATIENCE = 0.5  # seconds


@contextmanager
def talking(say: Callable[[socket.socket], object], buffer: int = 0) -> Iterator[int]:
    """A server that greets well and then speaks as it likes; its port."""

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"220 good day\r\n")
                connection.recv(1000)
                say(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        if buffer:  # so many bytes are taken by the machine, and not by the server
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
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


@pytest.mark.skipif(not TELLS, reason="this kernel does not tell what the other machine has confirmed")
def test_the_dot_does_not_leave_before_the_other_machine_has_the_message(tmp_path: Path) -> None:
    """A server that reads nothing after its 354 has no letter: that is certain, and no doubt."""
    heard, done = bytearray(), threading.Event()

    def stall(connection: socket.socket) -> None:
        connection.sendall(b"250 hello\r\n")
        for reply in (b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"):
            connection.recv(1000)
            connection.sendall(reply)
        done.wait(20)
        connection.settimeout(0.2)
        with suppress(OSError):
            while more := connection.recv(2**20):
                heard.extend(more)

    with talking(stall, buffer=2048) as port:
        server = Conversation("127.0.0.1", port, "here", timeout=PATIENCE)
        server.ehlo()
        wire = Wire(settings(tmp_path, port))
        wire._server = server
        came = wire.send("letters@clinic.example", "x@example.org", b"Subject: x\r\n\r\n" + b"a" * 70 + b"\r\n" + b"line\r\n" * 2**17)
        done.set()
    assert (came.outcome, came.temporary) == ("failed", True)
    assert b"\r\n.\r\n" not in heard and heard.startswith(b"Subject")


def test_what_the_other_machine_has_confirmed_is_known() -> None:
    with talking(lambda connection: connection.recv(1000)) as port:
        server = Conversation("127.0.0.1", port, "here", timeout=PATIENCE)
        server.send(b"EHLO here\r\n")
        time.sleep(0.2)
        assert server.arrived() is TELLS
        server.close()
