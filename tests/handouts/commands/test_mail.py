"""The commands of mail and outbox, as processes; and a search for words of the patients in whatever they leave behind."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from handouts.clinics.clinic import sample_clinic
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries
from handouts.records.appointment import COLUMNS
from tests.handouts.delivery.mail.mailserver import GOOD, SENDER, Box, serving
from tests.handouts.delivery.mail.tokenserver import CLIENT, TENANT, Authority, TokenServer

ROOT = Path(__file__).parents[3]
PLANTED = ("Quenby", "Zyxwarth", "Patzyx", "Appzyx", "1951-04-17", "19510417", "5550177", "Zyxhill")
ROWS = [  # agrees; agrees, plain wanted; address only; nothing
    {"email": "a1@example.org", "email_consent": "yes"}, {"email": "a2@example.org", "email_consent": "yes", "email_plain": "yes"},
    {"email": "a3@example.org", "email_consent": "no"}, {},
]  # fmt: skip


class Desk:
    """A clinic with a list, and its command line.  What each process said is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, ""
        self.clinic = Path(shutil.copytree(sample_clinic("riverside"), folder / "clinic"))
        self.out, self.tmp = folder / "out", folder / "tmp"
        self.tmp.mkdir()
        with (folder / "list.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({**self.row(number), **cells} for number, cells in enumerate(ROWS, 1))

    @staticmethod
    def row(number: int) -> dict[str, str]:
        return {
            "appointment_id": f"Appzyx-{number}", "start": "2026-12-08T09:30", "type": "Kyphoplasty", "leaflet": "kyphoplasty",
            "patient_id": f"Patzyx-{number}", "given_name": f"Quenby{'abcd'[number - 1]}", "family_name": "Zyxwarth", "date_of_birth": "1951-04-17",
            "language": "en-US", "phone": "5550177", "address_1": "1 Zyxhill",
        }  # fmt: skip

    def mail_toml(self, port: int, more: str = "") -> None:
        GOOD.cert_pem.write_to_path(str(self.clinic / "ca.pem"))
        lines = f'from = "{SENDER}"\nname = "Riverside"\nhost = "localhost"\nport = {port}\nca = "ca.pem"\ntimeout = 5\npatience = 5\nplain = true\n'
        (self.clinic / "mail.toml").write_text(lines + more)

    def say(self, *words: str, code: int = 0) -> str:
        """What a command answers on standard output."""
        environment = {**os.environ, "TMPDIR": str(self.tmp), "HANDOUTS_CLINIC": str(self.clinic)}
        done = subprocess.run([sys.executable, "generate.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        self.said += done.stdout + done.stderr
        return done.stdout

    def made(self) -> None:
        self.say("batch", str(self.folder / "list.csv"), "--out", str(self.out), "--yes")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose list has been made; the tests work on copies of it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.made()
    return desk


@pytest.fixture
def desk(ready: Desk) -> Iterator[Desk]:
    """The desk, with nothing in its outbox but the folder's copies."""
    kept = (ready.clinic / NAME).read_bytes()
    ready.said = ""
    yield ready
    for path in ready.clinic.glob(f"{NAME}*"):
        path.unlink()
    (ready.clinic / NAME).write_bytes(kept)
    (ready.clinic / "mail.toml").unlink(missing_ok=True)


def test_a_run_is_mailed_to_those_who_agreed_and_put_out_for_print_for_the_others(desk: Desk) -> None:
    box = Box()
    with serving(box) as port:
        desk.mail_toml(port)
        answer = json.loads(desk.say("email", "1", "--json"))
        assert (answer["by_mail"], answer["locked"], answer["states"]) == (2, 1, {"sent": 2})
        assert answer["printed_instead"] == {"the patient has not agreed to e-mail": 1, "the record has no e-mail address": 1}
        again = json.loads(desk.say("email", "1", "--json"))
        assert (again["by_mail"], again["before"], again["states"]) == (0, 4, {})
        assert [rcpt for rcpt, _ in box.held] == [("a1@example.org",), ("a2@example.org",)]
        assert json.loads(desk.say("email", "1", "--again", "--yes", "--json"))["states"] == {"sent": 2}
    assert set(box.counted().values()) == {1} and len(box.held) == 4
    with Ledger.open(desk.clinic / NAME) as ledger:
        assert {(d.channel, d.state) for d in deliveries(ledger) if d.channel != "folder"} == {("mail", "sent"), ("print", "waiting")}
    counts = {(c["channel"], c["state"]): c["deliveries"] for c in json.loads(desk.say("outbox", "--json"))["counts"]}
    assert counts[("mail", "sent")] == 4 and counts[("print", "waiting")] == 2


def test_a_dry_run_shows_the_messages_and_changes_nothing(desk: Desk) -> None:
    desk.mail_toml(1)
    before = (desk.clinic / NAME).read_bytes()
    spool = desk.folder / "spool"
    answer = json.loads(desk.say("email", "1", "--dry-run", "--out", str(spool), "--json"))
    assert (answer["by_mail"], answer["states"], len(list(spool.glob("*.eml")))) == (2, {}, 2)
    for path in spool.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["To"] in ("a1@example.org", "a2@example.org")
    with Ledger.open(desk.clinic / NAME) as ledger:
        assert {d.channel for d in deliveries(ledger)} == {"folder"}
    assert before
    shutil.rmtree(spool)


def test_the_list_of_passphrases_opens_the_attachments(desk: Desk) -> None:
    import io

    import pikepdf

    box = Box()
    with serving(box) as port:
        desk.mail_toml(port)
        desk.say("email", "1")
    out = desk.folder / "passphrases.csv"
    desk.say("passphrases", "1", "--out", str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    (row,) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert (row["patient"], row["identifier"], row["phone"]) == ("Quenbya Zyxwarth", "Patzyx-1", "5550177")
    first = box.messages()[0]
    with pikepdf.open(io.BytesIO(next(first.iter_attachments()).get_content()), password=row["passphrase"]) as pdf:
        assert len(pdf.pages) >= 3
    (desk.clinic / "passphrase.key").write_bytes(b"x" * 32)
    desk.say("passphrases", "1", "--out", str(out), code=2)
    assert "is not the key that the letters were locked with" in desk.said
    (desk.clinic / "passphrase.key").unlink()


def test_a_doubt_is_shown_and_settled_by_name(desk: Desk) -> None:
    box = Box("cut after")
    with serving(box) as port:
        box.every = 1
        desk.mail_toml(port)
        desk.say("email", "1", code=3)
        assert "in doubt; the connection broke" in desk.said
        told = [c for c in json.loads(desk.say("outbox", "--json", "--channel", "mail"))["open"] if c["state"] == "in doubt"]
        assert len(told) == 2
        desk.say("settle", told[0]["copy"], "--sent", "--who", "Kim")
        desk.say("settle", told[1]["copy"], "--again")
        desk.say("settle", told[1]["copy"], "--sent", code=2)
        desk.say("settle", told[0]["copy"], code=2)
        box.fault = ""
        answer = json.loads(desk.say("email", told[1]["copy"], "--json"))
        assert answer["states"] == {"sent": 1}
    with Ledger.open(desk.clinic / NAME) as ledger:
        assert {d.state for d in deliveries(ledger, channel="mail")} == {"sent"}
        assert {d.settled_by for d in deliveries(ledger, channel="mail")} == {"Kim", ""}


def test_a_failure_is_said_and_waits_again_when_somebody_says_so(desk: Desk) -> None:
    box = Box("550", every=1)
    with serving(box) as port:
        desk.mail_toml(port)
        desk.say("email", "1", code=3)
        assert "550 5.1.1: there is no such mailbox" in desk.said
        (one, _) = json.loads(desk.say("outbox", "--json", "--channel", "mail"))["open"]
        desk.say("settle", one["copy"], "--again")
        box.fault = ""
        assert json.loads(desk.say("email", one["copy"], "--json"))["states"] == {"sent": 1}


def test_a_server_that_is_not_there_leaves_all_waiting_and_says_so(desk: Desk) -> None:
    desk.mail_toml(1)
    desk.say("email", "1", code=8)
    assert "does not answer" in desk.said
    with Ledger.open(desk.clinic / NAME) as ledger:
        assert {d.state for d in deliveries(ledger, channel="mail")} == {"waiting"}


def test_without_settings_or_with_wrong_words_nothing_happens(desk: Desk) -> None:
    desk.say("email", "1", code=2)
    assert "docs/email.md" in desk.said
    desk.mail_toml(1)
    desk.say("email", "7", code=2)
    desk.say("email", "nothere", code=2)
    desk.say("email", "1", "--out", "x", code=2)
    desk.say("passphrases", "1", "--out", str(desk.folder / "p.csv"), code=2)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="process arguments are read from /proc")
def test_words_of_the_patients_stand_in_the_documents_and_the_ledger_alone(desk: Desk) -> None:
    """Planted words are looked for in what commands say, temporary names and files, process arguments, subjects, headers and bodies."""
    watch = subprocess.Popen([sys.executable, "-c", WATCH, str(desk.folder / "seen"), str(desk.tmp)], cwd=ROOT)
    try:
        for fault in ("", "550", "cut after", "451", "cut before"):
            box = Box(fault, every=2)
            with serving(box) as port:
                desk.mail_toml(port, "calendar = true\n")
                with Ledger.open(desk.clinic / NAME) as ledger:
                    ledger.connection.execute("DELETE FROM deliveries WHERE channel <> 'folder'")
                desk.say("email", "1", code=0 if not fault else 3)
                desk.say("outbox", code=0)
            for message in box.messages():
                for part in message.walk():
                    told = "".join(f"{name}: {value}\n" for name, value in part.items())
                    body = part.get_payload(decode=True) if part.get_content_maintype() == "text" else b""
                    assert not [word for word in PLANTED if word in told or word.encode() in (body or b"")]
        (desk.clinic / "mail.toml").write_text("from = 5\n")
        desk.say("email", "1", code=2)
    finally:
        watch.terminate()
        watch.wait()
    seen = (desk.folder / "seen").read_bytes()
    assert b"generate.py" in seen, "the watch saw no process"
    assert not [word for word in PLANTED if word in desk.said]
    assert not [word for word in PLANTED if word.encode() in seen]
    assert list(desk.tmp.iterdir()) == []
    names = [path.name for path in desk.folder.rglob("*")]
    assert not [name for name in names if any(word in name for word in PLANTED)]
    holding = [p for p in desk.folder.rglob("*") if p.is_file() and any(word.encode() in p.read_bytes() for word in PLANTED)]
    assert {p.name.split("-")[0] for p in holding} <= {"list.csv", NAME, "passphrases.csv"}


WATCH = """
import glob, os, sys, time
seen = set()
while True:
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if sys.argv[2].encode() not in open(os.path.dirname(path) + "/environ", "rb").read():
                continue  # another test's
            words = open(path, "rb").read()
            own = sys.argv[2].encode() in open(path.replace("cmdline", "environ"), "rb").read()  # not another test's
        except OSError:
            continue
        if b"generate.py" in words and own:
            seen.add(words)
    for folder, _, files in os.walk(sys.argv[2]):
        for name in files:
            seen.add(name.encode())
            try:
                seen.add(open(os.path.join(folder, name), "rb").read())
            except OSError:
                pass
    with open(sys.argv[1] + ".part", "wb") as out:
        out.write(b"\\n".join(sorted(seen)))
    os.replace(sys.argv[1] + ".part", sys.argv[1])  # it may be ended at any moment
    time.sleep(0.01)
"""


def test_a_copy_whose_file_is_gone_is_made_again_and_is_the_same(desk: Desk) -> None:
    kept = {path: path.read_bytes() for path in desk.out.glob("*.pdf")}
    box = Box()
    for path in kept:
        path.unlink()
    with serving(box) as port:
        desk.mail_toml(port)
        assert json.loads(desk.say("email", "1", "--json"))["states"] == {"sent": 2}
        plain = next(part for part in box.messages()[1].iter_attachments())
        assert plain.get_content() in kept.values()
        leaflet = desk.clinic / "clinic.toml"
        before = leaflet.read_text()
        leaflet.write_text(before.replace("(217) 555-0142", "(217) 555-0143"))
        answer = json.loads(desk.say("email", "1", "--again", "--yes", "--json", code=3))
        leaflet.write_text(before)
    assert answer["states"] == {"failed": 2}
    assert all("comes out otherwise than when it was made" in copy["said"] for copy in answer["copies"])
    for path, data in kept.items():
        path.write_bytes(data)


def test_a_file_that_was_changed_is_not_sent(desk: Desk) -> None:
    path = sorted(desk.out.glob("*.pdf"))[1]
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"%PDF", b"%XDF"))
    box = Box()
    with serving(box) as port:
        desk.mail_toml(port)
        desk.say("email", "1")
    assert next(part for part in box.messages()[1].iter_attachments()).get_content() == kept
    path.write_bytes(kept)


def waiting(desk: Desk) -> int:
    """How many letters wait."""
    with Ledger.open(desk.clinic / NAME) as ledger:
        return len(deliveries(ledger, channel="mail", state="waiting"))


def test_a_person_signs_in_and_letters_leave_until_that_is_taken_back(desk: Desk) -> None:
    box, there = Box(), Authority(public=True, pending=deque(["authorization_pending"]))
    there.mail(box)
    with serving(box, auth_required=True) as port, TokenServer(there) as tokens:
        table = f'[sign-in]\nat = "microsoft"\nclient = "{CLIENT}"\ntenant = "{TENANT}"\nauthority = "{tokens.url}"\nca = "ca.pem"\n'
        desk.mail_toml(port, f'login = "{SENDER}"\n{table}')
        desk.say("email", "1", code=8)
        assert "nobody has signed in at Microsoft for the mail yet; say `handouts mail sign-in`" in desk.said
        assert waiting(desk) == 2
        assert desk.say("mail", "sign-in") == f"Signed in at Microsoft for {SENDER}. `handouts doctor` says whether the mail server takes it.\n"
        assert "handouts: open https://example.org/device in any browser, type in the code ABCD-1234" in desk.said
        assert json.loads(desk.say("email", "1", "--json"))["states"] == {"sent": 2}
        there.access()
        there.refresh.clear()
        desk.say("email", "1", "--again", "--yes", code=8)
        assert "the sign-in has run out, or was taken back" in desk.said
        assert waiting(desk) == 2
    assert not any(secret in desk.said for secret in there.secrets() if secret != "Zyx")
    assert (desk.clinic / "mail-token.key").stat().st_mode & 0o777 == 0o600
    (desk.clinic / "mail-token.key").unlink()
