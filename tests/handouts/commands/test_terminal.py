"""Tables at the terminal."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.commands import terminal

HEADS = ("leaflet", "language", "copies")
CELL = st.text("abz 日本é-éש", max_size=12).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=4))
def test_table_looks_as_it_does_folded(rows: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(HEADS, rows)
    plain = capsys.readouterr().out
    terminal._folded(HEADS, rows)
    for ours, theirs in zip_longest(plain.splitlines(), capsys.readouterr().out.splitlines()):
        assert ours == theirs.rstrip()


def test_table_that_is_too_wide_is_folded(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("id", "title"), [("a", "word " * 60)])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 5 and max(map(len, lines)) <= terminal.WIDEST


def test_cells_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    for width in (1, 60):
        terminal.table(("id", "title"), [("[red]", ":smile: " * width)])
        said = capsys.readouterr().out
        assert "[red]" in said and ":smile:" in said
