"""Bracket pairs: brackets take the direction of what they enclose (UAX #9, BD14 to BD16, N0).

In: the characters of an isolating run sequence, and their classes after W7, a letter each (`bidi.LETTERS`).  Out: classes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

PAIRS = (  # BidiBrackets.txt of Unicode 14
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐"
    "⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］"
    "｛｝｟｠｢｣"
)
DEEPEST = 63  # of nested brackets, BD16
_ALIKE = {"\u2329": "\u3008", "\u232a": "\u3009"}  # canonically equivalent
_CLOSING = dict(zip(PAIRS[::2], PAIRS[1::2], strict=True))
_CLOSED = frozenset(PAIRS[1::2])
OPENING = re.compile(f"[\u2329{re.escape(PAIRS[::2])}]")
_STRONG = str.maketrans("EN", "RR")  # numbers count as R


def bracketed(characters: Sequence[str], letters: str, original: str, direction: str) -> str:
    """N0: classes of a sequence in which bracket pairs have taken a direction.

    letters: the classes between those of sos and eos; original: those before W1, without them; direction: "L" or "R", the embedding's.
    """
    out = list(letters)
    for opening, closing in pairs(characters, letters[1:-1]):
        inside = set("".join(out[opening + 2 : closing + 1]).translate(_STRONG))
        if direction in inside:
            taken = direction
        elif inside & {"L", "R"}:
            before = next(c for c in reversed("".join(out[: opening + 1]).translate(_STRONG)) if c in "LR")
            taken = before if before != direction else direction
        else:
            continue
        for place in (opening, closing):
            out[place + 1] = taken
            while place + 1 < len(original) and original[place + 1] == "m":  # marks go with the bracket they stand on
                place += 1
                out[place + 1] = taken
    return "".join(out)


def pairs(characters: Sequence[str], letters: str) -> list[tuple[int, int]]:
    """The places of opening and closing brackets, by the opening ones (BD16); brackets whose class is not ON any more are none."""
    opened: list[tuple[str, int]] = []
    out: list[tuple[int, int]] = []
    for place, character in enumerate(characters):
        if letters[place] != "o":
            continue
        bracket = _ALIKE.get(character, character)
        if bracket in _CLOSING:
            if len(opened) == DEEPEST:
                return []
            opened.append((_CLOSING[bracket], place))
        elif bracket in _CLOSED:
            at = next((k for k in range(len(opened) - 1, -1, -1) if opened[k][0] == bracket), None)
            if at is not None:
                out.append((opened[at][1], place))
                del opened[at:]
    return sorted(out)
