"""The program's own words in the leaflet's language: gettext catalogues (PO files) as data.

In: a language tag.  Out: a function from an English phrase to the phrase in that language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).resolve().parents[1] / "words"


class Fixed(str):
    """Text that is the same for every patient of a clinic: it is printed as it is, and is not a personal value."""

    __slots__ = ()


class Reachable(Fixed):
    """A telephone number or address that a patient can open as well as read.  link: tel: or mailto: (RFC 3966, RFC 6068)."""

    __slots__ = ("link",)
    link: str

    def __new__(cls, text: str, link: str) -> Reachable:
        """Text as it is printed, and where it leads."""
        made = super().__new__(cls, text)
        made.link = link
        return made


class Spoken(Fixed):
    """Words that are in another language than what is printed around them.  language: its tag."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Spoken:
        """Words as they are printed, and what they are in."""
        made = super().__new__(cls, text)
        made.language = language
        return made


@lru_cache(32)
def phrases(language: str) -> Callable[..., Fixed]:
    """The catalogue of a language: `_("page %(number)s", number=1)`.  English where a phrase is not in it; '' where a part is None."""
    known = _catalogue(language)

    def phrase(text: str, **parts: str | None) -> Fixed:
        if None in parts.values():
            return Fixed()
        found = known.get(text) or text
        return Fixed(found % parts if parts else found)

    return phrase


@lru_cache(32)
def counted(language: str) -> Callable[..., Fixed]:
    """The same for what differs by a number: `_("1 hour", "%(count)s hours", 6, count="6")`, in the form that its catalogue has for it."""
    known = {id_[0]: (forms, plural) for messages, plural in _catalogues(language) for id_, forms in messages.items() if len(id_) > 1}

    def phrase(one: str, many: str, number: int, **parts: str) -> Fixed:
        forms, plural = known.get(one, ((one, many), _english))
        return Fixed(forms[plural(number)] % parts)

    return phrase


def _english(number: int) -> int:
    return int(number != 1)


@lru_cache(64)
def has_words(language: str) -> bool:
    """Whether there is a catalogue of a language; English needs none."""
    return language.split("-")[0] == "en" or any((WORDS / f"{tag}.po").is_file() for tag in tags(language))


Message = tuple[str, ...]  # a phrase, or a phrase for one and one for many


def _catalogue(language: str) -> dict[str, str]:
    return {id_[0]: forms[0] for messages, _ in _catalogues(language) for id_, forms in messages.items() if len(id_) == 1}


@lru_cache(64)
def _catalogues(language: str) -> tuple[tuple[dict[Message, Message], Callable[[int], int]], ...]:
    """What is translated, from the general to the particular, with the function that gives the form for a number."""
    return tuple(_read(file) for tag in tags(language) if (file := WORDS / f"{tag}.po").is_file())


def _read(file: Path) -> tuple[dict[Message, Message], Callable[[int], int]]:
    from gettext import c2py  # what reads the plurals of gettext's own catalogues, an expression in C

    from babel.messages.pofile import read_po

    with file.open("rb") as stream:
        catalogue = read_po(stream)
    found = {_forms(m.id): _forms(m.string) for m in catalogue if m.id and not m.fuzzy}
    return {id_: forms for id_, forms in found.items() if all(forms)}, c2py(catalogue.plural_expr)


def _forms(said: object) -> Message:
    return tuple(map(str, said)) if isinstance(said, (list, tuple)) else (str(said),)


def shipped() -> list[str]:
    """The languages that there is a catalogue of, besides English."""
    return sorted(file.stem for file in WORDS.glob("*.po"))


def tags(language: str) -> list[str]:
    """From the general to the particular: zh-CN -> zh, zh-Hans, zh-CN (CLDR's likely subtags)."""
    base = language.split("-")[0]
    found = [base]
    if base != "en":
        from babel.core import get_global

        likely = get_global("likely_subtags")
        full = likely.get(language.replace("-", "_")) or likely.get(base)
        found += ["-".join(full.split("_")[:2])] if full else []
    return list(dict.fromkeys([*found, "-".join(language.split("-")[:2]), language]))


@lru_cache(64)
def locale_of(language: str, clinic_language: str) -> str:
    """The locale that dates and numbers are written in: the leaflet's language, in the clinic's country if it names none.

    es at a clinic of en-US -> es-US; ar there -> ar, since CLDR knows no ar-US; es-XX -> es; '' for a language that CLDR has nothing of.
    """
    country = clinic_language.split("-")[-1]
    wished = [f"{language}-{country}"] if "-" not in language and "-" in clinic_language else []
    return next((tag for tag in (*wished, language, language.split("-")[0]) if _in_cldr(tag)), "")


def _in_cldr(tag: str) -> bool:
    from babel.core import Locale, UnknownLocaleError

    try:
        return bool(Locale.parse(tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return False
