"""The leaflet by Typst: one compile a patient, by one compiler that is kept warm.

In: a record of benchmarks.rivals.records.  Out: the bytes of a PDF, without tags or as PDF/UA-1.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from benchmarks.rivals.common import FONTS, ROOT, film_qr_svg

NAME = "Typst"

_made: dict[str, Any] = {}


def prepare() -> None:
    """Load the fonts and set up the compiler, which keeps in its cache what does not change from one compile to the next."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    _made["compiler"] = typst.Compiler(Path(__file__).with_name("typst_leaflet.typ"), root=ROOT, font_paths=fonts)
    _made["qr"] = film_qr_svg()


def make(record: dict[str, Any]) -> bytes:
    """One patient's leaflet, without tags."""
    return _made["compiler"].compile(format="pdf", sys_inputs=_inputs(record), pdf_tags=False)


def make_tagged(record: dict[str, Any]) -> bytes:
    """One patient's leaflet as PDF/UA-1."""
    return _made["compiler"].compile(format="pdf", sys_inputs=_inputs(record), pdf_standards="ua-1")


def _inputs(record: dict[str, Any]) -> dict[str, str]:
    return {"record": json.dumps(record), "qr": _made["qr"]}
