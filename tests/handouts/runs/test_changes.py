"""A list, a file of patients or a map that changes after it was planned: nobody gets another's leaflet, and nothing is said to be well that is not.

    HANDOUTS_CHANGES=200 pytest tests/handouts/runs/test_changes.py     so many random moments for each way, workers and kind of run
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from handouts.errors import LedgerError
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import NAME, Ledger
from handouts.runs.combined import bind
from handouts.runs.plan import Look, Plan, Request, plan
from handouts.runs.run import begin, make, workers
from tests.handouts import FRONT, own_clinic
from tests.reading import page_texts, text_of

MOMENTS = int(os.environ.get("HANDOUTS_CHANGES", "0"))
ROWS = 400 if MOMENTS else 120
LOOK = Look("note", allowed=Allowed(draft=True), proof="off")
LEAFLET = f"---\n{FRONT}---\n# Note\nFor {{{{ patient.name }}}}, born {{{{ patient.born | date }}}}.\n"
HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth"
WAYS = ("renamed over", "overwritten")
CHANGED = ("list", "patients", "map")


def a_list(kind: str) -> str:
    """As many rows as the other kind has, of the same lengths, of other people."""
    rows = (f"{kind}-{n:05d},2026-12-08T09:{n % 60:02d},P{kind}{n:05d},Given{kind}{n:05d},Family{kind}{n:05d},19{50 + n % 40}-04-17" for n in range(ROWS))
    return "\n".join([HEAD, *rows]) + "\n"


def appointments() -> str:
    """A list that names nobody."""
    return "\n".join(["appointment_id,start,patient_id", *(f"A-{n:05d},2026-12-08T09:{n % 60:02d},P{n:05d}" for n in range(ROWS))]) + "\n"


def people(kind: str) -> str:
    """Who the patients of that list are."""
    rows = (f"P{n:05d},Given{kind}{n:05d},Family{kind}{n:05d},19{50 + n % 40}-04-17" for n in range(ROWS))
    return "\n".join(["patient_id,given_name,family_name,date_of_birth", *rows]) + "\n"


def a_map(kind: str) -> str:
    """Which of two columns with names is meant."""
    names = {"A": ("given_name", "family_name"), "B": ("other_given", "other_family")}[kind]
    rest = ("appointment_id", "start", "patient_id", "date_of_birth")
    return "[columns]\n" + "".join(f'{column} = "{column}"\n' for column in rest) + f'given_name  = "{names[0]:<11}"\nfamily_name = "{names[1]:<12}"\n'


@dataclass(frozen=True)
class Case:
    """A request, the file that changes, and what it changes into."""

    request: Request
    file: Path
    other: str

    def change(self, way: str) -> None:
        """Replace the file, or overwrite it in place, as editors and exports do."""
        if way == "renamed over":
            beside = self.file.with_suffix(".new")
            beside.write_text(self.other, "utf-8")
            os.replace(beside, self.file)
        else:
            with self.file.open("r+b", buffering=0) as file:
                file.write(self.other.encode())


def the_case(folder: Path, what: str, *, combined: bool = False) -> Case:
    """A clinic with one short leaflet, and a list of the first kind."""
    clinic = own_clinic(folder).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(LEAFLET, "utf-8")
    file, beside = folder / "list.csv", folder / ("names.csv" if what == "patients" else "ours.toml")
    target = folder / "out" / ("all.pdf" if combined else "")
    request = Request(file, clinic, target, replace(LOOK, combined=combined))
    if what == "list":
        file.write_text(a_list("A"), "utf-8")
        return Case(request, file, a_list("B"))
    if what == "patients":
        file.write_text(appointments(), "utf-8")
        beside.write_text(people("A"), "utf-8")
        return Case(replace(request, patients=beside), beside, people("B"))
    rows = a_list("A").splitlines()
    rows = [f"{row},{'other_given,other_family' if n == 0 else f'GivenB{n:05d},FamilyB{n:05d}'}" for n, row in enumerate(rows)]
    file.write_text("\n".join(rows) + "\n", "utf-8")
    beside.write_text(a_map("A"), "utf-8")
    return Case(replace(request, column_map=str(beside)), beside, a_map("B"))


def run(planned: Plan, ledger: Ledger, hands: int) -> Iterator[object]:
    begun = begin(planned, ledger, "anna")
    if planned.request.look.combined:
        yield from bind(planned, begun, ledger)
    else:
        with workers(hands) as executor:
            yield from make(planned, begun, ledger, executor, hands, rows=16)


def true(case: Case, ledger: Ledger) -> int:
    """Every copy that the ledger knows is the patient's whom it names; how many there are."""
    copies = list(ledger.copies(1))
    if case.request.look.combined and copies:
        texts = page_texts(case.request.target.read_bytes())  # type: ignore[union-attr]
    else:
        texts = [text_of((case.request.folder / copy.struck.file).read_bytes()) for copy in copies]
    for copy, text in zip(copies, texts, strict=True):
        assert copy.whose is not None
        assert copy.whose.patient in text and copy.whose.name in text, f"copy {copy.struck.sequence} is another's"
    return len(copies)


def made_while(case: Case, hands: int, change: Callable[[], object]) -> bool:
    """A run while something changes: whether it was refused.  Whatever is in the ledger is true, whatever is whole is what was planned."""
    with Ledger.open(case.request.folder / NAME) as ledger:
        planned = plan(case.request)
        try:
            with closing(run(planned, ledger, hands)) as results:
                change()
                for _ in results:
                    pass
        except LedgerError as error:
            assert "changed while the run was being made" in str(error)
            assert "Given" not in str(error) and "Family" not in str(error)
            true(case, ledger)
            assert not ledger.run(1).finished
            return True
        assert true(case, ledger) == ROWS
        assert reconcile(ledger, 1).faults == ()
        return False


@pytest.mark.parametrize("what", CHANGED)
@pytest.mark.parametrize("way", WAYS)
def test_what_changes_while_somebody_is_asked_stops_the_run(tmp_path: Path, what: str, way: str) -> None:
    case = the_case(tmp_path, what)
    assert made_while(case, 1, lambda: case.change(way))
    assert not list(case.request.folder.glob("*.pdf"))


@pytest.mark.parametrize("what", CHANGED)
def test_what_changes_while_it_is_planned_is_not_planned(tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, opened = the_case(tmp_path, what), Request.open

    def late(self: Request, clinic: object) -> object:
        case.change("renamed over")
        return opened(self, clinic)  # type: ignore[arg-type]

    monkeypatch.setattr(Request, "open", late)
    with pytest.raises(LedgerError, match=r"changed while it was read; see that nobody writes it any more, and say the same again"):
        plan(case.request)


QUICK = [(what, way, hands) for what in CHANGED for way in WAYS for hands in (1, "combined")]
TWO = [(what, way, 2) for what in CHANGED for way in WAYS]


@pytest.mark.parametrize(("what", "way", "hands"), QUICK + (TWO if MOMENTS else TWO[:1]))
def test_nobody_gets_anothers_leaflet_whenever_a_file_changes(tmp_path: Path, what: str, way: str, hands: int | str) -> None:
    refused = 0
    for moment in range(MOMENTS or 1):
        folder = tmp_path / str(moment)
        folder.mkdir()
        case = the_case(folder, what, combined=hands == "combined")
        chance = random.Random(f"{what} {way} {hands} {moment}")
        delay = chance.uniform(0, 0.5 if hands == 1 else 3.0 if hands == 2 else 0.5)
        timer = threading.Timer(delay, case.change, [way])
        refused += made_while(case, hands if isinstance(hands, int) else 1, timer.start)
        timer.join()
    print(f"{what} {way}, {hands}: {refused} of {MOMENTS or 1} runs were refused, none was wrong")
