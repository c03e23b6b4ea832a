"""Who gets another language than was asked for, and leaflets in languages that the program has no words of its own in.

In: for each copy the patient's language and the leaflet's.  Out: sentences for whoever looks at a plan, without anybody's name.  Refuses
nothing; `--language-missing refuse` is the chooser's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from handouts.language.counting import several, verb
from handouts.language.pairs import languages_of
from handouts.language.phrases import has_words

Pair = tuple[str, str]  # the language that was asked for, and the one that is given, without their countries


def is_other(asked: str, given: str) -> bool:
    """Whether somebody who asked for one language is given another; nobody asks who has none in the list."""
    return bool(asked) and asked.split("-")[0] not in {tag.split("-")[0] for tag in languages_of(given)}


@dataclass(slots=True)
class Tongues:
    """Rows whose patients get another language than they asked for: row -> patient's identifier, for each pair."""

    _rows: dict[Pair, dict[int, str]] = field(default_factory=lambda: defaultdict(dict), repr=False)

    def note(self, row: int, patient: str, asked: str, given: str) -> None:
        """A copy of a row."""
        if is_other(asked, given):
            self._rows[asked.split("-")[0], given.split("-")[0]][row] = patient

    def remarks(self, served: Container[int], languages: Iterable[str]) -> Iterator[str]:
        """What is to be said.  served: rows that get something; languages: of all leaflets that are given."""
        for (asked, given), rows in sorted(self._rows.items()):
            if count := len({patient for row, patient in rows.items() if row in served}):
                remedy = "have the leaflet translated, or say --language-missing refuse"
                yield f"{several(count, 'patient')} {verb(count, 'get')} {called(given)}, who asked for {called(asked)}; {remedy}"
        for tag in sorted({tag for said in languages for tag in languages_of(said) if not has_words(tag)}):
            what = "the program has no words of its own: heads, feet and the appointment panel come in English"
            yield f"for {called(tag)} {what}; have a catalogue made, handouts/words/{tag.split('-')[0]}.po"


@lru_cache(64)
def called(tag: str) -> str:
    """A language in English, the tag itself where it has no name (CLDR)."""
    from babel.core import Locale

    base = tag.split("-")[0]
    return str(Locale("en").languages.get(base, tag))
