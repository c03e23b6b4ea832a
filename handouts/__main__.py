"""`handouts`, `handouts-desk` and `python -m handouts`: the command line, or why it cannot begin.

It begins here and not in `generate`, since another package may have put a `generate` in its place, and who says so must be ours.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]


def main() -> None:
    """The command line."""
    _begin("main")


def open_desk() -> None:
    """The desk in the browser."""
    _begin("open_desk")


def _begin(name: str) -> None:
    try:
        getattr(import_module("generate"), name)()
    except (ImportError, AttributeError):
        from handouts.files.own import ALONE, OURS, ours

        if taken := [one for one in OURS if not (_there(one) and ours(one, HOME))]:
            sys.exit(f"handouts: {taken[0]} is not ours: another package has put its own in the same place; {ALONE}")
        raise


def _there(name: str) -> bool:
    """Whether nobody has written over it: a file of another, in our place, has not what ours has."""
    return name != "generate" or hasattr(sys.modules.get(name), "open_desk")


if __name__ == "__main__":
    main()
