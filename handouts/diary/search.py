"""What somebody types at the desk, or a scanner does -> the entries that fit, the likeliest first.

In: entries, a text.  Out: those that fit.  A text is a birth date in any of the usual ways, or a number (a part of the patient's or the
appointment's, from its end), or the beginnings of names: `le an` is Lee, Anna, before it is Anders, Lena.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from handouts.diary.data import Entry

PARTS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})")
APOSTROPHES = "'’ʼ`´"
SHORTEST_NUMBER = 3  # signs of a number that are enough


class EntryIndex:
    """Entries, with the names and numbers by which they are found: for whoever searches them often."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._known = [_Searched.of(entry) for entry in self.entries]

    def search(self, typed: str, *, month_first: bool = True) -> list[Entry]:
        """The entries that fit, the likeliest first and then by time; all of them if nothing was typed.

        month_first: how 4/5/1951 is meant where it could be either.
        """
        wanted = typed.strip()
        if not wanted:
            return self.entries[:]
        born = set(birth_dates(wanted, month_first=month_first))
        if born:
            return [entry for entry in self.entries if entry.appointment.patient.born in born]
        words, number = plain(wanted).split(), _signs(wanted)
        near = (known for known in self._known if number in known.text or all(word in known.text for word in words))  # most are not
        ranked = [(rank, known.entry) for known in near if (rank := _rank(known, words, number)) is not None]
        return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class _Searched:
    """An entry as it is searched.  text: all of it, in which whatever fits has to stand."""

    entry: Entry = field(repr=False)
    family: tuple[str, ...] = field(repr=False)
    given: tuple[str, ...] = field(repr=False)
    numbers: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)

    @classmethod
    def of(cls, entry: Entry) -> _Searched:
        patient = entry.appointment.patient
        family, given = (tuple(_parts(name)) for name in (patient.family_name, patient.given_name))
        numbers = _signs(patient.identifier), _signs(entry.appointment.identifier)
        return cls(entry, family, given, numbers, " ".join((*family, *given, *numbers)))


def birth_dates(typed: str, *, month_first: bool = True) -> Iterator[date]:
    """The dates that a text may be: year first; else day and month in the clinic's order, or in the one that there is."""
    match = PARTS.fullmatch(typed.strip())
    if match is None:
        digits = typed.strip()
        if not re.fullmatch(r"[0-9]{8}", digits):
            return
        parts = (digits[:4], digits[4:6], digits[6:]) if digits[:2] in ("18", "19", "20") else (digits[:2], digits[2:4], digits[4:])
    else:
        parts = (match[1], match[2], match[3])
    a, b, c = map(int, parts)
    if len(parts[0]) == 4:
        ways = [(a, b, c)]
    else:
        year = c if len(parts[2]) == 4 else 0
        ways = [(year, a, b), (year, b, a)] if month_first else [(year, b, a), (year, a, b)]
    for year, month, day in ways:
        try:
            yield date(year, month, day)
            return
        except ValueError:
            continue


def _rank(known: _Searched, words: list[str], number: str) -> int | None:
    """How likely an entry is meant; None if it is not."""
    if number and (near := _numbered(number, known.numbers)) is not None:
        return near
    if words and _begin(words[:1], known.family) and _begin(words[1:], (*known.family, *known.given)):
        return 2
    if words and _begin(words, (*known.given, *known.family)):
        return 3
    return None


def _numbered(number: str, known: Sequence[str]) -> int | None:
    if number in known:
        return 0
    long = len(number) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in number)
    return 1 if long and any(number in identifier for identifier in known) else None


def _begin(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether each word begins another of the names."""
    left = list(names)
    for word in sorted(words, key=len, reverse=True):
        found = next((name for name in left if name.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _parts(name: str) -> list[str]:
    """The words of a name; O'Rourke is found as O'Rourke and as Rourke."""
    whole = plain(name).split()
    return whole + [part for part in plain(re.sub(f"[{APOSTROPHES}]", " ", name)).split() if part not in whole]


def plain(text: str) -> str:
    """Without letter case, accents and marks between words; hyphens part words, apostrophes do not."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    kept = "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in APOSTROPHES)
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", kept)))


def _signs(text: str) -> str:
    """Letters and digits of a number."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
