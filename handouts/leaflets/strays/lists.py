"""Strays of lists: bullets, letters and numbers that come from a word processor, items that run on, numbers that are not printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import Notice, TextLine, TextSheet, neighbours

SIGNS = "•·●○◦▪▫■◆◇▶►▸➢➤❖‣⁃∙★☆✓✔✗✘☛»›→⇒➔"
BULLET = Lazy(rf"(?:&(?:bull|middot|#8226|#183|#x2022);|[{SIGNS}]\ufe0f?|->|=>|--?>|--(?=\s)|~(?=\s)|o(?=\t| {{2,3}}\S))\s*")
LETTER = Lazy(
    r"(?:\([a-zA-Z]\)|[a-zA-Z]\)|\([ivxIVX]{1,4}\)|[ivxIVX]{1,4}\)"
    r"|\d{1,2}\.\)|\(\d{1,2}\)|\d{1,2}[°º]|[①-⑳❶-❿])\s*(?=\S)"
)
DASH = Lazy(r"[–—−‒―]\s")
GLUED = Lazy(r"[–—−‒―](?=\w)")
POINTED = Lazy(r"([A-Za-z]|[ivx]{2,4}|[IVX]{2,4}|\d{1,2})(\.|:| [-–—])\s+\S")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
TIGHT = Lazy(r"(?:[-+](?=[^\W\d_])|\d{1,2}[.)](?=[^\W\d_]))")
RUN_ON = Lazy(r"[:.;]\s*[•▪●◦‣]\s*\S|(?:\s[•▪●◦‣]\s[^•▪●◦‣]*){2}|:\s+-\s.+\s-\s|:\s+\(?1[.)]\s.+\s\(?2[.)]\s")
LITERAL = Lazy(r"(?:#{1,6}\s|[-+*]\s|\d{1,2}[.)]\s|>\s?)")
HINT = frozenset(":.)•▪●◦‣–—-\t °º")  # what an item's letter is followed by
ITEM = "A list is written '- item', or '1. step', each on a line of its own."
PARAGRAPH = "paragraph"
Beside = TextLine | None


def bullets(sheet: TextSheet) -> Iterator[Notice]:
    """Items that are none, or have no words."""
    for node in sheet.nodes_of("list_item"):
        if not node.inside:
            yield Notice(sheet.starts[node.line], "An item of a list has no words.", "Write them, or delete the line.")
    for before, line, after in neighbours(sheet.lines):
        if line.bare[:1].isalpha() and HINT.isdisjoint(line.bare) and not line.bare.startswith("o  "):
            continue
        if sign := next((sign for look in LOOKS if (sign := look(before, line, after))), ""):
            what = f"{sign!r} is a bullet pasted from a word processor: its items would run on as one paragraph."
            yield Notice(line.at, what, ITEM)
        else:
            yield from _other(line)


def _other(line: TextLine) -> Iterator[Notice]:
    """What is nearly an item."""
    plain = line.kind == PARAGRAPH
    if plain and (tight := TIGHT.match(line.bare)):
        yield Notice(line.at, f"{tight[0]!r} without a space makes no list item.", ITEM)
    elif plain and (run := RUN_ON.search(line.bare)):
        yield Notice(line.at + run.start(), "A list runs on in one line.", ITEM)
    elif not line.first and (literal := LITERAL.match(line.bare)):
        yield Notice(line.at, f"{literal[0].strip()!r} is printed as it stands here.", f"Leave an empty line above it. {ITEM}")


# -- the bullet that a line begins with, '' if it is none


def _sign(before: Beside, line: TextLine, after: Beside) -> str:
    """One that nothing else begins with."""
    match = BULLET.match(line.bare) or LETTER.match(line.bare)
    return match[0].strip() if match else ""


def _dash(before: Beside, line: TextLine, after: Beside) -> str:
    """A long dash, unless it goes on with a sentence."""
    match = DASH.match(line.bare)
    return match[0].strip() if match and (line.first or (before and DASH.match(before.bare))) else ""


def _glued(before: Beside, line: TextLine, after: Beside) -> str:
    """A long dash against its word, in several lines of a paragraph."""
    match = GLUED.match(line.bare)
    others = (None if line.first else before, None if line.last else after)
    return match[0] if match and any(other and GLUED.match(other.bare) for other in others) else ""


def _counted(before: Beside, line: TextLine, after: Beside) -> str:
    """A letter or number of which the line before or after has the neighbour."""
    match = POINTED.match(line.bare) if line.kind == PARAGRAPH else None
    return f"{match[1]}{match[2]}" if match and (_follow(before, line) or _follow(line, after)) else ""


LOOKS: tuple[Callable[[Beside, TextLine, Beside], str], ...] = (_sign, _dash, _glued, _counted)


def _follow(one: Beside, two: Beside) -> bool:
    """Whether two lines begin with letters or numbers one after the other."""
    first, second = (POINTED.match(line.bare) if line and line.kind == PARAGRAPH else None for line in (one, two))
    return bool(first and second and first[2] == second[2] and _next(first[1], second[1]))


def _next(one: str, two: str) -> bool:
    """Whether one number or letter comes after another."""
    if one.isdecimal() and two.isdecimal():
        return int(two) == int(one) + 1
    low, high = one.lower(), two.lower()
    if low in ROMAN[:-1] and high == ROMAN[ROMAN.index(low) + 1]:
        return True
    return len(one) == len(two) == 1 and ord(two) - ord(one) == 1


def numbers(sheet: TextSheet) -> Iterator[Notice]:
    """Numbers of steps that are not printed as they are written."""
    for node in sheet.nodes_of("ordered_list"):
        written = [int(item.token.info) for item in node.inside if item.token.info.isdecimal()]
        if written and len(set(written)) > 1:
            odd = next((i for i, number in enumerate(written) if number != written[0] + i), None)
            if odd is not None:
                what = f"The step written {written[odd]} is printed as {written[0] + odd}."
                yield Notice(sheet.starts[node.inside[odd].line], what, "Count them through, or give them all the number 1.")
