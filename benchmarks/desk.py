"""How fast the desk answers: 3,000 appointments on the day's list, 200,000 copies in the ledger.

python -m benchmarks.desk [APPOINTMENTS] [COPIES] [REQUESTS]    3,000 200,000 10,000
python -m benchmarks.desk browser [APPOINTMENTS] [COPIES]       a search in Chromium, from what is typed to the frame that shows the lines
python -m benchmarks.desk run [APPOINTMENTS]                    a list made at the desk, and by the command line

The desk is a process of its own, asked over loopback as a browser asks it; a time is a request's whole answer.  Of a run the rate counts,
from the word to make it until it is made; at the desk two others search and open cards meanwhile.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles

import httpx2

from benchmarks.ledger import fill
from benchmarks.rivals.records import flat_records
from handouts.clinics.clinic import sample_clinic
from handouts.ledger.ledger import NAME

ROOT = Path(__file__).resolve().parent.parent
TRIES, WARM = 200, 20
BARS = {"search": 50.0, "card": 150.0, "first page's picture": 150.0}  # milliseconds, of the 95th percentile
BAR_BROWSER = 100.0  # milliseconds, of the 95th percentile
BAR_RUN = 1.1  # times the command line's
OWN = {"sec-fetch-site": "same-origin"}
DAY = "2026-12-08"


def listed(count: int) -> bytes:
    """A day's list of different patients."""
    rows = [{**row, "start": f"{DAY}T{8 + n * 9 // count:02}:{n % 60:02}"} for n, row in enumerate(flat_records(count, seed=5))]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@contextmanager
def opened(clinic: Path) -> Iterator[tuple[httpx2.Client, int]]:
    """A desk in a process of its own: a browser that was let in, and the number of the process."""
    command = [sys.executable, ROOT / "generate.py", "desk", "--clinic", clinic, "--port", "0"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert desk.stdout
        found = re.search(r"(http://\S+)/enter/(\S+)", desk.stdout.readline() + desk.stdout.readline())
        assert found
        with httpx2.Client(base_url=found[1], headers=OWN, timeout=600, follow_redirects=False) as client:
            client.headers["cookie"] = _key(client, found[2]).partition(";")[0]
            yield client, desk.pid
    finally:
        desk.kill()
        desk.communicate()


def _key(client: httpx2.Client, key: str) -> str:
    for _ in range(100):
        try:
            return str(client.get(f"/enter/{key}").headers["set-cookie"])
        except httpx2.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the desk does not answer")


def timed(ask: Callable[[], httpx2.Response]) -> tuple[float, httpx2.Response]:
    """Milliseconds, and the answer."""
    start = time.perf_counter()
    answer = ask()
    assert answer.status_code == 200, answer.text[:200]
    return (time.perf_counter() - start) * 1000, answer


def entries(client: httpx2.Client, words: list[str]) -> list[str]:
    """The cards of patients who are found by these words."""
    found = [re.search(r'href="(/card/[^"]+)"', client.post("/rows", data={"day": DAY, "find": word}).text) for word in words]
    return [one[1] for one in found if one]


def processor(pid: int) -> float:
    """Milliseconds of processor time that a process has taken, all of its threads."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def answers(client: httpx2.Client, people: list[dict[str, str]]) -> dict[str, list[float]]:
    """Milliseconds of each kind of request."""
    taken: dict[str, list[float]] = {name: [] for name in BARS}
    words = [f"{row['family_name'][:3]} {row['given_name'][:2]}" for row in people]
    for number, word in enumerate(words[: TRIES + WARM]):
        spent, _ = timed(lambda word=word: client.post("/rows", data={"day": DAY, "find": word}))  # type: ignore[misc]
        taken["search"] += [spent] if number >= WARM else []
    for number, card in enumerate(entries(client, [row["patient_id"] for row in people[: TRIES + WARM]])):
        spent, answer = timed(lambda card=card: client.get(card))  # type: ignore[misc]
        picture = re.search(r'src="(/desk/[^"]+/1\.png)"', answer.text)
        assert picture
        drawn, _ = timed(lambda picture=picture: client.get(picture[1]))  # type: ignore[misc]
        if number >= WARM:
            taken["card"].append(spent)
            taken["first page's picture"].append(drawn)
    return taken


def resident(pid: int) -> float:
    """Megabytes of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def memory(client: httpx2.Client, pid: int, people: list[dict[str, str]], requests: int) -> list[float]:
    """Megabytes after each tenth of so many requests: searches, cards, pictures and lists by turns."""
    cards = cycle(entries(client, [row["patient_id"] for row in people[:50]]))
    places = cycle(("search", "card", "picture", "/outbox", "/leaflets", "/lists"))
    picture, found = "", []
    for number in range(1, requests + 1):
        place = next(places)
        if place == "search":
            client.post("/rows", data={"day": DAY, "find": people[number % len(people)]["family_name"][:3]})
        elif place == "card":
            shown = re.search(r'src="(/desk/[^"]+/1\.png)"', client.get(next(cards)).text)
            picture = shown[1] if shown else picture
        else:
            client.get(picture if place == "picture" else place)
        if number % max(1, requests // 10) == 0:
            found.append(resident(pid))
    return found


def asked(count: int, copies: int, requests: int) -> None:
    """The speeds, and the memory."""
    with tempfile.TemporaryDirectory() as name:
        clinic = Path(shutil.copytree(sample_clinic("riverside"), Path(name) / "clinic"))
        start = time.perf_counter()
        fill(clinic / NAME, copies)
        print(f"{copies:,} copies in the ledger ({time.perf_counter() - start:.0f} s)", flush=True)
        with opened(clinic) as (client, pid):
            spent, _ = timed(lambda: client.get(client.post("/lists", files={"list": ("day.csv", listed(count))}).headers["location"]))
            print(f"{count:,} appointments brought in and planned: {spent / 1000:.1f} s", flush=True)
            people = flat_records(count, seed=5)
            Random(1).shuffle(people)
            before = processor(pid)
            taken = answers(client, people)
            print(f"a search, a card and a picture: {(processor(pid) - before) / (TRIES + WARM):.0f} ms of processor time", flush=True)
            for kind, times in taken.items():
                high = quantiles(times, n=20)[-1]
                print(f"{kind:22}{median(times):8.1f} ms, p95 {high:7.1f} ms  (bar: {BARS[kind]:.0f})", flush=True)
            sizes = memory(client, pid, people, requests)
            print(f"memory over {requests:,} requests: {', '.join(f'{size:.0f}' for size in sizes)} MB", flush=True)


SEARCH = """word => new Promise(done => {
    const find = document.getElementById("find"), start = performance.now();
    new MutationObserver((_, seen) => { seen.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); })
        .observe(document.getElementById("rows"), {childList: true});
    find.value = word;
    find.dispatchEvent(new Event("input", {bubbles: true}));
})"""


def browser(count: int, copies: int) -> None:
    """A search as somebody sees it."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name:
        clinic = Path(shutil.copytree(sample_clinic("riverside"), Path(name) / "clinic"))
        fill(clinic / NAME, copies)
        with opened(clinic) as (client, _), sync_playwright() as playwright:
            client.get(client.post("/lists", files={"list": ("day.csv", listed(count))}).headers["location"])
            people = flat_records(count, seed=5)
            Random(2).shuffle(people)
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            key, _, value = client.headers["cookie"].partition("=")
            context.add_cookies([{"name": key, "value": value, "domain": client.base_url.host, "path": "/", "secure": True}])
            page = context.new_page()
            page.goto(f"{client.base_url}?day={DAY}")
            times = [page.evaluate(SEARCH, f"{row['family_name'][:3]} {row['given_name'][:2]}") for row in people[: TRIES + WARM]][WARM:]
            chromium.close()
    print(f"search in the browser {median(times):6.1f} ms, p95 {quantiles(times, n=20)[-1]:6.1f} ms  (bar: {BAR_BROWSER:.0f})")


def run(count: int) -> None:
    """A list made at the desk while two others work, and by the command line."""
    with tempfile.TemporaryDirectory() as name:
        clinic = Path(shutil.copytree(sample_clinic("riverside"), Path(name) / "clinic"))
        file = Path(name) / "day.csv"
        file.write_bytes(listed(count))
        words = [sys.executable, ROOT / "generate.py", "batch", file, "--clinic", "riverside", "--out", Path(name) / "out", "--yes"]
        start = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        alone = time.perf_counter() - start
        with opened(clinic) as (client, _):
            client.post("/lists", files={"list": ("day.csv", file.read_bytes())})
            over = threading.Event()
            others = [threading.Thread(target=_works, args=(client, over, count, seed)) for seed in (1, 2)]
            for other in others:
                other.start()
            start = time.perf_counter()
            client.post("/lists/1/make")
            while "copies are made" not in client.get("/lists/1/run").text:
                time.sleep(0.2)
            beside = time.perf_counter() - start
            over.set()
            for other in others:
                other.join()
    print(f"{count:,}: command line {alone:.1f} s, desk {beside:.1f} s: {beside / alone:.2f} times  (bar: {BAR_RUN})")


def _works(client: httpx2.Client, over: threading.Event, count: int, seed: int) -> None:
    """Somebody at another desk: searches, and opens a card every two seconds."""
    people = flat_records(count, seed=5)
    Random(seed).shuffle(people)
    for row in people:
        if over.wait(1):
            return
        for card in entries(client, [row["patient_id"]]):
            if over.wait(1):
                return
            client.get(card)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    if sys.argv[1:2] == ["run"]:
        run(*numbers or [3_000])
    elif sys.argv[1:2] == ["browser"]:
        browser(*numbers[:2] + [3_000, 200_000][len(numbers) :])
    else:
        asked(*numbers[:3] + [3_000, 200_000, 10_000][len(numbers) :])
