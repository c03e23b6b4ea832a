"""Which leaflets an appointment gets: `rules test`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.commands.options import clinic_of, clinic_option, json_option
from handouts.errors import ALL_MADE, SOME_REJECTED

if TYPE_CHECKING:
    from handouts.rules.rules import Pick
    from handouts.rules.trial import Trial


@click.group()
def rules() -> None:
    """Look at what the rules do before anything is made."""


@rules.command("test")
@click.argument("schedule", type=click.Path(path_type=Path))
@click.option("--rules", "file", type=click.Path(path_type=Path, dir_okay=False), help="Try these rules, not the clinic's rules.toml.")
@click.option("--map", "column_map", metavar="MAP", help="What another system's columns mean: a TOML file, or a shipped map.")
@click.option("--patients", type=click.Path(path_type=Path), help="A second file with the patients' names, joined by identifier.")
@clinic_option
@json_option
def rules_test(schedule: Path, file: Path | None, column_map: str | None, patients: Path | None, clinic_: str, as_json: bool) -> None:
    """Show what each appointment of a list would get, and why.  Nothing is made."""
    from handouts.rules.trial import Trials
    from handouts.schedules.opening import open_schedule

    clinic = clinic_of(clinic_)
    trials_of = Trials(clinic, file)
    rows = open_schedule(schedule, clinic.zone, column_map=column_map, patients=patients)
    counts: Counter[str] = Counter()
    trials = _counted(trials_of.try_all(rows), counts)
    if as_json:
        _print_json(trials, counts)
    else:
        for trial in trials:
            for line in _lines(trial, rows.unit):
                click.echo(line)
        outcomes = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
        click.echo(f"{sum(counts[outcome] for outcome in OUTCOMES)} {rows.unit}s: {outcomes}; {counts['leaflets']} leaflets.")
    for warning in rows.warnings:
        click.echo(f"handouts: {warning}", err=True)
    sys.exit(SOME_REJECTED if counts["rejected"] else ALL_MADE)


OUTCOMES = ("given", "nothing", "skipped", "rejected")


def _counted(trials: Iterable[Trial], counts: Counter[str]) -> Iterator[Trial]:
    for trial in trials:
        counts[trial.outcome] += 1
        counts["leaflets"] += len(trial.gifts)
        yield trial


def _print_json(trials: Iterable[Trial], counts: Counter[str]) -> None:
    """One JSON object, written as the list is read."""
    click.echo('{"rows": [', nl=False)
    for number, trial in enumerate(trials):
        click.echo((",\n" if number else "\n") + json.dumps(trial.as_json(), ensure_ascii=False), nl=False)
    click.echo("\n], " + json.dumps({name: counts[name] for name in (*OUTCOMES, "leaflets")})[1:])


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
