"""Passphrases: what opens a locked attachment, given to the patient by another way than mail.

In: the clinic's key, a run and a row of its list.  Out: the passphrase of that row's letters, always the same.  Refuses a key that others
may read (`ClinicError`), and a passphrase that others know or could guess (`InputError`).

A passphrase is derived from a secret key of the clinic (HMAC-SHA-256) and is kept nowhere.  So a letter that is sent again opens with the
words the patient has; a leaflet of the same appointment opens with the same ones; a copy of the ledger opens no letter; and a purge leaves
nothing behind.  The price: whoever loses `passphrase.key` cannot tell old passphrases, so it is kept with the ledger's back-up.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from handouts.errors import ClinicError, InputError, OutputError
from handouts.files.system import name_anew, remove, seen_by_others, sync_folder
from handouts.records.appointment import Patient

NAME = "passphrase.key"  # in the clinic's folder
FACT = "key"  # of a letter's receipt: the name of the key it was locked with
KEY = 32  # bytes
LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels, so that no words arise; no l, that looks like 1 and I; no y, that is a vowel in many languages
GROUPS, GROUP = 3, 5
BITS = math.log2(len(LETTERS) ** (GROUPS * GROUP))  # 63.7
LEAST = 60.0  # bits
KINDS = 6  # so many different letters; one in 75,000 at random has fewer

assert BITS >= LEAST


@dataclass(frozen=True, slots=True)
class Keeper:
    """Knows the passphrases of a clinic."""

    key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Names the key, and tells nothing of it: kept beside each letter, so that a changed key is noticed."""
        return hashlib.sha256(b"handouts passphrase key\0" + self.key).hexdigest()[:12]

    def passphrase(self, fingerprint: str, row: int) -> str:
        """The passphrase of a row of a run, such as `kmtrw-hbxqd-nfgzp`: the first that has letters enough."""
        made = (self._derived(f"{fingerprint}\0{row}\0{turn}") for turn in count())
        return next(passphrase for passphrase in made if len(set(_folded(passphrase))) >= KINDS)

    def event(self, patient: str, appointment: str) -> str:
        """Names an appointment in a calendar, the same in every letter about it; who has no key learns nothing from it."""
        return hmac.digest(self.key, f"handouts calendar 1\0{patient}\0{appointment}".encode(), "sha256").hex()[:32]

    def _derived(self, of: str) -> str:
        number = int.from_bytes(hmac.digest(self.key, f"handouts passphrase 1\0{of}".encode(), "sha256"))
        letters = ""
        for _ in range(GROUPS * GROUP):  # 256 bits onto 64: no letter is preferred that could be told
            number, index = divmod(number, len(LETTERS))
            letters += LETTERS[index]
        return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def keeper_of(folder: Path, known: Callable[[], Mapping[str, datetime]] = dict, *, anew: bool = False) -> Keeper:
    """The keeper of a clinic's folder; its key is made if there never was one, and is on the disk before this returns.

    known: gives, if it is asked, the names of the keys that letters were locked with, and when last; anew: a new key is begun although
    there was one.
    Raises OutputError if the key can be neither made nor read; ClinicError if it is lost, others may read it, or it is none.
    """
    path = folder / NAME
    try:
        if not path.exists():
            if not anew and (lost := known()):
                raise ClinicError(_lost(path, lost))
            _make(path)
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path}: cannot be made or read: {error.strerror}; give yourself the right to") from None
    if seen_by_others(mode):
        raise ClinicError(f"{path}: may be read by others, who could then open every letter; say `chmod 600` for it")
    if len(key) != KEY:
        raise ClinicError(f"{path}: is not a key of {KEY} bytes; put the last good copy back, or move it away to begin a new one")
    return Keeper(key)


def _lost(path: Path, known: Mapping[str, datetime]) -> str:
    last = max(known.values())
    return (
        f"{path}: is not there, and letters were locked with it until {last.date()}; put it back from the ledger's back-up. If it is lost "
        "for good, say --new-key to begin another: passphrases that were not passed on yet can then be told no more"
    )


def _make(path: Path) -> None:
    """Make the key whole under a temporary name and link it: of two makers one wins, and nothing is overwritten."""
    handle, name = tempfile.mkstemp(prefix=".handouts-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            name_anew(Path(name), path)
        sync_folder(path.parent)
    finally:
        remove(Path(name))


def refuse_known(passphrase: str, patient: Patient) -> None:
    """Raises InputError for a passphrase that is too short, or that is made of what the record says.

    A date of birth, a telephone number or a postcode is known to others, and guessed in minutes.
    """
    folded = _folded(passphrase)
    if len(set(folded)) < KINDS or _bits(passphrase) < LEAST:
        raise InputError(f"the passphrase can be guessed; expected at least {LEAST:.0f} bits, such as three groups of five random letters")
    born = patient.born
    dates = {f"{a}{b}{c}" for year in (f"{born:%Y}", f"{born:%y}") for a, b, c in _orders(year, f"{born:%m}", f"{born:%d}")}
    known = {patient.identifier, patient.given_name, patient.family_name, patient.email, patient.phone, *patient.address, *dates}
    if any(len(_folded(part)) >= 5 and _folded(part) in folded for part in known):
        raise InputError("the passphrase holds what others know of the patient, such as a date of birth, telephone number or postcode")


def _orders(year: str, month: str, day: str) -> tuple[tuple[str, str, str], ...]:
    return (year, month, day), (day, month, year), (month, day, year)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _bits(passphrase: str) -> float:
    """How much there is to guess at most: the letters of each kind that could stand in each place."""
    kinds = {r"[bcdfghjkmnpqrstvwxz]": len(LETTERS), r"[aeiouyl]": 7, "[A-Z]": 26, "[0-9]": 10}
    letters = _folded(passphrase) if passphrase.islower() else re.sub(r"[\W_]+", "", passphrase)
    pool = sum(size for kind, size in kinds.items() if re.search(kind, letters))
    return len(letters) * math.log2(pool or 1)
