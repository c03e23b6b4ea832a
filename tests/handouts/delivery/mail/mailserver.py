"""A real mail server for the tests: aiosmtpd with STARTTLS, whose faults are switched on by name, and what it holds."""

from __future__ import annotations

import asyncio
import ssl
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from aiosmtpd.smtp import Envelope as Sent

from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.secret import Secret

HOST = "localhost"
SENDER = "letters@clinic.example"
GOOD = trustme.CA()
STRANGER = trustme.CA()


def context(authority: trustme.CA = GOOD, name: str = HOST, *, days: float = 0, old: bool = False) -> ssl.SSLContext:
    """What a server shows: a certificate for this name.  days: until it ends; old: it speaks TLS 1.1 at most."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end = datetime.now(UTC) + timedelta(days=days) if days else None
    authority.issue_cert(name, not_before=datetime.now(UTC) - timedelta(days=400), not_after=end).configure_cert(made)
    if old:
        with warnings.catch_warnings(action="ignore"):
            made.minimum_version, made.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        made.set_ciphers("ALL:@SECLEVEL=0")
    return made


def settings(folder: Path, port: int, **fields: object) -> MailSettings:
    """Settings for a server on this machine."""
    ca = folder / "ca.pem"
    GOOD.cert_pem.write_to_path(str(ca))
    values: dict[str, object] = {"ca": ca, "timeout": 5, "patience": 2, **fields}
    return MailSettings(folder / "mail.toml", SENDER, "Riverside", str(values.pop("host", HOST)), port, **values)  # type: ignore[arg-type]


@dataclass
class Box:
    """What a server holds, and how it answers.

    fault: '' or a name; hit: which recipients it befalls; says: what every letter is answered at a stage (connection, sender, recipient,
    message).
    """

    fault: str = ""
    every: int = 3
    held: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    open: int = 0  # messages that came unencrypted
    connections: int = 0
    logins: list[tuple[str, bytes]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)

    def hit(self, recipient: str) -> bool:
        """Whether the fault befalls this recipient: every third, by the number in the address."""
        digits = "".join(c for c in recipient if c.isdigit())
        return bool(digits) and int(digits) % self.every == 0

    def counted(self) -> Counter[str]:
        """Messages by their Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.messages())

    def messages(self) -> list[EmailMessage]:
        """Every message, read."""
        return [message_from_bytes(data, policy=policy.default) for _, data in self.held]  # type: ignore[misc]

    # -- aiosmtpd asks these

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Sent, hostname: str, responses: list[str]) -> list[str]:
        session.host_name = hostname
        if self.fault == "no TLS offered":
            return [line for line in responses if "STARTTLS" not in line]
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Sent, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        if "sender" in self.says:
            return self.says["sender"]
        if self.fault == "sender refused":
            return "550 5.7.60 SMTP; Client does not have permissions to send as this sender"
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Sent, address: str, options: list[str]) -> str:
        self.asked[address] += 1
        if "recipient" in self.says:
            return self.says["recipient"].replace("ADDRESS", address)
        first = self.asked[address] == 1
        if self.hit(address):
            if self.fault == "421" and first:
                asyncio.get_running_loop().call_later(0.02, server.transport.abort)
                return "421 4.3.2 closing"
            if self.fault in ("450", "451", "452") and self.asked[address] <= 2:
                return f"{self.fault} 4.2.0 <{address}> later"
            if self.fault == "550":
                return f"550 5.1.1 <{address}> unknown"
        if self.fault == "greylisting" and first:
            return f"450 4.7.1 <{address}> greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        hit = self.hit(envelope.rcpt_tos[0])
        if "message" in self.says:
            return self.says["message"].replace("ADDRESS", envelope.rcpt_tos[0])
        if hit and self.fault in ("552", "554"):
            return f"{self.fault} 5.3.4 no"
        if hit and self.fault == "cut after, forgotten":
            server.transport.abort()
            return "250 OK"
        self.open += session.ssl is None
        assert isinstance(envelope.content, bytes)
        self.held.append((tuple(envelope.rcpt_tos), envelope.content))
        if hit and self.fault == "cut after":
            server.transport.abort()
        if hit and self.fault == "slow":
            await asyncio.sleep(2.5)
        return "250 2.0.0 queued as 4711" + ("\r\n250 2.0.0 and once more" if self.fault == "says too much" else "")


class Talk(SMTP):
    """The conversation, with the faults that a handler cannot have."""

    box: Box

    async def smtp_DATA(self, arg: str) -> None:
        hit = bool(self.envelope and self.envelope.rcpt_tos) and self.box.hit(self.envelope.rcpt_tos[0])
        if hit and self.box.fault == "cut before" and self.box.asked[self.envelope.rcpt_tos[0]] == 1:
            await self.push("354 go on")
            await self._reader.read(100)
            self.transport.abort()
            return
        if hit and self.box.fault == "refused in the middle":
            await self.push("354 go on")
            await self.push("552 5.3.4 too much")
            await asyncio.sleep(1)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def smtp_EHLO(self, arg: str) -> None:
        if "connection" in self.box.says and self.session and self.session.ssl:
            await self.push(self.box.says["connection"])
            return
        await super().smtp_EHLO(arg)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if self.box.fault == "TLS refused":
            await self.push("454 4.7.0 TLS not available due to temporary reason")
            return
        await super().smtp_STARTTLS(arg)


class Machine(Controller):
    """The server in a thread of its own."""

    def __init__(self, box: Box, tls: ssl.SSLContext | None, **options: object) -> None:
        self.box, self.tls, self.options = box, tls, options
        self.talks: list[SMTP] = []
        super().__init__(box, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        made = Talk(self.handler, tls_context=self.tls, require_starttls=bool(self.tls), hostname=HOST, **self.options)
        made.box = self.box
        self.talks.append(made)
        self.box.connections += 1
        return made

    def _trigger_server(self) -> None:
        """Nothing: the server is asked by the tests."""


@contextmanager
def serving(box: Box, tls: ssl.SSLContext | None = None, *, implicit: bool = False, **options: object) -> Iterator[int]:
    """A server on loopback; its port.  options: of aiosmtpd's SMTP."""
    tls = tls or context()
    machine = Machine(box, None if implicit else tls, **options)
    if implicit:
        machine.ssl_context = tls
    loop = machine.loop
    ready = threading.Event()
    loop.set_exception_handler(lambda *_: None)  # connections that are cut are no news

    async def begin() -> None:
        machine.server = await loop.create_server(machine.factory, "127.0.0.1", 0, ssl=tls if implicit else None)
        ready.set()

    thread = threading.Thread(target=lambda: (asyncio.set_event_loop(loop), loop.create_task(begin()), loop.run_forever()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield machine.server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(machine), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(machine: Machine) -> None:
    machine.server.close()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for talk in machine.talks:
        if talk.transport is not None:
            talk.transport.abort()
    await asyncio.sleep(0.02)  # transports close in the loop's next rounds


def by_password(box: Box) -> dict[str, object]:
    """Options of a server that wants a login."""

    def authenticate(server: SMTP, session: Session, envelope: Sent, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.logins.append((data.login.decode(), data.password))
        return AuthResult(success=data.password == b"a good secret", handled=False)

    return {"authenticator": authenticate, "auth_required": True}


LOGIN = {"login": SENDER, "password": Secret("env", ("HANDOUTS_TEST_SECRET",))}
