"""Characters that nobody sees, or that have been damaged on their way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import Notice, TextSheet
from layouts.document.blocks import is_right_to_left

INVISIBLE = Lazy(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufe0e\ufeff\uffa0\ufff9-\ufffb]"
)
JOINING = "\u200c\u200d"  # parts of words in these languages
MARKING = "\u061c\u200e\u200f"  # and in those that run from right to left
JOINED = frozenset({"fa", "ur", "ps", "ckb", "sd", "ug", "hi", "bn", "mr", "ne", "ta", "te", "kn", "ml", "gu", "pa", "si", "my", "km"})
BETWEEN_WORDS = "\u200b"  # a line may end there, in languages that write no spaces
UNSPACED = frozenset({"th", "lo", "km", "my"})
# Of Latin, Armenian and Arabic letters.
_FORMS = "\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufe70-\ufefc"
SHAPES = Lazy(rf"\w*[{_FORMS}][\w\u064b-\u065f]*")
LOST = Lazy(r"[^\W\d_]+\?[^\W\d_]+")
DAMAGED = Lazy("[\ufffc\ufffd]|â€.|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|ï»¿|[\u2028\u2029\u0080-\u009f]")


def invisible(sheet: TextSheet) -> Iterator[Notice]:
    """Characters that show nothing."""
    leftward = is_right_to_left(sheet.language)
    base = sheet.language.split("-")[0]
    fine = (JOINING if leftward or base in JOINED else "") + (MARKING if leftward else "") + (BETWEEN_WORDS if base in UNSPACED else "")
    for match in INVISIBLE.finditer(sheet.text):
        if match[0] not in fine:
            name = unicodedata.name(match[0], "unnamed").lower()
            yield Notice(match.start(), f"An invisible character: U+{ord(match[0]):04X}, {name}.", "Delete it.")


def forms(sheet: TextSheet) -> Iterator[Notice]:
    """Letters in one of their shapes, word by word: that is how old programs and copies from PDFs have them."""
    for match in SHAPES.finditer(sheet.text):
        remedy = f"Write “{unicodedata.normalize('NFKC', match[0]).strip()}”, and see that its letters stand in their order."
        yield Notice(match.start(), f"“{match[0]}” is written in shapes of letters, not in letters.", remedy)


def damaged(sheet: TextSheet) -> Iterator[Notice]:
    """Characters that were lost or spoilt when a text was copied."""
    for match in DAMAGED.finditer(sheet.text):
        shown = f"“{match[0]}”" if match[0].isprintable() else f"U+{ord(match[0][0]):04X}"
        yield Notice(match.start(), f"{shown}: a character has been damaged.", "Write it again, and save the file as UTF-8.")
    for line in sheet.lines:
        for match in LOST.finditer(line.bare) if "?" in line.bare and "/" not in line.bare else ():
            what = f"“{match[0]}”: an apostrophe or a letter seems to have been lost."
            yield Notice(line.at + match.start(), what, "Write it again, and save the file as UTF-8.")
