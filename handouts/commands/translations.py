"""A leaflet's translations: `translate export`, `import`, `status`, `review`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.actions.translations import (
    FORMATS,
    AskTranslations,
    ExportedTranslation,
    ExportTranslation,
    FollowedTranslations,
    ImportedTranslation,
    ImportTranslation,
    ReviewedTranslation,
    ReviewTranslation,
    follow,
    hand_out,
    review,
    take_back,
)  # fmt: skip
from handouts.commands.manner import page_option
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import show, table
from handouts.language.counting import several

if TYPE_CHECKING:
    from handouts.authoring.translating.standing import TranslationStanding
    from handouts.authoring.translating.units import TextUnit

FEW = 5  # blocks that are shown of each kind
to_option = click.option("--to", "target", required=True, metavar="LANGUAGE", help="The language to translate into, such as es or ar.")
from_option = click.option(
    "--from", "source", default="", metavar="LANGUAGE", help="The language to translate from; the clinic's otherwise."
)


@click.group()
def translate() -> None:
    """Hand a leaflet to a translator, take it back, see what has changed since."""


@translate.command("export")
@click.argument("leaflet", metavar="ID")
@to_option
@from_option
@click.option("--as", "form", type=click.Choice(FORMATS), default="po", show_default=True, help="The format of the file.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file to write; ID.LANGUAGE.po (or .xlf) otherwise."
)
@clinic_option
@json_option
@asks(ExportTranslation)
def export(request: ExportTranslation, as_json: bool) -> None:
    """Write a leaflet's blocks for a translator, with what is translated already."""
    show(hand_out(request), _say_handed, as_json=as_json)


def _say_handed(handed: ExportedTranslation) -> None:
    changed = f", {handed.changed} of them of an earlier source" if handed.changed else ""
    counts = f"{several(handed.blocks, 'block')}, {handed.translated} translated{changed}"
    click.echo(f"{handed.file}: {handed.leaflet}, {handed.source} into {handed.target}: {counts}")
    click.echo(f"When it comes back: handouts translate import {handed.file}")


@translate.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Write over a translation that was changed by hand, or is signed.")
@clinic_option
@json_option
@asks(ImportTranslation)
def import_(request: ImportTranslation, as_json: bool) -> None:
    """Write the draft of a translation from a translator's file.

    Fields, conditions, links and whatever makes a block what it is are compared first; with a fault nothing is written.
    """
    show(take_back(request), _say_taken, as_json=as_json)


def _say_taken(taken: ImportedTranslation) -> None:
    click.echo(f"{taken.file}: a draft, {taken.translated} of {several(taken.blocks, 'block')} translated")
    for remark in taken.remarks:
        click.echo(f"- {remark}")
    click.echo(
        f"Next: handouts check {taken.file}\n"
        f"      handouts translate review {taken.leaflet} --to {taken.language} --out review.pdf   for whoever reads and signs it"
    )


@translate.command("status")
@click.argument("leaflet", required=False, default="", metavar="[ID]")
@clinic_option
@json_option
@asks(AskTranslations)
def status(request: AskTranslations, as_json: bool) -> None:
    """Show how far translations have come, what has changed since, and which languages are missing."""
    show(follow(request), _say_status, as_json=as_json)


def _say_status(found: FollowedTranslations) -> None:
    if rows := [_row(one) for one in found.standings]:
        table(("id", "from", "to", "translated", "changed since", "missing", "status", ""), rows)
    for one in found.standings:
        _say_blocks(one.source.file, one.target, "changed since", [part.unit for part in one.of("changed")])
        _say_blocks(one.source.file, one.target, "not translated", [part.unit for part in one.of("missing")] if one.fits else [])
    for leaflet, languages in found.lacking:
        click.echo(f"{leaflet}: not in {', '.join(languages)}")
    if not rows and not found.lacking:
        click.echo("There is no other language yet: handouts translate export ID --to es")


def _row(one: TranslationStanding) -> tuple[str, ...]:
    """A translation in the table."""
    known = "" if one.known else "no record of its source" if one.fits else "other blocks than the source"
    status = one.translation.status if one.translation else ""
    counts = str(len(one.of("changed"))), str(len(one.of("missing")))
    return one.source.identifier, one.source.language, one.target, f"{one.percent} %", *counts, status, known


def _say_blocks(file: str, target: str, said: str, units: list[TextUnit]) -> None:
    for unit in units[:FEW]:
        click.echo(f"{file}:{unit.line}: {said} ({target}): {' '.join(unit.text.split())[:80]}")
    if len(units) > FEW:
        click.echo(f"{file}: {len(units) - FEW} more: {said} ({target}); all of them with --json")


@translate.command("review")
@click.argument("leaflet", metavar="ID")
@to_option
@from_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.pdf", help="The PDF to write.")
@page_option
@clinic_option
@json_option
@asks(ReviewTranslation)
def review_(request: ReviewTranslation, as_json: bool) -> None:
    """Print a translation for its reviewer: the source left, the translation right, block beside block."""
    show(review(request), _say_reviewed, as_json=as_json)


def _say_reviewed(made: ReviewedTranslation) -> None:
    found = made.standing
    click.echo(f"{made.file}: {found.source.identifier}, {found.source.language} and {found.target}, {found.percent} % translated")
    click.echo(f"When it is read: handouts sign {found.source.identifier} --language {found.target} --reviewer NAME --role ROLE")
