"""A list of another system, looked at before it is used: `schedule inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.inspection import InspectedList, InspectList, inspect_list
from handouts.commands.options import asks, clinic_option, json_option, map_option, sheet_option
from handouts.commands.terminal import show, times
from handouts.language.counting import several

WHEN = "export the list with it"
ELSEWHERE = dict.fromkeys(("given_name", "family_name", "date_of_birth"), "export the patients as a second file, for --patients")


@click.group()
def schedule() -> None:
    """Look at a list before it is used."""


@schedule.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@map_option
@sheet_option
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Keep the proposed map in this file.")
@clinic_option
@json_option
@asks(InspectList)
def schedule_inspect(request: InspectList, as_json: bool) -> None:
    """Propose a map for a list of another system, its guesses marked, and show how the list would be read by it."""
    show(inspect_list(request), _say, as_json=as_json)


def _say(found: InspectedList) -> None:
    """The map on standard output, unless it is kept; whatever is about patients beside it."""
    if found.kept is None:
        click.echo(found.seen.text, nl=False)
    for line in _lines(found):
        click.echo(line, err=True)


def _lines(found: InspectedList) -> list[str]:
    """What was seen, in sentences."""
    seen = found.seen
    lines = [
        f"Sheet “{sheet.name}”, {several(sheet.rows, 'row')}" + (f": is read, it {sheet.why}" if sheet.why else "")
        for sheet in seen.sheets
    ]
    lines += [f"The list is known by {seen.known}, and needs no map."] if seen.known else []
    lines += [*seen.warnings, *_records(found)]
    lines += [f"Status “{word}”, {times(count)}: nobody knows it." for word, count in seen.statuses]
    for code in seen.codes:
        lines.append(f"Code {code.code or '(none)'}, visit type {code.type or '(none)'}, {times(code.count)}: no rule names it.")
    lines += [f"{column}: none found; name it under [columns], or {ELSEWHERE.get(column, WHEN)}." for column in seen.missing]
    return [*lines, *filter(None, (seen.refused, _next(found)))]


def _records(found: InspectedList) -> list[str]:
    """A few records as they would be read, and how many there are of each kind."""
    seen, lines = found.seen, list[str]()
    for record in seen.records:
        lines.append(f"{seen.unit} {record.row}{'' if record.served else ', not served'}:")
        lines += [f"    {said}" for said in record.said]
    counts = ", ".join(f"{count} {word}" for word, count in seen.counts.items())
    return [*lines, f"Of all: {counts}."] if counts else lines


def _next(found: InspectedList) -> str:
    """What to do now."""
    if found.by:
        return f"Add to {found.by} what is needed of these lines." if found.seen.text else f"{found.by} says all that is needed."
    if found.kept is None:
        return "Keep the map with --write FILE in the clinic’s folder." if found.seen.text else "The list needs no map."
    return (
        f"{found.kept}: look at each guess, correct it, delete its mark. To have it used for every list, put into clinic.toml, above the "
        f"first line in brackets: {found.line}"
    )
