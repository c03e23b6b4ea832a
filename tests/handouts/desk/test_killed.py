"""A desk that is killed while it makes a list, and started again, goes on: nothing is lost, and nothing is made twice."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from handouts.desk.serve import LEAVE
from tests.handouts.desk import OWN, listed

ROWS = 300
PEOPLE = [
    (f"A-{n}", f"2026-12-08T{8 + n // 60:02}:{n % 60:02}", f"RSC-{200000 + n}", f"Given{n}", f"Family{n}", "1951-04-17", "kyphoplasty", "en-US") for n in range(ROWS)
]  # fmt: skip


@contextmanager
def opened(folder: Path, *options: str) -> Iterator[tuple[httpx2.Client, subprocess.Popen[str]]]:
    """A desk in a process of its own, and a browser that was let in."""
    command = [sys.executable, "generate.py", "desk", "--clinic", "riverside", "--port", "0", "--out", str(folder), *options]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert desk.stdout
        said = desk.stdout.readline() + desk.stdout.readline()
        found = re.search(r"(http://\S+)/enter/(\S+)", said)
        assert found, said
        with httpx2.Client(base_url=found[1], headers=OWN, timeout=60) as client:
            for _ in range(100):
                try:
                    answer = client.get(f"/enter/{found[2]}")
                    break
                except httpx2.ConnectError:
                    time.sleep(0.1)
            client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
            yield client, desk
    finally:
        desk.kill()
        desk.communicate()


def test_a_page_that_waits_for_progress_does_not_keep_the_desk_open(tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_bytes(listed(PEOPLE))
    with opened(tmp_path / "desk", "--list", str(tmp_path / "week.csv")) as (client, desk):
        client.post("/lists/1/make")
        with client.stream("GET", "/lists/1/run/make/events"):
            desk.terminate()
            desk.wait(LEAVE + 20)


def test_it_goes_on_after_it_was_killed(tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_bytes(listed(PEOPLE))
    copies = tmp_path / "desk" / "copies"
    with opened(tmp_path / "desk", "--list", str(tmp_path / "week.csv")) as (client, desk):
        assert f"{ROWS} copies will be made" in client.get("/lists/1").text
        client.post("/lists/1/make")
        while len(list(copies.rglob("0*.pdf"))) < 5:
            time.sleep(0.01)
        desk.kill()
    early = {path.name for path in copies.rglob("0*.pdf")}
    assert 5 <= len(early) < ROWS
    with opened(tmp_path / "desk") as (client, _):
        assert "It was stopped" in client.get("/lists/1/run").text
        client.post("/lists/1/go-on")
        while "copies are made" not in (page := client.get("/lists/1/run").text):
            assert "It was stopped" not in page, page
            time.sleep(0.1)
        assert f"{ROWS} copies are made" in page
        client.post("/lists/1/make")
    made = {path.name for path in copies.rglob("*.pdf")}
    assert len(made) == ROWS
    assert early <= made
