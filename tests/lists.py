"""Lists of appointments that are made, not kept: a long one with a known number of faults.

In: nothing.  Out: CSV text, and which row has a fault in which column.  The same at every call.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from handouts.records.appointment import COLUMNS

ROWS = 200
COPIES_OF_SAMPLE = 19  # that the rules of a sample clinic give for the sample list
FIRST_FAULT, STEP = 5, 10
ZONE = "America/Chicago"  # the zone that two of the faults need

GIVEN = ("Anne-Marie", "Zoë", "José", "Łukasz", "Siobhán", "Ελένη", "Наталія", "Þórður", "Bo", "Marie-Thérèse")
FAMILY = ("Smith-Jones", "Müller", "Núñez", "Wiśniewski", "O’Neill", "Παπαδοπούλου", "Шевченко", "Guðmundsson", "Li", "D'Angelo")
INSTRUCTIONS = ("", "Bring your brace.", "Use the south entrance.\nA nurse will meet you.", 'Ask for "Room 4"; it is signed, in blue.')

# One kind of fault each: the column it is in, and the cell that has it.  None: the row lacks its last cell.
FAULTS: tuple[tuple[str, str | None], ...] = (
    ("start", ""),
    ("start", "next Tuesday"),
    ("start", "2026-12-08"),
    ("start", "2027-03-14T02:30"),
    ("start", "2026-11-01T01:30"),
    ("start", "2206-12-08T09:30"),
    ("date_of_birth", "17/04/1951"),
    ("date_of_birth", "2951-04-17"),
    ("date_of_birth", "1851-04-17"),
    ("given_name", "NULL"),
    ("instructions", "x" * 2001),
    ("family_name", "—"),
    ("patient_id", "9.47672E+09"),
    ("given_name", "An\x07na"),
    ("family_name", "Smi\ue000th"),
    ("location", "Suite \u202e2"),
    ("clinician", "Dr. \u0378 Okafor"),
    ("type", "Kypho\ufffdplasty"),
    ("patient_id", "R" * 101),
    ("row", None),
)


def faulty_schedule() -> tuple[str, dict[int, str]]:
    """The text of a list of 200 appointments, 20 of which have a fault, each of another kind; and {row: column} of the faults."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    faults: dict[int, str] = {}
    for number in range(ROWS):
        row = number + 2  # as a spreadsheet numbers them
        cells = _record(number)
        turn, off = divmod(row - FIRST_FAULT, STEP)
        column, cell = FAULTS[turn] if not off else ("", None)
        if column:
            faults[row] = column
        if column in cells:
            cells[column] = cell or ""
        values = [cells.get(c, "") for c in COLUMNS]
        writer.writerow(values[:-1] if column == "row" else values)
    return out.getvalue(), faults


def _record(number: int) -> dict[str, str]:
    start = datetime(2026, 12, 7, 8, 0) + timedelta(days=number // 20, minutes=25 * (number % 20))
    born = datetime(1936, 1, 5) + timedelta(days=67 * number)
    return {
        "appointment_id": f"A-26-{number:04}",
        "start": start.isoformat(timespec="minutes"),
        "duration_minutes": ("60", "90", "")[number % 3],
        "type": "Kyphoplasty",
        "code": "KYPHO-L",
        "location": "Procedure Suite 2, ground floor",
        "clinician": "Dr. Miriam Okafor",
        "instructions": INSTRUCTIONS[number % len(INSTRUCTIONS)],
        "leaflet": "kyphoplasty",
        "patient_id": f"RSC-{104000 + number}",
        "title": ("Ms.", "Mr.", "")[number % 3],
        "given_name": GIVEN[number % len(GIVEN)],
        "family_name": FAMILY[number % len(FAMILY)],
        "date_of_birth": born.date().isoformat(),
        "language": "en-US",
        "format": ("standard", "large-print")[number % 7 == 0],
        "email": f"patient.{number}@example.org" if number % 2 else "",
        "email_consent": "yes",
        "email_plain": "",
        "phone": "(217) 555-0101",
        "address_1": f"{number + 1} Lakeview Court",
        "address_2": "",
        "city": "Springfield, IL",
        "postcode": "62704",
    }


def small_schedule(made: int = 5) -> str:
    """Rows to be made, and three more: one without a date of birth, one that no font can print, one cancelled."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, "status"])
    writer.writeheader()
    changes: dict[int, dict[str, str]] = {
        2: {"date_of_birth": ""}, 4: {"given_name": "Bo\U0001f600"}, 5: {"clinician": "Dr. Samuel Reyes"},
        6: {"status": "cancelled"}, 7: {"clinician": "Dr. Samuel Reyes"},
    }  # fmt: skip
    for number in range(made + 3):
        writer.writerow({**_record(number + 1), "format": "", "status": "booked", "clinician": "Dr. Miriam Okafor", **changes.get(number, {})})
    return out.getvalue()
