"""The words of other systems: for columns, statuses and languages.  The words themselves are data, in `words.toml`; `flags` has more.

In: a word as it stands in a file.  Out: our word for it, or None.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from handouts.records.appointment import COLUMNS

BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG = "booked", "cancelled", "no-show", "not booked", "over", "entered in error"
MOVED, DIED, DECLINED, LEFT, MERGED = "rescheduled", "has died", "declined", "has moved away", "merged into another record"
IDLE = "record no longer in use"
STATUSES = (BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG, MOVED, DIED, DECLINED, LEFT, MERGED, IDLE)
# Whatever stands beside these, the appointment is off: 'Late Cancel', 'CONFIRMED - CANCELLED'.
ENDING = (CANCELLED, NO_SHOW, DIED, DECLINED, LEFT, MERGED, IDLE)
OF_PATIENTS = (DIED, DECLINED, LEFT, MERGED, IDLE)


@lru_cache(4096)
def folded(word: str) -> str:
    """A word as it is compared: lower case, one underscore for whatever is no letter or digit."""
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", word).strip("\ufeff \t").casefold()).strip("_")


def keyed(word: str) -> str:
    """A word as a map's are compared: folded, or as it stands where it has neither letter nor digit (`-`, `%`)."""
    return folded(word) or word.strip()


def _read() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("handouts.schedules").joinpath("words.toml").read_text("utf-8"))


def _by_word(meanings: dict[str, str]) -> dict[str, str]:
    """Another system's word -> ours."""
    return {folded(word): ours for ours, words in meanings.items() for word in words.split()}


_WORDS = _read()
NEGATED = frozenset(_WORDS["negated"]["words"].split())
STATUS_WORDS = _by_word(_WORDS["status"])
LANGUAGES = _by_word(_WORDS["languages"])
FLAGGED = {kind: _by_word(_WORDS[kind]) for kind in ("yes-no", "no-yes", "said")}  # for `flags`
FOOTERS = {kind: tuple(word.replace("_", " ") for word in words.split()) for kind, words in _WORDS["footers"].items()}
_MEANT = _by_word(_WORDS["columns"]) | {ours: ours for ours in _WORDS["columns"]}
assert set(COLUMNS) <= _WORDS["columns"].keys()
assert _WORDS["status"].keys() == set(STATUSES)


def meant(header: str) -> str | None:
    """Our column for the name of another system's: in words, snake_case or CamelCase."""
    return _MEANT.get(folded(header)) or _MEANT.get(in_words(header))


@lru_cache(1024)
def in_words(header: str) -> str:
    """A name in CamelCase as it is compared: PatientDOB -> patient_dob."""
    return folded(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header))


def status(word: str) -> str | None:
    """One of STATUSES; an empty word is a booked appointment.  Of several words one that ends the appointment counts; None for others."""
    if not word.strip():
        return BOOKED
    said = folded(word)
    if said in STATUS_WORDS:
        return STATUS_WORDS[said]
    parts = said.split("_")
    for sizes in ((4, 3, 2), () if NEGATED.intersection(parts) else (1,)):  # 'did not attend' has its own no; 'not cancelled' is unclear
        found = {STATUS_WORDS.get("_".join(parts[at : at + size])) for size in sizes for at in range(len(parts) - size + 1)}
        if ending := next((ending for ending in ENDING if ending in found), None):
            return ending
    return None


def language(word: str) -> str:
    """A language's tag for its name or three-letter code, also before a bracket or a comma; anything else stays as it is."""
    return LANGUAGES.get(folded(re.split(r"[(,;/]", word)[0]), word)
