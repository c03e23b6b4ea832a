"""Places of FHIR resources, as a map names them: a small part of FHIRPath (http://hl7.org/fhirpath), and an extension's address.

    Appointment.serviceType.coding.code
    Patient.identifier.where(system='https://clinic.example/mrn').value
    Patient.extension('https://clinic.example/preferred-name').value
    https://clinic.example/visit-code            the extension of the Appointment or its Patient

In: such a place.  Out: what stands there in an Appointment or in what takes part in it: a text, a number, the words or the code of a
concept, a name.  `value` is whichever value[x] there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.schedules.cells.columnmap import ColumnMap
from handouts.schedules.fhir.people import coded, mapping, name_columns, text_of

Resources = Sequence[dict[str, Any]]
ROOTS = ("Appointment", "Patient", "Practitioner", "PractitionerRole", "Location")
EXAMPLE = f"a path from {', '.join(ROOTS)}, such as Appointment.serviceType.coding.code, or an extension's address"
STEP = re.compile(r"\.([a-zA-Z]\w*)(?:\.where\((\w+)\s*=\s*'([^']+)'\)|\('([^']+)'\))?", re.A)
URL = re.compile(r"(https?://|urn:)\S+")


@dataclass(frozen=True, slots=True)
class Step:
    """An element; key and wanted: of several those where this is so."""

    element: str
    key: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class ElementPath:
    """A path.  roots: the kinds of resource that it begins at; column: what it is for."""

    roots: tuple[str, ...]
    steps: tuple[Step, ...]
    column: str

    def text(self, resources: Resources) -> str:
        """What stands there first."""
        return next(filter(None, map(self._said, self._ends(resources))), "")

    def is_in(self, resources: Resources) -> bool:
        """Whether a resource has it."""
        return next(self._ends(resources), None) is not None

    def beside(self, resources: Resources) -> Iterator[str]:
        """The elements at the last step that leads anywhere; of extensions, their addresses."""
        for resource in self._begun(resources):
            found, at = [resource], str(resource["resourceType"])
            for step in self.steps:
                further = [item for one in found for item in _after(one, step)]
                if not further:
                    yield from (name for one in found for name in _names(one, step, at))
                    break
                found, at = further, f"{at}.{step.element}"

    def _begun(self, resources: Resources) -> Iterator[dict[str, Any]]:
        return (resource for root in self.roots for resource in resources if resource.get("resourceType") == root)

    def _ends(self, resources: Resources) -> Iterator[Any]:
        for resource in self._begun(resources):
            found: list[Any] = [resource]
            for step in self.steps:
                found = [further for one in found for further in _after(one, step)]
            yield from found

    def _said(self, value: Any) -> str:
        """What the end of a path says: a text or number, yes or no, a name, the words of a concept, or its code."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, dict):
            return text_of(value)
        if value.keys() & {"family", "given"}:
            return _name(value)
        words, code = coded(value) if "coding" in value else (_worded(value), text_of(value.get("code")))
        return (code or words) if self.column == "code" else words or code


def _worded(value: dict[str, Any]) -> str:
    return next(filter(None, (text_of(value.get(key)) for key in ("display", "text", "value"))), "")


def _after(value: Any, step: Step) -> list[Any]:
    """What an element leads to, lists flattened."""
    flat = [item for one in _under(mapping(value), step.element) for item in (one if isinstance(one, list) else [one])]
    return [item for item in flat if not step.key or text_of(mapping(item).get(step.key)) == step.wanted]


def _under(value: dict[str, Any], element: str) -> list[Any]:
    """What stands under an element; under value, whichever value[x] there is."""
    if element == "value" and "value" not in value:
        return [item for key, item in value.items() if key.startswith("value")]
    return [value[element]] if element in value else []


def _names(value: Any, step: Step, at: str) -> Iterator[str]:
    """The elements that there are instead; of several that are told apart by a key, what this is."""
    if not isinstance(value, dict):
        return
    items = value.get(step.element)
    if step.key and isinstance(items, list):
        yield from (f"{at}.{step.element} with {step.key} {text_of(mapping(item).get(step.key))}" for item in items)
    else:
        yield from (f"{at}.{key}" for key in value if key != "resourceType")


def _name(value: dict[str, Any]) -> str:
    """A HumanName as `records.names` reads it in one cell."""
    parts = name_columns([value])
    given, family = parts.get("given_name", ""), parts.get("family_name", "")
    return f"{family}^{given}" if given and family else given or family or parts.get("name", "")


def path_in(written: str, column: str) -> ElementPath | None:
    """The place that a map writes, None for none.  column: ours, for which it is."""
    written = written.strip()
    if URL.fullmatch(written):
        return ElementPath(("Appointment", "Patient"), (Step("extension", "url", written), Step("value")), column)
    root, _, rest = written.partition(".")
    parts = list(STEP.finditer(f".{rest}"))
    if root not in ROOTS or not rest or "".join(part[0] for part in parts) != f".{rest}":
        return None
    steps = [Step(part[1], part[2] or ("url" if part[4] else ""), part[3] or part[4] or "") for part in parts]
    ends = [Step("value")] if steps[-1].element == "extension" else []
    return ElementPath((root,), (*steps, *ends), column)


def elements(column_map: ColumnMap) -> dict[str, set[str]]:
    """The elements of each kind of resource that a map's places begin with."""
    found: dict[str, set[str]] = {}
    for column, places in column_map.fields.items():
        for path in filter(None, (path_in(written, column) for written in places)):
            for root in path.roots:
                found.setdefault(root, set()).add(path.steps[0].element)
    return found
