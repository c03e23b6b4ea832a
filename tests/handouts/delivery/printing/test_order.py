"""Which copies a command prints: each once, unless it is said, and none that goes to the patient another way."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.delivery.chosen import chosen
from handouts.delivery.dispatch import dispatch
from handouts.delivery.printing.order import evidence, order, place
from handouts.errors import InputError
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import deliveries, enqueue, sending
from tests.handouts.delivery import Time, recorded, stock
from tests.handouts.delivery.printing import line
from tests.handouts.delivery.printing.ippserver import Odd
from tests.handouts.delivery.spool import Spool


def ids(ledger: Ledger, named: str, *, again: bool = False) -> list[str]:
    return [copy.id for copy in order(ledger, chosen(ledger, named), again=again).copies]


def test_a_run_or_a_copy_is_named(ledger: Ledger) -> None:
    one, two = recorded(ledger, 2), recorded(ledger, 1)
    assert ids(ledger, "1") == one and ids(ledger, "2") == two
    assert ids(ledger, one[1]) == ids(ledger, one[1].upper()) == [one[1]]
    for wrong in ("3", "nonesuch", "", "12345678901234567890"):
        with pytest.raises(InputError):
            chosen(ledger, wrong)


def test_what_was_printed_is_printed_again_only_if_that_is_said(ledger: Ledger, tmp_path: Path) -> None:
    copies = recorded(ledger, 2)
    place(ledger, order(ledger, chosen(ledger, "1")))
    list(dispatch(ledger, Spool(tmp_path, "print"), stock))
    ordered = order(ledger, chosen(ledger, "1"))
    assert (ordered.copies, ordered.printed) == ((), 2)
    ordered = order(ledger, chosen(ledger, copies[0]), again=True)
    place(ledger, ordered, again=True)
    assert [p.copy.id for p in dispatch(ledger, Spool(tmp_path, "print"), stock)] == [copies[0]]


@pytest.mark.parametrize("state", ["waiting", "sent", "in doubt", "failed"])
def test_what_goes_by_mail_is_not_printed_with_its_run(ledger: Ledger, state: str) -> None:
    copies = recorded(ledger, 2)
    enqueue(ledger, copies[:1], "mail")
    if state != "waiting":
        with sending(ledger, "mail") as outbox:
            (mail,) = outbox.due()
            outbox.begin(mail.id)
            {"sent": outbox.sent, "in doubt": outbox.doubt, "failed": outbox.failed}[state](mail.id)
    left = copies if state == "failed" else copies[1:]
    assert ids(ledger, "1") == left
    assert order(ledger, chosen(ledger, "1")).elsewhere == 2 - len(left)
    assert ids(ledger, copies[0]) == [copies[0]]  # somebody wants this very one on paper


def test_what_failed_waits_again_once_and_what_is_doubtful_does_not(ledger: Ledger, time_: Time) -> None:
    recorded(ledger, 2)
    place(ledger, order(ledger, chosen(ledger, "1")))
    with sending(ledger, "print") as outbox:
        first, second = outbox.due()
        outbox.begin(first.id)
        outbox.failed(first.id)
        outbox.begin(second.id, f"{second.copy}.{second.id}")
        outbox.doubt(second.id)
    ordered = order(ledger, chosen(ledger, "1"))
    assert [copy.id for copy in ordered.copies] == [first.copy]
    assert [d.id for d in ordered.doubtful] == [second.id]
    place(ledger, ordered)
    place(ledger, ordered)
    assert [d.state for d in deliveries(ledger, channel="print")] == ["waiting", "in doubt"]


def test_the_printer_is_asked_what_it_knows_of_a_doubt(ledger: Ledger) -> None:
    recorded(ledger, 2)
    place(ledger, order(ledger, chosen(ledger, "1")))
    with sending(ledger, "print") as outbox:
        for found in outbox.due():
            outbox.begin(found.id, f"{found.copy}.{found.id}")
            outbox.doubt(found.id)
    ordered = order(ledger, chosen(ledger, "1"))
    with Odd() as odd:
        odd.names.append(f"{ordered.doubtful[0].copy}.{ordered.doubtful[0].id}.1")
        said = [sentence for _, sentence in evidence(line(odd.uri), ordered.doubtful, ledger)]
        assert said == [f"{odd.uri}: 3 pages printed", f"{odd.uri} knows nothing of it (any more)"]
    assert not list(evidence(line(odd.uri), ordered.doubtful, ledger))


def test_a_copy_whose_appointment_was_moved_since_is_not_printed(ledger: Ledger) -> None:
    """A later run gave the appointment another leaflet at another time: the first one's paper tells the old time."""
    (old,) = recorded(ledger, 1, {"start": "2026-12-08T09:30:00-06:00"})
    (new,) = recorded(ledger, 1, {"start": "2026-12-08T15:30:00-06:00"}, leaflet="other")
    for run, named, count in (("1", old, 0), ("2", new, 1)):
        for which in (run, named):
            ordered = order(ledger, chosen(ledger, which))
            assert (len(ordered.copies), ordered.moved) == (count, 1 - count)
