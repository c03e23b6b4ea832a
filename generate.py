"""The command line.  Only verbs, options and messages; no work is done here.

`python generate.py …` and `handouts …` are the same.
"""

from __future__ import annotations

import gc

gc.disable()  # a short command ends before looking for garbage pays; `batch` turns it on again

import json
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from handouts import __version__
from handouts.clinics import SAMPLES, Clinic, read_clinic, sample_clinic
from handouts.errors import HandoutsError, InputError, RecordError
from handouts.expected import KINDS, Kind
from handouts.shelf import Allowed, Shelf

if TYPE_CHECKING:
    from handouts.press import Press

F = TypeVar("F", bound=Callable[..., Any])
ALL_MADE, SOME_REJECTED = 0, 3


def main() -> None:
    """Run the command; an error is a sentence on standard error and an exit code."""
    try:
        cli.main(prog_name="handouts", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except HandoutsError as error:
        click.echo(f"handouts: {error}", err=True)
        sys.exit(error.exit_code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Personalised, branded, accessible leaflets from an appointment list.

    \b
    handouts demo                          the sample list for a sample clinic
    handouts list                          the leaflets there are
    handouts make kyphoplasty --patient "Anna Lee" --born 1950-02-01 --id 4711 --at 2026-12-08T09:30 --out anna.pdf
    handouts batch tomorrow.csv --out tomorrow/
    """


def clinic_option(command: F) -> F:
    """--clinic DIR: the clinic's folder, or the name of a sample clinic."""
    return click.option(
        "--clinic", "clinic_", default="riverside", show_default=True, metavar="DIR", envvar="HANDOUTS_CLINIC",
        help=f"The clinic's folder, or a sample clinic: {', '.join(SAMPLES)}.",
    )(command)  # fmt: skip


def look_options(command: F) -> F:
    """--layout, --page."""
    command = click.option("--page", type=click.Choice(["A4", "Letter"]), default=None, help="Page size; the clinic's own otherwise.")(
        command
    )
    return click.option(
        "--layout",
        default="auto",
        metavar="NAME",
        show_default=True,
        help="standard, large-print, or one of the clinic's own; auto takes the patient's format.",
    )(command)


def allow_options(command: F) -> F:
    """--allow-sample and its kin."""

    @click.option("--allow-sample", is_flag=True, help="Give out a sample that no clinician has reviewed.")
    @click.option("--allow-draft", is_flag=True, help="Make proofs of a draft; each page is marked.")
    @click.option("--allow-withdrawn", is_flag=True, help="Give out a withdrawn leaflet.")
    @click.option("--allow-overdue", is_flag=True, help="Give out a leaflet that is past its review date.")
    @wraps(command)
    def with_allowed(*args: Any, allow_sample: bool, allow_draft: bool, allow_withdrawn: bool, allow_overdue: bool, **rest: Any) -> Any:
        return command(*args, allowed=Allowed(allow_sample, allow_draft, allow_withdrawn, allow_overdue), **rest)

    return with_allowed  # type: ignore[return-value]


proof_option = click.option(
    "--proof", type=click.Choice(KINDS), default="default", show_default=True, help="How finished copies are read again before they leave."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on standard output.")


def _clinic(name: str) -> Clinic:
    return read_clinic(sample_clinic(name) if name in SAMPLES and not Path(name).is_dir() else Path(name))


@cli.command("list")
@clinic_option
@json_option
def list_(clinic_: str, as_json: bool) -> None:
    """List the leaflets there are."""
    leaflets = list(Shelf(_clinic(clinic_)).leaflets())
    if as_json:
        keys = ("identifier", "title", "language", "version", "status")
        rows = [{key: getattr(leaflet, key) for key in keys} | {"review_due": _iso(leaflet.review_due)} for leaflet in leaflets]
        click.echo(json.dumps([{"id": row.pop("identifier"), **row} for row in rows], ensure_ascii=False, indent=2))
        return
    cells: list[tuple[str, ...]] = [
        (lf.identifier, lf.title, lf.language, str(lf.version), lf.status, _iso(lf.review_due) or "") for lf in leaflets
    ]
    _table(("id", "title", "language", "version", "status", "review due"), cells)


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


@cli.command()
@click.argument("leaflet")
@click.option(
    "--appointment", type=click.Path(path_type=Path, dir_okay=False), help="A record in JSON; the other options override its fields."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@click.option("--patient", metavar="NAME", help="Given and family name; 'Family, Given' if the family name has several words.")
@click.option("--born", metavar="DATE", help="Date of birth, such as 1951-04-17.")
@click.option("--id", "identifier", metavar="ID", help="The patient's identifier.")
@click.option("--at", metavar="TIME", help="Start of the appointment, such as 2026-12-08T09:30.")
@click.option("--location", help="Where the appointment is.")
@click.option("--clinician", help="Whom it is with.")
@click.option("--note", help="A note for the patient.")
@click.option("--language", help="The patient's language, such as en-US or ar.")
@proof_option
@look_options
@clinic_option
@allow_options
@json_option
def make(
    leaflet: str, appointment: Path | None, out: Path, patient: str | None, born: str | None, identifier: str | None, at: str | None,
    location: str | None, clinician: str | None, note: str | None, language: str | None, proof: Kind, layout: str, page: str | None,
    clinic_: str, allowed: Allowed, as_json: bool,
) -> None:  # fmt: skip
    """Make one patient's handout."""
    from handouts.desk import record_from_file, record_from_options
    from handouts.output import write_whole

    clinic = _clinic(clinic_)
    record = record_from_file(appointment) if appointment else {}
    record |= record_from_options(
        patient=patient, born=born, identifier=identifier, at=at, location=location, clinician=clinician, note=note, language=language
    )
    from handouts.records import read_record

    where = str(appointment.name) if appointment else "options"
    press = _press(clinic, layout, page, allowed, proof)
    try:
        handout = press.make(read_record(record, where, clinic.zone), leaflet)
    except RecordError as error:
        raise InputError(str(RecordError(where, error.problems))) from None
    write_whole(out, handout.data)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "leaflet": handout.leaflet.identifier,
                    "file": str(out),
                    "pages": handout.pages,
                    "sha256": handout.sha256,
                    "proof": handout.proof,
                }
            )
        )
    else:
        click.echo(f"{out}: {handout.leaflet.title}, {handout.pages} pages")


@cli.command()
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
    press = _press(_clinic(clinic_), layout, page, allowed, proof)
    sys.exit(
        _batch(schedule, press, leaflet, as_json, target, combined is not None, duplex, {"column_map": column_map, "patients": patients})
    )


@cli.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True, help="The folder to write into."
)
@click.option("--clinic", "clinic_", type=click.Choice(SAMPLES), default="riverside", show_default=True, help="The sample clinic.")
@json_option
def demo(out: Path, clinic_: str, as_json: bool) -> None:
    """Make the sample list for a sample clinic."""
    from handouts.clinics import built_in

    schedule = built_in("assets/sample") / "schedule.csv"
    sys.exit(_batch(schedule, _press(_clinic(clinic_), "auto", None, Allowed(), "default"), "", as_json, out))


@cli.command()
@click.argument("leaflet")
@clinic_option
def adopt(leaflet: str, clinic_: str) -> None:
    """Copy a built-in leaflet into the clinic's folder, to be edited and reviewed."""
    if clinic_ in SAMPLES and not Path(clinic_).is_dir():
        raise InputError("a sample clinic adopts nothing; name your clinic's folder with --clinic")
    copied = Shelf(_clinic(clinic_)).adopt(leaflet)
    for path in copied:
        click.echo(f"{path}")
    click.echo("Edit the text, have a clinician review it, then set 'status: reviewed', 'reviewer: …' and 'reviewed: YYYY-MM-DD'.")


@cli.command()
@click.option("--names", "schedule", type=click.Path(path_type=Path), help="Look for characters in this list that no font has.")
@clinic_option
@json_option
def doctor(schedule: Path | None, clinic_: str, as_json: bool) -> None:
    """Check the clinic's folder and fonts, and the names of a whole list, before anything is printed."""
    from handouts.doctor import examine

    findings = list(examine(_clinic(clinic_), schedule))
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(
                f"{'ok  ' if finding.ok else 'FAIL'}  {finding.where}: {finding.what}" + (f"; {finding.remedy}" if finding.remedy else "")
            )
    sys.exit(ALL_MADE if all(finding.ok for finding in findings) else SOME_REJECTED)


@cli.group()
def schedule() -> None:
    """Look at a list before it is used."""


@schedule.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@clinic_option
def schedule_inspect(file: Path, clinic_: str) -> None:
    """Propose a column map for a list of another system; its guesses are marked."""
    from handouts.schedules import inspect

    click.echo(inspect(file, _clinic(clinic_).zone).text, nl=False)


def _press(clinic: Clinic, layout: str, page: str | None, allowed: Allowed, proof: Kind) -> Press:
    from handouts.press import Press

    return Press(clinic, layout=layout, page=page or "", allowed=allowed, proof=proof)


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
    from handouts.batch import Made, Rejected, run, run_combined
    from handouts.schedules import open_schedule
    from handouts.schedules.table import Skipped

    gc.enable()
    rows = open_schedule(schedule, press.clinic.zone, **(reading or {}))
    results = run_combined(rows, press, out, leaflet, duplex=duplex) if combined else run(rows, press, out, leaflet)
    made: list[Made] = []
    rejected: list[Rejected] = []
    skipped: list[Skipped] = []
    for result in _progress(results, len(rows), quiet=as_json):
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
        _table(
            ("leaflet", "language", "layout", "copies", "pages"), [(*key, str(len(p)), str(sum(p))) for key, p in sorted(counts.items())]
        )
        for skip in skipped:
            click.echo(f"{schedule.name}: {rows.unit} {skip.row}: skipped, {skip.reason}", err=True)
        click.echo(f"{len(made)} handouts in {out}, {len(rejected)} rows rejected" + (f", {len(skipped)} skipped." if skipped else "."))
    return SOME_REJECTED if rejected else ALL_MADE


def _progress(results: Iterable[Any], total: int, *, quiet: bool) -> Iterable[Any]:
    """The results, with a bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, description="Making", total=total, console=Console(stderr=True), transient=True)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE)
    for head in heads:
        table.add_column(head, justify="right" if head in ("copies", "pages", "version") else "left")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


if __name__ == "__main__":
    main()
