"""How many of what, as a sentence says it: `1 copy`, `3 copies`, `1 copy was`, `1204 rows were`."""

from __future__ import annotations

VERBS = {"are": "is", "were": "was", "have": "has", "do": "does"}  # of several -> of one


def verb(count: int, several: str) -> str:
    """The form of a verb that goes with a number.  several: its form for several."""
    return several if count != 1 else VERBS.get(several) or f"{several}s"


def several(count: int, what: str, does: str = "") -> str:
    """A number and its noun.  what: the noun of one, with whatever stands before it; does: a verb that follows, of several."""
    return f"{count} {what if count == 1 else _plural(what)}" + (f" {verb(count, does)}" if does else "")


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
