"""Bytecode, as an installed program has it.

In: a folder.  Out: the environment of processes that keep theirs there; the first of them writes it, and is not timed.  Without it each
would compile a hundred modules first: so it is where PYTHONDONTWRITEBYTECODE is set, and at no clinic.
"""

from __future__ import annotations

import os
from pathlib import Path


def kept_in(folder: Path) -> dict[str, str]:
    """This process's environment, with bytecode in a folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder)}
