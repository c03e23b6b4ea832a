"""A whole list: `batch`, `demo`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from handouts.actions.batch import MadeList, make_list, sample_list
from handouts.actions.lists import ORDERS, Hands, MakeList, PlannedList, plan_list
from handouts.actions.where import SAMPLES
from handouts.commands.manner import manner_options
from handouts.commands.options import asker, asks, chosen, clinic_and_ledger, end, folder, gathered, json_option, map_option, sheet_option
from handouts.commands.terminal import Terminal, show, table, warn
from handouts.files.places import place
from handouts.language.counting import several, verb

_certificate = click.Path(dir_okay=False)
hands_options = gathered(
    Hands,
    "hands",
    click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that make copies."),
    click.option(
        "--cluster", default="", metavar="ADDRESS", help="Make copies on other machines: a Dask scheduler's tcp://… or tls://…"
    ),
    click.option(
        "--cluster-ca", default="", type=_certificate, metavar="FILE",
        help="With tls://: the authority that signed the cluster's certificates; Dask's own settings otherwise.",
    ),
    click.option("--cluster-cert", default="", type=_certificate, metavar="FILE", help="This machine's certificate for the cluster."),
    click.option("--cluster-key", default="", type=_certificate, metavar="FILE", help="The key of --cluster-cert."),
)  # fmt: skip


@click.command()
@click.argument("schedule", type=place)
@click.option("--out", type=folder, help="The folder to write into, one file a copy.")
@click.option("--leaflet", default="", callback=chosen, metavar="ID", help="This leaflet for all; what rules and record say otherwise.")
@click.option("--combined", type=click.Path(path_type=Path, dir_okay=False), help="One file with all copies, for printing.")
@map_option
@sheet_option
@click.option("--patients", type=place, help="A second file with the patients' names, joined by identifier.")
@click.option("--duplex", is_flag=True, help="With --combined: begin every copy on a front side.")
@click.option("--order", type=click.Choice(ORDERS), default="list", show_default=True, help="The order of printing, and its groups.")
@click.option("--separators", is_flag=True, help="With --combined and --order: a sheet before each group.")
@click.option("--rows", default="", callback=chosen, metavar="SPANS", help="Only these rows of the list, such as 3,6-9.")
@click.option("--patient", default="", callback=chosen, metavar="ID", help="Only the rows of this patient.")
@click.option("--all", "everything", is_flag=True, help="What is the same as was given before, too; it replaces what is there.")
@click.option("--new-person", is_flag=True, help="Who has another date of birth than the ledger knows is another person.")
@click.option(
    "--language-missing", type=click.Choice(["warn", "refuse"]), default="warn", show_default=True,
    help="A patient whose language a leaflet does not have: gets another, and you are told; or the row is rejected.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show the plan and make the first copy as a sample; record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before making.")
@hands_options
@manner_options
@clinic_and_ledger
@json_option
@asks(MakeList)
def batch(request: MakeList, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Make the handouts of a whole list: one PDF a copy, or one for the printer.  Said again, it goes on where it stopped."""
    if dry_run:
        planned = plan_list(request)
        show(planned, _say_sample, as_json=as_json)
        end(ok=planned.ok)
    _make(request, as_json, asks=not (yes or as_json) and sys.stdin.isatty() and sys.stderr.isatty())


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True, help="The folder to write into."
)
@click.option("--clinic", type=click.Choice(SAMPLES), default="riverside", show_default=True, help="The sample clinic.")
@json_option
def demo(out: Path, clinic: str, as_json: bool) -> None:
    """Make the sample list for a sample clinic."""
    _make(sample_list(out, clinic), as_json, asks=False)


def _make(request: MakeList, as_json: bool, *, asks: bool) -> None:
    with Terminal("Making", quiet=as_json, asks=asks, shown=_say_plan, usual=True) as terminal:
        made = make_list(replace(request, who=asker()), terminal)
    for note in made.notes:
        warn(note)
    show(made, _say, as_json=as_json)
    end(ok=made.ok, stopped=made.fault)


def _say_sample(planned: PlannedList) -> None:
    """The plan, and where the first copy is."""
    for where, problem in planned.problems():
        warn(problem, where)
    for warning in planned.warnings:
        warn(warning)
    _say_plan(planned)
    for run, day, count in planned.given:
        click.echo(f"{count} of these copies {verb(count, 'were')} given already, by run {run} on {day}.")
    click.echo(f"The first copy, as a sample: {planned.sample}" if planned.sample else "No copy can be made.")


def _say_plan(planned: PlannedList) -> None:
    """The plan as a person reads it."""
    table(("leaflet", "language", "layout", "copies"), [(*key, str(count)) for *key, count in planned.by])
    if planned.groups:
        table(("group", "copies"), [(name, str(count)) for name, count in planned.groups])
    if planned.spanned:
        click.echo(f"{planned.spanned}.")
    click.echo(
        f"{several(planned.rows, 'row')}: {planned.served} {verb(planned.served, 'get')} {several(planned.copies, 'handout')}, "
        f"{len(planned.rejected)} {verb(len(planned.rejected), 'are')} rejected, "
        f"{len(planned.skipped)} skipped" + (f", {len(planned.same)} the same as were given." if planned.same else ".")
    )
    if planned.changed:
        click.echo(f"{planned.changed} of the handouts replace others, which leave the folder and the outbox.")
    if planned.left_out:
        left = several(planned.left_out, "copy")
        click.echo(f"{left} of sensitive leaflets {verb(planned.left_out, 'are')} left out; a row that names the leaflet gets it.")
    if planned.run:
        click.echo(f"This is run {planned.run.id}, which {'is complete' if planned.run.finished else 'goes on'}.")


def _say(made: MadeList) -> None:
    """The run as a person reads it."""
    table(("leaflet", "language", "layout", "copies", "pages"), [(*key, str(copies), str(pages)) for *key, copies, pages in made.by()])
    if made.before:
        click.echo(f"Run {made.run} is complete since {made.before}; nothing was left to make.")
    if made.mended:
        click.echo(f"{made.mended} of its files {verb(made.mended, 'were')} not in {made.folder} as made, and put back.", err=True)
    if made.withdrawn:
        click.echo(f"{several(len(made.withdrawn), 'copy')} withdrawn, of appointments that were cancelled.")
    if made.held:
        whose = several(made.held, "copy", "are")
        click.echo(f"{whose} in somebody's hands though the appointment is off; `handouts outdated` names the patients.")
    end = f", {made.skipped} skipped" if made.skipped else ""
    end += f", {made.same} the same as were given." if made.same else "."
    click.echo(f"Run {made.run}: {several(len(made.copies), 'handout')} in {made.target}, {several(made.rejected, 'row')} rejected{end}")
