"""The desk in a browser: `desk`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.actions.counter import Counter
from handouts.actions.days import BringIn, bring_in
from handouts.actions.where import Where
from handouts.commands.options import asker, clinic_and_ledger


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8417, show_default=True, envvar="HANDOUTS_PORT",
    help="On this computer; 0 for any that is free.",
)  # fmt: skip
@click.option("--open", "browser", is_flag=True, help="Open the browser, too.")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False),
    help="Where lists and copies are kept; the clinic's folder otherwise.",
)  # fmt: skip
@click.option(
    "--list", "lists", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Bring in this list first.",
)  # fmt: skip
@click.option(
    "--proxy-header", "proxy", default="", metavar="NAME",
    help="A reverse proxy on this computer lets people in, and names them in this header, such as X-Remote-User.",
)  # fmt: skip
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="Another name that the desk goes by: the proxy's.")
@clinic_and_ledger
def desk(
    where: Where, port: int, browser: bool, folder: Path | None, lists: tuple[Path, ...], proxy: str, hosts: tuple[str, ...]
) -> None:
    """Open the desk: today's patients, their leaflets, and the printer, in a browser on this computer."""
    from handouts.desk.app import LOCAL, Desk
    from handouts.desk.serve import serve

    counter = Counter(where, folder)
    counter.read()
    for path in lists:
        bring_in(BringIn(counter, path.read_bytes(), path.name, who=asker()))
    serve(Desk(counter, proxy=proxy.lower(), hosts=(*LOCAL, *map(str.lower, hosts))), port, click.echo, browser=browser)
