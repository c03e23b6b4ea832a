"""Leaflets with a timeline for appointments at every hour: each copy has its own order, in one process or two, by either proof."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handouts.actions.batch import make_list
from handouts.actions.lists import Hands, MakeList
from handouts.actions.manner import Manner
from handouts.proof.expected import Kind
from tests.handouts import CHICAGO
from tests.handouts.actions import Remembering, a_clinic
from tests.reading import page_texts, text_of

HEAD = """title: Your day
language: en-US
version: 1
status: sample
summary: A day.
owner: A clinic
produced: 2026-11-01
review-due: 2028-10-01
sources:
  - "Days, 2024"
"""
BODY = """::: timeline What happens when
- until {{ appointment.start | after(days=1) | date }}: Five, do not drive.
- {{ appointment.start | time }}: Four, come.
- [ ] {{ appointment.start | at("14:00") | time }}: Call us, {{ patient.given_name }}.
- [ ] {{ appointment.start | before(hours=2) | time }}: Three, stop drinking.
- [ ] {{ appointment.start | before(hours=6) | time }}: Two, stop eating.
- [ ] {{ appointment.start | before(days=1) | date }}: One, pack.
:::

::: call-us When to get help
Call **{{ clinic.phone }}** if you have a question.

Call **{{ clinic.emergency }}** right away if you feel very ill.
:::
"""
FIRST = datetime(2026, 12, 8)
HOURS = [FIRST + timedelta(minutes=95 * number) for number in range(16)] + [datetime(2026, 11, 1, 5), datetime(2027, 3, 14, 4)]


WORDS = ("One", "Two", "Three", "Four", "Five", "Call")


def asked(folder: Path, proof: Kind, workers: int = 1, *, combined: bool = False) -> MakeList:
    """A list of appointments at every hour, and two on days when clocks are changed."""
    where = a_clinic(folder)
    shelf = Path(where.clinic) / "handouts"
    shelf.mkdir(exist_ok=True)
    (shelf / "day.en-US.md").write_text(f"---\n{HEAD}---\n{BODY}", "utf-8")
    with (folder / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "leaflet"])
        for number, start in enumerate(HOURS):
            writer.writerow([f"A-{number}", start.isoformat(), f"RSC-{1000 + number}", f"Anna{number}", "Lee", "1951-04-17", "day"])
    place = {"combined": folder / "all.pdf"} if combined else {"out": folder / "out"}
    return MakeList(where, folder / "list.csv", manner=Manner(proof=proof), hands=Hands(workers), who="Kim", **place)


def order(start: datetime) -> list[str]:
    """The words of the entries as they should follow each other."""
    begin, day = start.replace(tzinfo=CHICAGO), timedelta(days=1)
    at = {
        "One": (begin - day).replace(hour=0, minute=0), "Five": (begin + day).replace(hour=23, minute=59), "Four": begin,
        "Call": begin.replace(hour=14, minute=0),
    }  # fmt: skip
    moments = {word: moment.timestamp() for word, moment in at.items()}
    moments |= {"Two": begin.timestamp() - 6 * 3600, "Three": begin.timestamp() - 2 * 3600}
    return sorted(moments, key=lambda word: moments[word])


def in_order(text: str) -> list[str]:
    """The same as they stand in a text."""
    return sorted(WORDS, key=lambda word: text.index(f"{word} us" if word == "Call" else f"{word}, "))


@pytest.mark.parametrize(("proof", "workers"), [("default", 1), ("default", 2), ("full", 2)])
def test_every_copy_of_a_list_has_the_order_of_its_own_appointment(tmp_path: Path, proof: Kind, workers: int) -> None:
    made = make_list(asked(tmp_path, proof, workers), Remembering(answer=True))
    assert made.ok and len(made.copies) == len(HOURS)
    texts = {number: text_of(path.read_bytes()) for path in (tmp_path / "out").rglob("*.pdf") for number in [_number(path)]}
    assert len(texts) == len(HOURS) and len({tuple(order(start)) for start in HOURS}) > 2
    for number, start in enumerate(HOURS):
        assert in_order(texts[number]) == order(start), start


def _number(path: Path) -> int:
    """Whose copy it is, by the name in it."""
    return next(number for number in range(len(HOURS)) if f"Anna{number} Lee" in text_of(path.read_bytes()))


def test_every_copy_in_one_file_has_its_own_order(tmp_path: Path) -> None:
    made = make_list(asked(tmp_path, "default", combined=True), Remembering(answer=True))
    pages = page_texts((tmp_path / "all.pdf").read_bytes())
    assert made.ok and len(pages) >= len(HOURS)
    for number, start in enumerate(HOURS):
        assert in_order(" ".join(page for page in pages if f"Anna{number} Lee" in page)) == order(start)
