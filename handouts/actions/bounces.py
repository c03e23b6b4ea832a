"""Letters that came back: a mailbox of reports is read, and what it says of the clinic's letters is entered.

In: a message, an mbox or a Maildir.  Out: which copies have not arrived, and why; they have failed, and wait for the printer.  Refuses a
path that is no mailbox (`InputError`).  Read again, it changes nothing more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handouts.actions.where import Where

if TYPE_CHECKING:
    from handouts.delivery.mail.bounces import Bounce
    from handouts.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class ReadBounces:
    """A mailbox: one message, an mbox, a Maildir, or a folder of messages."""

    where: Where
    mailbox: Path


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """A copy whose letter came back.  said: a sentence for the desk."""

    copy: str
    said: str

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"copy": self.copy, "said": self.said}


@dataclass(frozen=True, slots=True)
class ReadMailbox:
    """What a mailbox held.

    returned: copies that failed and wait for the printer now; before: that was known; late: reports of a delay, or of arrival;
    strangers: reports of letters that are not in this ledger; others: messages that are no reports.
    """

    returned: tuple[ReturnedLetter, ...]
    before: int = 0
    late: int = 0
    strangers: int = 0
    others: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing came back."""
        return not self.returned

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        counts = {name: getattr(self, name) for name in ("before", "late", "strangers", "others")}
        return {"returned": [one.as_json() for one in self.returned], **counts}


def read_bounces(request: ReadBounces) -> ReadMailbox:
    """Enter what came back.  Raises InputError, LedgerError."""
    from handouts.delivery.mail.bounces import bounces

    counts, letters = Counter[str](), list[ReturnedLetter]()
    with request.where.open() as ledger:
        for found in bounces(request.mailbox):
            what = _entered(ledger, found)
            counts[what] += 1
            if found and what == "returned":
                letters.append(ReturnedLetter(found.copy, found.said))
    return ReadMailbox(tuple(letters), counts["before"], counts["late"], counts["strangers"], counts["others"])


def _entered(ledger: Ledger, found: Bounce | None) -> str:
    """What a message turned out to be: a count of `ReadMailbox`."""
    from handouts.delivery.mail.addressees import NAME, PAPER
    from handouts.errors import InputError
    from handouts.ledger.outbox import delivery
    from handouts.ledger.returned import returned

    if found is None:
        return "others"
    try:
        known = delivery(ledger, found.delivery)
    except InputError:
        return "strangers"
    if (known.channel, known.message) != (NAME, found.message):
        return "strangers"
    if not found.failed:
        return "late"
    if known.state not in ("sent", "in doubt"):
        return "before"
    returned(ledger, known.id, {**known.receipt, "said": found.said, "answer": found.answer}, PAPER)
    return "returned"
