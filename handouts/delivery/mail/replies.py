"""What mail servers answer, and what it means for the desk.

In: a reply: code and words (RFC 5321, 4.2; enhanced codes of RFC 3463).  Out: whether it is worth another attempt, whether the next message
would fare the same, and a sentence with a remedy.  The words of the server are not repeated: they quote addresses.

Sources of what providers say: Microsoft, "Email non-delivery reports and SMTP errors in Exchange Online" and "Fix issues with printers,
scanners, and LOB applications that send email"; Google, "Gmail SMTP errors and codes".
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply means.  temporary: worth another attempt later; stop: the next message would fare the same."""

    said: str
    temporary: bool = False
    stop: bool = False


RETIRED = Meaning(
    "550 5.7.30: Microsoft 365 takes passwords no longer (basic authentication is switched off); use an access token (token in mail.toml, "
    "XOAUTH2), Microsoft's High Volume Email, or a relay of your own: see docs/email.md", stop=True,
)  # fmt: skip
KNOWN: tuple[tuple[str, Meaning], ...] = (
    (r"^5\d\d[ -]5\.7\.30\b|basic authentication is (not supported|disabled)", RETIRED),
    (r"5\.7\.139|SmtpClientAuthentication is disabled", Meaning(
        "535 5.7.139: SMTP AUTH is switched off for this mailbox or tenant of Microsoft 365; switch it on for the mailbox, or see "
        "docs/email.md", stop=True)),
    (r"5\.7\.60|SendAsDenied|permissions? to send as", Meaning(
        "5.7.60: the login may not send as the address in `from`; use its own address, or give it the right to send as that one",
        stop=True)),
    (r"^534|5\.7\.9\b|application-specific password", Meaning(
        "534 5.7.9: Google wants an app password; make one in the account (it needs 2-step verification), or use an access token",
        stop=True)),
    (r"5\.4\.5|5\.2\.0.*quota|SubmissionQuotaExceeded|daily (user )?(sending|message|limit)|sending (limit|quota)", Meaning(
        "the server's limit for a day is reached; go on tomorrow with the same command, and set per-hour in mail.toml", True, True)),
    (r"^432|too many (concurrent )?connections|thread limit", Meaning(
        "the server has too many connections from this login; close other programs that send, and go on later", True, True)),
    (r"^454.*4\.7\.0|too many login attempts", Meaning(
        "too many logins in a short time; wait an hour, and go on with the same command", True, True)),
    (r"^530", Meaning("530: the server wants a login, or encryption first; set login and password or token in mail.toml", stop=True)),
    (r"^53[58]|^500.*auth|^504.*auth", Meaning(
        "the server refuses the login; check login and its password or token in mail.toml", stop=True)),
)  # fmt: skip
PATTERNS = tuple((re.compile(pattern, re.I | re.S), meaning) for pattern, meaning in KNOWN)
BY_CODE = {
    421: Meaning("the server was closing; it is tried again", True),
    450: Meaning("the mailbox is busy, or the server wants to be asked again later (greylisting); it is tried again", True),
    451: Meaning("the server had a fault of its own; it is tried again", True),
    452: Meaning("the server or the mailbox is full; it is tried again", True),
    550: Meaning("there is no such mailbox, or it refuses the message; check the address with the patient, or print the copy"),
    551: Meaning("the mailbox has moved; ask the patient for the address, or print the copy"),
    552: Meaning("the message is too large for the mailbox, or the mailbox is full; print the copy"),
    553: Meaning("the server does not take the address; check it with the patient, or print the copy"),
    554: Meaning("the server refuses the message; ask whoever runs the server, or print the copy"),
}


def meaning(code: int, words: bytes) -> Meaning:
    """What a reply that is no yes means."""
    said = f"{code} {words.decode('ascii', 'replace')}"
    for pattern, found in PATTERNS:
        if pattern.search(said):
            return found
    if code in BY_CODE:
        found = BY_CODE[code]
        return Meaning(f"{code}: {found.said}", found.temporary)
    if 400 <= code < 500:
        return Meaning(f"{code}: the server cannot take the message now; it is tried again", True)
    if 500 <= code < 600:
        return Meaning(f"{code}: the server refuses the message; check the address, ask whoever runs the server, or print the copy")
    return Meaning("the server's answer is not one of mail (RFC 5321); check host and port in mail.toml", True, True)
