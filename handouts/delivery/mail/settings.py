"""How the clinic sends mail: `mail.toml` in its folder.

    from = "letters@clinic.example"     the address that letters come from
    name = "Clinic by the river"        who they come from; it stands in From and Subject, so it names no specialty
    host = "smtp.office365.com"
    port = 587                          587 with starttls, 465 with tls, if nothing is said
    security = "starttls"               or "tls": encrypted from the first byte.  There is no third
    login = "letters@clinic.example"    nothing: the server knows this machine (a relay of one's own)
    password = {env = "HANDOUTS_MAIL"}  or {file = "…"}, or {keyring = "handouts"}
    token = {command = ["…", "…"]}      or {file = "…"}, {env = "…"}: an access token, for XOAUTH2, instead of a password
    [sign-in]                           or the program fetches the token itself: see `registration`

In: the clinic's folder.  Out: frozen `MailSettings`.  Refuses what it does not know, a secret that stands in the file, and a passphrase
that others know (`ClinicError`).  It is a file of its own because a run is pinned to clinic.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from handouts.delivery.mail.registration import SignIn
from handouts.delivery.pace import Pace
from handouts.delivery.secret import ELSEWHERE, Owner, PasswordTable, Secret, TokenTable, secret_in
from handouts.errors import ClinicError
from handouts.files.enclosures.names import Enclosable
from handouts.files.kinds import Email, Machine, Short
from handouts.files.marks import Filled, Key, Longest, OneLine, OneOf, Reads, Says, Through
from handouts.files.schema import Fault, build
from handouts.files.tables import read_toml
from layouts.measures import Between, Fits, ReadsFile

NAME = "mail.toml"
ALLOWED = {  # by provider: how many letters a minute, an hour, a day; 0 for no limit
    "microsoft": (30, 0, 10_000),  # learn.microsoft.com, "Exchange Online limits": message rate, recipient rate
    "google": (0, 0, 2_000),  # support.google.com/a/answer/166852, "Gmail sending limits in Google Workspace"
    "amazon": (60, 0, 200),  # docs.aws.amazon.com/ses, "Service quotas": an account on trial; what yours has is in its console
}
PORTS = {"starttls": 587, "tls": 465}  # RFC 6409, 3.1; RFC 8314, 3.3
GUESSED = (
    "'generated', the only kind there is; a date of birth, a telephone number or a postcode is known to others and is guessed in minutes: "
    "all dates of birth of a century are 36,525"
)
ENCRYPTED = "'starttls' or 'tls'; mail does not leave without encryption"


def _generated(text: str) -> bool:
    return text == "generated"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How the clinic sends mail.

    plain: attachments may go without a passphrase if the patient's record asks for that; untagged: files that may go with
    a letter though no screen reader can read them; calendar: the appointment is attached as .ics;
    per_minute, per_hour, per_day: 0 is what the provider allows; provider: '' for none, which allows everything; bounces_to: where
    reports of what could not be delivered go, '' for the address in `from`; log: syslog, or the
    name of a file for one line a delivery; timeout: seconds for each answer of the server, patience:
    for its last word on a message (RFC 5321, 4.5.3.2.6: ten minutes); hello: the domain that the program calls itself; passphrase: the
    one kind there is.
    """

    file: Path
    sender: Annotated[Email, Key("from")]
    name: Annotated[str, Filled(), OneLine(), Longest(60), Reads(str.strip, "the name that letters come from")]
    host: Machine
    port: Annotated[int, Between(1, 65535)] = 0
    security: Annotated[Literal["starttls", "tls"], Says(ENCRYPTED)] = "starttls"
    login: Short = ""
    password: Annotated[Secret | None, Through(PasswordTable, secret_in), Says(ELSEWHERE)] = None
    token: Annotated[Secret | None, Through(TokenTable, secret_in), Says(ELSEWHERE)] = None
    reply_to: Email = ""
    ca: Annotated[Path | None, ReadsFile(there=False), Says("the name of a file of certificates (PEM)")] = None
    hello: Machine = ""
    plain: bool = False
    untagged: tuple[Enclosable, ...] = ()
    calendar: bool = False
    per_minute: Annotated[int, Between(0, 10_000)] = 0
    per_hour: Annotated[int, Between(0, 1_000_000)] = 0
    per_day: Annotated[int, Between(0, 10_000_000)] = 0
    provider: Annotated[str, OneOf(("", *ALLOWED))] = ""
    bounces_to: Email = ""
    log: Short = ""
    timeout: Annotated[int, Between(1, 3600)] = 120
    patience: Annotated[int, Between(1, 3600)] = 600
    passphrase: Annotated[str, Fits(_generated, GUESSED)] = "generated"  # noqa: S105  the word for a kind
    sign_in: SignIn | None = None

    @property
    def domain(self) -> str:
        """The domain of the clinic's address."""
        return self.sender.rpartition("@")[2]

    @property
    def envelope(self) -> str:
        """The address that is told of what cannot be delivered (RFC 5321, 4.4: reverse-path)."""
        return self.bounces_to or self.sender

    @property
    def pace(self) -> Pace:
        """How fast letters may leave: as is said, or as the provider allows."""
        minute, hour, day = ALLOWED.get(self.provider, (0, 0, 0))
        return Pace(self.per_minute or minute, self.per_hour or hour, self.per_day or day)

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        ways = {"password": self.password, "token": self.token, "sign-in": self.sign_in}
        first, *more = [way for way, said in ways.items() if said] or [""]
        for way in more:
            yield (way,), f"stands beside {first}; only one of them is used", "delete the other"
        if first and not self.login:
            yield ("login",), "missing", "it says whose mailbox it is" if first == "sign-in" else "it says whose password or token it is"
        if self.login and not first:
            yield ("password",), "missing, and so are token and [sign-in]", "say where the login's secret is"

    @property
    def owner(self) -> Owner:
        """Whose secrets these are."""
        return Owner(self.file, self.login, self.host)


def read_mail(folder: Path) -> MailSettings:
    """The settings of a clinic's folder.  Raises ClinicError with every slip of its mail.toml; values are not told: one may be a secret."""
    file = folder / NAME
    try:
        written = read_toml(file)
    except FileNotFoundError:
        raise ClinicError(f"{file}: there is no such file, so that no mail can be sent; write one, see docs/email.md") from None
    made = build(MailSettings, written, given={"file": file}, quoted=False)
    return made if made.port else replace(made, port=PORTS[made.security])
