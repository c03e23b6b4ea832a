"""Secrets: a password or a token, fetched when it is needed and not kept.

In: where a secret is.  Out: the secret.  Refuses a place that has none, and a file that others may read (`ClinicError`); what is said never
quotes a secret.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from handouts.delivery.mail.settings import MailSettings, Secret
from handouts.errors import ClinicError

OTHERS = stat.S_IRWXG | stat.S_IRWXO
PATIENCE = 60  # seconds for a command that fetches a token
LARGEST = 64 * 1024  # bytes


def secret_of(settings: MailSettings) -> str:
    """The password or token of the settings' login, '' if there is none."""
    kept = settings.password or settings.token
    return _FETCH[kept.way](settings, kept) if kept else ""


def _from_environment(settings: MailSettings, kept: Secret) -> str:
    value = os.environ.get(kept.place[0], "")
    if not value:
        raise ClinicError(f"{settings.file}: the environment has no {kept.place[0]}; set it to the secret of {settings.host}")
    return value


def _from_file(settings: MailSettings, kept: Secret) -> str:
    path = settings.file.parent / Path(kept.place[0]).expanduser()
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if sys.platform != "win32" and mode & OTHERS:
                raise ClinicError(f"{path}: may be read by others; say `chmod 600` for it, and change the secret if others could see it")
            return _one_line(file.read(LARGEST), str(path))
    except OSError as error:
        raise ClinicError(f"{path}: cannot be read: {error.strerror}; write the secret of {settings.host} into it") from None


def _from_keyring(settings: MailSettings, kept: Secret) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ClinicError("the keyring needs a package of its own: pip install 'handouts[keyring]'") from None
    try:
        value = keyring.get_password(kept.place[0], settings.login)
    except KeyringError:
        raise ClinicError("the keyring of this machine does not answer; unlock it, or keep the secret in a file (0600)") from None
    if not value:
        raise ClinicError(f"the keyring has no secret for {kept.place[0]!r}; say `keyring set {kept.place[0]} LOGIN`, with the login")
    return str(value)


def _from_command(settings: MailSettings, kept: Secret) -> str:
    """What a command prints.  It is run without a shell, in the clinic's folder."""
    name = kept.place[0]
    try:
        done = subprocess.run(  # noqa: S603  the clinic's own words
            kept.place, cwd=settings.file.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except OSError as error:
        raise ClinicError(f"{settings.file}: token.command: {name} cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise ClinicError(f"{settings.file}: token.command: {name} has not answered within {PATIENCE} seconds; run it by hand") from None
    if done.returncode:
        raise ClinicError(f"{settings.file}: token.command: {name} ended with {done.returncode}; run it by hand to see why")
    return _one_line(done.stdout, f"what {name} prints")


def _one_line(data: bytes, where: str) -> str:
    try:
        text = data.decode().strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text.splitlines()) != 1:
        raise ClinicError(f"{where}: is not one line of text; expected the secret and nothing else")
    return text


_FETCH = {"env": _from_environment, "file": _from_file, "keyring": _from_keyring, "command": _from_command}
