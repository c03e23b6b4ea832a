"""Mail against a real server: every copy in its state, none twice, none lost, none in the open, and nothing told of a patient."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pikepdf
import pytest

from handouts.clinics.clinic import Clinic
from handouts.delivery.channel import ChannelError, Parcel
from handouts.delivery.dispatch import Errand, Passed, dispatch
from handouts.delivery.mail.channel import Mail
from handouts.delivery.mail.examine import examine
from handouts.delivery.mail.phraselist import entries
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.secret import Secret
from handouts.errors import ClinicError
from handouts.leaflets.shelf import Allowed
from handouts.ledger.data import Copy, Row
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue, settle
from handouts.press import Press
from tests.conftest import ISSUED, an_appointment
from tests.handouts import own_clinic
from tests.handouts.delivery import Time, a_pdf, recorded
from tests.handouts.delivery.mail.mailserver import GOOD, LOGIN, SENDER, STRANGER, Box, by_password, context, serving, settings
from tests.handouts.enclosing import a_clinic, a_map

ROOT = Path(__file__).parents[4]
MAILS = int(os.environ.get("HANDOUTS_MAILS", "4"))  # for each fault; `make mails` asks for 200
LATER = ("421", "450", "451", "452", "greylisting")
NEVER = ("550", "552", "554")
DOUBTFUL = ("cut after", "cut after, forgotten", "slow")


class Pages:
    """Gives every copy the same real PDF."""

    def __init__(self) -> None:
        self.pdf = a_pdf()

    def data(self, copy: Copy) -> bytes:
        return self.pdf


def consenting(number: int) -> dict[str, str]:
    return {"email": f"patient{number}@example.org", "email_consent": "yes"}


class Office:
    """A clinic with a ledger, letters in its outbox, and a clock that is moved."""

    def __init__(self, folder: Path, mails: int = MAILS) -> None:
        self.folder, self.time, self.stock = folder, Time(), Pages()
        self.clinic: Clinic = own_clinic(folder)
        self.ledger = Ledger.open(folder / NAME, now=self.time.now)
        self.copies = recorded(self.ledger, mails, *(consenting(n) for n in range(1, mails + 1)))
        enqueue(self.ledger, self.copies, "mail")

    def put(self, *cells: dict[str, str]) -> None:
        """Letters for records like these."""
        self.copies = recorded(self.ledger, len(cells), *({"email_consent": "yes", **one} for one in cells))
        enqueue(self.ledger, self.copies, "mail")

    def settings(self, port: int, **fields: object) -> MailSettings:
        return settings(self.folder, port, **fields)

    def send(self, port: int, *, wait: bool = True, **fields: object) -> list[Passed]:
        return list(self.sending(settings(self.folder, port, **fields), wait=wait))

    def sending(self, how: MailSettings, *, wait: bool = True) -> Iterator[Passed]:
        return dispatch(self.ledger, Mail(how, self.clinic, self.ledger), self.stock, Errand(wait=wait, sleep=self.time.sleep))

    def states(self) -> Counter[str]:
        return Counter(d.state for d in deliveries(self.ledger, channel="mail"))

    def agrees(self, box: Box) -> None:
        """What the server holds and what the ledger says agree, or the copy is in doubt; none twice, none in the open."""
        held, found = box.counted(), deliveries(self.ledger, channel="mail")
        assert len(found) == len(self.copies)
        assert max(held.values(), default=1) == 1
        assert box.open == 0
        for d in found:
            assert (d.state == "in doubt") or (held[d.message] == (d.state == "sent")), d.state
        assert set(held) <= {d.message for d in found}
        for _, data in box.held:
            assert b"Zyxwarth" not in data and b"%PDF" not in data


def news(ledger: Ledger, copy: Copy, cells: dict[str, str]) -> None:
    """A later run has read another record for the appointment of a copy."""
    assert copy.whose
    record = json.loads(copy.whose.record) | cells
    run = ledger.begin_run(f"news {len(ledger.runs())}", who="Kim", rows=1).id
    ledger.record_row(run, Row(copy.row, "same", ()))
    ledger.record_news(run, [(copy.row, copy.whose.patient, copy.whose.appointment, json.dumps(record))])
    ledger.finish_run(run)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.ledger.close()


@pytest.mark.parametrize("fault", LATER)
def test_what_is_temporary_arrives_in_the_end(office: Office, fault: str) -> None:
    box = Box(fault)
    with serving(box) as port:
        office.send(port)
    assert office.states() == {"sent": MAILS}
    office.agrees(box)


@pytest.mark.parametrize("fault", NEVER)
def test_what_is_refused_has_failed_and_the_others_arrive(office: Office, fault: str) -> None:
    box = Box(fault)
    with serving(box) as port:
        passed = office.send(port)
    assert office.states() == {"sent": MAILS - MAILS // 3, "failed": MAILS // 3}
    assert all(fault in p.came.said and "print the copy" in p.came.said for p in passed if p.delivery.state == "failed")
    office.agrees(box)


def test_a_refusal_in_the_middle_of_a_message_ends_the_conversation(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from handouts.delivery.mail import smtp

    listen = smtp._listen
    monkeypatch.setattr(smtp, "_listen", lambda server: (time.sleep(0.1), listen(server)))  # the answer is on its way when the message has left
    box = Box("refused in the middle")
    with serving(box) as port:
        office.send(port)
    assert office.states() == {"sent": MAILS - MAILS // 3, "failed": MAILS // 3}
    office.agrees(box)


@pytest.mark.parametrize("step", ["mail", "rcpt", "docmd", "send", "getreply"])
def test_whoever_interrupts_a_send_leaves_it_in_doubt_and_nothing_follows_on_the_connection(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    import smtplib

    box, done = Box(), []
    real = getattr(smtplib.SMTP, step)

    def interrupted(self: smtplib.SMTP, *words: object) -> object:
        if box.held and not done:
            done.append(1)
            raise KeyboardInterrupt
        return real(self, *words)

    with serving(box) as port:
        monkeypatch.setattr(smtplib.SMTP, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            office.send(port)
        assert office.states()["in doubt"] == 1 and office.states()["waiting"] == MAILS - office.states()["sent"] - 1
        office.send(port)
    assert office.states() == {"sent": MAILS - 1, "in doubt": 1}
    office.agrees(box)


def test_cut_before_the_end_of_the_message_it_is_sent_again_or_in_doubt(office: Office) -> None:
    box = Box("cut before")
    with serving(box) as port:
        office.send(port)
    assert set(office.states()) <= {"sent", "in doubt"}
    assert office.states()["sent"] >= MAILS - MAILS // 3
    office.agrees(box)


@pytest.mark.parametrize("fault", DOUBTFUL)
def test_cut_after_the_end_of_the_message_it_is_in_doubt_and_not_sent_again(office: Office, fault: str) -> None:
    box = Box(fault, every=max(3, MAILS // 4) if fault == "slow" else 3)
    with serving(box) as port:
        office.send(port, patience=1 if fault == "slow" else 5)
        office.time.sleep(10**6)
        office.send(port)
    hit = sum(box.hit(f"patient{n}@") for n in range(1, MAILS + 1))
    assert office.states() == {"sent": MAILS - hit, "in doubt": hit}
    office.agrees(box)
    assert sum(box.counted().values()) == MAILS - (hit if "forgotten" in fault else 0)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("TLS refused", "does not encrypt"),
        ("no TLS offered", "does not encrypt"),
        ("untrusted certificate", "is not signed by anybody this machine trusts"),
        ("wrong host", "is for another name"),
    ],
)
def test_without_good_encryption_nothing_leaves_and_everything_waits(office: Office, fault: str, says: str) -> None:
    box = Box(fault)
    tls = {"untrusted certificate": context(STRANGER), "wrong host": context(GOOD, "mail.example.org")}.get(fault)
    with serving(box, tls) as port, pytest.raises(ChannelError, match=says):
        office.send(port, wait=False)
    assert (office.states(), box.held, box.asked) == ({"waiting": MAILS}, [], {})
    assert {d.attempts for d in deliveries(office.ledger, channel="mail")} == {0}
    again = Box()
    with serving(again) as port:
        office.send(port)
    assert office.states() == {"sent": MAILS}
    office.agrees(again)


def test_encrypted_from_the_first_byte(office: Office) -> None:
    box = Box()
    with serving(box, implicit=True) as port:
        office.send(port, security="tls")
    assert office.states() == {"sent": MAILS}


@pytest.mark.parametrize(("served", "asked"), [(False, "tls"), (True, "starttls")])
def test_the_wrong_kind_of_encryption_is_said(office: Office, served: bool, asked: str) -> None:
    with serving(Box(), implicit=served) as port, pytest.raises(ChannelError, match=r"goes with security|does not answer"):
        office.send(port, wait=False, security=asked, timeout=2)
    assert office.states() == {"waiting": MAILS}


def test_nobody_there_is_said_and_everything_waits(office: Office) -> None:
    with pytest.raises(ChannelError, match="does not answer"):
        office.send(1, wait=False)
    with pytest.raises(ChannelError, match="there is no machine of that name"):
        office.send(25, wait=False, host="mail.invalid")
    assert office.states() == {"waiting": MAILS}


def test_a_sender_that_is_refused_stops_and_leaves_the_others_waiting(office: Office) -> None:
    with serving(Box("sender refused")) as port, pytest.raises(ChannelError, match=r"5\.7\.60: the login may not send"):
        office.send(port, wait=False)
    assert office.states() == {"waiting": MAILS}
    assert sum(d.attempts for d in deliveries(office.ledger, channel="mail")) == 1


def test_one_connection_carries_all(office: Office) -> None:
    box = Box()
    with serving(box) as port:
        office.send(port)
    assert box.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(tmp_path: Path) -> None:
    office, box = Office(tmp_path, 5), Box()
    with serving(box, timeout=0.2) as port:
        for _ in office.sending(settings(office.folder, port)):
            time.sleep(0.35)
    assert office.states() == {"sent": 5}
    assert box.connections > 1
    assert {d.attempts for d in deliveries(office.ledger, channel="mail")} == {1}
    office.agrees(box)
    office.ledger.close()


# -- logins


def test_a_password_from_the_environment_lets_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    monkeypatch.setenv("HANDOUTS_TEST_SECRET", "a good secret")
    with serving(box, **by_password(box)) as port:
        office.send(port, **LOGIN)
    assert office.states() == {"sent": MAILS}
    assert box.logins == [(SENDER, b"a good secret")]


def test_a_wrong_password_is_said_without_it_and_everything_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    monkeypatch.setenv("HANDOUTS_TEST_SECRET", "not this one")
    with serving(box, **by_password(box)) as port, pytest.raises(ChannelError, match="refuses the login") as error:
        office.send(port, wait=False, **LOGIN)
    assert "not this one" not in str(error.value)
    assert office.states() == {"waiting": MAILS}


@pytest.mark.parametrize(("token", "lets_in"), [("good-token", True), ("stale-token", False)])
def test_a_token_from_a_command(office: Office, token: str, lets_in: bool) -> None:
    from aiosmtpd.smtp import AuthResult

    box = Box()

    async def auth_xoauth2(server, args):  # type: ignore[no-untyped-def]
        import base64

        said = base64.b64decode(args[1])
        if said == b"user=letters@clinic.example\1auth=Bearer good-token\1\1":
            return AuthResult(success=True, auth_data="ok")
        await server.challenge_auth(b'{"status":"400"}')
        return AuthResult(success=False, handled=False)

    box.auth_XOAUTH2 = auth_xoauth2  # type: ignore[attr-defined]
    command = Secret("command", (sys.executable, "-c", f"print('{token}')"))
    with serving(box, auth_required=True) as port:
        if lets_in:
            office.send(port, login=SENDER, token=command)
            assert office.states() == {"sent": MAILS}
        else:
            with pytest.raises(ChannelError, match="refuses the login"):
                office.send(port, wait=False, login=SENDER, token=command)
            assert office.states() == {"waiting": MAILS}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_secret_that_others_may_read_is_refused(office: Office, mode: int) -> None:
    file = office.folder / "secret"
    file.write_text("a good secret\n")
    file.chmod(mode)
    with serving(Box()) as port, pytest.raises(ClinicError, match="may be read by others"):
        office.send(port, wait=False, login=SENDER, password=Secret("file", ("secret",)))
    file.chmod(0o600)
    box = Box()
    with serving(box, **by_password(box)) as port:
        office.send(port, login=SENDER, password=Secret("file", ("secret",)))
    assert office.states() == {"sent": MAILS}


# -- doctor


def test_the_server_is_examined_and_nothing_is_sent(office: Office) -> None:
    box = Box()
    with serving(box) as port:
        findings = list(examine(settings(office.folder, port)))
    assert [f.ok for f in findings] == [True]
    assert (box.held, box.asked) == ([], {SENDER: 1, "nobody@example.com": 1})


@pytest.mark.parametrize(
    ("fault", "says"), [("TLS refused", "does not encrypt"), ("sender refused", "may not send as the address")]
)
def test_the_examination_says_what_to_do(office: Office, fault: str, says: str) -> None:
    with serving(Box(fault)) as port:
        bad = [f for f in examine(settings(office.folder, port)) if not f.ok]
    assert len(bad) == 1 and says in bad[0].what and bad[0].remedy


def test_a_retired_login_of_microsoft_is_recognised(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    monkeypatch.setenv("HANDOUTS_TEST_SECRET", "a good secret")

    async def auth_any(server, args):  # type: ignore[no-untyped-def]
        from aiosmtpd.smtp import AuthResult

        await server.push("550 5.7.30 Basic authentication is not supported for Client Submission.")
        return AuthResult(success=False, handled=True)

    box.auth_LOGIN = box.auth_PLAIN = auth_any  # type: ignore[attr-defined]
    with serving(box, auth_required=True) as port:
        (found,) = examine(settings(office.folder, port, **LOGIN))
        assert not found.ok and "5.7.30" in found.what and "access token" in found.remedy
        with pytest.raises(ChannelError, match=r"5\.7\.30"):
            office.send(port, wait=False, **LOGIN)
    assert office.states() == {"waiting": MAILS}


# -- what is in a letter


def test_the_attachment_opens_with_the_passphrase_of_the_list_alone(office: Office) -> None:
    box = Box()
    with serving(box) as port:
        office.send(port)
    channel = Mail(settings(office.folder, port), office.clinic, office.ledger)
    for copy, message in zip(map(office.ledger.copy, office.copies), box.messages(), strict=True):
        (part,) = message.iter_attachments()
        data = part.get_content()
        passphrase = channel.keeper.passphrase(office.ledger.run(copy.run).fingerprint, copy.row)
        for key in (passphrase, passphrase.replace("-", "")):
            with pikepdf.open(io.BytesIO(data), password=key) as pdf:
                assert (pdf.encryption.R, pdf.encryption.bits, pdf.allow.accessibility) == (6, 256, True)
        for wrong in ("", "1951-04-17", "19510417"):
            with pytest.raises(pikepdf.PasswordError):
                pikepdf.open(io.BytesIO(data), password=wrong)


def test_each_of_many_letters_is_locked_with_its_own_passphrase_whichever_process_does_it(tmp_path: Path) -> None:
    office, box, beside = Office(tmp_path, 40), Box(), set[int]()
    with serving(box) as port:
        channel = Mail(office.settings(port), office.clinic, office.ledger)
        for _ in dispatch(office.ledger, channel, office.stock, Errand(sleep=office.time.sleep)):
            pool = channel._sealer._beside
            beside |= set(pool._processes) if pool else set()
            if len(box.held) == 30:
                for process in beside:
                    os.kill(process, signal.SIGKILL)
            elif pool and len(box.held) < 30:
                time.sleep(0.05)  # it makes itself ready
    assert len(beside) == (1 if (os.cpu_count() or 1) > 1 else 0)
    office.agrees(box)
    copies = {message: office.ledger.copy(d.copy) for d in deliveries(office.ledger, channel="mail") if (message := d.message)}
    for message in box.messages():
        (part,) = message.iter_attachments()
        copy = copies[str(message["Message-ID"])]
        key = channel.keeper.passphrase(office.ledger.run(copy.run).fingerprint, copy.row)
        with pikepdf.open(io.BytesIO(part.get_payload(decode=True)), password=key) as pdf:
            assert pdf.is_encrypted
    office.ledger.close()


def test_a_record_that_changes_when_its_letter_was_locked_already_decides(tmp_path: Path) -> None:
    """Consent is taken back, an address corrected, a letter wanted plain: after the copy was foreseen, and before its turn."""
    office, box, said = Office(tmp_path, 40), Box(), dict[str, str]()
    new = {
        "gone": {"email_consent": "no"}, "moved": {"email": "elsewhere@example.org", "email_consent": "yes"},
        "plain": {"email": "plain@example.org", "email_consent": "yes", "email_plain": "yes"},
    }  # fmt: skip
    with serving(box) as port:
        channel = Mail(office.settings(port, plain=True), office.clinic, office.ledger)
        told, foresee = list[str](), channel.foresee

        def noted(self: Mail, parcel: Parcel) -> None:
            foresee(parcel)
            told.append(parcel.copy.id)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Mail, "foresee", noted)
            for _ in dispatch(office.ledger, channel, office.stock, Errand(sleep=office.time.sleep)):
                time.sleep(0.03)
                if len(box.held) >= 30 and told[-1] not in said and len(said) < len(new):
                    what, cells = list(new.items())[len(said)]
                    said[told[-1]] = what
                    news(office.ledger, office.ledger.copy(told[-1]), cells)
    ends = {d.copy: d for d in deliveries(office.ledger, channel="mail")}
    assert sorted(said.values()) == sorted(new)
    for copy, what in said.items():
        letters = [message for message in box.messages() if str(message["Message-ID"]) == ends[copy].message]
        if what == "gone":
            assert ends[copy].state == "failed" and not letters
            continue
        assert ends[copy].state == "sent" and len(letters) == 1
        (part,) = letters[0].iter_attachments()
        assert str(letters[0]["To"]) == new[what]["email"]
        assert (part.get_payload(decode=True) == office.stock.pdf) == (what == "plain")
    office.ledger.close()


@pytest.mark.parametrize(("clinic", "record", "plain"), [(True, "yes", True), (True, "", False), (False, "yes", False), (False, "", False)])
def test_plain_only_if_both_clinic_and_record_say_so(tmp_path: Path, clinic: bool, record: str, plain: bool) -> None:
    office = Office(tmp_path, 0)
    office.copies = recorded(office.ledger, 1, {**consenting(1), "email_plain": record})
    enqueue(office.ledger, office.copies, "mail")
    box = Box()
    with serving(box) as port:
        office.send(port, plain=clinic)
    (message,) = box.messages()
    assert (next(message.iter_attachments()).get_content() == office.stock.pdf) is plain
    office.ledger.close()


@pytest.mark.parametrize("cells", [{"email": "a@example.org"}, {"email": "a@example.org", "email_consent": "no"}, {"email_consent": "yes"}])
def test_without_consent_or_address_nothing_is_sent_even_if_it_stands_in_the_outbox(tmp_path: Path, cells: dict[str, str]) -> None:
    office = Office(tmp_path, 0)
    office.copies = recorded(office.ledger, 1, cells)
    enqueue(office.ledger, office.copies, "mail")
    box = Box()
    with serving(box) as port:
        (passed,) = office.send(port)
    assert passed.delivery.state == "failed" and "print the copy" in passed.came.said
    assert box.held == []
    office.ledger.close()


# -- kill -9 at every step

WORKER = """
    import smtplib, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from handouts.clinics.clinic import read_clinic
    from handouts.ledger.outbox import Outbox
    from handouts.delivery.dispatch import dispatch
    from handouts.delivery.mail.channel import Mail
    from handouts.ledger.ledger import Ledger
    from handouts.delivery.mail.settings import MailSettings
    from tests.handouts.delivery.steps import Steps

    folder, port, steps = Path(sys.argv[1]), int(sys.argv[2]), Steps(int(sys.argv[3]))

    Outbox._step = steps.between(Outbox._step)
    for name in ("connect", "starttls", "mail", "rcpt", "docmd", "send", "getreply"):
        setattr(smtplib.SMTP, name, steps.between(getattr(smtplib.SMTP, name)))

    class Pages:
        def data(self, copy):
            return Path(sys.argv[4]).read_bytes()

    how = MailSettings(folder / "mail.toml", "letters@clinic.example", "Riverside", "localhost", port, ca=Path(sys.argv[5]), timeout=5, patience=5)
    ledger = Ledger.open(folder / "ledger.sqlite3", now=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    for _ in dispatch(ledger, Mail(how, read_clinic(folder / "clinic"), ledger), Pages()):
        steps.step()
    ledger.close()
"""


def killed(folder: Path, box: Box, port: int, fatal: int, worker: Path, pdf: Path, ca: Path) -> int:
    office = Office(folder, 2)
    office.ledger.close()
    words = [sys.executable, str(worker), str(folder), str(port), str(fatal), str(pdf), str(ca)]
    ended = subprocess.run(words, cwd=ROOT, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert ended.returncode in (0, -signal.SIGKILL)
    office.ledger = Ledger.open(folder / NAME, now=office.time.now)
    office.time.sleep(10**9)
    office.send(port)
    states, held = office.states(), box.counted()
    messages = {d.message: d.state for d in deliveries(office.ledger, channel="mail")}
    assert states["in doubt"] <= 1 and set(states) <= {"sent", "in doubt"}
    assert all(held[message] == 1 for message, state in messages.items() if state == "sent")
    assert max(held.values()) == 1
    office.ledger.close()
    return ended.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize("every", [int(os.environ.get("HANDOUTS_KILL_EVERY", "16"))])
def test_killed_at_every_step_of_a_send_no_duplicate_and_one_doubt(tmp_path: Path, every: int) -> None:
    """every: of the steps only one in sixteen in the quick run, beginning at another one each time; all of them in `make mails`."""
    worker, pdf, ca = tmp_path / "worker.py", tmp_path / "a.pdf", tmp_path / "ca.pem"
    worker.write_text(dedent(WORKER))
    pdf.write_bytes(a_pdf())
    GOOD.cert_pem.write_to_path(str(ca))
    fatal, kills = 1 + os.getpid() % every, 0
    while True:
        box = Box()
        with serving(box) as port:
            (tmp_path / str(fatal)).mkdir()
            if killed(tmp_path / str(fatal), box, port, fatal, worker, pdf, ca) == 0:
                break
        kills += 1
        fatal += every
    assert kills >= 40 // every


# -- composed before its sending begins


def states_of(office: Office) -> Counter[str]:
    return Counter(f"{d.state} {d.attempts}" for d in deliveries(office.ledger, channel="mail"))


def letters(folder: Path, text: str) -> None:
    place = folder / "handouts" / "letters"
    place.mkdir(parents=True, exist_ok=True)
    (place / "mail.txt").write_text(text)


@pytest.mark.parametrize("text", ['{% include "../../mail-password" %}', "{{ nothing }}", "{% if", "{{ 1 / 0 }}"])
def test_a_template_that_cannot_be_filled_leaves_every_letter_waiting(office: Office, text: str) -> None:
    letters(office.clinic.folder, text)
    box = Box()
    with serving(box) as port:
        for _ in range(3):
            with pytest.raises(ChannelError, match=r"letters.mail\.txt"):
                office.send(port, wait=False)
        assert states_of(office) == {"waiting 0": MAILS}
        assert box.held == []
        letters(office.clinic.folder, "Hello")
        office.send(port)
    assert office.states() == {"sent": MAILS}
    office.agrees(box)


def test_a_fault_of_the_program_while_a_letter_is_composed_leaves_nothing_in_doubt(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from handouts.delivery.mail import channel

    def broken(*_: object) -> bytes:
        raise RuntimeError("a defect")

    box = Box()
    with serving(box) as port:
        with monkeypatch.context() as patch:
            patch.setattr(channel, "written", broken)
            with pytest.raises(RuntimeError):
                office.send(port, wait=False)
        assert states_of(office) == {"waiting 0": MAILS}
        office.send(port)
    assert office.states() == {"sent": MAILS}
    office.agrees(box)


def test_a_letter_that_cannot_be_composed_fails_and_the_others_leave(office: Office) -> None:
    class Torn(Pages):
        def data(self, copy: Copy) -> bytes:
            return b"no PDF" if copy.id == office.copies[0] else self.pdf

    office.stock = Torn()
    box = Box()
    with serving(box) as port:
        passed = office.send(port)
    assert office.states() == {"sent": MAILS - 1, "failed": 1}
    assert [p.came.said for p in passed if p.delivery.state == "failed"] == [
        "the copy is not a PDF that can be locked; make it again; nothing was sent: print the copy"
    ]
    office.agrees(box)


# -- the key of the passphrases


def test_a_lost_key_is_not_made_anew_when_letters_were_locked_with_it(office: Office) -> None:
    key, box = office.clinic.folder / "passphrase.key", Box()
    with serving(box) as port:
        office.send(port)
        lost = key.read_bytes()
        key.unlink()
        enqueue(office.ledger, office.copies, "mail", again=True)
        with pytest.raises(ChannelError, match=r"passphrase\.key: is not there, and letters were locked with it until 2026-12-01; put it back"):
            office.send(port, wait=False)
        assert not key.exists()
        assert office.states() == {"sent": MAILS, "waiting": MAILS}
        with pytest.raises(ClinicError, match="is not there"):
            entries(office.ledger, office.ledger.runs()[0], office.clinic)
        assert not key.exists()
        key.write_bytes(lost)
        key.chmod(0o600)
        office.send(port)
    assert office.states() == {"sent": 2 * MAILS}


def test_a_new_key_is_begun_when_that_is_said_and_the_list_tells_each_letter_from_the_others(office: Office) -> None:
    key, box = office.clinic.folder / "passphrase.key", Box()
    with serving(box) as port:
        office.send(port)
        old = Mail(settings(office.folder, port), office.clinic, office.ledger).keeper
        key.unlink()
        enqueue(office.ledger, office.copies[:1], "mail", again=True)
        new = Mail(settings(office.folder, port), office.clinic, office.ledger, new_key=True)
        list(dispatch(office.ledger, new, office.stock))
    assert new.keeper.name != old.name
    run = office.ledger.runs()[0]
    first, *others = entries(office.ledger, run, office.clinic)
    assert first.cells[-1] == new.keeper.passphrase(run.fingerprint, first.row)
    assert {line.cells[-1] for line in others} == {"locked with another passphrase.key, that was there on 2026-12-01: put it back to tell the passphrase"}


# -- a ledger from a back-up


def put_back(office: Office, kept: bytes) -> None:
    """The ledger is as it was, and the journal of sendings beside it is not."""
    office.ledger.close()
    for path in office.folder.glob(f"{NAME}*"):
        if not path.name.endswith("-sendings"):
            path.unlink()
    (office.folder / NAME).write_bytes(kept)
    office.ledger = Ledger.open(office.folder / NAME, now=office.time.now)


def kept_ledger(office: Office) -> bytes:
    office.ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (office.folder / NAME).read_bytes()


@pytest.mark.parametrize("fault", ["", "421", "550"])
def test_a_ledger_that_was_put_back_mails_nothing_twice_without_a_question(office: Office, fault: str) -> None:
    kept, box = kept_ledger(office), Box(fault)
    with serving(box) as port:
        office.send(port)
        sent = office.states()["sent"]
        put_back(office, kept)
        assert office.states() == {"waiting": MAILS}
        passed = office.send(port)
        asked = [p for p in passed if p.delivery.state == "in doubt"]
        assert len(asked) == sent
        assert all("an older one that was put back" in p.came.said for p in asked)
        assert max(box.counted().values()) == 1
        first, *others = (d for d in deliveries(office.ledger, channel="mail") if d.state == "in doubt")
        for one in others:
            settle(office.ledger, one.id, sent=True, who="Kim")
        settle(office.ledger, first.id, sent=False, who="Kim")  # whoever looked did not find it
        office.send(port)
        assert office.states()["in doubt"] == 0
    assert sorted(box.counted().values()) == [1] * (sent - 1) + [2]


def test_a_ledger_of_before_the_copies_were_put_out_asks_as_well_and_ids_that_are_given_anew_confuse_nothing(office: Office) -> None:
    more = recorded(office.ledger, 2, consenting(8), consenting(9))
    kept, box = kept_ledger(office), Box()
    with serving(box) as port:
        enqueue(office.ledger, more, "mail")
        office.send(port)
        put_back(office, kept)
        enqueue(office.ledger, reversed(more), "mail")  # the deliveries' numbers are those of the other copy now
        office.send(port)
        assert {d.state for d in deliveries(office.ledger, channel="mail")} == {"in doubt"}
    assert set(box.counted().values()) == {1}


def test_the_journal_names_no_patient_and_is_its_owners_alone(office: Office) -> None:
    with serving(Box()) as port:
        office.send(port)
    journal = office.folder / f"{NAME}-sendings"
    assert journal.stat().st_mode & 0o777 == 0o600
    text = journal.read_text()
    assert len(text.splitlines()) == MAILS
    assert not [word for word in ("Zyxwarth", "Quenby", "Patzyx", "@", "1951") if word in text]


def test_what_no_screen_reader_can_read_is_not_mailed_unless_the_clinic_allows_it_by_name(office: Office, tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "enclosing", map=a_map())
    office.stock.pdf = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True)).make(an_appointment(clinic)).data
    box = Box()
    with serving(box) as port:
        passed = office.send(port, untagged=("consent.pdf",))
        assert office.states() == {"failed": MAILS} and box.held == []
        assert all("no screen reader can read map.pdf" in p.came.said and "print the copy" in p.came.said for p in passed)
        office.put({"email": "another@example.org"})
        office.send(port, untagged=("map.pdf",))
    assert office.states()["sent"] == 1
