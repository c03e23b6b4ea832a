"""What a check says of a leaflet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "question", "noted"]


@dataclass(frozen=True, slots=True)
class Catch:
    """What a rule found.  at: its offset in the leaflet's file, 0 for the whole leaflet."""

    at: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A catch as it is told: where it is, how grave, what to do, and on whose word.

    line, column: from 1.  guide: the document and its clause that asks for it.
    reason: why a person accepted it, where one did (severity "noted").
    """

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    what: str
    remedy: str
    guide: str
    why: str
    reason: str = ""

    def __str__(self) -> str:
        """A line of a list: the place first, the rule last."""
        accepted = f" (accepted: {self.reason})" if self.reason else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.what} {self.remedy}{accepted} [{self.rule}]"

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        names = ("file", "line", "column", "severity", "rule", "what", "remedy", "guide", "why", "reason")
        return {name: getattr(self, name) for name in names}
