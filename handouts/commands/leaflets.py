"""The leaflets there are, and a new one: `list`, `adopt`, `new`."""

from __future__ import annotations

import click

from handouts.actions.leaflets import KINDS, Adopt, BeginLeaflet, BegunLeaflet, FindLeaflets, KnownLeaflets, begin, list_leaflets
from handouts.actions.leaflets import adopt as adopted
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import iso, show, table


@click.command("list")
@click.argument("words", nargs=-1)
@clinic_option
@json_option
@asks(FindLeaflets)
def list_(request: FindLeaflets, as_json: bool) -> None:
    """List the leaflets there are, or those that WORDS fit: of their title or keywords, or a code."""
    found = list_leaflets(request)
    show(found, _say, as_json=as_json)
    if not found.leaflets and not as_json:
        click.echo("No leaflet fits these words; `handouts list` without any shows all.")


def _say(found: KnownLeaflets) -> None:
    rows = [(lf.id, lf.title, lf.language, str(lf.version), lf.status, lf.reviewer, iso(lf.review_due)) for lf in found.leaflets]
    if rows:
        table(("id", "title", "language", "version", "status", "signed by", "until"), rows)


@click.command()
@click.argument("leaflet")
@clinic_option
@asks(Adopt)
def adopt(request: Adopt) -> None:
    """Copy a built-in leaflet into the clinic's folder, to be edited and reviewed."""
    for path in adopted(request):
        click.echo(f"{path}")
    click.echo(f"Edit the text; then a clinician reads and signs it: handouts sign {request.leaflet}")


@click.command()
@click.argument("leaflet", metavar="ID")
@click.option("--title", required=True, help="What it is called on the page.")
@click.option("--language", default="", help="Its language, such as en-US or es; the clinic's otherwise.")
@click.option("--kind", type=click.Choice(KINDS), default="other", help="What it is about; it decides what it has to tell.")
@clinic_option
@json_option
@asks(BeginLeaflet)
def new(request: BeginLeaflet, as_json: bool) -> None:
    """Begin a leaflet in the clinic's folder: a file with each place that is to be written."""
    show(begin(request), _say_begun, as_json=as_json)


def _say_begun(begun: BegunLeaflet) -> None:
    click.echo(f"{begun.file}")
    click.echo(f"Write what is asked for between «… and …», {begun.places} places; `handouts check {begun.leaflet}` says what is missing.")
