"""Who may come in to the desk: `staff add`, `staff remove`, `staff list`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handouts.actions.counter import Counter
from handouts.actions.staff import AddMember, RemoveMember, Staff, add_member, ask_staff, remove_member
from handouts.actions.where import Where
from handouts.commands.options import Command, clinic_and_ledger, json_option
from handouts.commands.terminal import show, table

out_option = click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="The desk's folder, if it is not the clinic's."
)


@click.group()
def staff() -> None:
    """Who may come in to the desk."""


def _at_the_desk(command: Command) -> Command:
    return clinic_and_ledger(out_option(command))


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["desk", "editor", "manager"]), required=True, help="What they may do; a manager may do all.")
@click.option("--by-proxy", is_flag=True, help="Without a pass-phrase: they come by the proxy of --proxy-header alone.")
@_at_the_desk
def add(where: Where, folder: Path | None, name: str, role: str, by_proxy: bool) -> None:
    """Let somebody in, or give them another role and pass-phrase; it is asked, or read from standard input."""
    added = add_member(AddMember(Counter(where, folder), name, role, None if by_proxy else _phrase()))  # type: ignore[arg-type]
    click.echo(f"{added.name} may come in: {added.role}.")


@staff.command()
@click.argument("name")
@_at_the_desk
def remove(where: Where, folder: Path | None, name: str) -> None:
    """Let somebody in no more; whoever sits at the desk under that name is shown the door."""
    click.echo(f"{remove_member(RemoveMember(Counter(where, folder), name))} may not come in any more.")


@staff.command("list")
@json_option
@_at_the_desk
def list_(where: Where, folder: Path | None, as_json: bool) -> None:
    """Show who may come in."""
    show(ask_staff(Counter(where, folder)), _say, as_json=as_json)


def _say(found: Staff) -> None:
    rows = [(one.name, one.role, "pass-phrase" if one.phrase else "proxy", one.added.strftime("%Y-%m-%d")) for one in found.members]
    if rows:
        table(("name", "role", "comes by", "since"), rows)
    else:
        click.echo("Nobody yet: the desk opens by its one-time link. `handouts staff add NAME --role manager` begins.")


def _phrase() -> str:
    """The pass-phrase, typed twice where there is a terminal, and never among a command's words."""
    if sys.stdin.isatty():
        return str(click.prompt("Pass-phrase", hide_input=True, confirmation_prompt="The same again", err=True))
    return sys.stdin.readline().rstrip("\r\n")
