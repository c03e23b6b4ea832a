"""The one way between an appointment and the JSON that the ledger keeps of it.

In: an `Appointment`; or a copy of the ledger.  Out: whose the copy is, with the record; or the appointment again, equal in every field.
Refuses a copy whose patient's data have been purged, and a record that can no longer be read (`InputError`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from zoneinfo import ZoneInfo

from handouts.errors import InputError, RecordError
from handouts.ledger.data import Copy, Recipient
from handouts.records.appointment import Appointment, flat, read_record
from handouts.records.names import joined

FORGOTTEN, UNREAD = "the patient's data has been purged", "the record can no longer be read"


def record_of(appointment: Appointment) -> str:
    """The record that makes an appointment again: JSON of what is not empty."""
    return json.dumps({column: text for column, text in flat(appointment).items() if text}, ensure_ascii=False, separators=(",", ":"))


def whose_of(record: str) -> Recipient:
    """Whose a copy of this record, as `record_of` wrote it, is."""
    known = json.loads(record)
    given = known.get("name") or known.get("given_name", "")
    name = joined(known.get("title", ""), given, known.get("family_name", ""), known.get("language", ""))
    return Recipient(known["appointment_id"], known["patient_id"], name, date.fromisoformat(known["date_of_birth"]), record)


def digest_of(record: str, key: str) -> str:
    """Names a record without telling of it.  key: a hexadecimal number that few know, so that nobody finds the record by trying."""
    return blake2b(record.encode(), digest_size=16, key=bytes.fromhex(key)[: blake2b.MAX_KEY_SIZE]).hexdigest()


def read(record: str, zone: ZoneInfo) -> Appointment:
    """The appointment that `record_of` wrote.  Raises InputError for anything else."""
    try:
        known = json.loads(record)
        if isinstance(known, Mapping):
            return read_record(known, "ledger", zone)
    except (RecordError, ValueError, RecursionError):
        pass
    raise InputError(UNREAD)


def appointment_of(copy: Copy, zone: ZoneInfo) -> Appointment:
    """The appointment that a copy was made for.  Raises InputError if it is not there, or can no longer be read."""
    if copy.whose is None:
        raise InputError(FORGOTTEN)
    return read(copy.whose.record, zone)
