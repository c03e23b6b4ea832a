"""The channel against a printer that misbehaves: no answer that is lost becomes a second job."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.delivery.channel import ChannelError, Disposition
from handouts.delivery.dispatch import dispatch
from handouts.delivery.printing.client import Queue, address
from handouts.delivery.printing.examine import examine
from handouts.delivery.printing.ipp import Tag, attribute
from handouts.delivery.printing.line import Patience, PrinterLine
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import Printer, Ticket, job_attributes
from handouts.delivery.printing.settings import channel, read_settings
from handouts.delivery.printing.submit import submitted
from handouts.errors import InputError
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import deliveries, enqueue
from tests.handouts.delivery import recorded
from tests.handouts.delivery.printing import line, parcel, stock
from tests.handouts.delivery.printing.ippserver import BUSY, Odd

QUICK = Patience(stuck=2, lost=1, cancel=1, count=0.2)


def printed(odd: Odd, *, trust: bool = False, said: list[str] | None = None) -> Disposition:
    channel = Printing(line(odd.uri, QUICK, said), trust=trust)
    channel.ready()
    return channel.deliver(parcel())


def test_a_copy_is_one_job_of_an_opaque_name() -> None:
    with Odd() as odd:
        receipt = printed(odd)
        assert receipt.outcome == "sent" and receipt.facts["impressions"] == 3
        assert odd.names == ["copy00000001.1.1"]


@pytest.mark.parametrize("act", ["cut", "garbage"])
def test_an_answer_that_is_lost_is_looked_for_and_followed(act: str) -> None:
    with Odd(act) as odd:
        assert printed(odd).outcome == "sent"
        assert odd.submitted == 1


@pytest.mark.parametrize("act", ["cut", "lost", "garbage", 500])
def test_where_it_cannot_be_known_it_is_in_doubt_and_not_submitted_again(act: str | int) -> None:
    with Odd(act, hides=True) as odd:
        receipt = printed(odd)
        assert (receipt.outcome, receipt.temporary, receipt.stop) == ("in doubt", False, True)
        assert "cannot be known; look at the printer" in receipt.said
        assert odd.submitted == 1


def test_a_busy_printer_is_asked_again_and_told_of_once() -> None:
    said: list[str] = []
    with Odd(BUSY, BUSY, 503) as odd:
        receipt = printed(odd, said=said)
    assert (receipt.outcome, receipt.temporary) == ("failed", True)
    assert receipt.said.endswith("is busy; try again when it has finished")
    assert said == [f"{odd.uri} is busy; waiting"]


@pytest.mark.parametrize(
    ("status", "said", "temporary"),
    [
        (401, "wants a name and a password", False), (403, "does not let this computer print", False), (426, "write ipps://", False),
        (0x0403, "does not let you print", False), (0x040A, "does not print PDF files", False), (0x0506, "takes no jobs", True),
        (0x0504, "reports a fault", True), (0x04FF, "answered with status 0x04ff", False),
    ],
)  # fmt: skip
def test_a_refusal_is_a_sentence_with_a_remedy(status: int, said: str, temporary: bool) -> None:
    with Odd(status) as odd:
        receipt = printed(odd)
    assert (receipt.outcome, receipt.temporary, receipt.stop) == ("failed", temporary, True)
    assert said in receipt.said and "; " in receipt.said


@pytest.mark.parametrize(("pages", "trust", "outcome"), [(None, False, "in doubt"), (0, False, "in doubt"), (0, True, "sent"), (2, True, "in doubt"), (6, False, "sent")])
def test_what_counts_is_the_count(pages: int | None, trust: bool, outcome: str) -> None:
    with Odd(pages=pages) as odd:
        assert printed(odd, trust=trust).outcome == outcome


@pytest.fixture
def refusing() -> Iterator[str]:
    """A port that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"ipp://localhost:{taken.getsockname()[1]}/ipp/print"


def test_a_printer_that_is_off_has_nothing(refusing: str) -> None:
    answer = submitted(line(refusing, QUICK), "c.1.1", (), b"%PDF")
    assert isinstance(answer, Disposition)
    assert (answer.outcome, answer.temporary, answer.stop) == ("failed", True, True)
    with pytest.raises(ChannelError, match="is not reached: it takes no connections; switch it on"):
        Printing(line(refusing, QUICK)).ready()


@pytest.mark.parametrize("restarted", [False, True])
def test_cut_while_the_document_leaves_it_is_not_there_or_in_doubt(restarted: bool) -> None:
    """A document larger than what the wire holds, so that its end certainly stays here."""
    with Odd("half") as odd:
        at = line(odd.uri, QUICK)
        at.look()
        odd.up_time = 1 if restarted else 1001
        answer = submitted(at, "c.1.1", (), b"%PDF" + bytes(40_000_000))
        assert isinstance(answer, Disposition)
        assert (answer.outcome, answer.temporary) == (("in doubt", False) if restarted else ("failed", True))
        assert ("cannot be known" if restarted else "was cut before it had the copy") in answer.said
        assert odd.submitted == 1


def test_stopped_by_whoever_waits_it_is_cancelled_or_not_begun() -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    with Odd(BUSY) as odd:
        at = PrinterLine(Queue(address(odd.uri), timeout=5), odd.uri, QUICK, sleep=interrupt)
        channel = Printing(at)
        channel.ready()
        receipt = channel.deliver(parcel())
    assert (receipt.outcome, receipt.temporary, receipt.stop) == ("failed", True, True)
    assert receipt.said == "stopped by you before it was printed"


def test_what_a_printer_cannot_do_is_refused_with_what_it_can() -> None:
    desk = Printer("Desk", "", sides=("one-sided",), trays=("main",), sizes=("na_letter_8.5x11in",), formats=("application/pdf",))
    for wish, page, said in (
        (Ticket(sides="two-sided-long-edge"), "Letter", "does not print two-sided-long-edge; it prints one-sided"),
        (Ticket(tray="cellar"), "Letter", "has no tray 'cellar'; it has main"),
        (Ticket(staple=True), "Letter", "does not staple"),
        (Ticket(), "A4", "does not print A4; it takes Letter"),
    ):
        with pytest.raises(InputError, match=said):
            job_attributes(desk, wish, page)
    with pytest.raises(InputError, match="does not print PDF files"):
        job_attributes(replace(desk, formats=("image/urf",)), Ticket(), "Letter")
    wanted = job_attributes(replace(desk, finishings=(3, 20)), Ticket("one-sided", "main", staple=True), "Letter")
    assert [a.name for a in wanted] == ["media-col", "sides", "finishings"]


@pytest.mark.parametrize("ticket", [Ticket(sides="two-sided-long-edge"), Ticket(tray="cellar"), Ticket(staple=True)])
def test_a_printer_that_cannot_do_what_is_asked_takes_no_copy_and_fails_none(ticket: Ticket) -> None:
    with Odd() as odd:
        at = PrinterLine(Queue(address(odd.uri), timeout=5), odd.uri, QUICK)
        at.printer = Printer("Desk", odd.uri, sides=("one-sided",), trays=("main",), sizes=("na_letter_8.5x11in", "iso_a4_210x297mm"), formats=("application/pdf",))
        with pytest.raises(ChannelError, match=r"Desk (does not|has no)"):
            Printing(at, ticket).prepare(parcel())
        assert Printing(at, Ticket()).prepare(parcel()) == parcel()
        assert odd.submitted == 0


def test_addresses_are_of_printers_or_of_the_local_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", "print.example:8631")
    assert address("Front Desk").uri == "ipp://print.example:8631/printers/Front%20Desk"
    monkeypatch.setenv("CUPS_SERVER", "/run/cups/cups.sock")
    assert (address("Desk").unix, address("Desk").path) == ("/run/cups/cups.sock", "/printers/Desk")
    assert address("ipps://[::1]").uri == "ipps://[::1]:631/ipp/print"
    assert address("ipp://h/printers/Desk").cups and not address("ipp://h/ipp/print").cups
    for wrong in ("http://h/", "ipp://", "ipp://u:p@h/", "lpd://h", "ipp://h:port/"):
        with pytest.raises(InputError, match="no printer's address"):
            address(wrong)


def test_nothing_of_the_patient_is_in_what_is_shown_or_sent() -> None:
    with Odd() as odd:
        receipt = printed(odd)
    shown = f"{receipt} {receipt.as_json()} {odd.names}"
    assert not [word for word in ("Quenby", "Zyxwarth", "Patzyx", "1951") if word in shown]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ('tray = "cellar"', "has no tray 'cellar'; it has main"), ("staple = true", "does not staple"),
        ('sides = "two-sided-long-edge"', "does not print two-sided-long-edge; it prints one-sided"),
    ],
)  # fmt: skip
def test_a_wish_that_the_printer_cannot_do_leaves_every_copy_waiting_and_is_said_once(tmp_path: Path, ledger: Ledger, wish: str, says: str) -> None:
    more = attribute(Tag.KEYWORD, "media-source-supported", "main"), attribute(Tag.KEYWORD, "sides-supported", "one-sided")
    with Odd(more=more) as odd:
        (tmp_path / "printing.toml").write_text(f'printer = "{odd.uri}"\n{wish}\n')
        settings = read_settings(tmp_path)
        enqueue(ledger, recorded(ledger, 3), "print")
        with pytest.raises(ChannelError, match=says) as caught:
            list(dispatch(ledger, channel(settings, lambda _: None), stock))
        assert odd.submitted == 0
        (_, found) = examine(settings, ["A4"])
    assert {(one.state, one.attempts) for one in deliveries(ledger, channel="print")} == {("waiting", 0)}
    assert caught.value.exit_code == 8 and f"{found.what}; {found.remedy}" == str(caught.value)
