"""The names that Handouts puts beside everybody else's packages, and whether Python finds ours by them.

In: a name, the folder that our rooms are in.  Out: whether it is ours.  Nothing else is imported: another's may be in the way.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

OURS = ("handouts", "layouts", "assets", "generate")
ALONE = "install Handouts by itself, with uv tool or pipx, see docs/installing.md"


def ours(name: str, home: Path) -> bool:
    """Whether Python finds in a home what is of this name."""
    found = find_spec(name)
    places = [found.origin, *(found.submodule_search_locations or ())] if found else []
    return any(place and Path(place).resolve().is_relative_to(home.resolve()) for place in places[:1] or places)
