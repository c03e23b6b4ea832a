"""The presses of a desk: set up once for each layout, so that what was composed and proven serves the next patient, too.

In: a clinic, a manner.  Out: a press, for now and for nobody yet.  A press is thrown away after a file has changed that says what copies
are made of.  Whoever makes copies holds the lock meanwhile: a press bears one at a time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from handouts.actions.daybook import stamps

if TYPE_CHECKING:
    from handouts.actions.manner import Manner
    from handouts.clinics.clinic import Clinic
    from handouts.press import Press

KEPT = 4  # presses


class Presses:
    """Presses that are set up.  lock: of whoever makes copies."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._known: OrderedDict[tuple[object, ...], Press] = OrderedDict()

    def press(self, clinic: Clinic, manner: Manner) -> Press:
        """A press that works in this manner, with what it has composed before.  Raises ClinicError."""
        key = clinic, manner, stamps(clinic)
        with self.lock:
            if key not in self._known:
                self._known[key] = manner.press(clinic)
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            return self._known[key].anew()
