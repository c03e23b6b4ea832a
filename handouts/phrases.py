"""The program's own words in the leaflet's language: gettext catalogues (PO files) as data.

In: a language tag.  Out: a function from an English phrase to the phrase in that language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files


class Fixed(str):
    """Text that is the same for every patient of a clinic: it is printed as it is, and is not a personal value."""

    __slots__ = ()


@lru_cache(32)
def phrases(language: str) -> Callable[[str], Fixed]:
    """The catalogue of a language; its base language's where there is none of its own, English otherwise."""
    known = _catalogue(language)
    return lambda phrase: Fixed(known.get(phrase) or phrase)


def _catalogue(language: str) -> dict[str, str]:
    base = language.split("-")[0]
    known: dict[str, str] = {}
    for tag in dict.fromkeys((base, "-".join(language.split("-")[:2]), language)):
        file = files("handouts.words").joinpath(f"{tag}.po")
        if file.is_file():
            from babel.messages.pofile import read_po

            with file.open("rb") as stream:
                known.update({str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string and not m.fuzzy})
    return known
