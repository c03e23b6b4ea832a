"""What is on its way to patients: `outbox`, `settle`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.commands.options import asker, clinic_option, iso, json_option, ledger_of, ledger_option, table
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.outbox import Delivery

OPEN = ("waiting", "sending", "in doubt", "failed")


@click.command()
@click.option("--channel", default="", metavar="NAME", help="Only this way to the patient: folder, print, mail.")
@ledger_option
@clinic_option
@json_option
def outbox(channel: str, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """Show what waits, what failed, and what a person must look into."""
    import json

    from handouts.ledger.outbox import deliveries

    with ledger_of(clinic_, ledger_) as ledger:
        found = deliveries(ledger, channel=channel)
        shown = [_told(ledger, d) for d in found if d.state in OPEN]
    counted = Counter((d.channel, d.state) for d in found)
    if as_json:
        counts = [{"channel": way, "state": state, "deliveries": n} for (way, state), n in sorted(counted.items())]
        click.echo(json.dumps({"counts": counts, "open": shown}, ensure_ascii=False, indent=2))
        return
    table(("channel", "state", "copies"), [(way, state, str(n)) for (way, state), n in sorted(counted.items())])
    for told in shown:
        where = f"{told['copy']}  run {told['run']}, row {told['row']}  {told['channel']}: {told['state']}"
        click.echo(where + (f"; {told['said']}" if told["said"] else ""))
    if counted_doubts := sum(n for (_, state), n in counted.items() if state == "in doubt"):
        click.echo(f"{counted_doubts} in doubt: look on the other side, then say `handouts settle COPY --sent` or `--again`.")


def _told(ledger: Ledger, found: Delivery) -> dict[str, Any]:
    """A delivery as the desk may see it: nothing of the patient, nothing the other side said."""
    copy = ledger.copy(found.copy)
    return {
        "copy": found.copy, "run": copy.run, "row": copy.row, "channel": found.channel, "state": found.state, "attempts": found.attempts,
        "next_attempt": iso(found.next_attempt), "message": found.message, "said": said_of(found), "updated": iso(found.updated),
    }  # fmt: skip


def said_of(found: Delivery) -> str:
    """The sentence of a delivery's last receipt."""
    return str(found.receipt.get("said", ""))


@click.command()
@click.argument("copy")
@click.option("--sent", "answer", flag_value="sent", help="It has reached the patient.")
@click.option("--again", "answer", flag_value="again", help="It has not; it waits to be sent again.")
@click.option("--channel", default="", metavar="NAME", help="By which way, if the copy is in doubt on several.")
@click.option("--who", default="", metavar="NAME", help="Who has looked; whoever is logged in otherwise.")
@ledger_option
@clinic_option
def settle(copy: str, answer: str | None, channel: str, who: str, ledger_: Path | None, clinic_: str) -> None:
    """Say what became of a copy that is in doubt, or let one that failed wait again."""
    from handouts.ledger.outbox import retry
    from handouts.ledger.outbox import settle as settled

    if answer is None:
        raise click.UsageError("say what became of it: --sent or --again")
    with ledger_of(clinic_, ledger_) as ledger:
        found = _unsettled(ledger, copy, channel, failed=answer == "again")
        if found.state == "failed":
            retry(ledger, found.id)
        else:
            settled(ledger, found.id, sent=answer == "sent", who=who.strip() or asker())
    click.echo(f"{found.copy} by {found.channel}: {'sent' if answer == 'sent' else 'waits to be sent again'}.")


def _unsettled(ledger: Ledger, copy: str, channel: str, *, failed: bool) -> Delivery:
    """The one delivery of a copy that a person can settle."""
    from handouts.ledger.outbox import deliveries

    there = deliveries(ledger, copy=ledger.copy(copy).id, channel=channel)
    found = [d for d in there if d.state == "in doubt"] or [d for d in there if failed and d.state == "failed"]
    ways = sorted({d.channel for d in found})
    if len(ways) > 1:
        raise InputError(f"the copy is open on {' and '.join(ways)}; say which with --channel")
    if not found:
        raise InputError("nothing of that copy is in doubt" + (", and nothing failed" if failed else "") + "; see `handouts outbox`")
    return found[-1]
