"""A record, or some fields of one, as somebody gives them: in a file, on standard input, in words.

In: a request with these fields.  Out: a flat record.  Refuses a file that is no record (`InputError`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFields:
    """What requests for a single copy have in common.

    appointment: a file with fields of a record, or the bytes of one that came in otherwise; the others override its own, None where nothing
    was typed.
    """

    appointment: Path | bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    born: str | None = field(default=None, repr=False)
    identifier: str | None = field(default=None, repr=False)
    at: str | None = field(default=None, repr=False)
    location: str | None = field(default=None, repr=False)
    clinician: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    language: str | None = None


def anything(given: GivenFields) -> bool:
    """Whether anything is said of a patient or an appointment; a language alone says nothing of them."""
    return any(getattr(given, name.name) is not None for name in fields(GivenFields) if name.name != "language")


def source(given: GivenFields) -> str:
    """What the record stands in, for messages."""
    if isinstance(given.appointment, Path):
        return given.appointment.name
    return "options" if given.appointment is None else "standard input"


def inputs(given: GivenFields) -> tuple[Path, ...]:
    """The files that are read."""
    return (given.appointment,) if isinstance(given.appointment, Path) else ()


def record(given: GivenFields) -> dict[str, object]:
    """The fields that were given; what was typed counts.  Raises InputError."""
    from handouts.records.single import record_from_bytes, record_from_file, record_from_options

    typed = record_from_options(
        patient=given.patient, born=given.born, identifier=given.identifier, at=given.at, location=given.location,
        clinician=given.clinician, note=given.note, language=given.language,
    )  # fmt: skip
    match given.appointment:
        case None:
            return typed
        case bytes(data):
            return record_from_bytes(data, source(given)) | typed
        case path:
            return record_from_file(path) | typed


def named(given: GivenFields) -> dict[str, object]:
    """The same; an appointment that was typed has a name.  Raises InputError."""
    from handouts.records.single import named_by_time

    found = record(given)
    return named_by_time(found) if given.appointment is None or given.at is not None else found


def received(stream: BinaryIO) -> bytes:
    """The bytes of a record that comes in; of one that is too large, enough to see that."""
    from handouts.records.single import LARGEST

    return stream.read(LARGEST + 1)
