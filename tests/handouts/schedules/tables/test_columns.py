"""Which columns of a table are which: by a map, or by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InputError
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted
from tests.handouts import LONDON
from tests.handouts.schedules import CASES, HEADER, LEAST, read


def test_a_column_that_the_map_names_and_the_list_lacks_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the column DOB missing, which the column map map names"):
        read("When,MRN,First,Last\n", LEAST, tmp_path)


def test_constants_words_and_joined_columns(tmp_path: Path) -> None:
    known = (
        LEAST.replace('"First"', '["First", "Middle"]')
        + 'language = "Lang"\n[constants]\nlocation = "Suite 2"\n[values.language]\nCymraeg = "cy"\n'
    )
    text = f"{HEADER},Middle,Lang\n2026-12-08 09:30,P1,Anna,Quill,1951-04-17,Rose,Cymraeg\n2026-12-08 10:30,P2,Bo,Li,1951-04-17,,Spanish\n"
    one, two = read(text, known, tmp_path)
    assert isinstance(one, Accepted) and isinstance(two, Accepted)
    assert (one.appointment.patient.given_name, one.appointment.patient.language, one.appointment.location) == (
        "Anna Rose",
        "cy",
        "Suite 2",
    )
    assert (two.appointment.patient.given_name, two.appointment.patient.language) == ("Bo", "es")


def test_a_list_without_names_says_how_to_give_them() -> None:
    with pytest.raises(InputError, match=r"has no given_name, family_name, date_of_birth; name the file that has them"):
        open_schedule(CASES / "emis.csv", LONDON)
