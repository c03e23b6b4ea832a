"""Files of settings that may not be: tests/cases/settings/*/*.toml, each with all that is said of it.

A case is the file, a line `=====`, and the lines of the refusal without the file's folder; `…` stands for any text.  A layout stands over the built-in ones.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handouts.clinics.clinic import read_clinic
from handouts.clinics.looks import read_theme
from handouts.delivery.mail.settings import read_mail
from handouts.delivery.printing.settings import read_settings
from handouts.errors import InputError
from handouts.rules.rules import read_rules
from handouts.schedules.cells.mapfile import read_map
from tests.handouts import CASES, own_clinic, says

FOLDER = CASES / "settings"
KINDS = sorted(path.name for path in FOLDER.iterdir())
FOUND = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.toml"))


def layout(folder: Path) -> object:
    """The layout `own` of a clinic."""
    clinic = own_clinic(folder)
    (clinic.folder / "layouts").mkdir()
    (folder / "own.toml").rename(clinic.folder / "layouts" / "own.toml")
    return read_theme(clinic, "own")


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "clinic": ("clinic.toml", read_clinic),
    "layout": ("own.toml", layout),
    "mail": ("mail.toml", read_mail),
    "map": ("map.toml", lambda folder: read_map(folder / "map.toml")),
    "printing": ("printing.toml", read_settings),
    "rules": ("rules.toml", lambda folder: read_rules(folder / "rules.toml", ["home", "kyphoplasty"], ["standard", "large-print"])),
}


def refusal(case: str, folder: Path) -> str:
    """What is said of a case's file."""
    kind = case.split("/")[0]
    name, read = READERS[kind]
    (folder / name).write_text((FOLDER / case).read_text("utf-8").split("=====\n")[0], "utf-8")
    with pytest.raises(InputError) as caught:
        read(folder)
    assert caught.value.exit_code == 2 and caught.value.slips
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize("case", FOUND)
def test_all_slips_of_a_file_are_told_at_once_each_at_its_place(case: str, tmp_path: Path) -> None:
    said, expected = refusal(case, tmp_path), (FOLDER / case).read_text("utf-8").split("=====\n")[1].rstrip("\n")
    assert says(said, expected), f"{said}\n-- expected:\n{expected}"


def test_every_kind_of_file_has_cases() -> None:
    assert sorted(READERS) == KINDS and all(any(case.startswith(f"{kind}/") for case in FOUND) for kind in KINDS)
