"""Words as Markdown writes them that means nothing but these words.

In: a text.  Out: the same with a backslash before whatever a leaflet would take for markup (CommonMark 0.31, 2.4), or a check for a slip.
"""

from __future__ import annotations

import re

from handouts.authoring.importing.omissions import MARK

MARKS = re.compile(f"(?: *{MARK.pattern})+")
ALWAYS = re.compile(r"[\\`*\[\]{}<|^~]")
SOMETIMES = re.compile(
    r"(?<!\w)_|_(?!\w)"  # an underscore that could stress
    r"|(?<=--)>"  # the end of a comment
    r"|&(?=#|[A-Za-z][A-Za-z0-9]*)"  # the name of a character
    r"|(?<=\\\{)[%#]"  # what would open a tag of a template
    r"|([=+'$@#%])(?=\1)|(?<=([=+'@#%]))\2"  # twice the same sign: marks of other kinds of Markdown
    r"|\$(?=[A-Za-z\\])|%(?=[A-Za-z_]{3})|:(?=[a-z][a-z0-9_+-]+:)"
)
FIRST = re.compile(r"^(?=[#>+:=-])|^(\d{1,9})(?=[.)](?:\s|$))", re.M)
WIDE = re.compile(r"[ \t\f\v\r\u2002-\u200a\u3000]+")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # a place to break a word, and a mark of byte order: no letters


def escaped(text: str) -> str:
    """A stretch of words."""
    return SOMETIMES.sub(_slashed, ALWAYS.sub(_slashed, text))


def begun(text: str) -> str:
    """A block's words, whose first sign could make another kind of block of it; marks at its beginning go behind it."""
    marks = MARKS.match(text)
    rest = text[marks.end() :].lstrip() if marks else text
    return FIRST.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", rest) + (marks[0].replace(" ", "") if marks else "")


def _slashed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def plain(text: str) -> str:
    """A text as it is read: with one space between words, without what shows nothing."""
    return WIDE.sub(" ", INVISIBLE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n")))
