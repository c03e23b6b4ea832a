"""A whole list: `batch`, `demo`."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.clinics.clinic import SAMPLES
from handouts.commands.options import (
    allow_options,
    asker,
    clinic_option,
    clinic_place,
    cluster_options,
    folder,
    json_option,
    ledger_option,
    ledger_path,
    look_options,
    proof_option,
    table,
)
from handouts.errors import ALL_MADE, SOME_REJECTED
from handouts.files.places import place
from handouts.leaflets.shelf import Allowed
from handouts.proof.expected import Kind
from handouts.runs.order import ORDERS

if TYPE_CHECKING:
    from handouts.files.places import Place
    from handouts.ledger.data import Run
    from handouts.ledger.ledger import Ledger
    from handouts.runs.plan import Plan, Request
    from handouts.runs.task import Receipts


@dataclass(frozen=True, slots=True)
class Hands:
    """Who makes copies: so many processes here, or a cluster.  tls: authority, certificate, key."""

    workers: int = 1
    cluster: str = ""
    tls: tuple[str, str, str] = ("", "", "")


@click.command()
@click.argument("schedule", type=place)
@click.option("--out", type=folder, help="The folder to write into, one file a copy.")
@click.option("--leaflet", default="", metavar="ID", help="This leaflet for everybody; what rules and record say otherwise.")
@click.option("--combined", type=click.Path(path_type=Path, dir_okay=False), help="One file with all copies, for printing.")
@click.option("--map", "column_map", metavar="MAP", help="What another system's columns mean: a TOML file, or a shipped map.")
@click.option("--patients", type=place, help="A second file with the patients' names, joined by identifier.")
@click.option("--duplex", is_flag=True, help="With --combined: begin every copy on a front side.")
@click.option("--order", type=click.Choice(ORDERS), default="list", show_default=True, help="The order of printing, and its groups.")
@click.option("--separators", is_flag=True, help="With --combined and --order: a sheet before each group.")
@click.option("--dry-run", is_flag=True, help="Show the plan and make the first copy as a sample; record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before making.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that make copies.")
@cluster_options
@ledger_option
@proof_option
@look_options
@clinic_option
@allow_options
@json_option
def batch(
    schedule: Place, out: Place | None, leaflet: str, combined: Path | None, column_map: str | None, patients: Place | None, duplex: bool,
    order: str, separators: bool, dry_run: bool, yes: bool, workers: int, cluster: str, cluster_ca: str, cluster_cert: str,
    cluster_key: str, ledger_: Path | None, proof: Kind, layout: str, page: str | None, clinic_: str, allowed: Allowed, as_json: bool,
) -> None:  # fmt: skip
    """Make the handouts of a whole list: one PDF a copy, or one for the printer.  Said again, it goes on where it stopped."""
    target = out or combined
    if target is None or (out and combined):
        raise click.UsageError("say where to: --out DIR for a file a copy, or --combined FILE.pdf for one file")
    if (duplex or separators) and combined is None:
        raise click.UsageError(f"--{'duplex' if duplex else 'separators'} goes with --combined")
    if separators and order == "list":
        raise click.UsageError("--separators goes with an --order that makes groups, such as clinician")
    if workers > 1 and combined:
        raise click.UsageError("--workers goes with --out; one file is written by one process")
    if cluster and (combined or workers > 1):
        raise click.UsageError(f"--cluster goes with --out{'' if combined else ', and without --workers'}")
    if not cluster and (cluster_ca or cluster_cert or cluster_key):
        raise click.UsageError("--cluster-ca, --cluster-cert and --cluster-key go with --cluster")
    from handouts.runs.plan import Look, Request

    look = Look(leaflet, layout, page or "", allowed, order, combined is not None, duplex, separators, proof)  # type: ignore[arg-type]
    request = Request(schedule, clinic_place(clinic_), target, look, column_map, patients)
    request = request.absolute() if cluster else request
    ledger = ledger_path(clinic_, ledger_, request.folder)
    if dry_run:
        sys.exit(_show(request, ledger, as_json))
    hands = Hands(workers, cluster, (cluster_ca, cluster_cert, cluster_key))
    sys.exit(_run(request, ledger, hands, as_json, ask=not (yes or as_json)))


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True, help="The folder to write into."
)
@click.option("--clinic", "clinic_", type=click.Choice(SAMPLES), default="riverside", show_default=True, help="The sample clinic.")
@json_option
def demo(out: Path, clinic_: str, as_json: bool) -> None:
    """Make the sample list for a sample clinic."""
    from handouts.clinics.clinic import built_in
    from handouts.runs.plan import Request

    request = Request(built_in("assets/sample") / "schedule.csv", clinic_place(clinic_), out)
    sys.exit(_run(request, ledger_path(clinic_, None, out), Hands(), as_json, ask=False))


# -- the plan


def _show(request: Request, path: Path, as_json: bool) -> int:
    """Print the plan and make a sample; record nothing."""
    import json

    from handouts.ledger.ledger import Ledger
    from handouts.runs.plan import plan
    from handouts.runs.sample import sample

    with Ledger.open(path) if path.is_file() else nullcontext() as ledger:
        planned = plan(request)
        planned = planned.with_given(ledger) if ledger else planned
        known = ledger.find_run(planned.fingerprint) if ledger else None
    made = sample(planned)
    if as_json:
        click.echo(json.dumps(_plan_json(planned) | {"sample": str(made) if made else None, "run": known and known.id}, indent=2))
    else:
        _say_problems(planned)
        _say_plan(planned, known)
        click.echo(f"The first copy, as a sample: {made}" if made else "No copy can be made.")
    return SOME_REJECTED if any(row.outcome == "rejected" for row in planned.settled) else ALL_MADE


def _plan_json(planned: Plan) -> dict[str, Any]:
    keys = ("leaflet", "language", "layout", "copies")
    return {
        "rows": planned.rows,
        "copies": planned.copies,
        "by": [dict(zip(keys, count, strict=True)) for count in planned.counts()],
        "groups": [{"group": name, "copies": count} for name, count in planned.groups if name],
        "rejected": [_rejected(row.row, row.problems) for row in planned.settled if row.outcome == "rejected"],
        "skipped": [{"row": row.row, "reason": row.problems[0].what} for row in planned.settled if row.outcome == "skipped"],
        "left_out": planned.left_out,
        "given": [{"run": run, "day": day, "copies": count} for run, day, count in planned.given],
    }


def _rejected(row: int, problems: Iterable[object]) -> dict[str, Any]:
    return {"row": row, "problems": [str(problem) for problem in problems]}


def _say_plan(planned: Plan, known: Run | None) -> None:
    """The plan as a person reads it."""
    table(("leaflet", "language", "layout", "copies"), [(*key, str(count)) for *key, count in planned.counts()])
    if any(name for name, _ in planned.groups):
        table(("group", "copies"), [(name, str(count)) for name, count in planned.groups])
    outcomes = [row.outcome for row in planned.settled]
    click.echo(
        f"{planned.rows} rows: {len(planned.jobs)} get {planned.copies} handouts, {outcomes.count('rejected')} are rejected, "
        f"{outcomes.count('skipped')} skipped."
    )
    if planned.left_out:
        click.echo(f"{planned.left_out} copies of sensitive leaflets are left out; a row that names the leaflet gets it.")
    for run, day, count in planned.given:
        click.echo(f"{count} of these copies were given already, by run {run} on {day}.")
    if known:
        click.echo(f"This is run {known.id}, which {'is complete' if known.finished else 'goes on'}.")


def _say_problems(planned: Plan) -> None:
    """Every row that gets nothing, and why."""
    name = planned.request.schedule.name
    for row in planned.settled:
        for problem in row.problems:
            said = f"row {row.row}: {problem}" if row.outcome == "rejected" else f"{planned.unit} {row.row}: skipped, {problem.what}"
            click.echo(f"{name}: {said}", err=True)


# -- the run


def _run(request: Request, path: Path, hands: Hands, as_json: bool, *, ask: bool) -> int:
    from handouts.files.output import make_folder
    from handouts.ledger.ledger import Ledger
    from handouts.runs.plan import plan
    from handouts.runs.run import begin
    from handouts.runs.task import collect_seldom

    collect_seldom()
    planned = plan(request)  # what cannot be used is refused before anything is written
    make_folder(path.parent)
    with Ledger.open(path) as ledger:
        planned = planned.with_given(ledger)
        asked = ask and sys.stdin.isatty() and sys.stderr.isatty()
        if not as_json:
            _say_problems(planned)
        if asked:
            _say_plan(planned, ledger.find_run(planned.fingerprint))
            click.confirm(f"Make {planned.copies} handouts in {request.target}?", default=True, abort=True, err=True)
        elif not as_json:
            for run_, day, count in planned.given:
                click.echo(f"handouts: {count} of these copies were given already, by run {run_} on {day}", err=True)
        run = begin(planned, ledger, asker())
        notes = _make(planned, run, ledger, hands, quiet=as_json) if run.mine else ()
        for note in (*planned.warnings, *notes):
            click.echo(f"handouts: {note}", err=True)
        return _say(planned, run, ledger, as_json)


def _make(planned: Plan, run: Run, ledger: Ledger, hands: Hands, *, quiet: bool) -> tuple[str, ...]:
    """Make what is missing.  What the layouts had to change of the clinic's wishes."""
    done = sum(1 for _ in ledger.rows(run.id)) - len(planned.settled)
    if done and not quiet:
        click.echo(f"handouts: run {run.id} goes on: {done} of {len(planned.jobs)} rows are made", err=True)
    notes: set[str] = set()
    try:
        with closing(_results(planned, run, ledger, hands)) as results:
            for receipts in _progress(results, len(planned.jobs), done, quiet=quiet):
                notes.update(receipts.notes)
                if not quiet:
                    _say_rejected(planned, receipts)
    except KeyboardInterrupt:
        click.echo(f"handouts: run {run.id} was stopped; what is recorded is safe: say the same again to go on", err=True)
        raise
    return tuple(sorted(notes))


def _results(planned: Plan, run: Run, ledger: Ledger, hands: Hands) -> Generator[Receipts, None, None]:
    """What becomes of each task, by whoever does it."""
    from handouts.runs.run import docket, make, workers

    if planned.request.look.combined:
        from handouts.runs.combined import bind

        yield from bind(planned, run, ledger)
    elif hands.cluster:
        from handouts.runs.cluster import Tls, join, rows_of_task

        with join(hands.cluster, Tls(*hands.tls), docket(planned, run)) as executor:
            count = executor.workers
            yield from make(planned, run, ledger, executor, count, rows_of_task(len(planned.jobs), count))
    else:
        with workers(hands.workers) as executor:
            yield from make(planned, run, ledger, executor, hands.workers)


def _say_rejected(planned: Plan, receipts: Receipts) -> None:
    for receipt in receipts.rows:
        for problem in receipt.problems:
            click.echo(f"{planned.request.schedule.name}: row {receipt.row}: {problem}", err=True)


def _progress(results: Iterable[Receipts], total: int, done: int, *, quiet: bool) -> Iterator[Receipts]:
    """The results; on a terminal with a bar, the rate and the time left."""
    if quiet or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    console = Console(stderr=True)
    columns = TextColumn("Making"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, completed=done, rate="")
        for receipts in results:
            bar.advance(task, len(receipts.rows))
            speed = bar.tasks[task].speed
            bar.update(task, rate=f"{speed:.0f} a second" if speed else "")
            yield receipts


def _say(planned: Plan, run: Run, ledger: Ledger, as_json: bool) -> int:
    """What the ledger says of the run, when it is complete."""
    import json

    from handouts.ledger.data import Copy

    copies = list(ledger.copies(run.id))
    rows = list(ledger.rows(run.id))
    rejected = [row for row in rows if row.outcome == "rejected"]
    skipped = [row for row in rows if row.outcome == "skipped"]
    keys = ("row", "appointment", "leaflet", "language", "layout", "file", "pages", "sha256", "proof")
    if as_json:
        report = {
            "run": run.id,
            "made": [{key: told[key] for key in keys} for told in map(Copy.as_json, copies)],
            "rejected": [_rejected(row.row, row.problems) for row in rejected],
            "skipped": [{"row": row.row, "reason": row.problems[0].what} for row in skipped],
            "plates": sum(copy.struck.composed for copy in copies),
            "struck": len(copies),
            "proof": planned.request.look.proof,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _say_counts(planned, run, copies, len(rejected), len(skipped))
    return SOME_REJECTED if rejected else ALL_MADE


def _say_counts(planned: Plan, run: Run, copies: list[Any], rejected: int, skipped: int) -> None:
    counts: dict[tuple[str, str, str], list[int]] = {}
    for copy in copies:
        counts.setdefault((copy.struck.leaflet, copy.struck.language, copy.struck.layout), []).append(copy.struck.pages)
    table(("leaflet", "language", "layout", "copies", "pages"), [(*key, str(len(p)), str(sum(p))) for key, p in sorted(counts.items())])
    target = planned.request.target
    if not run.mine:
        click.echo(f"Run {run.id} is complete since {run.finished:%Y-%m-%d}; nothing was left to make.")
        lost = {copy.struck.file for copy in copies if not (planned.request.folder / copy.struck.file).is_file()}
        if lost:
            where = planned.request.folder
            click.echo(f"{len(lost)} of its files are no longer in {where}; `handouts reprint {run.id}` makes them again.", err=True)
    end = f", {skipped} skipped." if skipped else "."
    click.echo(f"Run {run.id}: {len(copies)} handouts in {target}, {rejected} rows rejected{end}")
