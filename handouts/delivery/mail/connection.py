"""A connection to a mail server: encrypted, verified, logged in (RFC 8314).

In: settings.  Out: an open connection.  Refuses a server that does not encrypt, whose certificate is not good for its name, or that does
not know the login (`ChannelError`): nothing has been said of any message by then.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress

from handouts.delivery.channel import ChannelError
from handouts.delivery.encryption import too_old
from handouts.delivery.mail.conversation import Conversation, Encrypted
from handouts.delivery.mail.kinds import KINDS
from handouts.delivery.mail.login import Login
from handouts.delivery.mail.replies import meaning
from handouts.delivery.mail.settings import MailSettings
from handouts.errors import ClinicError

NO_LOGIN = "leave login out of mail.toml if the server knows this machine, or check host and port: 587 is for clients, 25 is not"
NAMELESS = 62  # X509_V_ERR_HOSTNAME_MISMATCH (OpenSSL, x509_vfy.h)
IMPLICIT = 465  # RFC 8314, 3.3
OUTDATED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
BY_PERSON = "the server refuses the token; see that whoever signed in may send as {}, or sign in again by `handouts mail sign-in`"
BY_ITSELF = (
    "the server refuses the token; see that the application may send by SMTP (SMTP.SendAsApp), and has the right to the mailbox {}: see "
    "docs/email.md"
)  # fmt: skip
OLD = "encrypts in an old way only (TLS 1.1 or older), and nothing was sent; let whoever runs it switch TLS 1.2 on"
HUNG_UP = "hung up while it was asked to log in; try again later"
OTHER_KIND = "takes no login of this kind; change password for token or the other way round in mail.toml, or name another host"
LOGIN = KINDS["login"]


class LoginRefused(ChannelError):
    """The server does not know the login."""


def connected(settings: MailSettings, login: Login | None = None) -> Conversation:
    """A connection that is encrypted, verified and logged in.  login: that of the settings, which may hold a token.

    A token that the server refuses is fetched anew, once.  Raises ChannelError, ClinicError.
    """
    login = login or Login(settings)
    try:
        return _connected(settings, login)
    except LoginRefused:
        if not login.another():
            raise
        return _connected(settings, login)


def _connected(settings: MailSettings, login: Login) -> Conversation:
    if settings.port == IMPLICIT and settings.security == "starttls":  # each would wait for the other to begin
        raise ChannelError(f"{_at(settings)}: speaks only what is encrypted from the first byte; {_other(settings)}")
    try:
        context = trusted(settings)
        server = _encrypted(settings, context)
    except ssl.SSLCertVerificationError as error:
        raise ChannelError(_untrusted(settings, error)) from None
    except ssl.SSLError as error:
        if too_old(error):
            raise ChannelError(f"{_at(settings)}: {OLD}") from None
        raise ChannelError(f"{_at(settings)}: no encrypted connection comes about; {_other(settings)}") from None
    except smtplib.SMTPResponseException as error:
        found = meaning(error.smtp_code, _bytes(error.smtp_error), "connection")
        raise ChannelError(f"{_at(settings)}: {found.said}", temporary=found.temporary) from None
    except socket.gaierror as error:
        later = error.errno == socket.EAI_AGAIN
        what = "there is no machine of that name; check host in mail.toml, and the network"
        raise ChannelError(f"{settings.host}: {what}", temporary=later) from None
    except (OSError, smtplib.SMTPException):
        what = "does not answer, or answers what is not mail; check host and port in mail.toml, and that no firewall is between"
        raise ChannelError(f"{_at(settings)}: {what}", temporary=True) from None
    try:
        _logged_in(server, login)
    except BaseException:
        server.close()
        raise
    return server


def trusted(settings: MailSettings) -> ssl.SSLContext:
    """Verifies certificates and names: against the system's store, certifi's where the system has none, or the settings' own file.

    Raises ClinicError if that file is none of certificates.
    """
    if settings.ca is not None:
        try:
            return ssl.create_default_context(cafile=str(settings.ca))
        except (OSError, ssl.SSLError):
            raise ClinicError(f"{settings.ca}: is not a file of certificates (PEM); correct ca in {settings.file}") from None
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not (paths.cafile or paths.capath or context.cert_store_stats()["x509_ca"]):
        with suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def _encrypted(settings: MailSettings, context: ssl.SSLContext) -> Conversation:
    hello, patience = settings.hello or settings.domain, settings.timeout
    if settings.security == "tls":
        server: Conversation = Encrypted(settings.host, settings.port, hello, timeout=patience, context=context)
    else:
        server = Conversation(settings.host, settings.port, hello, timeout=patience)
    try:
        _without_delay(server)
        _greeted(server)
        if settings.security == "starttls":
            _start_tls(server, settings, context)
            _greeted(server)
    except BaseException:
        server.close()
        raise
    return server


def _without_delay(server: Conversation) -> None:
    """The dot that ends a message leaves by itself: it shall not wait 40 ms for the answer to what went before (RFC 896)."""
    assert server.sock is not None
    server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _greeted(server: Conversation) -> None:
    code, words = server.ehlo()
    if code != 250:
        raise smtplib.SMTPResponseException(code, words)


def _start_tls(server: Conversation, settings: MailSettings, context: ssl.SSLContext) -> None:
    refused = f"{_at(settings)}: does not encrypt (STARTTLS), and nothing was sent; {_other(settings)}"
    if not server.has_extn("starttls"):
        raise ChannelError(refused)
    try:
        server.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        raise ChannelError(refused, temporary=400 <= error.smtp_code < 500) from None


def _logged_in(server: Conversation, login: Login) -> None:
    settings, secret = login.settings, login.secret()
    if not secret:
        return
    if not server.esmtp_features.get("auth", "").strip():
        raise ChannelError(f"{_at(settings)}: offers no login; {NO_LOGIN}")
    try:
        if login.by_token:
            _with_token(server, settings.login, secret)
        else:
            server.login(settings.login, secret)
    except smtplib.SMTPResponseException as error:
        raise _not_let_in(settings, error.smtp_code, _bytes(error.smtp_error)) from None
    except smtplib.SMTPServerDisconnected:
        raise ChannelError(f"{_at(settings)}: {HUNG_UP}", temporary=True) from None
    except smtplib.SMTPException:
        raise ChannelError(f"{_at(settings)}: {OTHER_KIND}") from None
    except UnicodeError:
        raise ClinicError(f"{settings.file}: login and its secret: expected letters, digits and signs of ASCII") from None
    except OSError:
        raise ChannelError(f"{_at(settings)}: {HUNG_UP}", temporary=True) from None


def _not_let_in(settings: MailSettings, code: int, words: bytes) -> ChannelError:
    """What a refused login means; of a token that the program fetched itself, where its right comes from."""
    found = meaning(code, words, "connection")
    said = found.said
    if settings.sign_in and LOGIN.said in said:
        said = f"{said.partition(': ')[0]}: {(BY_PERSON if settings.sign_in.person else BY_ITSELF).format(settings.login)}"
    kind = ChannelError if found.temporary else LoginRefused
    return kind(f"{_at(settings)}: {said}", temporary=found.temporary)


def _with_token(server: Conversation, login: str, token: str) -> None:
    """XOAUTH2 (Google, "OAuth 2.0 Mechanism"; Microsoft takes the same).

    After a refusal the server sends its reason, and wants an empty line.
    """

    def answered(challenge: bytes | None = None) -> str:
        return "" if challenge else f"user={login}\1auth=Bearer {token}\1\1"

    if "XOAUTH2" not in server.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError
    server.auth("XOAUTH2", answered)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _at(settings: MailSettings) -> str:
    return f"{settings.host} port {settings.port}"


def _other(settings: MailSettings) -> str:
    """What else might be right in mail.toml."""
    if settings.security == "tls":
        return 'check host and port in mail.toml; port 587 goes with security = "starttls"'
    return 'check host and port in mail.toml; port 465 goes with security = "tls"'


def _untrusted(settings: MailSettings, error: ssl.SSLCertVerificationError) -> str:
    where = f"{_at(settings)}: its certificate"
    if error.verify_code == NAMELESS:
        return f"{where} is for another name; nothing was sent: write the name that the certificate has as host in mail.toml"
    if error.verify_code == OUTDATED:
        return f"{where} is out of date, or this machine's clock is wrong; nothing was sent: renew it, or set the clock"
    remedy = "if it is your own relay, name its authority as ca in mail.toml"
    return f"{where} is not signed by anybody this machine trusts; nothing was sent: {remedy}"
