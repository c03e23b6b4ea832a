"""Looking at the mail server before anything is sent; and, if that is asked for, one harmless letter.

In: settings, perhaps an address.  Out: findings, each with a remedy where something is amiss.  What is told is what sending would tell.
Nothing of a patient is sent.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid

from handouts.delivery.encryption import SOON, ends_soon
from handouts.delivery.mail.assertion import ends
from handouts.delivery.mail.connection import connected
from handouts.delivery.mail.headers import BUILDING, in_bytes
from handouts.delivery.mail.kinds import Whose
from handouts.delivery.mail.replies import Meaning, meaning
from handouts.delivery.mail.settings import NAME as FILE
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.smtp import Wire
from handouts.errors import HandoutsError
from handouts.findings import Finding
from handouts.records.fields import read_email

LEAST = 2 * 2**20  # bytes that a server should take: a leaflet with pictures, locked, as base64
STRANGER = "nobody@example.com"  # a domain that belongs to nobody and takes no mail (RFC 2606, 3; RFC 7505)
TRIAL = "This is a trial letter of the program that sends leaflets. It says that letters arrive. There is nothing to do.\n"


def examine(settings: MailSettings, trial: str = "") -> Iterator[Finding]:
    """Look whether mail would leave: connect, encrypt, verify, log in.  trial: an address that one harmless letter is sent to."""
    where = f"mail server {settings.host}"
    try:
        server = connected(settings)
    except HandoutsError as error:
        yield _amiss(where, str(error), f"see docs/email.md and {FILE}")
        return
    said = "as " + settings.login if settings.login else "without a login"
    yield Finding(True, where, f"connects on port {settings.port}, encrypts, shows a good certificate, and lets in {said}")
    if end := ends_soon(server.sock):
        yield Finding(True, where, f"its certificate ends on {end}; have it renewed")
    yield from _application(where, settings)
    yield from _size(where, server)
    yield from _sender(where, server, settings)
    if trial:
        yield tried(settings, trial)


def tried(settings: MailSettings, address: str) -> Finding:
    """Send one harmless letter."""
    where = f"mail server {settings.host}"
    wire = Wire(settings)
    try:
        to = read_email(address)
        came = wire.send(settings.envelope, to, _letter(settings, to))
    except ValueError:
        return Finding(False, "--send-to", "is not one plain e-mail address", "name one such as you@clinic.example")
    except HandoutsError as error:
        return _amiss(where, str(error), "")
    finally:
        wire.close()
    if came.outcome == "sent":
        return Finding(True, where, "has taken a trial letter; look whether it arrived, and not among the unwanted ones")
    return _amiss(where, came.said, "")


def _letter(settings: MailSettings, to: str) -> bytes:
    local, _, domain = to.rpartition("@")
    message = EmailMessage(policy=BUILDING)
    message["From"] = Address(settings.name, addr_spec=settings.sender)
    message["To"] = Address(username=local, domain=domain)
    message["Subject"] = f"A trial letter from {settings.name}"
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = make_msgid("trial", settings.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(TRIAL)
    return in_bytes(message)


def _amiss(where: str, said: str, otherwise: str) -> Finding:
    what, _, remedy = said.partition("; ")
    return Finding(False, where, what, remedy or otherwise)


def _size(where: str, server: smtplib.SMTP) -> Iterator[Finding]:
    """Say so if the server takes only small letters (RFC 1870; 0 is no limit)."""
    most = server.esmtp_features.get("size", "").strip()
    if most.isdigit() and 0 < int(most) < LEAST:
        what = f"takes letters of at most {int(most) // 1024} KB, and a leaflet with pictures is larger"
        remedy = f"let whoever runs it allow {LEAST // 2**20} MB (message_size_limit in Postfix), or name another host"
        yield Finding(False, where, what, remedy)


def _sender(where: str, server: smtplib.SMTP, settings: MailSettings) -> Iterator[Finding]:
    """Ask whether letters may come from the clinic's address, and go to others; and let it be."""
    try:
        refused = _probed(server, settings)
        server.quit()
    except (OSError, smtplib.SMTPException):
        yield Finding(False, where, "hung up when it was told who sends, and to whom", "ask whoever runs the server")
        return
    finally:
        server.close()
    if refused:
        yield _amiss(where, refused.said, "correct from in mail.toml")


def _probed(server: smtplib.SMTP, settings: MailSettings) -> Meaning | None:
    """What every letter would be refused for, before there is one: the sender, then its own address and a stranger's (RCPT, RSET).

    That the stranger takes no mail is no news; what is said of both in the same words is.
    """
    code, words = server.mail(settings.envelope)
    if code != 250:
        return meaning(code, words, "sender")
    answers = [server.rcpt(address) for address in (settings.sender, STRANGER)]
    server.rset()
    said = [meaning(code, words, "recipient") for code, words in answers if code not in (250, 251)]
    alike = len(said) > 1 and said[0].whose is Whose.EITHER and said[0].key == said[1].key
    return next((one for one in said if one.stop or alike), None)


def _application(where: str, settings: MailSettings) -> Iterator[Finding]:
    """Say so if the certificate that the program signs in with soon runs out."""
    how = settings.sign_in
    if how and how.certificate and (end := ends(how)) - datetime.now(UTC) < SOON:
        yield Finding(True, where, f"the certificate that the program signs in with ends on {end.date()}; make another, and upload it")
