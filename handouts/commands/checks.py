"""Looking before anything is printed: `doctor`, `schedule inspect`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handouts.commands.options import clinic_of, clinic_option, is_sample, json_option, ledger_option, ledger_path
from handouts.errors import ALL_MADE, SOME_REJECTED, ClinicError


@click.command()
@click.option("--names", "schedule", type=click.Path(path_type=Path), help="Look for characters in this list that no font has.")
@ledger_option
@clinic_option
@json_option
def doctor(schedule: Path | None, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """Check everything that a run needs: folder, layouts, fonts, ledger, printer, mail server, time zone, disk; and a list's names."""
    import json

    from handouts.doctor.doctor import examine
    from handouts.findings import Finding

    try:
        ledger = None if ledger_ is None and is_sample(clinic_) else ledger_path(clinic_, ledger_)
        findings = list(examine(clinic_of(clinic_), schedule, ledger))
    except ClinicError as error:
        findings = [Finding(False, "clinic", str(error), "correct the file")]
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
    sys.exit(ALL_MADE if all(finding.ok for finding in findings) else SOME_REJECTED)


@click.group()
def schedule() -> None:
    """Look at a list before it is used."""


@schedule.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@clinic_option
def schedule_inspect(file: Path, clinic_: str) -> None:
    """Propose a column map for a list of another system; its guesses are marked."""
    from handouts.schedules.opening import inspect

    click.echo(inspect(file, clinic_of(clinic_).zone).text, nl=False)
