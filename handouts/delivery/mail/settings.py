"""How the clinic sends mail: `mail.toml` in its folder.

    from = "letters@clinic.example"     the address that letters come from
    name = "Clinic by the river"        who they come from; it stands in From and Subject, so it names no specialty
    host = "smtp.office365.com"
    port = 587                          587 with starttls, 465 with tls, if nothing is said
    security = "starttls"               or "tls": encrypted from the first byte.  There is no third
    login = "letters@clinic.example"    nothing: the server knows this machine (a relay of one's own)
    password = {env = "HANDOUTS_MAIL"}  or {file = "…"}, or {keyring = "handouts"}
    token = {command = ["…", "…"]}      or {file = "…"}, {env = "…"}: an access token, for XOAUTH2, instead of a password

In: the clinic's folder.  Out: frozen `MailSettings`.  Refuses what it does not know, a secret that stands in the file, and a passphrase
that others know (`ClinicError`).  It is a file of its own because a run is pinned to clinic.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from handouts.errors import ClinicError
from handouts.files.tables import read_toml
from handouts.language.characters import STRANGER
from handouts.records.appointment import read_email

NAME = "mail.toml"
PORTS = {"starttls": 587, "tls": 465}  # RFC 6409, 3.1; RFC 8314, 3.3
WAYS = {"password": {"env", "file", "keyring"}, "token": {"env", "file", "command"}}
TEXTS = ("from", "name", "reply-to", "host", "security", "login", "ca", "hello", "passphrase")
NUMBERS = {
    "port": (1, 65535), "per-minute": (0, 10_000), "per-hour": (0, 1_000_000), "timeout": (1, 3600), "patience": (1, 3600),
}  # fmt: skip
FLAGS = ("plain", "calendar")
KEYS = (*TEXTS, *NUMBERS, *FLAGS, *WAYS)
REQUIRED = ("from", "name", "host")
GUESSED = "is known to others and is guessed in minutes: all dates of birth of a century are 36,525; leave the key away"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is, never the secret itself.  way: env, file, keyring, command; place: its name, path or words."""

    way: str
    place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How the clinic sends mail.

    plain: attachments may go without a passphrase if the patient's record asks for that; calendar: the appointment is attached as .ics;
    per_minute, per_hour: 0 is no limit; timeout: seconds for each answer of the server, patience: for its last word on a message
    (RFC 5321, 4.5.3.2.6: ten minutes); hello: the domain that the program calls itself.
    """

    file: Path
    sender: str
    name: str
    host: str
    port: int
    security: Literal["starttls", "tls"] = "starttls"
    login: str = ""
    password: Secret | None = None
    token: Secret | None = None
    reply_to: str = ""
    ca: Path | None = None
    hello: str = ""
    plain: bool = False
    calendar: bool = False
    per_minute: int = 0
    per_hour: int = 0
    timeout: float = 120
    patience: float = 600

    @property
    def domain(self) -> str:
        """The domain of the clinic's address."""
        return self.sender.rpartition("@")[2]


def read_mail(folder: Path) -> MailSettings:
    """The settings of a clinic's folder.  Raises ClinicError with everything that is wrong."""
    file = folder / NAME
    try:
        data = read_toml(file)
    except FileNotFoundError:
        raise ClinicError(f"{file}: there is no such file, so that no mail can be sent; write one, see docs/email.md") from None
    faults = list(_faults(data))
    if faults:
        raise ClinicError("\n".join(f"{file}: {fault}" for fault in faults))
    security = data.get("security", "starttls")
    return MailSettings(
        file, data["from"], data["name"].strip(), data["host"], data.get("port", PORTS[security]), security, data.get("login", ""),
        _secret(data, "password"), _secret(data, "token"), data.get("reply-to", ""), folder / data["ca"] if "ca" in data else None,
        data.get("hello", ""), data.get("plain", False), data.get("calendar", False), data.get("per-minute", 0), data.get("per-hour", 0),
        data.get("timeout", 120), data.get("patience", 600),
    )  # fmt: skip


def _secret(data: dict[str, Any], key: str) -> Secret | None:
    for way, place in data.get(key, {}).items():
        return Secret(way, tuple(place) if isinstance(place, list) else (place,))
    return None


def _faults(data: dict[str, Any]) -> Iterator[str]:
    """Whatever is wrong with the file.  Values are not quoted: one of them may be a secret."""
    for key in REQUIRED:
        if key not in data:
            yield f"{key}: missing"
    for key, value in data.items():
        if key not in KEYS:
            yield f"{key}: unknown key; expected one of {', '.join(KEYS)}"
        elif key in TEXTS:
            yield from _text(key, value)
        elif key in NUMBERS and (type(value) is not int or not NUMBERS[key][0] <= value <= NUMBERS[key][1]):
            yield f"{key}: is not a whole number from {NUMBERS[key][0]} to {NUMBERS[key][1]}"
        elif key in FLAGS and not isinstance(value, bool):
            yield f"{key}: is neither true nor false"
        elif key in WAYS:
            yield from _way(key, value)
    yield from _together(data)


def _text(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip() or len(value) > 254:
        yield f"{key}: is not a text"
    elif STRANGER.search(value) or "\n" in value or "\t" in value:
        yield f"{key}: has a character that shows nothing"
    elif key in ("from", "reply-to"):
        try:
            read_email(value)
        except ValueError:
            yield f"{key}: is not an e-mail address; expected one such as letters@clinic.example"
    elif key == "name" and len(value) > 60:
        yield "name: has more than 60 characters"
    elif key == "passphrase" and value != "generated":
        yield f"passphrase: 'generated' is the only kind there is; a date of birth, a telephone number or a postcode {GUESSED}"
    elif key == "security" and value not in PORTS:
        yield "security: is neither 'starttls' nor 'tls'; mail does not leave without encryption"
    elif key in ("host", "hello") and (not value.isascii() or set(value) & set(" /@")):
        yield f"{key}: is not the name of a machine, such as smtp.clinic.example"


def _way(key: str, value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{key}: a secret does not stand in this file; say where it is, such as {key} = {{env = \"HANDOUTS_MAIL\"}}"
        return
    expected = ", ".join(sorted(WAYS[key]))
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= WAYS[key]:
        yield f"{key}: is not a table with one of {expected}"
        return
    ((way, place),) = value.items()
    words = place if way == "command" and isinstance(place, list) else [place]
    if not words or not all(isinstance(word, str) and word for word in words):
        yield f"{key}.{way}: is not a {'list of words' if way == 'command' else 'text'}"


def _together(data: dict[str, Any]) -> Iterator[str]:
    if "password" in data and "token" in data:
        yield "password and token: only one of them is used; delete the other"
    if ("password" in data or "token" in data) and "login" not in data:
        yield "login: missing; it says whose password or token it is"
    if "login" in data and not ("password" in data or "token" in data):
        yield "password or token: missing; it says where the login's secret is"
