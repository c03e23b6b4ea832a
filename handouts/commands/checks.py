"""Looking before anything is printed: `doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.checks import Examine, Examined, examine
from handouts.commands.options import asks, clinic_and_ledger, end, json_option, map_option, sheet_option
from handouts.commands.terminal import show


@click.command()
@click.option("--names", "schedule", type=click.Path(path_type=Path), help="Look for characters in this list that no font has.")
@map_option
@click.option("--patients", type=click.Path(path_type=Path), help="With --names: a second file with the patients' names.")
@sheet_option
@click.option("--send-to", default="", metavar="ADDRESS", help="Send one harmless letter to this address of yours.")
@clinic_and_ledger
@json_option
@asks(Examine)
def doctor(request: Examine, as_json: bool) -> None:
    """Check everything that a run needs: folder, layouts, fonts, ledger, printer, mail server, time zone, disk; and a list's names."""
    found = examine(request)
    show(found, _say, as_json=as_json)
    end(ok=found.ok)


def _say(found: Examined) -> None:
    for finding in found.findings:
        click.echo(str(finding))
