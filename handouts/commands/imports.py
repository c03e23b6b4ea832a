"""A text that was written elsewhere: `import`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.imports import ImportedText, ImportText, import_text
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import show
from handouts.language.counting import several


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder to write into; the clinic's own leaflets otherwise.",
)
@click.option("--id", "leaflet", default="", metavar="ID", help="The draft's id; made of its title otherwise.")
@click.option("--title", default="", help="What it is called on the page; what the file says otherwise.")
@click.option(
    "--language", default="", help="Its language, such as en-US or es; what the file says, or what its words look like, otherwise."
)
@click.option("--item", default="", metavar="NUMBER", help="Which page of an export of WordPress: its number, or words of its title.")
@clinic_option
@json_option
@asks(ImportText)
def import_(request: ImportText, as_json: bool) -> None:
    """Make a draft of a text that was written elsewhere: DOCX, a saved web page, an export of WordPress, plain text.

    Its pictures come beside it, and whatever could not be carried is listed. Nothing is written over.
    """
    show(import_text(request), _say, as_json=as_json)


def _say(made: ImportedText) -> None:
    click.echo(f"{made.file}: {made.title} ({made.language}), a draft")
    for path in made.pictures:
        click.echo(f"{path}")
    if made.omissions:
        click.echo(f"\n{several(len(made.omissions), 'remark')} on what is not here, or not as it was:")
    for omission in made.omissions:
        click.echo(f"{made.file.name}:{omission.line}: {omission.what}" if omission.line else f"- {omission.what}")
    click.echo(
        f"\nNext: handouts check {made.file}   what is still to be said and mended, line by line\n"
        f"      handouts preview {made.leaflet} --language {made.language} --out look.pdf   how it looks on paper"
    )
