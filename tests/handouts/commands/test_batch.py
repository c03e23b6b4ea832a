"""A whole list: `batch`, `demo`, and its copies once more."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.actions.attendant import Nobody
from handouts.actions.batch import make_list
from handouts.actions.lists import MakeList
from handouts.actions.manner import Manner
from handouts.actions.where import Where
from handouts.clinics.clinic import built_in
from handouts.errors import Stopped
from handouts.leaflets.shelf import Allowed
from tests.handouts import FRONT, own_clinic
from tests.handouts.commands import ANNA, ROOT, handouts
from tests.lists import COPIES_OF_SAMPLE, faulty_schedule, small_schedule
from tests.reading import marked_text, page_texts


def test_demo_makes_every_handout_of_the_sample_list(tmp_path: Path) -> None:
    done = handouts("demo", "--out", tmp_path / "demo", "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert len(report["made"]) == COPIES_OF_SAMPLE
    assert report["rejected"] == []
    schedule = (built_in("assets/sample") / "schedule.csv").read_text("utf-8")
    for copy in report["made"]:
        data = (tmp_path / "demo" / copy["file"]).read_bytes()
        assert len(page_texts(data)) == copy["pages"]
        line = next(line for line in schedule.splitlines() if line.startswith(copy["appointment"]))
        assert next(cell for cell in line.split(",") if cell.startswith("RSC-")) in marked_text(data)


def test_a_list_with_twenty_faults_gives_the_others_and_names_each_row(tmp_path: Path) -> None:

    text, faults = faulty_schedule()
    (tmp_path / "list.csv").write_text(text, "utf-8")
    done = handouts("batch", tmp_path / "list.csv", "--leaflet", "kyphoplasty", "--out", tmp_path / "out", "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert len(report["made"]) == 180
    assert {reject["row"]: reject["problems"][0].split(":")[0] for reject in report["rejected"]} == faults
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 180


def test_names_of_files_carry_no_patient_data(tmp_path: Path) -> None:
    handouts("demo", "--out", tmp_path)
    names = " ".join(path.name for path in tmp_path.iterdir())
    assert not any(word in names for word in ("Smith", "Jones", "RSC", "kyphoplasty"))


def test_a_dry_run_shows_the_plan_and_records_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    words = ["batch", tmp_path / "list.csv", "--out", tmp_path / "out"]
    done = handouts(*words, "--dry-run", "--order", "clinician")
    assert done.returncode == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["sample.pdf"]
    assert "8 rows: 6 get 6 handouts, 1 is rejected, 1 skipped." in done.stdout
    assert "row 4: date_of_birth: is empty" in done.stderr
    assert "Dr. Samuel Reyes" in done.stdout
    assert len(page_texts((tmp_path / "out" / "sample.pdf").read_bytes())) == 4
    report = json.loads(handouts(*words, "--dry-run", "--json").stdout)
    assert (report["rows"], report["copies"], report["run"], report["given"]) == (8, 6, None, [])
    assert handouts(*words).returncode == 3
    report = json.loads(handouts(*words, "--dry-run", "--json").stdout)
    assert report["run"] == 1


def test_the_same_command_says_that_the_run_is_complete_and_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    words = ["batch", tmp_path / "list.csv", "--out", tmp_path / "out"]
    first = json.loads(handouts(*words, "--json").stdout)
    second = handouts(*words, "--json")
    assert json.loads(second.stdout) == first
    gone, emptied, swapped = (tmp_path / "out" / made["file"] for made in first["made"][:3])
    gone.unlink()
    emptied.write_bytes(b"")
    swapped.write_bytes((tmp_path / "out" / first["made"][3]["file"]).read_bytes())
    said = handouts(*words)
    assert "Run 1 is complete" in said.stdout
    assert "3 of its files were not in" in said.stderr
    for made in first["made"]:
        assert hashlib.sha256((tmp_path / "out" / made["file"]).read_bytes()).hexdigest() == made["sha256"]
    ledger = ["--ledger", tmp_path / "out" / "ledger.sqlite3"]
    done = handouts("reprint", "1", "--copies", "1", "--out", tmp_path / "out", *ledger)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256((tmp_path / "out" / first["made"][0]["file"]).read_bytes()).hexdigest() == first["made"][0]["sha256"]
    copy = first["made"][1]["file"][6:18]
    anew = handouts("again", copy, "--out", tmp_path / "anew.pdf", *ledger, "--json")
    assert json.loads(anew.stdout)["same"]
    elsewhere = handouts("batch", tmp_path / "list.csv", "--out", tmp_path / "other", *ledger)
    assert "5 of these copies were given already, by run 1" in elsewhere.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say where to"), (["--out", "x", "--combined", "x.pdf"], "say where to"), (["--out", "x", "--duplex"], "--duplex goes with --combined"),
        (["--out", "x", "--cluster-ca", "x.pem"], "go with --cluster"), (["--out", "x", "--cluster", "tcp://x:1", "--workers", "2"], "without --workers"),
        (["--out", "x", "--separators"], "goes with --combined"), (["--combined", "x.pdf", "--separators"], "goes with an --order"),
        (["--combined", "x.pdf", "--workers", "2"], "goes with --out"), (["--out", "x", "--workers", "0"], "0 is not in the range"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(words: list[str], message: str) -> None:
    done = handouts("batch", "list.csv", *words)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["batch", "list.csv", "--combined", "list.csv", "--yes"], "list.csv: is what this is made from"),
        (["batch", "list.csv", "--out", ".", "--dry-run"], "sample.pdf: is there already, and is not an older handout"),
        (["make", "kyphoplasty", "--appointment", "a.json", "--out", "A.json"], "A.json: is what this is made from"),
    ],
)
def test_what_is_there_is_not_written_over(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    (tmp_path / "a.json").write_text("{}", "utf-8")
    (tmp_path / "sample.pdf").write_bytes(b"%PDF-1.4 of a patient's own")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = subprocess.run([sys.executable, str(ROOT / "generate.py"), *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert said in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_that_is_said_or_named_tells_of_a_patient(tmp_path: Path) -> None:
    text = small_schedule().replace("Anne-Marie", "Quenbyzyx").replace("Smith-Jones", "Zyxwarth").replace("RSC-1040", "Patzyx-")
    (tmp_path / "list.csv").write_text(text, "utf-8")
    said = [handouts("batch", tmp_path / "list.csv", "--out", tmp_path / "out", *more) for more in ((), ("--dry-run",), ("--json",))]
    words = "".join(done.stdout + done.stderr for done in said) + " ".join(path.name for path in tmp_path.rglob("*"))
    assert "zyx" not in words.lower()


CORRECTED = ("appointment_id,start,patient_id,given_name,family_name,date_of_birth,leaflet", "A{n},2026-12-08T{at},P{n},Quenby,Zyx,1951-04-17,note")


def a_corrected_list(folder: Path, *times: str) -> list[str]:
    """A command for a list with these times, in a clinic with one short leaflet."""
    clinic = folder / "clinic"
    if not clinic.exists():
        own_clinic(folder)
        (clinic / "handouts").mkdir()
        (clinic / "handouts" / "note.en-US.md").write_text(f"---\n{FRONT}---\n# Note\nAt {{{{ appointment.start | time }}}}.\n", "utf-8")
    rows = [CORRECTED[1].format(n=n, at=at) for n, at in enumerate(times, 1)]
    (folder / "list.csv").write_text("\n".join([CORRECTED[0], *rows]) + "\n", "utf-8")
    return ["batch", str(folder / "list.csv"), "--out", str(folder / "out"), "--clinic", str(clinic), "--allow-draft", "--yes"]


def test_a_corrected_list_says_what_is_new_what_changed_and_what_is_the_same(tmp_path: Path) -> None:
    assert handouts(*a_corrected_list(tmp_path, "09:00", "09:30")).returncode == 0
    words = a_corrected_list(tmp_path, "09:00", "15:30", "16:00")
    looked = json.loads(handouts(*words, "--dry-run", "--json").stdout)
    assert (looked["copies"], looked["changed"], looked["same"]) == (2, 1, [{"row": 2, "reason": "same, given in run 1"}])
    done = handouts(*words)
    assert "Run 2: 2 handouts" in done.stdout and "1 the same as were given." in done.stdout
    assert "1 row is the same as was given, and is not made again; --all makes it, too" in done.stderr
    assert len(list((tmp_path / "out").glob("0*.pdf"))) == 3
    told = json.loads(handouts("report", "1", "--clinic", str(tmp_path / "clinic"), "--json").stdout)
    assert (told["made"], told["replaced"], told["delivered"], told["adds_up"]) == (2, 1, 1, True)
    assert "1 replaced" in handouts("report", "1", "--clinic", str(tmp_path / "clinic")).stdout
    everything = json.loads(handouts(*words, "--all", "--json").stdout)
    assert (everything["run"], len(everything["made"]), everything["same"]) == (3, 3, [])
    assert len(list((tmp_path / "out").glob("0*.pdf"))) == 3


def test_some_of_a_list(tmp_path: Path) -> None:
    words = a_corrected_list(tmp_path, "09:00", "09:30", "10:00", "10:30")
    some = json.loads(handouts(*words, "--rows", "2,4-5", "--json").stdout)
    assert [made["row"] for made in some["made"]] == [2, 4, 5]
    one = json.loads(handouts(*words, "--patient", "P2", "--json").stdout)
    assert [made["row"] for made in one["made"]] == [3]
    rest = json.loads(handouts(*words, "--json").stdout)
    assert (rest["made"], len(rest["same"])) == ([], 4)
    none = handouts(*words, "--rows", "40")
    assert (none.returncode, "has no such row, or no such patient" in none.stderr) == (2, True)
    assert handouts(*words, "--rows", "x").returncode == 2


def test_what_was_given_in_part_is_asked_about_with_three_answers(tmp_path: Path) -> None:
    handouts(*a_corrected_list(tmp_path, "09:00"))
    words = [word for word in a_corrected_list(tmp_path, "09:00", "09:30") if word != "--yes"]
    request = make_list_request(tmp_path, words)

    class Asked(Nobody):
        def __init__(self, answer: str) -> None:
            self.answer, self.questions = answer, list[tuple[str, tuple[str, ...]]]()

        def choose(self, question: str, answers: tuple[str, ...], about: object) -> str:
            self.questions.append((question, answers))
            return self.answer

    refuser = Asked("none")
    with pytest.raises(Stopped):
        make_list(request, refuser)
    assert refuser.questions == [(f"Make 1 new and changed handout in {tmp_path / 'out'}, or all of them?", ("new", "all", "none"))]
    assert len(make_list(request, Asked("all")).copies) == 2


def make_list_request(folder: Path, words: list[str]) -> MakeList:
    return MakeList(Where(str(folder / "clinic")), Path(words[1]), folder / "out", manner=Manner(allowed=Allowed(draft=True)))


def test_a_combined_file_that_holds_another_list_is_named(tmp_path: Path) -> None:
    words = a_corrected_list(tmp_path, "09:00", "09:30")
    words[words.index("--out"):words.index("--out") + 2] = ["--combined", str(tmp_path / "all.pdf")]
    assert handouts(*words).returncode == 0
    other = [*words[:1], str(tmp_path / "other.csv"), *words[2:]]
    (tmp_path / "other.csv").write_text((tmp_path / "list.csv").read_text("utf-8").replace("A", "B").replace(",P", ",Q"), "utf-8")
    assert handouts(*other).returncode == 0
    said = handouts(*words, "--json")
    assert (said.returncode, json.loads(said.stdout)["lost"]) == (7, ["all.pdf"])
    assert "all.pdf" in said.stderr and "is not what run 1 made" in said.stderr


def test_what_cannot_be_made_again_is_named(tmp_path: Path) -> None:
    words = a_corrected_list(tmp_path, "09:00", "09:30")
    report = json.loads(handouts(*words, "--json").stdout)
    (tmp_path / "out" / report["made"][0]["file"]).unlink()
    clinic = ["--clinic", str(tmp_path / "clinic")]
    leaflet = tmp_path / "clinic" / "handouts" / "note.en-US.md"
    text = leaflet.read_text("utf-8")
    leaflet.write_text(text.replace("# Note", "# Another"), "utf-8")
    asked = handouts("report", "1", *clinic, "--json")
    assert (asked.returncode, json.loads(asked.stdout)["lost"]) == (7, [report["made"][0]["file"]])
    leaflet.write_text(text, "utf-8")
    assert json.loads(handouts(*words, "--json").stdout)["mended"] == 1
    assert handouts("report", "1", *clinic).returncode == 0


def test_for_everybody_and_for_one_a_leaflet_is_named_by_its_code_or_by_words(tmp_path: Path) -> None:
    for number, word in enumerate(("M80.08", "bone cement")):
        (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
        words = ["batch", tmp_path / "list.csv", "--clinic", "riverside", "--out", tmp_path / str(number)]
        done = handouts(*words, "--leaflet", word, "--dry-run", "--json")
        assert json.loads(done.stdout)["copies"] == 6
        assert {one["leaflet"] for one in json.loads(done.stdout)["by"]} == {"kyphoplasty"}
        made = handouts("make", word, *ANNA, "--clinic", "riverside", "--out", tmp_path / f"{number}.pdf")
        assert made.returncode == 0, made.stderr
    wrong = handouts("make", "kyfoplasti", *ANNA, "--clinic", "riverside", "--out", tmp_path / "no.pdf")
    assert wrong.returncode == 2 and "there is no leaflet 'kyfoplasti'; did you mean 'kyphoplasty'?" in wrong.stderr


@pytest.mark.parametrize("words", [("batch", "list.csv", "--out", "out", "--patient", ""), ("batch", "list.csv", "--out", "out", "--rows", " "),
                                   ("batch", "list.csv", "--out", "out", "--leaflet", ""), ("reprint", "1", "--from", "", "--out", "out"),
                                   ("reprint", "--patient", "", "--out", "out"), ("print", "1", "--pages", "")])  # fmt: skip
def test_an_empty_choice_is_none_and_never_all(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "list.csv").write_text(small_schedule(), "utf-8")
    done = handouts(*(tmp_path / word if word in ("list.csv", "out") else word for word in words))
    assert done.returncode == 2 and "is empty, and would mean all; say which, or leave the option out" in done.stderr
    assert not (tmp_path / "out").exists()
