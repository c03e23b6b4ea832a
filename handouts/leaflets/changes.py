"""What has changed between two texts, word by word.

In: two texts.  Out: `Change`s, in order; they make up both texts; a page of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from typing import Literal

WORDS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
NEAR = 6  # words that are shown on either side of a change


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that is in both, in the old one only, or in the new one only."""

    kind: Literal["same", "gone", "new"]
    text: str


def changes(old: str, new: str) -> tuple[Change, ...]:
    """What has changed.  The `same` and the `gone` make up the old text, the `same` and the `new` the new one."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    out: list[Change] = []
    for step, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            out.append(Change("same", "".join(before[i:j])))
            continue
        out += [Change("gone", "".join(before[i:j]))] * (j > i) + [Change("new", "".join(after[k:m]))] * (m > k)
    return tuple(out)


def shortened(found: tuple[Change, ...]) -> tuple[Change, ...]:
    """The same, with what is far from any change left out and marked by an ellipsis."""
    last = len(found) - 1
    near = (Change("same", _near(one.text, first=number == 0, last=number == last)) for number, one in enumerate(found))
    return tuple(short if one.kind == "same" else one for one, short in zip(found, near, strict=True))


def _near(text: str, *, first: bool, last: bool) -> str:
    words = WORDS.findall(text)
    tail = [] if first else words[: 2 * NEAR]
    head = [] if last else words[-2 * NEAR :]
    if len(words) <= len(tail) + len(head):
        return text
    return "".join([*tail, " … ", *head])


def page(title: str, about: str, language: str, found: tuple[Change, ...]) -> str:
    """A page of the whole text with its changes marked, to read and to print (HTML).  about: a sentence on what is compared."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, keep_trailing_newline=True)
    template = environment.from_string(files("handouts.leaflets").joinpath("changes.html").read_text("utf-8"))
    return template.render(title=title, about=about, language=language, changes=found)
