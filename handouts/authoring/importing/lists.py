"""Lists, and paragraphs that somebody has typed as one -> items in Markdown.

In: elements `ul` and `ol`; paragraphs that begin with bullets, boxes or numbers.  Out: one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handouts.authoring.importing.foreign import DraftBlock
from handouts.authoring.importing.omissions import MARK, without_marks

if TYPE_CHECKING:
    from handouts.authoring.importing.conversion import Conversion

BULLET = re.compile(r"(?:[•●◦○▪▫■·∙‣⁃➢➤❖\uf0b7]|\\-|\\\*|\\\+|[–—-](?=\s))\s*(?=\S)")
BOX = re.compile(r"(?:[☐□❏❑◻]|\\\[ ?_?\\\])\s*(?=\S)")
STEP = re.compile(r"(\d{1,2})\\?[.)]\s+(?=\S)")
FEWEST = 2  # paragraphs that are a list together


def listed(conversion: Conversion, element: Any) -> list[DraftBlock]:
    """A list, as one block, and the pictures in it."""
    conversion.inside += 1
    items: list[list[DraftBlock]] = [conversion.blocks(around(element.text))]
    for child in list(element):
        tail = child.tail
        if child.tag == "li":
            items.append(conversion.blocks(child))
        else:  # what stands between items belongs to the one before it
            items[-1] += conversion.blocks(around(None, child))
        items[-1] += conversion.blocks(around(tail))
    conversion.inside -= 1
    start = element.get("start", "1")
    first = (int(start) if start.isdecimal() and len(start) < 6 else 1) if element.tag == "ol" else 0
    text = items_text([item for item in items if any(without_marks(block.text).strip() for block in item)], first)
    found = [DraftBlock("list", text)] if text else []
    return found + conversion.pictures()


def around(words: str | None, *elements: Any) -> Any:
    """An element with nothing in it but these."""
    from lxml.html import builder

    made = builder.DIV(words or "")
    for element in elements:
        element.tail = None
        made.append(element)
    return made


def items_text(items: Iterable[list[DraftBlock]], first: int) -> str:
    """Items in Markdown.  first: the number of the first step; 0 for bullets."""
    held = list(items)
    boxed = bool(held) and not first and all(BOX.match(_words(item)) for item in held)
    tight = all(map(_is_tight, held))
    out = []
    for number, item in enumerate(held, first):
        label = "- [ ] " if boxed else f"{number}. " if first else "- "
        blocks = [_unboxed(item[0]), *item[1:]] if boxed else item
        indent = " " * (len(label) if first else 2)
        text = ("\n" if tight else "\n\n").join(_in_item(block) for block in blocks)
        out.append(label + text.replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n"))
    return ("\n" if tight else "\n\n").join(out)


def _is_tight(item: list[DraftBlock]) -> bool:
    """Whether an item is one paragraph, with lists below it or without."""
    return item[0].kind in ("paragraph", "list") and all(block.kind == "list" for block in item[1:])


def _words(item: list[DraftBlock]) -> str:
    return without_marks(item[0].text) if item else ""


def _in_item(block: DraftBlock) -> str:
    """A heading in a list is a bold line."""
    return f"**{block.text}**" if block.kind == "heading" and "**" not in block.text else block.text


def _unboxed(block: DraftBlock) -> DraftBlock:
    marks = "".join(match[0] for match in MARK.finditer(block.text))
    return block._replace(text=BOX.sub("", without_marks(block.text), count=1) + marks)


# -- typed by hand


def gathered(found: list[DraftBlock]) -> list[DraftBlock]:
    """Blocks, with paragraphs one after the other that begin with bullets, boxes or counted numbers as lists."""
    out: list[DraftBlock] = []
    at = 0
    while at < len(found):
        run = _run(found, at)
        if len(run) < FEWEST:
            out.append(found[at])
            at += 1
            continue
        first = STEP.match(run[0])
        start = int(first[1]) if first else 0
        boxed = BOX.match(run[0])
        items = [[DraftBlock("paragraph", text if boxed else (STEP if first else BULLET).sub("", text, count=1))] for text in run]
        out.append(DraftBlock("list", items_text(items, start)))
        at += len(run)
    return out


def _run(found: list[DraftBlock], at: int) -> list[str]:
    """The texts of the items of a typed list that begins here."""
    out: list[str] = []
    kind = next((kind for kind in (BOX, STEP, BULLET) if kind.match(found[at].text)), None)
    for block in found[at:] if kind else ():
        match = kind.match(block.text) if kind and block.kind == "paragraph" else None
        if match is None or (kind is STEP and out and int(match[1]) != int(STEP.match(out[-1])[1]) + 1):  # type: ignore[index]
            break
        out.append(block.text)
    return out
