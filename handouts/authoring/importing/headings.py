"""Which line is a heading, and which is the title, of a text that does not say so.

In: blocks.  Out: blocks with headings of two levels, the title apart.  What was guessed is noted.
"""

from __future__ import annotations

import re

from handouts.authoring.importing.foreign import DraftBlock
from handouts.authoring.importing.omissions import OmissionList, without_marks

LONGEST, MOST = 60, 9  # letters and words of a line that is taken for a heading
ENDS = (".", ":", ",", ";", "!", "]")  # of lines that are none
BOLD = re.compile(r"\*\*((?:[^*\\]|\\.)+)\*\*")
BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
DEEPEST = 2  # headings in headings
BELOW = 9  # a level below all that a source has


def is_heading(line: str) -> bool:
    """Whether a line looks like a heading."""
    return len(line) <= LONGEST and "\n" not in line and line[:1].isupper() and not line.endswith(ENDS) and len(line.split()) <= MOST


def words_of_block(block: DraftBlock) -> str:
    """A block of one line as plain words."""
    bare = re.sub(r"\*\*|\[([^\]]*)\]\([^)]*\)", r"\1", without_marks(block.text))
    return BACKSLASH.sub(r"\1", bare).strip()


def found_headings(blocks: list[DraftBlock], omissions: OmissionList) -> list[DraftBlock]:
    """Blocks in which bold lines are headings, if there are no others but one of the title's kind."""
    if sum(block.kind == "heading" for block in blocks) > 1:
        return blocks
    out = []
    for block in blocks:
        bold = BOLD.fullmatch(without_marks(block.text)) if block.kind == "paragraph" else None
        if bold and is_heading(words_of_block(block)):
            omissions.counted["a bold line by itself is a heading now"] += 1
            block = block._replace(kind="heading", text=block.text.replace("**", ""), level=BELOW)
        out.append(block)
    return out


def levelled(blocks: list[DraftBlock], omissions: OmissionList) -> list[DraftBlock]:
    """Blocks with headings of two levels; a deeper one is a bold line."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    out = []
    for block in blocks:
        depth = levels.index(block.level) + 1 if block.kind == "heading" else 0
        if depth > DEEPEST:
            omissions.counted["a heading of the third level or below is a bold line now: a leaflet has two levels"] += 1
            bare = without_marks(block.text)
            out.append(DraftBlock("paragraph", block.text if "**" in bare else f"**{bare}**{block.text.removeprefix(bare)}"))
        elif depth:
            out.append(block._replace(text=f"{'#' * depth} {block.text.replace('**', '')}"))
        else:
            out.append(block)
    return out
