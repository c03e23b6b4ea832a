"""Copies with raster pictures are the same bytes whoever makes them, whenever and wherever: the names of pictures were salted per process."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import ALL_MADE, SOME_REJECTED, LeafletError
from handouts.files.guard import Guard
from handouts.ledger.counts import reconcile
from handouts.ledger.ledger import Ledger
from handouts.press import Press
from handouts.proof.kinds import STACK
from handouts.runs.again import again, into_file
from handouts.runs.combined import bind
from handouts.runs.plan import Look, Request, plan
from handouts.runs.run import Here, begin, docket, make, workers
from tests.conftest import an_appointment
from tests.handouts.runs.art import DRAFTS, ISSUED, clinic_of_art, digests
from tests.lists import small_schedule
from tests.machines import Machines

HERE = Path(__file__).parents[3]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return clinic_of_art(tmp_path)


@pytest.fixture
def request_(tmp_path: Path, clinic: Clinic) -> Request:
    path = tmp_path / "list.csv"
    path.write_text(small_schedule().replace(",kyphoplasty,", ",kyphoplasty;art,"), "utf-8")
    return Request(path, clinic.folder, tmp_path / "out", Look(allowed=DRAFTS))


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    started = Machines(tmp_path / "machines")
    yield started
    started.close()


def files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def elsewhere(code: str, *words: object, seed: str) -> str:
    """What Python says in a process of its own, whose `hash` has this salt."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)}
    done = subprocess.run([sys.executable, *code.split(), *map(str, words)], cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (ALL_MADE, SOME_REJECTED), done.stderr
    return done.stdout


def test_every_leaflet_layout_and_page_size_is_the_same_in_every_process(clinic: Clinic) -> None:
    wanted = digests(clinic.folder)
    assert len(wanted) >= 2 * 2 * 2 * 4
    assert json.loads(elsewhere("-m tests.handouts.runs.art", clinic.folder, seed="4242")) == wanted


@pytest.mark.parametrize("logo", ["rgb.jpg", "palette-clear.png"])
def test_any_kind_of_logo_is_the_same_in_another_process(tmp_path: Path, logo: str) -> None:
    clinic = clinic_of_art(tmp_path, logo)
    press = Press(clinic, issued=ISSUED, proof="off", allowed=DRAFTS)
    code = "import sys; from pathlib import Path; from tests.handouts.runs.art import *; c = read_clinic(Path(sys.argv[1])); "
    code += "print(Press(c, issued=ISSUED, proof='off', allowed=DRAFTS).make(an_appointment(c)).sha256)"
    done = subprocess.run([sys.executable, "-c", code, str(clinic.folder)], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": "9"}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == press.make(an_appointment(clinic)).sha256


def test_two_workers_a_combined_file_and_another_day_give_the_copies_of_one(request_: Request, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.sqlite3") as ledger:
        run = begin(plan(request_), ledger, "anna")
        list(make(plan(request_), run, ledger, Here()))
        copies, run = list(ledger.copies(run.id)), ledger.run(run.id)
    whole = files(request_.target)
    assert len(whole) == len(copies) == 10  # two leaflets a patient
    shutil.rmtree(request_.target)
    with Ledger.open(tmp_path / "two.sqlite3", now=lambda: run.started) as ledger, workers(2) as executor:
        planned = plan(request_)
        list(make(planned, begin(planned, ledger, "anna"), ledger, executor, 2))
        assert reconcile(ledger, 1).faults == ()
    assert files(request_.target) == whole
    together = Request(request_.schedule, request_.clinic, tmp_path / "all.pdf", Look(combined=True, allowed=DRAFTS))
    with Ledger.open(tmp_path / "three.sqlite3", now=lambda: run.started) as ledger:
        planned = plan(together)
        combined = begin(planned, ledger, "anna")
        list(bind(planned, combined, ledger))
        assert [copy.struck.sha256 for copy in ledger.copies(combined.id)] == [copy.struck.sha256 for copy in copies]
    assert all(one.same for one in again(copies, run, read_clinic(request_.clinic)))


def test_a_run_is_reprinted_and_bound_again_by_another_process(request_: Request, tmp_path: Path) -> None:
    """`reprint`, `again` and the mailing of what a combined run made compare digests."""
    words = ["generate.py", "batch", request_.schedule, "--clinic", request_.clinic, "--allow-draft", "--yes", "--ledger", tmp_path / "l.sqlite3"]
    elsewhere(" ".join(map(str, words)), "--combined", tmp_path / "all.pdf", seed="1")
    with Ledger.open(tmp_path / "l.sqlite3") as ledger:
        run = ledger.run(1)
        copies = list(ledger.copies(run.id))
    assert len(copies) == 10
    list(into_file([(copies, run, read_clinic(request_.clinic))], Guard().outlet(tmp_path / "again.pdf", STACK)))
    said = elsewhere("generate.py reprint 1 --out", tmp_path / "again", "--ledger", tmp_path / "l.sqlite3", "--json", seed="77")
    assert said
    assert sorted(files(tmp_path / "again").values()) == sorted(copy.struck.sha256 for copy in copies)


def test_pictures_stand_in_a_combined_file_once(request_: Request, tmp_path: Path) -> None:
    together = Request(request_.schedule, request_.clinic, tmp_path / "all.pdf", Look(combined=True, allowed=DRAFTS))
    with Ledger.open(tmp_path / "l.sqlite3") as ledger:
        planned = plan(together)
        list(bind(planned, begin(planned, ledger, "anna"), ledger))
    with pikepdf.open(tmp_path / "all.pdf") as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        shown = {key for page in pdf.pages for key in re.findall(rb"/(Im\w+) Do", b"".join(c.read_bytes() for c in page.Contents))}
        assert len(images) == len(pdf.pages[0].Resources.XObject) + sum("/SMask" in image for image in images)
        assert {key.removeprefix("/").encode() for key in pdf.pages[0].Resources.XObject} == shown
        told = {(image.read_raw_bytes(), int(image.Width), image.SMask.read_raw_bytes() if "/SMask" in image else b"") for image in images}
        assert len(told) == len(images)


@pytest.mark.parametrize("name", ["photo.webp", "logo.eps"])
def test_a_leaflet_with_another_kind_of_picture_is_refused_with_its_name(clinic: Clinic, name: str) -> None:
    shelf = clinic.folder / "handouts"
    (shelf / "odd.png").write_bytes(b"RIFF\x20\0\0\0WEBPVP8 " if name.endswith("webp") else b"%!PS-Adobe-3.0 EPSF-3.0\n")
    text = (shelf / "art.en-US.md").read_text("utf-8").replace("picture rgb.png", "picture odd.png")
    (shelf / "art.en-US.md").write_text(text, "utf-8")
    with pytest.raises(LeafletError, match=r"odd\.png: is .*; save it as SVG, PNG or JPEG"):
        Press(clinic, issued=ISSUED, allowed=DRAFTS).make(an_appointment(clinic, leaflet="art"))


@pytest.mark.cluster
@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_copies_of_one_machine(request_: Request, machines: Machines, tmp_path: Path) -> None:
    from handouts.runs.cluster import Tls, join

    with Ledger.open(tmp_path / "one.sqlite3") as ledger:
        planned = plan(request_)
        run = begin(planned, ledger, "anna")
        list(make(planned, run, ledger, Here()))
    whole = files(request_.target)
    shutil.rmtree(request_.target)
    machines.worker("first"), machines.worker("second")
    with Ledger.open(tmp_path / "two.sqlite3", now=lambda: run.started) as ledger:
        planned = plan(request_)
        mine = begin(planned, ledger, "anna")
        with join(machines.address, Tls(), docket(planned, mine)) as cluster:
            list(make(planned, mine, ledger, cluster, 2, 1))
    assert files(request_.target) == whole


def test_every_copy_with_art_is_proven(clinic: Clinic) -> None:
    for kind in ("default", "full"):
        press = Press(clinic, issued=ISSUED, proof=kind, allowed=DRAFTS)  # type: ignore[arg-type]
        for name in ("Anna", "Berta"):
            assert press.make(an_appointment(clinic, leaflet="art", given_name=name)).proof
