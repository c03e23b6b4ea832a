"""The words of other systems: for columns, statuses and languages.  The words themselves are data, in `words.toml`.

In: a word as it stands in a file.  Out: our word for it, or None.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from handouts.records.appointment import COLUMNS, NOTHING

BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG = "booked", "cancelled", "no-show", "not booked", "over", "entered in error"
MOVED, DIED, DECLINED, LEFT, MERGED = "rescheduled", "has died", "declined", "has moved away", "merged into another record"
IDLE = "record no longer in use"
STATUSES = (BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG, MOVED, DIED, DECLINED, LEFT, MERGED, IDLE)
# Whatever stands beside these, the appointment is off: 'Late Cancel', 'CONFIRMED - CANCELLED'.
ENDING = (CANCELLED, NO_SHOW, DIED, DECLINED, LEFT, MERGED, IDLE)
OF_PATIENTS = (DIED, DECLINED, LEFT, MERGED, IDLE)
_NEGATED = frozenset(["not", "never", "no", "un", "nicht", "kein", "non", "ne", "pas", "nie", "не", "không", "未"])
_NOTHING, TICKS = ("-", "--", "—", "?", "☐"), ("✓", "✔", "☑")


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


class Flag(NamedTuple):
    """A column that says one thing of an appointment or its patient.  free: whatever stands in it says so: a date, a reason.

    person: it tells how it is with the patient, new or deceased, and only what ends an appointment counts.  no: it is the no that says so.
    """

    reason: str
    free: bool = False
    person: bool = False
    no: bool = False


_WORDS = _read()
STATUS_WORDS = _by_word(_WORDS["status"])
_FLAGGED = (("yes-no", False), ("said", True))
FLAGS = {word: Flag(reason, free) for table, free in _FLAGGED for word, reason in _by_word(_WORDS[table]).items()}
FLAGS |= {word: Flag(reason, no=True) for word, reason in _by_word(_WORDS["no-yes"]).items()}
FLAGS |= {folded(word): Flag("", person=True) for word in _WORDS["persons"]["state"].split()}
LANGUAGES, _ANSWERS = _by_word(_WORDS["languages"]), _by_word(_WORDS["answers"])
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


def flag_of(header: str) -> Flag | None:
    """What a column with this name says, if it says one thing only."""
    return FLAGS.get(folded(header)) or FLAGS.get(in_words(header))


def reason_of(flag: Flag, text: str) -> str | None:
    """Why an appointment gets nothing, by a cell of such a column; '' if it says nothing of the kind, None if that cannot be known."""
    if flag.person:
        found = status(text)
        return found if found in OF_PATIENTS else ""
    is_so = lowered(flag, text) if flag.no else raised(flag, text)
    return None if is_so is None else flag.reason if is_so else ""


def raised(flag: Flag, text: str) -> bool | None:
    """Whether a cell says what its flag means; None if that cannot be known."""
    bare, said = text.strip().casefold(), folded(text)
    if not bare or _ANSWERS.get(said, "") == "no" or bare in _NOTHING or status(text) == BOOKED:
        return False
    if flag.free or _ANSWERS.get(said, bare) in ("yes", *TICKS) or status(text) == flag.reason or re.match(r"\d{1,4}[-/.]\d", bare):
        return True
    return None


def lowered(flag: Flag, text: str) -> bool | None:
    """Whether a cell denies what its column says, as `Active = No` does; None if that cannot be known."""
    bare, said = text.strip().casefold(), folded(text)
    if bare in NOTHING or not bare or _ANSWERS.get(said, bare) in ("yes", *TICKS) or status(text) == BOOKED:
        return False
    found = status(text)
    return True if _ANSWERS.get(said) == "no" or found == flag.reason or found in OF_PATIENTS else None


def status(word: str) -> str | None:
    """One of STATUSES; an empty word is a booked appointment.  Of several words one that ends the appointment counts; None for others."""
    if not word.strip():
        return BOOKED
    said = folded(word)
    if said in STATUS_WORDS:
        return STATUS_WORDS[said]
    parts = said.split("_")
    for sizes in ((4, 3, 2), () if _NEGATED.intersection(parts) else (1,)):  # 'did not attend' has its own no; 'not cancelled' is unclear
        found = {STATUS_WORDS.get("_".join(parts[at : at + size])) for size in sizes for at in range(len(parts) - size + 1)}
        if ending := next((ending for ending in ENDING if ending in found), None):
            return ending
    return None


def language(word: str) -> str:
    """A language's tag for its name or three-letter code, also before a bracket or a comma; anything else stays as it is."""
    return LANGUAGES.get(folded(re.split(r"[(,;/]", word)[0]), word)
