"""A whole list: `batch`, `demo`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.clinics import SAMPLES
from handouts.commands.options import (
    allow_options,
    clinic_of,
    clinic_option,
    json_option,
    look_options,
    press_of,
    progress,
    proof_option,
    table,
)  # fmt: skip
from handouts.errors import ALL_MADE, SOME_REJECTED
from handouts.expected import Kind
from handouts.shelf import Allowed

if TYPE_CHECKING:
    from handouts.press import Press


@click.command()
@click.argument("schedule", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write into, one file an appointment.")
@click.option("--leaflet", default="", metavar="ID", help="This leaflet for everybody; the record's own otherwise.")
@click.option("--combined", type=click.Path(path_type=Path, dir_okay=False), help="One file with all copies, for printing.")
@click.option("--map", "column_map", metavar="MAP", help="What another system's columns mean: a TOML file, or a shipped map.")
@click.option("--patients", type=click.Path(path_type=Path), help="A second file with the patients' names, joined by identifier.")
@click.option("--duplex", is_flag=True, help="With --combined: begin every copy on a front side.")
@proof_option
@look_options
@clinic_option
@allow_options
@json_option
def batch(
    schedule: Path, out: Path | None, leaflet: str, combined: Path | None, column_map: str | None, patients: Path | None, duplex: bool,
    proof: Kind, layout: str, page: str | None,
    clinic_: str, allowed: Allowed, as_json: bool,
) -> None:  # fmt: skip
    """Make the handouts of a whole list: one PDF an appointment, or one for the printer."""
    target = out or combined
    if target is None or (out and combined):
        raise click.UsageError("say where to: --out DIR for a file an appointment, or --combined FILE.pdf for one file")
    if duplex and combined is None:
        raise click.UsageError("--duplex goes with --combined")
    press = press_of(clinic_of(clinic_), layout, page, allowed, proof)
    sys.exit(
        _batch(schedule, press, leaflet, as_json, target, combined is not None, duplex, {"column_map": column_map, "patients": patients})
    )


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True, help="The folder to write into."
)
@click.option("--clinic", "clinic_", type=click.Choice(SAMPLES), default="riverside", show_default=True, help="The sample clinic.")
@json_option
def demo(out: Path, clinic_: str, as_json: bool) -> None:
    """Make the sample list for a sample clinic."""
    from handouts.clinics import built_in

    schedule = built_in("assets/sample") / "schedule.csv"
    sys.exit(_batch(schedule, press_of(clinic_of(clinic_), "auto", None, Allowed(), "default"), "", as_json, out))


def _batch(
    schedule: Path,
    press: Press,
    leaflet: str,
    as_json: bool,
    out: Path,
    combined: bool = False,
    duplex: bool = False,
    reading: dict[str, Any] | None = None,
) -> int:
    import gc
    import json

    from handouts.batch import Made, Rejected, run, run_combined
    from handouts.schedules import open_schedule
    from handouts.schedules.table import Skipped

    gc.enable()
    rows = open_schedule(schedule, press.clinic.zone, **(reading or {}))
    results = run_combined(rows, press, out, leaflet, duplex=duplex) if combined else run(rows, press, out, leaflet)
    made: list[Made] = []
    rejected: list[Rejected] = []
    skipped: list[Skipped] = []
    for result in progress(results, len(rows), quiet=as_json):
        if isinstance(result, Made):
            made.append(result)
        elif isinstance(result, Skipped):
            skipped.append(result)
        else:
            rejected.append(result)
    for note in (*rows.warnings, *press.notes):
        click.echo(f"handouts: {note}", err=True)
    if as_json:
        report = {
            "made": [m.as_json() for m in made],
            "rejected": [r.as_json() for r in rejected],
            "skipped": [{"row": s.row, "reason": s.reason} for s in skipped],
            "plates": press.plates.composed,
            "struck": press.struck,
            "proof": press.prover.kind,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for reject in rejected:
            for problem in reject.problems:
                click.echo(f"{schedule.name}: row {reject.row}: {problem}", err=True)
        counts: dict[tuple[str, str, str], list[int]] = {}
        for copy in made:
            counts.setdefault((copy.leaflet, copy.language, copy.layout), []).append(copy.pages)
        table(
            ("leaflet", "language", "layout", "copies", "pages"), [(*key, str(len(p)), str(sum(p))) for key, p in sorted(counts.items())]
        )
        for skip in skipped:
            click.echo(f"{schedule.name}: {rows.unit} {skip.row}: skipped, {skip.reason}", err=True)
        click.echo(f"{len(made)} handouts in {out}, {len(rejected)} rows rejected" + (f", {len(skipped)} skipped." if skipped else "."))
    return SOME_REJECTED if rejected else ALL_MADE
