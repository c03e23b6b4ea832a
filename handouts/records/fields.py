"""One field of a record: its text, normalised, and what it says.

In: a text.  Out: the text as it is kept; a moment, a date, a number, a language, an address.  Refuses (`ValueError`) what is none, and
control, private-use, unassigned and direction-override characters, which could hide or reorder what a page says (Unicode TR36).  The
text itself is never quoted.

Text is normalised to NFC, forms of letters such as ﻣ and ﷲ to the letters themselves; runs of white space become one space; marks
that show nothing (soft hyphen, zero-width space, byte order mark, direction marks) are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handouts.files.kinds import is_mailbox
from handouts.language.phrases import Fixed

LOST = "\ufffd"
STRANGE = {
    "Cc": "a control character", "Co": "a private-use character", "Cs": "half of a character", "Cn": "an unassigned character",
    "Zl": "a line break", "Zp": "a line break",
}  # fmt: skip
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff"))
FORMS = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")  # a character for each shape or word, from older systems (Unicode 16.0, 9.2)
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
OLDEST = 125  # years
AHEAD, LONG_AGO = "is in the future", f"is more than {OLDEST} years ago"  # of a date of birth
_PRINT, _SIZE = r"( (print|text|type|font|size|format))?", r"(1[6-9]|[23]\d) ?(pt|points?)"
FORMATS = {
    "standard": re.compile(rf"(standard|normal|regular|default|usual){_PRINT}|1[0-5] ?(pt|points?)", re.A),
    "large-print": re.compile(
        rf"((extra |very )?(large|larger|big|bigger|giant|enlarged){_PRINT}|lp)( {_SIZE})?|{_SIZE}( (large|big|giant){_PRINT})?", re.A
    ),
}
SIDES = {  # SNOMED CT's numbers among them
    "left": Fixed("left"), "l": Fixed("left"), "lt": Fixed("left"), "left side": Fixed("left"), "7771000": Fixed("left"),
    "right": Fixed("right"), "r": Fixed("right"), "rt": Fixed("right"), "right side": Fixed("right"), "24028007": Fixed("right"),
    "both": Fixed("both"), "bilateral": Fixed("both"), "both sides": Fixed("both"), "left and right": Fixed("both"),
    "51440002": Fixed("both"),
}  # fmt: skip
YEARS = 1990, 2101  # of appointments, from the first to before the last


def normalised(text: str, *, lines: bool = False) -> str:
    """NFC, without what shows nothing, white space folded.  lines: line breaks stay.

    Raises ValueError naming the first character that is refused.
    """
    if text.isascii() and text.isprintable():  # as most are: only spaces to fold
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", FORMS.sub(_letters, text.translate(UNSEEN)))
    if lines:
        text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = re.sub(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+", " ", text)
    for character in text:
        if what := _refused(character, lines=lines):
            raise ValueError(f"has U+{ord(character):04X}, {what}")
    if not lines:
        return re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


def _letters(form: re.Match[str]) -> str:
    """The letters that a form stands for, which a font joins by itself; a mark that stands alone goes to the letter before it."""
    return unicodedata.normalize("NFKC", form[0]).lstrip()


def _refused(character: str, *, lines: bool) -> str:
    """Why a character may not stand in a record; '' if it may."""
    category = unicodedata.category(character)
    if character == LOST:
        return "which stands for a letter that was lost"
    if character in OVERRIDES:
        return "which changes the direction of text"
    if category in STRANGE and not (lines and character == "\n"):
        return STRANGE[category]
    return "which shows nothing" if category == "Cf" and character not in "\u200c\u200d" else ""


def read_start(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 date and time as an aware datetime in the clinic's zone.

    Raises ValueError for a time that the clocks skip or strike twice, naming both readings.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date and time") from None
    if len(text) <= 10:
        raise ValueError("has no time of day")
    if moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR:
        moment = moment.astimezone(zone)  # where it may be another year
    if moment.year not in range(*YEARS):
        raise ValueError("has a year that cannot be right")
    if moment.tzinfo is not None:
        return moment
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    readings = sorted((early.astimezone(UTC).astimezone(zone), late.astimezone(UTC).astimezone(zone)))
    names = " or ".join(r.isoformat(timespec="minutes") for r in readings)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise ValueError(f"is a time that the clocks of {zone.key} skip that day; it could mean {names}: write one of them")
    raise ValueError(f"is a time that the clocks of {zone.key} strike twice that day; it could mean {names}: write one of them")


def read_born(text: str) -> date:
    """An ISO 8601 date of birth.  Raises ValueError for one in the future or more than 125 years ago, and for what is none."""
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date") from None
    today = datetime.now(UTC).date() + timedelta(days=1)
    if born > today:
        raise ValueError(AHEAD)
    if born.year < today.year - OLDEST:
        raise ValueError(LONG_AGO)
    return born


@lru_cache(1024)
def read_minutes(text: str) -> int:
    """Whole minutes of at most a day.  Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= 1440:
        raise ValueError("is not a number of minutes")
    return int(text)


@lru_cache(1024)
def read_language(text: str) -> str:
    """A language tag in its usual letter case: EN_us -> en-US (BCP 47, 2.1.1).  Raises ValueError for what is none."""
    parts = text.replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?", "-".join(parts)):
        raise ValueError("is not a language tag")
    cased = [parts[0].lower()] + [p.title() if len(p) == 4 else p.upper() for p in parts[1:]]
    return "-".join(cased)


@lru_cache(1024)
def read_format(text: str) -> str:
    """standard or large-print, by whatever words or size of type say so: Large print (18 pt).  Raises ValueError for others.

    Large print begins at 16 points (UK Association for Accessible Formats, Creating clear print and large print documents).
    """
    words = " ".join(re.split(r"[\W_]+", text.casefold())).strip()
    for name, pattern in FORMATS.items():
        if pattern.fullmatch(words):
            return name
    raise ValueError("is not one of the known words")


@lru_cache(1024)
def read_side(text: str) -> Fixed:
    """A side of the body: left, right or both.  Raises ValueError for all else: a side is never guessed.

    It is no text of the patient's: a leaflet draws another picture for it.
    """
    side = SIDES.get(" ".join(re.split(r"[\W_]+", text.casefold())).strip())
    if side is None:
        raise ValueError("is not one of the known words")
    return side


def read_email(text: str) -> str:
    """One plain address (RFC 5321, 4.1.2, without quoted local parts); its domain in ASCII (RFC 5890, A-labels).

    Raises ValueError for anything else.
    """
    local, at, domain = text.rpartition("@")
    address = f"{local}{at}{domain if domain.isascii() else _in_ascii(domain)}"
    if not is_mailbox(address):
        raise ValueError("is not an e-mail address")
    return address


def _in_ascii(domain: str) -> str:
    """A domain's A-labels.

    Raises ValueError for one that older and newer rules read as two domains, such as straße.example (RFC 5894, 7.2).
    """
    written = domain.lower()
    try:
        made = written.encode("idna").decode("ascii")
        if made.encode("ascii").decode("idna") == written:
            return made
    except UnicodeError:
        pass
    raise ValueError("is not an e-mail address")
