"""What commands share: options, the clinic and the press they name, tables and progress.

In: words of a command line.  Out: options; a `Clinic`, a `Press`; text on the terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from handouts.clinics.clinic import SAMPLES, Clinic, read_clinic, sample_clinic
from handouts.errors import InputError
from handouts.files.places import Place, Url, near, place
from handouts.leaflets.shelf import Allowed
from handouts.proof.expected import KINDS, Kind
from layouts.measures import PAPERS

if TYPE_CHECKING:
    from handouts.ledger.ledger import Ledger
    from handouts.press import Press

F = TypeVar("F", bound=Callable[..., Any])
RIGHT = ("copies", "pages", "version", "row", "run")  # heads of columns of numbers


def clinic_option(command: F) -> F:
    """--clinic DIR: the clinic's folder, or the name of a sample clinic."""
    return click.option(
        "--clinic", "clinic_", default="riverside", show_default=True, metavar="DIR", envvar="HANDOUTS_CLINIC",
        help=f"The clinic's folder, or a sample clinic: {', '.join(SAMPLES)}.",
    )(command)  # fmt: skip


def look_options(command: F) -> F:
    """--layout, --page."""
    command = click.option("--page", type=click.Choice(list(PAPERS)), default=None, help="Page size; the clinic's own otherwise.")(
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
    """--allow-sample and its kin, as `allowed`."""

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


def folder(text: str) -> Place:
    """A folder, or an address that fsspec reaches: the type of an option."""
    found = place(text)
    if isinstance(found, Path) and found.is_file():
        raise click.BadParameter(f"Directory {text!r} is a file.")
    return found


def cluster_options(command: F) -> F:
    """--cluster and its certificates."""
    for option, help_ in (
        ("--cluster-key", "The key of --cluster-cert."),
        ("--cluster-cert", "This machine's certificate for the cluster."),
        ("--cluster-ca", "With tls://: the authority that signed the cluster's certificates; Dask's own settings otherwise."),
    ):
        command = click.option(option, default="", type=click.Path(dir_okay=False), metavar="FILE", help=help_)(command)
    return click.option(
        "--cluster", default="", metavar="ADDRESS", help="Make copies on other machines: a Dask scheduler's tcp://… or tls://…"
    )(command)


def is_sample(name: str) -> bool:
    """Whether --clinic names a sample clinic rather than a folder."""
    return name in SAMPLES and not Path(name).is_dir()


def clinic_of(name: str) -> Clinic:
    """The clinic that --clinic names."""
    return read_clinic(near(clinic_place(name)))


def clinic_place(name: str) -> Place:
    """Where the clinic that --clinic names is."""
    return sample_clinic(name) if is_sample(name) else place(name)


def press_of(clinic: Clinic, layout: str, page: str | None, allowed: Allowed, proof: Kind) -> Press:
    """A press for the options of a command."""
    from handouts.press import Press

    return Press(clinic, layout=layout, page=page or "", allowed=allowed, proof=proof)


def iso(moment: Any) -> str | None:
    """A date or moment as JSON has it."""
    return moment.isoformat() if moment else None


def progress(results: Iterable[Any], total: int, *, quiet: bool, what: str = "Making") -> Iterable[Any]:
    """The results, with a bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, description=what, total=total, console=Console(stderr=True), transient=True)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table on standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=box.SIMPLE)
    for head in heads:
        drawn.add_column(head, justify="right" if head in RIGHT else "left")
    for row in rows:
        drawn.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 140).print(drawn)


def ledger_option(command: F) -> F:
    """--ledger FILE."""
    return click.option(
        "--ledger", "ledger_", type=click.Path(path_type=Path, dir_okay=False), envvar="HANDOUTS_LEDGER", metavar="FILE",
        help="The ledger; CLINIC/ledger.sqlite3 otherwise, and for a sample clinic ledger.sqlite3 beside what is made.",
    )(command)  # fmt: skip


def ledger_path(clinic_: str, ledger_: Path | None, beside: Place | None = None) -> Path:
    """Where the ledger is.  beside: the folder that a sample clinic, which lives inside the program, keeps its ledger in."""
    from handouts.ledger.ledger import NAME

    if ledger_ is None and is_sample(clinic_) and beside is None:
        raise click.UsageError("a sample clinic keeps its ledger beside what it made; name it with --ledger, or your clinic with --clinic")
    if ledger_:
        return ledger_
    where = beside if beside is not None and is_sample(clinic_) else clinic_place(clinic_)
    if isinstance(where, Url):
        raise click.UsageError(f"{where}: no ledger can be kept there; say with --ledger where it is on this machine")
    return where / NAME


def ledger_of(clinic_: str, ledger_: Path | None) -> Ledger:
    """The ledger that is there already, for commands that ask it.  Raises InputError if there is none."""
    from handouts.ledger.ledger import Ledger

    path = ledger_path(clinic_, ledger_)
    if not path.is_file():
        raise InputError(f"{path}: there is no ledger yet; `handouts batch` begins one, or name another with --ledger")
    return Ledger.open(path)


def asker() -> str:
    """Who asks, for the ledger: the name somebody is logged in by."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
