"""One list, many forms: rules say which patient gets a letter, a booklet, sheets; the run adds up, and goes on as any other."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pypdf
import pytest

from handouts.actions.batch import make_list
from handouts.actions.correct import CorrectCopy, correct
from handouts.actions.lists import MakeList, plan_list
from handouts.actions.manner import Manner
from handouts.actions.where import Where
from handouts.errors import ClinicError
from handouts.leaflets.shelf import Allowed
from handouts.ledger.report import report
from handouts.rules.rules import read_rules
from tests.handouts import own_clinic

RULES = """
[[rule]]
type = "Post"
leaflets = ["kyphoplasty"]
form = "letter"

[[rule]]
type = "Book"
leaflets = ["kyphoplasty"]
form = "booklet"

[[rule]]
type = "Fold"
leaflets = ["kyphoplasty"]
form = "folded"

[[rule]]
leaflets = ["kyphoplasty"]
"""
HOME = ("1824 Lakeview Court", "", "Springfield, IL", "62704")
COLUMNS = (
    "appointment_id", "start", "type", "clinician", "patient_id", "given_name", "family_name", "date_of_birth", "language", "format",
    "address_1", "address_2", "city", "postcode",
)  # fmt: skip
KINDS = ("Post", "Book", "Fold", "Visit")

def the_list(path: Path, rows: int = 24) -> Path:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number in range(rows):
        format_ = "large-print" if number % 8 >= 6 else "standard"
        home = ("", *HOME[1:]) if number == 4 else HOME
        writer.writerow((
            f"A-{number}", f"2026-12-{8 + number % 9:02}T09:30", KINDS[number % 4], ("Dr. Okafor", "Dr. Reyes")[number % 2], f"P-{number:04}", "Anna",
            f"Lee{number}", "1951-04-17", ("en-US", "es", "ar")[number % 3], format_, *home[:3], f"{62704 - number}",
        ))  # fmt: skip
    path.write_text(out.getvalue(), "utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> tuple[Where, Path]:
    clinic = own_clinic(tmp_path)
    (clinic.folder / "rules.toml").write_text(RULES)
    return Where(str(clinic.folder), tmp_path / "ledger.sqlite"), the_list(tmp_path / "list.csv")


def asked(place: tuple[Where, Path], **more: object) -> MakeList:
    where, path = place
    manner = Manner(allowed=Allowed(draft=True, sample=True), form=more.pop("form", None))  # type: ignore[arg-type]
    return MakeList(where, path, manner=manner, **more)  # type: ignore[arg-type]


def test_a_batch_of_mixed_forms_languages_and_layouts_adds_up(place: tuple[Where, Path], tmp_path: Path) -> None:
    made = make_list(asked(place, out=tmp_path / "out"))
    counted = Counter[str]()
    for _leaflet, _language, layout, copies, _pages in made.by():
        counted[layout] += copies
    # of each eight rows the last two are in large print, which has no booklet and is not folded
    assert counted == {"letter": 5, "booklet": 6, "folded": 3, "large-print": 6, "standard": 3} and made.rejected == 1
    with place[0].open() as ledger:
        told = report(ledger, made.run)
    assert {key[0]: copies for key, copies, _ in told.by("layout")} == counted and told.faults == ()
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 23
    again = make_list(asked(place, out=tmp_path / "out"))
    assert len(again.copies) in (0, 23) and len(list((tmp_path / "out").glob("*.pdf"))) == 23


def test_a_form_that_is_asked_for_is_that_of_all(place: tuple[Where, Path]) -> None:
    planned = plan_list(asked(place, out=place[1].parent / "out", form="letter"))
    assert {layout for *_, layout, _ in planned.by} == {"letter", "large-print-letter"}
    planned = plan_list(asked(place, out=place[1].parent / "out", form="sheet"))
    assert {layout for *_, layout, _ in planned.by} == {"standard", "large-print"} and not planned.rejected


def test_combined_runs_and_separators_take_every_form(place: tuple[Where, Path], tmp_path: Path) -> None:
    made = make_list(asked(place, combined=tmp_path / "all.pdf", order="clinician", separators=True, duplex=True))
    reader = pypdf.PdfReader(tmp_path / "all.pdf")
    sizes = Counter(round(page.mediabox.width) for page in reader.pages)
    assert len(made.copies) == 23 and sizes[792] > 0 and sizes[612] > 0
    sheets = [round(page.mediabox.width) for page in reader.pages]
    assert all(sheets[at] == sheets[at + 1] or 612 in sheets[at : at + 2] for at in range(0, len(sheets) - 1, 2))


def test_letters_are_sorted_by_postcode_where_that_is_asked_for(place: tuple[Where, Path], tmp_path: Path) -> None:
    make_list(asked(place, combined=tmp_path / "post.pdf", order="postcode", form="letter"))
    reader = pypdf.PdfReader(tmp_path / "post.pdf")
    found = [re.findall(r"Springfield, IL\s+(\d{5})", text)[-1] for page in reader.pages if "Lakeview" in (text := page.extract_text())]
    assert found == sorted(found) and len(found) == 23


def test_a_corrected_letter_stays_a_letter(place: tuple[Where, Path], tmp_path: Path) -> None:
    made = make_list(asked(place, out=tmp_path / "out", form="letter", rows="2"))
    done = correct(CorrectCopy(place[0], made.copies[0].id, note="Come by the south door.", manner=Manner(allowed=Allowed(draft=True, sample=True))))
    assert done.copy.struck.layout == "letter"


def test_a_form_that_there_is_not_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('[[rule]]\nleaflets = ["a"]\nform = "poster"\n')
    with pytest.raises(ClinicError, match=r"rules\.toml:3:.*form"):
        read_rules(tmp_path / "rules.toml")


def test_one_file_that_no_printer_turns_right_is_told(place: tuple[Where, Path], tmp_path: Path) -> None:
    both = [
        said for said in plan_list(asked(place, combined=tmp_path / "all.pdf", duplex=True, rows="2,3")).warnings if "short edge" in said
    ]
    assert len(both) == 1 and both[0].startswith("list.csv: booklets and folded leaflets") and "--out in place of --combined" in both[0]
    for alone in (
        {"combined": tmp_path / "post.pdf", "rows": "2"},
        {"combined": tmp_path / "book.pdf", "rows": "3-4"},
        {"out": tmp_path / "out", "rows": "2-3"},
    ):
        assert not [said for said in plan_list(asked(place, **alone)).warnings if "short edge" in said]
