"""What is on its way to patients: `outbox`, `settle`."""

from __future__ import annotations

import click

from handouts.actions.outbox import AskOutbox, OutboxAnswer, Settle, ask_outbox
from handouts.actions.outbox import settle as settled
from handouts.commands.options import asks, clinic_and_ledger, json_option, who_option
from handouts.commands.terminal import show, table

BECAME = {"sent": "sent", "waiting": "waits to be sent again", "withdrawn": "withdrawn, for the copy counts no more"}


@click.command()
@click.option("--channel", default="", metavar="NAME", help="Only this way to the patient: folder, print, mail.")
@clinic_and_ledger
@json_option
@asks(AskOutbox)
def outbox(request: AskOutbox, as_json: bool) -> None:
    """Show what waits, what failed, and what a person must look into."""
    show(ask_outbox(request), _say, as_json=as_json)


def _say(found: OutboxAnswer) -> None:
    table(("channel", "state", "copies"), [(channel, state, str(count)) for channel, state, count in found.counts])
    for one in found.open:
        where = f"{one.copy}  run {one.run}, row {one.row}  {one.channel}: {one.state}"
        click.echo(where + (f"; {one.said}" if one.said else ""))
    if found.in_doubt:
        click.echo(f"{found.in_doubt} in doubt: look on the other side, then say `handouts settle COPY --sent` or `--again`.")


@click.command()
@click.argument("copy")
@click.option("--sent", "became", flag_value="sent", default=None, help="It has reached the patient.")
@click.option("--again", "became", flag_value="again", help="It has not; it waits to be sent again.")
@click.option("--channel", default="", metavar="NAME", help="By which way, if the copy is in doubt on several.")
@who_option("Who has looked; whoever is logged in otherwise.")
@clinic_and_ledger
@asks(Settle)
def settle(request: Settle) -> None:
    """Say what became of a copy that is in doubt, or let one that failed wait again."""
    done = settled(request)
    click.echo(f"{done.copy} by {done.channel}: {BECAME[done.state]}.")
