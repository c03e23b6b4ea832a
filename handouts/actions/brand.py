"""The clinic's colour as a screen has it, in light and in dark.

In: a clinic.  Out: tokens, name -> colour, whose contrast holds on their grounds (WCAG 2.2: text 4.5, edges 3).
"""

from __future__ import annotations

from dataclasses import dataclass

from handouts.clinics.clinic import Clinic
from layouts.colours import BODY_CONTRAST, WHITE, Rgb, colour, contrast, darkened, hexadecimal, tinted

NIGHT: Rgb = (0.106, 0.122, 0.133)  # the dark ground that text stands on
SHARE, SHADE = 0.1, 0.28  # of the colour in a tinted ground


@dataclass(frozen=True, slots=True)
class ScreenColours:
    """Tokens for light and for dark."""

    light: dict[str, str]
    dark: dict[str, str]


def screen_colours(clinic: Clinic) -> ScreenColours:
    """The tokens of a clinic."""
    brand = colour(clinic.colour)
    deep, bright = darkened(brand, BODY_CONTRAST), lightened(brand, BODY_CONTRAST)
    night = mixed(brand, NIGHT, SHADE)
    light = {"accent": deep, "on-accent": WHITE, "tint": tinted(deep, SHARE), "focus": deep}
    dark = {"accent": bright, "on-accent": NIGHT, "tint": night, "focus": bright}
    return ScreenColours(*({name: hexadecimal(value) for name, value in tokens.items()} for tokens in (light, dark)))


def brand_sheet(clinic: Clinic) -> str:
    """The tokens of a clinic as a style sheet (CSS custom properties)."""
    found = screen_colours(clinic)
    light, dark = ("".join(f"--{name}: {value}; " for name, value in tokens.items()) for tokens in (found.light, found.dark))
    return f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"


def lightened(rgb: Rgb, ratio: float) -> Rgb:
    """The colour, lightened in small steps until it has a contrast of `ratio` on the dark ground."""
    while contrast(rgb, NIGHT) < ratio:
        rgb = mixed(rgb, WHITE, 0.95)
    return rgb


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """A share of one colour, and the rest of the other."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(one, other, strict=True))
    return red, green, blue
