"""From a job to its end, and what that says about the copy.

In: a job that the printer has, and the terms by which its end is judged.  Out: the `Receipt`.  Raises nothing.

A job is waited for as long as anything about it changes.  One that nothing comes of is cancelled, so that paper which is put in an
hour later does not print a copy that was printed elsewhere meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from handouts.delivery.channel import Receipt
from handouts.delivery.printing import words
from handouts.delivery.printing.client import IppRefusal
from handouts.delivery.printing.jobs import ASKED, Job, JobState, Terms, facts, job_of, judged
from handouts.delivery.printing.line import SILENT, Line
from handouts.delivery.printing.submit import LOOK


def followed(line: Line, job: Job, terms: Terms) -> Receipt:
    """Wait for the end of a job."""
    last: object = None
    watch = line.watch(line.patience.stuck)
    for _ in watch:
        now = _asked(line, job)
        if isinstance(now, str):
            line.tell(now)
            continue
        if now is None:
            return _forgotten(line, job, terms)
        job = now
        if job.ended:
            return judged(_counted(line, job, terms), terms)
        trouble = _trouble(line)
        if trouble:
            line.tell(trouble)
        if (state := (job, trouble, line.printer.queued)) != last:
            last = state
            watch.stir()
    still = replace(terms, lags=False)  # a count that has not changed for so long is not an old one
    return given_up(line, job, still, line.said or "did nothing with it")


def given_up(line: Line, job: Job, terms: Terms, why: str) -> Receipt:
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
        now = _asked(line, job)
        if now is None:
            return _forgotten(line, job, terms)
        if isinstance(now, Job) and now.ended:
            return replace(judged(_counted(line, now, terms), replace(terms, ours=why)), stop=True)
    said = f"{line.called} {why}; whether the copy will come out yet is not known: {LOOK}"
    return Receipt("in doubt", said, facts=facts(job, terms.printer), stop=True)


def _asked(line: Line, job: Job) -> Job | str | None:
    """The job as it is now; a few words if the printer does not answer; None if it knows no such job.

    A printer that was switched off may count its jobs from 1 again: one of another name is not ours.
    """
    try:
        found = job_of(line.queue.job(job.id, *ASKED))
        return replace(found, id=job.id, name=job.name) if found.name in ("", job.name) else None
    except IppRefusal as error:
        return None if error.answer.status in words.UNKNOWN_JOB else words.refused(error.answer)
    except SILENT:
        return "does not answer any more"


def _trouble(line: Line) -> str:
    try:
        line.look()
    except SILENT:
        return "does not answer any more"
    return line.trouble()


def _counted(line: Line, job: Job, terms: Terms) -> Job:
    """The job that has ended, with its count: some printers count a moment later."""
    for _ in line.watch(line.patience.count):
        if job.state != JobState.COMPLETED or (job.impressions or 0) >= terms.pages or not terms.counts:
            return job
        now = _asked(line, job)
        job = now if isinstance(now, Job) else job
    return job


def _forgotten(line: Line, job: Job, terms: Terms) -> Receipt:
    """The printer knows no such job any more: it was switched off and on, or keeps none that are done."""
    if (job.impressions or 0) >= terms.pages:
        return judged(job, terms)
    counted = f"had counted {job.impressions or 0} of its {terms.pages} pages and then forgot it"
    return Receipt("in doubt", f"{line.called} {counted}; {LOOK}", facts=facts(job, terms.printer), stop=True)
