"""What tests of the desk share: a desk with a list of its own, and somebody who sits at it; a preview."""

from __future__ import annotations

import csv
import io
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.testclient import TestClient

from handouts.actions.bench import EditorsBench, Pose
from handouts.actions.counter import Counter
from handouts.actions.daybook import Daybook
from handouts.actions.days import AskDay, BringIn, BroughtIn, DayAnswer, bring_in
from handouts.actions.where import Where
from handouts.clinics.clinic import built_in, sample_clinic
from handouts.desk.app import COOKIE, Desk, application
from handouts.desk.preview import PreviewDesk
from handouts.desk.serve import HOST as LOOPBACK
from handouts.desk.serve import PreviewServer, bound
from handouts.desk.sessions import Role

HOST = "http://127.0.0.1:8417"
OWN = {"sec-fetch-site": "same-origin"}
HEAD = ("appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "leaflet", "language")
PEOPLE = (
    ("A-1", "2026-12-08T09:30", "RSC-104233", "Anne-Marie", "Smith-Jones", "1951-04-17", "kyphoplasty", "en-US"),
    ("A-2", "2026-12-08T11:40", "RSC-104332", "Annemarie", "Smith-Jones", "1951-05-21", "kyphoplasty", "en-US"),
    ("A-3", "2026-12-08T11:15", "RSC-104251", "Zoë", "Müller", "1946-09-02", "kyphoplasty", "en-US"),
    ("A-4", "2026-12-09T08:00", "RSC-104268", "ليلى", "حداد", "1962-05-09", "kyphoplasty", "ar"),
)


def listed(people: Sequence[Sequence[str]] = PEOPLE) -> bytes:
    """A list in CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *people])
    return out.getvalue().encode()


def a_desk(folder: Path, people: Sequence[Sequence[str]] = PEOPLE) -> Desk:
    """A sample clinic's desk with a list brought in."""
    desk = Desk(Counter(Where("riverside"), folder))
    brought(desk, people)
    return desk


def brought(desk: Desk, people: Sequence[Sequence[str]] = PEOPLE, called: str = "today.csv") -> BroughtIn:
    """A list, brought in."""
    return bring_in(BringIn(desk.counter, listed(people), called, who="maria"))


def somebody(desk: Desk, role: Role = "manager") -> TestClient:
    """A browser that was let in."""
    client = TestClient(application(desk), base_url=HOST, headers=OWN, follow_redirects=True)
    client.cookies.set(COOKIE, desk.sessions.begin("maria", role))
    return client


def ask_day(request: AskDay) -> DayAnswer:
    """A day, asked of a book in which nothing is open yet."""
    return Daybook().ask(request)


@contextmanager
def open_at(desk: Desk) -> Iterator[str]:
    """A desk's server, for as long as it is wanted: its address."""
    with closing(bound(0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application(desk), log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@dataclass
class Previewed:
    """A preview that is open: its clinic's folder, with a leaflet of four pages in it."""

    folder: Path
    desk: PreviewDesk
    address: str
    leaflet: Path = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.leaflet = self.folder / "handouts" / "kyphoplasty.en-US.md"
        self.text = self.leaflet.read_text("utf-8")

    def save(self, old: str, new: str) -> float:
        """Save the leaflet with other words.  The moment."""
        assert old in self.text
        self.leaflet.write_text(self.text.replace(old, new), "utf-8")
        return time.time()


@contextmanager
def preview_of(folder: Path) -> Iterator[Previewed]:
    """A preview's server, for as long as it is wanted; it follows what is saved."""
    clinic = shutil.copytree(sample_clinic("riverside"), folder / "clinic")
    shutil.copytree(built_in("handouts/library"), clinic / "handouts", dirs_exist_ok=True)
    desk = PreviewDesk(EditorsBench(Where(str(clinic))), Pose("kyphoplasty"), follows=True)
    with closing(bound(0)) as listening:
        server = PreviewServer(desk)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        desk.watch()
        try:
            yield Previewed(clinic, desk, f"http://{LOOPBACK}:{listening.getsockname()[1]}")
        finally:
            server.handle_exit(2, None)
            thread.join(10)
            assert not thread.is_alive(), "it ends although a page waits for changes"
