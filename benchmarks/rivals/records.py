"""Invented patients for the benchmark.

In: how many, and a seed.  Out: the same patients twice: `records` in words, as a template wants them, and `flat_records`
in the columns of a schedule, as Handouts reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

GIVEN = (
    "Alice", "Amélie", "Andrés", "Anne-Marie", "Arthur", "Åsa", "Beatriz", "Benjamin", "Björn", "Brigitte", "Carlos", "Catherine",
    "Chloé", "Clara", "Daniel", "Denise", "Diego", "Dolores", "Edward", "Eleanor", "Émile", "Ernest", "Esther", "Fatima", "Fiona",
    "François", "Frank", "George", "Gloria", "Harold", "Helen", "Inês", "Irene", "Isaac", "Jamal", "Joan", "José", "Joyce", "Karen",
    "Kenji", "Lars", "Laura", "Leroy", "Lucía", "Łukasz", "Mabel", "Margaret", "María José", "Marvin", "Mei-Ling", "Nadia", "Nils",
    "Norma", "Óscar", "Patricia", "Priya", "Raúl", "Renée", "Rosa", "Ruth", "Samuel", "Seán", "Siobhán", "Søren", "Thị Ánh", "Thomas",
    "Ursula", "Vivian", "Walter", "Yvonne", "Zoë", "Þórður",
)  # fmt: skip
FAMILY = (
    "Abdi", "Álvarez", "Anderson", "Baptiste", "Bauer", "Bélanger", "Brown", "Castañeda", "Chen", "Clark", "Cohen", "Côté", "Crawford",
    "D'Angelo", "da Silva", "Dubois", "Edwards", "Fernández", "Ferreira", "Fitzgerald", "Fröhlich", "García", "Gonçalves", "Green",
    "Guðmundsson", "Gutiérrez", "Haddad", "Hansen", "Hernández", "Hughes", "Ibrahim", "Jackson", "Johnson", "Jørgensen", "Kelly", "Kim",
    "Kowalczyk", "Lefèvre", "Lindström", "López", "Martin", "McCarthy", "Mitchell", "Morales", "Müller", "Murphy", "Nakamura", "Nguyễn",
    "Novák", "Núñez", "O’Neill", "O'Rourke", "Okafor", "Patel", "Peña", "Pérez", "Quinn", "Ramírez", "Robinson", "Rossi", "Sánchez",
    "Schäfer", "Smith", "Stewart", "Takahashi", "Taylor", "Thompson", "Ueda", "van der Berg", "Vásquez", "Walker", "Washington",
    "Wiśniewski", "Wright", "Young", "Zimmermann",
)  # fmt: skip
TITLES = ("Ms.", "Mr.", "Mrs.", "Dr.", "")
CLINICIANS = ("Dr. Miriam Okafor", "Dr. Samuel Reyes", "Dr. Helen Brandt", "Dr. Anil Deshmukh", "Dr. José Ortega")
PLACE = "Procedure Suite 2, ground floor"
STREETS = ("Lakeview Court", "Orchard Lane", "South Fifth Street", "Prairie Crossing", "Willow Road", "Garden Terrace", "Elm Street")
ARRIVE_EARLY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented patient and appointment.  start: the clinic's own time; December has no change of clocks."""

    number: int
    title: str
    given_name: str
    family_name: str
    born: date
    identifier: str
    start: datetime
    clinician: str
    address: str


def records(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """What the leaflet says of each patient, in words."""
    return [_in_words(person) for person in _people(count, seed)]


def flat_records(count: int, seed: int = 1) -> list[dict[str, str]]:
    """The same patients as rows of a schedule."""
    return [_flat(person) for person in _people(count, seed)]


def _people(count: int, seed: int) -> Iterator[Person]:
    random = Random(seed)
    days = [date(2026, 12, d) for d in range(1, 32) if date(2026, 12, d).weekday() < 5]
    for number in range(count):
        family = random.choice(FAMILY)
        if random.random() < 0.1:
            family += "-" + random.choice(FAMILY)
        yield Person(
            number=number,
            title=random.choice(TITLES),
            given_name=random.choice(GIVEN),
            family_name=family,
            born=date(1930, 1, 1) + timedelta(days=random.randrange(40 * 365)),
            identifier=f"RSC-{200000 + number * 7 + random.randrange(7)}",
            start=datetime.combine(random.choice(days), datetime.min.time()) + timedelta(minutes=random.randrange(450, 960, 5)),
            clinician=random.choice(CLINICIANS),
            address=f"{random.randrange(1, 5000)} {random.choice(STREETS)}",
        )


def _in_words(person: Person) -> dict[str, Any]:
    start = person.start
    tomorrow, fasting, dry = start + timedelta(hours=24), start - timedelta(hours=6), start - timedelta(hours=2)
    return {
        "name": " ".join(part for part in (person.title, person.given_name, person.family_name) if part),
        "given_name": person.given_name,
        "born": _short_day(person.born),
        "identifier": person.identifier,
        "date": _day(start),
        "time": _clock(start),
        "arrive_by": _clock(start - ARRIVE_EARLY),
        "place": PLACE,
        "clinician": person.clinician,
        "relative": {
            "call_by_date": _day(start - timedelta(days=7)),
            "until_time": _clock(tomorrow),
            "until_date": _day(tomorrow),
            "stop_eating_time": _clock(fasting),
            "stop_eating_date": _day(fasting),
            "stop_water_time": _clock(dry),
            "stop_water_date": _day(dry),
            "no_driving_until": _day(start + timedelta(days=2)),
            "sore_after": _day(start + timedelta(days=3)),
        },
    }


def _flat(person: Person) -> dict[str, str]:
    return {
        "appointment_id": f"A-26-{person.number + 1:05}",
        "start": person.start.isoformat(timespec="minutes"),
        "duration_minutes": "60",
        "type": "Kyphoplasty",
        "code": "KYPHO-L",
        "location": PLACE,
        "clinician": person.clinician,
        "instructions": "",
        "leaflet": "kyphoplasty",
        "patient_id": person.identifier,
        "title": person.title,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "date_of_birth": person.born.isoformat(),
        "language": "en-US",
        "format": "standard",
        "email": "",
        "phone": "(217) 555-0101",
        "address_1": person.address,
        "address_2": "",
        "city": "Springfield, IL",
        "postcode": "62704",
    }


def _day(moment: date) -> str:
    """Tuesday, December 8, 2026."""
    return f"{moment:%A}, {_short_day(moment)}"


def _short_day(moment: date) -> str:
    """December 8, 2026."""
    return f"{moment:%B} {moment.day}, {moment.year}"


def _clock(moment: datetime) -> str:
    """9:30 AM, with a no-break space."""
    return f"{moment.hour % 12 or 12}:{moment:%M}\u00a0{'AM' if moment.hour < 12 else 'PM'}"
