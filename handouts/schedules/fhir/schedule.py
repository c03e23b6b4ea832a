"""FHIR R4: a Bundle in JSON, or NDJSON of resources.

In: Appointment, Patient, Practitioner, PractitionerRole and Location in any order.  Out: what becomes of each Appointment,
by the number of its entry (Bundle) or line (NDJSON).  Refuses a file that is no JSON or has no resources (`InputError`).
The mapping of each resource is in `fhir_resources`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from handouts.errors import InputError, Problem
from handouts.schedules.fhir.resources import Index, appointment_record, appointment_status, slim
from handouts.schedules.rows import MOST_ROWS, Outcome, Reject, Settled, Skipped
from handouts.schedules.source import Source, encoding, source

LARGEST_BUNDLE = 24 * 2**20  # bytes; Python needs about eight times as much for its objects
LONGEST_LINE = 2**20
Entry = tuple[int, str, "dict[str, Any] | Problem"]


class Schedule:
    """A list of appointments in FHIR."""

    format = "FHIR"

    def __init__(self, path: Path | Source, zone: ZoneInfo) -> None:
        self.file, self.zone = source(path), zone
        self.name = self.file.name
        self.warnings: list[str] = []
        if encoding(self.file) not in ("utf-8-sig", "utf-16"):
            raise InputError(f"{self.name}: is not UTF-8 text, which FHIR must be; export it again")
        self._bundle: list[Entry] | None = None
        self.unit = "line" if self._is_ndjson() else "entry"
        if self.unit == "entry":
            self._bundle = list(self._entries())
        self._count = 0
        self._index = self._read_index()

    def _is_ndjson(self) -> bool:
        """Whether the first line is a whole resource and more lines follow, or the name says so."""
        if self.name.lower().endswith(".ndjson"):
            return True
        lines = (line for line in self._lines() if line[1].strip())
        first, second = next(lines, None), next(lines, None)
        if first is None or second is None:
            return False
        parsed = _parse(first[1])
        return isinstance(parsed, dict) and isinstance(parsed.get("resourceType"), str) and parsed["resourceType"] != "Bundle"

    def _lines(self) -> Iterator[tuple[int, str]]:
        with io.TextIOWrapper(self.file.open(), encoding=encoding(self.file)) as text:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                yield number, line
                while len(line) == LONGEST_LINE and line[-1] != "\n":
                    line = text.readline(LONGEST_LINE)

    def _resources(self) -> Iterator[Entry]:
        """Number, full URL and resource of each entry or line."""
        if self._bundle is not None:
            yield from self._bundle
            return
        for number, line in self._lines():
            if line.strip():
                found = _parse(line)
                typed = isinstance(found, dict) and isinstance(found.get("resourceType"), str)
                problem = Problem("line", "is not a resource in JSON", "one FHIR resource on each line")
                yield number, "", found if typed and isinstance(found, dict) else problem

    def _entries(self) -> Iterator[Entry]:
        if self.file.size > LARGEST_BUNDLE:
            raise InputError(f"{self.name}: has more than {LARGEST_BUNDLE // 2**20} MB; export it as NDJSON or split it")
        found = _parse(self.file.whole().decode(encoding(self.file)))
        if isinstance(found, dict) and found.get("resourceType") == "Bundle":
            entries = found.get("entry", [])
            if not isinstance(entries, list):
                raise InputError(f"{self.name}: the Bundle's entry is not a list; export it again as a FHIR R4 Bundle")
            pairs = [(e.get("fullUrl"), e.get("resource")) if isinstance(e, dict) else ("", None) for e in entries]
        elif isinstance(found, list):
            pairs = [("", resource) for resource in found]
        elif isinstance(found, dict) and isinstance(found.get("resourceType"), str):
            pairs = [("", found)]
        else:
            raise InputError(f"{self.name}: is not FHIR in JSON; expected a Bundle with Appointments and Patients, or NDJSON")
        for number, (url, resource) in enumerate(pairs, 1):
            typed = isinstance(resource, dict) and isinstance(resource.get("resourceType"), str)
            problem = Problem("entry", "has no resource", "a FHIR resource with its resourceType")
            yield number, url if isinstance(url, str) else "", resource if typed and isinstance(resource, dict) else problem

    def _read_index(self) -> Index:
        """All that Appointments refer to; they are counted on the way."""
        index, others = Index(), 0
        for number, url, resource in self._resources():
            if number > MOST_ROWS:
                raise InputError(f"{self.name}: has more than {MOST_ROWS} entries; split it")
            if isinstance(resource, Problem) or resource["resourceType"] == "Appointment":
                self._count += 1
            elif kept := slim(resource):
                index.add(url, kept)
            else:
                others += 1
        if others:
            self.warnings.append(
                f"{self.name}: resources that are neither Appointment, Patient, Practitioner nor Location: {others}, not read"
            )
        if not self._count:
            raise InputError(f"{self.name}: has no Appointment; export the appointments together with their Patients")
        return index

    def __len__(self) -> int:
        """How many Appointments there are."""
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        """Each Appointment in turn, and each entry that is no resource."""
        settled = Settled(self.name, self.zone, self.unit)
        for number, url, resource in self._resources():
            if isinstance(resource, Problem):
                yield Reject(number, (resource,))
            elif resource["resourceType"] == "Appointment":
                yield self._read(settled, number, url, resource)

    def _read(self, settled: Settled, number: int, url: str, resource: dict[str, Any]) -> Outcome:
        problems: list[Problem] = []
        reason = appointment_status(resource, problems)
        if reason:
            return Skipped(number, reason)
        return settled.settle(number, appointment_record(resource, url, self._index, problems), tuple(problems))


def _parse(text: str) -> object:
    """What a JSON text says; None for what is none, is nested too deeply or has numbers that are none."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=lambda digits: int(digits) if len(digits) < 20 else digits)
    except (ValueError, RecursionError):
        return None


def _refuse(_: str) -> NoReturn:
    raise ValueError("no number of JSON")
