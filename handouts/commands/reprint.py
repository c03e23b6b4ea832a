"""Copies once more: `reprint`, `again`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handouts.commands.options import allow_options, clinic_of, clinic_option, json_option, ledger_of, ledger_option
from handouts.errors import ALL_MADE, SOME_REJECTED
from handouts.leaflets.shelf import Allowed


@click.command()
@click.argument("run", type=int)
@click.option("--pages", metavar="PAGES", help="What stands on these pages of the stack, such as 41-60.")
@click.option("--copies", metavar="COPIES", help="These copies, by their place in the order of printing, such as 3,7.")
@click.option("--from", "patient", default="", metavar="ID", help="From this patient to the end.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write into, one file a copy.")
@click.option("--combined", type=click.Path(path_type=Path, dir_okay=False), help="One file with all of them, for printing.")
@click.option("--duplex", is_flag=True, help="With --combined: begin every copy on a front side.")
@ledger_option
@clinic_option
@json_option
def reprint(
    run: int, pages: str | None, copies: str | None, patient: str, out: Path | None, combined: Path | None, duplex: bool,
    ledger_: Path | None, clinic_: str, as_json: bool,
) -> None:  # fmt: skip
    """Make copies of a run again: the same bytes, or none."""
    import json

    from handouts.ledger.data import Copy
    from handouts.runs.again import choose, into_file, into_folder, ranges
    from handouts.runs.again import clinic_of as clinic_of_run

    if (out is None) == (combined is None):
        raise click.UsageError("say where to: --out DIR for a file a copy, or --combined FILE.pdf for one file")
    if sum(given not in (None, "") for given in (pages, copies, patient)) > 1:
        raise click.UsageError("--pages, --copies and --from exclude each other")
    if duplex and combined is None:
        raise click.UsageError("--duplex goes with --combined")
    spans = {name: ranges(text) for name, text in (("pages", pages), ("copies", copies)) if text is not None}
    with ledger_of(clinic_, ledger_) as ledger:
        found = ledger.run(run)
        clinic = clinic_of_run(found, clinic_of(clinic_).folder)
        chosen = choose(ledger, found, clinic, patient=patient, **spans)
    made = list(into_folder(chosen, found, clinic, out) if out else into_file(chosen, found, clinic, combined, duplex=duplex))  # type: ignore[arg-type]
    if as_json:
        keys = ("id", "sequence", "leaflet", "language", "layout", "pages", "sha256")
        click.echo(json.dumps([{key: told[key] for key in keys} for told in map(Copy.as_json, made)], indent=2))
    else:
        click.echo(f"{len(made)} handouts of run {run} in {out or combined}, {sum(copy.struck.pages for copy in made)} pages.")


@click.command()
@click.argument("copy")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@ledger_option
@clinic_option
@allow_options
@json_option
def again(copy: str, out: Path, ledger_: Path | None, clinic_: str, allowed: Allowed, as_json: bool) -> None:
    """Make one copy again from the ledger, and say whether it is the one that was given."""
    import json

    from handouts.files.output import write_whole
    from handouts.runs.again import again as made_again
    from handouts.runs.again import clinic_of as clinic_of_run
    from handouts.runs.again import difference

    with ledger_of(clinic_, ledger_) as ledger:
        found = ledger.copy(copy)
        run = ledger.run(found.run)
    clinic = clinic_of_run(run, clinic_of(clinic_).folder)
    made = next(made_again([found], run, clinic, allowed))
    write_whole(out, made.handout.data)
    why = "" if made.same else difference(made, run, clinic)
    if as_json:
        click.echo(json.dumps({"file": str(out), "same": made.same, "sha256": made.handout.sha256, "was": found.struck.sha256, "why": why}))
    else:
        click.echo(f"{out}: " + ("the same bytes as were given" if made.same else f"not the copy that was given: {why}"))
    sys.exit(ALL_MADE if made.same else SOME_REJECTED)
