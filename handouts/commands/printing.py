"""To the printer: `print`, `printers`."""

from __future__ import annotations

import sys

import click

from handouts.actions.printing import (
    SIDES,
    KnownPrinters,
    LeftOut,
    PrintCopies,
    PrintedCopies,
    PrintOutlook,
    list_printers,
    look_before_printing,
    print_copies,
)
from handouts.actions.where import Where
from handouts.commands.options import asks, chosen, clinic_and_ledger, clinic_option, end, json_option
from handouts.commands.terminal import Terminal, show, table, warn
from handouts.language.counting import several


@click.command("print")
@click.argument("which", metavar="RUN|COPY")
@click.option("--printer", metavar="NAME", envvar="HANDOUTS_PRINTER", help="A queue of `handouts printers`, ipp://… or ipps://….")
@click.option("--sides", type=click.Choice(SIDES), help="One or both sides of a sheet; the printer's own way otherwise.")
@click.option("--tray", metavar="NAME", help="The tray to take paper from; whichever has the size otherwise.")
@click.option("--pages", metavar="PAGES", callback=chosen, help="Of a run: what stands on these pages of the stack, such as 41-60.")
@click.option("--staple", is_flag=True, help="Staple each copy.")
@click.option("--again", is_flag=True, help="Print what was printed or withdrawn before once more.")
@click.option("--failed-mail", is_flag=True, help="Of a run, only the copies whose letters failed or came back.")
@click.option("--yes", "sure", is_flag=True, help="With --again: do not ask.")
@click.option("--wait", is_flag=True, help="Stay, and try again what fails for a while, until nothing waits.")
@click.option("--dry-run", is_flag=True, help="Say what would be printed, and whether the printer could; print nothing.")
@clinic_and_ledger
@json_option
@asks(PrintCopies)
def print_(request: PrintCopies, dry_run: bool, as_json: bool) -> None:
    """Print the copies of a run, or one copy: each is a job of its own, counted by the printer."""
    if dry_run:
        outlook = look_before_printing(request)
        show(outlook, _say_outlook, as_json=as_json)
        end(ok=outlook.ok)
    with Terminal("Printing", quiet=as_json, asks=sys.stdin.isatty()) as terminal:
        printed = print_copies(request, terminal)
    show(printed, _say, as_json=as_json)
    for copy, said in printed.evidence:
        warn(f"copy {copy} is in doubt; {said}")
    end(ok=printed.ok, stopped=printed.stopped)


@click.command()
@clinic_option
@json_option
def printers(where: Where, as_json: bool) -> None:
    """List the printers there are: their state, the paper in them, what they can do."""
    show(list_printers(where), _say_printers, as_json=as_json)


def _say_outlook(outlook: PrintOutlook) -> None:
    click.echo(f"{several(outlook.copies, 'copy')} of {several(outlook.pages, 'page')} would be printed.")
    _say_left_out(outlook.left_out)
    for finding in outlook.findings:
        click.echo(str(finding))


def _say(printed: PrintedCopies) -> None:
    states = printed.states
    parts = {"failed": states.get("failed", 0), "in doubt": states.get("in doubt", 0), "waiting": printed.waiting}
    more = "".join(f", {count} {state}" for state, count in parts.items() if count)
    click.echo(f"{several(states.get('sent', 0), 'copy')} printed, {several(printed.pages_printed, 'page')}{more}.")
    _say_left_out(printed.left_out)
    if printed.waiting:
        warn("what waits is printed by the same command again")


def _say_left_out(left_out: LeftOut) -> None:
    for reason, count in left_out.reasons().items():
        warn(f"left out: {count} that {reason}")


def _say_printers(found: KnownPrinters) -> None:
    rows = [
        (one.name, one.state, ", ".join(one.paper), _yes(one.both_sides), _yes(one.staples), ", ".join(one.trays), one.look_at)
        for one in found.printers
    ]
    table(("name", "state", "paper", "both sides", "staples", "trays", "look at"), rows)
    if not found.printers:
        click.echo("This computer has no printer; add one in its settings, or name one by its address: --printer ipp://…")


def _yes(so: bool) -> str:
    return "yes" if so else "no"
