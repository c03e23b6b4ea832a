"""Two languages of one copy, written as one: `es+en-US` side by side, `es/en-US` one after the other.

In: what a copy or a wish says.  Out: its languages.  A tag of a language has neither sign in it (BCP 47, 2.1).
"""

from __future__ import annotations

import re

BESIDE, THEN = "+", "/"
SIGNS = re.compile(r"[+/]")


def languages_of(written: str) -> tuple[str, ...]:
    """The languages of a copy, the patient's first."""
    return tuple(SIGNS.split(written))


def first_of(written: str) -> str:
    """The language of a copy, or the first of two."""
    return SIGNS.split(written, maxsplit=1)[0]


def second_of(written: str) -> str:
    """How the second language of a copy is asked for: `+en-US`; '' if it has one."""
    found = SIGNS.search(written)
    return written[found.start() :] if found else ""


def wish(beside: str, then: str) -> str:
    """The same for a wish.  beside, then: a tag or ''."""
    return f"{BESIDE}{beside}" if beside else f"{THEN}{then}" if then else ""
