"""A short run of the fuzzers, the same at every call."""

from __future__ import annotations

import pytest

from tests.fuzz.fuzz_schedules import main


def test_mutated_lists_raise_nothing_but_input_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--inputs", "3000", "--seed", "5"]) == 0, capsys.readouterr()
    assert ", 0 uncaught;" in capsys.readouterr().out
