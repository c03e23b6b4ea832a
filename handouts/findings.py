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

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"ok": self.ok, "where": self.where, "what": self.what, "remedy": self.remedy}
