"""E-mail, the outbox and passphrases, with a mail server that answers."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from handouts.actions.answers import AskAnswers, ask_answers, with_answers
from handouts.actions.batch import make_list
from handouts.actions.mail import SendMail, WritePassphrases, look_before_mailing, send_mail, write_passphrases
from handouts.actions.outbox import AskOutbox, Settle, ask_outbox, settle
from handouts.actions.printing import PrintCopies, look_before_printing
from handouts.actions.takeback import Withdraw, withdraw
from handouts.actions.where import Where
from handouts.delivery.chosen import chosen
from handouts.delivery.mail.addressees import put, sort
from handouts.delivery.mail.settings import read_mail
from handouts.errors import ClinicError, DeliveryError, InputError
from handouts.ledger.outbox import deliveries, enqueue
from tests.handouts.actions import Remembering, a_list
from tests.handouts.delivery.mail.mailserver import GOOD, SENDER, Box, serving


def mail_toml(where: Where, port: int) -> None:
    GOOD.cert_pem.write_to_path(str(Path(where.clinic) / "ca.pem"))
    lines = f'from = "{SENDER}"\nname = "Riverside"\nhost = "localhost"\nport = {port}\nca = "ca.pem"\ntimeout = 5\npatience = 5\n'
    (Path(where.clinic) / "mail.toml").write_text(lines, "utf-8")


def test_a_look_sends_nothing_and_then_letters_leave_once(own: Where, tmp_path: Path) -> None:
    box, waits = Box(), Remembering()
    with serving(box) as port:
        mail_toml(own, port)
        outlook = look_before_mailing(SendMail(own, "1", out=tmp_path / "spool"))
        assert (outlook.by_mail, outlook.locked, outlook.plain, dict(outlook.states), box.held) == (3, 3, 0, {}, [])
        assert len(list((tmp_path / "spool").glob("*.eml"))) == 3
        sent = send_mail(SendMail(own, "1"), waits)
        assert (sent.by_mail, dict(sent.states), sent.ok, sent.stopped) == (3, {"sent": 3}, True, None)
        assert sent.printed_instead == (("the record has no e-mail address", 2),)
        assert waits.steps == [(1, 3), (2, 3), (3, 3)]
        again = send_mail(SendMail(own, "1"))
        assert (again.by_mail, again.before, again.as_json()["states"]) == (0, 5, {})
    assert len(box.held) == 3
    counts = {(channel, state): count for channel, state, count in ask_outbox(AskOutbox(own)).counts}
    assert (counts[("mail", "sent")], counts[("print", "waiting")]) == (3, 2)


def test_passphrases_are_written_when_there_are_any(own: Where, tmp_path: Path) -> None:
    request = WritePassphrases(own, 1, tmp_path / "list.csv")
    with pytest.raises(InputError, match="no letter of run 1 is locked"):
        write_passphrases(request)
    assert not (tmp_path / "list.csv").exists()
    with serving(Box()) as port:
        mail_toml(own, port)
        send_mail(SendMail(own, "1"))
    written = write_passphrases(request)
    rows = list(csv.DictReader(written.file.read_text("utf-8-sig").splitlines()))
    assert written.count == len(rows) == 3
    assert all(row["passphrase"] for row in rows)


def test_a_doubt_is_settled_and_a_failure_waits_again(own: Where) -> None:
    with serving(Box("cut after", every=1)) as port:
        mail_toml(own, port)
        sent = send_mail(SendMail(own, "1"))
    assert not sent.ok
    found = ask_outbox(AskOutbox(own, "mail"))
    assert (found.in_doubt, len(found.open), found.open[0].state) == (3, 3, "in doubt")
    one, two, _ = (delivery.copy for delivery in found.open)
    with pytest.raises(InputError, match="say what became of it"):
        settle(Settle(own, one, None))
    assert settle(Settle(own, one, "sent", who="Kim")).state == "sent"
    assert settle(Settle(own, two, "again")).state == "waiting"
    with pytest.raises(InputError, match="nothing of that copy is in doubt"):
        settle(Settle(own, one, "sent"))
    with serving(Box("550", every=1)) as port:
        mail_toml(own, port)
        send_mail(SendMail(own, two))
    assert settle(Settle(own, two, "again")).state == "waiting"


def test_what_the_server_said_is_told_without_the_patient(own: Where) -> None:
    with serving(Box(says={"recipient": "550 5.7.54 <ADDRESS> Unable to relay for ADDRESS (id 4711)"})) as port:
        mail_toml(own, port)
        sent = send_mail(SendMail(own, "1"))
    assert isinstance(sent.stopped, DeliveryError)
    shown = [one for one in with_answers(own, ask_outbox(AskOutbox(own, "mail"))).open if one.answer]
    told = "550 5.7.54 ▒▒▒ Unable to relay for ▒▒▒ (id 4711)"
    assert [(one.answer, one.as_json()["answer"]) for one in shown] == [(told, told)]
    found = ask_answers(AskAnswers(own, shown[0].copy, "mail"))
    assert [(one.state, one.attempts, one.answer) for one in found.deliveries] == [("waiting", 1, told)]
    assert found.as_json()["deliveries"][0]["message"].startswith(f"<{shown[0].copy}.")
    with pytest.raises(InputError, match="no copy"):
        ask_answers(AskAnswers(own, "aaaaaaaaaaaa"))


def test_a_server_that_is_not_there_stops_it(own: Where) -> None:
    mail_toml(own, 1)
    sent = send_mail(SendMail(own, "1"))
    assert isinstance(sent.stopped, DeliveryError)
    assert sent.letters == ()
    assert {one.state for one in ask_outbox(AskOutbox(own, "mail")).open} == {"waiting"}


def test_without_settings_it_is_refused(own: Where) -> None:
    with pytest.raises(ClinicError, match=r"docs/email\.md"):
        send_mail(SendMail(own, "1"))
    with pytest.raises(InputError, match="--out goes with --dry-run"):
        send_mail(SendMail(own, "1", out=Path("spool")))


def test_a_letter_that_a_person_withdrew_stays_out_of_its_run_and_leaves_when_it_is_named(own: Where) -> None:
    box = Box()
    with serving(box) as port:
        mail_toml(own, port)
        with own.open() as ledger:
            put(ledger, sort(ledger, chosen(ledger, "1"), own.read(), read_mail(own.read().folder)))
            first, *_ = [d.copy for d in deliveries(ledger, channel="mail")]
        assert withdraw(Withdraw(own, first)).copies == 1
        sent = send_mail(SendMail(own, "1"))
        assert (sent.by_mail, sent.withdrawn, dict(sent.states)) == (0, 1, {"sent": 2}), "two waited already"
        assert dict(send_mail(SendMail(own, first)).states) == {"sent": 1}
    assert len(box.held) == 3


def test_paper_that_was_withdrawn_may_go_by_mail_and_mail_by_paper(own: Where) -> None:
    with serving(Box()) as port:
        mail_toml(own, port)
        with own.open() as ledger:
            copies = [copy.id for copy in ledger.copies(1)]
            enqueue(ledger, copies, "print")
        withdraw(Withdraw(own, "1", "print", sure=True))
        sent = send_mail(SendMail(own, "1"))
        assert (dict(sent.states), sent.withdrawn, sent.printed_instead) == ({"sent": 3}, 2, ())


def test_a_look_shows_nothing_that_was_replaced(tmp_path: Path) -> None:
    """Neither counted, nor among the letters of an earlier look."""
    request = a_list(tmp_path)
    first = make_list(request)
    mail_toml(request.where, 1)
    spool = tmp_path / "spool"
    assert look_before_mailing(SendMail(request.where, "1", out=spool)).by_mail == 3
    (spool / "notes.eml").write_text("somebody's", "utf-8")
    (spool / f"{'a' * 12}.eml").write_text("somebody's", "utf-8")
    old = next(copy for copy in first.copies if (spool / f"{copy.id}.eml").exists())
    text = request.schedule.read_text("utf-8")  # type: ignore[union-attr]
    moved = re.sub(rf"({old.whose.appointment},)\d{{4}}-\d\d-\d\dT", r"\g<1>2026-12-18T", text)  # type: ignore[union-attr]
    request.schedule.write_text(moved, "utf-8")  # type: ignore[union-attr]
    (new,) = make_list(request).copies[:1]
    looked = look_before_mailing(SendMail(request.where, "2", out=spool))
    assert looked.by_mail == 1
    assert (spool / f"{new.id}.eml").exists() and not (spool / f"{old.id}.eml").exists()
    assert look_before_mailing(SendMail(request.where, "1", out=spool)).by_mail == 2
    assert {path.name for path in spool.iterdir()} >= {"notes.eml", f"{'a' * 12}.eml"}
    assert look_before_printing(PrintCopies(request.where, "1", "ipp://localhost:1/")).copies == 4
    for ask in (lambda: look_before_mailing(SendMail(request.where, old.id)), lambda: look_before_printing(PrintCopies(request.where, old.id, "ipp://localhost:1/"))):
        with pytest.raises(InputError, match=rf"copy {old.id} was replaced; the one that counts is {new.id}"):
            ask()
