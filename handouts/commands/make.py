"""One patient's handout: `make`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from handouts.actions.single import MadeOne, MakeOne, make_one, received
from handouts.commands.manner import manner_options
from handouts.commands.options import asker, asks, clinic_and_ledger, json_option
from handouts.commands.terminal import show
from handouts.language.counting import several


def _record(_context: click.Context, _parameter: click.Parameter, named: Path | None) -> Path | bytes | None:
    """The file of a record; for -, what comes in."""
    return received(sys.stdin.buffer) if named == Path("-") else named


@click.command()
@click.argument("leaflet")
@click.option(
    "--appointment", type=click.Path(path_type=Path, dir_okay=False), callback=_record, metavar="FILE",
    help="A record in JSON, - for standard input, where no list of processes shows it; the other options override its fields.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@click.option("--patient", metavar="NAME", help="Given and family name; 'Family, Given' if the family name has several words.")
@click.option("--born", metavar="DATE", help="Date of birth, such as 1951-04-17.")
@click.option("--id", "identifier", metavar="ID", help="The patient's identifier.")
@click.option("--at", metavar="TIME", help="Start of the appointment, such as 2026-12-08T09:30.")
@click.option("--location", help="Where the appointment is.")
@click.option("--clinician", help="Whom it is with.")
@click.option("--note", help="A note for the patient.")
@click.option("--language", help="The patient's language, such as en-US or ar.")
@manner_options
@clinic_and_ledger
@json_option
@asks(MakeOne)
def make(request: MakeOne, as_json: bool) -> None:
    """Make one patient's handout, and record it in the ledger.  A sample clinic keeps none of it."""
    show(make_one(replace(request, who=asker())), _say, as_json=as_json)


def _say(made: MadeOne) -> None:
    click.echo(f"{made.file}: {made.handout.leaflet.title}, {several(made.handout.pages, 'page')}")
