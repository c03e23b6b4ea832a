"""What doctor says of a mail server, each fault in its own words, and the same that sending says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.mail.examine import STRANGER, examine
from handouts.delivery.mail.smtp import Wire
from tests.handouts.delivery.mail.mailserver import LOGIN, SENDER, Box, context, serving, settings


def test_one_harmless_letter_is_sent_to_the_address_that_is_named(tmp_path: Path) -> None:
    box = Box()
    with serving(box) as port:
        found = list(examine(settings(tmp_path, port), "you@clinic.example"))
        assert all(one.ok for one in found) and "trial letter" in found[-1].what
        assert list(examine(settings(tmp_path, port))) == found[:-1]
    ((recipients, _),) = box.held
    (message,) = box.messages()
    assert recipients == ("you@clinic.example",) and "nothing to do" in message.get_content() and not list(message.iter_attachments())


@pytest.mark.parametrize(("address", "fault", "says"), [("nobody", "", "plain e-mail address"), ("a3@example.org", "550", "no such mailbox")])
def test_a_trial_letter_that_does_not_go_is_told(tmp_path: Path, address: str, fault: str, says: str) -> None:
    with serving(Box(fault)) as port:
        last = list(examine(settings(tmp_path, port), address))[-1]
    assert not last.ok and says in last.what and last.remedy


def test_a_server_that_takes_small_letters_only_is_told(tmp_path: Path) -> None:
    with serving(Box(), data_size_limit=500_000) as port:
        (_, found) = examine(settings(tmp_path, port))
    assert not found.ok and "at most 488 KB" in found.what and "2 MB" in found.remedy


@pytest.mark.parametrize(("fields", "says"), [({"port": 465}, 'security = "tls"'), (LOGIN, "offers no login")])
def test_doctor_and_sending_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], says: str) -> None:
    monkeypatch.setenv("HANDOUTS_TEST_SECRET", "a good secret")
    with serving(Box(), auth_exclude_mechanism=("LOGIN", "PLAIN")) as port:
        how = settings(tmp_path, int(str(fields.get("port", port))), **{name: value for name, value in fields.items() if name != "port"})
        (found,) = examine(how)
        with pytest.raises(ChannelError) as caught:
            Wire(how).open()
    assert not found.ok and f"{found.what}; {found.remedy}" == str(caught.value) and says in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "forwards no letters of this machine"),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "is on a blocklist"),
        ("530 5.7.57 Client not authenticated to send mail", "wants a login"), ("452 4.5.3 Too many messages, slow down", "fewer letters at a time"),
        ("550 5.7.1 <ADDRESS>: rejected", "refuses the letter"),
    ],
)  # fmt: skip
def test_what_every_letter_would_be_refused_for_is_told_before_there_is_one(tmp_path: Path, answer: str, says: str) -> None:
    box = Box(says={"recipient": answer})
    with serving(box) as port:
        how = settings(tmp_path, port)
        (_, found) = examine(how)
        wire = Wire(how)
        sent = wire.send(SENDER, "a1@example.org", b"Subject: x\r\n\r\nx\r\n")
        wire.close()
    assert not found.ok and says in found.what + found.remedy and f"{found.what}; {found.remedy}" == sent.said
    assert box.held == [] and set(box.asked) == {SENDER, STRANGER, "a1@example.org"}


@pytest.mark.parametrize("answer", ["550 5.1.1 <ADDRESS> no such user", "550 5.1.10 ADDRESS null MX", "450 4.7.1 greylisted", "452 4.2.2 ADDRESS mailbox full"])
def test_that_an_address_takes_no_mail_is_no_news(tmp_path: Path, answer: str) -> None:
    with serving(Box(says={"recipient": answer})) as port:
        assert all(one.ok for one in examine(settings(tmp_path, port)))


@contextmanager
def old_server(*, implicit: bool) -> Iterator[int]:
    """A mail server on sockets, which says so when no encryption comes about, as OpenSSL does and asyncio does not.  It is asked twice."""

    def talk() -> None:
        for _ in range(2):
            plain, _ = listening.accept()
            with plain, suppress(OSError):
                if not implicit:
                    for answer in (b"220 localhost\r\n", b"250-localhost\r\n250 STARTTLS\r\n", b"220 go on\r\n"):
                        plain.sendall(answer)
                        if not answer.startswith(b"220 go"):
                            plain.recv(1000)
                context(old=True).wrap_socket(plain, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize("implicit", [False, True])
def test_a_server_that_encrypts_in_an_old_way_only_has_a_sentence_of_its_own(tmp_path: Path, implicit: bool) -> None:
    with old_server(implicit=implicit) as port:
        how = settings(tmp_path, port, security="tls" if implicit else "starttls")
        (found,) = examine(how)
        with pytest.raises(ChannelError) as caught:
            Wire(how).open()
    assert str(caught.value) == f"localhost port {port}: encrypts in an old way only (TLS 1.1 or older), and nothing was sent; let whoever runs it switch TLS 1.2 on"
    assert f"{found.what}; {found.remedy}" == str(caught.value)


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
def test_a_certificate_that_is_about_to_end_is_told(tmp_path: Path, days: int, told: bool) -> None:
    with serving(Box(), context(days=days)) as port:
        found = list(examine(settings(tmp_path, port)))
    assert all(one.ok for one in found) and any("its certificate ends on" in one.what for one in found) is told
