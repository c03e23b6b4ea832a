"""What the ledger knows: `report`, `given`, `history`, `purge`, `events`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from handouts.actions.copies import AskHistory, GivenCopies, GivenCopy, Recall, recall
from handouts.actions.copies import history as history_of
from handouts.actions.events import AskEvents, KnownEvents, list_events
from handouts.actions.reports import AskReport, KnownRun, KnownRuns, RunReport, list_runs, report_run
from handouts.actions.retention import Purge, PurgeAnswer
from handouts.actions.retention import purge as purged
from handouts.commands.options import asker, asks, clinic_and_ledger, end, json_option, unseen
from handouts.commands.terminal import Terminal, minute, show, table, warn
from handouts.language.counting import several, verb

GONE = "(purged)"


DAY = click.DateTime(["%Y-%m-%d"])


def day_of(_context: click.Context, _parameter: click.Parameter, found: datetime | None) -> date | None:
    """The day of an option."""
    return found and found.date()


@click.command()
@click.argument("run", type=int, required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it as a page with pictures.")
@click.option("--all", "every", is_flag=True, help="Without RUN: every run, not only the last fifty.")
@clinic_and_ledger
@json_option
@asks(AskReport)
def report(request: AskReport, as_json: bool) -> None:
    """Reconcile a run: what became of every row and every copy.  Without RUN, list the last runs."""
    if request.of_all:
        show(list_runs(request), _say_runs, as_json=as_json)
        return
    found = report_run(request)
    if found.page:
        warn(f"run {found.report.run.id}", str(found.page))
    if as_json or not found.page:
        show(found, _say_report, as_json=as_json)
    end(ok=True, stopped=found.fault)


def _say_runs(found: KnownRuns) -> None:
    heads = ("run", "begun", "by", "rows", "made", "same", "rejected", "skipped", "copies", "state")
    table(heads, [_run_cells(run) for run in found.runs])
    if found.older:
        click.echo(f"These are the last {len(found.runs)}; --all lists every one.")


def _run_cells(known: KnownRun) -> tuple[str, ...]:
    counts = known.counts
    figures = counts.rows, counts.made, counts.same, counts.rejected, counts.skipped, counts.copies
    return (str(known.run.id), minute(known.begun), known.run.who, *(f"{figure:,}" for figure in figures), _state(known.run.finished))


def _state(finished: datetime | None) -> str:
    return "finished" if finished else "not finished"


FATES = ("delivered", "waiting", "failed", "in doubt", "replaced", "void")


def _say_report(told: RunReport) -> None:
    found = told.report
    run, counts = found.run, found.counts
    click.echo(f"Run {run.id}, begun on {minute(told.begun)} by {run.who}, {_state(run.finished)}.")
    rows = {"made": counts.made, "same": counts.same, "rejected": counts.rejected, "skipped": counts.skipped}
    rows |= {"still to be made": found.to_go} if found.to_go else {}
    fates = {name: getattr(counts, name.replace(" ", "_")) for name in FATES}
    for what, whole, known in (("rows", counts.rows, rows), ("copies", counts.copies, fates)):
        click.echo(f"{what:>8} {whole:>9,} = " + " + ".join(f"{count:,} {name}" for name, count in known.items()))
    click.echo(f"{'pages':>8} {counts.pages:>9,}")
    parts = found.by("leaflet", "version", "language", "layout")
    table(("leaflet", "version", "language", "layout", "copies", "pages"), [(*map(str, key), f"{c:,}", f"{p:,}") for key, c, p in parts])
    table(("channel", "state", "copies"), [(channel, state, f"{count:,}") for channel, state, count in counts.channels])
    _say_rest(told)


def _say_rest(told: RunReport) -> None:
    """What is not in the figures: rows and copies, one by one or by the reason."""
    found = told.report
    for row in found.rejected:
        click.echo("\n".join(f"row {row.row}: {problem}" for problem in row.problems))
    for reason, count in found.reasons():
        click.echo(f"{count} skipped: {reason}")
    for why, count in found.void:
        click.echo(f"{count} void: {why}")
    for copy, at, what, newer in found.changes():
        click.echo(f"copy {copy} (row {at}) tells what is right no more: {what}, as run {newer} has read")
    for what in found.attention:
        click.echo(f"* {what}")


@click.command()
@click.argument("leaflet")
@click.option("--version", type=int, metavar="N", help="Only this version of it.")
@click.option("--since", type=DAY, callback=day_of, metavar="DATE", help="Only copies issued on this day or later.")
@click.option("--until", type=DAY, callback=day_of, metavar="DATE", help="Only copies issued on this day or earlier.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a list of the patients, to reach them.")
@clinic_and_ledger
@json_option
@asks(Recall)
def given(request: Recall, as_json: bool) -> None:
    """List who was given a leaflet, for a recall.  The ledger keeps who has asked, and when: `handouts events`."""
    what = f" of {request.leaflet}" + (f", version {request.version}," if request.version is not None else "")
    found = recall(replace(request, who=asker()))
    if found.file:
        warn(f"{several(found.patients, 'patient')}, for a spreadsheet; only you may read it", str(found.file))
    if as_json or not found.file:
        show(found, lambda found: _say_copies(found, what, "out"), as_json=as_json)
    elif found.purged:
        warn(f"{several(found.purged, 'copy', 'name')} nobody any more: the patients' data have been purged")


@click.command()
@click.argument("patient", metavar="PATIENT_ID", callback=unseen)
@clinic_and_ledger
@json_option
@asks(AskHistory)
def history(request: AskHistory, as_json: bool) -> None:
    """List what a patient was given.  PATIENT_ID may be -, to be typed where no list of processes shows it."""
    show(history_of(request), lambda found: _say_copies(found, "", "to this patient"), as_json=as_json)


def _say_copies(found: GivenCopies, of: str, where: str) -> None:
    if found.copies:
        heads = ("issued", "patient", "name", "born", "leaflet", "version", "language", "run", "row", "copy", "became")
        table(heads, [_copy_cells(copy) for copy in found.copies])
    given = several(len(found.copies), "copy")
    purged = f" and {found.purged} whose names were purged" if found.purged else ""
    click.echo(f"{given}{of} {verb(len(found.copies), 'were')} given {where}, to {several(found.patients, 'patient')}{purged}.")


def _copy_cells(given: GivenCopy) -> tuple[str, ...]:
    return (minute(given.issued), *((GONE, "", "") if given.purged else given.whose()), *given.what())


@click.command()
@click.option("--before", type=DAY, callback=day_of, required=True, metavar="DATE", help="Of copies issued before this day.")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
@click.option(
    "--desk", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The desk's folder, if it is not the clinic's.",
)  # fmt: skip
@clinic_and_ledger
@json_option
@asks(Purge)
def purge(request: Purge, as_json: bool) -> None:
    """Take patients' data out of the ledger and the desk's diary; counts, leaflets and versions stay, and so do PDFs in their folders."""
    done = purged(replace(request, who=asker()), Terminal(asks=sys.stdin.isatty()))
    show(done, _say_purge, as_json=as_json)
    if not done.erased:
        warn("another process reads the ledger, and its journal keeps traces; purge again when that has ended")


def _say_purge(done: PurgeAnswer) -> None:
    click.echo(f"{several(done.purged, 'copy', 'have')} lost the patients' data; counts, leaflets and versions stay.")
    if done.appointments:
        click.echo(f"The desk has forgotten {several(done.appointments, 'appointment')} of earlier days, and their lists.")
    if done.kept:
        they = "it is" if done.kept == 1 else "they are"
        click.echo(f"{several(done.kept, 'older copy', 'were')} left as {they}, because {they} still to be delivered or settled.")


@click.command()
@click.option("--all", "every", is_flag=True, help="All of them, not only the last fifty.")
@clinic_and_ledger
@json_option
@asks(AskEvents)
def events(request: AskEvents, as_json: bool) -> None:
    """List what was done to the ledger, by whom and when: purges, recalls, copies made void or withdrawn."""
    show(list_events(request), _say_events, as_json=as_json)


def _say_events(found: KnownEvents) -> None:
    cells = [(minute(moment), event.who, event.what, _asked(event.asked), str(event.copies)) for event, moment in found.events]
    table(("when", "who", "what", "asked for", "copies"), cells)
    if found.older:
        click.echo(f"These are the last {len(found.events)}; --all lists every one.")


def _asked(asked: Mapping[str, object]) -> str:
    """What was asked for, in a line."""
    return ", ".join(name if said is True else f"{name} {said}" for name, said in asked.items())
