"""A leaflet as it would be printed: `preview`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.preview import PATIENTS, Preview, PreviewedLeaflet, preview
from handouts.commands.manner import layout_option, page_option
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import show
from handouts.language.counting import several


@click.command("preview")
@click.argument("leaflet", required=False, default="", metavar="[ID]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.pdf", help="The PDF to write.")
@click.option("--patient", type=click.Choice(PATIENTS), default="long", show_default=True, help="Which made-up patient it is for.")
@click.option("--type", "type", metavar="TEXT", help="The appointment's type.")
@click.option("--clinician", metavar="NAME", help="Whom the appointment is with; '' for nobody.")
@click.option("--language", default="", help="The patient's language, such as en-US or ar; the clinic's otherwise.")
@layout_option
@page_option
@clinic_option
@json_option
@asks(Preview)
def preview_(request: Preview, as_json: bool) -> None:
    """Print a leaflet for a made-up patient; a draft's pages are marked. Nothing is recorded.

    Without ID it is the only one of the clinic's own.
    """
    show(preview(request), _say, as_json=as_json)


def _say(shown: PreviewedLeaflet) -> None:
    click.echo(f"{shown.file}: {shown.title} ({shown.language}, {shown.status}), {several(shown.pages, 'page')}, for a made-up patient")
