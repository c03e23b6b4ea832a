"""What is taken back: `withdraw`, `void`."""

from __future__ import annotations

import sys

import click

from handouts.actions.takeback import VoidCopy, VoidedCopy, Withdraw, Withdrawn, void_copy
from handouts.actions.takeback import withdraw as withdrawn
from handouts.commands.options import asks, clinic_and_ledger, end, json_option, who_option
from handouts.commands.terminal import Terminal, show, warn


@click.command()
@click.argument("which", metavar="RUN|COPY")
@click.option("--channel", default="", metavar="NAME", help="Only this way to the patient: print, mail.")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
@who_option("Who says so; whoever is logged in otherwise.")
@clinic_and_ledger
@json_option
@asks(Withdraw)
def withdraw(request: Withdraw, as_json: bool) -> None:
    """Take what waits or failed of a run, or of a copy, out of the outbox; nothing of it is sent any more by itself."""
    done = withdrawn(request, Terminal(asks=sys.stdin.isatty()))
    show(done, _say, as_json=as_json)
    end(ok=done.ok)


def _say(done: Withdrawn) -> None:
    counted = f"{done.copies} cop{'y' if done.copies == 1 else 'ies'} withdrawn."
    click.echo(counted if done.copies else "Nothing of it waits, and nothing failed.")
    say_late(done)


def say_late(done: Withdrawn) -> None:
    """What it is too late for, on standard error."""
    for channel, state, said, count in done.late():
        warn(f"too late for {count} by {channel}, {state}: {said}")


@click.command()
@click.argument("copy")
@click.option("--why", required=True, metavar="TEXT", help="Why nobody may have it, in a few words that name no patient.")
@who_option("Who says so; whoever is logged in otherwise.")
@clinic_and_ledger
@json_option
@asks(VoidCopy)
def void(request: VoidCopy, as_json: bool) -> None:
    """Let a copy count as never to be given: it leaves its folder and the outbox, and is printed and mailed no more."""
    done = void_copy(request)
    show(done, _say_void, as_json=as_json)
    if done.left_behind:
        warn(done.left_behind)


def _say_void(done: VoidedCopy) -> None:
    click.echo(f"{done.copy.id} is void: {done.why}.")
    if done.taken.withdrawn:
        click.echo("It was taken out of the outbox.")
    if done.bound:
        warn(f"it stands in {done.bound} with other copies; take it out of the stack")
    say_late(done.taken)
