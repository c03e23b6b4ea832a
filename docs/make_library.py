"""Makes the shelf of docs/library.md: each leaflet's first page, how it reads, its pages and its sources.

Run: python docs/make_library.py (needs the extra test)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium

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
FORMS = [(layout, paper) for layout in ("standard", "large-print") for paper in ("A4", "Letter")]


def shelf(clinic: Clinic) -> dict[str, list[Leaflet]]:
    """The leaflets that come with the program, each in its languages, American English first."""
    found: dict[str, list[Leaflet]] = {}
    for leaflet in sorted(Shelf(clinic).leaflets(), key=lambda one: (one.language != "en-US", one.language)):
        found.setdefault(leaflet.identifier, []).append(leaflet)
    return dict(sorted(found.items(), key=lambda item: item[1][0].title))


def row(leaflet: Leaflet, clinic: Clinic) -> str:
    """A row of the table: how the text reads, and the pages of its general edition in each layout on each paper."""
    draft = read_draft(leaflet.folder / leaflet.file, clinic)
    [first, *_] = manuscripts(draft, leaflet, list(transcripts(draft, clinic)), clinic, date(2026, 12, 1))
    tally, pages = measure(first), []
    for layout, paper in FORMS:
        press = Press(clinic, layout=layout, page=paper, issued=ISSUED, allowed=Allowed(draft=True))
        pages.append(press.edition(leaflet.identifier, leaflet.language).pages)
    reads = f"{tally.grade:.1f} | {tally.ease:.0f}" if leaflet.language.startswith("en") else "| "
    cells = [leaflet.title, leaflet.language, leaflet.status, f"{tally.sentences}", f"{tally.length:.0f}", reads, *map(str, pages)]
    return f"| {' | '.join(cells)} |\n"


def told(leaflets: list[Leaflet], clinic: Clinic) -> Iterator[str]:
    """A leaflet's part of the page: its first page, and what it was written from."""
    leaflet, name = leaflets[0], leaflets[0].identifier
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True))
    page = pdfium.PdfDocument(press.edition(name, leaflet.language).data)[0]
    page.render(scale=0.7).to_pil().quantize(16).save(PICTURES / f"{name}.png", optimize=True)
    languages = ", ".join(one.language for one in leaflets)
    yield f"\n### {leaflet.title}\n\n![The first page]({PICTURES.relative_to(PAGE.parent)}/{name}.png)\n\n"
    yield f"{leaflet.summary} `{name}`: {languages}.\n\n"
    yield from (f"- {source}\n" for source in leaflet.sources)


def main() -> None:
    clinic = read_clinic(sample_clinic("riverside"))
    PICTURES.mkdir(exist_ok=True)
    head = PAGE.read_text("utf-8").partition(BEGINS)[0]
    found = shelf(clinic)
    columns = ("leaflet", "language", "status", "sentences", "words in each", "grade", "ease", "A4", "Letter", "large A4", "large Letter")
    table = f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n"
    table += "".join(row(leaflet, clinic) for leaflets in found.values() for leaflet in leaflets)
    PAGE.write_text(head + BEGINS + "\n" + table + "".join(part for leaflets in found.values() for part in told(leaflets, clinic)), "utf-8")


if __name__ == "__main__":
    main()
