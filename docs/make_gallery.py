"""Makes the pictures of docs/gallery.md from the texts that stand there: each block in each layout, cut out of a finished copy.

Run: python docs/make_gallery.py (needs the extra test)
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageOps

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handouts.clinics.clinic import built_in, read_clinic, sample_clinic  # noqa: E402
from handouts.leaflets.shelf import Allowed  # noqa: E402
from handouts.press import Press  # noqa: E402
from handouts.records.appointment import Appointment  # noqa: E402
from handouts.schedules.opening import open_schedule  # noqa: E402
from handouts.schedules.rows import Accepted  # noqa: E402

PAGE, PICTURES = Path(__file__).parent / "gallery.md", Path(__file__).parent / "pictures" / "gallery"
EXAMPLE = re.compile(r"^## ([^\n]+)\n\n```markdown\n(.*?)```\n(?:\n!\[[^\n]*\n)?", re.M | re.S)
LAYOUTS = {"standard": (1.4, 90, 58), "large-print": (1.1, 48, 74)}  # pixels a point; points beside and below the text, cut off
FILLED = range(24)  # paragraphs before an example, of which the fewest are taken that bring it onto one page
FROM, TO = "Abovetheexample", "Belowtheexample"
HEAD = "---\ntitle: Example\nlanguage: en-US\nversion: 1\nstatus: draft\nsummary: An example.\n---\n::: lead\nAn example.\n:::\n"
LONG = "\n\n".join(f"# Section {n}\n\n" + "Some words that stand here so that there is something to list. " * 40 for n in range(1, 9))


def examples() -> dict[str, str]:
    """The texts of the page, by the names of their files."""
    return {name.replace(" ", "-"): text for name, text in EXAMPLE.findall(PAGE.read_text("utf-8"))}


def leaflet(name: str, text: str, filled: int) -> str:
    """A leaflet that holds an example between two marks, each a heading; a table of contents has something to list."""
    before, after = "Some words.\n\n" * filled, f"\n{LONG}\n" if name == "contents" else ""
    return f"{HEAD}\n{before}## {FROM}\n\n{text}\n## {TO}\n\nWords.\n{after}"


def _mark(document: pdfium.PdfDocument, word: str) -> tuple[int, float, float]:
    """The page of a mark, its upper and its lower edge, points from the page's foot."""
    for number, page in enumerate(document):
        text = page.get_textpage()
        if found := text.search(word).get_next():
            _, bottom, _, top = text.get_charbox(found[0])
            return number, top, bottom
    raise AssertionError(f"{word} is on no page")


def cut(data: bytes, scale: float, side: float) -> Image.Image | None:
    """What stands between the marks; None if a page ends there."""
    document = pdfium.PdfDocument(data)
    (first, _, begins), (last, ends, _) = _mark(document, FROM), _mark(document, TO)
    if first != last:
        return None
    image, height = document[first].render(scale=scale).to_pil().convert("RGB"), document[first].get_height()
    return _trimmed(image, int((height - begins + 7) * scale), int((height - ends - 7) * scale), int(side * scale))


def slip(data: bytes, scale: float, side: float, foot: float) -> Image.Image:
    """The foot of the last page: a slip stands nowhere else."""
    document = pdfium.PdfDocument(data)
    page = document[len(document) - 1]
    paths = (part.get_bounds()[3] for part in page.get_objects() if part.type == pdfium.raw.FPDF_PAGEOBJ_PATH)
    top = next(upper for upper in paths if upper < 500)  # the dashes
    image, height = page.render(scale=scale).to_pil().convert("RGB"), page.get_height()
    return _trimmed(image, int((height - top - 8) * scale), int((height - foot) * scale), int(side * scale))


def backs(folder: Path, row: Appointment) -> None:
    """The blank back of an odd last page, whole, in each layout: of as many paragraphs as make the pages come out odd."""
    for layout, (scale, _, _) in LAYOUTS.items():
        wanted = replace(row, leaflet="back", patient=replace(row.patient, format=layout))
        for filled in FILLED:
            (folder / "handouts" / "back.en-US.md").write_text(HEAD + "Some words.\n\n" * filled, "utf-8")
            clinic = replace(read_clinic(folder), blank_back="questions")
            data = Press(clinic, issued=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), allowed=Allowed(draft=True)).make(wanted).data
            document = pdfium.PdfDocument(data)
            page = document[len(document) - 1]
            if "back of page" in page.get_textpage().get_text_bounded():
                break
        picture = page.render(scale=scale / 2).to_pil().convert("RGB")
        ImageOps.expand(picture, 1, "#888888").quantize(32).save(PICTURES / f"blank-back-{layout}.png", optimize=True)


def _trimmed(image: Image.Image, top: int, bottom: int, side: int) -> Image.Image:
    """A part of a page, without what is white above and below."""
    part = image.crop((side, top, image.width - side, bottom))
    box = ImageChops.difference(part, Image.new("RGB", part.size, "white")).getbbox() or (0, 0, 1, 1)
    return part.crop((0, max(0, box[1] - 6), part.width, min(part.height, box[3] + 6)))


def main() -> None:
    listed = open_schedule(built_in("assets/sample") / "schedule.csv", read_clinic(sample_clinic("riverside")).zone)
    row = next(one.appointment for one in listed if isinstance(one, Accepted))
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(sample_clinic("riverside"), Path(name) / "clinic"))
        shelf = folder / "handouts"
        shelf.mkdir()
        for drawing in [*(ROOT / "tests" / "cases" / "blocks").glob("*.svg"), *built_in("handouts/library").glob("*.svg")]:
            shutil.copy(drawing, shelf)
        for called, text in examples().items():
            for layout, (scale, side, foot) in LAYOUTS.items():
                wanted = replace(row, leaflet=called, patient=replace(row.patient, format=layout))
                for filled in FILLED:
                    (shelf / f"{called}.en-US.md").write_text(leaflet(called, text, filled), "utf-8")
                    press = Press(read_clinic(folder), issued=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), allowed=Allowed(draft=True))
                    data = press.make(wanted).data
                    if picture := slip(data, scale, side, foot) if called == "slip" else cut(data, scale, side):
                        break
                assert picture, f"{called} stands on two pages"
                picture.quantize(32).save(PICTURES / f"{called}-{layout}.png", optimize=True)
        backs(folder, row)
    text = EXAMPLE.sub(_shown, PAGE.read_text("utf-8"))
    PAGE.write_text(text, "utf-8")


def _shown(example: re.Match[str]) -> str:
    """An example with its pictures below it."""
    called = example[1].replace(" ", "-")
    shown = " ".join(f"![{example[1]}, {layout}](pictures/gallery/{called}-{layout}.png)" for layout in LAYOUTS)
    return f"## {example[1]}\n\n```markdown\n{example[2]}```\n\n{shown}\n"


if __name__ == "__main__":
    main()
