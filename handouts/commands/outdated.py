"""Whom to tell that paper is right no more: `outdated`."""

from __future__ import annotations

import click

from handouts.actions.outdated import AskOutdated, OutdatedCopies, OutdatedCopy, list_outdated
from handouts.commands.ledger import DAY, day_of
from handouts.commands.options import asks, clinic_and_ledger, end, json_option, map_option, sheet_option
from handouts.commands.terminal import minute, show, warn
from handouts.files.places import place
from handouts.language.counting import several


@click.command()
@click.argument("schedule", type=place, required=False)
@map_option
@sheet_option
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
    """Whom to call, and what to tell them: two lines each."""
    for one in found.copies:
        click.echo("  ".join(filter(None, (one.patient, one.name, one.phone, one.email))))
        click.echo(f"    {_change(one)}; {one.given} since {minute(one.since)} as copy {one.copy} ({one.leaflet})" + _instead(one))
    count, patients = len(found.copies), found.patients
    click.echo(f"{several(count, 'copy')} of {several(patients, 'patient')} to tell.")


def _change(one: OutdatedCopy) -> str:
    """What the copy says, and what is right."""
    columns = [column for column in one.changed if column != "status"] or ["start"]
    said, now = (", ".join(_moment(record[column]) for column in columns) for record in (one.said, one.now))
    return f"says {said}; now {one.status or now}"


def _instead(one: OutdatedCopy) -> str:
    return f"; copy {one.instead}, which is right, was not printed or mailed yet" if one.instead else ""


def _moment(text: str) -> str:
    """A start as a person reads it; a place as it is."""
    return text[:16].replace("T", " ") if text[10:11] == "T" and text[:4].isdigit() else text
