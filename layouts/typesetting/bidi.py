"""The Unicode bidirectional algorithm (UAX #9, revision 44): which way each character of a paragraph runs.

In: text, the level of its paragraph.  Out: an embedding level a character: even from left to right, odd from right to left.  Refuses
nothing.  `embeddings` has the explicit levels, `brackets` the pairs of N0, `direction` what lines need (L1, L2).

A class is one letter (`LETTERS`), so that a stretch of text is a string of classes, and a weak or neutral rule is a regular expression
that bears its name.  Each isolating run sequence stands between the letters of its sos and eos (X10), which spares the rules its ends.
Characters that X9 removes have the level of what stands before them (5.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from layouts.typesetting.brackets import OPENING, bracketed
from layouts.typesetting.embeddings import INITIATORS, explicit_levels, matching

LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "+", "ET": "$", "CS": ",", "NSM": "m", "BN": "b", "B": "p", "S": "s",
    "WS": "w", "ON": "o", "LRE": "1", "RLE": "2", "LRO": "3", "RLO": "4", "PDF": "5", "LRI": "6", "RLI": "7", "FSI": "8", "PDI": "9",
}  # fmt: skip
REMOVED = "12345b"  # X9
RIGHT_TO_LEFT_BLOCKS = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"

_UNASSIGNED = re.compile(f"[{RIGHT_TO_LEFT_BLOCKS}]")  # right-to-left by default, as DerivedBidiClass.txt has it
_PARAGRAPH = re.compile(r"[^p]*p|[^p]+")  # P1
_NEUTRAL = "[pswo6-9]"
_W1 = re.compile(r"([^m])m+")
_W2 = re.compile(r"A[^LR]*")
_W4 = re.compile(r"(?<=E)[+,](?=E)|(?<=N),(?=N)")
_W5 = re.compile(r"\$+(?=E)|(?<=E)\$+")
_W7 = re.compile(r"L[^R]*")
_N1 = re.compile(rf"(?<=L){_NEUTRAL}+(?=L)|(?<=[REN]){_NEUTRAL}+(?=[REN])")
_N2 = re.compile(_NEUTRAL)
_RISES = ({"L": 0, "R": 1, "E": 2, "N": 2}, {"L": 1, "R": 0, "E": 1, "N": 1})  # I1, I2


class _Classes(dict[int, str]):
    """Code point -> the letter of its class, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        name = unicodedata.bidirectional(character) or ("R" if _UNASSIGNED.match(character) else "L")
        self[code] = LETTERS[name]
        return self[code]


_CLASSES = _Classes()


def classes(text: str) -> str:
    """The bidirectional class of each character, a letter each (`LETTERS`)."""
    return text.translate(_CLASSES)


def embedding_levels(text: str, base: int) -> list[int]:
    """The level of each character in paragraphs of level `base` (0 or 1), before lines are broken."""
    out: list[int] = []
    for found in _PARAGRAPH.finditer(classes(text)):
        out += _paragraph(text[found.start() : found.end()], found[0], base)
    return out


def _paragraph(text: str, original: str, base: int) -> list[int]:
    matches = matching(original)
    levels, letters = explicit_levels(original, base, matches)
    kept = [i for i, letter in enumerate(original) if letter not in REMOVED]
    for places, sos, eos in _sequences(original, levels, kept, matches, base):
        level = levels[places[0]]
        characters = [text[i] for i in places] if OPENING.search(text) else ()
        found = resolved("".join([letters[i] for i in places]), level, sos, eos, characters)
        rises = _RISES[level % 2]
        for i, letter in zip(places, found, strict=True):
            levels[i] = level + rises[letter]
    return levels if len(kept) == len(levels) else _filled(levels, original, base)


def _filled(levels: Sequence[int], original: str, base: int) -> list[int]:
    """Levels in which a removed character has that of what stands before it."""
    out: list[int] = []
    for letter, level in zip(original, levels, strict=True):
        out.append(level if letter not in REMOVED else out[-1] if out else base)
    return out


def _sequences(
    original: str, levels: Sequence[int], kept: Sequence[int], matches: dict[int, int], base: int
) -> Iterator[tuple[list[int], str, str]]:
    """The isolating run sequences (BD13): the places of their characters, sos and eos (X10)."""
    explicit = list(levels)  # what `levels` say before they are resolved
    runs = [list(run) for _, run in groupby(kept, explicit.__getitem__)]
    if len(runs) == 1:
        edge = "LR"[max(explicit[runs[0][0]], base) % 2]
        yield runs[0], edge, edge
        return
    before = {b: a for a, b in pairwise(kept)}
    after = dict(pairwise(kept))
    initiators = {closing: opening for opening, closing in matches.items()}
    waiting: dict[int, list[int]] = {}
    sequences: list[list[int]] = []
    for run in runs:
        sequence = waiting.pop(initiators.get(run[0], -1), None)
        if sequence is None:
            sequence = []
            sequences.append(sequence)
        sequence += run
        if run[-1] in matches:
            waiting[run[-1]] = sequence
    for sequence in sequences:
        first, last = sequence[0], sequence[-1]
        level = explicit[first]
        low = explicit[before[first]] if first in before else base
        high = explicit[after[last]] if last in after and original[last] not in INITIATORS else base
        yield sequence, "LR"[max(level, low) % 2], "LR"[max(level, high) % 2]


def resolved(letters: str, level: int, sos: str, eos: str, characters: Sequence[str] = ()) -> str:
    """The classes of an isolating run sequence after W1 to N2: "L", "R", "E" or "N" each.

    level: the embedding's; sos, eos: "L" or "R"; characters: what `letters` are the classes of, where brackets may be among them.
    """
    direction = "LR"[level % 2]
    s = f"{sos}{letters}{eos}"
    s = _W1.sub(lambda m: m[1] + ("o" if m[1] in "6789" else m[1]) * (len(m[0]) - 1), s)
    s = _W2.sub(lambda m: m[0].replace("E", "N"), s)
    s = s.replace("A", "R")  # W3
    s = _W4.sub(lambda m: "E" if m[0] == "+" else s[m.start() - 1], s)
    s = _W5.sub(lambda m: "E" * len(m[0]), s)
    s = s.replace("+", "o").replace("$", "o").replace(",", "o")  # W6
    s = _W7.sub(lambda m: m[0].replace("E", "L"), s)
    if characters:
        s = bracketed(characters, s, letters, direction)
    s = _N1.sub(lambda m: ("L" if s[m.start() - 1] == "L" else "R") * len(m[0]), s)
    return _N2.sub(direction, s)[1:-1]
