"""Looking before anything is printed: `doctor`, `schedule inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.checks import Examine, Examined, InspectList, examine, inspect_list
from handouts.commands.options import asks, clinic_and_ledger, clinic_option, end, json_option
from handouts.commands.terminal import show


@click.command()
@click.option("--names", "schedule", type=click.Path(path_type=Path), help="Look for characters in this list that no font has.")
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


@click.group()
def schedule() -> None:
    """Look at a list before it is used."""


@schedule.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@clinic_option
@asks(InspectList)
def schedule_inspect(request: InspectList) -> None:
    """Propose a column map for a list of another system; its guesses are marked."""
    click.echo(inspect_list(request), nl=False)
