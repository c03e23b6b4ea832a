"""The Internet Printing Protocol on the wire: RFC 8010, version 1.1 and 2.0.

In: an operation and its attributes, or the bytes of a response.  Out: the bytes of a request, or a frozen `Response`.
Refuses bytes that are no IPP message (`Malformed`): a printer is an outside system, and what it says is read with care.

The libraries there are would not do: pyipp drops attributes it does not know (`media-col`), does not verify certificates unless told
to, and hides whether a request had left when a connection broke; pycups is GPL.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

VERSION = (1, 1)  # every printer must understand it (RFC 8011, 4.1.8); CUPS and IPP Everywhere printers do too
DEEPEST = 8  # collections within collections; real ones have two levels


class Malformed(ValueError):
    """These bytes are no IPP message."""


class Group(IntEnum):
    """Delimiters of attribute groups (RFC 8010, 3.5.1)."""

    OPERATION = 1
    JOB = 2
    END = 3
    PRINTER = 4
    UNSUPPORTED = 5


class Tag(IntEnum):
    """Syntaxes of values (RFC 8010, 3.5.2)."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_IN = 0x35  # textWithLanguage
    NAME_IN = 0x36  # nameWithLanguage
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER = 0x4A


class Operation(IntEnum):
    """Operations (RFC 8011, 5.4.15; CUPS's own above 0x4000)."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_DEFAULT = 0x4001
    CUPS_GET_PRINTERS = 0x4002


Value = int | bool | str | bytes | tuple[int, ...] | Mapping[str, tuple["Value", ...]]
Attributes = Mapping[str, tuple[Value, ...]]


class Attribute(NamedTuple):
    """An attribute to be sent.  A collection's values are tuples of attributes."""

    tag: Tag
    name: str
    values: tuple[int | bool | str | bytes | tuple[Attribute, ...], ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What a printer answered.  groups: (delimiter, attributes), in their order; an attribute without a value has ()."""

    status: int
    request: int
    groups: tuple[tuple[int, Attributes], ...]

    def all(self, group: Group) -> tuple[Attributes, ...]:
        """Every group of this kind: one a job, or a printer."""
        return tuple(attributes for delimiter, attributes in self.groups if delimiter == group)

    def one(self, group: Group) -> Attributes:
        """The first group of this kind, or an empty one."""
        return next(iter(self.all(group)), {})


def attribute(tag: Tag, name: str, *values: int | bool | str | bytes | tuple[Attribute, ...]) -> Attribute:
    """An attribute, in fewer words."""
    return Attribute(tag, name, values)


def request(operation: Operation, number: int, about: Iterable[Attribute], job: Iterable[Attribute] = ()) -> bytes:
    """The bytes of a request, to be followed by the document.  about: operation attributes, charset and language are put before them."""
    start = (attribute(Tag.CHARSET, "attributes-charset", "utf-8"), attribute(Tag.LANGUAGE, "attributes-natural-language", "en"))
    parts = [struct.pack(">BBHI", *VERSION, operation, number), bytes([Group.OPERATION])]
    parts += [_attribute(a) for a in (*start, *about)]
    if job := tuple(job):
        parts += [bytes([Group.JOB]), *(_attribute(a) for a in job)]
    return b"".join([*parts, bytes([Group.END])])


def _attribute(sent: Attribute) -> bytes:
    """One attribute; further values have an empty name (RFC 8010, 3.1.5)."""
    return b"".join(_value(sent.tag, sent.name if not place else "", value) for place, value in enumerate(sent.values))


def _value(tag: Tag, name: str, value: int | bool | str | bytes | tuple[Attribute, ...]) -> bytes:
    if isinstance(value, tuple):
        return _field(tag, name, b"") + b"".join(map(_member, value)) + _field(Tag.END_COLLECTION, "", b"")
    if tag == Tag.BOOLEAN:
        return _field(tag, name, bytes([bool(value)]))
    if isinstance(value, int):
        return _field(tag, name, struct.pack(">i", value))
    return _field(tag, name, value if isinstance(value, bytes) else value.encode())


def _member(sent: Attribute) -> bytes:
    """A member of a collection: its name is a value of its own (RFC 8010, 3.1.6)."""
    return _field(Tag.MEMBER, "", sent.name.encode()) + b"".join(_value(sent.tag, "", value) for value in sent.values)


def _field(tag: Tag, name: str, data: bytes) -> bytes:
    named = name.encode()
    return struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(data)) + data


def response(data: bytes) -> Response:
    """The message in these bytes.  Raises Malformed."""
    try:
        _, status, number = struct.unpack_from(">HHI", data)
        groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
        fields = _Fields(data, 8)
        name = ""
        while (tag := fields.byte()) != Group.END:
            if tag < 0x10:
                groups.append((tag, {}))
                continue
            key, raw = fields.field()
            name = key or name
            held = groups[-1][1]
            held[name] = ((held.get(name, ())) if not key else ()) + tuple(fields.read(tag, raw, 0))
    except (struct.error, IndexError, RecursionError):
        raise Malformed("the printer's answer is no IPP message") from None
    return Response(status, number, tuple(groups))


class _Fields:
    """The fields of a message, one after another."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place

    def byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]

    def sized(self) -> bytes:
        (size,) = struct.unpack_from(">H", self.data, self.place)
        start, self.place = self.place + 2, self.place + 2 + size
        if self.place > len(self.data):
            raise Malformed("the printer's answer ends in the middle of a value")
        return self.data[start : self.place]

    def field(self) -> tuple[str, bytes]:
        """Name and value; their tag has been read."""
        return _text(self.sized()), self.sized()

    def read(self, tag: int, raw: bytes, depth: int) -> Iterator[Value]:
        """The value, in Python's terms; nothing for an out-of-band value such as no-value (RFC 8010, 3.5.2)."""
        if tag == Tag.COLLECTION:
            yield self.collection(depth + 1)
        elif tag in (Tag.INTEGER, Tag.ENUM, Tag.RANGE, Tag.RESOLUTION):
            numbers = struct.unpack(f">{len(raw) // 4}i", raw[: len(raw) // 4 * 4])
            yield numbers[0] if tag in (Tag.INTEGER, Tag.ENUM) else numbers
        elif tag == Tag.BOOLEAN:
            yield bool(raw[0])
        elif tag in (Tag.TEXT_IN, Tag.NAME_IN):
            inner = _Fields(raw, 0)
            inner.sized()
            yield _text(inner.sized())
        elif tag >= Tag.TEXT:
            yield _text(raw)
        elif tag > 0x1F:
            yield raw

    def collection(self, depth: int) -> Mapping[str, tuple[Value, ...]]:
        """The members of a collection, to its end."""
        if depth > DEEPEST:
            raise Malformed("the printer's answer nests collections too deeply")
        members: dict[str, tuple[Value, ...]] = {}
        name = ""
        while (tag := self.byte()) != Tag.END_COLLECTION:
            _, raw = self.field()
            if tag == Tag.MEMBER:
                name = _text(raw)
                members[name] = ()
            else:
                members[name] = members.get(name, ()) + tuple(self.read(tag, raw, depth))
        self.field()
        return members


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
