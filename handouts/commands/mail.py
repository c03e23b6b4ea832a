"""E-mail: `email`, `passphrases`, `mail sign-in`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handouts.actions.consent import SignInForMail, sign_in_for_mail
from handouts.actions.mail import SendMail, SentMail, WritePassphrases, look_before_mailing, send_mail, write_passphrases
from handouts.commands.options import asks, clinic_and_ledger, clinic_option, end, json_option
from handouts.commands.terminal import Terminal, minute, show
from handouts.language.counting import several


@click.command()
@click.argument("which", metavar="RUN|COPY")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send and record nothing.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="With --dry-run: write the messages into this folder.")
@click.option("--again", is_flag=True, help="Send what was sent or withdrawn before once more.")
@click.option("--failed", is_flag=True, help="Of a run, only the copies whose letters failed and go no other way, once more.")
@click.option("--yes", "sure", is_flag=True, help="With --again: do not ask.")
@click.option("--new-key", is_flag=True, help="Begin a new passphrase.key: the old one is lost for good.")
@click.option("--wait", is_flag=True, help="Stay, and try again what fails for a while, until nothing waits.")
@clinic_and_ledger
@json_option
@asks(SendMail)
def email(request: SendMail, dry_run: bool, as_json: bool) -> None:
    """Send a run's copies, or one copy, to those patients who have agreed to e-mail; the others are put out for printing."""
    with Terminal("Sending", quiet=as_json, asks=sys.stdin.isatty()) as terminal:
        sent = look_before_mailing(request) if dry_run else send_mail(request, terminal)
    show(sent, _say, as_json=as_json)
    end(ok=sent.ok, stopped=sent.stopped)


def _say(sent: SentMail) -> None:
    for letter in sent.letters:
        if letter.state != "sent":
            click.echo(f"{letter.copy}: {letter.state}; {letter.said}", err=True)
    for reason, count in sent.printed_instead:
        click.echo(f"{count} to be printed instead: {reason}.")
    if sent.left_out:
        click.echo(f"{sent.left_out} were left out: another copy counts instead, or the appointment was moved; see `handouts history`.")
    if sent.off:
        click.echo(f"{sent.off} were left out: their appointments were called off; see `handouts outdated`.")
    if sent.withdrawn:
        click.echo(f"{sent.withdrawn} were left out: they were withdrawn; name a copy, or say --again, to send it all the same.")
    if sent.before:
        click.echo(f"{sent.before} were put out for e-mail or print before; see `handouts outbox`.")
    if sent.retried:
        click.echo(f"{sent.retried} had failed, and were tried once more.")
    click.echo(f"{sent.by_mail} by e-mail, {sent.locked} of them locked{f', {sent.plain} plain' if sent.plain else ''}.")
    if sent.letters:
        click.echo(", ".join(f"{count} {state}" for state, count in sorted(sent.states.items())) + ".")
    _say_open(sent)


def _say_open(sent: SentMail) -> None:
    """What is left for somebody to see to."""
    for run, count in sent.earlier:
        lie = f"{several(count, 'copy', 'have')} not left of run {run}"
        click.echo(f"{lie}, which gave what is the same in this list: `handouts email {run}`.")
    if sent.waiting and sent.next_attempt:
        when = minute(sent.next_attempt.astimezone())
        click.echo(f"{sent.waiting} wait; the next is due at {when}: say the same command again then, or --wait.")
    if sent.failed:
        click.echo(f"{sent.failed} have failed; send them again with --failed, or print them: `handouts print RUN --failed-mail`.")
    if sent.in_doubt:
        click.echo(f"{sent.in_doubt} are in doubt; look for them, and say `handouts settle RUN --in-doubt` or `handouts settle COPY`.")


@click.command()
@click.argument("run", type=int)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write; only you may read it.")
@clinic_and_ledger
@asks(WritePassphrases)
def passphrases(request: WritePassphrases) -> None:
    """Write the passphrases of a run's letters, for the desk to pass on by another way than e-mail."""
    found = write_passphrases(request)
    count = several(found.count, "passphrase")
    how = "All letters are small. Pass them on by telephone, in person or on paper, then delete the file."
    click.echo(f"{found.file}: {count}. {how}")


@click.group()
def mail() -> None:
    """What the mail server wants before it takes letters."""


@mail.command("sign-in")
@clinic_option
@asks(SignInForMail)
def sign_in(request: SignInForMail) -> None:
    """Sign in at Microsoft or Google, once, so that letters can be sent; what to open is said."""
    with Terminal() as terminal:
        done = sign_in_for_mail(request, terminal)
    click.echo(f"Signed in at {done.provider} for {done.login}. `handouts doctor` says whether the mail server takes it.")
