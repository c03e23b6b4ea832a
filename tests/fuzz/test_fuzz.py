"""A short run of the fuzzers, the same at every call; and that they would notice."""

from __future__ import annotations

import os
import random
import time

import pytest

from handouts.errors import InputError
from tests.fuzz import run as fuzz
from tests.fuzz.mutation import TOKENS, Target, mutated


def test_mutated_inputs_raise_nothing_but_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--inputs", "3000", "--seed", "5"]) == 0, capsys.readouterr()
    assert ", 0 uncaught;" in capsys.readouterr().out


def _raising(error: BaseException) -> Target:
    def read(_: bytes) -> int:
        raise error

    return Target("planted", lambda dice: b"", read, (InputError,))


def test_what_is_raised_is_noticed() -> None:
    tally = fuzz.Tally()
    for number, error in enumerate((InputError("a refusal"), ValueError("a defect"), AssertionError(), fuzz.TooSlow())):
        fuzz.attempt(_raising(error), b"", number, tally)
    assert tally.counts == {"refused": 1}
    assert [kind.split()[0] for kind in tally.failures] == ["ValueError", "AssertionError", "TooSlow"]
    assert list(tally.first.values()) == [1, 2, 3]


def test_an_input_that_ends_the_process_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    process = fuzz.SPAWN.Process

    def starting(target: object, args: tuple[object, ...]) -> object:
        """The first one dies at input 4."""
        started.append(args[2])
        return process(target=dying if len(started) == 1 else target, args=args)

    monkeypatch.setattr(fuzz.SPAWN, "Process", starting)
    tally = fuzz.lane("noise", 1, range(0, 10, 2))
    assert started == [range(0, 10, 2), range(6, 10, 2)]
    assert tally.first == {"the process ended with 7": 4}
    assert tally.counts.total() == 2


def dying(only: str, seed: int, numbers: range, place: object, done: object) -> None:
    place.value = 4  # type: ignore[attr-defined]
    os._exit(7)


def test_an_input_is_made_again_from_its_number() -> None:
    for target in fuzz.chosen(""):
        assert target.make(random.Random("1:7")) == target.make(random.Random("1:7")), target.name


def test_changes_are_small_and_always_made() -> None:
    dice = random.Random(1)
    data = bytes(range(256)) * 8
    changed = [mutated(data, dice, TOKENS) for _ in range(200)]
    assert sum(one == data for one in changed) < 10
    assert max(map(len, changed)) < 60_001


def test_the_clock_is_put_back() -> None:
    import signal

    fuzz.attempt(Target("still", lambda dice: b"", lambda data: 1, ()), b"", 1, tally := fuzz.Tally())
    time.sleep(0.01)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert tally.counts["read"] == 1
