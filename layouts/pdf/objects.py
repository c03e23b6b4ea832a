"""PDF objects as bytes: numbers, names, strings, streams (ISO 32000-1, 7.3).

In: Python values.  Out: the bytes that stand in a file.  Nothing here knows a document.
"""

from __future__ import annotations

import re
import zlib

_IRREGULAR = re.compile(r"[^!-~]|[()<>\[\]{}/%#]")


def number(value: float) -> str:
    """A number with at most three decimals, no exponent and no trailing zeros: 12.5 -> '12.5', 3.0 -> '3'."""
    if value == int(value):
        return str(int(value))
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def numbers(*values: float) -> str:
    """Numbers with spaces between."""
    return " ".join(map(number, values))


def text_string(text: str) -> str:
    """A text string (7.9.2.2): literal where it is plain ASCII, UTF-16BE in hex otherwise."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def name(text: str) -> str:
    """A name object (7.3.5): what is no regular character is written as '#' and two digits.  text: any but NUL."""
    if not _IRREGULAR.search(text):
        return "/" + text
    return "/" + "".join(chr(c) if not _IRREGULAR.match(chr(c)) else f"#{c:02X}" for c in text.encode("utf-8"))


def stream(data: bytes, entries: str = "", *, level: int = 6) -> bytes:
    """A Flate stream object body.

    The line end before `endstream` is CR LF, so that data ending in CR stays unambiguous (ISO 19005-2, 6.1.7.1).
    """
    packed = zlib.compress(data, level)
    return packed_stream(packed, entries)


def packed_stream(packed: bytes, entries: str = "") -> bytes:
    """A stream object body of data that is deflated already."""
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\r\n%s\r\nendstream" % (entries.encode("ascii"), len(packed), packed)


def packed_as_is(data: bytes, entries: bytes) -> bytes:
    """A stream object body of data that are in whatever form its entries say; nothing of either is changed."""
    return b"<<%s/Length %d>>\nstream\r\n%s\r\nendstream" % (entries, len(data), data)


def plain_stream(data: bytes, entries: str = "") -> bytes:
    """A stream object body without a filter."""
    return b"<<%s/Length %d>>\nstream\r\n%s\r\nendstream" % (entries.encode("ascii"), len(data), data)


def indirect(ref: int, body: bytes) -> bytes:
    """An indirect object as it stands in a file."""
    return b"%d 0 obj\n%s\nendobj\n" % (ref, body)


def date(moment_utc: str) -> str:
    """'2026-12-08T09:30:00+00:00' -> "(D:20261208093000+00'00')" (7.9.4)."""
    digits = "".join(c for c in moment_utc[:19] if c.isdigit())
    return f"(D:{digits}+00'00')"
