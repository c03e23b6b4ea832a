"""What a translation of a block has broken: tags, links, and whatever makes the block what it is.

In: a unit, its translation.  Out: faults, as clauses with what to do, which keep it out; doubts (numbers that differ, stress that is gone),
which are told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from handouts.authoring.translating.units import TextUnit, masked
from handouts.language.characters import STRANGER
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.tags import TemplateTag, slips, tags

Note = tuple[str, str]  # what is wrong, what to do
FREE = re.compile(r"((?:\||,|\b)\s*(?:default|d)\s*\(\s*)(\"[^\"\n]*\"|'[^'\n]*')")  # words that a value's place is filled with
LINE = ("title of a box", "heading", "cell", "title", "summary", "keywords", "based-on", "label", "term", "fact")


def faults(unit: TextUnit, text: str) -> Iterator[Note]:
    """What keeps a translation out."""
    for rule in RULES:
        found = list(rule(unit, text))
        yield from found
        if found:
            return


def doubts(unit: TextUnit, text: str) -> Iterator[str]:
    """What is to be looked at, as a clause."""
    ours, theirs = _numbers(unit.text), _numbers(text)
    if ours != theirs:
        gone, new = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
        told = [f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} missing"] * bool(gone) + [f"{', '.join(new)} came in"] * bool(new)
        yield f"its numbers differ: {' and '.join(told)}"
    if unit.text.count("**") != text.count("**"):
        yield f"{unit.text.count('**') // 2} stretches are bold in the source and {text.count('**') // 2} here"


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text outside its tags, in European digits."""
    for tag in reversed(list(tags(text))):
        text = text[: tag.at] + text[tag.end :]
    european = "".join(str(unicodedata.digit(sign, sign)) for sign in text)
    return Counter(re.findall(r"\d+", european))


# -- rules


def _signs(_unit: TextUnit, text: str) -> Iterator[Note]:
    if stranger := STRANGER.search(text):
        yield f"U+{ord(stranger[0]):04X} may not stand in a leaflet", "delete the character"


def _parsed(_unit: TextUnit, text: str) -> Iterator[Note]:
    """Tags that are broken in themselves."""
    for slip in slips("", text):
        if "without {%" not in slip.what and "closes nothing" not in slip.what and "in no condition" not in slip.what:
            yield slip.what, slip.remedy


def _tags(unit: TextUnit, text: str) -> Iterator[Note]:
    """Fields that are missing or too many; conditions in another order."""
    ours, theirs = (Counter(_same(tag) for tag in tags(one) if tag.kind != "comment") for one in (unit.text, text))
    for tag in (ours - theirs).elements():
        yield f"{tag} is missing", "copy it from the source"
    for tag in (theirs - ours).elements():
        yield f"{tag} is not in the source", "delete it, or write it as the source does"
    orders = [[_same(tag) for tag in tags(one) if tag.kind not in ("print", "comment")] for one in (unit.text, text)]
    if ours == theirs and orders[0] != orders[1]:
        yield "its conditions stand in another order than in the source", "put {% … %} in the source's order"


def _same(tag: TemplateTag) -> str:
    """A tag as it must come back: but for spaces, and the words that fill an empty place."""
    return FREE.sub(r"\1…", re.sub(r"\s+", " ", tag.text))


def _lines(unit: TextUnit, text: str) -> Iterator[Note]:
    if unit.kind in LINE and "\n" in text.strip("\n"):
        yield "it goes over several lines", "write it in one"
    elif re.search(r"\n[ \t]*\n", text.strip("\n")):
        yield "it has an empty line, which would part it into two blocks", "write it as one block"


def _block(unit: TextUnit, text: str) -> Iterator[Note]:
    """Words that would drop out of their place, or become another block."""
    bare = masked(text)
    if unit.kind == "cell" and re.search(r"(?<!\\)\|", bare):
        yield "'|' ends a cell", "write '\\|'"
    elif unit.kind == "title of a box" and re.search(r"[*_`\[\]]", bare):
        yield "nothing is markup in the title of a box", "write plain words"
    elif unit.place and unit.kind not in ("cell", "title of a box") and [node.kind for node in read_nodes(bare.strip())] != ["paragraph"]:
        yield "it begins with a sign that makes another block of it", "begin with a word, or put a backslash before the sign"


def _inside(unit: TextUnit, text: str) -> Iterator[Note]:
    """Links and the like that are missing or too many."""
    ours, theirs = (
        (_marks(read_nodes(masked(one).strip())) for one in (unit.text, text)) if unit.place else (Counter[str](), Counter[str]())
    )
    for mark in (ours - theirs).elements():
        yield f"{mark} is missing", "write it as the source does"
    for mark in (theirs - ours).elements():
        yield f"{mark} is not in the source", "write it as the source does"


def _marks(nodes: tuple[Branch, ...]) -> Counter[str]:
    """Links, words in other languages, and stars that stress nothing."""
    out: Counter[str] = Counter()
    for node in nodes:
        if node.kind == "link":
            out["a link"] += 1
        elif node.kind == "span":
            out["a span of words in another language"] += 1
        elif node.kind == "text" and "**" in node.token.content:
            out["'**' that stresses nothing"] += 1
        out += _marks(node.inside)
    return out


RULES: tuple[Callable[[TextUnit, str], Iterator[Note]], ...] = (_signs, _parsed, _tags, _lines, _block, _inside)
