"""Secrets: where a password or a token is, and how it is fetched when it is needed; it is not kept.

In: a table of a file of settings, `{env = "…"}`, `{file = "…"}`, `{keyring = "…"}` or `{command = […]}`.  Out: a frozen `Secret`, which
says where; and the secret itself, of whoever asks.  Refuses a place that has none, and a file that others may read (`ClinicError`); what
is said never quotes a secret.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

from handouts.errors import ClinicError
from handouts.files.kinds import Word
from handouts.files.marks import Filled, OrOne
from handouts.files.schema import Fault
from handouts.files.system import seen_by_others

T = TypeVar("T")
# A key that is of a secret, and what stands behind it: a text, also of several lines, a list, a table, or the rest of the line.
KEPT = re.compile(
    r"""(?P<key>(?<![\w-])["']?[\w.-]*(?:pass|secret|token|pin|credential|api-?key|command)[\w.-]*["']?[ \t]*=[ \t]*)
    (?P<value>\"{3}[\s\S]*?(?:\"{3}|\Z)|'{3}[\s\S]*?(?:'{3}|\Z)|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?|\[[^\]]*\]?|\{[^}\n]*\}?|[^,}\n]+)""",
    re.I | re.X,
)
NAMES_IT = re.compile(r"""\{\s*(?:env|file|keyring)\s*=\s*(?:"[^"\n]*"|'[^'\n]*')\s*\}""")
IN_ADDRESS = re.compile(r"(?<=://)[^\s/@'\"]+@")
HIDDEN = "…"
PATIENCE = 60  # seconds for a command that fetches a token
LARGEST = 64 * 1024  # bytes
ELSEWHERE = "a table that says where it is, never the secret itself, such as {env = \"HANDOUTS_MAIL\"}"
NO_KEYRING = "the keyring needs a package of its own: pip install 'handouts[keyring]'"
LOCKED = "the keyring of this machine does not answer; unlock it, or keep the secret in a file (0600)"


def hidden(text: str) -> str:
    """A text of settings, or about them, without what is a secret in it or may be one; where one is to be found stays."""
    told = KEPT.sub(lambda found: found["key"] + (found["value"] if NAMES_IT.fullmatch(found["value"].rstrip()) else f'"{HIDDEN}"'), text)
    return IN_ADDRESS.sub(f"{HIDDEN}@", told)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is, never the secret itself.  way: env, file, keyring, command; place: its name, path or words."""

    way: str
    place: tuple[str, ...]


class Owner(NamedTuple):
    """Whose secret it is.  file: the settings that name its place; login: of a keyring; of: what it opens, for people."""

    file: Path
    login: str
    of: str


@dataclass(frozen=True, slots=True)
class PasswordTable:
    """`password = {env = "…"}`: one of its keys."""

    env: Word = ""
    file: Word = ""
    keyring: Word = ""

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        return _one(self.ways)

    @property
    def ways(self) -> dict[str, tuple[str, ...]]:
        """What is said of each way."""
        return _said(env=(self.env,), file=(self.file,), keyring=(self.keyring,))


@dataclass(frozen=True, slots=True)
class TokenTable:
    """`token = {command = ["…", "…"]}`: one of its keys."""

    env: Word = ""
    file: Word = ""
    command: Annotated[tuple[Word, ...], OrOne(), Filled()] = ()

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        return _one(self.ways)

    @property
    def ways(self) -> dict[str, tuple[str, ...]]:
        """What is said of each way."""
        return _said(env=(self.env,), file=(self.file,), command=self.command)


def _said(**ways: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {way: place for way, place in ways.items() if any(place)}


def _one(ways: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    if len(ways) != 1:
        yield (), "says more than one place" if ways else "is empty", "name one place"


def secret_in(table: PasswordTable | TokenTable) -> Secret:
    """Where a table says that a secret is."""
    ((way, place),) = table.ways.items()
    return Secret(way, place)


def one_line(text: str, where: str) -> str:
    """The one line of a text.  Raises ClinicError if it has more."""
    if len(text.splitlines()) != 1:
        raise ClinicError(f"{where}: is not one line of text; expected the secret and nothing else")
    return text


def fetched(kept: Secret, owner: Owner, read: Callable[[str, str], T]) -> T:
    """A secret, as `read` makes it of the text and of the place that it comes from, in words.  Raises ClinicError."""
    data, where = _FETCH[kept.way](owner, kept)
    try:
        text = data.decode().strip() if isinstance(data, bytes) else data.strip()
    except UnicodeDecodeError:
        text = ""
    return read(text, where)


def unseen(path: Path, of: str) -> bytes:
    """What a file holds that only its owner may read.  of: what it opens.  Raises ClinicError if others may, or nobody can."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if seen_by_others(mode):
                raise ClinicError(f"{path}: may be read by others; say `chmod 600` for it, and change the secret if others could see it")
            return file.read(LARGEST)
    except OSError as error:
        raise ClinicError(f"{path}: cannot be read: {error.strerror}; write the secret of {of} into it") from None


def in_folder(owner: Owner, name: str) -> Path:
    """A file that the settings name."""
    return owner.file.parent / Path(name).expanduser()


def _from_environment(owner: Owner, kept: Secret) -> tuple[str, str]:
    name = kept.place[0]
    value = os.environ.get(name, "")
    if not value:
        raise ClinicError(f"{owner.file}: the environment has no {name}; set it to the secret of {owner.of}")
    return value, f"{owner.file}: {name} of the environment"


def _from_file(owner: Owner, kept: Secret) -> tuple[bytes, str]:
    path = in_folder(owner, kept.place[0])
    return unseen(path, owner.of), str(path)


def _from_keyring(owner: Owner, kept: Secret) -> tuple[str, str]:
    service = kept.place[0]
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ClinicError(NO_KEYRING) from None
    try:
        value = keyring.get_password(service, owner.login)
    except KeyringError:
        raise ClinicError(LOCKED) from None
    if not value:
        raise ClinicError(f"the keyring has no secret for {service!r}; say `keyring set {service} LOGIN`, with the login")
    return str(value), f"the keyring's {service!r}"


def _from_command(owner: Owner, kept: Secret) -> tuple[bytes, str]:
    """What a command prints.  It is run without a shell, in the clinic's folder."""
    name = kept.place[0]
    try:
        done = subprocess.run(  # noqa: S603  the clinic's own words
            kept.place, cwd=owner.file.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except OSError as error:
        raise ClinicError(f"{owner.file}: token.command: {name} cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise ClinicError(f"{owner.file}: token.command: {name} has not answered within {PATIENCE} seconds; run it by hand") from None
    if done.returncode:
        raise ClinicError(f"{owner.file}: token.command: {name} ended with {done.returncode}; run it by hand to see why")
    return done.stdout[:LARGEST], f"what {name} prints"


_FETCH: dict[str, Callable[[Owner, Secret], tuple[str | bytes, str]]] = {
    "env": _from_environment, "file": _from_file, "keyring": _from_keyring, "command": _from_command,
}  # fmt: skip
