"""What a template needs of a record, line by line: to tell a fault of the record from one of the leaflet.

In: a template's tree; then a record.  Out: the columns that a line cannot do without and the record does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import nodes

PERSONAL = ("patient", "appointment")
COLUMNS = {  # of fields that are called otherwise in a list
    ("patient", "identifier"): "patient_id", ("appointment", "identifier"): "appointment_id", ("patient", "name"): "given_name",
    ("patient", "born"): "date_of_birth", ("patient", "address"): "address_1",
}  # fmt: skip


class Need(NamedTuple):
    """A field of a record that a line names."""

    owner: str
    field: str

    @property
    def column(self) -> str:
        """The column of a list that it comes from."""
        return COLUMNS.get(self, self.field)

    def is_blank(self, context: Mapping[str, Any]) -> bool:
        """Whether the record that is merged says nothing there."""
        value = getattr(context.get(self.owner), self.field, "?")
        return not value or (isinstance(value, str) and not value.strip())


class Needs:
    """The fields that each line of a template names; a line that prints what the template has made itself needs what it was made of."""

    def __init__(self, names: Sequence[nodes.Name], fields: Iterable[nodes.Getattr]) -> None:
        made = {name.name for name in names if name.ctx == "store"}
        self._indirect = {name.lineno for name in names if name.name in made}
        self._lines: dict[int, set[Need]] = {}
        for field in fields:
            if owner := _owner(field.node):
                self._lines.setdefault(field.lineno, set()).add(Need(owner, field.attr))

    def of(self, line: int) -> list[Need]:
        """What a line needs."""
        lines = self._lines.values() if line in self._indirect else [self._lines.get(line, set())]
        return sorted({need for needs in lines for need in needs})

    def lacking(self, line: int, context: Mapping[str, Any]) -> list[str]:
        """The columns that a line needs and the record does not have."""
        return list(dict.fromkeys(need.column for need in self.of(line) if need.is_blank(context)))


def _owner(node: nodes.Node) -> str:
    """Whose field it is: `patient`, `appointment`, or `appointment.patient`."""
    if isinstance(node, nodes.Name) and node.name in PERSONAL:
        return node.name
    return "patient" if isinstance(node, nodes.Getattr) and node.attr == "patient" and _owner(node.node) else ""
