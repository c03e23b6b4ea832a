"""What the ledger knows: `report`, `given`, `history`, `purge`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.commands.options import clinic_of, clinic_option, json_option, ledger_of, ledger_option, table
from handouts.errors import ALL_MADE, InputError, LedgerError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy, Counts, Run
    from handouts.ledger.ledger import Ledger
    from handouts.ledger.report import Report

GONE = "(purged)"


@click.command()
@click.argument("run", type=int, required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it as a page with pictures.")
@ledger_option
@clinic_option
@json_option
def report(run: int | None, html: Path | None, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """Reconcile a run: what became of every row and every copy.  Without RUN, list the runs."""
    from handouts.ledger.report import report as reconciled

    if run is None and html:
        raise click.UsageError("say which run the page is of: handouts report RUN --html FILE")
    clinic = clinic_of(clinic_)
    with ledger_of(clinic_, ledger_) as ledger:
        if run is None:
            _list_runs(ledger, clinic, as_json)
            return
        found = reconciled(ledger, run)
    if html:
        _write_page(found, clinic, html)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    elif not html:
        _print_report(found, clinic)
    if found.faults:
        raise LedgerError(f"run {run} does not add up: {'; '.join(found.faults)}; keep a copy of the ledger and have somebody look")


def _write_page(found: Report, clinic: Clinic, html: Path) -> None:
    from datetime import UTC

    from handouts.files.output import write_whole
    from handouts.ledger.page import page

    write_whole(html, page(found, clinic, datetime.now(UTC)).encode())
    click.echo(f"{html}: run {found.run.id}", err=True)


def _list_runs(ledger: Ledger, clinic: Clinic, as_json: bool) -> None:
    from dataclasses import asdict

    from handouts.ledger.report import reports, run_as_json

    found = reports(ledger)
    if as_json:
        click.echo(json.dumps([run_as_json(run) | asdict(counts) for run, counts in found], ensure_ascii=False, indent=2))
        return
    heads = ("run", "begun", "by", "rows", "made", "rejected", "skipped", "copies", "state")
    table(heads, [_run_cells(run, counts, clinic) for run, counts in found])


def _run_cells(run: Run, counts: Counts, clinic: Clinic) -> tuple[str, ...]:
    figures = counts.rows, counts.made, counts.rejected, counts.skipped, counts.copies
    return (str(run.id), _there(run.started, clinic), run.who, *(f"{count:,}" for count in figures), _state(run.finished))


def _state(finished: datetime | None) -> str:
    return "finished" if finished else "not finished"


def _there(moment: datetime, clinic: Clinic) -> str:
    return moment.astimezone(clinic.zone).strftime("%Y-%m-%d %H:%M")


def _print_report(found: Report, clinic: Clinic) -> None:
    run, counts = found.run, found.counts
    click.echo(f"Run {run.id}, begun on {_there(run.started, clinic)} by {run.who}, {_state(run.finished)}.")
    rows = {"made": counts.made, "rejected": counts.rejected, "skipped": counts.skipped}
    rows |= {"still to be made": found.to_go} if found.to_go else {}
    fates = {"delivered": counts.delivered, "waiting": counts.waiting, "failed": counts.failed, "in doubt": counts.in_doubt}
    for what, whole, known in (("rows", counts.rows, rows), ("copies", counts.copies, fates)):
        click.echo(f"{what:>8} {whole:>9,} = " + " + ".join(f"{count:,} {name}" for name, count in known.items()))
    click.echo(f"{'pages':>8} {counts.pages:>9,}")
    parts = found.by("leaflet", "version", "language", "layout")
    table(("leaflet", "version", "language", "layout", "copies", "pages"), [(*map(str, key), f"{c:,}", f"{p:,}") for key, c, p in parts])
    table(("channel", "state", "copies"), [(channel, state, f"{count:,}") for channel, state, count in counts.channels])
    for row in found.rejected:
        click.echo("\n".join(f"row {row.row}: {problem}" for problem in row.problems))
    for reason, count in found.reasons():
        click.echo(f"{count} skipped: {reason}")
    for what in found.attention:
        click.echo(f"* {what}")


@click.command()
@click.argument("leaflet")
@click.option("--version", "version", type=int, metavar="N", help="Only this version of it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only copies issued on this day or later.")
@ledger_option
@clinic_option
@json_option
def given(leaflet: str, version: int | None, since: datetime | None, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """List who was given a leaflet, for a recall."""
    clinic = clinic_of(clinic_)
    from handouts.ledger.recall import given_out

    with ledger_of(clinic_, ledger_) as ledger:
        copies = given_out(ledger, leaflet, version, _midnight(since, clinic) if since else None)
    what = f"copies of {leaflet}" + (f", version {version}," if version is not None else "") + " were given out"
    _print_copies(copies, clinic, as_json, what)


@click.command()
@click.argument("patient_id")
@ledger_option
@clinic_option
@json_option
def history(patient_id: str, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """List what a patient was given.  PATIENT_ID may be -, to be typed where no list of processes shows it."""
    clinic = clinic_of(clinic_)
    if patient_id == "-":
        patient_id = click.prompt("Patient's identifier", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    from handouts.ledger.recall import given_to

    with ledger_of(clinic_, ledger_) as ledger:
        copies = given_to(ledger, patient_id)
    _print_copies(copies, clinic, as_json, "copies were given to this patient")


def _print_copies(copies: Iterable[Copy], clinic: Clinic, as_json: bool, what: str) -> None:
    copies = tuple(copies)
    if as_json:
        click.echo(json.dumps([_copy_as_json(copy) for copy in copies], ensure_ascii=False, indent=2))
        return
    if copies:
        heads = ("issued", "patient", "name", "born", "leaflet", "version", "language", "run", "row", "copy", "became")
        table(heads, [_copy_cells(copy, clinic) for copy in copies])
    patients = len({copy.whose.patient for copy in copies if copy.whose})
    gone = sum(copy.whose is None for copy in copies)
    click.echo(
        f"{len(copies)} {what}, to {patients} patient{'s' * (patients != 1)}" + (f" and {gone} whose names were purged." if gone else ".")
    )


def _copy_cells(copy: Copy, clinic: Clinic) -> tuple[str, ...]:
    whose, struck = copy.whose, copy.struck
    who = (whose.patient, whose.name, whose.born.isoformat()) if whose else (GONE, "", "")
    where = (struck.leaflet, str(struck.version), struck.language, str(copy.run), str(copy.row), copy.id, copy.fate)
    return (_there(copy.issued, clinic), *who, *where)


def _copy_as_json(copy: Copy) -> dict[str, object]:
    told, plain = copy.as_json(), ("run", "row", "appointment", "patient", "name", "leaflet", "version", "language", "layout", "pages")
    names = ("issued", "purged", "born", *plain, "file", "sha256", "fate")
    return {"copy": copy.id, **{name: told[name] for name in names}}


@click.command()
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="Of copies issued before this day.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@ledger_option
@clinic_option
@json_option
def purge(before: datetime, yes: bool, ledger_: Path | None, clinic_: str, as_json: bool) -> None:
    """Take patients' data out of the ledger; counts, leaflets and versions stay.  The PDFs in their folders are not touched."""
    clinic = clinic_of(clinic_)
    limit = _midnight(before, clinic)
    from handouts.ledger.purge import aged
    from handouts.ledger.purge import purge as purged

    with ledger_of(clinic_, ledger_) as ledger:
        copies, kept = aged(ledger, limit)
        asking = copies > 0 and not yes
        if asking and not sys.stdin.isatty():
            raise InputError(f"{copies} copies would lose their patients' data, and nobody is there to say yes; say --yes")
        if asking:
            what = f"Take the patients' data out of {copies} copies issued before {before.date()}, for good?"
            click.confirm(what, abort=True, err=True)
        done = purged(ledger, limit)
    if as_json:
        click.echo(json.dumps({"purged": done.copies, "kept": done.kept, "erased": done.erased}))
    else:
        click.echo(f"{done.copies} copies have lost their patients' data; their counts, leaflets and versions stay.")
        if kept:
            click.echo(f"{done.kept} older copies were left as they are, because they are still to be delivered or settled.")
    if not done.erased:
        click.echo("handouts: another process reads the ledger, and its journal keeps traces; purge again when that has ended", err=True)
    sys.exit(ALL_MADE)


def _midnight(day: datetime, clinic: Clinic) -> datetime:
    """The beginning of a day at the clinic."""
    return datetime.combine(day.date(), time.min, clinic.zone)
