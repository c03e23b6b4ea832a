"""Columns that say that an appointment is off, or how it is with its patient; and what their cells say.  The words are in `flags.toml`.

In: the name of a column; a cell.  Out: what the column says, and why the appointment gets nothing.  A cell that leaves it open is told from
one that says no: `None`, for the row to be refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from handouts.records.damage import of_spreadsheet
from handouts.schedules.words import (
    BOOKED,
    CANCELLED,
    DECLINED,
    DIED,
    ENDING,
    FLAGGED,
    IDLE,
    MERGED,
    MOVED,
    NEGATED,
    STATUS_WORDS,
    WRONG,
    folded,
    in_words,
    status,
)

IS, IS_NOT, WHEN, WHY, REPLY, PERSON, HINT, ACTION = "is", "is not", "when", "why", "reply", "person", "hint", "action"
NO_DATES = range(1902, 2099)  # years; what lies outside is what a program writes for no date: 1900, 1899, 1753, 1601, 0001, 9999
EPOCH = ("19700101", "01011970")  # likewise
TICKS, CROSSES = frozenset("✓✔☑"), frozenset("✗✘☒×")
DATED = re.compile(
    r"\d{1,4}\s?[-/.年]\s?\d|\d{8}(?!\d)|\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:de )?[^\W\d_]{3,12}\.?,? (?:de )?\d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}, \d{4}"
)
MOMENT = re.compile(r"\d{5}(?:\.\d+)?|\d{1,2}:\d\d\b.*")  # a spreadsheet's number for a day; a time of day
ZEROS = re.compile(r"[\W_TtZz]*0[0\W_TtZz]*")
SIGN = re.compile(r"\s[-–—/]\s|[,;:.!()\[\]–—]")  # what parts a word from what is said more
PARTING = re.compile(r"\s[-–—]+|[-–—]+\s|[()\[\]{}<>*:|!#]+|^\W+|\W+$")  # what parts a word from the rest of a title or name
SHORT, LONGEST_TITLE, MOST_WORDS = 3, 120, 4
UNTIL = (["cancel", "by"], ["cancel", "at"])  # when it may be cancelled
GLYPHS = re.compile("[\u2e80-\u9fff]")


class Flag(NamedTuple):
    """What a column says.  reason: that a cell of it may give, '' for any; kind: how the cell says so."""

    reason: str
    kind: str = IS


def _listed(table: str) -> frozenset[str]:
    return frozenset(map(folded, _WORDS[table]["words"].split()))


def _stems(table: str) -> dict[str, str]:
    return {folded(word): reason for reason, words in _WORDS[table].items() for word in words.split()}


_WORDS: dict[str, dict[str, str]] = tomllib.loads(files("handouts.schedules").joinpath("flags.toml").read_text("utf-8"))
_SAID, _ALONE = _stems("said"), _listed("alone")
_BESIDE, _WHEN, _WHY, _WHITHER = map(_listed, ("beside", "when", "why", "whither"))
_PIECES = frozenset({*_SAID, *_BESIDE, *_WHEN, *_WHY, *_WHITHER})
_YES, _NO, _NOTHING, _UNSURE, _REMOVE, _ENDED, _CLERKS = map(_listed, ("yes", "no", "nothing", "unsure", "remove", "ended", "clerks"))
_TITLES = _stems("titles")
_MARKED = _TITLES | _stems("marked")
_SHORT = {word for word in _MARKED if len(word) <= SHORT and word.isascii()}
_NAMES = _SHORT | {word for word, reason in _stems("marked").items() if reason != DIED}  # what may be somebody's name
_ASIDE = {word: reason for word, reason in STATUS_WORDS.items() if reason in (*ENDING, MOVED) and (len(word) > SHORT or not word.isascii())}
_OFF = {word.replace("_", " "): reason for word, reason in _ASIDE.items()}
_NAMED: dict[str, Flag] = {
    "dod": Flag(DIED, WHEN),
    **{word: Flag(reason, IS_NOT) for word, reason in {**_stems("no-yes"), **FLAGGED["no-yes"]}.items()},
    **{word: Flag("", HINT) for word in _listed("hints")},
    **{word: Flag("", ACTION) for word in _listed("actions")},
    **{word: Flag("", PERSON) for word in _listed("persons")},
    **{word: Flag(DECLINED, REPLY) for word in _listed("replies")},
    **{word: Flag(reason) for word, reason in FLAGGED["yes-no"].items()},
}


# -- columns


@lru_cache(4096)
def flag_of(header: str) -> Flag | None:
    """What a column with this name says, if it says one thing only."""
    names = dict.fromkeys((folded(header), in_words(header)))
    for name in names:
        if found := _NAMED.get(name):
            return found
    for name in names:
        if name in FLAGGED["said"]:
            return _spelt(FLAGGED["said"][name], _pieces(name) or name.split("_"), WHY)
        if made := _made(name):
            return made
    return None


def _made(name: str) -> Flag | None:
    """What a name says that is made of words that are known."""
    words = _pieces(name) if name and len(name) < LONGEST_TITLE else []
    said = [word for word in words if word in _SAID]
    if not said or words in UNTIL:
        return None
    reason, others = _SAID[said[-1]], set(words) - set(said)
    allowed = (_BESIDE, _WHEN, _WHY, _WHITHER if reason in (MOVED, MERGED) else _BESIDE)
    button = _ALONE.issuperset(said) and others <= _BESIDE
    return _spelt(reason, words, IS) if others <= frozenset().union(*allowed) and not button else None


def _spelt(reason: str, words: Sequence[str], otherwise: str) -> Flag:
    """How the cells of a column say so, by the words of its name."""
    others = {word for word in words if word not in _SAID}
    if others & _WHY or (reason in (MOVED, MERGED) and others & _WHITHER - _BESIDE - _WHEN):
        return Flag(reason, WHY)
    return Flag(reason, WHEN if others & _WHEN else otherwise)


def _pieces(name: str) -> list[str]:
    """The words of a name, longest first; none if there are others.  Some languages write several as one."""
    parts, found = name.split("_"), list[str]()
    while parts:
        size = next((n for n in range(min(MOST_WORDS, len(parts)), 0, -1) if "_".join(parts[:n]) in _PIECES), 0)
        cut = ["_".join(parts[:size])] if size else _cut(parts[0])
        if not cut:
            return []
        found += cut
        del parts[: size or 1]
    return found


def _cut(word: str) -> list[str]:
    """A word that is several: Absage|grund, 取消|原因, is|cancelled."""
    if word in _PIECES:
        return [word]
    for at in range(len(word) - 1, 0, -1):
        head = word[:at]
        if head in _PIECES and (at > 1 or GLYPHS.match(head)):
            rest = _cut(word[at:]) or (_cut(word[at + 1 :]) if word[at] == "s" else [])
            if rest:
                return [head, *rest]
    return []


# -- cells


@lru_cache(8192)
def reason_of(flag: Flag, text: str) -> str | None:
    """Why an appointment gets nothing, by a cell of such a column; '' if it says nothing of the kind, None if that cannot be known."""
    bare = text.strip()
    return _READ[flag.kind](flag.reason, bare) if bare else ""


def _answer(bare: str) -> str:
    """yes, no, 'nothing' or 'unsure' for a cell that says no more than that; '' for any other."""
    said = folded(bare)
    if not said:
        signs = set(bare)
        return "yes" if signs & TICKS else "unsure" if signs & CROSSES else "nothing"
    if of_spreadsheet(bare):
        return "unsure"
    tables = (("yes", _YES), ("no", _NO), ("nothing", _NOTHING), ("unsure", _UNSURE))
    return next((answer for answer, words in tables if said in words), "nothing" if ZEROS.fullmatch(bare) else "")


def _is(reason: str, bare: str) -> str | None:
    """Of a column such as Cancelled."""
    answer = _answer(bare)
    if answer:
        return {"yes": reason, "unsure": None}.get(answer, "")
    if DATED.match(bare):
        return "" if no_date(bare) else reason
    return _in_words(reason, bare)


def _in_words(reason: str, bare: str) -> str | None:
    found = status(bare)
    if found == BOOKED or denied(bare):
        return ""
    return found if found in ENDING or found == reason else None


def _is_not(reason: str, bare: str) -> str | None:
    """Of a column such as Active, where a no says so."""
    answer = _answer(bare)
    if answer or DATED.match(bare):
        return reason if answer == "no" else None if answer == "unsure" else ""
    found = status(bare)
    return (reason if reason == IDLE else found) if found in ENDING else "" if found is not None else None


def _when(reason: str, bare: str) -> str | None:
    """Of a column such as Cancelled At."""
    return reason if not _answer(bare) and MOMENT.fullmatch(bare) else _is(reason, bare)


def _why(reason: str, bare: str) -> str | None:
    """Of a column such as Cancellation Reason, or Merged Into."""
    answer = _answer(bare)
    if answer:
        return {"yes": reason, "unsure": None}.get(answer, "")
    if denied(bare) or status(bare) == BOOKED or (DATED.match(bare) and no_date(bare)):
        return ""
    begins = folded(bare).split("_")[0]
    return None if begins in _NOTHING or begins in NEGATED else reason


def _reply(reason: str, bare: str) -> str | None:
    """Of a column with the patient's answer."""
    return reason if "no" in (_answer(bare), _answer(SIGN.split(bare)[0])) else _person(reason, bare)


def _person(_: str, bare: str) -> str | None:
    """Of a column such as Patient Status."""
    found = DIED if folded(bare) in _ENDED else status(bare)
    return found if found in (*ENDING, MOVED, WRONG) else ""


def _hint(_: str, bare: str) -> str | None:
    """Of a column that may be of something else."""
    said = folded(SIGN.split(bare)[0])
    found = DIED if said in _ENDED else STATUS_WORDS.get(said)
    return found if found in (*ENDING, WRONG) else ""


def _action(reason: str, bare: str) -> str | None:
    """Of a column that says what becomes of the row."""
    return CANCELLED if folded(bare) in _REMOVE else _hint(reason, bare)


_READ: Mapping[str, Callable[[str, str], str | None]] = {
    IS: _is, IS_NOT: _is_not, WHEN: _when, WHY: _why, REPLY: _reply, PERSON: _person, HINT: _hint, ACTION: _action,
}  # fmt: skip


def no_date(text: str) -> bool:
    """Whether a date is one that programs write where there is none, in whatever order."""
    digits = re.findall(r"\d+", text)
    years = [int(part) for part in digits if len(part) == 4] or [int(part[:4]) for part in digits if len(part) == 8]
    epoch = "".join(digits)
    return any(year not in NO_DATES for year in years) or (epoch.startswith(EPOCH) and not epoch[8:].strip("0"))


def denied(text: str) -> bool:
    """Whether a text says of something that ends an appointment that it is not so: not cancelled, nicht storniert, 未取消."""
    parts = folded(text).split("_")
    rest = [part for part in parts if part not in NEGATED and part not in _NOTHING]
    if len(rest) < len(parts):
        return bool(rest) and STATUS_WORDS.get("_".join(rest)) in (*ENDING, MOVED, WRONG)
    return GLYPHS.match(text) is not None and text[0] in "未没沒非无" and STATUS_WORDS.get(folded(text.lstrip("未没沒非无有被"))) in ENDING


# -- titles, names and what is not read


@lru_cache(8192)
def crossed_out(text: str, name: bool = False) -> str:
    """Why an appointment gets nothing, by a word before or behind its title or the patient's name; '' if there is none."""
    if text.isalpha():
        word = text.casefold()
        return "" if word in (_NAMES if name else _SHORT) else _MARKED.get(word, "")
    if len(text) > LONGEST_TITLE:
        return ""
    pieces = [said for part in PARTING.split(text) if (said := folded(part))]
    parted = len(pieces) > 1 or not text.replace(" ", "").isalnum()
    marked = (_MARKED.get(said, "") for said in pieces[:1] + pieces[-1:]) if parted else ()
    return next(filter(None, marked), "") or _begins(text)


def _begins(text: str) -> str:
    """The same, by the first words or, in capitals, the last."""
    words = text.split()
    said = [folded(word) for word in words]
    for size in (3, 2, 1):
        first, last = _TITLES.get("_".join(filter(None, said[:size]))), _TITLES.get("_".join(filter(None, said[-size:])))
        if first and (first == CANCELLED or _capitals(words[:size])) and not _CLERKS.intersection(said[size:]):
            return first
        if last and _capitals(words[-size:]):
            return last
    return ""


def _capitals(words: Collection[str]) -> bool:
    return all(word == word.upper() and word != word.lower() for word in words)


def said_aside(cell: str) -> str:
    """What a cell of a column that nobody reads says, if it says nothing but that something is off."""
    return _OFF.get(cell.strip().casefold(), "") if 1 < len(cell) <= 30 else ""
