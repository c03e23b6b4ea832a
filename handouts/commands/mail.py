"""E-mail: `email`, `passphrases`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.commands.options import clinic_of, clinic_option, json_option, ledger_of, ledger_option, progress
from handouts.errors import ALL_MADE, SOME_REJECTED, HandoutsError, InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.delivery.dispatch import Passed
    from handouts.delivery.mail.addressees import Sorted
    from handouts.delivery.mail.channel import Mail
    from handouts.delivery.stock import Shelved
    from handouts.ledger.ledger import Ledger


@click.command()
@click.argument("what", metavar="RUN|COPY")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send and record nothing.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="With --dry-run: write the messages into this folder.")
@click.option("--again", is_flag=True, help="Send what was sent before once more.")
@click.option("--wait", is_flag=True, help="Stay, and try again what fails for a while, until nothing waits.")
@ledger_option
@clinic_option
@json_option
def email(
    what: str, dry_run: bool, out: Path | None, again: bool, wait: bool, ledger_: Path | None, clinic_: str, as_json: bool
) -> None:  # fmt: skip
    """Send a run's copies, or one copy, to those patients who have agreed to e-mail; the others are put out for printing."""
    if out and not dry_run:
        raise click.UsageError("--out goes with --dry-run")
    from handouts.delivery.chosen import chosen
    from handouts.delivery.dispatch import Errand, dispatch
    from handouts.delivery.mail.addressees import put, sort
    from handouts.delivery.mail.channel import Mail
    from handouts.delivery.mail.settings import read_mail
    from handouts.delivery.pace import Pace
    from handouts.delivery.stock import Shelved

    clinic = clinic_of(clinic_)
    settings = read_mail(clinic.folder)
    with ledger_of(clinic_, ledger_) as ledger:
        wanted = chosen(ledger, what)
        found = sort(ledger, wanted, clinic, settings, again=again)
        channel, stock = Mail(settings, clinic, ledger), Shelved(ledger, clinic)
        if dry_run:
            _spool(ledger, found, channel, stock, out)
            sys.exit(_report(found, [], as_json))
        put(ledger, found, again=again)
        pace = Pace(settings.per_minute, settings.per_hour)
        passing = dispatch(ledger, channel, stock, Errand(wanted.run, wanted.copy, wait, pace))
        sys.exit(_send(found, passing, as_json))


def _spool(ledger: Ledger, found: Sorted, channel: Mail, stock: Shelved, out: Path | None) -> None:
    """Write what would be sent into a folder."""
    from handouts.delivery.channel import Parcel
    from handouts.files.output import write_whole

    for id_ in found.mailed if out else ():
        copy = ledger.copy(id_)
        _, message, _ = channel.compose(Parcel(copy, stock.data(copy), channel.identify(copy, 0)))
        assert out is not None
        write_whole(out / f"{id_}.eml", message)


def _send(found: Sorted, passing: Iterable[Passed], as_json: bool) -> int:
    passed: list[Passed] = []
    stopped: HandoutsError | None = None
    try:
        passed.extend(progress(passing, len(found.mailed), quiet=as_json))
    except HandoutsError as error:
        stopped = error
    code = _report(found, passed, as_json)
    if stopped is not None:
        raise stopped
    return code


def _report(found: Sorted, passed: Iterable[Passed], as_json: bool) -> int:
    import json

    last = {one.copy.id: one for one in passed}
    states = Counter(one.delivery.state for one in last.values())
    if as_json:
        told = [_told(one) for one in last.values()]
        answer: dict[str, Any] = {
            "by_mail": len(found.mailed), "locked": len(found.locked), "printed_instead": found.reasons(), "before": len(found.had),
            "states": dict(states), "copies": told,
        }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for id_, one in last.items():
            if one.delivery.state != "sent":
                click.echo(f"{id_}: {one.delivery.state}; {one.came.said}", err=True)
        for reason, count in found.reasons().items():
            click.echo(f"{count} to be printed instead: {reason}.")
        if found.had:
            click.echo(f"{len(found.had)} were put out for e-mail or print before; see `handouts outbox`.")
        plain = len(found.mailed) - len(found.locked)
        click.echo(f"{len(found.mailed)} by e-mail, {len(found.locked)} of them locked{f', {plain} plain' if plain else ''}.")
        if last:
            click.echo(", ".join(f"{count} {state}" for state, count in sorted(states.items())) + ".")
    return ALL_MADE if set(states) <= {"sent"} else SOME_REJECTED


def _told(one: Passed) -> dict[str, object]:
    found = one.delivery
    return {"copy": found.copy, "state": found.state, "attempts": found.attempts, "message": found.message, "said": one.came.said}


@click.command()
@click.argument("run", type=int)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write; only you may read it.")
@ledger_option
@clinic_option
def passphrases(run: int, out: Path, ledger_: Path | None, clinic_: str) -> None:
    """Write the passphrases of a run's letters, for the desk to pass on by another way than e-mail."""
    from handouts.delivery.mail.phraselist import entries, write_list

    clinic: Clinic = clinic_of(clinic_)
    with ledger_of(clinic_, ledger_) as ledger:
        found = entries(ledger, ledger.run(run), clinic)
    if not found:
        raise InputError(f"no letter of run {run} is locked; send them first with `handouts email {run}`")
    write_list(out, found)
    click.echo(f"{out}: {len(found)} passphrases. Pass them on by telephone, in person or on paper, then delete the file.")
