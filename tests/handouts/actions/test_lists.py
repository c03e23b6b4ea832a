"""Plan a list and make it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.attendant import NOBODY
from handouts.actions.batch import make_list, sample_list
from handouts.actions.lists import Hands, PlannedList, plan_list
from handouts.actions.manner import Allowed, Manner
from handouts.actions.reports import AskReport, report_run
from handouts.actions.single import MakeOne, make_one
from handouts.errors import InputError, OutputError, Stopped
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import Remembering, a_list
from tests.lists import COPIES_OF_SAMPLE


def test_a_plan_shows_everything_and_records_nothing(tmp_path: Path) -> None:
    planned = plan_list(a_list(tmp_path, order="clinician"))
    assert (planned.rows, planned.served, planned.copies, planned.ok) == (8, 6, 6, False)
    assert planned.by == (("kyphoplasty", "en-US", "standard", 6),)
    assert planned.groups == (("Dr. Miriam Okafor", 4), ("Dr. Samuel Reyes", 2))
    assert [where for where, _ in planned.problems()] == ["list.csv: row 4", "list.csv: row 8"]
    assert planned.problems()[1][1].startswith("skipped, ")
    assert planned.sample == tmp_path / "out" / "sample.pdf"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["sample.pdf"]
    assert not (tmp_path / "clinic" / NAME).exists()
    said = planned.as_json()
    assert (said["rows"], said["copies"], said["run"], said["sample"]) == (8, 6, None, str(planned.sample))
    assert [row["row"] for row in said["rejected"]] == [4] and [row["row"] for row in said["skipped"]] == [8]


@pytest.mark.parametrize(("hands", "combined"), [(Hands(), False), (Hands(2), False), (Hands(), True)])
def test_a_list_is_made_and_every_row_accounted_for(tmp_path: Path, hands: Hands, combined: bool) -> None:
    place = {"out": None, "combined": tmp_path / "out" / "all.pdf"} if combined else {}
    waits = Remembering(answer=True)
    made = make_list(a_list(tmp_path, hands=hands, **place), waits)
    assert (len(made.copies), made.rejected, made.skipped, made.ok, made.before, made.lost) == (5, 2, 1, False, None, ())
    assert waits.steps[0] == (0, 6)
    assert waits.steps[-1][0] == (5 if combined else 6)  # a combined file tells of copies as they are bound
    assert waits.steps == sorted(waits.steps)
    (question, about), = waits.asked
    assert question == f"Make 6 handouts in {made.target}?"
    assert isinstance(about, PlannedList) and about.copies == 6
    assert {where for where, _ in waits.notes} >= {"list.csv: row 4", "list.csv: row 8"}
    assert made.by() == [("kyphoplasty", "en-US", "standard", 5, sum(copy.struck.pages for copy in made.copies))]
    said = made.as_json()
    assert len(said["made"]) == said["struck"] == 5
    assert [row["row"] for row in said["rejected"]] == [4, 6]


def test_a_no_makes_nothing_and_nobody_is_a_yes(tmp_path: Path) -> None:
    request = a_list(tmp_path)
    with pytest.raises(Stopped, match="nothing was made"):
        make_list(request, Remembering(answer=False))
    assert not list((tmp_path).glob("out/*.pdf"))
    with Ledger.open(tmp_path / "clinic" / NAME) as ledger:
        assert ledger.runs() == ()
    assert len(make_list(request, NOBODY).copies) == 5


@pytest.mark.parametrize("stop", [Stopped("enough"), KeyboardInterrupt()])
def test_an_attendant_that_raises_stops_the_run_which_then_goes_on(tmp_path: Path, stop: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.runs.run.ROWS", 2)
    request = a_list(tmp_path)
    with pytest.raises(Stopped):
        make_list(request, Remembering(stop=stop))
    waits = Remembering()
    made = make_list(request, waits)
    assert len(made.copies) == 5
    assert ("", "run 1 goes on: 2 of 6 rows are made") in waits.notes
    assert waits.steps[0] == (2, 6)


def test_said_again_a_run_is_complete_and_puts_back_what_was_lost(tmp_path: Path) -> None:
    request = a_list(tmp_path)
    first = make_list(request)
    (tmp_path / "out" / first.copies[0].struck.file).unlink()
    again = make_list(request)
    assert again.as_json() == first.as_json() | {"mended": 1}
    assert (again.before is not None, again.mended, again.lost, again.fault) == (True, 1, (), None)
    assert (tmp_path / "out" / first.copies[0].struck.file).is_file()
    waits = Remembering()
    make_list(replace(request, out=tmp_path / "other"), waits)
    assert any("5 of these copies were given already, by run 1" in text for _, text in waits.notes)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"out": None}, "say where to"), ({"combined": Path("x.pdf")}, "say where to"), ({"duplex": True}, "--duplex goes with --combined"),
        ({"separators": True}, "--separators goes with --combined"), ({"hands": Hands(2, "tcp://x:1")}, "without --workers"),
        ({"hands": Hands(cluster_ca="x.pem")}, "go with --cluster"), ({"out": None, "combined": Path("x.pdf"), "hands": Hands(2)}, "--workers goes with --out"),
        ({"out": None, "combined": Path("x.pdf"), "separators": True}, "goes with an --order"),
        ({"out": None, "combined": Path("x.pdf"), "hands": Hands(cluster="tcp://x:1")}, "--cluster goes with --out"),
    ],
)  # fmt: skip
def test_wishes_that_exclude_each_other_are_refused_before_the_list_is_read(tmp_path: Path, wishes: dict[str, object], said: str) -> None:
    request = replace(a_list(tmp_path), schedule=tmp_path / "none.csv", **wishes)  # type: ignore[arg-type]
    for ask in (plan_list, make_list):
        with pytest.raises(InputError, match=said):
            ask(request)


def test_the_sample_list_is_of_a_sample_clinic(tmp_path: Path) -> None:
    made = make_list(sample_list(tmp_path, "harbour"))
    assert (len(made.copies), made.ok) == (COPIES_OF_SAMPLE, True)
    assert (tmp_path / NAME).is_file()


def test_a_sample_never_lies_among_copies(tmp_path: Path) -> None:
    """It is a patient's copy that nobody has recorded: whoever prints the folder would hand it out as well."""
    request = a_list(tmp_path)
    assert plan_list(request).sample == tmp_path / "out" / "sample.pdf"
    made = make_list(request)
    files = {copy.struck.file for copy in made.copies}
    assert {path.name for path in (tmp_path / "out").iterdir()} == files
    assert plan_list(replace(request, everything=True)).sample == tmp_path / "out-sample.pdf"
    assert {path.name for path in (tmp_path / "out").iterdir()} == files
    make_list(replace(request, everything=True))
    assert not (tmp_path / "out-sample.pdf").exists()
    bound = replace(request, out=None, combined=tmp_path / "all.pdf", everything=True)
    assert plan_list(bound).sample == tmp_path / "all-sample.pdf"
    (tmp_path / "out-sample.pdf").write_bytes((tmp_path / "all-sample.pdf").read_bytes())  # of another plan
    make_list(bound)
    assert (not (tmp_path / "all-sample.pdf").exists(), (tmp_path / "out-sample.pdf").exists()) == (True, True)


def test_what_somebody_has_made_by_that_name_stays(tmp_path: Path) -> None:
    request = replace(a_list(tmp_path), manner=Manner(allowed=Allowed(sample=True)))
    settings = tmp_path / "clinic" / "clinic.toml"
    settings.write_text(settings.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    anna = {"patient": "Anna Lee", "born": "1951-04-17", "identifier": "RSC-1", "at": "2026-12-08T09:30"}
    file = tmp_path / "out" / "sample.pdf"
    one = make_one(MakeOne(request.where, "kyphoplasty", file, manner=request.manner, **anna))  # type: ignore[arg-type]
    (tmp_path / "out-sample.pdf").write_text("somebody's", "utf-8")
    make_list(request)
    assert file.read_bytes() == one.handout.data
    assert (tmp_path / "out-sample.pdf").read_text("utf-8") == "somebody's"


@pytest.mark.parametrize("there", ["a run's copies", "one handout", "a stack", "a clinic", "a real ledger"])
def test_invented_patients_copies_do_not_go_among_real_ones(tmp_path: Path, there: str) -> None:
    request = a_list(tmp_path)
    folder = tmp_path / "real"
    if there == "a run's copies":
        make_list(replace(request, out=folder))
    elif there == "one handout":
        make_one(MakeOne(request.where, "kyphoplasty", folder / "anna.pdf", patient="Anna Lee", born="1951-04-17", identifier="1", at="2026-12-08T09:30"))
    elif there == "a stack":
        make_list(replace(request, out=None, combined=folder / "all.pdf"))
    elif there == "a clinic":
        shutil.copytree(tmp_path / "clinic", folder)
    else:
        make_list(replace(request, where=replace(request.where, ledger=folder / NAME)))
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    with pytest.raises(OutputError, match="holds real handouts or is a clinic's folder; invented ones do not belong there"):
        sample_list(folder, "riverside")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.name not in (f"{NAME}-shm", f"{NAME}-wal")} == before


def test_a_demo_may_be_said_again(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "notes.pdf").write_bytes(b"%PDF-1.4 of somebody's\n")
    for clinic in ("harbour", "riverside", "harbour"):
        plan_list(sample_list(tmp_path / "demo", clinic))
        make_list(sample_list(tmp_path / "demo", clinic))
    assert len(list((tmp_path / "demo").glob("0*.pdf"))) == COPIES_OF_SAMPLE


@pytest.mark.parametrize("wish", [{"order": "time"}, {"order": "clinician", "duplex": True, "separators": True}])
def test_one_file_in_another_order_is_bound_anew(tmp_path: Path, wish: dict[str, object]) -> None:
    """Its copies are the same, and what the printer gets is not."""
    request = a_list(tmp_path, out=None, combined=tmp_path / "all.pdf")
    head, *rows = (tmp_path / "list.csv").read_text("utf-8").splitlines()
    (tmp_path / "list.csv").write_text("\n".join([head, *sorted(rows, key=lambda row: row.split(",")[1], reverse=True)]) + "\n", "utf-8")
    first = make_list(request)
    before = (tmp_path / "all.pdf").read_bytes()
    other = make_list(replace(request, **wish))  # type: ignore[arg-type]
    after = (tmp_path / "all.pdf").read_bytes()
    assert (len(other.copies), other.same, other.fault) == (len(first.copies), 0, None)
    assert after != before
    said = make_list(replace(request, **wish))  # type: ignore[arg-type]
    assert (said.run, said.before is not None, (tmp_path / "all.pdf").read_bytes()) == (other.run, True, after)
    with Ledger.open(tmp_path / "clinic" / NAME) as ledger:
        assert [copy.fate for copy in ledger.copies(first.run)] == ["replaced"] * len(first.copies)
    assert report_run(AskReport(request.where, first.run)).lost == ()


def test_what_a_list_says_of_itself_is_told_before_the_question_and_to_programs(tmp_path: Path) -> None:
    request = a_list(tmp_path)
    lines = (tmp_path / "list.csv").read_text("utf-8").splitlines()
    (tmp_path / "list.csv").write_text("\n".join([*lines, lines[1].replace("A-26", "A-99").replace("2026", "2024")]) + "\n", "utf-8")
    planned = plan_list(request)
    assert any(" in the past" in said or "no appointment is still ahead" in said for said in planned.warnings)
    assert planned.as_json()["warnings"] == list(planned.warnings)
    assert planned.as_json()["days"][0] == {"day": planned.days[0][0].isoformat(), "appointments": 1}
    waits = Remembering(answer=False)
    with pytest.raises(Stopped):
        make_list(request, waits)
    assert {("", said) for said in planned.warnings} <= set(waits.notes)
    (_, about), = waits.asked
    assert isinstance(about, PlannedList) and about.spanned.endswith(" appointments")
    made = make_list(request, Remembering(answer=True)).as_json()
    assert (made["days"][0], len(made["warnings"])) == (planned.as_json()["days"][0], len(planned.warnings))
