"""Marks that are set as a language has them, and not as they are typed: quotes, apostrophes, dashes, spaces at which no line ends.

In: the texts of a block's runs, and its language.  Out: the texts, set.  What is no text of the leaflet (a patient's value, a telephone
number) stands as `OBJECT`, and is left as it is, as are addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

OBJECT = "\ufffc"
NO_BREAK, NARROW, APOSTROPHE = "\u00a0", "\u202f", "\u2019"


class QuoteMarks(NamedTuple):
    """Quotes of a language, and those inside of quotes (CLDR, delimiters); inside: what stands between a mark and the words."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    inside: str = ""


ENGLISH = QuoteMarks("\u201c", "\u201d", "\u2018", "\u2019")
GUILLEMETS = QuoteMarks("\u00ab", "\u00bb", "\u201c", "\u201d")
LOW = QuoteMarks("\u201e", "\u201c", "\u201a", "\u2018")
LOW_HIGH = QuoteMarks("\u201e", "\u201d", "\u00ab", "\u00bb")
HIGH = QuoteMarks("\u201d", "\u201d", "\u2019", "\u2019")
QUOTES = {
    "fr": GUILLEMETS._replace(inside=NARROW), "he": HIGH, "sv": HIGH, "fi": HIGH,
    **dict.fromkeys(("es", "it", "ar", "fa", "ru", "uk", "el", "nb", "nn"), GUILLEMETS),
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg"), LOW), **dict.fromkeys(("pl", "hu", "ro"), LOW_HIGH),
}  # fmt: skip
UNITS = (
    "mg|g|kg|µg|mcg|ml|mL|l|L|dl|dL|cl|cm|mm|m|km|mmol|mmHg|kPa|IU|IE|UI|kcal|kJ|°C|°F|℃|%|h|min|s|Hz|"
    "micrograms?|milligrams?|grams?|millilit(?:re|er)s?|lit(?:re|er)s?|am|pm|a\\.m\\.|p\\.m\\.|AM|PM|Uhr|мг|мл|г"
)
COUNTED = {
    "en": "pages?|steps?|section|chapter|figure|table|part|room|ward|level|number|No\\.",
    "es": "páginas?|pasos?|sala|habitación|planta|n\\.º",
    "fr": "pages?|étapes?|salle|chambre|étage|n°",
    "de": "Seiten?|Schritte?|Zimmer|Raum|Station|Stock|Nr\\.",
    "pl": "strona|stronie|krok|pokój|sala|nr",
}
TITLES = {
    "en": "Dr|Mr|Mrs|Ms|Miss|Prof|Professor|St",
    "es": "Dra?|Sra?|Srta|Prof|Dña|D",
    "fr": "Dr|Dre|M|Mme|Mlle|Pr",
    "de": "Dr|Herr|Herrn|Frau|Prof",
    "pl": "dr|Dr|prof|Prof|pan|pani|Pan|Pani",
    "it": "Dott|Sig|Prof",
    "pt": "Dra?|Sra?|Prof",
}
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_SPACED_HYPHEN = re.compile(r"(?<=[^\W_] )--?(?= [^\W_])")
_RANGE = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[:.]\d\d)?(-)\d{1,3}(?:[:.]\d\d)?(?![\w:/-]|[.,]\d)")
_HALF = r" ?(?:[ap]\.? ?m\.?|[AP]M|noon|midnight|Uhr|h|[صم])"  # of a day, or the word for the hour
_CLOCK = rf"\d{{1,2}}(?:[.:h]\d\d(?:{_HALF})?|{_HALF})"
_TO = "to|until|a|hasta|à|bis|do|alle|às|tot|til|إلى|حتى|עד|-|\u2013"
_HOURS = re.compile(rf"(?<![\w.,:/])(?:{_CLOCK}|\d{{1,2}}) (?:{_TO}) {_CLOCK}(?!\w)")
_FRENCH = re.compile(r"(?<=\u00ab) | (?=[\u00bb;!?])|(?<=[^\W_]) (?=:(?!\S))")
_HEBREW = re.compile("[\u05d0-\u05ea]")
LEFTWARD = frozenset({"ar", "he", "fa", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "syr"})
WIDE = "\u2e80"  # from here on scripts that write no spaces
OPENERS = "([{/\u2013\u2014\u00ab\u201c\u2018\u201e"


def typeset(texts: Sequence[str], language: str) -> list[str]:
    """The texts of a block's runs, one after the other, with the marks of their language."""
    whole = "".join(texts)
    if not whole.strip(f"{OBJECT} \n"):
        return list(texts)
    made = list(whole)
    kept = {at for match in _ADDRESS.finditer(whole) for at in range(*match.span())}
    for at, mark in (*_dashes(whole, language), *_tied(whole, language), *_quoted(whole, language)):
        if at not in kept:
            made[at] = mark
    out, at = [], 0
    for text in texts:
        out.append("".join(made[at : at + len(text)]))
        at += len(text)
    return out


def tied(text: str, language: str) -> str:
    """What a clinic says of itself, with no line's end inside its hours and the like; nothing else of it is changed."""
    made = list(text)
    for at, mark in _tied(text, language):
        made[at] = mark
    return "".join(made)


def _dashes(whole: str, language: str) -> Iterator[tuple[int, str]]:
    """Dashes between words and numbers; not between numbers from right to left, where a dash would turn them round (UAX #9, W4)."""
    for match in _SPACED_HYPHEN.finditer(whole):
        yield match.start(), "\u2013"
        yield from ((at, "") for at in range(match.start() + 1, match.end()))
    if language.split("-")[0] not in LEFTWARD:
        yield from ((match.start(1), "\u2013") for match in _RANGE.finditer(whole))


def _tied(whole: str, language: str) -> Iterator[tuple[int, str]]:
    """Spaces at which no line ends."""
    base = language.split("-")[0]
    yield from ((match.start(), NO_BREAK) for match in _ties(base).finditer(whole))
    for span in (*_HOURS.finditer(whole), *_week(base).finditer(whole)):
        yield from ((span.start() + at, NO_BREAK) for at, sign in enumerate(span[0]) if sign == " ")
    for match in _FRENCH.finditer(whole) if base == "fr" else ():
        yield match.start(), NO_BREAK if whole[match.end() : match.end() + 1] == ":" else NARROW


@lru_cache(64)
def _ties(base: str) -> re.Pattern[str]:
    """The spaces between a number and its unit, a day and its month, a word and the number that counts it, a title and a name."""
    months = "|".join(map(re.escape, _names("months", base, ("wide",)))) or "(?!)"
    number, words, titles = rf"[\d½¼¾{OBJECT}]", COUNTED.get(base, "(?!)"), TITLES.get(base, "Dr|Prof")
    return re.compile(
        rf"(?<={number}) (?=(?:{UNITS})(?!\w))"
        rf"|(?<=\d) (?=(?:de )?(?:{months})(?!\w))|(?<=\d\.) (?=(?:{months})(?!\w))|(?<=\d de) (?=(?:{months}))"
        + "".join(rf"|(?<=\b{month}) (?=\d{{1,2}}(?!\d))" for month in months.split("|"))
        + "".join(rf"|(?<=\b{word}) (?=\d)" for word in _forms(words))
        + "".join(rf"|(?<=\b{title}) (?=[^\W\d_a-z])" for form in _forms(titles) for title in (form, rf"{form}\."))
    )


@lru_cache(64)
def _week(base: str) -> re.Pattern[str]:
    """From one day of the week to another."""
    names = {*_names("days", base), *_names("days", "en")}  # a clinic may say them in no other language
    days = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return re.compile(rf"(?<!\w)(?:{days})\.? (?:{_TO}) (?:{days})(?!\w)", re.I)


def _forms(words: str) -> Iterator[str]:
    """Each of some words as a pattern of one length: what stands before a space is looked for backwards."""
    for word in words.split("|"):
        bare = re.fullmatch(r"(.*)(.)\?", word)
        yield from (f"{bare[1]}{bare[2]}", bare[1]) if bare else (word,)


def _names(kind: str, base: str, widths: tuple[str, ...] = ("wide", "abbreviated")) -> tuple[str, ...]:
    """The names of months or days in a language (CLDR)."""
    from babel.core import Locale, UnknownLocaleError

    try:
        found = getattr(Locale.parse(base), kind)
    except (UnknownLocaleError, ValueError):
        return ()
    names = (name for form in ("format", "stand-alone") for width in widths for name in found[form][width].values())
    return tuple(dict.fromkeys(name for name in names if name.isalpha()))


# -- quotes


def _quoted(whole: str, language: str) -> Iterator[tuple[int, str]]:
    """Quotes that are closed, and apostrophes; what is neither stays as it is typed, as in 5'10"."""
    marks = QUOTES.get(language.split("-")[0], ENGLISH)
    opened: list[int] = []
    for match in re.finditer("[\"']", whole):
        at, sign, before, after = match.start(), match[0], *_around(whole, match)
        if inside := _in_word(sign, before, after):
            yield at, inside
        elif not after.isspace() and _opens(before, opened, at):
            opened.append(at)
        elif opened and whole[opened[-1]] == sign:
            yield from _pair(opened.pop(), at, marks, bool(opened) or f"{sign}{marks.opening}" == "'\u201c")
        elif sign == "'" and before.isalpha():
            yield at, _last_of_word(before)
    yield from _left_out(whole, opened)


def _around(whole: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a mark: a space where there is nothing."""
    padded = f" {whole} "
    return padded[match.start()], padded[match.end() + 1]


def _left_out(whole: str, opened: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Apostrophes for what is left out at the beginning of a word: marks that nothing closes."""
    yield from ((at, APOSTROPHE) for at in opened if whole[at] == "'" and whole[at + 1 : at + 2].isalnum())


def _in_word(sign: str, before: str, after: str) -> str:
    """The sign that a mark between two letters is: an apostrophe, or in Hebrew that of an abbreviation or a foreign sound."""
    if not (before.isalpha() or (before == OBJECT and sign == "'")) or not after.isalpha():
        return ""
    if _HEBREW.match(before):
        return "\u05f4" if sign == '"' else "\u05f3"
    return APOSTROPHE if sign == "'" else ""


def _last_of_word(before: str) -> str:
    return "\u05f3" if _HEBREW.match(before) else APOSTROPHE


def _pair(first: int, last: int, marks: QuoteMarks, inner: bool) -> Iterator[tuple[int, str]]:
    """The two quotes of some words."""
    left, right = marks[2:4] if inner else marks[:2]
    gap = "" if inner else marks.inside
    yield first, f"{left}{gap}"
    yield last, f"{gap}{right}"


def _opens(before: str, opened: Sequence[int], at: int) -> bool:
    """Whether a quote begins what follows.  opened: where others are open."""
    beginning = before.isspace() or before in OPENERS or (not opened and before >= WIDE and before != OBJECT)
    return beginning or (bool(opened) and at - 1 == opened[-1])
