"""Make one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from handouts.actions.manner import Manner
from handouts.actions.single import MakeOne, make_one
from handouts.actions.typed import named, source
from handouts.actions.where import Where
from handouts.errors import InputError, RefusedError
from tests.reading import text_of

WHERE = Where("riverside")
TYPED = {"patient": "Zyxwarth, Quenby", "born": "1951-04-17", "identifier": "Patzyx-1", "at": "2026-12-08T09:30"}


def test_what_is_typed_overrides_what_a_file_says(tmp_path: Path) -> None:
    record = {"appointment_id": "A-1", "patient_id": "P-9", "given_name": "Anna", "family_name": "Lee", "date_of_birth": "1950-02-01", "start": "2026-12-09T10:00"}
    (tmp_path / "anna.json").write_text(json.dumps(record), "utf-8")
    made = make_one(MakeOne(WHERE, "kyphoplasty", tmp_path / "a.pdf", appointment=tmp_path / "anna.json", identifier="P-7", clinician="Dr. Kim"))
    text = text_of(made.file.read_bytes())
    assert "P-7" in text and "P-9" not in text and "Dr. Kim" in text and "December 9" in text
    assert made.as_json() == {
        "leaflet": "kyphoplasty", "file": str(tmp_path / "a.pdf"), "pages": made.handout.pages,
        "sha256": hashlib.sha256(made.file.read_bytes()).hexdigest(), "proof": "full", "copy": None, "run": None,
    }  # fmt: skip


def test_an_appointment_keeps_its_name_whatever_is_typed_besides() -> None:
    known = json.dumps({"appointment_id": "A-1", "start": "2026-12-09T10:00"}).encode()
    request = MakeOne(WHERE, "kyphoplasty", Path("x.pdf"), appointment=known, **TYPED)
    assert (source(request), named(request)["appointment_id"], named(request)["start"]) == ("standard input", "A-1", "2026-12-08T09:30")
    assert str(named(MakeOne(WHERE, "kyphoplasty", Path("x.pdf"), appointment=b"{}", **TYPED))["appointment_id"]).startswith("desk-")
    assert "Zyxwarth" not in repr(request) and "2026" not in repr(request)


def test_the_manner_is_kept(tmp_path: Path) -> None:
    plain, large = (
        make_one(MakeOne(WHERE, "kyphoplasty", tmp_path / f"{layout}.pdf", **TYPED, manner=Manner(layout, page="A4", proof="off")))
        for layout in ("auto", "large-print")
    )
    assert large.handout.pages > plain.handout.pages
    assert (plain.handout.layout, large.handout.layout, large.handout.proof) == ("standard", "large-print", "off")


def test_a_record_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no patient is named: say --patient.*`handouts edition kyphoplasty"):
        make_one(MakeOne(WHERE, "kyphoplasty", tmp_path / "a.pdf"))
    with pytest.raises(InputError, match="options: start: is empty"):
        make_one(MakeOne(WHERE, "kyphoplasty", tmp_path / "a.pdf", **{**TYPED, "at": ""}))
    with pytest.raises(RefusedError, match="is a draft"):
        make_one(MakeOne(WHERE, "kyphoplasty", tmp_path / "a.pdf", **TYPED, language="es"))
    assert not list(tmp_path.iterdir())
