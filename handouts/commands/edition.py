"""A leaflet without a patient: `edition`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.edition import MadeEdition, MakeEdition, make_edition
from handouts.commands.manner import manner_options
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import show
from handouts.language.counting import several


@click.command()
@click.argument("leaflet")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@click.option("--language", default="", help="The leaflet's language, such as en-US or ar; the clinic's otherwise.")
@manner_options
@clinic_option
@json_option
@asks(MakeEdition)
def edition(request: MakeEdition, as_json: bool) -> None:
    """Make a leaflet's general edition: a copy without a patient, for a reviewer, a rack or a web site.

    Moments are said in words, and the panel has lines to write on. Nothing is recorded.
    """
    show(make_edition(request), _say, as_json=as_json)


def _say(made: MadeEdition) -> None:
    leaflet = made.handout.leaflet
    about = f"{leaflet.title} ({leaflet.language}, {leaflet.status}), {several(made.handout.pages, 'page')}"
    click.echo(f"{made.file}: {about}, a general edition for no patient")
