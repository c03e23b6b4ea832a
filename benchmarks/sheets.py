"""How whole leaflets fall on pages: a table of measures, and a picture of all pages of each.

python -m benchmarks.sheets    writes docs/pages.md and docs/pictures/sheets

In: the leaflets of the library, the fixture of every block, the leaflets in tests/cases/pages; both layouts, both papers.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image

from benchmarks.measured import Measured, measured
from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import read_record
from layouts.document.blocks import is_right_to_left

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SHEETS = DOCS / "pictures" / "sheets"
CASES = (ROOT / "tests/cases/blocks", ROOT / "tests/cases/pages")
LEAFLETS = (
    ("kyphoplasty", "en-US"), ("kyphoplasty", "es"), ("kyphoplasty", "ar"), ("blocks", "en-US"), ("timetable", "en-US"),
    ("tablets", "en-US"), ("steps", "en-US"), ("breaks", "en-US"),
)  # fmt: skip
LAYOUTS, PAPERS = ("standard", "large-print"), ("A4", "Letter")
SCALE, GREYS, GAP = 0.34, 8, 6  # of a page's points; shades; pixels between pages
PATIENT = {
    "appointment_id": "A-1", "start": "2026-12-08T09:30", "patient_id": "RSC-4711", "given_name": "Anna", "family_name": "Lee",
    "date_of_birth": "1951-04-17", "location": "Riverside Day Surgery, Level 2", "clinician": "Dr. Ruth Okafor", "side": "left",
}  # fmt: skip
HEAD = """# Pages

How whole leaflets fall on pages, measured from finished copies by `python -m benchmarks.sheets`, which also makes the pictures: the leaflet that
comes with the program, a page of every block, and leaflets with wide tables, long lists and headings near a page's end; each in both layouts
and on both papers.

* *white*: what each page has left above its foot, as a share of the room for text; the last page's in brackets;
* *characters*: of a full line of running text, at the 90th percentile (aimed at: 66 to 72; 50 to 55 in large print);
* *lone*: paragraphs whose last line is one word, though the line before has others to give;
* *least*, *phones*: the smallest type, and that of the clinic's numbers, in points.

| leaflet | layout | paper | pages | white, % | characters | lone | least | phones |
|---|---|---|---|---|---|---|---|---|
"""


class Sheet(NamedTuple):
    """A copy, and what was measured of it.  filled: of each page, how much of its room is used."""

    leaflet: str
    language: str
    layout: str
    paper: str
    data: bytes
    filled: tuple[float, ...]
    found: Measured

    @property
    def name(self) -> str:
        """Of its picture."""
        return f"{self.leaflet}.{self.language}-{self.layout}-{self.paper}"

    @property
    def row(self) -> str:
        """Its row of the table."""
        white = [max(0, round(100 * (1 - part))) for part in self.filled]
        whites = " ".join([*map(str, white[:-1]), f"({white[-1]})"])
        cells = (
            f"[{self.leaflet}, {self.language}](#{self.leaflet}-{self.language.lower()})", self.layout, self.paper, self.found.pages, whites,
            self.found.widest, self.found.lone, f"{self.found.smallest:g}", ", ".join(f"{size:g}" for size in self.found.phones),
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |\n"


def sheets() -> Iterator[Sheet]:
    """Every leaflet in every layout on every paper."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(sample_clinic("riverside"), Path(name) / "clinic")) / "handouts"
        folder.mkdir()
        for case in CASES:
            shutil.copytree(case, folder, dirs_exist_ok=True)
        clinic = read_clinic(folder.parent)
        for paper in PAPERS:
            press = Press(clinic, page=paper, issued=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), allowed=Allowed(sample=True, draft=True), proof="full")
            for leaflet, language in LEAFLETS:
                for layout in LAYOUTS:
                    made = press.make(read_record({**PATIENT, "leaflet": leaflet, "language": language}, "sheets", clinic.zone), layout=layout)
                    body = press.theme(layout, language).style("body").size
                    found = measured(made.data, body, (str(clinic.phone), str(clinic.emergency)), is_right_to_left(language))
                    yield Sheet(leaflet, language, layout, paper, made.data, made.impression.plate.filled, found)


def picture(data: bytes) -> Image.Image:
    """All pages of a copy in a row, in a few shades of grey."""
    document = pdfium.PdfDocument(data)
    images = [document[number].render(scale=SCALE, grayscale=True).to_pil() for number in range(len(document))]
    document.close()
    sheet = Image.new("L", (sum(image.width + GAP for image in images) + GAP, images[0].height + 2 * GAP), 160)
    x = GAP
    for image in images:
        sheet.paste(image, (x, GAP))
        x += image.width + GAP
    return sheet.quantize(GREYS)


def main() -> None:
    made = sorted(sheets(), key=lambda sheet: (LEAFLETS.index((sheet.leaflet, sheet.language)), LAYOUTS.index(sheet.layout), sheet.paper))
    shutil.rmtree(SHEETS, ignore_errors=True)
    SHEETS.mkdir(parents=True)
    text = HEAD + "".join(sheet.row for sheet in made)
    for leaflet, language in LEAFLETS:
        text += f"\n## {leaflet} {language}\n"
        for sheet in (each for each in made if (each.leaflet, each.language) == (leaflet, language)):
            picture(sheet.data).save(SHEETS / f"{sheet.name}.png", optimize=True)
            text += f"\n![{sheet.leaflet} in {sheet.language}, {sheet.layout}, {sheet.paper}](pictures/sheets/{sheet.name}.png)\n"
    (DOCS / "pages.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
