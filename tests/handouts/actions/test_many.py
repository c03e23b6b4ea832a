"""Many copies at once: what failed, what is in doubt, what shall leave again; and what is left for a person to see to."""

from __future__ import annotations

from datetime import datetime

import pytest

from handouts.actions.mail import SendMail, SentMail, send_mail
from handouts.actions.outbox import AskOutbox, ask_outbox
from handouts.actions.printing import PrintCopies, print_copies
from handouts.actions.settling import SettleRun, settle_run
from handouts.actions.where import Where
from handouts.errors import InputError, Stopped
from tests.handouts.actions import Remembering
from tests.handouts.actions.test_mail import mail_toml
from tests.handouts.delivery.mail.mailserver import Box, serving
from tests.handouts.delivery.printing.ippserver import Odd


def mailed(own: Where, box: Box, waits: Remembering | None = None, **fields: object) -> SentMail:
    with serving(box) as port:
        mail_toml(own, port)
        return send_mail(SendMail(own, "1", **fields), waits or Remembering())  # type: ignore[arg-type]


def states(own: Where, channel: str) -> dict[str, int]:
    return {state: count for way, state, count in ask_outbox(AskOutbox(own)).counts if way == channel}


def test_what_failed_leaves_again_in_one_command_when_the_reason_is_gone(own: Where) -> None:
    sent = mailed(own, Box(says={"recipient": "550 5.1.1 no"}))
    assert (sent.failed, sent.ok, sent.waiting) == (3, False, 0)
    again = mailed(own, Box())
    assert (again.letters, again.failed, again.ok) == ((), 3, False)
    box = Box()
    done = mailed(own, box, failed=True)
    assert (done.retried, dict(done.states), done.failed, done.ok, len(box.held)) == (3, {"sent": 3}, 0, True, 3)
    with pytest.raises(InputError, match="no copy of run 1 has failed by mail; see"):
        mailed(own, box, failed=True)


def test_failed_and_again_are_not_said_together(own: Where) -> None:
    with pytest.raises(InputError, match="say one of them"):
        mailed(own, Box(), failed=True, again=True)


def test_the_letters_that_failed_are_printed_alone_and_then_nobody_has_to_see_to_them(own: Where) -> None:
    mailed(own, Box(says={"recipient": "550 5.1.1 no"}))
    with Odd(pages=5) as printer:
        printed = print_copies(PrintCopies(own, "1", printer.uri, failed_mail=True))
        assert (dict(printed.states), printed.ok) == ({"sent": 3}, True)
    assert states(own, "print") == {"sent": 3, "waiting": 2}
    assert mailed(own, Box()).ok
    with pytest.raises(InputError, match="but for 3 that go another way"):
        mailed(own, Box(), failed=True)


def test_while_copies_wait_the_next_attempt_is_named(own: Where) -> None:
    sent = mailed(own, Box(says={"recipient": "450 4.2.0 Greylisted"}))
    assert (sent.waiting, sent.ok, isinstance(sent.next_attempt, datetime)) == (3, False, True)
    said = sent.as_json()
    assert (said["waiting"], said["failed"], said["in_doubt"], said["stopped"]) == (3, 0, 0, None)
    assert said["next_attempt"] == sent.next_attempt.isoformat()  # type: ignore[union-attr]


@pytest.mark.parametrize(("answer", "refused"), [(None, InputError), (False, Stopped)])
def test_what_was_sent_is_not_sent_again_without_a_yes(own: Where, answer: bool | None, refused: type[Exception]) -> None:
    mailed(own, Box())
    box, waits = Box(), Remembering(answer)
    with pytest.raises(refused):
        mailed(own, box, waits, again=True)
    assert [question for question, _ in waits.asked] == [
        "3 of 5 copies of run 1 have left by mail before, and their patients have them. Shall all of them leave once more?"
    ]
    assert box.held == []
    mailed(own, box, Remembering(True), again=True)
    assert len(box.held) == 3
    with Odd(pages=5) as printer:
        print_copies(PrintCopies(own, "1", printer.uri))
        with pytest.raises(refused):
            print_copies(PrintCopies(own, "1", printer.uri, again=True), Remembering(answer))
        assert printer.submitted == 2
        print_copies(PrintCopies(own, "1", printer.uri, again=True, sure=True))
        assert printer.submitted == 4


# -- settle


def test_all_doubts_of_a_run_are_settled_after_a_question_that_names_how_many(own: Where) -> None:
    sent = mailed(own, Box("cut after", every=1))
    assert (sent.in_doubt, sent.ok) == (3, False)
    waits = Remembering(True)
    done = settle_run(SettleRun(own, 1, "again", who="Kim"), waits)
    assert [question for question, _ in waits.asked] == [
        "3 copies of run 1 (3 by mail) are in doubt. Shall all of them leave again? Whoever has one already gets a second"
    ]
    assert (done.copies, states(own, "mail")) == (3, {"waiting": 3})
    mailed(own, Box())
    mailed(own, Box("cut after", every=1), again=True, sure=True)
    settle_run(SettleRun(own, 1, "sent", who="Kim"), waits := Remembering(True))
    assert "3 of which have left once before" in waits.asked[0][0]
    assert states(own, "mail") == {"sent": 6}
    with pytest.raises(InputError, match="nothing of run 1 is in doubt"):
        settle_run(SettleRun(own, 1, "sent"))


@pytest.mark.parametrize(("answer", "refused"), [(None, InputError), (False, Stopped)])
def test_no_doubt_is_settled_without_a_yes(own: Where, answer: bool | None, refused: type[Exception]) -> None:
    mailed(own, Box("cut after", every=1))
    with pytest.raises(refused):
        settle_run(SettleRun(own, 1, "sent"), Remembering(answer))
    with pytest.raises(InputError, match="say what became of them"):
        settle_run(SettleRun(own, 1, None), Remembering(True))
    assert states(own, "mail") == {"in doubt": 3}
    settle_run(SettleRun(own, 1, "sent", sure=True))
    assert states(own, "mail") == {"sent": 3}
