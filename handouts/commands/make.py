"""One patient's handout: `make`, `correct`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from handouts.actions.correct import CorrectCopy, CorrectedCopy
from handouts.actions.correct import correct as corrected
from handouts.actions.single import MadeOne, MakeOne, make_one
from handouts.actions.typed import received
from handouts.commands.manner import manner_options
from handouts.commands.options import asker, asks, clinic_and_ledger, json_option, who_option
from handouts.commands.terminal import show, warn
from handouts.language.counting import several


def _record(_context: click.Context, _parameter: click.Parameter, named: Path | None) -> Path | bytes | None:
    """The file of a record; for -, what comes in."""
    return received(sys.stdin.buffer) if named == Path("-") else named


_OPTIONS = (
    click.option(
        "--appointment", type=click.Path(path_type=Path, dir_okay=False), callback=_record, metavar="FILE",
        help="A record in JSON, - for standard input, where no list of processes shows it; the other options override its fields.",
    ),
    click.option("--patient", metavar="NAME", help="Given and family name; 'Family, Given' if the family name has several words."),
    click.option("--born", metavar="DATE", help="Date of birth, such as 1951-04-17."),
    click.option("--id", "identifier", metavar="ID", help="The patient's identifier."),
    click.option("--at", metavar="TIME", help="Start of the appointment, such as 2026-12-08T09:30."),
    click.option("--location", help="Where the appointment is."),
    click.option("--clinician", help="Whom it is with."),
    click.option("--note", help="A note for the patient."),
    click.option("--language", help="The patient's language, such as en-US or ar."),
)  # fmt: skip


def _record_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what stands in the record."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("leaflet")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@_record_options
@click.option("--beside", default="", metavar="TAG", help="A second language beside the patient's, block by block, such as en-US.")
@click.option("--then", default="", metavar="TAG", help="A second language after the patient's.")
@manner_options
@clinic_and_ledger
@json_option
@asks(MakeOne)
def make(request: MakeOne, as_json: bool) -> None:
    """Make one patient's handout, and record it in the ledger.  A sample clinic keeps none of it."""
    show(make_one(replace(request, who=asker())), _say, as_json=as_json)


def _say(made: MadeOne) -> None:
    click.echo(f"{made.file}: {made.handout.leaflet.title}, {several(made.handout.pages, 'page')}")


@click.command()
@click.argument("copy")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The PDF to write; a new one beside the old otherwise."
)
@_record_options
@manner_options
@who_option("Who says so; whoever is logged in otherwise.")
@clinic_and_ledger
@json_option
@asks(CorrectCopy)
def correct(request: CorrectCopy, as_json: bool) -> None:
    """Make a copy once more from the ledger's record, with what is given here corrected; it replaces the old one."""
    done = corrected(request)
    show(done, _say_correct, as_json=as_json)


def _say_correct(done: CorrectedCopy) -> None:
    click.echo(f"{done.file}: copy {done.copy.id}, {several(done.copy.struck.pages, 'page')}, in place of {done.old}.")
    click.echo(f"Corrected: {', '.join(done.changed)}.")
    for said in done.remarks():
        warn(said)
