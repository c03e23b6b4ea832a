"""Which words of a text are in another script than its page, and what language they are probably in.

In: a text, the language of its page, languages that foreign words may be in.  Out: `Tongue`s, none for a text in one language.
Nobody says what language a name is in; that it is not the page's can be told from its letters (Unicode's scripts, by their blocks), and
a voice that knows the letters is better than one that passes over them.  A script's language is the first of those that the clinic works
in, or CLDR's likely one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

FEWEST = 2  # letters: one alone is a sign, such as β or D
WORDS = frozenset({"Hani", "Kana", "Hang"})  # scripts of which one letter is a word
_BLOCKS = (  # where a script begins; what lies between them and is no letter does not matter
    (0x41, "Latn"), (0xB5, ""), (0xB6, "Latn"), (0x2B0, ""), (0x370, "Grek"), (0x400, "Cyrl"), (0x530, "Armn"), (0x590, "Hebr"),
    (0x600, "Arab"), (0x700, ""), (0x750, "Arab"), (0x780, ""), (0x870, "Arab"), (0x900, "Deva"), (0x980, "Beng"), (0xA00, "Guru"),
    (0xA80, "Gujr"), (0xB00, "Orya"), (0xB80, "Taml"), (0xC00, "Telu"), (0xC80, "Knda"), (0xD00, "Mlym"), (0xD80, "Sinh"), (0xE00, "Thai"),
    (0xE80, "Laoo"), (0xF00, ""), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, ""), (0x1780, "Khmr"),
    (0x1800, ""), (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, ""), (0x1D00, "Latn"), (0x1DC0, ""), (0x1E00, "Latn"), (0x1F00, "Grek"),
    (0x2000, ""), (0x2C60, "Latn"), (0x2C80, ""), (0x2D00, "Geor"), (0x2D30, ""), (0x2D80, "Ethi"), (0x2DE0, "Cyrl"), (0x2E00, ""),
    (0x3005, "Hani"), (0x3008, ""), (0x3040, "Kana"), (0x3100, "Hani"), (0x3130, "Hang"), (0x3190, "Hani"), (0x31F0, "Kana"), (0x3200, ""),
    (0x3400, "Hani"), (0xA000, ""), (0xA640, "Cyrl"), (0xA6A0, ""), (0xA722, "Latn"), (0xA800, ""), (0xA8E0, "Deva"), (0xA900, ""),
    (0xA960, "Hang"), (0xA980, ""), (0xA9E0, "Mymr"), (0xAA00, ""), (0xAA60, "Mymr"), (0xAA80, ""), (0xAB00, "Ethi"), (0xAB30, "Latn"),
    (0xAB70, ""), (0xAC00, "Hang"), (0xD800, ""), (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"),
    (0xFE00, ""), (0xFE70, "Arab"), (0xFEFF, ""), (0xFF21, "Latn"), (0xFF5B, ""), (0xFF66, "Kana"), (0xFFA0, "Hang"), (0xFFE0, ""),
    (0x20000, "Hani"), (0x33480, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
LIKELY = {  # CLDR, likely subtags
    "Latn": "en", "Grek": "el", "Cyrl": "ru", "Armn": "hy", "Hebr": "he", "Arab": "ar", "Deva": "hi", "Beng": "bn", "Guru": "pa",
    "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo",
    "Mymr": "my", "Geor": "ka", "Hang": "ko", "Ethi": "am", "Khmr": "km", "Hani": "zh", "Kana": "ja",
}  # fmt: skip
_WRITTEN = {language: script for script, language in LIKELY.items()} | {
    **dict.fromkeys(("fa", "ur", "ps", "ckb", "sd", "ug"), "Arab"), "yi": "Hebr", "ti": "Ethi", "as": "Beng",
    **dict.fromkeys(("uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"), "Cyrl"), **dict.fromkeys(("mr", "ne"), "Deva"),
}  # fmt: skip
_SUBTAGS = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Kana", "Kore": "Hang"}


class Tongue(NamedTuple):
    """A stretch of a text.  end: where it ends; language: the one it is probably in, '' for the page's own."""

    end: int
    language: str


@lru_cache(256)
def script_of(language: str) -> str:
    """The script that a language is written in: the one that its tag names, or CLDR's likely one; Latin for what is not known."""
    base, *rest = language.split("-")
    named = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return _SUBTAGS.get(named.title(), named.title()) or _WRITTEN.get(base, "Latn")


@lru_cache(4096)
def stretches(text: str, language: str, near: tuple[str, ...], whole: bool) -> tuple[Tongue, ...]:
    """The stretches of a text that has words in another script than its language, in their order; none of every other text.

    near: languages that such words are in, if they are written so; whole: a text of one foreign language is one stretch, with its figures
    and signs.
    """
    own = script_of(language)
    if all(_is_own(_script(ord(letter)), own) for letter in text if letter.isalpha()):
        return ()
    found = [word for word in _words(text, own, near) if word.language]
    if not found:
        return ()
    if whole and len({word.language for word in found}) == 1 and sum(map(str.isalpha, text)) == sum(word.letters for word in found):
        return (Tongue(len(text), found[0].language),)
    return _parted(found, len(text))


def _parted(found: Iterable[_Word], length: int) -> tuple[Tongue, ...]:
    """Foreign words of a text of some length, and what stands between them."""
    out: list[Tongue] = []
    at = 0
    for word in found:
        out += [Tongue(word.start, "")] * (word.start > at) + [Tongue(word.end, word.language)]
        at = word.end
    return (*out, *([Tongue(length, "")] if at < length else []))


class _Word(NamedTuple):
    """Letters of one language, with what stands between them.  language: '' for the page's own."""

    start: int
    end: int
    language: str
    letters: int


def _written(text: str) -> list[tuple[int, str]]:
    """The places of a text's letters, and their scripts; Chinese letters beside Japanese ones are those."""
    found = [(i, _script(ord(character))) for i, character in enumerate(text) if character.isalpha()]
    if any(script == "Kana" for _, script in found):
        return [(i, "Kana" if script == "Hani" else script) for i, script in found]
    return found


def _words(text: str, own: str, near: tuple[str, ...]) -> list[_Word]:
    """The letters of a text, those together that are of one language."""
    out: list[_Word] = []
    for i, script in _written(text):
        language = "" if _is_own(script, own) else _language(script, near)
        end = _past_marks(text, i + 1)
        if out and out[-1].language == language:
            out[-1] = out[-1]._replace(end=end, letters=out[-1].letters + 1)
        else:
            out.append(_Word(i, end, language, 1))
    return [word for word in out if word.letters >= FEWEST or _script(ord(text[word.start])) in WORDS]


def _past_marks(text: str, at: int) -> int:
    while at < len(text) and unicodedata.category(text[at])[0] == "M":
        at += 1
    return at


def _is_own(script: str, own: str) -> bool:
    """Whether a page's language is written in a script, too: Japanese and Korean have Chinese letters besides their own."""
    return not script or script == own or (script == "Hani" and own in ("Kana", "Hang"))


def _script(code: int) -> str:
    """The script of a letter; '' for one of none, or of none that is known."""
    return _BLOCKS[max(bisect_right(_STARTS, code) - 1, 0)][1]


def _language(script: str, near: tuple[str, ...]) -> str:
    return next((language for language in near if script_of(language) == script), LIKELY[script])
