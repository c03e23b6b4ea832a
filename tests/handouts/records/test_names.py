"""Names, in parts and whole."""

from __future__ import annotations

import pytest

from handouts.records.names import split_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lee, Anna", ("", "Anna", "Lee")), ("LEE,ANNA M", ("", "ANNA M", "LEE")), ("Anna Lee", ("", "Anna", "Lee")),
        ("Ms. Anna Lee", ("Ms.", "Anna", "Lee")), ("van der Berg, Dr Ida", ("Dr", "Ida", "van der Berg")), ("LEE^ANNA^M", ("", "ANNA M", "LEE")),
        ("Ida van Berg", None), ("Lee", None), ("Lee, Anna, MD", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_in_one_cell_is_split_only_where_it_can_be_known(text: str, parts: tuple[str, str, str] | None) -> None:
    assert split_name(text) == parts
