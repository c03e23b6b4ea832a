"""Whether a text that is no UTF-8 is Windows-1252 at all: lists of Poland, Ukraine or Egypt are written in other encodings.

In: a file that could be Windows-1252, as nearly all bytes could.  Out: what is said of it.  Refuses (`InputError`) one whose words are none
of the languages that are written in it: Íàòàë³ÿ, £ukasz, Wiœniewski, MŸller.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile, encoding, must_be

GUESS = "cp1252"
WORD = re.compile(r"[^\W\d_]*(?:[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2020-\u2122][^\W\d_]*)+")
QUIET = re.compile("[\u00a0\u00ad\u2013\u2014\u2018-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122´·¨«»®©°ºª²½¼¾µ×§]")  # in any text
START = re.compile(r"^[£¥¯¦¬¼¹³¾][^\W\d_]")  # Łukasz, Żaneta and the like, read wrongly
WITHIN = re.compile(r"[^\W\d_][£¥¦¬¯±¶¹³¿¡¼¾¢¤‡†‰ˆ˜‹›]+[^\W\d_]|[a-z]{2}[³¹¿±¶]$")  # a sign among letters
LIGATURE = re.compile("[œŒ](?=[bgjkmpwz]|n(?!i[xc]))|Ÿ[a-z]")  # as in no French word
CAPITAL = re.compile(r"[^\W\d_][À-ÖØ-ÞŠŽŸŒ](?=[a-zß-öø-ÿ])")  # MŸller
MOST_HIGH, AT_LEAST = 0.6, 3
PART = 5  # one word in so many is enough
REMEDY = 'save it as CSV UTF-8, or name its encoding in a map, such as encoding = "windows-1251"'


def encoding_of(file: ListFile, named: str = "") -> tuple[str, tuple[str, ...]]:
    """The encoding of a table of text, and what is said of it.  named: by a map.  Raises InputError."""
    if named:
        must_be(file, named)
        return named, ()
    found = encoding(file, GUESS)
    if found != GUESS:
        return found, ()
    words, strange, line = 0, 0, 0
    for number, word in _words(file):
        words += 1
        if doubtful(word):
            strange, line = strange + 1, line or number
    if words and strange * PART >= words:
        raise InputError(f"{file.name}: line {line}: is neither UTF-8 nor, by its words, Windows-1252; {REMEDY}")
    warning = f"{file.name}: is no UTF-8, and was read as Windows-1252; look at names with accents, and if they are wrong {REMEDY}"
    return found, (warning,) if words else ()


def _words(file: ListFile) -> Iterator[tuple[int, str]]:
    """The words that have other letters than those of ASCII, with the numbers of their lines."""
    with io.TextIOWrapper(file.open(), encoding=GUESS, newline="") as text:
        for number, line in enumerate(text, 1):
            if not line.isascii():
                yield from ((number, word) for word in WORD.findall(line))


def doubtful(word: str) -> bool:
    """Whether a word is hardly one of a language that is written in Windows-1252."""
    high = sum(character.isalpha() and not character.isascii() for character in word)
    core = word.strip("«»‘’“”–—…•\u00a0")
    if len(core) >= AT_LEAST and not any(character.isascii() for character in core):
        return True
    if high >= AT_LEAST and high > MOST_HIGH * sum(map(str.isalpha, word)):
        return True
    return any(found for pattern in (START, WITHIN, LIGATURE, CAPITAL) if (found := pattern.search(word))) and bool(QUIET.sub("", word))
