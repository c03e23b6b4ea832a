"""What the other side said, without the patient: for whoever runs the mail or the printer.

In: a text, and the copy that it was said of.  Out: the text, in which every address, and every word that the copy's record holds, is a
blot.  Refuses nothing; of a copy whose data have been purged no words are known, and nothing is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from handouts.ledger.data import Copy

BLOT = "▒▒▒"
ADDRESS = re.compile(r"<[^<>\s]*@[^<>]*>|\"[^\"]*\"@\S+|[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")
SHORTEST = 3  # letters of a word that tells of somebody
PLAIN = frozenset({"yes", "no", "true", "false"})


def blotted(text: str, copy: Copy) -> str:
    """The text without addresses and without what the record says; '' of a copy that has been purged."""
    if copy.whose is None:
        return ""
    words = sorted(set(_words(copy.whose.record)), key=len, reverse=True)
    named = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) or r"(?!)", re.IGNORECASE)
    return named.sub(BLOT, ADDRESS.sub(BLOT, text))


def _words(record: str) -> Iterator[str]:
    """Every value of a record, whole and in words; of an address what stands before the @, and the domain whole."""
    for column, value in json.loads(record).items():
        text = str(value).strip()
        mailbox, at, domain = text.rpartition("@")
        parts = (mailbox, domain) if at else (text,)
        pieces = re.split(r"[\W_]+", mailbox if at else text)
        short = 1 if column == "given_name" or column == "family_name" else SHORTEST
        yield from (part for part in parts if len(part) >= short and part.casefold() not in PLAIN)
        yield from (piece for piece in pieces if len(piece) >= max(short, 2) and piece.casefold() not in PLAIN)
