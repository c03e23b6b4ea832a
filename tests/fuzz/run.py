"""Mutated inputs for whatever reads what others wrote: nothing may be raised but the refusals that each names.

Run: python -m tests.fuzz.run --inputs 1000000 [--seed 1] [--only csv] [--processes 2]
Each input is made from its own number, so that one that fails can be made again: --seed 1 --first 12345 --inputs 1 --show.
An input that ends the whole process, or takes longer than half a minute, is told as well, and the others go on.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz import art, lists, texts
from tests.fuzz.mutation import Target

LONGEST = 30  # seconds of the processor that an input may take; by the clock, a process that is stopped for a while would be slow
ENOUGH = 100  # failures after which a lane stops
SPAWN = multiprocessing.get_context("spawn")


class TooSlow(BaseException):
    """Half a minute has passed.  No OSError, as TimeoutError is one and readers turn these into sentences."""


@dataclass
class Tally:
    """What came of inputs.  first: the first input of each kind of failure; slowest: seconds and input."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)

    def fail(self, kind: str, number: int) -> None:
        self.failures[kind] += 1
        self.first.setdefault(kind, number)

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.failures += other.failures
        self.first = {**other.first, **self.first}
        self.slowest = max(self.slowest, other.slowest)


def chosen(only: str) -> list[Target]:
    """The targets whose name has this."""
    return [target for target in lists.targets() + texts.targets() + art.targets() if only in target.name]


def attempt(target: Target, data: bytes, number: int, tally: Tally) -> None:
    """Read one input."""
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        target.read(data)
        tally.counts["read"] += 1
    except target.refuses:
        tally.counts["refused"] += 1
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 (that is what is looked for)
        place = traceback.extract_tb(error.__traceback__)[-1]
        tally.fail(f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno} {target.name}", number)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    tally.slowest = max(tally.slowest, (time.process_time() - start, number))


def work(only: str, seed: int, numbers: range, place: Any, done: Any) -> None:
    """Read the inputs of these numbers, in a process of its own.  place: the number at hand; done: where the tally goes."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGPROF, _too_slow)
    tally, targets = Tally(), chosen(only)
    for number in numbers:
        place.value = number
        target = targets[number % len(targets)]
        attempt(target, target.make(random.Random(f"{seed}:{number}")), number, tally)
    done.send(tally)


def _too_slow(*_: object) -> None:
    raise TooSlow


def lane(only: str, seed: int, numbers: range) -> Tally:
    """The same, going on behind an input that ends the process."""
    tally = Tally()
    while numbers and sum(tally.failures.values()) < ENOUGH:
        place, (receive, send) = SPAWN.Value("q", numbers.start), SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=work, args=(only, seed, numbers, place, send))
        process.start()
        send.close()
        try:
            while not receive.poll(60):
                print(f"at input {place.value:,}", file=sys.stderr, flush=True)
            tally.add(receive.recv())
            numbers = numbers[len(numbers) :]
        except EOFError:
            process.join()
            tally.fail(f"the process ended with {process.exitcode}", place.value)
            numbers = range(place.value + numbers.step, numbers.stop, numbers.step)
        process.join()
    return tally


def main(arguments: list[str] | None = None) -> int:
    """Run; the number of inputs that raised what they must not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--only", default="", help="only targets whose name has this")
    parser.add_argument("--show", action="store_true", help="print the first input, and raise what it raises")
    options = parser.parse_args(arguments)
    names = [target.name for target in chosen(options.only)]
    if options.show:
        return show(chosen(options.only)[options.first % len(names)], options.seed, options.first)
    begun, tally = time.perf_counter(), Tally()
    spans = [range(options.first + n, options.first + options.inputs, options.processes) for n in range(options.processes)]
    with ThreadPoolExecutor(options.processes) as pool:
        for found in pool.map(lambda span: lane(options.only, options.seed, span), spans):
            tally.add(found)
    tell(options, names, tally, time.perf_counter() - begun)
    return sum(tally.failures.values())


def show(target: Target, seed: int, number: int) -> int:
    """One input, for whoever looks into it."""
    data = target.make(random.Random(f"{seed}:{number}"))
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
    print(f"\n{target.name}: {target.read(data)} read", file=sys.stderr)
    return 0


def tell(options: argparse.Namespace, names: list[str], tally: Tally, seconds: float) -> None:
    """What came of it."""
    done = tally.counts["read"] + tally.counts["refused"] + sum(tally.failures.values())
    print(
        f"{done} inputs of {len(names)} kinds, seed {options.seed}: {tally.counts['read']} read, {tally.counts['refused']} refused, "
        f"{sum(tally.failures.values())} uncaught; {seconds:.0f} s, slowest {tally.slowest[0]:.2f} s (input {tally.slowest[1]})"
    )
    for kind, count in tally.failures.most_common():
        print(f"  {count} x {kind}, first input {tally.first[kind]}")


if __name__ == "__main__":
    sys.exit(bool(main()))
