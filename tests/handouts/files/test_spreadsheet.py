"""A list for a spreadsheet holds texts, whatever they look like."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.files.spreadsheet import harmless, list_kind, listed

HEAD = ("name", "phone")
OURS = list_kind("an older list", HEAD)


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-7", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "＠x", "=cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_reckon_with_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Anna Lee", "1951-04-17", "(217) 555-0101", "a=b", "'=1", "anna+x@example.org"])
def test_everything_else_is_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=("Cs",)), max_size=9)] * 2), max_size=5))
def test_what_is_written_is_what_a_spreadsheet_reads(rows: list[tuple[str, str]]) -> None:
    data = listed(HEAD, rows)
    assert data.startswith(b"\xef\xbb\xbfname,phone\r\n")
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found == [list(HEAD), *([harmless(cell) for cell in row] for row in rows)]
    assert not any(cell.lstrip()[:1] in tuple("=+-@") for row in found for cell in row if cell.strip())


def test_an_older_list_is_known_by_its_head(tmp_path: Path) -> None:
    for data, ours in ((listed(HEAD, []), True), (listed(HEAD, [("a", "b")]), True), (listed((*HEAD, "x"), []), False), (b"name,phone\r\n", False)):
        (tmp_path / "list.csv").write_bytes(data)
        assert OURS.fits(tmp_path / "list.csv") is ours
