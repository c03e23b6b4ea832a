"""Withdrawing and voiding, as they are asked for: what is too late is said with what to do, and nothing that is void is given again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.actions.copies import AskHistory, Recall, history, recall
from handouts.actions.outbox import AskOutbox, ask_outbox
from handouts.actions.printing import PrintCopies, look_before_printing
from handouts.actions.reports import AskReport, report_run
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.takeback import VoidCopy, Withdraw, Withdrawn, void_copy, withdraw
from handouts.actions.where import Where
from handouts.errors import InputError, Stopped
from handouts.ledger.data import Copy
from handouts.ledger.outbox import deliveries, enqueue, sending
from handouts.ledger.takeback import void
from tests.handouts.actions import Remembering


@pytest.fixture
def own(finished: Path, tmp_path: Path) -> Where:
    """The clinic, ledger and copies of run 1, for a test to write to, and to take away from."""
    shutil.copytree(finished / "out", tmp_path / "out")
    there = Where(str(shutil.copytree(finished / "clinic", tmp_path / "clinic")))
    lies_in(there, tmp_path / "out")
    return there


def lies_in(where: Where, place: object) -> None:
    """Let the ledger say that run 1 lies there."""
    with where.open() as ledger:
        ledger.connection.execute("UPDATE runs SET options = json_set(options, '$.target', ?)", (str(place),))


def waiting(where: Where, channel: str = "mail") -> list[Copy]:
    """The copies of run 1, all of which wait for a channel now."""
    with where.open() as ledger:
        copies = list(ledger.copies(1))
        enqueue(ledger, [copy.id for copy in copies], channel)
    return copies


def test_of_a_run_somebody_says_yes_to_what_is_counted(own: Where) -> None:
    copies = waiting(own)
    with pytest.raises(InputError, match="5 copies would be withdrawn, and nobody is there to say yes; say --yes"):
        withdraw(Withdraw(own, "1"))
    says_no = Remembering(answer=False)
    with pytest.raises(Stopped, match="nothing was withdrawn"):
        withdraw(Withdraw(own, "1"), says_no)
    (question, about), = says_no.asked
    assert question == "Take 5 copies of run 1 out of the outbox, 5 by e-mail?" and isinstance(about, Withdrawn)
    assert len(ask_outbox(AskOutbox(own)).open) == 5
    done = withdraw(Withdraw(own, "1", who="Kim"), Remembering(answer=True))
    assert (done.copies, done.ok, ask_outbox(AskOutbox(own)).open) == (5, True, ())
    assert {one.copy for one in done.withdrawn} == {copy.id for copy in copies}
    nothing = withdraw(Withdraw(own, "1"))
    assert (nothing.copies, nothing.ok) == (0, True), "nobody is asked about nothing"
    assert report_run(AskReport(own, 1)).fault is None


def test_what_it_is_too_late_for_is_said_with_what_to_do(own: Where) -> None:
    copies = waiting(own)
    with own.open() as ledger, sending(ledger, "mail") as outbox:
        sent, doubt, going = (d.id for d in outbox.due()[:3])
        for number in (sent, doubt, going):
            outbox.begin(number)
        outbox.sent(sent), outbox.doubt(doubt)
        done = withdraw(Withdraw(own, "1", sure=True))
    assert done.copies == 2
    assert {(state, said.partition(":")[0].partition(";")[0]) for _, state, said, _ in done.late()} == {
        ("sent", "the patient has it"), ("sending", "it is being sent now"), ("in doubt", "look whether it has arrived, then say `handouts settle COPY --sent`, or `--again` and withdraw it then"),
    }  # fmt: skip
    late = withdraw(Withdraw(own, copies[0].id))
    assert (late.ok, late.copies, late.as_json()["left"][0]["state"]) == (False, 0, "sent")


@pytest.mark.parametrize("channel", ["mail", "print"])
def test_what_a_person_withdrew_comes_back_only_if_it_is_named(own: Where, channel: str) -> None:
    first, *_ = waiting(own, "print")
    withdraw(Withdraw(own, first.id))
    outlook = look_before_printing(PrintCopies(own, "1", "ipp://127.0.0.1:9"))
    assert (outlook.copies, outlook.left_out.withdrawn) == (4, 1)
    assert "1 were withdrawn" not in str(outlook.left_out.reasons()) and "were withdrawn; name a copy, or say --again, to print it all the same" in outlook.left_out.reasons()
    assert look_before_printing(PrintCopies(own, first.id, "ipp://127.0.0.1:9")).copies == 1
    assert look_before_printing(PrintCopies(own, "1", "ipp://127.0.0.1:9", again=True)).copies == 5


def test_a_folder_is_no_way_to_a_patient_and_what_there_is_not_is_refused(own: Where, known: Where) -> None:
    with pytest.raises(InputError, match="a folder is where copies lie"):
        withdraw(Withdraw(own, "1", "folder"))
    with pytest.raises(InputError, match="there is no run 77"):
        withdraw(Withdraw(own, "77"))
    with own.open() as ledger:
        copy = next(ledger.copies(1)).id
    at = next(place for place in range(1, len(copy) - 1) if copy[place] != copy[place + 1])
    swapped = copy[:at] + copy[at + 1] + copy[at] + copy[at + 2 :]
    for slip in (copy[:-1] + "8", swapped, copy[:-1], copy.upper()[:-1] + "8"):
        with pytest.raises(InputError, match=rf"there is no copy of that id; did you mean {copy}\?; see `handouts history`"):
            withdraw(Withdraw(own, slip))
    with pytest.raises(InputError, match="there is no copy of that id; see `handouts history`"):
        void_copy(VoidCopy(own, "anna lee [*]", "x"))


def test_a_void_copy_leaves_its_folder_and_everybody_says_why(own: Where, tmp_path: Path) -> None:
    first, *others = waiting(own)
    assert first.whose is not None
    (lies,) = (tmp_path / "out").glob(f"*{first.id}*")
    done = void_copy(VoidCopy(own, first.id, " wrong\n leaflet ", "Kim"))
    assert (done.why, done.taken.copies, done.bound, done.left_behind, lies.exists()) == ("wrong leaflet", 1, "", "", False)
    assert len(list((tmp_path / "out").glob("*.pdf"))) == len(others), "the others stay"

    (mine,) = [copy for copy in history(AskHistory(own, first.whose.patient)).copies if copy.copy.id == first.id]
    assert mine.what()[-1] == "void: wrong leaflet" and mine.as_json()["void"] == "wrong leaflet"
    assert "void: wrong leaflet" in [copy.what()[-1] for copy in recall(Recall(own, first.struck.leaflet)).copies]
    report = report_run(AskReport(own, 1))
    assert (report.fault, report.report.counts.void, report.report.void) == (None, 1, (("wrong leaflet", 1),))
    assert report.as_json()["void_reasons"] == [{"why": "wrong leaflet", "copies": 1}]

    for ask in (lambda: look_before_printing(PrintCopies(own, first.id)), lambda: void_copy(VoidCopy(own, first.id, "y"))):
        with pytest.raises(InputError, match=rf"copy {first.id} is void since .*, as Kim says: wrong leaflet"):
            ask()
    assert look_before_printing(PrintCopies(own, "1")).left_out.gone == 1
    assert reprint(Reprint(own, 1, out=tmp_path / "again")).outdated == 1
    remade = remake(RemakeCopy(own, first.id, tmp_path / "one.pdf"))
    assert remade.ok and "is void since" in remade.outdated


def test_a_copy_that_is_in_doubt_and_void_says_so_in_the_outbox(own: Where) -> None:
    first, *_ = waiting(own)
    with own.open() as ledger, sending(ledger, "mail") as outbox:
        (number,) = (d.id for d in deliveries(ledger, copy=first.id, channel="mail"))
        outbox.begin(number)
        outbox.doubt(number, {"said": "the line broke"})
    done = void_copy(VoidCopy(own, first.id, "wrong leaflet"))
    assert [one.state for one in done.taken.left] == ["in doubt"]
    (one,) = [one for one in ask_outbox(AskOutbox(own)).open if one.copy == first.id]
    assert one.said == "the copy is void: wrong leaflet; the line broke"


@pytest.mark.parametrize("why", ["", "  ", "x" * 201, "\x1b[2J"])
def test_a_reason_is_a_few_words(own: Where, why: str) -> None:
    first, *_ = waiting(own)
    with pytest.raises(InputError, match="say why with --why"):
        void_copy(VoidCopy(own, first.id, why))


@pytest.mark.cluster
def test_a_file_that_cannot_be_taken_away_is_named_and_the_copy_is_void(own: Where) -> None:
    first, *_ = waiting(own)
    lies_in(own, "ftp://127.0.0.1:9/copies")
    done = void_copy(VoidCopy(own, first.id, "x"))
    assert "ftp://127.0.0.1:9/copies" in done.left_behind
    with own.open() as ledger:
        assert ledger.copy(first.id).void == "x"


def test_a_void_that_was_killed_before_its_file_was_gone_is_ended_when_it_is_said_again(own: Where, tmp_path: Path) -> None:
    first, *_ = waiting(own)
    with own.open() as ledger:
        void(ledger, first, why="wrong leaflet", who="Kim")
    (lies,) = (tmp_path / "out").glob(f"*{first.id}*")
    with pytest.raises(InputError, match="is void since"):
        void_copy(VoidCopy(own, first.id, "wrong leaflet"))
    assert not lies.exists()


def test_the_same_copy_in_somebodys_own_words_is_not_taken_away(own: Where, tmp_path: Path) -> None:
    first, *_ = waiting(own)
    (lies,) = (tmp_path / "out").glob(f"*{first.id}*")
    lies.write_bytes(b"somebody's own")
    void_copy(VoidCopy(own, first.id, "x"))
    assert lies.read_bytes() == b"somebody's own"
