"""A job, and what its end says about the copy.

In: a job's attributes as the printer has them.  Out: a frozen `PrintJob`; of one that has ended, the `Disposition`.  Refuses nothing.

What counts is the printer's own count of sides, `job-impressions-completed` (RFC 8011, 5.3.18.2), not that it says *completed*: a queue of
CUPS says so of a job that was cancelled at the printer, and counts pages as its filters pass them on, before any paper has moved.  A
copy has failed only where certainly no page of it, or not all of it, came out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from handouts.delivery.channel import Disposition, Outcome
from handouts.delivery.printing.ipp import Attributes
from handouts.delivery.printing.words import because


class JobState(IntEnum):
    """RFC 8011, 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


ASKED = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-state-message", "job-impressions-completed",
    "job-media-sheets-completed", "time-at-processing", "job-printer-up-time",
)  # fmt: skip
STOPPING = "processing-to-stop-point"  # cancelled, and still printing what cannot be held back (RFC 8011, 5.3.8)
SETTINGS = "printing.toml"  # in the clinic's folder


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as its printer has it.  impressions: sides printed, None if the printer keeps no count; begun: its printing has begun."""

    id: int
    name: str
    state: int
    reasons: tuple[str, ...] = ()
    message: str = ""
    impressions: int | None = None
    sheets: int | None = None
    begun: bool = True

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state >= JobState.CANCELED


@dataclass(frozen=True, slots=True)
class Terms:
    """By which an end is judged.

    pages: of the copy; counts: the job's count is the printer's own; trust: where that is not so, or nothing was counted, *completed* is
    enough; ours: it was cancelled by this program, and why.
    """

    printer: str
    pages: int
    counts: bool = True
    trust: bool = False
    ours: str = ""


def job_of(found: Attributes) -> PrintJob:
    """The job in these attributes."""
    number = {name: _number(found, name) for name in ("job-id", "job-state", "job-impressions-completed", "job-media-sheets-completed")}
    text = {name: "".join(str(v) for v in found.get(name, ())[:1]) for name in ("job-name", "job-state-message")}
    reasons = tuple(str(r) for r in found.get("job-state-reasons", ()) if r != "none")
    state = number["job-state"] or JobState.PENDING
    begun = bool(_number(found, "time-at-processing")) or ("time-at-processing" not in found)
    counts = number["job-impressions-completed"], number["job-media-sheets-completed"]
    return PrintJob(number["job-id"] or 0, text["job-name"], state, reasons, text["job-state-message"], *counts, begun)


def _number(found: Attributes, name: str) -> int | None:
    value = next(iter(found.get(name, ())), None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def facts(job: PrintJob, printer: str) -> MappingProxyType[str, object]:
    """For the ledger."""
    return MappingProxyType({"printer": printer, "job": job.id, "impressions": job.impressions, "sheets": job.sheets})


def judged(job: PrintJob, terms: Terms) -> Disposition:
    """What the end of a job says about its copy."""
    count, where = (job.impressions or 0) if terms.counts else 0, terms.printer
    if count >= terms.pages:
        more = f"; the printer counted {count}" if count > terms.pages else ""
        return _disposed(job, terms, "sent", f"{where}: {_sides(terms.pages)} printed{more}")
    return _completed(job, terms, count) if job.state == JobState.COMPLETED else _broken_off(job, terms, count)


def _completed(job: PrintJob, terms: Terms, count: int) -> Disposition:
    """Done, as the printer says, but not all of it was counted."""
    if count:
        what = f"{terms.printer} says that it is done, but counted {count} of {_sides(terms.pages)}"
        return _disposed(job, terms, "in doubt", f"{what}; look at what came out and settle it")
    if terms.trust:
        return _disposed(job, terms, "sent", f"{terms.printer}: done, by its own word; its pages are not counted")
    what = f"{terms.printer} says that it is done, but no page was counted; look whether it came out and settle it"
    return _disposed(job, terms, "in doubt", f"{what}. If this printer never counts, write `uncounted = true` into {SETTINGS}")


def _broken_off(job: PrintJob, terms: Terms, count: int) -> Disposition:
    """Cancelled or aborted before all of it was counted."""
    what = f"{terms.printer}: {_who(job, terms)}"
    exact = terms.counts and job.impressions is not None and STOPPING not in job.reasons
    if job.begun and not exact:
        return _disposed(job, terms, "in doubt", f"{what}, and how much came out is not known; look at the printer and settle it")
    if count:
        remedy = f"after {count} of {_sides(terms.pages)}; throw these away and print the copy again"
        return _disposed(job, terms, "failed", f"{what}, {remedy}", stop=bool(terms.ours))
    if job.state == JobState.CANCELED and not terms.ours:
        return _disposed(job, terms, "failed", f"{what}; nothing was printed: print it again if it is wanted")
    return _disposed(job, terms, "failed", f"{what}; nothing was printed", temporary=True, stop=bool(terms.ours))


def _disposed(job: PrintJob, terms: Terms, outcome: Outcome, said: str, *, temporary: bool = False, stop: bool = False) -> Disposition:
    return Disposition(outcome, said, job.message, facts(job, terms.printer), temporary, stop)


def _who(job: PrintJob, terms: Terms) -> str:
    if terms.ours:
        return f"given up, because it {terms.ours}"
    if job.state == JobState.CANCELED:
        return "cancelled at the printer" if "job-canceled-at-device" in job.reasons else "cancelled by somebody"
    return f"broken off by the printer{because(job.reasons)}"


def _sides(pages: int) -> str:
    return f"{pages} page{'s' if pages != 1 else ''}"
