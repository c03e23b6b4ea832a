"""Column maps: what they may say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.cells.mapfile import parse_map, read_map, shipped_maps
from tests.handouts.schedules import LEAST


def test_the_shipped_maps() -> None:
    assert sorted(shipped_maps()) == ["cliniko", "emis", "epic", "headerless", "webchart"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("=", "is not TOML"),
        ("colums = 1", "colums: unknown key; did you mean 'columns'"),
        ('[columns]\nstart = "a"\n', "patient_id is missing"),
        ('[columns]\npatient_id = "a"\n', "expected start"),
        (LEAST + 'start_date = "x"\n', "name one or the other"),
        (LEAST.replace("start =", "start_date ="), "a date alone says no time of day"),
        (LEAST + 'shoe = "x"\n', "columns.shoe: unknown key"),
        (LEAST + "title = 3\n", "expected the name of a column, or a list of such"),
        (LEAST + 'title = ""\n', "expected the name of a column"),
        ("header = 1\n" + LEAST, "expected true or false"),
        ("header = false\n" + LEAST, "the list has no header row"),
        (LEAST + '[formats]\nstart = "DD/MM"\n', "lacks the day, the month or the year"),
        (LEAST + '[formats]\nstart = "DD/DD/YYYY"\n', "says a part twice"),
        (LEAST + '[formats]\nstart = "DD/MM/YYYY"\n', "has other parts"),
        (LEAST + '[formats]\ndate_of_birth = "DD/MM/YY"\n', "has other parts"),
        (LEAST + '[formats]\norder = "middle"\n', "day-first"),
        (LEAST + '[formats]\nduration = "weeks"\n', "seconds"),
        (LEAST + '[status]\nlost = ["x"]\n', "status.lost: unknown key"),
        (LEAST + '[status]\ncancelled = "x"\n', "expected a list"),
        (LEAST + '[patients]\ntitle = "x"\n', "patients: patient_id is missing"),
        (LEAST + "[values]\nlanguage = 1\n", "expected a table"),
    ],
)
def test_a_map_that_says_what_it_may_not_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_map(text, "map.toml")
    assert str(caught.value).startswith("map.toml:")
    assert words in str(caught.value)


@given(st.text(max_size=80))
def test_no_text_is_more_than_refused_as_a_map(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_map(text, "map.toml"), ColumnMap)


def test_a_map_that_is_not_there_is_refused_and_the_shipped_ones_are_named(tmp_path: Path) -> None:
    for named in ("emmis", tmp_path / "no.toml"):
        with pytest.raises(InputError, match="cliniko, emis"):
            read_map(named)
