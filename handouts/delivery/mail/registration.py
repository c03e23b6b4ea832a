"""How the program signs in at the provider of the mail: the table `[sign-in]` of mail.toml.

    at = "microsoft"                      or "google"
    client = "11111111-2222-…"            the application that was registered there
    tenant = "clinic.example"             of Microsoft: the directory, by its domain or number
    secret = {file = "mail-secret"}       of the application; of Google, always
    certificate = "mail-app.pem"          of Microsoft, instead of a secret: certificate and key in one file (PEM, 0600)
    keep = {keyring = "handouts"}         where tokens are kept; {file = "mail-token.key"} if nothing is said

In: the table.  Out: a frozen `SignIn`.  Refuses what does not go together.

Microsoft with a secret or a certificate: the application signs in by itself (client credentials).  Microsoft with neither, and Google: a
person signs in once, by `handouts mail sign-in`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from handouts.delivery.secret import ELSEWHERE, PasswordTable, Secret, secret_in
from handouts.files.kinds import Short, Word
from handouts.files.marks import Key, Says, Through
from handouts.files.schema import Fault
from layouts.measures import Fits, ReadsFile

KEPT = "mail-token.key"  # the usual file; nothing that is made is written over a clinic's *.key
OWN_RIGHT = "https://outlook.office365.com/.default"  # learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth"


class Provider(NamedTuple):
    """Where a provider answers, and what is asked for.  token, device, page: paths of its server."""

    server: str
    token: str
    device: str
    scope: str
    page_server: str = ""
    page: str = ""


PROVIDERS = {
    "microsoft": Provider(  # learn.microsoft.com, "OAuth 2.0 device authorization grant", "client credentials flow"
        "https://login.microsoftonline.com", "/{}/oauth2/v2.0/token", "/{}/oauth2/v2.0/devicecode",
        "https://outlook.office.com/SMTP.Send offline_access",
    ),
    "google": Provider(  # developers.google.com, "OAuth 2.0 for mobile and desktop apps"; its device flow has no scope for mail
        "https://oauth2.googleapis.com", "/token", "", "https://mail.google.com/", "https://accounts.google.com", "/o/oauth2/v2/auth",
    ),
}  # fmt: skip


def is_server(text: str) -> bool:
    """Whether a text is an encrypted address of a server, without a path."""
    try:
        found = urlsplit(text)
        return found.scheme == "https" and bool(found.hostname) and not (found.path.strip("/") or found.query or found.username)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class SignIn:
    """How the program signs in.

    authority: another server than the provider's usual one (a national cloud); scope: what is asked for instead of the usual; ca: a file
    of certificates that the server's is signed by, where this machine does not know them.
    """

    provider: Annotated[Literal["microsoft", "google"], Key("at")]
    client: Word
    tenant: Short = ""
    secret: Annotated[Secret | None, Through(PasswordTable, secret_in), Says(ELSEWHERE)] = None
    certificate: Annotated[Path | None, ReadsFile(there=False), Says("the name of a file with certificate and key (PEM)")] = None
    keep: Annotated[Secret | None, Through(PasswordTable, secret_in), Says('{file = "…"} or {keyring = "…"}')] = None
    authority: Annotated[str, Fits(is_server, "an address such as https://login.microsoftonline.us")] = ""
    scope: Short = ""
    ca: Annotated[Path | None, ReadsFile(there=False), Says("the name of a file of certificates (PEM)")] = None

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        microsoft = self.provider == "microsoft"
        if microsoft and not self.tenant:
            yield ("tenant",), "missing", "it is the directory of Microsoft 365, by its domain or number"
        if microsoft and self.secret and self.certificate:
            yield ("certificate",), "stands beside secret; only one of them is used", "delete the other"
        if not microsoft and not self.secret:
            yield ("secret",), "missing", "Google gives one with the application's number"
        if not microsoft and self.certificate:
            yield ("certificate",), "is Microsoft's way", "delete it"
        if self.keep and self.keep.way == "env":
            yield ("keep",), "cannot be the environment, which keeps nothing", 'say {file = "…"} or {keyring = "…"}'

    @property
    def person(self) -> bool:
        """Whether a person has to sign in once."""
        return self.provider == "google" or not (self.secret or self.certificate)

    @property
    def kept(self) -> Secret:
        """Where tokens are kept."""
        return self.keep or Secret("file", (KEPT,))

    @property
    def asked(self) -> str:
        """What is asked for."""
        return self.scope or (PROVIDERS[self.provider].scope if self.person else OWN_RIGHT)

    @property
    def token_url(self) -> str:
        """Where tokens are given."""
        return self._url(PROVIDERS[self.provider].server, PROVIDERS[self.provider].token)

    @property
    def device_url(self) -> str:
        """Where a code is given that a person types in elsewhere."""
        return self._url(PROVIDERS[self.provider].server, PROVIDERS[self.provider].device)

    @property
    def page_url(self) -> str:
        """The page on which a person agrees."""
        return self._url(PROVIDERS[self.provider].page_server, PROVIDERS[self.provider].page)

    def _url(self, server: str, path: str) -> str:
        return (self.authority or server).rstrip("/") + path.format(self.tenant)
