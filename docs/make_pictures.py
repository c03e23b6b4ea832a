"""Makes the pictures of the documentation from the program's own pages.

Run: python docs/make_pictures.py (needs the extras desk, test and browsertest, and Chromium)
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from handouts.actions.manner import Manner  # noqa: E402
from handouts.authoring.translating.review import reviewed_pdf  # noqa: E402
from handouts.authoring.translating.standing import standing  # noqa: E402
from handouts.clinics.clinic import built_in, read_clinic, sample_clinic  # noqa: E402
from handouts.leaflets.shelf import Allowed  # noqa: E402
from handouts.ledger.page import page  # noqa: E402
from handouts.ledger.report import report  # noqa: E402
from handouts.press import Press  # noqa: E402
from handouts.schedules.opening import open_schedule  # noqa: E402
from handouts.schedules.rows import Accepted  # noqa: E402
from tests.ledgers import a_run  # noqa: E402

HERE = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def pages(data: bytes, *wanted: int, scale: float = 1.0) -> Image.Image:
    """Pages side by side, with a thin frame."""
    document = pdfium.PdfDocument(data)
    images = [document[n].render(scale=scale).to_pil() for n in wanted]
    width, height = sum(i.width for i in images) + 14 * (len(images) - 1) + 2, max(i.height for i in images) + 2
    sheet = Image.new("RGB", (width, height), "#9a9a9a")
    x = 1
    for image in images:
        sheet.paste(image, (x, 1))
        x += image.width + 14
    return sheet


def report_page() -> Image.Image:
    """The page of an invented run, as Chromium shows it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with a_run(folder, 1400, mails=700) as ledger:
            (folder / "run.html").write_text(page(report(ledger, 1), read_clinic(sample_clinic("riverside")), ISSUED), "utf-8")
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--user-data-dir={folder}/user"]
        shot = ["--hide-scrollbars", f"--screenshot={folder}/run.png", "--window-size=960,1230", f"file://{folder}/run.html"]
        subprocess.run(["chromium", *quiet, *shot], check=True, capture_output=True)  # noqa: S603, S607  our own page
        return Image.open(folder / "run.png").convert("RGB")


PEOPLE = (  # invented
    ("A-1", "2026-12-08T09:10", "RSC-104389", "Brendan", "O’Rourke", "1961-12-05"),
    ("A-2", "2026-12-08T09:30", "RSC-104233", "Anne-Marie", "Smith-Jones", "1951-04-17"),
    ("A-3", "2026-12-08T09:45", "RSC-104268", "José", "Núñez", "1958-01-29"),
    ("A-4", "2026-12-08T10:10", "RSC-104251", "Zoë", "Müller", "1946-09-02"),
    ("A-5", "2026-12-08T10:45", "RSC-104612", "ليلى", "حداد", "1962-05-09"),
    ("A-6", "2026-12-08T11:40", "RSC-104332", "Annemarie", "Smith-Jones", "1948-05-21"),
    ("A-7", "2026-12-08T13:15", "RSC-104310", "Łukasz", "Wiśniewski", "1943-11-11"),
)


def desk_pages() -> None:
    """Today's patients and a card, as Chromium shows them."""
    from playwright.sync_api import sync_playwright

    from handouts.actions.days import AskDay
    from handouts.actions.handing import Wishes, hand_out, prepare
    from tests.handouts.desk import a_desk, ask_day, open_at

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = a_desk(Path(name), [(*one, "kyphoplasty", "en-US") for one in PEOPLE])
        for typed in ("rourke", "nunez"):
            entry = ask_day(AskDay(desk.counter, typed=typed)).visits[0].entry.id
            hand_out(desk.counter, prepare(desk.counter, entry, Wishes(("kyphoplasty",)), desk.manner(), desk.presses), "save", "maria")
        with open_at(desk) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            shown = browser.new_page(viewport={"width": 1280, "height": 800})
            shown.goto(f"{address}/enter/{desk.key()}")
            for called, place in (("today", "/"), ("card", f"/card/{ask_day(AskDay(desk.counter, typed='müller')).visits[0].entry.id}")):
                shown.goto(address + place)
                shown.wait_for_load_state("networkidle")
                keep(shown, f"desk-{called}")
            browser.close()


def bench_page() -> None:
    """A leaflet on the bench, with something to mend, as Chromium shows it."""
    from playwright.sync_api import sync_playwright

    from tests.handouts.desk import preview_of

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, preview_of(Path(name)) as bench:
        bench.save("Each one is a", "Each one, e.g. a broken one, is a")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shown = browser.new_page(viewport={"width": 1280, "height": 800})
        shown.goto(bench.address + bench.desk.entry)
        shown.get_by_text("for a person to judge").wait_for()
        shown.evaluate("scrollTo(0, 1200)")
        shown.keyboard.press("F8")
        shown.wait_for_timeout(500)
        keep(shown, "bench")
        browser.close()


def editor_page() -> None:
    """A leaflet that is written at the desk, as Chromium shows it."""
    from playwright.sync_api import sync_playwright

    from tests.handouts.desk import open_at
    from tests.handouts.desk.test_writing import EDIT, a_writing_desk

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = a_writing_desk(Path(name))
        with open_at(desk) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            shown = browser.new_page(viewport={"width": 1280, "height": 800})
            shown.goto(f"{address}/enter/{desk.key()}")
            shown.goto(address + EDIT)
            shown.get_by_text("for a person to judge").wait_for()
            text = shown.get_by_role("textbox", name="The text")
            text.fill(text.input_value().replace("Your spine is a stack", "Your spine is, e.g., a stack"))
            shown.locator("#findings").get_by_text("for example").wait_for()
            for _ in range(3):
                shown.keyboard.press("F8")
            shown.wait_for_timeout(500)
            keep(shown, "desk-editor")
            browser.close()


def site_pages() -> None:
    """The list of leaflets of a web site, and a leaflet on a telephone in the dark, as Chromium shows them from a folder."""
    from playwright.sync_api import sync_playwright

    from handouts.actions.publish import PublishSite, publish_site
    from handouts.actions.where import Where

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        publish_site(PublishSite(Where("riverside"), Path(name), manner=Manner(allowed=Allowed(draft=True))))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shots = []
        for file, width, scheme in (("index.html", 860, "light"), ("kyphoplasty.en-US.html", 390, "dark")):
            shown = browser.new_page(viewport={"width": width, "height": 860}, color_scheme=scheme)
            shown.goto((Path(name) / file).as_uri())
            if width == 860:
                shown.get_by_label("Search the leaflets").fill("bone")
            shots.append(Image.open(io.BytesIO(shown.screenshot())).convert("RGB"))
        browser.close()
    sheet = Image.new("RGB", (sum(shot.width for shot in shots) + 16, 862), "#9a9a9a")
    sheet.paste(shots[0], (1, 1))
    sheet.paste(shots[1], (shots[0].width + 15, 1))
    sheet.quantize(96).save(HERE / "site.png", optimize=True)


def keep(shown: Any, called: str) -> None:
    """A screenshot, in few colours."""
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    picture.quantize(96).save(HERE / f"{called}.png", optimize=True)


def main() -> None:
    clinic = read_clinic(sample_clinic("riverside"))
    rows = [row.appointment for row in open_schedule(built_in("assets/sample") / "schedule.csv", clinic.zone) if isinstance(row, Accepted)]
    press = Press(clinic, issued=ISSUED)
    first = press.make(rows[0]).data
    large = press.make(replace(rows[0], patient=replace(rows[0].patient, format="large-print"))).data
    arabic = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True))
    data = arabic.make(replace(rows[0], patient=replace(rows[0].patient, language="ar"))).data
    pages(data, 0, 2, scale=0.7).quantize(64).save(HERE / "arabic.png", optimize=True)
    pages(first, 0, scale=1.1).quantize(64).save(HERE / "first-page.png", optimize=True)
    pages(first, 1, 2, scale=0.7).quantize(64).save(HERE / "pages.png", optimize=True)
    shelf = {leaflet.language: leaflet for leaflet in arabic.shelf.leaflets() if leaflet.identifier == "kyphoplasty"}
    beside = reviewed_pdf(standing(shelf["en-US"], "ar", shelf["ar"]), arabic)
    pages(beside, 1, scale=0.9).quantize(64).save(HERE / "translation.png", optimize=True)
    report_page().quantize(64).save(HERE / "report.png", optimize=True)
    desk_pages()
    bench_page()
    editor_page()
    site_pages()
    pages(large, 0, 1, scale=0.7).quantize(64).save(HERE / "large-print.png", optimize=True)


if __name__ == "__main__":
    main()
