"""The leaflets there are: `list`, `adopt`."""

from __future__ import annotations

import click

from handouts.commands.options import clinic_of, clinic_option, is_sample, iso, json_option, table
from handouts.errors import InputError
from handouts.leaflets.shelf import Shelf


@click.command("list")
@clinic_option
@json_option
def list_(clinic_: str, as_json: bool) -> None:
    """List the leaflets there are."""
    import json

    leaflets = list(Shelf(clinic_of(clinic_)).leaflets())
    if as_json:
        keys = ("identifier", "title", "language", "version", "status")
        rows = [{key: getattr(leaflet, key) for key in keys} | {"review_due": iso(leaflet.review_due)} for leaflet in leaflets]
        click.echo(json.dumps([{"id": row.pop("identifier"), **row} for row in rows], ensure_ascii=False, indent=2))
        return
    cells: list[tuple[str, ...]] = [
        (lf.identifier, lf.title, lf.language, str(lf.version), lf.status, iso(lf.review_due) or "") for lf in leaflets
    ]
    table(("id", "title", "language", "version", "status", "review due"), cells)


@click.command()
@click.argument("leaflet")
@clinic_option
def adopt(leaflet: str, clinic_: str) -> None:
    """Copy a built-in leaflet into the clinic's folder, to be edited and reviewed."""
    if is_sample(clinic_):
        raise InputError("a sample clinic adopts nothing; name your clinic's folder with --clinic")
    copied = Shelf(clinic_of(clinic_)).adopt(leaflet)
    for path in copied:
        click.echo(f"{path}")
    click.echo("Edit the text, have a clinician review it, then set 'status: reviewed', 'reviewer: …' and 'reviewed: YYYY-MM-DD'.")
