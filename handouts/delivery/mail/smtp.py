"""The conversation with a mail server: one connection, kept as long as it works (RFC 5321).

In: settings, one message to one address.  Out: a `Disposition`.  Refuses, before anything is said of a message, what `connection` refuses.

When is a message certainly not sent?  A server has it from the moment it has read the line with the one dot that ends it (RFC 5321,
4.1.1.4). So the dot leaves by itself, after the other machine has confirmed all else (where the kernel tells, on Linux): whatever goes
wrong before is a failure, and may be tried again; whatever goes wrong after, until the server's answer is here, leaves the message in doubt
(RFC 1047).
"""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass, field

from handouts.delivery.channel import Disposition
from handouts.delivery.mail.connection import connected
from handouts.delivery.mail.conversation import Conversation
from handouts.delivery.mail.kinds import PRINT, Whose
from handouts.delivery.mail.login import Login
from handouts.delivery.mail.replies import Asked, Meaning, meaning
from handouts.delivery.mail.settings import MailSettings

CUT = "the connection to the server broke before it had the message; it is tried again"
UNWRITABLE = f"the address is written in letters that the server does not carry (SMTPUTF8); {PRINT}"
HAD = "the connection broke when the server had the whole message and had not answered"
MAYBE = "the connection broke when the server may have had the whole message, and had not answered"
DOUBT = (
    "{}; look in the mailbox of sent letters, or the server's log, for the message's identifier, and say `handouts settle`"
)  # fmt: skip


class Refused(Exception):
    """A reply that is no yes, before the message was handed over."""

    def __init__(self, code: int, words: bytes, asked: Asked = "message") -> None:
        self.code, self.words, self.asked = code, words, asked
        super().__init__(str(code))


@dataclass(slots=True)
class Wire:
    """A connection to the settings' server.  used: it has carried something already."""

    settings: MailSettings
    used: bool = False
    _server: Conversation | None = field(default=None, repr=False)
    _login: Login = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._login = Login(self.settings)

    def open(self) -> None:
        """Connect, encrypt and log in, unless that is done.  Raises ChannelError."""
        if self._server is None:
            self._server, self.used = connected(self.settings, self._login), False

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
            self._begin(sender, recipient, len(message))
        except (OSError, smtplib.SMTPException, Refused) as error:
            if not self.used or (isinstance(error, Refused) and error.code != 421):
                return self._not_sent(error)
            self._drop()
            self.open()
            return self._first(sender, recipient, message)
        return self._rest(recipient, message)

    def _first(self, sender: str, recipient: str, message: bytes) -> Disposition:
        try:
            self._begin(sender, recipient, len(message))
        except (OSError, smtplib.SMTPException, Refused) as error:
            return self._not_sent(error)
        return self._rest(recipient, message)

    def _begin(self, sender: str, recipient: str, size: int) -> None:
        server = self._open_server()
        unread = server.unread()
        if unread is not None:  # answers to nothing: what is read next would be taken for another's
            raise OSError("not asked")
        options = [f"SIZE={size}"] if server.has_extn("size") else []
        server.command_encoding = "ascii"
        if not recipient.isascii():
            if not server.has_extn("smtputf8"):
                raise _Unwritable(553, b"", "recipient")
            options += ["SMTPUTF8"]
        _yes(server.mail(sender, options), "sender", 250)
        self.used = True

    def _rest(self, recipient: str, message: bytes) -> Disposition:
        server = self._open_server()
        try:
            _yes(server.rcpt(recipient), "recipient", 250, 251)
            _yes(server.docmd("DATA"), "message", 354)
            server.send(_stuffed(message))
            arrived = server.arrived()
            _listen(server)
        except (OSError, smtplib.SMTPException, Refused) as error:
            return self._not_sent(error)
        return self._ended(server, DOUBT.format(HAD if arrived else MAYBE))

    def _ended(self, server: Conversation, doubt: str) -> Disposition:
        """The dot, and what the server answers to it."""
        try:
            assert server.sock is not None
            server.sock.settimeout(self.settings.patience)
            server.send(b".\r\n")
            code, words = server.getreply()
            server.sock.settimeout(self.settings.timeout)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Disposition("in doubt", doubt)
        if 200 <= code < 300:
            return Disposition("sent", answer=_answer(code, words))
        if 400 <= code < 600:
            if code == 421 or not self._reset():  # Postfix keeps the transaction if a rule for the end of a message refuses it
                self._drop()
            return _failed(meaning(code, words), _answer(code, words))
        self._drop()
        return Disposition("in doubt", doubt, answer=_answer(code, words))

    def _not_sent(self, error: Exception) -> Disposition:
        """The disposition of a message that certainly was not sent."""
        if isinstance(error, _Unwritable):
            return Disposition("failed", UNWRITABLE)
        if not isinstance(error, Refused):
            self._drop()
            return Disposition("failed", CUT, temporary=True, reason=CUT)
        if error.code == 421 or isinstance(error, _Early) or not self._reset():
            self._drop()
        return _failed(meaning(error.code, error.words, error.asked), _answer(error.code, error.words))

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

    def _open_server(self) -> Conversation:
        assert self._server is not None
        return self._server


class _Unwritable(Refused):
    """Nothing was said to the server: it does not carry an address of such letters (RFC 6531, 3.2: SMTPUTF8)."""


class _Early(Refused):
    """An answer before the message had ended: whatever is said next would be taken for a part of it."""


def _yes(reply: tuple[int, bytes], asked: Asked, *expected: int) -> None:
    if reply[0] not in expected:
        raise Refused(*reply, asked)


def _failed(found: Meaning, answer: str) -> Disposition:
    """The disposition of a refusal: what becomes of this copy, and of the next."""
    later, pause = found.whose is Whose.MOMENT or (found.stop and found.temporary), found.pause if found.whose is Whose.PAUSE else 0
    reason = "" if found.alone or found.whose is Whose.COPY else found.key
    either = found.whose is Whose.EITHER
    return Disposition("failed", found.said, answer, {}, later, found.stop, found.stop, pause, reason, either)


def _answer(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')[:1000]}"


def _stuffed(message: bytes) -> bytes:
    """Lines that end as mail wants, none of them the one dot (RFC 5321, 4.5.2)."""
    ends = message.count(b"\r\n")
    lines = message if ends == message.count(b"\r") == message.count(b"\n") else re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return lines if not lines.startswith(b".") and b"\n." not in lines else re.sub(rb"(?m)^\.", b"..", lines)


def _listen(server: Conversation) -> None:
    """A server that speaks, or hangs up, before the dot has not taken the message.  Raises Refused or OSError."""
    said = server.unread()
    if said is None:
        return
    if said[:3].isdigit():
        raise _Early(int(said[:3]), said[4:].strip())
    raise OSError("closed")
