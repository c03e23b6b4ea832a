"""Files that a clinic lets follow its leaflets, as other programs make them; a clinic that has them."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from handouts.clinics.clinic import Clinic, read_clinic, sample_clinic


def a_map(words: str = "How to find us", size: tuple[float, float] = (612, 792)) -> bytes:
    """Two pages without tags, as ReportLab makes them: a picture, an address, a link to its own second page, which lies on its side."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    canvas.setTitle(words)
    canvas.drawString(72, 700, words)
    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), "#0b5a7a")), 72, 400, 100, 100)
    canvas.linkURL("https://clinic.example/(map)", (72, 690, 200, 712))
    canvas.linkRect("", "there", (72, 400, 172, 500))
    canvas.showPage()
    canvas.bookmarkPage("there")
    canvas.setPageRotation(90)
    canvas.setFont("Times-Roman", 30)
    canvas.drawString(72, 500, "Second page of the map")
    canvas.save()
    return out.getvalue()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **how: object) -> bytes:
    """The same file, changed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def a_clinic(folder: Path, head: str = "", **files: bytes) -> Clinic:
    """Riverside with these files in its assets, all of which follow every leaflet.  head: more of clinic.toml."""
    shutil.copytree(sample_clinic("riverside"), folder)
    (folder / "assets").mkdir()
    for name, data in files.items():
        (folder / "assets" / f"{name}.pdf").write_bytes(data)
    names = ", ".join(f'"{name}.pdf"' for name in files)
    file = folder / "clinic.toml"
    file.write_text(f"append = [{names}]\n{head}{file.read_text('utf-8')}", "utf-8")
    return read_clinic(folder)
