"""Strays at the beginning of a line: headings, bullets, letters, boxes to tick, and what looks like a box or a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.strays.sheet import Sheet, Written, neighbours

HEADING = re.compile(r"(?:#{1,6}(?=[^\W\d_]|\d+[.)])|#{7,}|#{2,6}\d|[＃]+)")
SIGNS = "•·●○◦▪▫■◆◇▶►▸➢➤❖‣⁃∙★☆✓✔✗✘☛»›→⇒➔"
BULLET = re.compile(rf"(?:[{SIGNS}]\ufe0f?|->|=>|--?>|--(?=\s)|~(?=\s)|o(?=\t| {{2,3}}\S))\s*")
DASH = re.compile(r"[–—−‒―]\s")
TIGHT = re.compile(r"(?:[-+](?=[^\W\d_])|\d{1,2}[.)](?=[^\W\d_]))")
LETTER = re.compile(r"(?:\([a-zA-Z]\)|[a-z]\)|\([ivx]{1,4}\)|[ivx]{1,4}\)|\(\d{1,2}\)|\d{1,2}[°º]|[①-⑳❶-❿])\s*(?=\S)")
POINTED = re.compile(r"([A-Za-z]|[ivx]{2,4})\.\s+\S")
LITERAL = re.compile(r"(?:#{1,6}\s|[-+*]\s|\d{1,2}[.)]\s|>\s?)")
TICK = re.compile(r"(?:[☐☑☒□▢❏❑❒✅⬜◻☐]\ufe0f?|\[\s*[xX✓✔_]?\s*\](?!\(|\{|\[)|\(\s\)|_{1,3}\s\[)")
TASK = re.compile(r"\[ \] ")
COLONS = re.compile(r":{2,}|：{2,}|:(?:\s+:)+|：\s*:|!!!\s|;;;|:;:")
RULE = re.compile(r"[=~+#*_]{3,}|-\s?-[\s-]*|\.{5,}")
TICKED = "A box to tick is written '- [ ] item', on a line of its own."
ITEM = "A list is written '- item', or '1. step', each on a line of its own."
FENCE = re.compile(r"\s*(?:[-+*] +)?(:{3,})[ \t]*(.*?)[ \t]*$")
SPACED = re.compile(r"\s*(?::[ \t]+:[ \t:]*|::|：{2,}.*)(?:[ \t]+\w.*|\w.*)?$")


def headings(sheet: Sheet) -> Iterator[Catch]:
    """`#Heading`, and what looks like one but is none."""
    for line in sheet.lines:
        if match := HEADING.match(line.bare):
            yield Catch(line.at, f"{match[0]!r} without a space makes no heading, and is printed as it stands.", "Write '# Heading' or '## Heading'.")


def underlined(sheet: Sheet) -> Iterator[Catch]:
    """A rule below a paragraph, which makes a heading of all of it."""
    for node in sheet.nodes_of("heading"):
        words = node.inside[0].token.content if node.inside else ""
        if node.token.markup in ("-", "=") and ("\n" in words or words.rstrip().endswith((".", "!", "?", ":")) or len(words) > 80):
            what = f"the line of {node.token.markup!r} below makes a heading of this paragraph"
            yield Catch(sheet.starts[node.line], f"{what[0].upper()}{what[1:]}.", "Delete that line, or write '# Heading'.")


def bullets(sheet: Sheet) -> Iterator[Catch]:
    """Bullets, letters and numbers that come from a word processor."""
    for before, line in neighbours(sheet.lines):
        sign = _bullet(line, before, sheet)
        if sign:
            yield Catch(line.at, f"{sign!r} is a bullet pasted from a word processor: its items would run on as one paragraph.", ITEM)
        elif line.kind == "paragraph" and (match := TIGHT.match(line.bare)):
            yield Catch(line.at, f"{match[0]!r} without a space makes no list item.", ITEM)
        elif not line.first and (literal := LITERAL.match(line.bare)):
            yield Catch(line.at, f"{literal[0].strip()!r} is printed as it stands here.", f"Leave an empty line above it. {ITEM}")


def _bullet(line: Written, before: Written | None, sheet: Sheet) -> str:
    """The bullet that a line begins with, '' if it is none."""
    if match := BULLET.match(line.bare) or LETTER.match(line.bare):
        return match[0].strip()
    if (match := DASH.match(line.bare)) and (line.first or (before and DASH.match(before.bare))):
        return match[0].strip()
    match = POINTED.match(line.bare)
    if match and line.kind == "paragraph" and (_follows(line, before) or _goes_on(line, sheet)):
        return f"{match[1]}."
    return ""


def _follows(line: Written, before: Written | None) -> bool:
    """Whether a line begins with the letter after that of the line before."""
    one, two = (POINTED.match(part.bare) if part else None for part in (before, line))
    return bool(one and two and len(one[1]) == len(two[1]) == 1 and ord(two[1]) - ord(one[1]) == 1)


def _goes_on(line: Written, sheet: Sheet) -> bool:
    """Whether the next printed line begins with the next letter."""
    at = sheet.lines.index(line)
    following = sheet.lines[at + 1] if at + 1 < len(sheet.lines) else None
    return following is not None and _follows(following, line)


def ticks(sheet: Sheet) -> Iterator[Catch]:
    """Boxes to tick that are none; a list of which only some items have one."""
    for line in sheet.lines:
        match = TICK.match(line.bare)
        if match and not (line.kind == "paragraph" and TASK.match(line.bare) and _in_list(sheet, line)):
            yield Catch(line.at, f"{match[0].strip()!r} makes no box to tick here, and is printed as it stands.", TICKED)
    for node in sheet.nodes_of("bullet_list", "ordered_list"):
        boxed = [bool(TASK.match(_first_words(item))) for item in node.inside]
        if any(boxed) and not all(boxed):
            odd = node.inside[boxed.index(False)]
            yield Catch(sheet.starts[odd.line], "An item without a box stands in a list of boxes to tick, whose boxes are lost.", TICKED)
        elif any(boxed) and node.kind == "ordered_list":
            yield Catch(sheet.starts[node.line], "A list has either numbers or boxes to tick; its numbers are lost.", TICKED)


def _in_list(sheet: Sheet, line: Written) -> bool:
    """Whether a line begins an item of a list of bullets."""
    row = sheet.text.count("\n", 0, line.at)
    return re.match(r"\s*(?:[-+*]|\d{1,9}[.)])\s+$", sheet.raw[row][: line.at - sheet.starts[row]]) is not None


def _first_words(item: object) -> str:
    inside = getattr(item, "inside", ())
    while inside and inside[0].kind != "inline":
        inside = inside[0].inside
    return str(inside[0].token.content) + " " if inside else ""


def colons(sheet: Sheet) -> Iterator[Catch]:
    """`::`, `: : :` and other ways to write a box that is none."""
    for line in sheet.lines:
        match = COLONS.search(line.bare)
        lone = line.bare.startswith(": ") and line.kind == "paragraph" and line.first
        if match or lone:
            at = match.start() if match else 0
            remedy = "A box is three colons together, at the beginning of a line: '::: note Title', its text, ':::'."
            yield Catch(line.at + at, f"{match[0].strip() if match else ':'!r} makes no box, and is printed as it stands.", remedy)


def rules(sheet: Sheet) -> Iterator[Catch]:
    """A row of signs that is to part the text."""
    for line in sheet.lines:
        if line.kind == "paragraph" and RULE.fullmatch(line.text) and not set(line.text) <= {"_"}:
            yield Catch(line.at, "A row of signs is printed as it stands.", "Use a heading to part the text.")


def numbers(sheet: Sheet) -> Iterator[Catch]:
    """Numbers of steps that are not printed as they are written."""
    for node in sheet.nodes_of("ordered_list"):
        written = [int(item.token.info) for item in node.inside if item.token.info.isdecimal()]
        if written and len(set(written)) > 1:
            odd = next((i for i, number in enumerate(written) if number != written[0] + i), None)
            if odd is not None:
                what = f"The step written {written[odd]} is printed as {written[0] + odd}."
                yield Catch(sheet.starts[node.inside[odd].line], what, "Count them through, or give them all the number 1.")
