"""Checking leaflets: `check`."""

from __future__ import annotations

import sys

import click

from handouts.actions.check import Check, Checked, check, explain
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import Terminal, show
from handouts.errors import LeafletError
from handouts.language.counting import several


@click.command("check")
@click.argument("leaflets", nargs=-1, metavar="[ID | FILE | FOLDER]...")
@click.option("--explain", "rule", metavar="RULE", help="Say what a rule asks, on whose word, and why; nothing is checked.")
@clinic_option
@json_option
@asks(Check)
def check_(request: Check, rule: str | None, as_json: bool) -> None:
    """Say everything that can be said of leaflets without a patient.

    Without a name: of the clinic's folder and all its leaflets.
    """
    if rule:
        asked = explain(rule)
        click.echo(f"{asked.rule} ({asked.severity}): {asked.asks}\nWhy: {asked.why}\nFrom: {asked.guide}")
        return
    with Terminal("Checking", quiet=as_json) as terminal:
        found = check(request, terminal)
    show(found, _say, as_json=as_json)
    if not found.ok:
        sys.exit(LeafletError.exit_code)


def _say(found: Checked) -> None:
    """Each finding in a line, the questions, and how many there are."""
    for said in found.findings:
        click.echo(str(said))
    if found.questions:
        click.echo("\nTo be answered by the person who signs:")
    for question in dict.fromkeys(said.what for said in found.questions):
        click.echo(f"- {question}")
    click.echo(f"\n{several(found.files, 'leaflet')}: {_count(found.errors, 'error')}, {_count(found.warnings, 'warning')}.")


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
