"""Makes the pictures of the documentation from the program's own pages.  Run: python docs/make_pictures.py (needs pypdfium2, Chromium)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from handouts.clinics.clinic import built_in, read_clinic, sample_clinic  # noqa: E402
from handouts.leaflets.shelf import Allowed  # noqa: E402
from handouts.ledger.page import page  # noqa: E402
from handouts.ledger.report import report  # noqa: E402
from handouts.press import Press  # noqa: E402
from handouts.schedules.opening import open_schedule  # noqa: E402
from handouts.schedules.rows import Accepted  # noqa: E402
from tests.ledgers import a_run  # noqa: E402

HERE = Path(__file__).parent / "pictures"
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
    report_page().quantize(64).save(HERE / "report.png", optimize=True)
    pages(large, 0, 1, scale=0.7).quantize(64).save(HERE / "large-print.png", optimize=True)


if __name__ == "__main__":
    main()
