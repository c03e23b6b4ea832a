"""Whose fault a refusal is: replies as they are published, from a real server, each with the state, the sentence and the exit code."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.delivery.channel import ChannelError
from handouts.delivery.dispatch import Passed
from handouts.delivery.mail.kinds import KINDS, ROWS, Whose
from handouts.delivery.mail.replies import Asked, meaning
from handouts.errors import SOME_REJECTED
from handouts.ledger.outbox import deliveries
from tests.handouts.delivery.mail.mailserver import Box, serving
from tests.handouts.delivery.mail.published import REPLIES
from tests.handouts.delivery.mail.test_channel import Office

STOPPED = int(os.environ.get("HANDOUTS_STOPPED", "300"))  # letters for each kind of stop
WAITS = {Whose.MOMENT, Whose.PAUSE, Whose.CLINIC, Whose.EITHER}
BLAME = ("address with the patient", "print the copy", "such mailbox")


class Sent:
    """What a command made of letters that a server answers in one way."""

    def __init__(self, folder: Path, stage: str, reply: str, letters: int) -> None:
        office, self.box = Office(folder, letters), Box(says={stage: reply})
        self.passed: list[Passed] = []
        self.said, self.code = "", SOME_REJECTED
        with serving(self.box) as port:
            try:
                for one in office.sending(office.settings(port), wait=False):
                    self.passed.append(one)
            except ChannelError as error:
                self.said, self.code = str(error), error.exit_code
        self.deliveries = deliveries(office.ledger, channel="mail")
        self.states = Counter(d.state for d in self.deliveries)
        office.agrees(self.box)
        office.ledger.close()

    @property
    def sentences(self) -> list[str]:
        return [*(one.came.said for one in self.passed), *([self.said] if self.said else [])]


def expected(kind: str, letters: int) -> tuple[dict[str, int], int]:
    """States and exit code, by whose fault it is."""
    found = KINDS[kind]
    if found.whose is Whose.COPY:
        return {"failed": letters}, SOME_REJECTED
    return {"waiting": letters}, SOME_REJECTED if found.whose is Whose.MOMENT and found.alone else ChannelError("").exit_code


@pytest.mark.parametrize(("stage", "reply", "kind"), REPLIES, ids=[f"{n} {reply[:12]}" for n, (_, reply, _) in enumerate(REPLIES)])
def test_each_published_reply_has_its_state_its_sentence_and_its_exit_code(tmp_path: Path, stage: str, reply: str, kind: str) -> None:
    sent = Sent(tmp_path, stage, reply, 4)
    states, code = expected(kind, 4)
    assert (dict(sent.states), sent.code) == (states, code)
    assert any(KINDS[kind].said in said and reply[:3] in said for said in sent.sentences), sent.sentences
    assert not [said for said in sent.sentences if "@example.org" in said or "192.0.2.7" in said]
    if KINDS[kind].whose in (Whose.CLINIC, Whose.PAUSE):
        assert not [said for said in sent.sentences for words in BLAME if words in said]
        assert "; " in sent.said


STOPS = {kind: (stage, reply) for stage, reply, kind in REPLIES if KINDS[kind].whose in (Whose.CLINIC, Whose.PAUSE, Whose.EITHER)}


def test_every_kind_of_stop_has_a_published_reply() -> None:
    assert {kind for kind, found in KINDS.items() if found.whose in (Whose.CLINIC, Whose.PAUSE, Whose.EITHER)} - set(STOPS) == {"server"}
    assert {kind for _, _, kind in ROWS} <= set(KINDS)


@pytest.mark.parametrize("kind", sorted(STOPS))
def test_of_300_letters_none_is_blamed_none_is_lost_and_none_leaves_twice(tmp_path: Path, kind: str) -> None:
    sent = Sent(tmp_path, *STOPS[kind], STOPPED)
    assert dict(sent.states) == {"waiting": STOPPED}
    assert (len(sent.box.held), sent.box.open) == (0, 0)
    assert sum(d.attempts for d in sent.deliveries) <= 2
    assert sent.code == 8


def test_when_the_fault_is_mended_the_same_command_sends_everything_however_often_it_was_tried(tmp_path: Path) -> None:
    office, box = Office(tmp_path, 5), Box(says={"recipient": "550 5.7.54 Unable to relay"})
    with serving(box) as port:
        for _ in range(9):
            with pytest.raises(ChannelError, match="forwards no letters of this machine; set login"):
                office.send(port, wait=False)
        box.says = {"recipient": "450 4.2.0 Greylisted"}  # a letter that was stopped so often still has its five attempts
        office.send(port, wait=False)
        assert office.states() == {"waiting": 5}
        box.says = {}
        office.send(port)
    assert office.states() == {"sent": 5}
    office.agrees(box)
    office.ledger.close()


# -- either's fault


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, 6)
    yield made
    made.ledger.close()


def test_one_address_alone_that_is_refused_in_words_that_could_be_eithers_fails_and_the_others_leave(office: Office) -> None:
    box = Box("554", every=3)
    with serving(box) as port:
        office.send(port)
    assert office.states() == {"sent": 4, "failed": 2}
    office.agrees(box)


def test_two_addresses_in_a_row_with_the_same_words_stop_the_run_and_both_wait(office: Office) -> None:
    box = Box(says={"message": "554 5.7.1 Message rejected (id 4711-ADDRESS)"})
    with serving(box) as port:
        passed, passing = list[Passed](), office.sending(office.settings(port), wait=False)
        with pytest.raises(ChannelError, match="two addresses in a row were refused in the same words"):
            passed.extend(passing)
    assert office.states() == {"waiting": 6}
    assert {one.copy.id: one.delivery.state for one in passed} == dict.fromkeys(office.copies[:2], "waiting")
    assert [d.receipt["answer"] for d in deliveries(office.ledger, channel="mail")[:2]] == [
        f"554 5.7.1 Message rejected (id 4711-patient{n}@example.org)" for n in (1, 2)
    ]


def test_one_recipient_twice_is_no_proof(tmp_path: Path) -> None:
    office = Office(tmp_path, 0)
    office.put({"email": "a@example.org"}, {"email": "a@example.org"}, {"email": "a@example.org"})
    with serving(Box(says={"recipient": "550 5.7.1 Command rejected"})) as port:
        office.send(port)
    assert office.states() == {"failed": 3}
    office.ledger.close()


# -- words


WORDS = ("spam", "relay denied", "spf", "unknown user", "greylisted", "quota", "attachment")


@given(st.sampled_from(WORDS), st.sampled_from([550, 450]), st.sampled_from(["recipient", "message"]))
def test_what_an_address_or_a_link_is_called_changes_nothing(word: str, code: int, asked: Asked) -> None:
    plain = meaning(code, b"<a@example.org> https://example.org/x no", asked)
    assert meaning(code, f"<{word.replace(' ', '.')}@example.org> https://example.org/{word.replace(' ', '-')} no".encode(), asked) == plain


@given(st.integers(0, 999), st.binary(max_size=300), st.sampled_from(["connection", "sender", "recipient", "message"]))
def test_any_reply_has_a_meaning_and_a_connection_or_sender_is_never_a_patients_fault(code: int, words: bytes, asked: Asked) -> None:
    found = meaning(code, words, asked)
    assert found.said.startswith(f"{code}: ") or f"{code} " in found.said or not 400 <= code < 600
    if asked in ("connection", "sender"):
        assert found.whose in (Whose.CLINIC, Whose.PAUSE) or (asked == "sender" and "too large" in found.said)
        assert not [blamed for blamed in BLAME[::2] if blamed in found.said]


def test_queue_numbers_addresses_and_machines_do_not_make_words_different() -> None:
    one, two = (meaning(550, f"5.7.1 Rejected {who}@example.org (id {n}) [192.0.2.{n}]".encode()) for who, n in (("a", 7), ("b", 8)))
    assert one.key == two.key != meaning(550, b"5.7.1 Refused").key
