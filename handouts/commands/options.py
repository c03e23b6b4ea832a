"""What commands share: options, which become frozen requests, and the end of a command.

In: words of a command line.  Out: a request of `handouts.actions`; an exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from handouts.actions.where import SAMPLES, Where
from handouts.errors import ALL_MADE, SOME_REJECTED, HandoutsError
from handouts.files.places import Place, place

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


def gathered(kind: type, name: str, *options: Decorator) -> Decorator:
    """Options that become one frozen thing, which the command takes under a name."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_it(**given: Any) -> Any:
            there = {field.name: given.pop(field.name) for field in fields(kind) if field.name in given}
            return command(**{name: kind(**there)}, **given)

        decorated: Command = with_it
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def asks(kind: type) -> Decorator:
    """Whatever of a command's arguments and options is a field of a request becomes that request, which the command takes."""
    return gathered(kind, "request")


def chosen(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """What an option says that chooses some of many.  Said, and empty, as a script without its variable says it, it is no choice.

    Raises BadParameter.
    """
    if value is not None and not value.strip() and param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        raise click.BadParameter("is empty, and would mean all; say which, or leave the option out", ctx, param)
    return value


_clinic = click.option(
    "--clinic", default="", metavar="DIR", envvar="HANDOUTS_CLINIC",
    help=f"The clinic's folder; the one that you stand in otherwise. Or a sample clinic: {', '.join(SAMPLES)}.",
)  # fmt: skip
_ledger = click.option(
    "--ledger", type=click.Path(path_type=Path, dir_okay=False), envvar="HANDOUTS_LEDGER", metavar="FILE",
    help="The ledger; CLINIC/ledger.sqlite3 otherwise, and for a sample clinic ledger.sqlite3 beside what is made.",
)  # fmt: skip
clinic_option = gathered(Where, "where", _clinic)
clinic_and_ledger = gathered(Where, "where", _ledger, _clinic)
map_option = click.option(
    "--map", "column_map", metavar="MAP", help="What another system's list means: a TOML file, or a shipped map; not the clinic's own."
)
sheet_option = click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook that is the list.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on standard output.")


def unseen(context: click.Context, parameter: click.Parameter, patient: str) -> str:
    """The identifier of an argument or option, which is not empty; for -, asked for where no list of processes shows it."""
    chosen(context, parameter, patient)
    if patient != "-":
        return patient
    if sys.stdin.isatty():
        return str(click.prompt("Patient's identifier", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def folder(text: str) -> Place:
    """A folder, or an address that fsspec reaches: the type of an option.  Raises BadParameter for a file."""
    found = place(text)
    if isinstance(found, Path) and found.is_file():
        raise click.BadParameter(f"Directory {text!r} is a file.")
    return found


def asker() -> str:
    """Who asks, for the ledger: the name somebody is logged in by."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _who(_context: click.Context, _parameter: click.Parameter, name: str) -> str:
    """Whoever is named; whoever is logged in otherwise."""
    return name.strip() or asker()


def who_option(said: str) -> Decorator:
    """The option that names a person."""
    return click.option("--who", default="", callback=_who, metavar="NAME", help=said)


def end(*, ok: bool, stopped: HandoutsError | None = None) -> None:
    """The end of a command whose answer is shown.  Raises what stopped it, if something has."""
    if stopped is not None:
        raise stopped
    sys.exit(ALL_MADE if ok else SOME_REJECTED)
