"""From a job to its end, and what that says about the copy.

In: a job that the printer has, and the terms by which its end is judged.  Out: the `Disposition`.  Raises nothing.

A job is waited for as long as anything about it changes.  One that nothing comes of is cancelled, so that paper which is put in an
hour later does not print a copy that was printed elsewhere meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from handouts.delivery.channel import Disposition
from handouts.delivery.printing import words
from handouts.delivery.printing.client import IppRefusal, Queue
from handouts.delivery.printing.jobs import ASKED, STOPPING, JobState, PrintJob, Terms, facts, job_of, judged
from handouts.delivery.printing.line import SILENT, PrinterLine
from handouts.delivery.printing.release import WAITS
from handouts.delivery.printing.submit import LOOK, job_named
from handouts.language.counting import several

PIN = "holds the copy back: type the PIN in at the printer"


def followed(line: PrinterLine, job: PrintJob, terms: Terms) -> Disposition:
    """Wait for the end of a job."""
    last: object = None
    watch = line.watch(line.patience.stuck)
    for _ in watch:
        now = _asked(line.queue, job)
        if isinstance(now, str):
            line.tell(now)
            continue
        if now is None:
            return _forgotten(line, job, terms)
        job = now
        if job.ended:
            return _ended(line, job, terms)
        trouble = PIN if WAITS in job.reasons else _trouble(line)
        if trouble:
            line.tell(trouble)
        if (state := (job, trouble, line.printer.queued)) != last:
            last = state
            watch.stir()
    return given_up(line, job, terms, line.said or "did nothing with it")


def given_up(line: PrinterLine, job: PrintJob, terms: Terms, why: str) -> Disposition:
    """Cancel a job, and say what had come of it by then.  The next copy is not tried."""
    cancelled = False
    for _ in line.watch(line.patience.cancel):
        try:
            if not cancelled:
                line.queue.cancel(job.id)
                cancelled = True
        except IppRefusal:
            cancelled = True  # it has ended already, or may not be cancelled; either is seen when it is asked for
        except SILENT:
            continue
        now = _asked(line.queue, job)
        if now is None:
            return replace(_forgotten(line, job, terms), stop=True)
        if isinstance(now, PrintJob) and now.ended:
            return replace(_ended(line, now, replace(terms, ours=why)), stop=True)
    said = f"{line.called} {why}; whether the copy will come out yet is not known: {LOOK}"
    return Disposition("in doubt", said, facts=facts(job, terms.printer), stop=True)


def _ended(line: PrinterLine, job: PrintJob, terms: Terms) -> Disposition:
    """The receipt of a job that has ended, by the printer's own word where it can be had."""
    if line.queue.address.cups:
        own = _behind(line, job)
        known = own is not None and own.ended
        return judged(own or job, replace(terms, counts=True)) if known else judged(job, replace(terms, counts=False))
    return judged(_settled(line, line.queue, job, terms), replace(terms, counts=True))


def _behind(line: PrinterLine, job: PrintJob) -> PrintJob | None:
    """The same job as the printer behind a queue has it; None if that does not say."""
    if line.device is None:
        return None
    try:
        found = job_named(line.device, job.name)
    except SILENT:
        return None
    for _ in line.watch(line.patience.cancel):
        if found is None or found.ended:
            break
        now = _asked(line.device, found)
        found = now if isinstance(now, PrintJob) else None if now is None else found
    return found


def _asked(queue: Queue, job: PrintJob) -> PrintJob | str | None:
    """The job as it is now; a few words if the printer does not answer; None if it knows no such job.

    A printer that was switched off may count its jobs from 1 again: one of another name is not ours.
    """
    try:
        found = job_of(queue.job(job.id, *ASKED))
        return replace(found, id=job.id, name=job.name) if found.name in ("", job.name) else None
    except IppRefusal as error:
        return None if error.answer.status in words.UNKNOWN_JOB else words.refused(error.answer)
    except SILENT:
        return "does not answer any more"


def _trouble(line: PrinterLine) -> str:
    try:
        line.look()
    except SILENT:
        return "does not answer any more"
    return line.trouble()


def _settled(line: PrinterLine, queue: Queue, job: PrintJob, terms: Terms) -> PrintJob:
    """The job that has ended, with its last count: some printers count a moment later, or still print what they cannot hold back."""
    for _ in line.watch(line.patience.count):
        whole = (job.impressions or 0) >= terms.pages
        if whole or (job.state != JobState.COMPLETED and STOPPING not in job.reasons):
            return job
        now = _asked(queue, job)
        job = now if isinstance(now, PrintJob) else job
    return job


def _forgotten(line: PrinterLine, job: PrintJob, terms: Terms) -> Disposition:
    """The printer knows no such job any more: it was switched off and on, or keeps none that are done."""
    if terms.counts and (job.impressions or 0) >= terms.pages:
        return judged(job, terms)
    counted = f"had counted {job.impressions or 0} of its {several(terms.pages, 'page')} and then forgot it"
    return Disposition("in doubt", f"{line.called} {counted}; {LOOK}", facts=facts(job, terms.printer), stop=True)
