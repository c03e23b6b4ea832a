"""The conversation with a mail server: one connection, kept as long as it works (RFC 5321).

In: settings, one message to one address.  Out: a `Disposition`.  Refuses, before anything is said of a message, what `connection` refuses.

When is a message certainly not sent?  A server has it from the moment it has read the line with the one dot that ends it (RFC 5321,
4.1.1.4). So the dot leaves by itself, after all else: whatever goes wrong before is a failure, and may be tried again; whatever goes
wrong after, until the server's answer is here, leaves the message in doubt (RFC 1047).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field

from handouts.delivery.channel import Disposition
from handouts.delivery.mail.connection import connected
from handouts.delivery.mail.replies import Meaning, meaning
from handouts.delivery.mail.settings import MailSettings

CUT = "the connection to the server broke before it had the message; it is tried again"
DOUBT = (
    "the connection broke when the server had the whole message and had not answered; look in the mailbox of sent letters, or the server's "
    "log, for the message's identifier, and say `handouts settle`"
)  # fmt: skip


class Refused(Exception):
    """A reply that is no yes, before the message was handed over."""

    def __init__(self, code: int, words: bytes) -> None:
        self.code, self.words = code, words
        super().__init__(str(code))


@dataclass(slots=True)
class Wire:
    """A connection to the settings' server.  used: it has carried something already."""

    settings: MailSettings
    used: bool = False
    _server: smtplib.SMTP | None = field(default=None, repr=False)

    def open(self) -> None:
        """Connect, encrypt and log in, unless that is done.  Raises ChannelError."""
        if self._server is None:
            self._server, self.used = connected(self.settings), False

    def close(self) -> None:
        """Say good-bye."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def send(self, sender: str, recipient: str, message: bytes) -> Disposition:
        """Hand one message over.  A connection that was closed while nothing was sent is opened again, once.

        Raises ChannelError, ClinicError while it connects: nothing was said of the message then.
        """
        try:
            return self._sent(sender, recipient, message)
        except BaseException:  # an interrupted message is never ended by what is said next on the connection
            self._drop()
            raise

    def _sent(self, sender: str, recipient: str, message: bytes) -> Disposition:
        self.open()
        try:
            self._begin(sender, len(message))
        except (OSError, smtplib.SMTPException, Refused) as error:
            if not self.used or (isinstance(error, Refused) and error.code != 421):
                return self._not_sent(error)
            self._drop()
            self.open()
            return self._first(sender, recipient, message)
        return self._rest(recipient, message)

    def _first(self, sender: str, recipient: str, message: bytes) -> Disposition:
        try:
            self._begin(sender, len(message))
        except (OSError, smtplib.SMTPException, Refused) as error:
            return self._not_sent(error)
        return self._rest(recipient, message)

    def _begin(self, sender: str, size: int) -> None:
        server = self._open_server()
        options = [f"SIZE={size}"] if server.has_extn("size") else []
        try:
            _yes(server.mail(sender, options), 250)
        except Refused as error:
            raise _of_sender(error) from None
        self.used = True

    def _rest(self, recipient: str, message: bytes) -> Disposition:
        server = self._open_server()
        try:
            _yes(server.rcpt(recipient), 250, 251)
            _yes(server.docmd("DATA"), 354)
            server.send(_stuffed(message))
            _listen(server)
        except (OSError, smtplib.SMTPException, Refused) as error:
            return self._not_sent(error)
        return self._ended(server)

    def _ended(self, server: smtplib.SMTP) -> Disposition:
        """The dot, and what the server answers to it."""
        try:
            assert server.sock is not None
            server.sock.settimeout(self.settings.patience)
            server.send(b".\r\n")
            code, words = server.getreply()
            server.sock.settimeout(self.settings.timeout)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Disposition("in doubt", DOUBT)
        if 200 <= code < 300:
            return Disposition("sent", answer=_answer(code, words))
        if 400 <= code < 600:
            if code == 421:
                self._drop()
            return _failed(meaning(code, words), _answer(code, words))
        self._drop()
        return Disposition("in doubt", DOUBT, answer=_answer(code, words))

    def _not_sent(self, error: Exception) -> Disposition:
        """The disposition of a message that certainly was not sent."""
        if not isinstance(error, Refused):
            self._drop()
            return Disposition("failed", CUT, temporary=True)
        if error.code == 421 or isinstance(error, _Early) or not self._reset():
            self._drop()
        found = error.meaning if isinstance(error, _SenderRefused) else meaning(error.code, error.words)
        return _failed(found, _answer(error.code, error.words))

    def _reset(self) -> bool:
        """Forget the message that was begun; whether the connection is still good."""
        try:
            return self._open_server().rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _drop(self) -> None:
        """Let go without a word: the server may take an unfinished message for finished after QUIT."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _open_server(self) -> smtplib.SMTP:
        assert self._server is not None
        return self._server


class _SenderRefused(Refused):
    """The clinic's own address is refused: so it would be for every letter."""

    meaning: Meaning


class _Early(Refused):
    """An answer before the message had ended: whatever is said next would be taken for a part of it."""


def _of_sender(error: Refused) -> Refused:
    found = meaning(error.code, error.words)
    if found.stop or found.temporary or error.code == 552:
        return error
    made = _SenderRefused(error.code, error.words)
    said = f"{error.code}: the server does not take letters from the address in `from` of mail.toml; correct it"
    made.meaning = Meaning(said, temporary=True, stop=True)
    return made


def _yes(reply: tuple[int, bytes], *expected: int) -> None:
    if reply[0] not in expected:
        raise Refused(*reply)


def _failed(found: Meaning, answer: str) -> Disposition:
    return Disposition("failed", found.said, answer, temporary=found.temporary or found.stop, stop=found.stop)


def _answer(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')[:1000]}"


def _stuffed(message: bytes) -> bytes:
    """Lines that end as mail wants, none of them the one dot (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _listen(server: smtplib.SMTP) -> None:
    """A server that speaks, or hangs up, before the dot has not taken the message.  Raises Refused or OSError."""
    sock = server.sock
    assert sock is not None
    waited = sock.gettimeout()
    sock.settimeout(0)
    try:
        said = sock.recv(1000)
    except (BlockingIOError, ssl.SSLWantReadError):
        return
    finally:
        with suppress(OSError):
            sock.settimeout(waited)
    if said[:3].isdigit():
        raise _Early(int(said[:3]), said[4:].strip())
    raise OSError("closed")
