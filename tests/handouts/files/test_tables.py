from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handouts.clinics.clinic import read_clinic
from handouts.delivery.mail.settings import read_mail
from handouts.delivery.printing.settings import read_settings
from handouts.errors import ClinicError
from handouts.rules.rules import read_rules

READERS: dict[str, Callable[[Path], object]] = {
    "clinic.toml": read_clinic, "mail.toml": read_mail, "printing.toml": read_settings, "rules.toml": lambda folder: read_rules(folder / "rules.toml"),
}  # fmt: skip
BROKEN = {
    "a number of thousands of digits": b"port = " + b"7" * 5000,
    "nested too deeply": b"name = " + b"[" * 3000,
    "no TOML": b"name = 'a'\nname = 'b'",
    "no UTF-8": b"name = '\xff'",
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", READERS)
def test_every_file_of_a_clinic_is_refused_by_name(name: str, broken: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BROKEN[broken])
    with pytest.raises(ClinicError, match=rf"{name}:\d+:\d+: cannot be read: it is not"):
        READERS[name](tmp_path)


@pytest.mark.parametrize("name", READERS)
def test_a_folder_of_that_name_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(ClinicError, match=rf"{name}: cannot be read: it is a folder"):
        READERS[name](tmp_path)
