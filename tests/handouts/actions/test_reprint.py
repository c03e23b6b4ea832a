"""Copies once more."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import MakeList
from handouts.actions.manner import Allowed, Manner
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.single import MakeOne, make_one
from handouts.actions.where import Where
from handouts.errors import InputError
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import a_list
from tests.reading import page_texts

SAMPLES = Manner(allowed=Allowed(sample=True))


def test_some_of_a_run_are_the_very_ones(known: Where, finished: Path, tmp_path: Path) -> None:
    made = reprint(Reprint(known, 1, copies="1-2", out=tmp_path / "again"))
    assert [copy["sequence"] for copy in made.as_json()] == [1, 2]
    for path in (tmp_path / "again").glob("*.pdf"):
        assert path.read_bytes() == (finished / "out" / path.name).read_bytes()
    bound = reprint(Reprint(known, 1, pages="1", combined=tmp_path / "all.pdf", duplex=True))
    assert (len(bound.copies), bound.pages, bound.target) == (1, bound.copies[0].struck.pages, tmp_path / "all.pdf")
    assert len(reprint(Reprint(known, 1, onward=made.copies[1].whose.patient, out=tmp_path / "rest")).copies) == 4


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({}, "say where to"), ({"out": Path("x"), "combined": Path("x.pdf")}, "say where to"), ({"out": Path("x"), "duplex": True}, "--duplex goes with"),
        ({"out": Path("x"), "pages": "1", "copies": "1"}, "exclude each other"), ({"out": Path("x"), "pages": "no"}, "neither a number nor a span"),
        ({"out": Path("x"), "copies": "900"}, "has no such copy"),
    ],
)  # fmt: skip
def test_wishes_that_cannot_be_are_refused(known: Where, wishes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        reprint(Reprint(known, 1, **wishes))  # type: ignore[arg-type]


def test_one_copy_is_the_same_until_something_changes(own: Where, tmp_path: Path) -> None:
    with Ledger.open(Path(own.clinic) / NAME) as ledger:
        copy = next(ledger.copies(1)).id
    made = remake(RemakeCopy(own, copy, tmp_path / "a.pdf"))
    assert (made.ok, made.sha256, made.why) == (True, made.was, "")


def test_a_changed_copy_says_what_has_changed(finished: Path, known: Where, tmp_path: Path) -> None:
    toml = Path(known.clinic) / "clinic.toml"
    before = toml.read_text("utf-8")
    with Ledger.open(Path(known.clinic) / NAME) as ledger:
        copy = next(ledger.copies(1)).id
    try:
        toml.write_text(before.replace("(217) 555-0142", "(217) 555-0143"), "utf-8")
        made = remake(RemakeCopy(known, copy, tmp_path / "a.pdf"))
    finally:
        toml.write_text(before, "utf-8")
    assert not made.ok
    assert made.why == "clinic.toml changed since then"
    assert made.as_json()["same"] is False


def test_what_has_been_replaced_is_left_out_and_said(tmp_path: Path) -> None:
    request = a_list(tmp_path)
    first = make_list(request)
    text = request.schedule.read_text("utf-8")  # type: ignore[union-attr]
    moved = re.sub(rf"({first.copies[0].whose.appointment},)\d{{4}}-\d\d-\d\dT", r"\g<1>2026-12-18T", text)  # type: ignore[union-attr]
    request.schedule.write_text(moved, "utf-8")  # type: ignore[union-attr]
    second = make_list(request)
    assert second.run == 2
    made_anew = second.copies[0].id
    made = reprint(Reprint(request.where, 1, out=tmp_path / "again"))
    assert (made.outdated, [copy.id for copy in made.copies]) == (1, [copy.id for copy in first.copies[1:]])
    with pytest.raises(InputError, match="1 of these copies has been replaced or is void"):
        reprint(Reprint(request.where, 1, copies="1", out=tmp_path / "one"))
    one = remake(RemakeCopy(request.where, first.copies[0].id, tmp_path / "one.pdf"))
    assert (one.ok, one.outdated) == (True, f"copy {first.copies[0].id} was replaced; the one that counts is {made_anew}")


def test_every_copy_of_a_patient_that_counts_whatever_run_it_is_of(tmp_path: Path) -> None:
    request = replace(a_list(tmp_path), manner=SAMPLES)
    settings = tmp_path / "clinic" / "clinic.toml"
    settings.write_text(settings.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")  # which keeps what is made at the desk
    first = make_list(request)
    whose = first.copies[1].whose
    assert whose
    anna = {"patient": whose.name, "born": whose.born.isoformat(), "identifier": whose.patient}
    one = make_one(MakeOne(request.where, "kyphoplasty", tmp_path / "anna.pdf", at="2026-12-18T09:30", manner=SAMPLES, **anna)).copy  # type: ignore[arg-type]
    make_list(replace(request, out=tmp_path / "elsewhere"))  # the same copy once more
    assert one
    made = reprint(Reprint(request.where, patient=whose.patient, out=tmp_path / "again"))
    assert (made.run, [copy.struck.sha256 for copy in made.copies[1:]], made.outdated) == (None, [one.struck.sha256], 0)
    assert (len(made.copies), made.copies[0].struck.says) == (2, first.copies[1].struck.says)
    assert len(list((tmp_path / "again").glob("*.pdf"))) == 2
    bound = reprint(Reprint(request.where, patient=whose.patient, combined=tmp_path / "all.pdf", duplex=True))
    assert len(page_texts((tmp_path / "all.pdf").read_bytes())) >= bound.pages == made.pages
    of_run = reprint(Reprint(request.where, 1, patient=whose.patient, out=tmp_path / "one"))
    assert [copy.id for copy in of_run.copies] == [first.copies[1].id]
    make_list(request_moved(request, whose.appointment))
    again = reprint(Reprint(request.where, patient=whose.patient, combined=tmp_path / "all.pdf"))
    assert first.copies[1].id not in {copy.id for copy in again.copies}, "it was replaced"


def request_moved(request: MakeList, appointment: str) -> MakeList:
    """The request for the list with another day for an appointment."""
    text = request.schedule.read_text("utf-8")  # type: ignore[union-attr]
    request.schedule.write_text(re.sub(rf"({appointment},)\d{{4}}-\d\d-\d\dT", r"\g<1>2026-12-18T", text), "utf-8")  # type: ignore[union-attr]
    return request


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({}, "say which: a run, by its number, or --patient"), ({"onward": "RSC-1"}, "say which"), ({"patient": "nobody"}, "no copy of this patient that counts"),
        ({"run": 1, "patient": "nobody"}, "run 1 has no such copy"), ({"run": 1, "patient": "x", "pages": "1"}, "exclude each other"),
    ],
)  # fmt: skip
def test_nobody_has_no_copies(known: Where, tmp_path: Path, wishes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        reprint(Reprint(known, out=tmp_path / "again", **wishes))  # type: ignore[arg-type]
