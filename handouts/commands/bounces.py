"""Letters that came back: `bounces`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.bounces import ReadBounces, ReadMailbox, read_bounces
from handouts.commands.options import asks, clinic_and_ledger, end, json_option
from handouts.commands.terminal import show


@click.command()
@click.argument("mailbox", metavar="FILE|MBOX|MAILDIR", type=click.Path(path_type=Path, exists=True))
@clinic_and_ledger
@json_option
@asks(ReadBounces)
def bounces(request: ReadBounces, as_json: bool) -> None:
    """Read reports of letters that could not be delivered: these copies have failed, and are put out for printing."""
    found = read_bounces(request)
    show(found, _say, as_json=as_json)
    end(ok=found.ok)


def _say(found: ReadMailbox) -> None:
    for one in found.returned:
        click.echo(f"{one.copy}: {one.said}")
    counts = {
        "came back, and wait for the printer": len(found.returned), "were known to have come back": found.before,
        "are only late, or have arrived": found.late, "reports are of letters that this ledger does not know": found.strangers,
        "other messages were passed over": found.others,
    }  # fmt: skip
    click.echo("; ".join(f"{count} {what}" for what, count in counts.items() if count or what.startswith("came")) + ".")
