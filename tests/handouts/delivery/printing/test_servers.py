"""Against real printers in programs: what came out is what the ledger says, or the copy is in doubt."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
import trustme

from handouts.clinics.clinic import built_in
from handouts.delivery.channel import ChannelError
from handouts.delivery.dispatch import Errand, Passed, dispatch
from handouts.delivery.printing.client import Queue, address
from handouts.delivery.printing.line import Patience, PrinterLine
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import Ticket, queues
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries, enqueue, retry
from tests.handouts.delivery import Time, recorded
from tests.handouts.delivery.printing import SHORT, document, line, stock
from tests.handouts.delivery.printing.servers import PPD, Bus, Cups, Eve, until
from tests.lists import COPIES_OF_SAMPLE

pytestmark = pytest.mark.servers
ROOT = Path(__file__).parents[4]


def printing(printer: str, said: list[str] | None = None, patience: Patience = SHORT, **ticket: object) -> Printing:
    return Printing(line(printer, patience, said), Ticket(**ticket))  # type: ignore[arg-type]


def sent_off(ledger: Ledger, channel: Printing, copies: list[str]) -> list[Passed]:
    """What came of these copies, until the printer takes no more."""
    enqueue(ledger, copies, "print")
    passed = []
    with suppress(ChannelError):
        passed.extend(dispatch(ledger, channel, stock, Errand()))
    return passed


def states(ledger: Ledger) -> list[str]:
    return [d.state for d in deliveries(ledger, channel="print")]


def agreed(ledger: Ledger, eve: Eve) -> None:
    """The printed set is the ledger's: each side of what is sent came out once; of what waits none, of what failed not all."""
    printed = eve.printed()
    for found in deliveries(ledger, channel="print"):
        pages = ledger.copy(found.copy).struck.pages
        match found.state:
            case "sent":
                assert printed[found.copy] == pages
            case "waiting":
                assert not printed[found.copy]
            case "failed":
                assert printed[found.copy] < pages
            case state:
                assert state == "in doubt"


@contextmanager
def later(seconds: float, *does: Callable[[], object]) -> Iterator[None]:
    """Something that happens while the test waits."""
    timers = [threading.Timer(seconds * (place + 1), do) for place, do in enumerate(does)]
    for timer in timers:
        timer.start()
    yield
    for timer in timers:
        timer.join()


@contextmanager
def losing_answers(port: int) -> Iterator[int]:
    """A wire to this port that passes everything on, and loses the answer to each Print-Job."""
    listening = socket.create_server(("127.0.0.1", 0))

    def wire(near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", port)) as far:
            asked = read_message(near)
            far.sendall(asked)
            answer = read_message(far)
            if asked.split(b"\r\n\r\n", 1)[1][2:4] != b"\x00\x02":
                near.sendall(answer)

    def served() -> None:
        while True:
            try:
                near = listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=wire, args=(near,)).start()

    thread = threading.Thread(target=served)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def read_message(connection: socket.socket) -> bytes:
    """One HTTP message with a Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, body = data.split(b"\r\n\r\n", 1)
    size = next(int(header.split(b":")[1]) for header in head.split(b"\r\n") if header.lower().startswith(b"content-length:"))
    while len(body) < size:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


# -- ten things that happen to a printer


def test_1_an_empty_tray_that_nobody_fills(ledger: Ledger, eve: Eve) -> None:
    eve.load("A4", sheets=0)
    said: list[str] = []
    sent_off(ledger, printing(eve.uri, said), recorded(ledger, 2))
    assert said == [f"{eve.uri} is out of paper: put paper in and waits for paper: put the right paper in; waiting"]
    assert states(ledger) == ["in doubt", "waiting"]  # the printer took the order to cancel, and has not said that it did
    agreed(ledger, eve)


def test_2_a_tray_that_is_filled_again(ledger: Ledger, eve: Eve) -> None:
    eve.load("A4", sheets=0)
    with later(1.5, lambda: eve.load("A4")):
        passed = sent_off(ledger, printing(eve.uri), recorded(ledger, 2))
    assert [p.came.said for p in passed] == [f"{eve.uri}: 3 pages printed"] * 2
    assert states(ledger) == ["sent"] * 2
    agreed(ledger, eve)


def test_2b_a_jam_that_is_cleared_goes_on_where_it_was(ledger: Ledger, eve: Eve) -> None:
    eve.say("stop")
    said: list[str] = []
    with later(1.5, lambda: eve.unsay("stop")):
        sent_off(ledger, printing(eve.uri, said), recorded(ledger, 1))
    assert said == [f"{eve.uri} has a paper jam: take the paper out; waiting"]
    assert states(ledger) == ["sent"]
    agreed(ledger, eve)


def test_3_off_and_on_again(ledger: Ledger, eve: Eve) -> None:
    copies = recorded(ledger, 2)
    eve.kill()
    enqueue(ledger, copies, "print")
    with pytest.raises(ChannelError, match="is not reached: it takes no connections; switch it on") as caught:
        list(dispatch(ledger, printing(eve.uri), stock))
    assert caught.value.temporary
    assert states(ledger) == ["waiting"] * 2
    assert [d.attempts for d in deliveries(ledger)][2:] == [0, 0]
    eve.start()
    assert [p.delivery.state for p in dispatch(ledger, printing(eve.uri), stock)] == ["sent"] * 2
    agreed(ledger, eve)


def test_4_busy_with_somebody_elses_job(ledger: Ledger, eve: Eve) -> None:
    other = printing(eve.uri)
    other.line.queue.print_job("somebody-else", (), stock.data(ledger.copy(recorded(ledger, 1)[0])))
    said: list[str] = []
    eve.say("stop")
    with later(1.5, lambda: eve.unsay("stop")):
        sent_off(ledger, printing(eve.uri, said), recorded(ledger, 2))
    assert said == [f"{eve.uri} is busy; waiting"]
    assert states(ledger) == ["sent"] * 2
    agreed(ledger, eve)


def test_4b_busy_for_too_long_and_tried_again_later(ledger: Ledger, eve: Eve, time_: Time) -> None:
    copies = recorded(ledger, 1)
    printing(eve.uri).line.queue.print_job("somebody-else", (), stock.data(ledger.copy(copies[0])))
    eve.say("stop")
    (passed,) = sent_off(ledger, printing(eve.uri, patience=Patience(stuck=1)), copies)
    assert passed.came.said == f"{eve.uri} is busy; try again when it has finished"
    assert passed.came.temporary
    assert states(ledger) == ["waiting"]
    eve.unsay("stop")
    time_.sleep(61)
    assert [p.delivery.state for p in dispatch(ledger, printing(eve.uri), stock)] == ["sent"]
    agreed(ledger, eve)


def test_5_cancelled_by_somebody(ledger: Ledger, eve: Eve) -> None:
    def cancel() -> None:
        eve.say("quit", "0")
        Queue(address(eve.uri)).cancel(1)

    eve.say("seconds", "0.5")
    with later(0.9, cancel):
        first, second = sent_off(ledger, printing(eve.uri), recorded(ledger, 2))
    assert first.came.said == f"{eve.uri}: cancelled by somebody, after 1 of 3 pages; throw these away and print the copy again"
    assert [first.delivery.state, second.delivery.state] == ["failed", "sent"]
    agreed(ledger, eve)
    retry(ledger, first.delivery.id)
    eve.folder.joinpath("paper").unlink()
    assert [p.delivery.state for p in dispatch(ledger, printing(eve.uri), stock)] == ["sent"]


def test_5b_broken_off_by_the_printer_before_anything_came_out(ledger: Ledger, eve: Eve, time_: Time) -> None:
    eve.say("quit", "1")
    (passed,) = sent_off(ledger, printing(eve.uri), recorded(ledger, 1))
    assert passed.came.said.startswith(f"{eve.uri}: broken off by the printer")
    assert states(ledger) == ["waiting"]
    time_.sleep(61)
    assert [p.delivery.state for p in dispatch(ledger, printing(eve.uri), stock)] == ["sent"]
    agreed(ledger, eve)


def test_6_killed_while_it_prints(ledger: Ledger, eve: Eve) -> None:
    eve.say("seconds", "0.5")
    said: list[str] = []
    with later(0.9, eve.kill):
        (passed,) = sent_off(ledger, printing(eve.uri, said), recorded(ledger, 2))
    assert said == [f"{eve.uri} does not answer any more; waiting"]
    assert passed.came.said.endswith("look at the printer whether the copy came out, and settle it")
    assert states(ledger) == ["in doubt", "waiting"]
    agreed(ledger, eve)


def test_6b_killed_and_started_anew_it_has_forgotten(ledger: Ledger, eve: Eve) -> None:
    eve.say("seconds", "0.5")
    with later(0.9, eve.kill, eve.start):
        (passed,) = sent_off(ledger, printing(eve.uri), recorded(ledger, 2))
    assert re.search("had counted [01] of its 3 pages and then forgot it", passed.came.said)
    assert states(ledger) == ["in doubt", "waiting"]
    agreed(ledger, eve)


def test_6c_killed_and_started_anew_with_another_job_of_the_same_number(ledger: Ledger, eve: Eve) -> None:
    def anew() -> None:
        eve.start()
        eve.say("seconds", "0.1")
        Queue(address(eve.uri)).print_job("somebody-else", (), document(3))

    eve.say("seconds", "2")
    with later(0.9, eve.kill, anew):
        (passed,) = sent_off(ledger, printing(eve.uri), recorded(ledger, 1))
    assert "forgot it" in passed.came.said
    assert states(ledger) == ["in doubt"]
    agreed(ledger, eve)


def test_7_an_answer_that_is_lost_is_no_second_job(ledger: Ledger, eve: Eve) -> None:
    with losing_answers(eve.port) as port:
        passed = sent_off(ledger, printing(f"ipp://localhost:{port}/ipp/print"), recorded(ledger, 3))
    assert [p.delivery.state for p in passed] == ["sent"] * 3
    assert len({words[0] for words in eve.sheets()}) == 3
    agreed(ledger, eve)


def test_8_two_pages_on_one_sheet(ledger: Ledger, eve: Eve) -> None:
    passed = sent_off(ledger, printing(eve.uri, sides="two-sided-long-edge"), recorded(ledger, 2, pages=2))
    assert [p.came.said for p in passed] == [f"{eve.uri}: 2 pages printed"] * 2
    assert [words[1:] for words in eve.sheets()] == [["1", "two-sided-long-edge"], ["2", "two-sided-long-edge"]] * 2
    agreed(ledger, eve)


def test_9_a_printer_that_is_not_there(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    cups(Desk=eve.uri, Ward=eve.uri)
    enqueue(ledger, recorded(ledger, 1), "print")
    for printer, said in {
        "Dask": "there is no printer 'Dask': there are Desk, Ward",
        f"ipp://localhost:{eve.port}/elsewhere": "is not known there; see `handouts printers`",
        "ipp://printer.invalid/ipp/print": "is not reached: there is no computer or printer of that name",
    }.items():
        with pytest.raises(ChannelError, match=said):
            list(dispatch(ledger, printing(printer), stock))
    assert states(ledger) == ["waiting"]
    assert not eve.sheets()


def test_10_paper_of_another_size(ledger: Ledger, eve: Eve) -> None:
    eve.load("Letter")
    said: list[str] = []
    with later(1.5, lambda: eve.load("A4")):
        sent_off(ledger, printing(eve.uri, said), recorded(ledger, 1))
    assert said == [f"{eve.uri} has no A4 paper, only Letter, number-10: put A4 in; waiting"]
    assert states(ledger) == ["sent"]
    agreed(ledger, eve)


def test_10b_paper_of_another_size_and_nobody_comes(ledger: Ledger, eve: Eve) -> None:
    eve.load("Letter")
    (passed,) = sent_off(ledger, printing(eve.uri, patience=Patience(stuck=1)), recorded(ledger, 2))
    assert passed.came.said == f"{eve.uri} has no A4 paper, and nobody put any in; put A4 in and print again"
    assert states(ledger) == ["waiting"] * 2
    assert not eve.sheets()


def test_what_it_cannot_do_is_said_before_anything_is_sent(ledger: Ledger, eve: Eve) -> None:
    for wish in ({"staple": True}, {"tray": "cellar"}, {"sides": "three-sided"}):
        sent_off(ledger, printing(eve.uri, **wish), recorded(ledger, 1))
        assert set(states(ledger)) == {"waiting"}  # it is no copy's fault
    assert not eve.sheets()


def test_a_tray_that_is_named(ledger: Ledger, eve: Eve) -> None:
    sent_off(ledger, printing(eve.uri, tray="main"), recorded(ledger, 1))
    assert states(ledger) == ["sent"]
    agreed(ledger, eve)


# -- the same by way of CUPS


def test_by_cups_the_count_is_the_printers(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    server = cups(Desk=eve.uri)
    assert [(p.name, p.default) for p in queues()] == [("Desk", True)]
    passed = sent_off(ledger, printing("Desk"), recorded(ledger, 2))
    assert [p.came.said for p in passed] == ["Desk: 3 pages printed"] * 2
    agreed(ledger, eve)
    assert all(word not in server.folder.joinpath("page_log").read_text() for word in ("Quenby", "Zyxwarth"))


def test_by_cups_over_its_socket(ledger: Ledger, eve: Eve, cups: Callable[..., Cups], monkeypatch: pytest.MonkeyPatch) -> None:
    server = cups(Desk=eve.uri)
    monkeypatch.setenv("CUPS_SERVER", str(server.folder / "cups.sock"))
    sent_off(ledger, printing("Desk"), recorded(ledger, 1))
    assert states(ledger) == ["sent"]
    agreed(ledger, eve)


def test_by_cups_a_printer_that_is_off_is_not_begun(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    cups(Desk=eve.uri)
    eve.kill()
    enqueue(ledger, recorded(ledger, 1), "print")
    with pytest.raises(ChannelError, match="the printer of the queue Desk is not reached: it takes no connections; switch it on"):
        list(dispatch(ledger, printing("Desk"), stock))
    assert states(ledger) == ["waiting"]
    eve.start()
    assert [p.delivery.state for p in dispatch(ledger, printing("Desk", patience=Patience(stuck=20)), stock)] == ["sent"]
    agreed(ledger, eve)


def test_by_cups_a_printer_that_goes_off_while_it_prints(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    cups(Desk=eve.uri)
    eve.say("stop")
    with later(1.5, eve.kill):
        (passed,) = sent_off(ledger, printing("Desk", patience=Patience(stuck=3, cancel=2)), recorded(ledger, 2))
    assert passed.came.said.startswith("Desk: given up, because it ")
    assert states(ledger) == ["in doubt", "waiting"]


def test_by_cups_a_server_that_is_killed_goes_on_when_it_is_back(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    server = cups(Desk=eve.uri)
    eve.say("seconds", "0.5")
    with later(0.9, server.kill, server.start):
        sent_off(ledger, printing("Desk", patience=Patience(stuck=60)), recorded(ledger, 1))
    assert states(ledger)[0] in ("sent", "in doubt")  # CUPS itself may send a job twice that it was killed over
    assert eve.printed()


def test_by_cups_cancelled_in_the_queue(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    cups(Desk=eve.uri)
    eve.say("stop")

    def go_on() -> None:
        eve.say("quit", "0")
        eve.unsay("stop")

    with later(1.5, lambda: Queue(address("Desk")).cancel(1), go_on):
        (passed,) = sent_off(ledger, printing("Desk", patience=Patience(stuck=20)), recorded(ledger, 1))
    assert passed.came.said == "Desk: cancelled by somebody, after 1 of 3 pages; throw these away and print the copy again"
    assert states(ledger) == ["failed"]
    agreed(ledger, eve)


def test_by_cups_cancelled_at_the_printer_which_cups_calls_completed(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    cups(Desk=eve.uri)
    eve.say("seconds", "0.7")

    def cancel() -> None:
        eve.say("quit", "0")
        Queue(address(eve.uri)).cancel(1)

    with later(1.8, cancel):
        (passed,) = sent_off(ledger, printing("Desk", patience=Patience(stuck=20)), recorded(ledger, 1))
    assert re.search("cancelled by somebody, (after [12] of 3 pages|nothing was printed)", passed.came.said)
    assert states(ledger) == ["failed"]
    agreed(ledger, eve)


def test_by_cups_pages_that_its_filters_count_are_no_pages(ledger: Ledger, eve: Eve, cups: Callable[..., Cups]) -> None:
    server = cups(Desk=eve.uri)
    server.close()
    (server.folder / "ppd" / "Desk.ppd").write_text(PPD)
    server.start()
    eve.say("stop")
    (passed,) = sent_off(ledger, printing("Desk", patience=Patience(stuck=3, cancel=2)), recorded(ledger, 1))
    counted = Queue(address("Desk")).job(1, "job-impressions-completed")["job-impressions-completed"]
    assert (counted, eve.sheets()) == ((3,), [])  # what the queue says, and what came out
    assert passed.delivery.state != "sent"
    agreed(ledger, eve)


def test_by_cups_a_queue_that_counts_nothing(ledger: Ledger, cups: Callable[..., Cups]) -> None:
    cups(Raw="file:/dev/null")
    (passed,) = sent_off(ledger, printing("Raw"), recorded(ledger, 1))
    assert passed.delivery.state == "in doubt"
    trusting = Printing(line("Raw"), Ticket(), trust=True)
    (passed,) = sent_off(ledger, trusting, recorded(ledger, 1))
    assert (passed.delivery.state, passed.came.said) == ("sent", "Raw: done, by its own word; its pages are not counted")


# -- encrypted


def test_a_printers_own_certificate_is_trusted_when_it_is_named_and_no_other(tmp_path: Path, bus: Bus, ledger: Ledger) -> None:
    (tmp_path / "keys").mkdir()
    eve = Eve(tmp_path / "eve", bus, "-K", str(tmp_path / "keys"))
    uri = eve.uri.replace("ipp:", "ipps:")
    try:
        with pytest.raises(ChannelError, match="shows a certificate of its own, which nothing on this computer vouches for; save it"):
            printing(uri).ready()
        own, other = next((tmp_path / "keys").glob("*.crt")), tmp_path / "other.crt"
        other.write_text(trustme.CA().cert_pem.bytes().decode())
        for certificate, so in ((own, True), (other, False)):
            channel = Printing(PrinterLine(Queue(address(uri), certificate, timeout=5), uri, SHORT))
            passed = sent_off(ledger, channel, recorded(ledger, 1))
            assert [p.delivery.state for p in passed] == (["sent"] if so else [])
        with pytest.raises(ChannelError, match="shows another certificate than the one that was named; if it was renewed"):
            channel.ready()
    finally:
        eve.close()


# -- the command


def handouts(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "generate.py"), *words], capture_output=True, text=True, check=False)


def test_from_a_list_to_paper_and_nothing_of_the_patients_is_left_behind(tmp_path: Path, eve: Eve, cups: Callable[..., Cups]) -> None:
    server = cups(Desk=eve.uri)
    eve.load("Letter")
    assert handouts("demo", "--out", str(tmp_path / "out")).returncode == 0
    ledger = ("--ledger", str(tmp_path / "out" / NAME))
    dry = handouts("print", "1", "--dry-run", "--json", *ledger)
    assert dry.returncode == 0 and json.loads(dry.stdout)["copies"] == COPIES_OF_SAMPLE and not eve.sheets()
    assert [p["name"] for p in json.loads(handouts("printers", "--json").stdout)] == ["Desk"]
    done = handouts("print", "1", "--json", *ledger)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["waiting"], answer["stopped"]) == (0, 0, None)
    assert {p["copy"]: p["impressions"] for p in answer["passed"]} == dict(eve.printed())
    again = handouts("print", "1", *ledger)
    assert again.stdout.startswith("0 copies printed") and f"left out: {COPIES_OF_SAMPLE} that were printed before" in again.stderr
    with (built_in("assets/sample") / "schedule.csv").open(encoding="utf-8") as schedule:
        words = {row[key] for row in csv.DictReader(schedule) for key in ("given_name", "family_name", "patient_id", "date_of_birth")}
    left = [file for room in (server.folder, eve.folder) for file in room.rglob("*") if file.is_file() and file.read_bytes()[:5] != b"%PDF-"]
    assert {"access_log", "error_log", "log"} <= {file.name for file in left}
    told = [dry.stdout, dry.stderr, done.stdout, done.stderr, again.stderr, *map(str, left)]
    shown = "\n".join([*told, *(file.read_text("utf-8", "replace") for file in left)])
    assert len(words) > 30 and not [word for word in words if re.search(rf"\b{re.escape(word)}\b", shown)]


def test_stopped_by_whoever_waits_the_job_is_cancelled(tmp_path: Path, eve: Eve) -> None:
    eve.load("Letter")
    assert handouts("demo", "--out", str(tmp_path / "out")).returncode == 0
    eve.say("stop")
    command = [sys.executable, str(ROOT / "generate.py"), "print", "1", "--printer", eve.uri, "--ledger", str(tmp_path / "out" / NAME)]
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what a shell starts in the background does not heed it
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heeding)
    assert running.stderr
    assert running.stderr.readline() == f"handouts: {eve.uri} has a paper jam: take the paper out; waiting\n"
    running.send_signal(signal.SIGINT)
    time.sleep(0.3)
    eve.say("quit", "0")
    eve.unsay("stop")
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 8
    assert "given up, because it was stopped by you" in said
    with Ledger.open(tmp_path / "out" / NAME) as ledger:
        found = deliveries(ledger, channel="print")
        assert len(found) > 2 and {d.state for d in found[1:]} == {"waiting"}
        assert (found[0].state, eve.printed()[found[0].copy]) in (("failed", 1), ("waiting", 0))


def test_whatever_happens_to_the_printer_the_ledger_knows(tmp_path: Path, ledger: Ledger, time_: Time, eve: Eve) -> None:
    """Paper runs out, jams, power fails, jobs are cancelled, at random moments, until nothing waits."""
    chance, over = random.Random(7), threading.Event()
    eve.say("seconds", "0.03")

    def off_and_on() -> None:
        eve.kill()
        time.sleep(chance.random())
        eve.start()

    def cancel() -> None:
        with suppress(Exception):
            for job in Queue(address(eve.uri)).jobs("not-completed", "job-id"):
                Queue(address(eve.uri)).cancel(int(str(job["job-id"][0])))

    def mischief() -> None:
        acts = [off_and_on, cancel, lambda: eve.say("stop"), lambda: eve.say("quit", "1"), lambda: eve.load("A4", 0), lambda: eve.load("Letter")]
        while not over.wait(chance.random()):
            chance.choice(acts)()
            over.wait(chance.random() / 2)
            eve.unsay("stop")
            eve.load("A4")

    copies = recorded(ledger, int(os.environ.get("HANDOUTS_CHAOS_COPIES", "15")))
    enqueue(ledger, copies, "print")
    thread = threading.Thread(target=mischief)
    thread.start()
    try:
        while any(state == "waiting" for state in states(ledger)):
            with suppress(ChannelError):
                list(dispatch(ledger, printing(eve.uri), stock))
            time_.sleep(3600)
            time.sleep(0.1)
    finally:
        over.set()
        thread.join()
    until(lambda: not printing(eve.uri).line.look().queued)
    agreed(ledger, eve)
    assert Counter(states(ledger))["sent"] >= len(copies) / 3
    assert max(Counter(tuple(words[:2]) for words in eve.sheets()).values()) == 1


# -- kill -9 at every step

WORKER = """
    import http.client, sys
    from pathlib import Path
    from handouts.ledger.outbox import Outbox
    from handouts.delivery.dispatch import dispatch
    from handouts.delivery.printing.printer import Printing
    from handouts.ledger.ledger import Ledger
    from tests.handouts.delivery.printing import line, stock
    from tests.handouts.delivery.steps import Steps

    folder, steps, printer = Path(sys.argv[1]), Steps(int(sys.argv[2])), sys.argv[3]

    Outbox._step = steps.between(Outbox._step)
    for name in ("connect", "request", "getresponse"):
        setattr(http.client.HTTPConnection, name, steps.between(getattr(http.client.HTTPConnection, name)))
    with Ledger.open(folder / "ledger.sqlite3") as ledger:
        for _ in dispatch(ledger, Printing(line(printer)), stock):
            steps.step()
    """


def test_killed_at_every_step_nothing_is_printed_twice_and_one_doubt_a_crash(tmp_path: Path, eve: Eve) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(dedent(WORKER))
    eve.say("seconds", "0")
    copies, stride = int(os.environ.get("HANDOUTS_KILLED_COPIES", "2")), int(os.environ.get("HANDOUTS_KILLED_STRIDE", "5"))
    fatal, crashes = 1, 0
    while True:
        folder = tmp_path / str(fatal)
        with Ledger.open(folder / NAME) as ledger:
            ids = recorded(ledger, copies)
            enqueue(ledger, ids, "print")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(worker), str(folder), str(fatal), eve.uri]
        ended = subprocess.run(command, cwd=ROOT, check=False, env=environment)
        assert ended.returncode in (0, -signal.SIGKILL)
        with Ledger.open(folder / NAME) as ledger:
            list(dispatch(ledger, printing(eve.uri), stock))
            until(lambda: not printing(eve.uri).line.look().queued)
            found = {d.copy: d.state for d in deliveries(ledger, channel="print")}
            agreed(ledger, eve)
        assert set(found) == set(ids) and set(found.values()) <= {"sent", "in doubt"}
        assert Counter(found.values())["in doubt"] <= 1
        assert max(eve.printed().values()) == 3  # sides of one copy: none came out twice
        eve.folder.joinpath("paper").unlink()
        if ended.returncode == 0:
            break
        fatal, crashes = fatal + stride, crashes + 1
    assert crashes * stride > 15 * copies
