"""One record, from a JSON file or from what somebody typed.

In: a path, or words.  Out: a flat record for `records.read_record`.  Refuses a file that is no record (`InputError`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from handouts.errors import InputError
from handouts.records.appointment import COLUMNS
from handouts.records.names import typed_name

LARGEST = 2**20


def record_from_file(path: Path) -> dict[str, object]:
    """The record in a JSON file: one object with the columns of a schedule as its keys.  Raises InputError for a file that is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name}: is larger than 1 MB; expected one record")
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; expected a JSON file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        place = ": is nested too deeply" if isinstance(error, RecursionError) else ": has a number of thousands of digits"
        if isinstance(error, json.JSONDecodeError):
            place = f":{error.lineno}:{error.colno}: {error.msg}"
        raise InputError(f"{path.name}{place}; expected one JSON object") from None
    if not isinstance(data, dict):
        raise InputError(f"{path.name}: is a JSON {type(data).__name__}; expected one object with keys such as {', '.join(COLUMNS[:3])}")
    unknown = [key for key in data if key not in COLUMNS]
    if unknown:
        raise InputError(f"{path.name}: {len(unknown)} unknown key{'s' * (len(unknown) > 1)}; expected keys are {', '.join(COLUMNS)}")
    return data


def record_from_options(
    *, patient: str | None, born: str | None, identifier: str | None, at: str | None, location: str | None, clinician: str | None,
    note: str | None, language: str | None,
) -> dict[str, object]:  # fmt: skip
    """The fields that were typed; an appointment of its own name if none is known."""
    title, given, family = typed_name(patient) if patient else (None, None, None)
    typed = {
        "title": title or None, "given_name": given, "family_name": family, "date_of_birth": born, "patient_id": identifier, "start": at,
        "location": location, "clinician": clinician, "instructions": note, "language": language,
    }  # fmt: skip
    record: dict[str, object] = {column: text for column, text in typed.items() if text is not None}
    if at is not None:
        record["appointment_id"] = f"desk-{os.urandom(4).hex()}"
    return record
