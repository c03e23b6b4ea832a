"""A conversation of mail in which every reply has a deadline, however slowly it drips.

In: a connection of smtplib.  Out: replies, whole, within the socket's timeout counted from the moment they are asked for; and what the
server has said without being asked.  Refuses a reply that is late, or longer than any (`OSError`, which smtplib makes a disconnection of).

A timeout of a socket begins anew with every byte, so that a server that sends one a minute would never end.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import struct
import time
from contextlib import suppress

from handouts.files.system import linux

LONGEST = 64 * 1024  # bytes of a reply
SHORTEST, LONG = 0.0005, 0.05  # seconds between two looks
TELLS = linux()
SIOCOUTQ = 0x5411  # bytes in the queue that the other machine has not confirmed (Linux, tcp(7))


class Replies:
    """What a server says, in lines; a file as smtplib reads one."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.rest, self.until, self.room = sock, b"", 0.0, LONGEST

    def begin(self, seconds: float) -> None:
        """A reply is waited for, for so long."""
        self.until, self.room = time.monotonic() + seconds, LONGEST

    def readline(self, limit: int) -> bytes:
        """The next line, or what there is of it at the end.  Raises OSError."""
        while b"\n" not in self.rest and len(self.rest) < limit:
            more = self._more()
            if not more:
                break
            self.rest += more
        end = min(self.rest.find(b"\n") + 1 or len(self.rest), limit)
        line, self.rest = self.rest[:end], self.rest[end:]
        return line

    def unread(self) -> bytes | None:
        """What was said and is not read; b'' if the server has hung up, None if it waits."""
        if self.rest:
            return self.rest
        waited = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            self.rest = self.sock.recv(1000)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except OSError:
            return b""
        finally:
            with suppress(OSError):
                self.sock.settimeout(waited)
        return self.rest

    def _more(self) -> bytes:
        waited, left = self.sock.gettimeout(), self.until - time.monotonic()
        if left <= 0 or self.room <= 0:
            raise TimeoutError("no whole reply")
        self.sock.settimeout(left)
        try:
            more = self.sock.recv(min(8192, self.room))
        finally:
            self.sock.settimeout(waited)
        self.room -= len(more)
        return more

    def close(self) -> None:
        """Nothing is held: the socket is closed by whoever opened it."""


class Conversation(smtplib.SMTP):
    """A connection whose replies have a deadline."""

    sock: socket.socket | None
    file: Replies | None

    def getreply(self) -> tuple[int, bytes]:
        """The next reply: code and words.  Raises SMTPServerDisconnected if it is not whole in time."""
        assert self.sock is not None
        if self.file is None:
            self.file = Replies(self.sock)
        self.file.begin(self.sock.gettimeout() or 0.0)
        return super().getreply()

    def unread(self) -> bytes | None:
        """What the server has said without being asked; b'' if it has hung up, None if it waits."""
        return self.file.unread() if self.file else None

    def arrived(self) -> bool:
        """Wait until the other machine has confirmed what was sent, but for what it may be slow to confirm; whether it has all of it.

        That are two segments (RFC 9293, 3.8.6.3).  False where the kernel does not tell (Linux does).  Raises TimeoutError if it has not
        within the socket's timeout, OSError if the connection has broken.
        """
        assert self.sock is not None
        until, pause = time.monotonic() + (self.sock.gettimeout() or 0.0), SHORTEST
        slow = 2 * self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) if TELLS else 0
        while True:
            left = _unconfirmed(self.sock)
            if self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise ConnectionResetError("broken")
            if left is None or left <= slow:
                return left == 0
            if time.monotonic() > until:
                raise TimeoutError("not confirmed")
            time.sleep(pause)
            pause = min(2 * pause, LONG)


def _unconfirmed(sock: socket.socket) -> int | None:
    """Bytes that the other machine has not confirmed; None where that is not told."""
    if not TELLS:
        return None
    import fcntl

    try:
        return int(struct.unpack("i", fcntl.ioctl(sock.fileno(), SIOCOUTQ, bytes(4)))[0])
    except OSError:
        return None


class Encrypted(Conversation, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
