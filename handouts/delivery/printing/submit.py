"""From a copy to a job: submitted once, whatever becomes of the answer.

In: a document, the attributes of its job and a name of its own.  Out: the `PrintJob` the printer has; or the `Disposition` if it has
none, or if that cannot be known.  Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handouts.delivery.channel import Disposition
from handouts.delivery.printing import words
from handouts.delivery.printing.client import HttpRefusal, NoAnswer, Queue
from handouts.delivery.printing.ipp import Attribute, Group, Response
from handouts.delivery.printing.jobs import ASKED, PrintJob, job_of
from handouts.delivery.printing.line import SILENT, PrinterLine
from handouts.delivery.printing.printers import MEDIA, size_of

LOOK = "look at the printer whether the copy came out, and settle it"
THIS_COPY_ONLY = frozenset({0x0411, 0x0508})  # document-format-error, job-canceled: the next copy may fare better
ENOUGH = 3  # times a printer must say that it does not know a job


def await_paper(line: PrinterLine, page: str) -> Disposition | None:
    """Nothing, as soon as paper of this size lies in the printer, or if it does not say what lies in it."""
    for _ in line.watch(line.patience.stuck):
        try:
            paper = line.paper()
        except SILENT:
            continue
        if not paper or MEDIA[page] in paper:
            return None
        line.tell(f"has no {page} paper, only {', '.join(map(size_of, paper))}: put {page} in")
    said = f"{line.called} has no {page} paper, and nobody put any in; put {page} in and print again"
    return Disposition("failed", said, temporary=True, stop=True)


def submitted(
    line: PrinterLine, name: str, wanted: Iterable[Attribute], document: bytes, about: Iterable[Attribute] = ()
) -> PrintJob | Disposition:
    """Submit.  A printer that says it is busy has taken nothing (RFC 8011, 4.2.1.2) and is asked again."""
    wanted, about = tuple(wanted), tuple(about)
    for _ in line.watch(line.patience.stuck):
        line.unanswered = name
        try:
            answer = line.queue.print_job(name, wanted, document, about)
        except NoAnswer as error:
            return _unanswered(line, name, error)
        except HttpRefusal as error:
            return _turned_away(line, name, error)
        line.unanswered = ""
        if answer.status < 0x100:
            job = job_of(answer.one(Group.JOB))
            return replace(job, name=name) if job.id else looked_for(line, name, whole=True)
        if answer.status not in words.BUSY:
            break
        line.tell(words.STATUSES[answer.status][0])
    return _refused(line, answer)


def _unanswered(line: PrinterLine, name: str, error: NoAnswer) -> PrintJob | Disposition:
    if error.left == "nothing":
        return Disposition("failed", words.not_reached(line.called, error), temporary=True, stop=True)
    return looked_for(line, name, whole=error.left == "all")


def _turned_away(line: PrinterLine, name: str, error: HttpRefusal) -> PrintJob | Disposition:
    if error.status >= 500 and error.status != 503:
        return looked_for(line, name, whole=True)
    said = f"{line.called} {words.turned_away(error.status, named=error.named)}"
    return Disposition("failed", said, temporary=error.status == 503, stop=True, held=True)


def _refused(line: PrinterLine, answer: Response) -> Disposition:
    said, status = f"{line.called} {words.refused(answer)}", answer.status
    everybodys = status not in THIS_COPY_ONLY
    return Disposition("failed", said, temporary=status in words.TEMPORARY, stop=everybodys, held=everybodys)


def looked_for(line: PrinterLine, name: str, *, whole: bool) -> PrintJob | Disposition:
    """The job of this name, after its answer was lost.  whole: all of it had left, so that the printer may have taken it."""
    line.tell("did not answer: asking it whether it has the copy")
    started, misses = line.printer.up_time, 0
    for _ in line.watch(line.patience.lost):
        try:
            found = job_named(line.queue, name)
            again = line.look().up_time < started
        except SILENT:
            continue
        if found:
            return found
        misses += 1
        if misses >= ENOUGH and started and not again and not whole:
            return Disposition("failed", f"the connection to {line.called} was cut before it had the copy; {words.CONNECT}", temporary=True)
    said = f"the connection to {line.called} was cut, and whether it has the copy cannot be known; {LOOK}"
    return Disposition("in doubt", said, stop=True)


def job_named(queue: Queue, name: str) -> PrintJob | None:
    """The job of this name, under way or done; the one that got farthest, if a print server has tried several times.

    Raises NoAnswer, HttpRefusal, IppRefusal.
    """
    under_way, done = (queue.jobs(which, *ASKED) for which in ("not-completed", "completed"))
    found = [job for job in map(job_of, (*under_way, *done)) if job.name == name]
    return max(found, key=lambda job: (job.impressions or 0, not job.ended), default=None)
