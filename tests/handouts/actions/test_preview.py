"""A leaflet for a made-up patient: each of them, as is asked for, marked where it is a draft; and nothing else is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.actions.preview import PATIENTS, Preview, preview
from handouts.actions.where import Where
from handouts.authoring import patients
from handouts.errors import InputError, LeafletError, OutputError
from tests.handouts import FRONT, own_clinic
from tests.reading import text_of

BODY = (
    "Dear {{ patient.name }}.\n\n{% if appointment.clinician %}\nYou see {{ appointment.clinician }}.\n{% else %}\nWe will tell you whom you see.\n{% endif %}\n\n"
    "{% if appointment.type == 'scan' %}\nThis is for a scan.\n{% endif %}\n"
)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir(exist_ok=True)
    (folder / "handouts" / "mine.en-US.md").write_text(f"---\n{FRONT}---\n{BODY}", "utf-8")
    return folder


def read(folder: Path, **more: object) -> str:
    """What the pages say, in one line."""
    preview(Preview(Where(str(folder)), folder.parent / "p.pdf", **more))  # type: ignore[arg-type]
    return " ".join(text_of((folder.parent / "p.pdf").read_bytes()).split())


def test_each_made_up_patient_is_printed_and_a_draft_is_marked(ours: Path) -> None:
    said = {who: read(ours, patient=who) for who in PATIENTS}
    assert "Dear Bo Li." in said["short"] and "whom you see" in said["short"]
    assert "You see Dr. Bartholomew Christopherson-Okonkwo." in said["long"]
    assert "محمد" in said["arabic"]
    assert "whom you see" in said["without-clinician"] and "Featherstonehaugh" in said["without-clinician"]
    assert all("draft" in text.casefold() for text in said.values())


def test_what_is_asked_for_is_printed(ours: Path) -> None:
    said = read(ours, leaflet="mine", patient="short", type="scan", clinician="Dr. Ng")
    assert "This is for a scan." in said and "You see Dr. Ng." in said
    done = preview(Preview(Where(str(ours)), ours.parent / "p.pdf", "kyphoplasty", language="es", layout="large-print", page="A4"))
    assert (done.language, done.leaflet) == ("es", "kyphoplasty")
    assert done.pages > preview(Preview(Where(str(ours)), ours.parent / "p.pdf", "kyphoplasty", language="es")).pages


def test_nothing_is_recorded_and_nothing_written_but_the_pages(ours: Path) -> None:
    before = sorted(ours.rglob("*"))
    read(ours)
    assert sorted(ours.rglob("*")) == before
    with pytest.raises(OutputError):
        preview(Preview(Where(str(ours)), ours / "clinic.toml"))


def test_which_leaflet_is_asked_where_there_are_several(ours: Path) -> None:
    (ours / "handouts" / "other.en-US.md").write_text(f"---\n{FRONT}---\nText.\n", "utf-8")
    with pytest.raises(InputError, match="Name one of mine, other"):
        read(ours)


def test_what_a_patient_lacks_and_what_may_not_be_printed_is_told(ours: Path) -> None:
    mine = ours / "handouts" / "mine.en-US.md"
    mine.write_text(f"---\n{FRONT}---\nSee {{{{ appointment.location }}}}.\n", "utf-8")
    with pytest.raises(InputError, match=r"patient 'short': location is empty.*--patient"):
        read(ours, patient="short")
    mine.write_text(f"---\n{FRONT}---\nRest «… how long …».\n", "utf-8")
    with pytest.raises(LeafletError, match="still to be written"):
        read(ours)


def test_the_made_up_patients_are_those_of_the_bench() -> None:
    assert tuple(patients.PATIENTS) == PATIENTS
