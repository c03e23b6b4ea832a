"""What programs leave behind where a value was lost: signs of a spreadsheet, words of a database, letters of another encoding.

In: a text.  Out: what is wrong with it, '' if nothing.  No patient is called so, and no identifier is written so.
"""

from __future__ import annotations

import re
from collections.abc import Collection

FORMULA = "#FORMULA!"  # what our readers of spreadsheets give for a formula that was never reckoned
SPREADSHEET = re.compile(  # in any language
    r"#(N/[AD]!?|NV|Н/Д|НД|GETTING_DATA|[¡¿]?[^\W\d_]{2,12}(/0)?[!?])|Err:\d{3}|#{2,}|\d(\.\d+)?E\+\d{1,3}", re.I
)
EMPTY = re.compile(r"null|none|nan|nat|undefined|n/a|\(null\)|\[null\]|<null>|\\n", re.I)  # of an identifier
NAMELESS = re.compile(r"NULL|null|NaN|nan|NaT|undefined|N/A|n/a|\(null\)|\[null\]|\\N")  # of a name: Null is a family's name
NOTHING = frozenset({  # what is written where there is nothing, in columns that may be empty
    "-", "--", "—", "–", ".", "?", "n/a", "na", "n.a.", "none", "null", "nil", "nan", "#n/a", "unknown", "not known", "not recorded",
    "not stated", "declined", "tbc", "tba", "(null)", "(none)", "(blank)",
})  # fmt: skip
LONGEST_NOTHING = max(map(len, NOTHING))
NO_TEXT = NOTHING | {"null", "none", "nan", "nat", "undefined", "n/a", "(null)", "[null]", "<null>", "\\n"}  # all three, in small letters
STARTS, LONGEST_WORD = frozenset("#0123456789E"), 13  # characters: of the longest of these words
MISREAD = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2,}")


def is_plain(texts: Collection[str], longest: int) -> bool:
    """Whether texts are as they are kept, and no longer than this: ASCII in which nothing is folded, refused, lost or no text at all."""
    row = f" {' '.join(texts)} "  # of a text that begins or ends with a space, or is empty, it has two
    small = row.lower()
    if not (row.isascii() and row.isprintable()) or "#" in row or "  " in row or "e+" in small or "err:" in small:
        return False
    said = [*map(str.lower, texts)]
    return max(map(len, said), default=0) <= longest and NO_TEXT.isdisjoint(said)


def of_spreadsheet(text: str) -> str:
    """What a spreadsheet shows in place of a value that it has lost or never had."""
    if text[:1] not in STARTS or not SPREADSHEET.fullmatch(text):
        return ""
    return "is a formula without its value" if text == FORMULA else "is what a spreadsheet shows in place of a value"


def of_identifier(text: str) -> str:
    """What is wrong with an identifier."""
    if text[0] in STARTS and (found := of_spreadsheet(text)):
        return found
    if len(text) <= LONGEST_WORD and EMPTY.fullmatch(text):
        return "is a program's word for nothing"
    return "" if text[0].isalnum() or any(character.isalnum() for character in text) else "has no letter or digit"


def of_name(text: str) -> str:
    """What is wrong with a name."""
    if text[0] in STARTS and (found := of_spreadsheet(text)):
        return found
    if len(text) <= LONGEST_WORD and NAMELESS.fullmatch(text):
        return "is a program's word for nothing"
    return "was read in another encoding than it was written in" if misread(text) else ""


def misread(text: str) -> bool:
    """Whether letters of UTF-8 were taken for Windows-1252, as in `MÃ¼ller`: as such they are whole again, which no other text is."""
    if text.isascii() or not MISREAD.search(text):
        return False
    try:
        return any(run.encode("cp1252").decode("utf-8").isalpha() for run in MISREAD.findall(text))
    except UnicodeError:
        return False
