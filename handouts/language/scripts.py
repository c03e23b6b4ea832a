"""Figures above and below the line, as characters of their own.

In: a text that is raised or lowered.  Out: the same in characters that stand there by themselves: 10³ is read, copied and heard as such,
where a smaller 3 that is only drawn higher would be read as 103 (Unicode 16, 22.4).  Other letters that stand so are left in the line:
their characters were made for phonetics, and screen readers pass over many.
"""

from __future__ import annotations

from collections.abc import Mapping

RAISED: Mapping[str, Mapping[str, str]] = {
    "sup": dict(zip("0123456789+-\u2212=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True)),
    "sub": dict(zip("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True)),
}
TO_RIGHT = "\u200e"  # after a sign such as that of Ca²⁺, which would stand on the other side among words from right to left (UAX #9, N1)


def lifted(text: str, way: str) -> str:
    """A text above (way: sup) or below (sub) the line; '' if a character of it cannot stand there."""
    signs = RAISED[way]
    if not text or not all(character in signs for character in text):
        return ""
    made = "".join(signs[character] for character in text)
    return made if made[-1:].isdigit() else f"{made}{TO_RIGHT}"
