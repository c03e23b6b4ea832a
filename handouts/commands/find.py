"""Whom the ledger knows: `find`."""

from __future__ import annotations

import sys
from datetime import date, datetime

import click

from handouts.actions.find import Find, FoundPatient, FoundPatients, Way
from handouts.actions.find import find as found_by
from handouts.commands.options import asks, clinic_and_ledger, json_option
from handouts.commands.terminal import iso, minute, show, table


def _words(_context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name; for -, asked for where no list of processes shows them."""
    if "-" not in words:
        return words
    typed = str(click.prompt("Name", err=True)) if sys.stdin.isatty() else sys.stdin.readline()
    return (*(word for word in words if word != "-"), *typed.split())


def _day(_context: click.Context, _parameter: click.Parameter, found: datetime | None) -> date | None:
    """The day of an option."""
    return found and found.date()


@click.command()
@click.argument("words", metavar="NAME…", nargs=-1, callback=_words)
@click.option("--born", type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="DATE", help="Only who was born on this day.")
@click.option("--id", "identifier", default="", metavar="ID", help="Only the patient of this identifier.")
@clinic_and_ledger
@json_option
@asks(Find)
def find(request: Find, as_json: bool) -> None:
    """Find a patient in the ledger: who it is, the last appointment, what was given and how.

    NAME is any words of the name, or their beginnings, in any order; accents and capitals do not matter.  It may be - and is then typed, or
    read from standard input, where no list of processes shows it; a date of birth may stand beside it.
    """
    show(found_by(request), _say, as_json=as_json)


def _say(found: FoundPatients) -> None:
    for patient in found.patients:
        _say_patient(patient)
    if found.more:
        click.echo(f"There are {found.more} more; say another word of the name, a date of birth or an identifier.")
    if not found.patients:
        click.echo("The ledger knows nobody of that name.")


def _say_patient(patient: FoundPatient) -> None:
    last = f"; last appointment {minute(patient.last)}" if patient.last else ""
    click.echo(f"{patient.name}, born {iso(patient.born)}, {patient.identifier}{last}")
    heads = ("issued", "leaflet", "version", "language", "run", "row", "copy", "became", "how")
    table(heads, [(minute(given.issued), *given.what(), _how(ways)) for given, ways in patient.copies])


def _how(ways: tuple[Way, ...]) -> str:
    """How a copy left; that it lay in a folder only if nothing else is known."""
    told = [way for way in ways if way.channel != "folder"] or list(ways)
    return ", ".join(f"{way.channel} {way.state} {minute(way.moment)}" for way in told)
