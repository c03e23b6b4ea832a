"""The channel: one copy is one job of one printer.

In: parcels.  Out: dispositions that rest on the printer's own count.  Refuses to begin while the printer cannot be reached, is stopped or
takes no jobs (`ChannelError`).

One job a patient is one unit for stapling and for turning over.  Its name is the copy's, the delivery's and the attempt's, and says
nothing of the patient: print servers log names and make files of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.delivery.printing import words
from handouts.delivery.printing.client import HttpRefusal, IppRefusal, NoAnswer, Untrusted
from handouts.delivery.printing.follow import followed, given_up
from handouts.delivery.printing.ipp import Group
from handouts.delivery.printing.jobs import PrintJob, Terms
from handouts.delivery.printing.line import SILENT, PrinterLine
from handouts.delivery.printing.printers import Ticket, job_attributes, known, ticket_for
from handouts.delivery.printing.release import ATTRIBUTE, held
from handouts.delivery.printing.submit import await_paper, looked_for, submitted
from handouts.errors import InputError
from handouts.ledger.data import Copy


@dataclass(frozen=True, slots=True)
class Printing:
    """A printer, and how copies are printed.  trust: where it counts no pages, that it says *completed* is enough."""

    line: PrinterLine
    ticket: Ticket = Ticket()
    trust: bool = False
    name: str = "print"

    def identify(self, copy: Copy, delivery: int) -> str:
        """The beginning of the job's name; the attempt follows it."""
        return f"{copy.id}.{delivery}"

    def ready(self) -> None:
        """Look at the printer.  Raises ChannelError if it can print nothing now."""
        called = self.line.called
        try:
            printer = self.line.look()
        except NoAnswer as error:
            raise ChannelError(words.not_reached(called, error), temporary=not isinstance(error, Untrusted)) from None
        except HttpRefusal as error:
            said = words.turned_away(error.status, named=error.named)
            raise self._refusal(error.status == 404, said, temporary=error.status >= 500) from None
        except IppRefusal as error:
            status, said = error.answer.status, words.refused(error.answer)
            raise self._refusal(status == 0x0406, said, temporary=status in words.TEMPORARY) from None
        if not printer.accepting:
            raise ChannelError("{} {}; {}".format(called, *words.STATUSES[0x0506]), temporary=True)
        if printer.state == "stopped":
            raise ChannelError(f"{called} {self.line.trouble()}", temporary=True)
        try:
            self.line.meet()
        except NoAnswer as error:
            raise ChannelError(f"the printer of the queue {called} is not reached: {error.why}; {words.CONNECT}", temporary=True) from None
        self._holds_back()

    def _holds_back(self) -> None:
        """Nothing if the printer holds copies back for the PIN, or there is none.  Raises ChannelError.

        A printer may print although it does not know what it was asked (RFC 8011, 4.1.7), so that it is asked without a document first.
        """
        queue, called = self.line.queue, self.line.called
        try:
            about = held(self.line.printer, self.ticket.pin)
            answer = queue.validate("handouts-test", (), about) if about else None
        except InputError as error:
            raise ChannelError(str(error)) from None
        except SILENT as error:
            raise ChannelError(f"{called} does not say whether it holds copies back for a PIN: {error}; look at its display") from None
        if answer and answer.status >= 0x100:
            raise ChannelError(f"{called} {words.refused(answer)}", temporary=answer.status in words.TEMPORARY)
        if answer and any(ATTRIBUTE in group for group in answer.all(Group.UNSUPPORTED)):
            raise ChannelError(f"{called} does not take the PIN, and would print at once; correct pin in printing.toml, or leave it out")

    def _refusal(self, unknown: bool, said: str, *, temporary: bool) -> ChannelError:
        called = self.line.called
        local = unknown and "://" not in called
        return ChannelError(f"there is no printer {called!r}: {known()}" if local else f"{called} {said}", temporary=temporary)

    def foresee(self, parcel: Parcel) -> None:
        """Nothing that takes long can begin before."""

    def prepare(self, parcel: Parcel) -> Parcel | Disposition:
        """The copy as it is; or that it does not leave, if it is folded and the printer cannot print it so.

        Raises ChannelError if the printer cannot print as it was asked to: that is no copy's fault, so all wait.
        """
        ticket = ticket_for(self.ticket, parcel.data)
        if not self.line.printer.uri:
            with suppress(*SILENT):  # `ready` says what it is
                self.line.look()
        try:
            job_attributes(self.line.printer, ticket, parcel.copy.struck.page)
        except InputError as error:
            if ticket != self.ticket:
                return Disposition("failed", f"{error}; a folded leaflet needs it", temporary=True)
            raise ChannelError(str(error)) from None
        return parcel

    def deliver(self, parcel: Parcel) -> Disposition:
        """Print one copy, and wait until the printer has."""
        line, name, page = self.line, f"{parcel.message}.{parcel.attempt}", parcel.copy.struck.page
        terms = Terms(line.called, parcel.copy.struck.pages, not line.queue.address.cups, self.trust)
        line.unanswered = line.said = ""
        job: PrintJob | Disposition | None = None
        try:
            wanted = job_attributes(line.printer, ticket_for(self.ticket, parcel.data), page)
            job = await_paper(line, page) or submitted(line, name, wanted, parcel.data, held(line.printer, self.ticket.pin))
            return followed(line, job, terms) if isinstance(job, PrintJob) else job
        except InputError as error:
            return Disposition("failed", str(error), temporary=True, stop=True)
        except KeyboardInterrupt:
            return self._interrupted(job, terms)

    def _interrupted(self, job: PrintJob | Disposition | None, terms: Terms) -> Disposition:
        """What has become of the copy when somebody stops the command: its job is cancelled, and no other begins."""
        if job is None and self.line.unanswered:
            job = looked_for(self.line, self.line.unanswered, whole=True)
        if isinstance(job, PrintJob):
            return given_up(self.line, job, terms, "was stopped by you")
        return replace(job or Disposition("failed", "stopped by you before it was printed", temporary=True), stop=True)

    def close(self) -> None:
        """Nothing is held: every question has a connection of its own."""
