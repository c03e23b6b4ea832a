"""How copies look, how they are proven, and what somebody has said yes to.

In: the words of a request.  Out: a frozen `Manner`, and the press that works in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handouts.leaflets.shelf import Allowed
from handouts.proof.expected import KINDS, Kind
from layouts.styles import FORMS

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.press import Press

__all__ = ["FORMS", "KINDS", "Allowed", "Kind", "Manner"]


@dataclass(frozen=True, slots=True)
class Manner:
    """layout: 'auto' for the patient's format; form: of the layout, None for its own; page: A4 or Letter, None for the clinic's own."""

    layout: str = "auto"
    page: str | None = None
    proof: Kind = "default"
    allowed: Allowed = field(default_factory=Allowed)
    form: str | None = None

    def press(self, clinic: Clinic) -> Press:
        """A press that works in this manner."""
        from handouts.press import Press

        return Press(clinic, layout=self.layout, page=self.page or "", allowed=self.allowed, proof=self.proof, form=self.form or "")
