"""Copies once more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.where import Where
from handouts.errors import InputError
from handouts.ledger.ledger import NAME, Ledger
from tests.handouts.actions import a_list


def test_some_of_a_run_are_the_very_ones(known: Where, finished: Path, tmp_path: Path) -> None:
    made = reprint(Reprint(known, 1, copies="1-2", out=tmp_path / "again"))
    assert [copy["sequence"] for copy in made.as_json()] == [1, 2]
    for path in (tmp_path / "again").glob("*.pdf"):
        assert path.read_bytes() == (finished / "out" / path.name).read_bytes()
    bound = reprint(Reprint(known, 1, pages="1", combined=tmp_path / "all.pdf", duplex=True))
    assert (len(bound.copies), bound.pages, bound.target) == (1, bound.copies[0].struck.pages, tmp_path / "all.pdf")
    assert len(reprint(Reprint(known, 1, patient=made.copies[1].whose.patient, out=tmp_path / "rest")).copies) == 4


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
