"""The leaflet by WeasyPrint: HTML by Jinja2; style sheet, fonts and pictures are kept from one patient to the next.

In: a record of benchmarks.rivals.records.  Out: the bytes of a PDF, without tags or as PDF/UA-1.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.rivals.common import CLINIC, FILM, LOGO, PHONE, SUMMARY, TITLE, VERSION_LINE, film_qr_svg, picture_svg, sign_svg

NAME = "WeasyPrint"
HERE = Path(__file__).resolve().parent

_made: dict[str, Any] = {}


def prepare() -> None:
    """Compile the template, parse the style sheet, load the fonts, read the pictures."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    environment.globals |= {
        "clinic": CLINIC,
        "title": TITLE,
        "summary": SUMMARY,
        "film": FILM,
        "phone": PHONE,
        "version_line": VERSION_LINE,
    }
    environment.globals |= {"logo": LOGO.as_uri(), "picture": _uri(picture_svg()), "qr": _uri(film_qr_svg())}
    environment.globals |= {"important": _uri(sign_svg("important")), "phone_sign": _uri(sign_svg("phone"))}
    _made["template"] = environment.get_template("weasyprint_leaflet.html.j2")
    _made["fonts"] = FontConfiguration()
    _made["css"] = CSS(HERE / "weasyprint_leaflet.css", font_config=_made["fonts"])
    _made["images"] = {}


def make(record: dict[str, Any]) -> bytes:
    """One patient's leaflet, without tags."""
    return _write(record)


def make_tagged(record: dict[str, Any]) -> bytes:
    """One patient's leaflet as PDF/UA-1."""
    return _write(record, pdf_variant="pdf/ua-1")


def _write(record: dict[str, Any], **options: Any) -> bytes:
    html = HTML(string=_made["template"].render(record=record), base_url=str(HERE))
    return html.write_pdf(stylesheets=[_made["css"]], font_config=_made["fonts"], cache=_made["images"], **options)


def _uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
