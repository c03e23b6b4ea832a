"""A sentence -> its words, each with what it is.

What is counted follows the formulas' authors (R. Flesch, The Art of Readable Writing, 1949; G. H. McLaughlin, 1969), but for names
and numbers, which they count and editors of health texts leave out:

* a word is what stands between spaces, dashes and slashes and has a letter; one with hyphens or an apostrophe is one word;
* an abbreviation, in capitals or with points (`MRI`, `a.m.`), is a word of one syllable (Flesch);
* a number, a word with a figure in it (`8.30am`, `M48.5`), and a merged value are not counted: they do not make a text hard;
* in English and Spanish a capital inside a sentence marks a name, a day or a month: not counted either. A name that begins a
  sentence cannot be told from a word and counts. In other languages (German!) capitals say nothing, and names count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

VALUE = "\ufffc"  # stands for a value that is merged, or for words in another language
HAN = "\u3040-\u30ff\u3400-\u9fff"  # scripts that are written without spaces stand apart from Latin letters in them
TOKEN = re.compile(rf"[{HAN}]+|[^\s/—–―⁄|{HAN}]+")
EDGES = "\"'“”‘’«»‹›()[]{}.,;:!?…¿¡*•·،؛؟।。，、；：！？（）「」『』《》„‚-‐‑"
NAMES = ("en", "es")  # a capital inside a sentence marks a name
POINTED = re.compile(r"(?:\w\.)+\w")  # a.m
DIGIT = re.compile(r"\d")
OWN = {"i", "i'm", "i'll", "i've", "i'd"}  # capitals that mark none
OPENS = re.compile(r"[:;“\"«(\[]\s*[\"'“‘«(\[]*\Z")

Kind = Literal["word", "abbreviation", "name", "figure", "value"]


class Word(NamedTuple):
    """A word as it stands in its sentence, and its offset there."""

    text: str
    start: int
    kind: Kind

    @property
    def counts(self) -> bool:
        """Whether the formulas count it."""
        return self.kind in ("word", "abbreviation")


def words(sentence: str, language: str) -> Iterator[Word]:
    """The words of a sentence, in its order.  language: a tag."""
    named = language.split("-")[0] in NAMES
    first = True
    for match in TOKEN.finditer(sentence):
        text = match[0].strip(EDGES)
        if not text:
            continue
        start = match.start() + match[0].index(text)
        kind = _kind(text, named and not first and not OPENS.search(sentence, max(0, start - 4), start))
        yield Word(text, start, kind)
        first = False


def _kind(text: str, inside: bool) -> Kind:
    """What a word is.  inside: a capital would mark a name."""
    if not text.isalpha():
        if VALUE in text:
            return "value"
        if DIGIT.search(text) or not any(map(str.isalpha, text)):
            return "figure"
        if POINTED.fullmatch(text):
            return "abbreviation"
    if not text[0].isupper():
        return "word"
    if _capitals(text):
        return "abbreviation"
    named = inside and text[1:2] != "-" and text.lower().replace("’", "'") not in OWN  # X-ray, I'm
    return "name" if named else "word"


def _capitals(text: str) -> bool:
    """Whether a word is an abbreviation in capitals: MRI is, and MRIs; X-ray is not."""
    bare = text.removesuffix("s").removesuffix("'").removesuffix("’") if len(text) > 2 else text
    return bare.isupper() and sum(map(str.isalpha, bare)) > 1
