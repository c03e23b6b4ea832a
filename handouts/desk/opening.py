"""The desk by a double click: for whoever starts `handouts-desk` and types nothing.

In: the words that were given, the environment, the folder that one stands in.  Out: the words of `handouts desk`.  Without a clinic it is
a sample clinic's desk, whose lists and copies are kept among one's own data.  The desk of the same folder that is open already is shown
instead of begun; what else stands at its port is left alone.
"""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from handouts.clinics.clinic import NAME, SAMPLES, built_in
from handouts.desk.app import WHICH, sign
from handouts.desk.serve import HOST, PORT
from handouts.files.system import own_data

PATIENCE = 3  # seconds
LONGEST = 1000  # bytes


def words(given: Sequence[str], environment: Mapping[str, str] = os.environ, here: Path | None = None) -> list[str]:
    """What is said to `handouts desk`: what was given; else whatever is needed besides the clinic that is named or stood in."""
    opened = ["desk", "--open"]
    if given or environment.get("HANDOUTS_CLINIC") or ((here or Path.cwd()) / NAME).is_file():
        return [*opened, *given]
    return [*opened, "--clinic", SAMPLES[0], "--out", str(_sample_home(environment)), "--list", str(_sample_list())]


def _sample_home(environment: Mapping[str, str]) -> Path:
    return own_data(environment) / "sample-desk"


def _sample_list() -> Path:
    return built_in("assets/sample") / "schedule.csv"


def shown_already(
    environment: Mapping[str, str] = os.environ,
    show: Callable[[str], object] = webbrowser.open,
    here: Path | None = None,
    say: Callable[[str], object] = print,
) -> bool:
    """Whether the desk of this folder stands at its port already; it is said, and shown in the browser.  show: takes its address."""
    named, here = environment.get("HANDOUTS_PORT", ""), here or Path.cwd()
    clinic = environment.get("HANDOUTS_CLINIC", "")
    home = Path(clinic) if clinic else here if (here / NAME).is_file() else _sample_home(environment)
    address = f"http://{HOST}:{named if named.isdecimal() else PORT}"
    if _answer(address + WHICH) != sign(home):
        return False
    say(f"The desk is open already, at {address}.")
    show(f"{address}/")
    return True


def _answer(address: str) -> str:
    """What stands at an address of this computer says, '' for nothing."""
    asking = build_opener(ProxyHandler({}))
    with suppress(OSError, HTTPException, ValueError), asking.open(address, timeout=PATIENCE) as answer:
        return str(answer.read(LONGEST).decode("utf-8", "replace"))
    return ""
