"""Copies once more: `reprint`, `again`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.reprint import RemadeCopy, RemakeCopy, Reprint, Reprinted, remake
from handouts.actions.reprint import reprint as reprinted
from handouts.commands.manner import allow_options
from handouts.commands.options import asks, chosen, clinic_and_ledger, end, json_option, unseen
from handouts.commands.terminal import show, warn
from handouts.language.counting import several


@click.command()
@click.argument("run", type=int, required=False)
@click.option("--pages", metavar="PAGES", callback=chosen, help="What stands on these pages of the stack, such as 41-60.")
@click.option("--copies", metavar="COPIES", callback=chosen, help="These copies, by their place in the order of printing, such as 3,7.")
@click.option("--from", "onward", default="", callback=chosen, metavar="ID", help="From this patient to the end.")
@click.option(
    "--patient", default="", metavar="ID", callback=unseen,
    help="Only this patient's; without RUN, every copy of the patient that counts. - is typed, where no list of processes shows it.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write into, one file a copy.")
@click.option("--combined", type=click.Path(path_type=Path, dir_okay=False), help="One file with all of them, for printing.")
@click.option("--duplex", is_flag=True, help="With --combined: begin every copy on a front side.")
@clinic_and_ledger
@json_option
@asks(Reprint)
def reprint(request: Reprint, as_json: bool) -> None:
    """Make copies again, of a run or of a patient: the same bytes, or none."""
    show(reprinted(request), _say, as_json=as_json)


def _say(made: Reprinted) -> None:
    of = f"of run {made.run}" if made.run else "of the patient"
    click.echo(f"{several(len(made.copies), 'handout')} {of} in {made.target}, {several(made.pages, 'page')}.")
    if made.outdated:
        has = "has been replaced since or is void, and is" if made.outdated == 1 else "have been replaced since or are void, and are"
        warn(f"{several(made.outdated, 'copy')} of the run {has} left out")


@click.command()
@click.argument("copy")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@clinic_and_ledger
@allow_options
@json_option
@asks(RemakeCopy)
def again(request: RemakeCopy, as_json: bool) -> None:
    """Make one copy again from the ledger, and say whether it is the one that was given."""
    made = remake(request)
    show(made, _say_again, as_json=as_json)
    end(ok=made.ok)


def _say_again(made: RemadeCopy) -> None:
    click.echo(f"{made.file}: " + ("the same bytes as were given" if made.ok else f"not the copy that was given: {made.why}"))
    if made.outdated:
        warn(f"it must not be handed out: {made.outdated}")
