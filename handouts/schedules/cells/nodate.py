"""Dates that stand where a system has none.

In: a date as text, in any way of writing that begins with the year.  Out: whether it stands for none.  Refuses nothing.
"""

from __future__ import annotations

import re

# The first day of .NET and of SQL Server, day 0 of spreadsheets and of old Delphi, the first day of old databases, and the last of many.
NO_DATES = frozenset({"00010101", "17530101", "18991230", "18991231", "19000101", "99991231"})


def is_no_date(text: str) -> bool:
    """Whether a date is what systems write where they have none: zeros, or the first or the last day that they know."""
    digits = re.sub(r"\D", "", text[:10])
    if not digits:
        return not any(character.isalnum() for character in text)
    return not digits.strip("0") or digits[:8] in NO_DATES or digits[:4] in ("0000", "9999")
