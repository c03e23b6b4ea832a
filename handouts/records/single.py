"""One record, from a JSON file or from what somebody typed.

In: a path, bytes, or words.  Out: a flat record for `records.read_record`.  Refuses a file that is no record (`InputError`).
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

from handouts.errors import InputError
from handouts.files.reading import decoded, text_of
from handouts.files.scalars import there
from handouts.records.appointment import COLUMNS
from handouts.records.names import typed_name

LARGEST = 2**20


def record_from_file(path: Path) -> dict[str, object]:
    """The record in a JSON file: one object with the columns of a schedule as its keys.  Raises InputError for a file that is none."""
    try:
        text = text_of(path, InputError, called=path.name, largest=LARGEST, piped=True)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    return _record(text, path.name)


def record_from_bytes(data: bytes, called: str) -> dict[str, object]:
    """The same of what came by another way than a file.  called: in what is said.  Raises InputError."""
    if len(data) > LARGEST:
        raise InputError(f"{called}: has more than {LARGEST // 1024} KB; expected one JSON object")
    return _record(decoded(data, InputError, called), called)


def _record(text: str, called: str) -> dict[str, object]:
    data = _parsed(text, called)
    if not isinstance(data, dict):
        raise InputError(f"{called}: {there(data, quoted=False)}; expected one object with keys such as {', '.join(COLUMNS[:3])}")
    unknown = [key for key in data if key not in COLUMNS]  # their names are not told: they may be a patient's
    if unknown:
        raise InputError(f"{called}: {len(unknown)} unknown key{'s' * (len(unknown) > 1)}; expected keys are {', '.join(COLUMNS)}")
    return data


def _parsed(text: str, called: str) -> object:
    """What a JSON text says.  Raises InputError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f":{error.lineno}:{error.colno}: {error.msg}"
    except RecursionError:
        place = ": is nested too deeply"
    except ValueError:
        place = ": has a number of thousands of digits"
    raise InputError(f"{called}{place}; expected one JSON object")


def record_from_options(
    *, patient: str | None, born: str | None, identifier: str | None, at: str | None, location: str | None, clinician: str | None,
    note: str | None, language: str | None,
) -> dict[str, object]:  # fmt: skip
    """The fields that were typed."""
    typed = {
        **(_named(patient) if patient else {}), "date_of_birth": born, "patient_id": identifier, "start": at, "location": location,
        "clinician": clinician, "instructions": note, "language": language,
    }  # fmt: skip
    return {column: text for column, text in typed.items() if text is not None}


def named_by_time(record: dict[str, object]) -> dict[str, object]:
    """The record of an appointment that was typed, with a name if it has none: the same for the same patient at the same time.

    So what is typed again, with another note, is the same appointment, and its copy replaces the one before.
    """
    start, patient = (str(record.get(column, "")).strip() for column in ("start", "patient_id"))
    if not start or record.get("appointment_id"):
        return record
    return record | {"appointment_id": f"desk-{blake2b(f'{patient} {start}'.encode(), digest_size=6).hexdigest()}"}


def _named(typed: str) -> dict[str, str | None]:
    """The columns of a name that was typed; one word is a whole name."""
    title, given, family = typed_name(typed)
    if given or "," in typed:
        return {"title": title or None, "given_name": given, "family_name": family}
    return {"title": title or None, "given_name": "", "family_name": "", "name": family}
