"""Which of several records of one thing is the last, where a list keeps what was written before.

In: each record's number, what it is of, and when it was written, as far as it says so.  Out: the number of the last one.  When they were
written counts, and the order of the file where that does not tell.  What cannot be known is doubtful: a record that does not say when it
was written among others that do not stand in the order of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Written = tuple[float, float] | None  # the first moment when it may have been written, and the first when it cannot have been; seconds
MOMENT = 1e-6  # seconds that a moment takes which is told to the last digit


def is_before(one: Written, two: Written) -> bool:
    """Whether one record was written before another; False if that is not known."""
    return one is not None and two is not None and one[1] <= two[0]


class _Last(NamedTuple):
    rank: int
    number: int
    written: Written  # the latest of all
    silent: bool  # one does not say when it was written
    mixed: bool  # one was written before another that stands above it


@dataclass(slots=True)
class LastWritten:
    """The last record of each thing."""

    _last: dict[str, _Last] = field(default_factory=dict)

    def see(self, key: str, number: int, written: Written, rank: int = 0) -> None:
        """Another record; they come in the order of the file.  rank: a version's number, which counts before all else."""
        known = self._last.get(key)
        if known is None or rank > known.rank:
            self._last[key] = _Last(rank, number, written, written is None, False)
        elif rank == known.rank:
            silent, before = known.silent or written is None, is_before(written, known.written)
            latest = known.written if before or written is None else written
            self._last[key] = _Last(rank, known.number if before else number, latest, silent, known.mixed or before)

    def of(self, key: str, otherwise: int) -> int:
        """The number of the last record of a thing."""
        known = self._last.get(key)
        return known.number if known else otherwise

    def is_told(self, key: str) -> bool:
        """Whether each record of a thing says when it was written."""
        known = self._last.get(key)
        return known is not None and not known.silent

    def is_doubtful(self, key: str) -> bool:
        """Whether it cannot be known which is the last."""
        known = self._last.get(key)
        return known is not None and known.silent and known.mixed
