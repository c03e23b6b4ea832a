"""Mutated lists for every reader: nothing but InputError may be raised, and no message may hold a patient's data.

Run: python -m tests.fuzz.fuzz_schedules --inputs 1000000 [--seed 1] [--only csv]
Each input is made from its own number, so that one that fails can be made again: --seed 1 --first 12345 --inputs 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

from handouts.schedules.source import Source
from tests.handouts.schedules import CASES, survive
from tests.handouts.schedules.books import ods, xlsx, zipped

ZONE = ZoneInfo("America/Chicago")
EMIS = (CASES / "emis.csv").read_bytes()
ROWS = [
    ["appointment_id", "start", "patient_id", "given_name", "family_name", "date_of_birth", "duration_minutes", "status"],
    ["A1", "2026-12-08T09:30", "P1", "Anna", "Quill", "1951-04-17", "60", "booked"],
    ["A2", "2026-12-08T10:30", "P2", "Bo", "Sandoval", "1964-10-03", "30", "cancelled"],
]
TOKENS = (
    b'"', b"''", b",", b";", b"\t", b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"{", b"}", b"[",
    b"]", b":", b"null", b"true", b"NaN", b"1e999", b"-1", b"99999999999999999999", b'"\\ud800"', b"MSH|^~\\&|", b"\x0b", b"\x1c\r", b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n", b"2026-02-30", b"20261301", b"00:00", b"03/04/2026", b"#REF!", b"=1+1", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf4\x8f\xbf\xbf", b"\x1a",
    b"TZID=Foo", b"RRULE:FREQ=DAILY", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", b"xmlns", b"<!DOCTYPE a>", b"&amp;", b"r=\"XFD1048576\"",
    b"number-rows-repeated=\"1048576\"", b"Patient/p1", b"#", b"urn:uuid:", b"PT1H", b"P9999999999D", b"S15", b"S12", b"E" * 300,
)  # fmt: skip
KNOWN = {"emis-patients": "emis", "headerless": "headerless", "epic": "epic", "cliniko": "cliniko", "webchart": "webchart"}
Seed = tuple[str, str | None, Callable[[random.Random], bytes]]


def seeds() -> list[Seed]:
    """Name, map and maker of each kind of input."""
    made: list[Seed] = []
    for path in sorted(CASES.iterdir()):
        if path.suffix != ".expected":
            data = path.read_bytes()
            known = KNOWN.get(path.stem)
            made.append((path.name, known, lambda dice, data=data: mutated(data, dice)))
    sheet, content = xlsx(ROWS, parts=True), ods(ROWS, parts=True)
    made.append(("book.xlsx", None, lambda dice: _package(sheet, "xl/worksheets/sheet1.xml", dice)))
    made.append(("book.ods", None, lambda dice: _package(content, "content.xml", dice)))
    made.append(("raw.xlsx", None, lambda dice: mutated(zipped(sheet), dice)))
    made.append(("raw.ods", None, lambda dice: mutated(zipped(content), dice)))
    made.append(("noise", None, lambda dice: dice.randbytes(dice.randrange(200))))
    return made


def _package(parts: dict[str, bytes], main: str, dice: random.Random) -> bytes:
    """A zip file, one of whose parts is mutated: mostly the sheet."""
    name = main if dice.random() < 0.7 else dice.choice(sorted(parts))
    return zipped({**parts, name: mutated(parts[name], dice)}, compressed=dice.random() < 0.5)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one to six small changes."""
    data = data[: dice.randrange(len(data) + 1)] if dice.random() < 0.1 else data
    for _ in range(dice.randint(1, 6)):
        at, to = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        piece = data[at : min(to, at + dice.choice((1, 4, 20, 200)))]
        match dice.randrange(7):
            case 0:
                data = data[:at] + dice.choice(TOKENS) + data[at:]
            case 1:
                data = data[:at] + dice.choice(TOKENS) + data[at + len(piece) :]
            case 2:
                data = data[:at] + data[at + len(piece) :]
            case 3:
                data = data[:at] + piece * dice.choice((2, 3, 50)) + data[at:]
            case 4:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 5:
                data = data[:at] + bytes(b ^ (1 << dice.randrange(8)) for b in piece[:4]) + data[at + len(piece[:4]) :]
            case _:
                data = data[:to] + piece + data[to:]
        data = data[:60_000]
    return data


def main(arguments: list[str] | None = None) -> int:
    """Run; the number of inputs that raised what they must not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="", help="only seeds whose name has this")
    options = parser.parse_args(arguments)
    made = [seed for seed in seeds() if options.only in seed[0]]
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    slowest, records, begun = (0.0, 0), 0, time.perf_counter()
    for number in range(options.first, options.first + options.inputs):
        name, column_map, make = made[number % len(made)]
        data = make(random.Random(f"{options.seed}:{number}"))
        start = time.perf_counter()
        try:
            if column_map == "emis":  # the patients' file is mutated, the list is as it should be
                people = Source("people.csv", data=data)
                read, refused = survive("emis.csv", EMIS, ZONE, column_map, people)
            else:
                read, refused = survive(name, data, ZONE, column_map)
            counts["refused" if refused else "read"] += 1
            records += read
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 (that is what is looked for)
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno} {name}"
            if kind not in failures:
                print(f"input {number}: {kind}: {error}", file=sys.stderr)
            failures[kind] += 1
        slowest = max(slowest, (time.perf_counter() - start, number))
    seconds = time.perf_counter() - begun
    print(
        f"{options.inputs} inputs of {len(made)} seeds, seed {options.seed}: {counts['read']} read, {counts['refused']} refused, {records} records, "
        f"{sum(failures.values())} uncaught; {seconds:.0f} s, slowest {slowest[0]:.2f} s (input {slowest[1]})"
    )
    for kind, count in failures.most_common():
        print(f"  {count} x {kind}")
    return sum(failures.values())


if __name__ == "__main__":
    warnings.simplefilter("error")
    sys.exit(bool(main()))
