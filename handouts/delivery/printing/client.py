"""Asking a printer: IPP over HTTP, by address or through the local print server (CUPS).

In: a printer's address or the name of a queue.  Out: its answers, as `ipp.Response`s.  Raises `NoAnswer`, which says how much of the
request had left, for that decides whether a copy may have been printed; and `HttpRefusal`.

Every request has a connection of its own: on one that was kept open, a request that fails may be lost or taken (RFC 9110, 9.2.2).
"""

from __future__ import annotations

import getpass
import http.client
import itertools
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from handouts.delivery.encryption import ends_soon
from handouts.delivery.printing import ipp
from handouts.delivery.printing.connections import Local, Secure, distrusted
from handouts.delivery.printing.credentials import Credentials
from handouts.delivery.printing.ipp import Attribute, Attributes, Group, Operation, Tag, attribute
from handouts.errors import InputError

PORT = 631  # RFC 8010, 4
SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
LARGEST = 8 * 2**20  # bytes of an answer; a large server's whole list of printers is far smaller
USER = "handouts"  # when the operating system names nobody

_numbers = itertools.count(1)
Left = Literal["nothing", "part", "all"]


class NoAnswer(Exception):
    """No answer came.  left: how much of the request had left by then; why: a few words."""

    def __init__(self, left: Left, why: str) -> None:
        self.left, self.why = left, why
        super().__init__(why)


class Untrusted(NoAnswer):
    """It answers, but does not encrypt as it should; why: what it does, a semicolon, what to do."""


class HttpRefusal(Exception):
    """The server turned the request away before it came to printing.  named: although it was told a name and a password."""

    def __init__(self, status: int, asks: Iterable[str] = (), *, named: bool = False) -> None:
        self.status, self.asks, self.named = status, tuple(asks), named
        super().__init__(f"HTTP {status}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer or a print server answers.  uri: as it calls itself; unix: the socket of a local server instead of host and port."""

    uri: str
    host: str = "localhost"
    port: int = PORT
    path: str = "/"
    tls: bool = False
    unix: str = ""
    cups: bool = False

    @property
    def local(self) -> bool:
        """Whether it is on this computer."""
        return bool(self.unix) or self.host in ("localhost", "127.0.0.1", "::1")

    @property
    def private(self) -> bool:
        """Whether nobody else hears what is said to it."""
        return self.tls or self.local


def server() -> Address:
    """The local print server, as CUPS's own programs find it: CUPS_SERVER, the socket, or port 631 (cups client.conf(5))."""
    named = os.environ.get("CUPS_SERVER", "")
    unix = named if named.startswith("/") else next((s for s in SOCKETS if not named and Path(s).is_socket()), "")
    if unix:
        return Address("ipp://localhost/", unix=unix, cups=True)
    parts = urlsplit(f"//{named or 'localhost'}")
    host, port = parts.hostname or "localhost", parts.port or PORT
    return Address(f"ipp://{_netloc(host, port)}/", host, port, cups=True)


def address(printer: str) -> Address:
    """Of ipp://…, ipps://… or the name of a queue.  Raises InputError for another scheme."""
    if "://" not in printer:
        local = server()
        path = f"/printers/{quote(printer, safe='')}"
        return Address(local.uri.rstrip("/") + path, local.host, local.port, path, unix=local.unix, cups=True)
    try:
        parts = urlsplit(printer)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host = None
    if not host or parts.scheme not in ("ipp", "ipps") or parts.username:
        raise InputError(f"{printer!r} is no printer's address; expected the name of a queue (`handouts printers`), ipp://… or ipps://…")
    path = parts.path or "/ipp/print"  # the path of every IPP Everywhere printer (PWG 5100.14, 4.2.1)
    cups = path.startswith(("/printers/", "/classes/"))
    return Address(f"{parts.scheme}://{_netloc(host, port)}{path}", host, port, path, parts.scheme == "ipps", cups=cups)


def _netloc(host: str, port: int) -> str:
    return f"{f'[{host}]' if ':' in host else host}:{port}"


def user() -> str:
    """Who asks: the name that this person has on this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return USER


@dataclass(frozen=True, slots=True)
class Queue:
    """One printer that can be asked.

    certificate: of a printer that has made its own; timeout in seconds, of each step; credentials: for one that wants a name and a
    password.
    """

    address: Address
    certificate: Path | None = None
    timeout: float = 30.0
    who: str = field(default_factory=user)
    credentials: Credentials | None = None

    def attributes(self, *names: str) -> Attributes:
        """Of the printer.  Raises IppRefusal."""
        about = attribute(Tag.KEYWORD, "requested-attributes", *names)
        return self._asked(Operation.GET_PRINTER_ATTRIBUTES, about).one(Group.PRINTER)

    def job(self, number: int, *names: str) -> Attributes:
        """Of one job.  Raises IppRefusal."""
        about = attribute(Tag.INTEGER, "job-id", number), attribute(Tag.KEYWORD, "requested-attributes", *names)
        return self._asked(Operation.GET_JOB_ATTRIBUTES, *about).one(Group.JOB)

    def jobs(self, which: Literal["completed", "not-completed"], *names: str) -> tuple[Attributes, ...]:
        """Of every job the printer still knows of.  Raises IppRefusal."""
        about = attribute(Tag.KEYWORD, "which-jobs", which), attribute(Tag.KEYWORD, "requested-attributes", *names)
        return self._asked(Operation.GET_JOBS, *about).all(Group.JOB)

    def certificate_ends(self) -> date | None:
        """The day on which its certificate ends, if that is soon.  Raises NoAnswer."""
        connection = _connection(self.address, self.certificate, self.timeout)
        try:
            connection.connect()
            return ends_soon(connection.sock)
        except OSError as error:
            raise NoAnswer("nothing", distrusted(error) or _reason(error)) from None
        finally:
            connection.close()

    def cancel(self, number: int) -> None:
        """Ask for a job to be cancelled.  Raises IppRefusal."""
        self._asked(Operation.CANCEL_JOB, attribute(Tag.INTEGER, "job-id", number))

    def validate(self, name: str, job: Iterable[Attribute], about: Iterable[Attribute] = ()) -> ipp.Response:
        """Whether the printer would take such a job."""
        return self.ask(Operation.VALIDATE_JOB, (*_document(name), *about), job)

    def print_job(self, name: str, job: Iterable[Attribute], document: bytes, about: Iterable[Attribute] = ()) -> ipp.Response:
        """Submit one document as one job, under a name that says nothing.  about: more that is said of the operation."""
        return self.ask(Operation.PRINT_JOB, (*_document(name), *about), job, document)

    def ask(
        self, operation: Operation, about: Iterable[Attribute] = (), job: Iterable[Attribute] = (), document: bytes = b""
    ) -> ipp.Response:
        """Send one request.  Raises NoAnswer, HttpRefusal."""
        target = attribute(Tag.URI, "printer-uri", self.address.uri)
        names = target, *about, attribute(Tag.NAME, "requesting-user-name", self.who)  # the target first (RFC 8011, 4.1.5)
        return self._posted(ipp.request(operation, next(_numbers), names, job) + document)

    def _asked(self, operation: Operation, *about: Attribute) -> ipp.Response:
        answer = self.ask(operation, about)
        if answer.status >= 0x100:
            raise IppRefusal(answer)
        return answer

    def _posted(self, body: bytes) -> ipp.Response:
        """The answer to a request; to one that was turned away for want of a name, with name and password."""
        try:
            return self._once(body)
        except HttpRefusal as error:
            if error.status != http.HTTPStatus.UNAUTHORIZED or self.credentials is None:
                raise
            if not self.credentials.take(error.asks):
                raise HttpRefusal(error.status, named=True) from None
        try:
            return self._once(body)
        except HttpRefusal as error:
            raise HttpRefusal(error.status, named=True) from None

    def _once(self, body: bytes) -> ipp.Response:
        headers: dict[str, str | bytes] = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
        if self.credentials is not None:
            headers |= self.credentials.header("POST", self.address.path)
        connection = _connection(self.address, self.certificate, self.timeout)
        left: Left = "nothing"
        try:
            connection.connect()
            left = "part"
            connection.request("POST", self.address.path, body, headers)
            left = "all"
            return _answer(connection)
        except (OSError, http.client.HTTPException, ipp.Malformed) as error:
            if left == "part":
                return _early(connection, error)
            if said := distrusted(error):
                raise Untrusted(left, said) from None
            raise NoAnswer(left, _reason(error)) from None
        finally:
            connection.close()


class IppRefusal(Exception):
    """The printer says no.  answer: its response."""

    def __init__(self, answer: ipp.Response) -> None:
        self.answer = answer
        super().__init__(f"IPP status 0x{answer.status:04x}")


def _document(name: str) -> tuple[Attribute, ...]:
    return (
        attribute(Tag.NAME, "job-name", name),
        attribute(Tag.BOOLEAN, "ipp-attribute-fidelity", True),  # refuse rather than print otherwise than was asked (RFC 8011, 4.2.1.1)
        attribute(Tag.MIME, "document-format", "application/pdf"),
    )


def _answer(connection: http.client.HTTPConnection) -> ipp.Response:
    with connection.getresponse() as reply:
        if reply.status != http.HTTPStatus.OK:
            raise HttpRefusal(reply.status, reply.headers.get_all("WWW-Authenticate") or ())
        return ipp.response(reply.read(LARGEST))


def _early(connection: http.client.HTTPConnection, error: Exception) -> ipp.Response:
    """The answer of a server that said no before it had read everything, and closed."""
    try:
        return _answer(connection)
    except (OSError, http.client.HTTPException, ipp.Malformed):
        raise NoAnswer("part", _reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, socket.gaierror):
        return "there is no computer or printer of that name"
    if isinstance(error, ConnectionRefusedError):
        return "it takes no connections"
    return (isinstance(error, OSError) and error.strerror) or "the connection was cut"


def _connection(at: Address, certificate: Path | None, timeout: float) -> http.client.HTTPConnection:
    if at.unix:
        return Local(at.unix, timeout)
    if at.tls:
        return Secure(at.host, at.port, certificate, timeout)
    return http.client.HTTPConnection(at.host, at.port, timeout=timeout)
