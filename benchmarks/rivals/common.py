"""What the rivals share: the clinic, the pictures and the small constants of the leaflet.

In: the project's own files.  Out: constants.
"""

from __future__ import annotations

import tomllib
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets" / "fonts"
CLINIC_FOLDER = ROOT / "assets" / "clinics" / "riverside"
CLINIC = tomllib.loads((CLINIC_FOLDER / "clinic.toml").read_text("utf-8"))
LOGO = CLINIC_FOLDER / CLINIC["brand"]["logo"]
PICTURE = ROOT / "handouts" / "library" / "compression-fracture.svg"
SIGNS = ROOT / "layouts" / "signs"

TITLE = "Kyphoplasty"
SUMMARY = (
    "How to get ready for kyphoplasty, which treats a broken bone in the spine with bone cement, and what to expect during and after it."
)
FILM = "https://example.org/films/kyphoplasty"
VERSION_LINE = "Kyphoplasty · version 1 · review due October 1, 2028 · Sample text, not reviewed by a clinician."
PHONE = CLINIC["phone"].replace(" ", "\u00a0")  # never broken over two lines
BRAND = CLINIC["brand"]["colour"]


def picture_svg() -> str:
    """The picture, its labels set in the leaflet's type."""
    return PICTURE.read_text("utf-8").replace('font-family="sans-serif"', 'font-family="Noto Sans"')


def sign_svg(name: str) -> str:
    """A sign ('important', 'phone') in the clinic's colour."""
    return (SIGNS / f"{name}.svg").read_text("utf-8").replace("#000000", BRAND)


def film_qr_svg() -> str:
    """The QR code of the film as an SVG picture."""
    import segno

    out = BytesIO()
    segno.make(FILM, error="m", micro=False).save(out, kind="svg", border=2, omitsize=True, xmldecl=False)
    return out.getvalue().decode()
