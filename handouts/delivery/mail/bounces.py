"""Letters that came back: reports of what could not be delivered (RFC 3464, RFC 6522), as a mailbox holds them.

In: a file with one message, an mbox, a Maildir, or a folder of messages.  Out: a `Bounce` for each letter that a report is about.  Refuses
a path that is none of these (`InputError`); what is in a mailbox besides is passed over.

A letter is known by its Message-ID, which the report quotes with the letter's header; the words of the report are kept for whoever runs the
mail, and what they mean is told as that of a server's answer is.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path

from handouts.delivery.mail.replies import meaning
from handouts.errors import InputError

IDENTIFIER = re.compile(r"<([a-z2-7]{12})\.(\d{1,18})@[^<>\s]+>")  # that of a copy: `Mail.identify`
DIAGNOSTIC = re.compile(r"(?is)smtp\s*;.*?\b([245]\d\d)[ -]\s*(.*)")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
LARGEST = 16 * 2**20  # bytes of a message
BEGINNING = b"From "  # of an mbox (RFC 4155)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says of one letter.

    message: the letter's Message-ID, '' if the report quotes none of ours; delivery: its number; copy: whose it is; failed: it has not
    arrived and will not; said: a sentence for the desk; answer: the other side's words, which may name the patient.
    """

    message: str = field(repr=False)
    copy: str
    delivery: int
    failed: bool
    said: str
    answer: str = field(default="", repr=False)


def bounces(path: Path) -> Iterator[Bounce | None]:
    """What each message of a mailbox reports; None for what is no report.  Raises InputError for a path that is no mailbox."""
    for message in _messages(path):
        try:
            yield _reported(message)
        except (ValueError, LookupError, RecursionError, AttributeError, TypeError):  # what email's parser says of what is no mail
            yield None


def _messages(path: Path) -> Iterator[Message]:
    try:
        if path.is_dir():
            yield from _of_folder(path)
            return
        with path.open("rb") as file:
            head = file.read(len(BEGINNING))
            file.seek(0)
            if head != BEGINNING:
                yield message_from_bytes(file.read(LARGEST), policy=default)
                return
        yield from _of(mailbox.mbox(path, create=False))
    except (OSError, mailbox.Error) as error:
        why = getattr(error, "strerror", "") or "is no mailbox"
        raise InputError(f"{path}: cannot be read: {why}; name a message, an mbox or a Maildir") from None


def _of_folder(path: Path) -> Iterator[Message]:
    if (path / "cur").is_dir() and (path / "new").is_dir():
        yield from _of(mailbox.Maildir(path, create=False))
        return
    files = sorted(file for file in path.iterdir() if file.suffix == ".eml")
    if not files:
        raise InputError(f"{path}: holds no messages (*.eml) and is no Maildir; name a message, an mbox or a Maildir")
    for file in files:
        with file.open("rb") as opened:
            yield message_from_bytes(opened.read(LARGEST), policy=default)


def _of(box: mailbox.mbox | mailbox.Maildir) -> Iterator[Message]:
    try:
        for key in box.iterkeys():
            yield message_from_bytes(box.get_bytes(key)[:LARGEST], policy=default)
    finally:
        box.close()


def _reported(message: Message) -> Bounce | None:
    """What a report says, if the message is one of delivery."""
    parts = [part for part in message.walk() if isinstance(part, EmailMessage)]
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if message.get_content_type() != "multipart/report" or status is None:
        return None
    found = _identifier(parts)
    letter = (found[0], found[1], int(found[2])) if found else ("", "", 0)
    failed = _failed(status)
    if failed is None:
        return Bounce(*letter, failed=False, said="")
    return Bounce(*letter, failed=True, said=_meant(failed), answer=_field(failed, "Diagnostic-Code") or _field(failed, "Status"))


def _failed(status: EmailMessage) -> Message | None:
    """What is said of the recipient whom the letter did not reach; None if it is only late, or has arrived."""
    _, *recipients = [block for block in status.get_payload() if isinstance(block, Message)]
    return next((block for block in recipients if _word(block, "Action") == "failed"), None)


def _identifier(parts: list[EmailMessage]) -> re.Match[str] | None:
    """The Message-ID of the letter, from what the report quotes of it."""
    for part in parts[1:]:
        quoted = _field(part, "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            quoted = _field(message_from_bytes(headers, policy=default), "Message-ID") if isinstance(headers, bytes) else ""
        if found := IDENTIFIER.search(quoted):
            return found
    return None


def _meant(block: Message) -> str:
    """A sentence for the desk."""
    status = STATUS.search(_field(block, "Status"))
    answered = DIAGNOSTIC.search(_field(block, "Diagnostic-Code"))
    if answered:
        code, words = int(answered[1]), answered[2]
    else:
        code, words = 550, ""
    if status and not STATUS.match(words):
        words = f"{status[0]} {words}"
    return f"the letter came back: {meaning(max(code, 500), words.encode(), 'recipient').said}"


def _word(block: Message, name: str) -> str:
    return _field(block, name).strip().split(" ")[0].casefold()


def _field(block: Message, name: str) -> str:
    """A field's text, folded lines joined."""
    return " ".join(str(block.get(name, "")).split())
