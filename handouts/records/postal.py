"""A patient's address as an envelope wants it: line by line, the postcode where the country has it.

In: a `Patient`, where a postcode stands.  Out: the lines below the name.  Refuses (`RecordError`, every column that is empty) an address
that the post could not find anybody by.
"""

from __future__ import annotations

from handouts.errors import Problem, RecordError
from handouts.records.appointment import Patient
from layouts.styles import Postcode

NEEDED = ("address_1", "city", "postcode")


def posted(patient: Patient, postcode: Postcode) -> tuple[str, ...]:
    """The lines of the address.  postcode: before or after the town, below it, or none, in countries without.

    Raises RecordError, naming the columns, for one that is empty or of which something is missing: of no address at all, which is also one
    that was left out because nobody could read a part of it, the first.
    """
    needed = NEEDED[:2] if postcode == "none" else NEEDED
    empty = [column for column in needed if not _says(getattr(patient, column))]
    if len(empty) == len(needed):
        what = "a letter needs an address, and there is none that can be used"
        raise RecordError("record", (Problem(empty[0], what, "the whole address, or another form than a letter"),))
    if empty:
        what = "is empty, and a letter needs the whole address"
        raise RecordError("record", tuple(Problem(column, what, "the address, or another form than a letter") for column in empty))
    town = {
        "before": (f"{patient.postcode} {patient.city}",), "after": (f"{patient.city} {patient.postcode}",),
        "below": (patient.city, patient.postcode), "none": (patient.city,),
    }[postcode]  # fmt: skip
    return tuple(line.strip() for line in (patient.address_1, patient.address_2, *town) if _says(line))


def _says(line: str) -> bool:
    """Whether a line has a letter or a digit."""
    return any(character.isalnum() for character in line)
