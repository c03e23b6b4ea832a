"""To the printer: `print`, `printers`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.commands.options import clinic_of, clinic_option, json_option, ledger_of, ledger_option, progress, table
from handouts.errors import ALL_MADE, SOME_REJECTED

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.delivery.channel import Channel
    from handouts.delivery.dispatch import Errand, Passed, Stock
    from handouts.delivery.printing.order import Order
    from handouts.delivery.printing.printers import Printer
    from handouts.delivery.printing.settings import Settings
    from handouts.ledger.ledger import Ledger

SIDES = ("one-sided", "two-sided-long-edge", "two-sided-short-edge")


@click.command("print")
@click.argument("which", metavar="RUN|COPY")
@click.option("--printer", metavar="NAME", envvar="HANDOUTS_PRINTER", help="A queue of `handouts printers`, ipp://… or ipps://….")
@click.option("--sides", type=click.Choice(SIDES), help="One or both sides of a sheet; the printer's own way otherwise.")
@click.option("--tray", metavar="NAME", help="The tray to take paper from; whichever has the size otherwise.")
@click.option("--staple", is_flag=True, help="Staple each copy.")
@click.option("--again", is_flag=True, help="Print what was printed before once more.")
@click.option("--wait", is_flag=True, help="Stay, and try again what fails for a while, until nothing waits.")
@click.option("--dry-run", is_flag=True, help="Say what would be printed, and whether the printer could; print nothing.")
@ledger_option
@clinic_option
@json_option
def print_(
    which: str, printer: str | None, sides: str | None, tray: str | None, staple: bool, again: bool, wait: bool, dry_run: bool,
    ledger_: Path | None, clinic_: str, as_json: bool,
) -> None:  # fmt: skip
    """Print the copies of a run, or one copy: each is a job of its own, counted by the printer."""
    from handouts.delivery.chosen import chosen
    from handouts.delivery.dispatch import Errand
    from handouts.delivery.printing.order import order
    from handouts.delivery.stock import Shelved

    clinic = clinic_of(clinic_)
    settings = _settings(clinic, {"printer": printer, "sides": sides, "tray": tray, "staple": staple or None})
    with ledger_of(clinic_, ledger_) as ledger:
        wanted = chosen(ledger, which)
        ordered = order(ledger, wanted, again=again)
        if dry_run:
            sys.exit(_dry_run(settings, ordered, as_json))
        errand = Errand(run=wanted.run, copy=wanted.copy, wait=wait)
        sys.exit(_print(ledger, Shelved(ledger, clinic), settings, ordered, errand, again, as_json))


@click.command()
@clinic_option
@json_option
def printers(clinic_: str, as_json: bool) -> None:
    """List the printers there are: their state, the paper in them, what they can do."""
    import json

    from handouts.delivery.printing.examine import listed

    found = list(listed(_settings(clinic_of(clinic_), {})))
    if as_json:
        click.echo(json.dumps([printer.as_json() for printer in found], ensure_ascii=False, indent=2))
        return
    table(("name", "state", "paper", "both sides", "staples", "trays", "look at"), [_row(printer) for printer in found])
    if not found:
        click.echo("This computer has no printer; add one in its settings, or name one by its address: --printer ipp://…")


def _row(printer: Printer) -> tuple[str, ...]:
    from handouts.delivery.printing.printers import size_of
    from handouts.delivery.printing.words import troubles

    name = f"{printer.name} (default)" if printer.default else printer.name
    state = printer.state if printer.accepting else f"{printer.state}, takes no jobs"
    paper, trays = ", ".join(map(size_of, printer.media)), ", ".join(printer.trays)
    look = "; ".join(troubles(printer.reasons)) or (printer.message if printer.state in ("stopped", "not reached") else "")
    return name, state, paper, _yes(printer.duplex), _yes(bool(printer.staples)), trays, look


def _yes(so: bool) -> str:
    return "yes" if so else "no"


def _settings(clinic: Clinic, options: dict[str, Any]) -> Settings:
    """Those of the clinic, but for what the command line says."""
    from dataclasses import replace

    from handouts.delivery.printing.settings import read_settings

    return replace(read_settings(clinic.folder), **{key: value for key, value in options.items() if value})


def _say(sentence: str) -> None:
    click.echo(f"handouts: {sentence}", err=True)


# -- before


def _dry_run(settings: Settings, ordered: Order, as_json: bool) -> int:
    """What would be printed, and every reason why it could not."""
    import json

    from handouts.delivery.printing.examine import examine

    findings = list(examine(settings, [copy.struck.page for copy in ordered.copies] or ["A4"]))
    if as_json:
        answer = _order_json(ordered) | {"findings": [finding.as_json() for finding in findings]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(ordered.copies)} copies of {ordered.pages} pages would be printed.")
        _say_left_out(ordered)
        for finding in findings:
            click.echo(str(finding))
    return ALL_MADE if all(finding.ok for finding in findings) else SOME_REJECTED


def _order_json(ordered: Order) -> dict[str, Any]:
    left_out = {"printed": ordered.printed, "elsewhere": ordered.elsewhere, "in_doubt": len(ordered.doubtful)}
    return {"copies": len(ordered.copies), "pages": ordered.pages, "left_out": left_out}


def _say_left_out(ordered: Order) -> None:
    reasons = {
        "were printed before; --again prints them once more": ordered.printed,
        "go to the patient another way": ordered.elsewhere,
        "are in doubt from an earlier time; look, and say so with `handouts settle`": len(ordered.doubtful),
    }
    for reason, count in reasons.items():
        if count:
            _say(f"left out: {count} that {reason}")


# -- printing


def _print(
    ledger: Ledger, stock: Stock, settings: Settings, ordered: Order, errand: Errand, again: bool, as_json: bool
) -> int:  # fmt: skip
    from handouts.delivery.channel import ChannelError
    from handouts.delivery.dispatch import dispatch
    from handouts.delivery.printing.order import place
    from handouts.delivery.printing.settings import channel

    printer = channel(settings, _say)
    place(ledger, ordered, again=again)
    passed: list[Passed] = []
    stopped: ChannelError | None = None
    results = dispatch(ledger, printer, stock, errand)
    try:
        for one in progress(results, len(ordered.copies), quiet=as_json, what="Printing"):
            passed.append(one)
            if one.delivery.state != "sent" and not as_json:
                _say(f"copy {one.copy.id} (row {one.copy.row}): {_state(one)}: {one.came.said}")
    except ChannelError as error:
        stopped = error
    waiting = sum(1 for copy in ordered.copies if ledger.copy(copy.id).fate == "waiting")
    if as_json:
        _print_json(ordered, passed, waiting, stopped)
    else:
        _say_what_came(ordered, passed, waiting)
    _say_evidence(ledger, printer, ordered)
    if stopped:
        raise stopped
    return ALL_MADE if all(one.delivery.state == "sent" for one in passed) and not ordered.doubtful else SOME_REJECTED


def _state(one: Passed) -> str:
    return "waits for another try" if one.delivery.state == "waiting" else one.delivery.state


def _print_json(ordered: Order, passed: list[Passed], waiting: int, stopped: Exception | None) -> None:
    import json

    came = [
        {"copy": one.copy.id, "row": one.copy.row, "pages": one.copy.struck.pages, "state": one.delivery.state, "said": one.came.said}
        | {key: one.came.facts[key] for key in ("printer", "job", "impressions") if key in one.came.facts}
        for one in passed
    ]
    answer = _order_json(ordered) | {"passed": came, "waiting": waiting, "stopped": str(stopped) if stopped else None}
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _say_what_came(ordered: Order, passed: list[Passed], waiting: int) -> None:
    states = [one.delivery.state for one in passed]
    pages = sum(one.copy.struck.pages for one in passed if one.delivery.state == "sent")
    parts = (f"{states.count('failed')} failed", f"{states.count('in doubt')} in doubt", f"{waiting} waiting")
    more = [part for part in parts if not part.startswith("0 ")]
    click.echo(f"{states.count('sent')} copies printed, {pages} pages" + "".join(f", {part}" for part in more) + ".")
    _say_left_out(ordered)
    if waiting:
        _say("what waits is printed by the same command again")


def _say_evidence(ledger: Ledger, printer: Channel, ordered: Order) -> None:
    """What the printer itself knows of copies that are in doubt from an earlier time."""
    from handouts.delivery.printing.order import evidence
    from handouts.delivery.printing.printer import Printing

    if ordered.doubtful and isinstance(printer, Printing):
        for found, said in evidence(printer.line, ordered.doubtful, ledger):
            _say(f"copy {found.copy} is in doubt; {said}")


