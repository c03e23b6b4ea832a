"""What is on its way to patients: `outbox`, `settle`."""

from __future__ import annotations

import sys
from functools import partial

import click

from handouts.actions.answers import Answers, AskAnswers, ask_answers, with_answers
from handouts.actions.health import OutboxHealth, ask_health
from handouts.actions.outbox import AskOutbox, OutboxAnswer, Settle, ask_outbox
from handouts.actions.outbox import settle as settled
from handouts.actions.settling import SettleRun, settle_run
from handouts.commands.options import asks, clinic_and_ledger, end, json_option, who_option
from handouts.commands.terminal import Terminal, minute, show, table

BECAME = {"sent": "sent", "waiting": "waits to be sent again", "withdrawn": "withdrawn, for the copy counts no more"}


@click.command()
@click.argument("copy", required=False)
@click.option("--answer", is_flag=True, help="What the other side said, without the patient.")
@click.option("--health", is_flag=True, help="For a program that watches: counts, the oldest; 8 if one waits an hour or is in doubt.")
@click.option("--channel", default="", metavar="NAME", help="Only this way to the patient: folder, print, mail.")
@clinic_and_ledger
@json_option
@asks(AskOutbox)
def outbox(request: AskOutbox, copy: str | None, answer: bool, health: bool, as_json: bool) -> None:
    """Show what waits, what failed, and what a person must look into.  With COPY, everything that became of it."""
    if health:
        stands = ask_health(request)
        show(stands, _say_health, as_json=as_json)
        end(ok=True, stopped=stands.amiss)
    if copy:
        show(ask_answers(AskAnswers(request.where, copy, request.channel)), partial(_say_copy, answer=answer), as_json=as_json)
        return
    found = ask_outbox(request)
    show(with_answers(request.where, found) if answer or as_json else found, _say, as_json=as_json)


def _say_copy(found: Answers, *, answer: bool) -> None:
    for one in found.deliveries:
        said = f"; {one.said}" if one.said else ""
        click.echo(f"{minute(one.updated.astimezone())}  {one.channel}: {one.state}, attempts: {one.attempts}{said}")
        if answer and one.channel != "folder":
            click.echo(f"    {one.message}\n    {one.answer or '(nothing was said)'}")


def _say_health(found: OutboxHealth) -> None:
    rows = [(one.channel, one.state, str(one.deliveries), minute(one.oldest.astimezone())) for one in found.stuck]
    table(("channel", "state", "copies", "oldest"), rows)


def _say(found: OutboxAnswer) -> None:
    table(("channel", "state", "copies"), [(channel, state, str(count)) for channel, state, count in found.counts])
    for one in found.open:
        where = f"{one.copy}  run {one.run}, row {one.row}  {one.channel}: {one.state}"
        click.echo(where + (f"; {one.said}" if one.said else "") + (f"\n    {one.answer}" if one.answer else ""))
    if found.in_doubt:
        click.echo(f"{found.in_doubt} in doubt: look on the other side, then say `handouts settle COPY --sent` or `--again`.")


def _run(text: str) -> int:
    """The number of a run.  Raises BadParameter."""
    if not (text.isascii() and text.isdigit()):
        raise click.BadParameter("--in-doubt goes with the number of a run")
    return int(text)


@click.command()
@click.argument("copy", metavar="COPY|RUN")
@click.option("--in-doubt", is_flag=True, help="All copies of RUN that are in doubt.")
@click.option("--sent", "became", flag_value="sent", default=None, help="It has reached the patient.")
@click.option("--again", "became", flag_value="again", help="It has not; it waits to be sent again.")
@click.option("--channel", default="", metavar="NAME", help="By which way, if the copy is in doubt on several.")
@click.option("--yes", "sure", is_flag=True, help="With --in-doubt: do not ask.")
@who_option("Who has looked; whoever is logged in otherwise.")
@clinic_and_ledger
@asks(Settle)
def settle(request: Settle, in_doubt: bool, sure: bool) -> None:
    """Say what became of a copy that is in doubt, or of all of a run, or let a copy that failed wait again."""
    if in_doubt:
        wanted = SettleRun(request.where, _run(request.copy), request.became, request.channel, request.who, sure)
        all_ = settle_run(wanted, Terminal(asks=sys.stdin.isatty()))
        click.echo(f"{all_}: {'sent' if all_.became == 'sent' else 'wait to be sent again'}.")
        return
    done = settled(request)
    click.echo(f"{done.copy} by {done.channel}: {BECAME[done.state]}.")
