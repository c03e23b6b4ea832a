"""Makes the shelf of docs/library.md: each leaflet's first page, how it reads, a contact sheet of all its pages, and its sources.

Run: python docs/make_library.py (needs the extra test)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handouts.authoring.draft import read_draft  # noqa: E402
from handouts.authoring.wording import manuscripts, transcripts  # noqa: E402
from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic  # noqa: E402
from handouts.leaflets.leaflet import Leaflet  # noqa: E402
from handouts.leaflets.quality.check import measure  # noqa: E402
from handouts.leaflets.shelf import Allowed, Shelf  # noqa: E402
from handouts.press import Press  # noqa: E402

PAGE, PICTURES = Path(__file__).parent / "library.md", Path(__file__).parent / "pictures" / "library"
BEGINS = "<!-- what follows is made by docs/make_library.py -->\n"
ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ACROSS, WIDE, GAP = 8, 170, 6  # pages in a row of a contact sheet; pixels
FORMS = [(layout, paper) for layout in ("standard", "large-print") for paper in ("A4", "Letter")]


def shelf(clinic: Clinic) -> dict[str, list[Leaflet]]:
    """The leaflets that come with the program, each in its languages, American English first."""
    found: dict[str, list[Leaflet]] = {}
    for leaflet in sorted(Shelf(clinic).leaflets(), key=lambda one: (one.language != "en-US", one.language)):
        found.setdefault(leaflet.identifier, []).append(leaflet)
    return dict(sorted(found.items(), key=lambda item: item[1][0].title))


def editions(leaflet: Leaflet) -> dict[tuple[str, str], bytes]:
    """The general edition in each layout on each paper, for the sample clinic whose language it is."""
    clinic, made = clinic_of(leaflet), {}
    for layout, paper in FORMS:
        press = Press(clinic, layout=layout, page=paper, issued=ISSUED, allowed=Allowed(draft=True))
        made[layout, paper] = press.edition(leaflet.identifier, leaflet.language).data
    return made


@cache
def clinic_called(name: str) -> Clinic:
    """A sample clinic."""
    return read_clinic(sample_clinic(name))


def clinic_of(leaflet: Leaflet) -> Clinic:
    """The sample clinic that gives it out: the British one what is in British English."""
    return clinic_called("harbour" if leaflet.language == "en-GB" else "riverside")


def row(leaflet: Leaflet, made: dict[tuple[str, str], bytes]) -> str:
    """A row of the table: how the text reads, and the pages of its general edition in each layout on each paper."""
    clinic = clinic_of(leaflet)
    draft = read_draft(leaflet.folder / leaflet.file, clinic)
    [first, *_] = manuscripts(draft, leaflet, list(transcripts(draft, clinic)), clinic, date(2026, 12, 1))
    tally = measure(first)
    pages = [str(len(pdfium.PdfDocument(made[form]))) for form in FORMS]
    reads = f"{tally.grade:.1f} | {tally.ease:.0f}" if leaflet.language.startswith("en") else "| "
    cells = [leaflet.title, leaflet.language, leaflet.status, f"{tally.sentences}", f"{tally.length:.0f}", reads, *pages]
    return f"| {' | '.join(cells)} |\n"


def sheet(leaflet: Leaflet, made: dict[tuple[str, str], bytes]) -> str:
    """Make a contact sheet: every page, large print in the rows below.  The name of its file."""
    paper = clinic_of(leaflet).page
    rows = [[small(page) for page in pdfium.PdfDocument(made[layout, paper])] for layout in ("standard", "large-print")]
    lines = [row[at : at + ACROSS] for row in rows for at in range(0, len(row), ACROSS)]
    wide, high = (max(page.size[axis] for row in rows for page in row) + GAP for axis in (0, 1))
    whole = Image.new("L", (wide * ACROSS + GAP, high * len(lines) + GAP), 160)
    for down, line in enumerate(lines):
        for across, page in enumerate(line):
            whole.paste(page, (GAP + across * wide, GAP + down * high))
    name = f"{leaflet.identifier}.{leaflet.language}.png"
    whole.quantize(8).save(PICTURES / name, optimize=True)
    return name


def small(page: pdfium.PdfPage) -> Image.Image:
    """A page, as large as it is on a contact sheet."""
    return page.render(scale=WIDE / page.get_width()).to_pil().convert("L")


def told(leaflets: list[Leaflet], sheets: list[str], first: bytes) -> Iterator[str]:
    """A leaflet's part of the page: its first page, all pages in all languages, and what it was written from."""
    leaflet, name = leaflets[0], leaflets[0].identifier
    page = pdfium.PdfDocument(first)[0]
    page.render(scale=0.7).to_pil().quantize(16).save(PICTURES / f"{name}.png", optimize=True)
    languages, folder = ", ".join(one.language for one in leaflets), PICTURES.relative_to(PAGE.parent)
    yield f"\n### {leaflet.title}\n\n![The first page]({folder}/{name}.png)\n\n"
    yield f"{leaflet.summary} `{name}`: {languages}.\n\nEvery page, with those in large print below:\n"
    yield from (f"[{one.language}]({folder}/{file})\n" for one, file in zip(leaflets, sheets, strict=True))
    yield "\n"
    yield from (f"- {source}\n" for source in leaflet.sources)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    head = PAGE.read_text("utf-8").partition(BEGINS)[0]
    columns = ("leaflet", "language", "status", "sentences", "words in each", "grade", "ease", "A4", "Letter", "large A4", "large Letter")
    table, parts = f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n", ""
    for leaflets in shelf(clinic_called("riverside")).values():
        made = [editions(leaflet) for leaflet in leaflets]
        table += "".join(map(row, leaflets, made))
        parts += "".join(told(leaflets, list(map(sheet, leaflets, made)), made[0]["standard", "Letter"]))
    PAGE.write_text(f"{head}{BEGINS}\n{table}{parts}", "utf-8")


if __name__ == "__main__":
    main()
