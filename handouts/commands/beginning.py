"""A clinic's own folder: `init`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from handouts.actions.beginning import QUESTIONS, BeginClinic, BegunClinic, Question, amiss, begin_clinic, usual
from handouts.commands.options import Command, end, json_option
from handouts.commands.terminal import show


def _asked_for(command: Command) -> Command:
    """An option for each question."""
    for question in reversed(QUESTIONS):
        command = click.option(f"--{question.key}", metavar="TEXT", help=f"{question.asked}.")(command)
    return command


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@_asked_for
@json_option
def init(folder: Path, as_json: bool, **given: str | None) -> None:
    """Begin a clinic's folder: asks who you are, writes commented settings, and looks at them as doctor does.

    What an option answers is not asked; without a terminal nothing is.
    """
    answers = {name.replace("_", "-"): said for name, said in given.items() if said is not None}
    if sys.stdin.isatty() and not as_json:
        answers = _answers(answers)
    begun = begin_clinic(BeginClinic(folder, answers))
    show(begun, _say, as_json=as_json)
    end(ok=begun.ok)


def _answers(given: dict[str, str]) -> dict[str, str]:
    """What was given, and what is answered to the other questions."""
    answers = dict(given)
    for question in QUESTIONS:
        if question.key not in answers:
            first = usual(question, answers)
            spare = first or (None if question.must else "")
            answers[question.key] = click.prompt(question.asked, spare, show_default=bool(first), value_proc=_taken(question), err=True)
    return answers


def _taken(question: Question) -> Callable[[str], str]:
    """Takes an answer, or says what is wrong with it, so that it is asked again."""

    def taken(said: str) -> str:
        wrong = amiss(question.key, said.strip())
        if wrong:
            raise click.UsageError(wrong)
        return said.strip()

    return taken


def _say(begun: BegunClinic) -> None:
    for path in begun.files:
        click.echo(f"{path}")
    click.echo()
    for finding in begun.findings:
        click.echo(str(finding))
    click.echo(
        f"""
Next, in the folder ({shlex.join(["cd", str(begun.folder)])}):
  handouts adopt kyphoplasty       a built-in leaflet, to make your own
  handouts make kyphoplasty --allow-sample --patient "Anna Lee" --born 1950-02-01 --id TEST-1 --at 2030-01-08T09:30 --out try.pdf
  handouts doctor                  whether all is there that a run needs
Open clinic.toml to add what patients are to bring, and rules.toml to say who gets which leaflet."""
    )
