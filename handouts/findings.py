"""What was looked at before anything is made or sent, and what to do where something is amiss."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """A line of a list: ok or FAIL first."""
        return f"{'ok  ' if self.ok else 'FAIL'}  {self.where}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"ok": self.ok, "where": self.where, "what": self.what, "remedy": self.remedy}
