"""Colours: as they are written, and whether they can be told from what they stand on (WCAG 2.2)."""

from __future__ import annotations

import re
from typing import Annotated

from layouts.measures import Fits

BODY_CONTRAST = 7.0  # WCAG 2.2, 1.4.6
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
WHITE = (1.0, 1.0, 1.0)

Rgb = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether a text is a colour such as '#0b5a7a'."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


Colour = Annotated[str, Fits(is_colour, "six hexadecimal digits such as '#0b5a7a'")]


def colour(text: str) -> Rgb:
    """'#0b5a7a' -> (0.04, 0.35, 0.48)."""
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def hexadecimal(rgb: Rgb) -> str:
    """(0, 0.5, 1) -> '#0080ff'."""
    return "#" + "".join(f"{round(c * 255):02x}" for c in rgb)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(rgb: Rgb, ratio: float) -> Rgb:
    """The colour, darkened in small steps until it has a contrast of `ratio` on white."""
    while contrast(rgb, WHITE) < ratio:
        red, green, blue = (c * 0.97 for c in rgb)
        rgb = (red, green, blue)
    return rgb


def tinted(rgb: Rgb, share: float) -> Rgb:
    """A share of the colour on white."""
    red, green, blue = (1 - (1 - c) * share for c in rgb)
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
