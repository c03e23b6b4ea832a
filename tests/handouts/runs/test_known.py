"""The same list, corrected: what is new or changed is made, what is the same is not, and what is replaced leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import read_clinic
from handouts.delivery.chosen import chosen
from handouts.delivery.mail.addressees import sort
from handouts.delivery.mail.settings import MailSettings
from handouts.errors import InputError, OutputError, Problem
from handouts.files.places import near
from handouts.leaflets.shelf import Allowed
from handouts.ledger.counts import reconcile
from handouts.ledger.data import Row, Run
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.lineage import newest
from handouts.ledger.outbox import counting, deliveries, enqueue, sending
from handouts.ledger.recall import given_to
from handouts.ledger.record import appointment_of
from handouts.runs.combined import bind
from handouts.runs.known import ANOTHER, Wish
from handouts.runs.plan import Look, Plan, Request, plan
from handouts.runs.run import Here, begin, make
from handouts.runs.task import file_name
from tests.handouts import FRONT, own_clinic
from tests.reading import page_texts, text_of

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,clinician,email,leaflet"
NOTE = f"---\n{FRONT}---\n# Note\n{{{{ patient.name }}}}, at {{{{ appointment.start | time }}}}.\n"
OTHER = f"---\n{FRONT.replace('A leaflet', 'Other')}---\n# Other\nWith {{{{ appointment.clinician }}}}.\n"


def row(n: int, **cells: str) -> str:
    """A row of the list."""
    known = {
        "appointment_id": f"A{n}", "start": f"2026-12-08T09:{n:02d}", "patient_id": f"P{n}", "given_name": "Quenby", "family_name": f"Zyx{chr(96 + n)}",
        "date_of_birth": "1951-04-17", "clinician": "Dr. Reyes", "email": "q@example.org", "leaflet": "note", **cells,
    }  # fmt: skip
    return ",".join(known[column] for column in HEAD.split(","))


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    clinic = own_clinic(tmp_path).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(NOTE, "utf-8")
    (clinic / "handouts" / "other.en-US.md").write_text(OTHER, "utf-8")
    return Request(tmp_path / "list.csv", clinic, tmp_path / "out", Look(allowed=Allowed(draft=True), proof="off"))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / NAME) as opened:
        yield opened


def said(request: Request, ledger: Ledger, *rows: str, wish: Wish | None = None) -> tuple[Plan, Run]:
    """The list with these rows, made."""
    assert isinstance(request.schedule, Path)
    if rows:
        request.schedule.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    planned = plan(request).against(ledger, wish)
    run = begin(planned, ledger, "anna")
    if run.mine:
        list(bind(planned, run, ledger) if request.look.combined else make(planned, run, ledger, Here()))
    counts = reconcile(ledger, run.id)
    assert counts.faults == ()
    return planned, ledger.run(run.id)


def outcomes(ledger: Ledger, run: Run) -> list[str]:
    return [row.outcome for row in ledger.rows(run.id)]


def there(request: Request, ledger: Ledger) -> None:
    """The folder holds the copies that count, and nothing else."""
    known = {copy.struck.file: copy for run in ledger.runs() for copy in ledger.copies(run.id) if not copy.replaced_by}
    found = {path.name for path in request.folder.iterdir() if path.suffix == ".pdf"}
    assert found == set(known)
    for name, copy in known.items():
        assert copy.whose is not None
        assert copy.whose.name in text_of((request.folder / name).read_bytes())


def test_a_longer_and_corrected_list_makes_what_is_new_and_replaces_what_changed(request_: Request, ledger: Ledger) -> None:
    _, first = said(request_, ledger, row(1), row(2), row(3))
    old = list(ledger.copies(first.id))
    assert enqueue(ledger, [copy.id for copy in old], "mail") == 3
    planned, second = said(request_, ledger, row(1), row(2, start="2026-12-08T15:30"), row(4), row(3))
    assert (planned.copies, planned.changed) == (2, 1)
    assert outcomes(ledger, second) == ["same", "made", "made", "same"]
    assert next(ledger.rows(second.id)) == Row(2, "same", (Problem("row", "same, given in run 1"),))
    counts = reconcile(ledger, second.id)
    assert (counts.rows, counts.made, counts.same, counts.copies) == (4, 2, 2, 2)
    again = list(ledger.copies(first.id))
    (new,) = (copy for copy in ledger.copies(second.id) if copy.row == 3)
    assert [copy.replaced_by for copy in again] == ["", new.id, ""]
    assert reconcile(ledger, first.id).replaced == 1
    assert [found.state for found in deliveries(ledger, channel="mail")] == ["waiting", "withdrawn", "waiting"]
    assert enqueue(ledger, [old[1].id], "mail") == 0
    assert [(copy.fate, copy.run) for copy in given_to(ledger, "P2")] == [("replaced", 1), ("delivered", 2)]
    there(request_, ledger)


def test_the_same_list_is_complete_and_a_list_in_another_order_makes_nothing(request_: Request, ledger: Ledger) -> None:
    _, first = said(request_, ledger, row(1), row(2))
    assert said(request_, ledger)[1].id == first.id
    planned, second = said(request_, ledger, row(2), row(1))
    assert (planned.copies, outcomes(ledger, second)) == (0, ["same", "same"])
    assert said(request_, ledger)[1].id == second.id
    there(request_, ledger)


def test_a_mended_leaflet_or_rule_makes_what_it_now_gives(request_: Request, ledger: Ledger) -> None:
    _, first = said(request_, ledger, row(1), row(2, leaflet=""))
    assert outcomes(ledger, first) == ["made", "rejected"]
    (request_.clinic / "handouts" / "note.en-US.md").write_text(NOTE.replace("# Note", "# A mended note"), "utf-8")  # type: ignore[operator]
    planned, second = said(request_, ledger)
    assert (second.id, planned.changed, outcomes(ledger, second)) == (2, 1, ["made", "rejected"])
    (request_.clinic / "rules.toml").write_text('[[rule]]\nleaflets = ["other"]\n', "utf-8")  # type: ignore[operator]
    planned, third = said(request_, ledger)
    assert (third.id, planned.copies, planned.changed) == (3, 2, 0)
    assert [(copy.row, copy.struck.leaflet) for copy in ledger.copies(third.id)] == [(2, "other"), (3, "other")]
    assert said(request_, ledger)[1].id == 3
    there(request_, ledger)


def test_what_could_not_be_printed_is_tried_again_only_when_something_is_mended(request_: Request, ledger: Ledger) -> None:
    _, first = said(request_, ledger, row(1), row(2, leaflet="other", clinician=""))
    (refused,) = (found for found in ledger.rows(first.id) if found.outcome == "rejected")
    assert [(problem.column, problem.what) for problem in refused.problems] == [("clinician", "is empty, and other.en-US.md:8 prints it")]
    assert said(request_, ledger)[1].id == first.id
    (request_.clinic / "handouts" / "other.en-US.md").write_text(OTHER.replace("With {{ appointment.clinician }}.", "With us."), "utf-8")  # type: ignore[operator]
    assert outcomes(ledger, said(request_, ledger)[1]) == ["same", "made"]


def test_a_dry_run_merges_every_row(request_: Request, ledger: Ledger) -> None:
    request_.schedule.write_text("\n".join([HEAD, row(1), row(2, leaflet="other", clinician="")]) + "\n", "utf-8")  # type: ignore[union-attr]
    planned = plan(request_).against(ledger, Wish(whole=True))
    assert [found.row for found in planned.settled if found.outcome == "rejected"] == [3]
    assert [job.row for job in planned.jobs] == [2]


def test_all_is_made_again_if_it_is_asked_for_and_what_was_there_leaves(request_: Request, ledger: Ledger) -> None:
    said(request_, ledger, row(1), row(2))
    planned, second = said(request_, ledger, wish=Wish(everything=True))
    assert (second.id, planned.copies) == (2, 2)
    assert [copy.fate for copy in ledger.copies(1)] == ["replaced", "replaced"]
    there(request_, ledger)


def test_the_same_copies_in_another_place_count_as_delivered_once_they_are_from_one(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    said(request_, ledger, row(1), row(2))
    elsewhere = replace(request_, target=tmp_path / "elsewhere")
    planned, second = said(elsewhere, ledger)
    assert planned.given == ((1, ledger.run(1).started.date().isoformat(), 2),)
    one, two = ([copy.id for copy in ledger.copies(run)] for run in (1, second.id))
    assert all(not copy.replaced_by for copy in ledger.copies(1))
    assert enqueue(ledger, one, "mail") == 2
    assert enqueue(ledger, two, "mail") == 0, "they are on their way already"
    with sending(ledger, "mail") as outbox:
        for found in outbox.due():
            outbox.begin(found.id)
            outbox.sent(found.id)
    assert enqueue(ledger, two, "mail") == 0, "they were mailed"
    assert [found.state for copy in two for found in counting(ledger, copy)] == ["sent", "sent"]
    assert enqueue(ledger, two, "mail", again=True) == 2
    assert [path.name for path in sorted((tmp_path / "elsewhere").iterdir())] == sorted(copy.struck.file for copy in ledger.copies(second.id))


def _mailed(ledger: Ledger, run: int) -> int:
    """Mail what a run gave; how many letters went."""
    enqueue(ledger, [copy.id for copy in ledger.copies(run)], "mail")
    with sending(ledger, "mail") as outbox:
        due = list(outbox.due())
        for found in due:
            outbox.begin(found.id)
            outbox.sent(found.id)
    return len(due)


def test_what_was_mailed_counts_no_more_once_something_else_was_mailed_since(request_: Request, ledger: Ledger) -> None:
    moved = row(1, start="2026-12-08T11:30")
    letters = [_mailed(ledger, said(request_, ledger, first, row(2))[1].id) for first in (row(1), moved, row(1), row(1), moved)]
    assert letters == [2, 1, 1, 0, 1], "the newest letter says the newest time, and nobody gets the same twice in a row"


def test_what_an_earlier_run_gave_and_nobody_put_out_is_named_beside_the_list(request_: Request, ledger: Ledger) -> None:
    said(request_, ledger, row(1), row(2))
    enqueue(ledger, [next(iter(ledger.copies(1))).id], "mail")
    _, second = said(request_, ledger, row(1), row(2), row(3))
    assert chosen(ledger, str(second.id)).earlier == ((1, 1),)
    enqueue(ledger, [copy.id for copy in ledger.copies(1)], "mail")
    assert chosen(ledger, str(second.id)).earlier == ()


def test_a_combined_file_is_not_bound_again_without_those_that_it_holds(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    bound = replace(request_, target=tmp_path / "out" / "all.pdf", look=replace(request_.look, combined=True))
    said(bound, ledger, row(1), row(2), row(3))
    before = bound.target.read_bytes()  # type: ignore[union-attr]
    corrected = row(1), row(2, family_name="Zyxnew"), row(3), row(4)
    with pytest.raises(OutputError, match="holds 2 handouts that a file of the 2 new or changed ones would lack; name another file"):
        said(bound, ledger, *corrected)
    assert bound.target.read_bytes() == before  # type: ignore[union-attr]
    planned, _ = said(bound, ledger, *corrected, wish=Wish(everything=True))
    assert (planned.copies, planned.same) == (4, ())
    texts = page_texts(bound.target.read_bytes())  # type: ignore[union-attr]
    assert (len(texts), "Zyxnew" in texts[1]) == (4, True)


def test_another_date_of_birth_is_refused_until_it_is_said_that_this_is_another_person(request_: Request, ledger: Ledger) -> None:
    said(request_, ledger, row(1), row(2))
    moved = row(1, date_of_birth="1952-04-17", appointment_id="A9")
    planned, run = said(request_, ledger, moved, row(2, family_name="Lee", appointment_id="A8"))
    assert (ANOTHER.column, planned.settled) == ("date_of_birth", (Row(2, "rejected", (ANOTHER,)),))
    assert planned.warnings == ("row 3: the name is another than this identifier had in earlier runs; look whether it is the same person",)
    assert "1951" not in str(ANOTHER)
    planned, third = said(request_, ledger, wish=Wish(new_person=True))
    assert (third.id, outcomes(ledger, third)) == (run.id + 1, ["made", "same"])


def test_a_corrected_birth_date_replaces_the_copy_with_the_wrong_one_and_is_asked_once(request_: Request, ledger: Ledger) -> None:
    wrong, right = row(1), row(1, date_of_birth="1951-04-18")
    said(request_, ledger, wrong)
    assert plan_of(request_, right).against(ledger).settled == (Row(2, "rejected", (ANOTHER,)),)
    said(request_, ledger, right, wish=Wish(new_person=True))
    assert [copy.fate for copy in ledger.copies(1)] == ["replaced"]
    _, third = said(request_, ledger, right, row(2))
    assert outcomes(ledger, third) == ["same", "made"], "nobody has to say it again"
    assert plan_of(request_, wrong).against(ledger).settled == (Row(2, "rejected", (ANOTHER,)),)


def plan_of(request: Request, *rows: str) -> Plan:
    """The plan of a list of these rows."""
    assert isinstance(request.schedule, Path)
    request.schedule.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return plan(request)


def test_a_run_that_is_gone_on_with_finds_what_was_there_when_it_began(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    said(request_, ledger, row(1), row(2))
    request_.schedule.write_text("\n".join([HEAD, row(1), row(2, start="2026-12-08T15:30"), row(3)]) + "\n", "utf-8")  # type: ignore[union-attr]
    planned = plan(request_).against(ledger)
    run = begin(planned, ledger, "anna")
    ledger.leave_run(run.id)
    assert said(replace(request_, schedule=tmp_path / "other.csv"), ledger, row(4))[0].copies == 1
    again = plan(request_).against(ledger)
    assert (again.digest, again.fingerprint) == (planned.digest, planned.fingerprint)
    assert outcomes(ledger, said(request_, ledger)[1]) == ["same", "made", "made"]
    there(request_, ledger)


def test_a_run_that_another_list_has_overtaken_is_given_up(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    """The list is corrected, the run is stopped half way, the list is corrected again and made; then somebody goes back to the one before."""
    said(request_, ledger, row(1), row(2), row(3))
    moved = {n: row(n, start=f"2026-12-08T15:3{n}") for n in (1, 2, 3)}
    request_.schedule.write_text("\n".join([HEAD, *moved.values()]) + "\n", "utf-8")  # type: ignore[union-attr]
    planned = plan(request_).against(ledger)
    run = begin(planned, ledger, "anna")
    making = make(planned, run, ledger, Here(), rows=1)
    next(making)
    next(making)
    (request_.folder / file_name(planned.fingerprint, 3)).write_bytes(b"of which the ledger never learnt")
    making.close()
    ledger.leave_run(run.id)
    assert [copy.replaced_by for copy in ledger.copies(1)] != ["", "", ""]
    _, third = said(replace(request_, schedule=tmp_path / "other.csv"), ledger, moved[1], row(2, start="2026-12-08T17:00"), row(3))
    assert outcomes(ledger, third) == ["same", "made", "same"]
    there(request_, ledger)
    _, fourth = said(request_, ledger, *moved.values())
    assert (fourth.id, outcomes(ledger, fourth)) == (4, ["same", "made", "made"])
    assert not ledger.run(run.id).finished
    there(request_, ledger)


def test_a_ledger_of_before_knows_what_is_the_same_by_its_record(request_: Request, ledger: Ledger) -> None:
    said(request_, ledger, row(1), row(2))
    with ledger.writing() as db:
        db.execute("UPDATE copies SET says = NULL")
    planned, _ = said(request_, ledger, row(1), row(2, email="other@example.org"), row(3))
    assert (planned.copies, planned.changed, len(planned.same)) == (2, 1, 1)


def test_a_letter_goes_by_the_newest_record_and_never_for_one_that_was_replaced(request_: Request, ledger: Ledger, tmp_path: Path) -> None:
    said(request_, ledger, row(1), row(2), row(3), row(4))
    moved_row = row(3, start="2026-12-08T15:30", leaflet="other")
    said(request_, ledger, row(1, email=""), row(2, start="2026-12-08T15:30"), moved_row, row(4, email="new@example.org"))
    wanted, clinic = chosen(ledger, "1"), read_clinic(near(request_.clinic))
    how = MailSettings(tmp_path / "mail.toml", "letters@clinic.example", "Riverside", "localhost", 587)
    with ledger.writing() as db:  # all of them have agreed
        for table in ("copies", "news"):
            db.execute(f"UPDATE {table} SET record = json_set(record, '$.email_consent', 'yes')")
    found = sort(ledger, chosen(ledger, "1"), clinic, how)
    one, _, three, four = (copy.id for copy in ledger.copies(1))
    assert wanted.gone == 1, "the second was replaced"
    assert (found.mailed, found.stale) == ((four,), (three,))
    assert found.paper == ((one, "the record has no e-mail address"),)
    assert appointment_of(newest(ledger, ledger.copy(four)), clinic.zone).patient.email == "new@example.org"
    with pytest.raises(InputError, match="was replaced; the one that counts is"):
        chosen(ledger, next(copy.id for copy in ledger.copies(1) if copy.replaced_by))


CHANGES = st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["", "start", "email", "gone"])), max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(CHANGES, min_size=1, max_size=4))
def test_whatever_is_corrected_the_folder_holds_the_copies_that_count(tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[int, str]]]) -> None:
    folder = tmp_path_factory.mktemp("steps")
    clinic = own_clinic(folder).folder
    (clinic / "handouts").mkdir()
    (clinic / "handouts" / "note.en-US.md").write_text(NOTE, "utf-8")
    request = Request(folder / "list.csv", clinic, folder / "out", Look(allowed=Allowed(draft=True), proof="off"))
    rows, told = {n: {"start": f"2026-12-08T09:{n:02d}"} for n in range(1, 4)}, dict[int, str]()
    with Ledger.open(folder / NAME) as ledger:
        for number, step in enumerate(steps):
            for n, change in step:
                known = rows.setdefault(n, {"start": f"2026-12-08T09:{n:02d}"})
                if change == "gone":
                    del rows[n]
                elif change:
                    known[change] = {"start": f"2026-12-08T1{number}:{n:02d}", "email": f"q{number}@example.org"}[change]
            if not rows:
                continue
            planned, _ = said(request, ledger, *(row(n, **cells) for n, cells in sorted(rows.items())))
            assert planned.copies == sum(told.get(n) != cells["start"] for n, cells in rows.items())
            told |= {n: cells["start"] for n, cells in rows.items()}
            there(request, ledger)
