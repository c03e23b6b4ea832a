"""Strays at the beginning of a line: headings, boxes to tick, and what looks like a box or a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import Notice, TextLine, TextSheet

HEADING = Lazy(r"(?:h[1-6]\.\s|={1,6}[^=\n]+={1,6}$|#{1,6}(?=[^\W\d_]|\d+[.)])|#{7,}|#{2,6}\d|[＃]+)")
TICK = Lazy(r"(?:[☐☑☒□▢❏❑❒✅⬜◻☐]\ufe0f?|\[\s*[xX✓✔_]?\s*\](?!\(|\{|\[)|\(\s\)|_{1,3}\s\[)")
TASK = Lazy(r"\[ \] ")
COLONS = Lazy(r":{2,}|：{2,}|:(?:\s+:)+|：\s*:|!!!\s|;;;|:;:")
RULE = Lazy(r"[=~+#*_]{3,}|-\s?-[\s-]*|\.{5,}")
CALLS = frozenset("!;：")
UNDERLINED = "Delete that line, or write '# Heading'; a rule between two parts has an empty line above it."
MIXED = "timeline"  # a box whose list has items with boxes to tick and without
TICKED = "A box to tick is written '- [ ] item', on a line of its own."


def headings(sheet: TextSheet) -> Iterator[Notice]:
    """`#Heading`, and what looks like one but is none."""
    for line in sheet.lines:
        if line.bare.startswith(("#", "＃", "=", "h")) and (match := HEADING.match(line.bare)):
            what = f"{match[0]!r} without a space makes no heading, and is printed as it stands."
            yield Notice(line.at, what, "Write '# Heading' or '## Heading'.")


def underlined(sheet: TextSheet) -> Iterator[Notice]:
    """A rule below a paragraph, which makes a heading of all of it."""
    for node in sheet.nodes_of("heading"):
        words = node.inside[0].token.content if node.inside else ""
        if node.token.markup in ("-", "=") and ("\n" in words or words.rstrip().endswith((".", "!", "?", ":")) or len(words) > 80):
            what = f"the line of {node.token.markup!r} below makes a heading of this paragraph"
            yield Notice(sheet.starts[node.line], f"{what[0].upper()}{what[1:]}.", UNDERLINED)


def ticks(sheet: TextSheet) -> Iterator[Notice]:
    """Boxes to tick that are none; a list of which only some items have one."""
    for line in sheet.lines:
        match = None if line.bare[:1].isalnum() else TICK.match(line.bare)
        listed = line.kind == "paragraph" and TASK.match(line.bare) and _in_list(sheet, line)
        boxed = listed or (line.kind == "td" and TASK.match(f"{line.bare} "))
        if match and not boxed:
            yield Notice(line.at, f"{match[0].strip()!r} makes no box to tick here, and is printed as it stands.", TICKED)
    yield from _boxed(sheet)


def _boxed(sheet: TextSheet) -> Iterator[Notice]:
    """Lists of boxes to tick that would lose their boxes, or their numbers."""
    free = {inner.line for box in sheet.nodes_of("container_box") if box.token.info.split()[:1] == [MIXED] for inner in box.inside}
    for node in sheet.nodes_of("bullet_list", "ordered_list"):
        if node.line in free:
            continue
        boxed = [bool(TASK.match(_first_words(item))) for item in node.inside]
        if any(boxed) and not all(boxed):
            odd = node.inside[boxed.index(False)]
            yield Notice(sheet.starts[odd.line], "An item without a box stands in a list of boxes to tick, whose boxes are lost.", TICKED)
        elif any(boxed) and node.kind == "ordered_list":
            yield Notice(sheet.starts[node.line], "A list has either numbers or boxes to tick; its numbers are lost.", TICKED)


def _in_list(sheet: TextSheet, line: TextLine) -> bool:
    """Whether a line begins an item of a list of bullets."""
    row = sheet.text.count("\n", 0, line.at)
    return re.match(r"\s*(?:[-+*]|\d{1,9}[.)])\s+$", sheet.raw[row][: line.at - sheet.starts[row]]) is not None


def _first_words(item: object) -> str:
    inside = getattr(item, "inside", ())
    while inside and inside[0].kind != "inline":
        inside = inside[0].inside
    return str(inside[0].token.content) + " " if inside else ""


def colons(sheet: TextSheet) -> Iterator[Notice]:
    """`::`, `: : :` and other ways to write a box that is none."""
    for line in sheet.lines:
        many = line.bare.count(":") > 1 or not CALLS.isdisjoint(line.bare)
        match = COLONS.search(line.bare) if many else None
        lone = line.bare.startswith(": ") and line.kind == "paragraph" and line.first
        if match or lone:
            at = match.start() if match else 0
            remedy = "A box is three colons together, at the beginning of a line: '::: note Title', its text, ':::'."
            yield Notice(line.at + at, f"{match[0].strip() if match else ':'!r} makes no box, and is printed as it stands.", remedy)


def rules(sheet: TextSheet) -> Iterator[Notice]:
    """A row of signs that is to part the text."""
    for line in sheet.lines:
        if line.kind == "paragraph" and not line.text[:1].isalnum() and RULE.fullmatch(line.text) and not set(line.text) <= {"_"}:
            yield Notice(line.at, "A row of signs is printed as it stands.", "Use a heading to part the text.")
