"""Whom to tell that paper is right no more: `outdated`."""

from __future__ import annotations

import click

from handouts.actions.outdated import AskOutdated, OutdatedCopies, OutdatedCopy, list_outdated
from handouts.commands.ledger import DAY, day_of
from handouts.commands.options import asks, clinic_and_ledger, end, json_option
from handouts.commands.terminal import minute, show, table, warn
from handouts.files.places import place


@click.command()
@click.argument("schedule", type=place, required=False)
@click.option("--map", "column_map", metavar="MAP", help="What another system's columns mean: a TOML file, or a shipped map.")
@click.option("--patients", type=place, help="A second file with the patients' names, joined by identifier.")
@click.option("--since", type=DAY, callback=day_of, metavar="DATE", help="Only copies issued on this day or later.")
@clinic_and_ledger
@json_option
@asks(AskOutdated)
def outdated(request: AskOutdated, as_json: bool) -> None:
    """List whom to tell: copies given out whose appointment has another time or place by now, or is off.

    By a newer list SCHEDULE; without one, by what newer runs have read.
    """
    found = list_outdated(request)
    for warning in found.warnings:
        warn(warning)
    for row, problem in found.rejected:
        warn(problem, f"{found.unit} {row}")
    show(found, _say, as_json=as_json)
    end(ok=found.ok)


def _say(found: OutdatedCopies) -> None:
    if found.copies:
        heads = ("patient", "name", "phone", "e-mail", "says", "now", "given", "since", "copy", "instead")
        table(heads, [_cells(one) for one in found.copies])
    count, patients = len(found.copies), found.patients
    click.echo(f"{count} cop{'y' if count == 1 else 'ies'} of {patients} patient{'s' * (patients != 1)} to tell.")


def _cells(one: OutdatedCopy) -> tuple[str, ...]:
    columns = [column for column in one.changed if column != "status"] or ["start"]
    said, now = (", ".join(_moment(record[column]) for column in columns) for record in (one.said, one.now))
    return one.patient, one.name, one.phone, one.email, said, one.status or now, one.given, minute(one.since), one.copy, one.instead


def _moment(text: str) -> str:
    """A start as a table has it; a place as it is."""
    return text[:16].replace("T", " ") if text[10:11] == "T" and text[:4].isdigit() else text
