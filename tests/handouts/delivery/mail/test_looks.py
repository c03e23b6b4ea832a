"""The letters in Chromium: nothing is cut off or too pale to read, in any language, on a telephone and a desk's screen, light and dark."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handouts.delivery.mail.message import written
from handouts.language.phrases import phrases
from tests.handouts import appointment, clinic
from tests.handouts.delivery.mail.test_letters import HOW, letter, read
from tests.handouts.desk.test_browser import chromium

pytestmark = pytest.mark.browser
LANGUAGES = ("en-US", "es", "ar", "he", "de", "zh-Hans")
MEASURE = """() => [...document.querySelectorAll("p, a, strong")].map(one => {
    let behind = one;
    while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    const box = one.getBoundingClientRect();
    return [getComputedStyle(one).color, getComputedStyle(behind).backgroundColor, box.left, box.right];
})"""
__all__ = ["chromium"]


def light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_fits_and_can_be_read(chromium: Any, language: str, scheme: str) -> None:
    assert phrases(language)
    asked = appointment(email="a@example.org", email_consent="yes")
    html = read(written(letter(asked, language), HOW, clinic())).get_body(("html",)).get_content()  # type: ignore[union-attr]
    for width in (320, 360, 800):
        page = chromium.new_page(viewport={"width": width, "height": 640}, color_scheme=scheme)
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = page.evaluate(MEASURE)
        surfaces = page.evaluate("['.page', '.letter', '.note'].map(name => getComputedStyle(document.querySelector(name)).backgroundColor)")
        page.close()
        assert len(found) > 5 and all(left >= 0 and right <= width for *_, left, right in found)
        for text, behind, *_ in found:
            high, low = sorted((light(text), light(behind)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 7  # WCAG 2.2, 1.4.6
        assert surfaces[0] != surfaces[1] != surfaces[2]
