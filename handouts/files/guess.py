"""Which of the known words was meant."""

from __future__ import annotations

from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words, '' if none is near: a slip of a letter in three, another letter case, `_` for `-`."""
    given = _plain(word)
    near = [(distance(given, _plain(other)), abs(len(other) - len(word)), other) for other in known if len(word) <= 2 * len(other) + 4]
    best = min(near, default=None)
    return best[2] if best and best[0] <= max(1, len(best[2]) // 3) and best[0] < len(best[2]) else ""


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")


def distance(one: str, other: str) -> int:
    """How many letters were left out, put in, mistaken or swapped with their neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]


def hint(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'? There are x, y, z`, for a word that is none of the known."""
    words = list(known)
    near = meant(word, words)
    listed = f"there are {', '.join(words)}" if len(words) > 1 else f"there is only {words[0]}" if words else "there are none"
    return f"did you mean {near!r}? {listed[0].upper()}{listed[1:]}" if near else listed
