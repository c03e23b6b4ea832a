"""To a printer that answers, and to one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.actions.printing import PrintCopies, list_printers, look_before_printing, print_copies
from handouts.actions.reprint import Reprint, reprint
from handouts.actions.where import Where
from handouts.errors import ClinicError, DeliveryError, InputError
from tests.handouts.actions import Remembering
from tests.handouts.delivery.printing.ippserver import Odd


def test_copies_are_printed_once_and_counted(own: Where) -> None:
    with Odd(pages=5) as printer:
        waits = Remembering()
        printed = print_copies(PrintCopies(own, "1", printer.uri), waits)
        assert (printed.copies, dict(printed.states), printed.waiting, printed.stopped, printed.ok) == (5, {"sent": 5}, 0, None, True)
        assert printed.pages == printed.pages_printed == sum(one.copy.struck.pages for one in printed.passed)
        assert waits.steps == [(n, 5) for n in range(1, 6)]
        assert waits.notes == []
        again = print_copies(PrintCopies(own, "1", printer.uri))
        assert (again.copies, again.left_out.printed, list(again.left_out.reasons().values())) == (0, 5, [5])
        assert print_copies(PrintCopies(own, printed.passed[0].copy.id, printer.uri, again=True)).states == {"sent": 1}
        said = printed.as_json()
        assert {copy["state"] for copy in said["passed"]} == {"sent"}
        assert said["passed"][0]["impressions"] == 5


def test_some_pages_of_the_stack_are_printed_and_nothing_else(own: Where) -> None:
    """As `reprint --pages` counts them, also where more of the run waits."""
    with Odd(pages=5) as printer:
        stopped = print_copies(PrintCopies(own, "1", "ipp://localhost:1/ipp/print"))
        assert stopped.waiting == 5
        lengths = [copy.struck.pages for copy in reprint(Reprint(own, 1, out=Path(own.clinic).parent / "all")).copies]
        one, three = sum(lengths[:1]), sum(lengths[:3])
        second_to_fourth = f"{one + 1},{three}-{three + 1}"
        some = print_copies(PrintCopies(own, "1", printer.uri, pages=second_to_fourth))
        wanted = [copy.id for copy in reprint(Reprint(own, 1, pages=second_to_fourth, out=Path(own.clinic).parent / "again")).copies]
        assert [sent.copy.id for sent in some.passed] == wanted and (len(wanted), some.copies, some.waiting) == (3, 3, 0)
        again = print_copies(PrintCopies(own, "1", printer.uri, pages=second_to_fourth, again=True, sure=True))
        assert [sent.copy.id for sent in again.passed] == wanted
        assert look_before_printing(PrintCopies(own, "1", printer.uri, pages=f"1-{one}")).copies == 1
        assert print_copies(PrintCopies(own, "1", printer.uri)).copies == 2
    for which, pages, said in (("1", "900", "run 1 has no such page"), ("1", "x", "neither a number nor a span"), (wanted[0], "1", "goes with the number of a run")):
        with pytest.raises(InputError, match=said):
            print_copies(PrintCopies(own, which, "ipp://localhost:1/", pages=pages))


def test_what_comes_to_nothing_is_noted_while_it_happens(own: Where) -> None:
    with Odd("take", 0x0508, pages=4) as printer:
        waits = Remembering()
        printed = print_copies(PrintCopies(own, "1", printer.uri), waits)
    assert not printed.ok or printed.stopped
    assert any(text.startswith("copy ") and "(row " in text for _, text in waits.notes)


def test_a_printer_that_is_not_there_stops_it_and_all_wait(own: Where) -> None:
    printed = print_copies(PrintCopies(own, "1", "ipp://localhost:1/ipp/print"))
    assert isinstance(printed.stopped, DeliveryError)
    assert (printed.waiting, printed.passed) == (5, ())
    assert printed.as_json()["stopped"] == str(printed.stopped)


def test_a_look_prints_nothing(own: Where) -> None:
    with Odd(pages=5) as printer:
        outlook = look_before_printing(PrintCopies(own, "1", printer.uri))
        assert printer.submitted == 0
    none = dict.fromkeys(("printed", "elsewhere", "in_doubt", "withdrawn", "gone", "off", "moved"), 0)
    assert (outlook.copies, outlook.left_out.as_json()) == (5, {**none, "earlier": {}})
    assert outlook.as_json()["findings"] == [finding.as_json() for finding in outlook.findings]
    away = look_before_printing(PrintCopies(own, "1", "ipp://localhost:1/ipp/print"))
    assert not away.ok


def test_what_is_not_there_is_refused(own: Where, tmp_path: object) -> None:
    with pytest.raises(InputError, match="there is no run 9"):
        look_before_printing(PrintCopies(own, "9", "ipp://localhost:1/"))
    (Path(own.clinic) / "printing.toml").write_text("printr = 5\n", "utf-8")
    with pytest.raises(ClinicError, match="printr"):
        print_copies(PrintCopies(own, "1"))


def test_a_printer_is_listed_with_what_somebody_has_to_see_to(own: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    from handouts.delivery.printing.printers import Printer

    there = Printer("Desk", "ipp://x", state="stopped", accepting=False, reasons=("media-jam-error",), media=("iso_a4_210x297mm",), default=True)
    monkeypatch.setattr("handouts.delivery.printing.examine.queues", lambda _timeout: iter([there]))
    (found,) = list_printers(own).printers
    assert (found.name, found.state, found.paper, found.both_sides) == ("Desk (default)", "stopped, takes no jobs", ("A4",), False)
    assert "paper jam" in found.look_at
    assert list_printers(own).as_json()[0]["name"] == "Desk"
