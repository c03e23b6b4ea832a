"""Is a text among those that a reader of files gives back?

In: a text, and what pdfium reads on pages.  Out: yes or no.  White space does not count, nor which sign a hyphen is: at the end of a
line it comes back as another.  A reader guesses at the order of what runs to the left and to the right in one line (it gives RSC-1001
back as -1001RSC beside Arabic): there the words and numbers of a text must stand near each other, in whatever order.  Of a text that
runs both ways it may give back whole words from their last letter to their first; what each glyph is, is told from the file itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from handouts.proof.expected import plain

LONG = 60  # characters of a text that may run over a page, with a foot between its words
SHORT = 2  # characters
NEAR, MOST = 3, 6  # lines that a text may be spread over, and one of many words, such as a long name in a narrow panel
_UNSEEN, _HYPHEN = re.compile("[\\s\u00a0\u202a\u202b\u202c]+"), re.compile("[\u00ad\u2010\u2011\ufffe\u0002]")
_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe"  # scripts that run from right to left
_RTL, _LTR = re.compile(f"[{_LEFTWARD}]"), re.compile(f"(?![{_LEFTWARD}])[^\\W\\d_]")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # a line may part words
_ATOM = re.compile(
    rf"[A-Za-z]+|\d+|(?=[^\W\d_])[{_UNSPACED}]|(?:(?=[^\W\d_])[{_LEFTWARD}])+|(?:(?![{_LEFTWARD}{_UNSPACED}])[^\W\d_A-Za-z])+"
)


def squeezed(text: str) -> str:
    """A text without white space and marks of direction, every hyphen the same."""
    return _HYPHEN.sub("-", _UNSEEN.sub("", text))


squeezed_words = lru_cache(1024)(squeezed)  # of values and lines, which recur


class Given(NamedTuple):
    """What a reader gives back: the text of each page, and that of all squeezed."""

    pages: tuple[str, ...]
    whole: str


def given(page: str) -> Given:
    """The text of a page, to look for others in it."""
    return Given((page,), squeezed(page))


def together(parts: Iterable[Given]) -> Given:
    """The texts of several pages as one."""
    pages = tuple(parts)
    return Given(tuple(page for part in pages for page in part.pages), "".join([part.whole for part in pages]))


def is_found(text: str, there: Given) -> bool:
    """Whether a text stands on these pages."""
    if squeezed_words(plain(text)) in there.whole:
        return True
    if len(text) > LONG and all(len(word) > LONG or squeezed_words(word) in there.whole for word in text.split()):
        return True
    if len(there.pages) > 1 and _is_parted(text, there):
        return True
    return any(_RTL.search(page) and _is_near(text, page) for page in there.pages)


def _is_parted(text: str, there: Given) -> bool:
    """Whether a text stands in two parts, as where a page ends within it: what is read of its foot or a neighbour is then between.

    A letter or two stand everywhere; as a part they are the end of a line, or the beginning of one.
    """
    words = plain(text).split()
    parts = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return any(_stands(first, there, r"(?<!\S)%s\s*$") and _stands(rest, there, r"^\s*%s(?!\S)") for first, rest in parts)


def _stands(part: str, there: Given, edge: str) -> bool:
    """Whether part of a text stands there; a short one at the edge of a line."""
    if squeezed_words(part) not in there.whole:
        return False
    return len(part) > SHORT or any(re.search(edge % re.escape(part), page, re.M) for page in there.pages)


def _is_near(text: str, page: str) -> bool:
    """Whether the words and numbers of a text stand in lines near each other, one of which runs from right to left."""
    mixed = bool(_RTL.search(text) and _LTR.search(text))
    wanted, lines = _atoms(text, mixed), page.splitlines()
    span = min(max(NEAR, len(text.split())), MOST)
    near = ("\n".join(lines[at : at + span]) for at in range(len(lines)))
    return bool(wanted) and any(_RTL.search(some) and wanted <= _atoms(some, mixed) for some in near)


def _atoms(text: str, mixed: bool) -> Counter[str]:
    """Its words and numbers; words of a mixed text, but never numbers, in the one of their two directions that comes first.

    Of two words in two scripts a reader may lose the space.
    """
    atoms = ("".join(letters) for found in _ATOM.findall(text) for _, letters in groupby(found, _script))
    return Counter(min(atom, atom[::-1]) if mixed and not atom.isdecimal() else atom for atom in atoms)


@lru_cache(4096)
def _script(letter: str) -> str:
    """The first word of a letter's name, which is its script's; digits are of one."""
    return "" if letter.isdecimal() else unicodedata.name(letter, "").partition(" ")[0]
