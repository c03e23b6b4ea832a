"""Letters that came back, as Postfix, Exchange and Gmail report them: they have failed, say why, and wait for the printer."""

from __future__ import annotations

import json
import mailbox
import sqlite3
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.actions.bounces import ReadBounces, ReadMailbox, read_bounces
from handouts.actions.mail import SendMail, send_mail
from handouts.actions.outbox import AskOutbox, ask_outbox
from handouts.actions.where import Where
from handouts.delivery.mail.bounces import bounces
from handouts.errors import InputError, LedgerError
from handouts.ledger.outbox import deliveries
from handouts.ledger.returned import returned
from tests.handouts.actions.test_mail import mail_toml
from tests.handouts.delivery.mail.mailserver import Box, serving

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
To: letters@clinic.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"
Message-Id: <20261201080000.ABC@mail.example.org>

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: ABC
Arrival-Date: Tue,  1 Dec 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: {diagnostic}

--B1
Content-Description: Undelivered Message {headers}
Content-Type: {quoted}

From: Riverside <letters@clinic.example>
To: {to}
Subject: A message from Riverside
Message-ID: {message}

--B1--
"""


def report(message: str, *, action: str = "failed", status: str = "5.1.1", diagnostic: str = "", headers: bool = False) -> bytes:
    """A report, as Postfix writes it."""
    diagnostic = diagnostic or f"smtp; 550 {status} <patient.1@example.org>:\n    Recipient address rejected: User unknown"
    quoted = "text/rfc822-headers" if headers else "message/rfc822"
    text = POSTFIX.format(
        to="patient.1@example.org", action=action, status=status, diagnostic=diagnostic, headers="Headers" * headers, quoted=quoted, message=message
    )
    return text.encode()


@pytest.fixture
def sent(own: Where) -> list[str]:
    """The Message-IDs of three letters that a server has taken."""
    box = Box()
    with serving(box) as port:
        mail_toml(own, port)
        send_mail(SendMail(own, "1"))
    return [str(message["Message-ID"]) for message in box.messages()]


def read(own: Where, folder: Path, *messages: bytes) -> ReadMailbox:
    folder.mkdir(exist_ok=True)
    for number, data in enumerate(messages):
        (folder / f"{number}.eml").write_bytes(data)
    return read_bounces(ReadBounces(own, folder))


def states(own: Where) -> dict[tuple[str, str], int]:
    return {(way, state): count for way, state, count in ask_outbox(AskOutbox(own)).counts if way != "folder"}


@pytest.mark.parametrize("headers", [False, True])
def test_what_came_back_has_failed_says_why_and_waits_for_the_printer_once(own: Where, sent: list[str], tmp_path: Path, headers: bool) -> None:
    found = read(own, tmp_path / "box", report(sent[0], headers=headers))
    assert [(one.said, found.ok) for one in found.returned] == [
        ("the letter came back: 550 5.1.1: there is no such mailbox; check the address with the patient, or print the copy", False)
    ]
    assert states(own) == {("mail", "sent"): 2, ("mail", "failed"): 1, ("print", "waiting"): 3}
    again = read(own, tmp_path / "box", report(sent[0], headers=headers))
    assert (again.returned, again.before, again.ok) == ((), 1, True)
    assert states(own) == {("mail", "sent"): 2, ("mail", "failed"): 1, ("print", "waiting"): 3}
    (shown,) = ask_outbox(AskOutbox(own, "mail")).open
    assert shown.said == found.returned[0].said


def test_a_letter_in_doubt_that_came_back_is_in_doubt_no_more(own: Where, tmp_path: Path) -> None:
    box = Box("cut after", every=1)
    with serving(box) as port:
        mail_toml(own, port)
        send_mail(SendMail(own, "1"))
    read(own, tmp_path / "box", *(report(str(message["Message-ID"])) for message in box.messages()))
    assert states(own) == {("mail", "failed"): 3, ("print", "waiting"): 5}


@pytest.mark.parametrize(
    ("status", "diagnostic", "says"),
    [
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", "the mailbox is full"),
        ("5.7.26", "smtp; 550-5.7.26 This message is not authenticated. SPF did not pass", "not signed for the domain of `from`"),
        ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "takes no mail"),
        ("5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied", "no such mailbox"),
        ("5.1.1", "X-Postfix; unknown user: \"patient.1\"", "no such mailbox"),
        ("4.4.7", "smtp; 451 4.7.1 Greylisted", "greylisting"),
        ("5.0.0", "", "no such mailbox"),
    ],
)
def test_the_reason_is_told_as_a_servers_answer_is(own: Where, sent: list[str], tmp_path: Path, status: str, diagnostic: str, says: str) -> None:
    found = read(own, tmp_path / "box", report(sent[0], status=status, diagnostic=diagnostic))
    assert says in found.returned[0].said
    assert "example.org" not in json.dumps(found.as_json())


def test_what_is_late_strange_or_no_report_changes_nothing(own: Where, sent: list[str], tmp_path: Path) -> None:
    plain = EmailMessage()
    plain["Message-ID"], plain["Subject"] = sent[0], "Undeliverable"
    plain.set_content("550 5.1.1 no such user")
    forged = sent[0].replace("@clinic.example", "@else.example")
    other = "<" + "a" * 12 + sent[0][13:]
    found = read(
        own, tmp_path / "box", report(sent[0], action="delayed"), report(forged), report(other), report("<x@y>"), bytes(plain), b"", b"\xff\xfe",
        report(sent[0])[:900],
    )  # fmt: skip
    assert (found.returned, found.before, found.late, found.strangers) == ((), 0, 1, 4)
    assert found.others == 3
    assert states(own) == {("mail", "sent"): 3, ("print", "waiting"): 2}


def test_the_ledger_takes_the_step_back_with_its_reason_alone(own: Where, sent: list[str]) -> None:
    with own.open() as ledger:
        (first, *_) = deliveries(ledger, channel="mail")
        for receipt in (None, "{}", json.dumps({"answer": '"returned": "2026"'})):
            with pytest.raises(sqlite3.IntegrityError):
                ledger.connection.execute("UPDATE deliveries SET state = 'failed', receipt = ? WHERE id = ?", (receipt, first.id))
        returned(ledger, first.id, {}, "print")
        with pytest.raises(LedgerError, match="only what was sent can come back"):
            returned(ledger, first.id, {}, "print")


@pytest.mark.parametrize("kind", ["file", "mbox", "maildir"])
def test_every_kind_of_mailbox_is_read(own: Where, sent: list[str], tmp_path: Path, kind: str) -> None:
    place, reports = tmp_path / "there", [report(message) for message in sent]
    if kind == "file":
        place.write_bytes(reports[0])
    else:
        box = mailbox.mbox(place) if kind == "mbox" else mailbox.Maildir(place)
        for data in reports:
            box.add(data)
        box.flush()
        box.close()
    assert len(read_bounces(ReadBounces(own, place)).returned) == (1 if kind == "file" else 3)


def test_a_path_that_is_no_mailbox_is_said(own: Where, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, says in ((tmp_path / "empty", "holds no messages"), (tmp_path / "nothing", "cannot be read")):
        with pytest.raises(InputError, match=says):
            read_bounces(ReadBounces(own, path))


@given(st.binary(max_size=400), st.integers(0, 1500))
def test_whatever_a_mailbox_holds_it_is_read_to_its_end(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    data = report("<aaaaaaaaaaaa.1@clinic.example>")
    path = tmp_path_factory.mktemp("box") / "a.eml"
    path.write_bytes(data[:at] + noise + data[at:])
    assert len(list(bounces(path))) == 1


def test_the_report_is_one_that_the_parser_of_mail_takes() -> None:
    read_ = message_from_bytes(report("<a@b>"), policy=policy.default)
    assert [part.get_content_type() for part in read_.iter_parts()] == ["text/plain", "message/delivery-status", "message/rfc822"]
