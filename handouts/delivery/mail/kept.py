"""What is kept of a sign-in: the tokens, in the keyring or in a file that only its owner may read.

In: settings with a sign-in.  Out: what was kept for it, and for no other: for the same application, directory and mailbox.  Refuses a file
that others may read or that is none (`ClinicError`), and a place that takes nothing (`OutputError`).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from handouts.delivery.mail.registration import SignIn
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.tokens import Token
from handouts.delivery.secret import LOCKED, NO_KEYRING, in_folder, unseen
from handouts.errors import ClinicError, OutputError
from handouts.files.output import PREFIX, SUFFIX
from handouts.files.system import reason, remove, replace, sync_folder

WHAT = "handouts mail sign-in"  # the first key of the file, by which it is known


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens.  access: as it was last given; refresh: what another is had with, '' of an application that signs in by itself."""

    access: Token | None = field(default=None, repr=False)
    refresh: str = field(default="", repr=False)


def kept(settings: MailSettings) -> Grant:
    """What is kept for this sign-in; nothing, if it was another's.  Raises ClinicError."""
    text = _from_keyring(settings) if _how(settings).kept.way == "keyring" else _from_file(settings)
    if not text:
        return Grant()
    try:
        said = json.loads(text)
        access = Token(str(said["access"]), float(said["renew"])) if said["access"] else None
        found = Grant(access, str(said["refresh"])) if said[WHAT] == _whose(settings) else Grant()
    except (ValueError, KeyError, TypeError):
        raise ClinicError(f"{_place(settings)}: is not what `handouts mail sign-in` keeps; delete it, and sign in again") from None
    return found


def keep(settings: MailSettings, what: Grant) -> None:
    """Keep tokens, in the place of those that were kept.  Raises OutputError, ClinicError."""
    if _how(settings).kept.way == "keyring":
        _into_keyring(settings, what)
        return
    _into_file(_file(settings), _written(settings, what).encode())


def _written(settings: MailSettings, what: Grant) -> str:
    access, renew = (what.access.value, what.access.renew) if what.access else ("", 0.0)
    return json.dumps({WHAT: _whose(settings), "access": access, "renew": renew, "refresh": what.refresh})


def _whose(settings: MailSettings) -> str:
    """Names the sign-in; no token serves another."""
    how = _how(settings)
    said = (how.provider, how.client, how.token_url, how.asked, settings.login.casefold())
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:24]


def _how(settings: MailSettings) -> SignIn:
    assert settings.sign_in is not None
    return settings.sign_in


def _file(settings: MailSettings) -> Path:
    return in_folder(settings.owner, _how(settings).kept.place[0])


def _place(settings: MailSettings) -> str:
    return f"the keyring's {_how(settings).kept.place[0]!r}" if _how(settings).kept.way == "keyring" else str(_file(settings))


def _from_file(settings: MailSettings) -> str:
    path = _file(settings)
    return unseen(path, settings.host).decode("utf-8", "replace") if path.exists() else ""


def _into_file(path: Path, data: bytes) -> None:
    """Whole, under a temporary name that only its owner may read, and then in the place of the older; of nothing else."""
    temporary = ""
    try:
        if path.exists() and path.stat().st_size and WHAT.encode() not in path.read_bytes()[:200]:
            raise OutputError(f"{path}: is there already, and is not what a sign-in keeps; name another file as keep in mail.toml")
        handle, temporary = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=path.parent)  # 0600
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(Path(temporary), path)
        temporary = ""
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {reason(error)}; get the right to, or name another file as keep") from None
    finally:
        if temporary:
            remove(Path(temporary))


def _from_keyring(settings: MailSettings) -> str:
    return str(_keyring(lambda ring: ring.get_password(*_entry(settings))) or "")


def _into_keyring(settings: MailSettings, what: Grant) -> None:
    """All of it; where that is too long (Windows takes 2,560 bytes), what others are had with."""
    for part in (what, Grant(None, what.refresh)):
        try:
            _keyring(partial(_set, settings, _written(settings, part)))
            return
        except ClinicError:
            if part is not what or not what.refresh:
                raise


def _set(settings: MailSettings, text: str, ring: Any) -> None:
    ring.set_password(*_entry(settings), text)


def _entry(settings: MailSettings) -> tuple[str, str]:
    return _how(settings).kept.place[0], f"token of {settings.login}"


def _keyring(ask: Callable[[Any], Any]) -> Any:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ClinicError(NO_KEYRING) from None
    try:
        return ask(keyring)
    except KeyringError:
        raise ClinicError(LOCKED) from None
