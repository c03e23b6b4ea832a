"""The command line: `python generate.py …` and `handouts …` are the same.

Here stand only the group and the names of the commands; each is imported when it is used (`handouts.commands`).
"""

from __future__ import annotations

import gc

gc.disable()  # a short command ends before looking for garbage pays; what takes long turns it on again

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TextIO


def missing(error: ModuleNotFoundError) -> str:
    """What to say where one of the packages of setup.cfg is not there.  Raises the error itself for a module of the program's own."""
    if (error.name or "").partition(".")[0] in ("", "generate", "handouts", "layouts"):
        raise error
    if getattr(sys, "frozen", False):
        return f"handouts: this frozen program has no package {error.name!r}; install Handouts with pipx for that (docs/installing.md)"
    here = Path(__file__).resolve().parent
    ready = [python for python in (here / ".venv/bin/python", here / ".venv/Scripts/python.exe") if python.exists()]
    install = f"install what is needed: {sys.executable} -m pip install {here}"
    remedy = f"say: {ready[0]} {here / 'generate.py'} …; or {install}" if ready else install
    return f"handouts: {sys.executable} does not have the package {error.name!r}; {remedy}"


try:
    import click
except ModuleNotFoundError as error:
    sys.exit(missing(error))

from handouts.errors import HandoutsError, InputError, OutputError
from handouts.files.system import linger, spoken_by

COMMANDS = {  # name -> module of handouts.commands, and the command in it; in the order of `--help`
    "list": "leaflets:list_",
    "check": "check:check_",
    "preview": "preview:preview_",
    "make": "make:make",
    "edition": "edition:edition",
    "publish": "publish:publish",
    "batch": "batch:batch",
    "print": "printing:print_",
    "printers": "printing:printers",
    "reprint": "reprint:reprint",
    "again": "reprint:again",
    "schedule": "schedule:schedule",
    "rules": "rules:rules",
    "report": "ledger:report",
    "given": "ledger:given",
    "history": "ledger:history",
    "outdated": "outdated:outdated",
    "find": "find:find",
    "purge": "ledger:purge",
    "events": "ledger:events",
    "demo": "batch:demo",
    "email": "mail:email",
    "passphrases": "mail:passphrases",
    "mail": "mail:mail",
    "outbox": "outbox:outbox",
    "settle": "outbox:settle",
    "bounces": "bounces:bounces",
    "init": "beginning:init",
    "withdraw": "takeback:withdraw",
    "void": "takeback:void",
    "correct": "make:correct",
    "adopt": "leaflets:adopt",
    "new": "leaflets:new",
    "import": "imports:import_",
    "translate": "translations:translate",
    "sign": "signing:sign",
    "desk": "desk:desk",
    "staff": "staff:staff",
    "doctor": "checks:doctor",
}


class Commands(click.Group):
    """A group whose commands are imported when they are used, so that a short one starts soon."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"handouts.commands.{module}"), name)
        return command


def main() -> None:
    """Run the command; an error is a sentence on standard error and an exit code."""
    sys.stdout, sys.stderr = (stream or Path(os.devnull).open("w") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115  one that was closed is None
    for stream in (sys.stdout, sys.stderr):
        spoken_by(stream)
    try:
        cli.main(prog_name="handouts", standalone_mode=False)
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        click.echo(missing(error), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except HandoutsError as error:
        click.echo(f"handouts: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        sys.exit(_failed(error))


def _failed(error: OSError) -> int:
    """What the system refuses where nobody looked for it: a name that no file can have, or output that goes nowhere.  The exit code."""
    if error.errno == errno.ENAMETOOLONG:
        click.echo(f"handouts: {str(error.filename)[:40]}…: is longer than the name of a file may be; choose a shorter one", err=True)
        return InputError.exit_code
    _leads_nowhere(sys.stdout)
    if error.errno == errno.EPIPE:  # whoever reads has seen enough
        return 1
    try:
        click.echo(f"handouts: what was to be said cannot be written: {error.strerror}; free some room, or send it elsewhere", err=True)
    except OSError:  # nor can that
        _leads_nowhere(sys.stderr)
    return OutputError.exit_code


def _leads_nowhere(stream: TextIO) -> None:
    """What is still to be said in a stream has no place to go."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())


def _say_version(context: click.Context, _parameter: click.Parameter, wished: bool) -> None:
    if wished and not context.resilient_parsing:
        click.echo(import_module("handouts.doctor.program").versions())
        context.exit()


def open_desk() -> None:
    """`handouts-desk`: the desk in the browser, for whoever types nothing; one that is open already is shown."""
    try:
        from handouts.desk.opening import shown_already, words
    except ModuleNotFoundError as error:
        sys.exit(missing(error))
    if not sys.argv[1:] and shown_already():
        return
    sys.argv[1:] = words(sys.argv[1:])
    try:
        main()
    except SystemExit as end:
        if end.code:
            linger()
        raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version,
    help="Say the version, and what a report of a fault should have besides.",
)  # fmt: skip
def cli() -> None:
    """Personalised, branded, accessible leaflets from an appointment list.

    The clinic is the folder that you stand in, with its clinic.toml, or what --clinic says.

    \b
    handouts demo                          the sample list for a sample clinic
    handouts list --clinic riverside       the leaflets there are, for a sample clinic
    handouts make kyphoplasty --patient "Anna Lee" --born 1950-02-01 --id 4711 --at 2026-12-08T09:30 --out anna.pdf
    handouts batch tomorrow.csv --out tomorrow/
    """


if __name__ == "__main__":
    main()
