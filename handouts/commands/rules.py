"""Which leaflets an appointment gets: `rules test`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.actions.trials import OUTCOMES, Trying, TryRules, try_rules
from handouts.commands.options import asks, clinic_option, end, json_option, map_option, sheet_option
from handouts.commands.terminal import warn
from handouts.language.counting import several

if TYPE_CHECKING:
    from handouts.actions.trials import Pick, Trial


@click.group()
def rules() -> None:
    """Look at what the rules do before anything is made."""


@rules.command("test")
@click.argument("schedule", type=click.Path(path_type=Path))
@click.option("--rules", type=click.Path(path_type=Path, dir_okay=False), help="Try these rules, not the clinic's rules.toml.")
@map_option
@sheet_option
@click.option("--patients", type=click.Path(path_type=Path), help="A second file with the patients' names, joined by identifier.")
@clinic_option
@json_option
@asks(TryRules)
def rules_test(request: TryRules, as_json: bool) -> None:
    """Show what each appointment of a list would get, and why.  Nothing is made."""
    trying = try_rules(request)
    (_print_json if as_json else _say)(trying)
    for warning in trying.warnings:
        warn(warning)
    end(ok=trying.ok)


def _print_json(trying: Trying) -> None:
    """One JSON object, written as the list is read."""
    click.echo('{"rows": [', nl=False)
    for number, trial in enumerate(trying):
        click.echo((",\n" if number else "\n") + json.dumps(trial.as_json(), ensure_ascii=False), nl=False)
    click.echo("\n], " + json.dumps(trying.as_json(), ensure_ascii=False)[1:])


def _say(trying: Trying) -> None:
    """A line for each leaflet and each row that gets none, as the list is read."""
    for trial in trying:
        for line in _lines(trial, trying.unit):
            click.echo(line)
    counts = trying.counts()
    outcomes = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
    click.echo(f"{several(trying.rows, trying.unit)}: {outcomes}; {several(counts['leaflets'], 'leaflet')}.")
    if trying.spanned:
        click.echo(f"{trying.spanned}.")


def _lines(trial: Trial, unit: str) -> Iterator[str]:
    where = f"{unit} {trial.row}:"
    if trial.outcome == "rejected":
        yield from (f"{where} rejected, {problem}" for problem in trial.problems)
    elif not trial.gifts:
        yield f"{where} {'skipped' if trial.outcome == 'skipped' else 'nothing'}, {'; '.join(trial.why)}"
    for gift in trial.gifts:
        yield f"{where} {_gift(gift)}"


def _gift(gift: Pick) -> str:
    hindrance = f"  ! {gift.hindrance}" if gift.hindrance else ""
    return f"{gift.leaflet} ({gift.language}, version {gift.version}, {gift.layout}), by {gift.why}{hindrance}"
