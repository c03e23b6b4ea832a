"""Bytes with a few small changes, the same for the same dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from handouts.errors import HandoutsError
from layouts.errors import LayoutError

LONGEST = 60_000  # bytes of an input
TOKENS = (
    b'"', b"''", b",", b";", b"\t", b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"{", b"}", b"[",
    b"]", b":", b"null", b"true", b"NaN", b"1e999", b"-1", b"99999999999999999999", b"-0.0", b"0x10", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf4\x8f\xbf\xbf", b"\x1a",
    b"\xe2\x80\xa8", b"\xef\xbf\xbe", b"\xf3\xb0\x80\x80", b"\xcc\x81" * 40, b"\xd8\xa7", b"E" * 300, b"7" * 5000, b"[" * 3000, b"(" * 300, b"{" * 200, b"a." * 2000, b"> " * 200, b"- " * 200,
)  # fmt: skip
LIST_TOKENS = (
    b'"\\ud800"', b"MSH|^~\\&|", b"\x0b", b"\x1c\r", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"2026-02-30", b"20261301", b"00:00", b"03/04/2026", b"#REF!", b"=1+1",
    b"TZID=Foo", b"RRULE:FREQ=DAILY", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", b"xmlns", b"<!DOCTYPE a>", b"&amp;", b"r=\"XFD1048576\"",
    b"number-rows-repeated=\"1048576\"", b"Patient/p1", b"#", b"urn:uuid:", b"PT1H", b"P9999999999D", b"S15", b"S12",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others wrote.

    make: an input; read: reads it to its end, and says how many things it found; refuses: what it may raise.
    """

    name: str
    make: Callable[[random.Random], bytes]
    read: Callable[[bytes], int]
    refuses: tuple[type[HandoutsError | LayoutError], ...]


def mutated(data: bytes, dice: random.Random, tokens: tuple[bytes, ...] = TOKENS) -> bytes:
    """The bytes with one to six small changes, and rarely cut short."""
    data = data[: dice.randrange(len(data) + 1)] if dice.random() < 0.1 else data
    for _ in range(dice.randint(1, 6)):
        at, to = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        piece = data[at : min(to, at + dice.choice((1, 4, 20, 200)))]
        match dice.randrange(8):
            case 0:
                data = data[:at] + dice.choice(tokens) + data[at:]
            case 1:
                data = data[:at] + dice.choice(tokens) + data[at + len(piece) :]
            case 2:
                data = data[:at] + data[at + len(piece) :]
            case 3:
                data = data[:at] + piece * dice.choice((2, 3, 50)) + data[at:]
            case 4:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 5:
                data = data[:at] + bytes(b ^ (1 << dice.randrange(8)) for b in piece[:4]) + data[at + len(piece[:4]) :]
            case 6:
                data = _swapped_words(data, dice)
            case _:
                data = data[:to] + piece + data[to:]
        data = data[:LONGEST]
    return data


def _swapped_words(data: bytes, dice: random.Random) -> bytes:
    """One word of the bytes in the place of another: well formed, and with another meaning."""
    words = data.split(b" ")
    if len(words) > 2:
        words[dice.randrange(len(words))] = dice.choice(words)
    return b" ".join(words)
