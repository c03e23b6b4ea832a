"""Numbers and spans, as somebody writes them.

In: text such as `3,7` and `41-60`.  Out: pairs of numbers, the first and the last of each.  Refuses anything else (`InputError`).
"""

from __future__ import annotations

import re

from handouts.errors import InputError


def ranges(text: str) -> list[tuple[int, int]]:
    """Numbers and spans, such as `3,7` and `41-60`.  Raises InputError."""
    found = []
    for part in text.split(","):
        if not re.fullmatch(r"\d{1,9}(-\d{1,9})?", part.strip(), re.ASCII):
            raise InputError(f"{part.strip()!r} is neither a number nor a span; expected such as 3,7 or 41-60")
        first, _, last = part.strip().partition("-")
        found.append((int(first), int(last or first)))
    return found
