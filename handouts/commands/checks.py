"""Looking before anything is printed: `doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.bundle import WriteBundle, write_bundle
from handouts.actions.checks import Examine, Examined, examine
from handouts.commands.options import asks, clinic_and_ledger, end, json_option, map_option, sheet_option
from handouts.commands.terminal import show, warn


@click.command()
@click.option("--names", "schedule", type=click.Path(path_type=Path), help="Look for characters in this list that no font has.")
@map_option
@click.option("--patients", type=click.Path(path_type=Path), help="With --names: a second file with the patients' names.")
@sheet_option
@click.option("--send-to", default="", metavar="ADDRESS", help="Send one harmless letter to this address of yours.")
@click.option(
    "--bundle", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.zip",
    help="Write what was found, the versions, the settings and what the ledger counts into a file for support: nothing of a patient.",
)  # fmt: skip
@clinic_and_ledger
@json_option
@asks(Examine)
def doctor(request: Examine, bundle: Path | None, as_json: bool) -> None:
    """Check everything that a run needs: folder, layouts, fonts, ledger, printer, mail server, time zone, disk; and a list's names."""
    if bundle and (request.schedule or request.send_to):
        raise click.UsageError("--bundle holds nothing of a list or a letter; say it without --names and --send-to")
    written = write_bundle(WriteBundle(request.where, bundle)) if bundle else None
    found = written.examined if written else examine(request)
    show(found, _say, as_json=as_json)
    if written:
        warn(f"{written.file}: written, with {', '.join(name.partition('/')[2] for name in written.names)}; look at it before you send it")
    end(ok=found.ok)


def _say(found: Examined) -> None:
    for finding in found.findings:
        click.echo(str(finding))
