"""Makes contact sheets of the desk: every page at two widths, in two languages.

Run: python docs/make_desk_sheets.py (needs the extras desk, test and browsertest, and Chromium)
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from make_pictures import CHROMIUM, FLAGS, HERE, PEOPLE

from handouts.actions.days import AskDay
from handouts.actions.handing import Wishes, hand_out, prepare
from handouts.desk.app import Desk
from tests.handouts.desk import a_desk, ask_day, brought, open_at

WIDTHS = {1280: (800, 470, 3), 390: (844, 235, 6)}  # height of the window; width of a picture on the sheet, and how many stand in a row
TALLEST = 620  # of a picture on the sheet
ROW = [(*one, "kyphoplasty", "en-US") for one in PEOPLE]
PLACES = (
    "/", "/?show=have", "/card/müller", "/card/104233", "/card/rourke", "/new", "/handover", "/lists", "/lists/1", "/lists/1/out",
    "/lists/2/run", "/lists/2/mail", "/outbox", "/leaflets", "/leaflets/kyphoplasty/en-US", "/given", "/given/outdated", "/given/recall",
    "/given/runs", "/given/runs/1", "/given/events", "/audit", "/language", "/keys", "/nowhere",
)  # fmt: skip


def _worked(desk: Desk) -> None:
    """Two patients have theirs; a second list is brought in."""
    for typed in ("rourke", "nunez"):
        prepared = prepare(desk.counter, _entry(desk, typed), Wishes(("kyphoplasty",)), desk.manner(), desk.presses)
        hand_out(desk.counter, prepared, "save", "maria")
    brought(desk, ROW[3:6], "week 50.csv")


def _entry(desk: Desk, typed: str) -> str:
    return ask_day(AskDay(desk.counter, typed=typed)).visits[0].entry.id


def _made(page: Any, address: str) -> None:
    """The second list is made, before anything is looked at."""
    page.goto(f"{address}/lists/2")
    page.get_by_role("button", name="Make").click()
    page.get_by_text("copies are made").wait_for()


def _shots(desk: Desk, page: Any, address: str, width: int) -> list[Image.Image]:
    """Every page at a width; of a telephone's as far as it goes."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width][0]})
    shots = []
    for place in PLACES:
        room, _, typed = place.rpartition("/")
        page.goto(address + (f"/card/{_entry(desk, typed)}" if room == "/card" else place))
        page.wait_for_load_state("networkidle")
        shots.append(Image.open(io.BytesIO(page.screenshot(full_page=width < 800))).convert("RGB"))
    return shots


def _sheet(shots: list[Image.Image], width: int) -> Image.Image:
    """Pictures side by side; a tall one is cut."""
    _, wide, row = WIDTHS[width]
    small = [shot.resize((wide, shot.height * wide // shot.width)) for shot in shots]
    small = [one.crop((0, 0, wide, min(one.height, TALLEST))) for one in small]
    rows = [small[start : start + row] for start in range(0, len(small), row)]
    sheet = Image.new("RGB", (row * (wide + 8) - 8, sum(max(one.height for one in line) + 8 for line in rows) - 8), "#9a9a9a")
    top = 0
    for line in rows:
        for place, one in enumerate(line):
            sheet.paste(one, (place * (wide + 8), top))
        top += max(one.height for one in line) + 8
    return sheet


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = a_desk(Path(name), ROW)
        _worked(desk)
        with open_at(desk) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.goto(f"{address}/enter/{desk.key()}")
            _made(page, address)
            for language in ("en-US", "ar"):
                page.goto(f"{address}/language")
                if (button := page.locator(f'button[lang="{language}"]')).count():
                    button.click()
                for width in WIDTHS:
                    sheet = _sheet(_shots(desk, page, address, width), width)
                    sheet.quantize(64).save(HERE / f"desk-sheet-{language[:2]}-{width}.png", optimize=True)
            browser.close()


if __name__ == "__main__":
    main()
