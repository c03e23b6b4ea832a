"""The leaflets there are: `list`, `adopt`."""

from __future__ import annotations

import click

from handouts.actions.leaflets import Adopt, KnownLeaflets, list_leaflets
from handouts.actions.leaflets import adopt as adopted
from handouts.actions.where import Where
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import iso, show, table


@click.command("list")
@clinic_option
@json_option
def list_(where: Where, as_json: bool) -> None:
    """List the leaflets there are."""
    show(list_leaflets(where), _say, as_json=as_json)


def _say(found: KnownLeaflets) -> None:
    rows = [(lf.id, lf.title, lf.language, str(lf.version), lf.status, iso(lf.review_due)) for lf in found.leaflets]
    table(("id", "title", "language", "version", "status", "review due"), rows)


@click.command()
@click.argument("leaflet")
@clinic_option
@asks(Adopt)
def adopt(request: Adopt) -> None:
    """Copy a built-in leaflet into the clinic's folder, to be edited and reviewed."""
    for path in adopted(request):
        click.echo(f"{path}")
    click.echo(f"Edit the text; then a clinician reads and signs it: handouts sign {request.leaflet}")
