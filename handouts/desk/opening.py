"""The desk by a double click: for whoever starts `handouts-desk` and types nothing.

In: the words that were given, the environment, the folder that one stands in.  Out: the words of `handouts desk`.  Without a clinic it is
a sample clinic's desk, whose lists and copies are kept among one's own data.  A desk that is open already is shown instead of begun.
"""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from handouts.clinics.clinic import NAME, SAMPLES, built_in
from handouts.desk.serve import HOST, PORT
from handouts.files.system import own_data


def words(given: Sequence[str], environment: Mapping[str, str] = os.environ, here: Path | None = None) -> list[str]:
    """What is said to `handouts desk`: what was given; else whatever is needed besides the clinic that is named or stood in."""
    opened = ["desk", "--open"]
    if given or environment.get("HANDOUTS_CLINIC") or ((here or Path.cwd()) / NAME).is_file():
        return [*opened, *given]
    return [*opened, "--clinic", SAMPLES[0], "--out", str(own_data(environment) / "sample-desk"), "--list", str(_sample_list())]


def _sample_list() -> Path:
    return built_in("assets/sample") / "schedule.csv"


def shown_already(environment: Mapping[str, str] = os.environ, show: Callable[[str], object] = webbrowser.open) -> bool:
    """Whether something stands at the desk's port already; it is shown in the browser then.  show: takes its address."""
    named = environment.get("HANDOUTS_PORT", "")
    port = int(named) if named.isdecimal() else PORT
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as asking:
        asking.settimeout(1)
        if asking.connect_ex((HOST, port)):
            return False
    show(f"http://{HOST}:{port}/")
    return True
