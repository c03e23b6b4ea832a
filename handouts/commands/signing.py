"""A clinician's signature: `sign`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from handouts.actions.signing import Signed, SignLeaflet, ToSign, look_to_sign, sign_leaflet
from handouts.commands.options import asks, clinic_option, json_option
from handouts.commands.terminal import show

GONE, NEW = ("[-", "-]"), ("{+", "+}")  # where a terminal has no colours


def _answers(_context: click.Context, _parameter: click.Parameter, said: tuple[str, ...]) -> dict[str, str]:
    """`name=words`, some times over.  Raises BadParameter for what is not."""
    pairs = [text.partition("=") for text in said]
    if any(not words.strip() for _, _, words in pairs):
        raise click.BadParameter("expected a question's name, =, and the answer, such as order=yes")
    return {name: words for name, _, words in pairs}


def _day(_context: click.Context, _parameter: click.Parameter, said: datetime | None) -> object:
    return said and said.date()


@click.command()
@click.argument("leaflet")
@click.option("--language", default="", help="Which of its languages, if there are several of your own.")
@click.option("--reviewer", default="", metavar="NAME", help="Who has read it.")
@click.option("--role", default="", help="In which role, such as 'consultant radiologist'.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="DATE",
    help="The last day of the signature; two years from now otherwise.",
)  # fmt: skip
@click.option(
    "--answer", "answers", multiple=True, callback=_answers, metavar="NAME=WORDS", help="The answer to a question; asked at a terminal.",
)  # fmt: skip
@click.option("--diff", is_flag=True, help="Only show what has changed since the last signature.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write what has changed as a page to print, and sign nothing.",
)  # fmt: skip
@clinic_option
@json_option
@asks(SignLeaflet)
def sign(request: SignLeaflet, diff: bool, as_json: bool) -> None:
    """Sign a leaflet of your own: shows what has changed since it was last signed, and asks what only a person can judge.

    The signature is of this text and its pictures: change them, and the leaflet is a draft again.
    """
    if diff or request.page:
        show(look_to_sign(request), _say_changes, as_json=as_json)
        return
    if sys.stdin.isatty() and not as_json:
        request = _asked(request)
    show(sign_leaflet(request), _say, as_json=as_json)


def _asked(request: SignLeaflet) -> SignLeaflet:
    """The same, with what a person at the terminal answers."""
    looked = look_to_sign(request)
    _say_changes(looked)
    reviewer = request.reviewer or click.prompt("Who has read it", err=True)
    role = request.role or click.prompt("In which role", err=True)
    answers = dict(request.answers)
    for name, asked in looked.questions.items():
        answers[name] = answers.get(name) or click.prompt(asked, err=True)
    click.confirm(f"Sign {looked.title!r} as {reviewer}, {role}?", abort=True, err=True)
    return replace(request, reviewer=reviewer, role=role, answers=answers)


def _say_changes(looked: ToSign) -> None:
    click.echo(f"{looked.title} ({looked.file.name}). {looked.about}")
    if not looked.changed:
        click.echo("Nothing has changed.")
        return
    plain = looked.last is None
    click.echo("".join(change.text if plain else _marked(change.kind, change.text) for change in looked.shortened))
    if looked.page:
        click.echo(f"{looked.page}")


def _marked(kind: str, text: str) -> str:
    """A stretch of text, marked for a terminal with colours or without."""
    if kind == "same":
        return text
    (begins, ends), colour = (NEW, "green") if kind == "new" else (GONE, "red")
    return click.style(f"{begins}{text}{ends}", fg=colour)


def _say(signed: Signed) -> None:
    click.echo(f"{signed.title} is signed by {signed.reviewer}, {signed.role}, until {signed.until}: {signed.file}")
