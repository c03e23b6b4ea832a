"""General editions for everybody, in a folder: `publish site`, `publish openemr`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.publish import PublishedAnswer, PublishOpenemr, PublishSite, publish_openemr, publish_site
from handouts.commands.manner import manner_options
from handouts.commands.options import asks, clinic_option, end, json_option
from handouts.commands.terminal import Terminal, show
from handouts.language.counting import several

to_option = click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder, which is brought up to date."
)


@click.group()
def publish() -> None:
    """Put leaflets without a patient where everybody finds them; what is withdrawn disappears from there."""


@publish.command()
@to_option
@click.option("--address", default="", metavar="URL", help="Where the site will stand, such as https://www.example.org/leaflets/.")
@manner_options
@clinic_option
@json_option
@asks(PublishSite)
def site(request: PublishSite, as_json: bool) -> None:
    """Write a web site: a page and PDFs for each leaflet and language, a list that can be searched, feeds of what is new and withdrawn."""
    with Terminal("Publishing", quiet=as_json) as terminal:
        answer = publish_site(request, terminal)
    show(answer, _say, as_json=as_json)
    end(ok=answer.ok)


@publish.command()
@to_option
@click.option(
    "--codes", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The codes that are used, one a line; a leaflet of M48.5 is then found for M48.56XA, too.",
)  # fmt: skip
@click.option("--first", multiple=True, metavar="LEAFLET", help="Where several leaflets fit a code, this one; may be said again.")
@manner_options
@clinic_option
@json_option
@asks(PublishOpenemr)
def openemr(request: PublishOpenemr, as_json: bool) -> None:
    """Write the files that OpenEMR's education window looks for, into its site's folder documents/education."""
    with Terminal("Publishing", quiet=as_json) as terminal:
        answer = publish_openemr(request, terminal)
    show(answer, _say, as_json=as_json)
    end(ok=answer.ok)


def _say(answer: PublishedAnswer) -> None:
    for one in answer.left_out:
        click.echo(f"left out: {one.why}", err=True)
    by: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, chosen, others in answer.shared:
        by.setdefault((chosen, others), []).append(name)
    for (chosen, others), names in by.items():
        what = f"{several(len(names), 'file')} such as {names[0]}" if len(names) > 1 else names[0]
        click.echo(f"{what}: {chosen}; {', '.join(others)} would fit as well (see --first)", err=True)
    for name in answer.refreshed.changed:
        click.echo(f"{answer.folder / name}: somebody has changed it, so it stays, although it is published no more", err=True)
    done = answer.refreshed
    for key in answer.gone:
        click.echo(f"{key}: withdrawn from here")
    what = f"{several(len(done.written), 'file')} written, {len(done.removed)} taken away" if any(done) else "nothing has changed"
    click.echo(f"{answer.folder}: {several(len(answer.leaflets), 'leaflet')}, {several(answer.files, 'file')}; {what}")
