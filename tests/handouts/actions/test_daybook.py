"""A day that is open is never older than the files, whoever has written; and a search in it is soon done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from handouts.actions.counter import Counter
from handouts.actions.daybook import Daybook
from handouts.actions.days import AskDay, BringIn, DayAnswer, bring_in
from handouts.actions.handing import Wishes, hand_out, prepare
from handouts.actions.manner import Manner
from handouts.actions.presses import Presses
from handouts.actions.where import Where
from tests.handouts import own_clinic
from tests.handouts.desk import PEOPLE, a_desk, ask_day, brought, listed

ELSEWHERE = """
import sys
from pathlib import Path
from handouts.actions.counter import Counter
from handouts.actions.days import BringIn, bring_in
from handouts.actions.where import Where
bring_in(BringIn(Counter(Where("riverside"), Path(sys.argv[1])), sys.stdin.buffer.read(), "later.csv"))
"""


def names(answer: DayAnswer) -> list[str]:
    return [visit.entry.appointment.patient.given_name for visit in answer.visits]


def test_what_another_process_brings_in_is_there_at_once(tmp_path: Path) -> None:
    desk, book = a_desk(tmp_path, PEOPLE[2:3]), Daybook()
    asked = AskDay(desk.counter)
    assert names(book.ask(asked)) == ["Zoë"]
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(tmp_path)], input=listed(PEOPLE[:1]), check=True)
    assert names(book.ask(asked)) == ["Anne-Marie", "Zoë"]
    assert book.ask(asked) == ask_day(asked)


def test_what_was_handed_out_and_what_was_taken_out_counts_at_once(tmp_path: Path) -> None:
    desk, book = a_desk(tmp_path, PEOPLE[2:3]), Daybook()
    asked = AskDay(desk.counter)
    entry = book.ask(asked).visits[0].entry.id
    hand_out(desk.counter, prepare(desk.counter, entry, Wishes(("kyphoplasty",)), Manner(), Presses()), "save", "maria")
    assert [(visit.fate.state, visit.fate.since is not None) for visit in book.ask(asked).visits] == [("made", True)]
    assert book.ask(asked).counts["have"] == 1
    later = brought(desk, PEOPLE[:1])
    assert len(book.ask(asked).visits) == 2
    with desk.counter.diary(desk.clinic()) as diary:
        diary.forget(later.list.id)
    assert names(book.ask(asked)) == ["Zoë"]


def test_another_rule_leaflet_or_clinic_is_seen_at_once(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    counter, book = Counter(Where(str(clinic.folder)), tmp_path / "desk"), Daybook()
    bring_in(BringIn(counter, listed(PEOPLE[2:3]), "today.csv"))
    asked = AskDay(counter)
    assert book.ask(asked).visits[0].titles == ("Kyphoplasty",)
    own = clinic.folder / "handouts/kyphoplasty.en-US.md"
    own.parent.mkdir(exist_ok=True)
    text = (Path(__file__).parents[3] / "handouts/library/kyphoplasty.en-US.md").read_text("utf-8")
    own.write_text(text.replace("title: Kyphoplasty", "title: Another title", 1), "utf-8")
    assert book.ask(asked).visits[0].titles == ("Another title",)
    settings = clinic.folder / "clinic.toml"
    settings.write_text(settings.read_text("utf-8").replace("Letter", "A4"), "utf-8")
    assert book.ask(asked) == ask_day(asked)


def test_a_diary_in_anothers_place_is_another(tmp_path: Path) -> None:
    one, other = a_desk(tmp_path / "one", PEOPLE[2:3]), a_desk(tmp_path / "other", PEOPLE[:1])
    book, asked = Daybook(), AskDay(one.counter)
    assert names(book.ask(asked)) == ["Zoë"]
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"one/diary.sqlite3{ending}").unlink(missing_ok=True)
    os.replace(other.counter.home / "diary.sqlite3", tmp_path / "one/diary.sqlite3")
    assert names(book.ask(asked)) == ["Anne-Marie"]


def test_three_thousand_appointments_are_searched_in_a_twentieth_of_a_second(tmp_path: Path) -> None:
    people = [
        (f"A-{n}", f"2026-12-08T{8 + n // 400:02}:{n % 60:02}", f"RSC-{200000 + n}", f"Given{n}", f"Family{n}", f"19{30 + n % 60}-0{1 + n % 9}-11",
         "kyphoplasty", "en-US") for n in range(3000)
    ]  # fmt: skip
    desk, book = a_desk(tmp_path, [*people, PEOPLE[2]]), Daybook()
    asked = AskDay(desk.counter)
    book.ask(asked)
    took = []
    for typed in ("m", "mü", "mül", "family2", "200123", "1946-09-02") * 3:
        begun = time.process_time()
        book.ask(replace(asked, typed=typed))
        took.append(time.process_time() - begun)
    took.sort()
    print(f"median {1000 * took[len(took) // 2]:.1f} ms, longest {1000 * took[-1]:.1f} ms")
    assert took[len(took) // 2] < 0.05
