"""What every reader of a list gives: rows, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.errors import Problem
from handouts.records import Appointment


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used: where it stands, and everything that is wrong with it."""

    row: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can be used."""

    row: int
    appointment: Appointment
