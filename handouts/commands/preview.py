"""A leaflet as it would be printed: `preview`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.preview import PATIENTS, Preview, PreviewedLeaflet, preview
from handouts.actions.where import Where
from handouts.commands.manner import layout_option, page_option
from handouts.commands.options import clinic_option, json_option
from handouts.commands.terminal import show
from handouts.language.counting import several


@click.command("preview")
@click.argument("leaflet", required=False, default="", metavar="[ID]")
@click.option("--watch", is_flag=True, help="Follow every change that is saved.")
@click.option("--open", "browser", is_flag=True, help="Open the browser, too.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="On this computer; 0 for any that is free.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.pdf", help="Write a PDF instead, and open no page.")
@click.option("--patient", type=click.Choice(PATIENTS), default="long", show_default=True, help="Which made-up patient it is for.")
@click.option("--type", "type", metavar="TEXT", help="The appointment's type.")
@click.option("--clinician", metavar="NAME", help="Whom the appointment is with; '' for nobody.")
@click.option("--language", default="", help="The patient's language, such as en-US or ar; the clinic's otherwise.")
@layout_option
@page_option
@clinic_option
@json_option
def preview_(where: Where, out: Path | None, watch: bool, browser: bool, port: int, as_json: bool, **how: str | None) -> None:
    """Show a leaflet as it would be printed for a made-up patient, in the browser; or print it into a file.

    A draft's pages are marked. Nothing is recorded. Without ID it is the first of the clinic's own; with --out, the only one.
    """
    if out is None:
        if as_json:
            raise click.UsageError("--json goes with --out: a page in the browser answers nothing")
        _serve(where, port, watch=watch, browser=browser, how=how)
        return
    if watch or browser or port:
        raise click.UsageError("--out writes a file and opens no page: leave out --watch, --open and --port")
    show(preview(Preview(where, out, **how)), _say, as_json=as_json)  # type: ignore[arg-type]  # the options are its fields


def _serve(where: Where, port: int, *, watch: bool, browser: bool, how: dict[str, str | None]) -> None:
    """The page, until it is stopped.  Raises InputError for a leaflet that there is not."""
    from handouts.actions.bench import EditorsBench, Pose
    from handouts.desk.preview import PreviewDesk
    from handouts.desk.serve import serve_preview

    said = {name: text for name, text in how.items() if text is not None}
    bench, pose = EditorsBench(where), Pose(**said)
    bench.choices(pose)
    serve_preview(PreviewDesk(bench, pose, follows=watch), port, click.echo, browser=browser)


def _say(shown: PreviewedLeaflet) -> None:
    click.echo(f"{shown.file}: {shown.title} ({shown.language}, {shown.status}), {several(shown.pages, 'page')}, for a made-up patient")
