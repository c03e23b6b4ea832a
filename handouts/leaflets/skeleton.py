"""A rendered template: Markdown whose only strangers are placeholders, and what it is parsed with.

In: the skeleton, the text of the file that it came from.  Out: `Skeleton`, which says at which line of that file something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.language.characters import PLACEHOLDER
from handouts.leaflets.days import Stop
from layouts.document.blocks import Picture
from layouts.document.inlines import Inlines


class Tone(NamedTuple):
    """How a stretch of text is set: with stress, as a link to an address, in another language."""

    strong: bool = False
    link: str | None = None
    language: str | None = None


PLAIN = Tone()


class HelpPassage(NamedTuple):
    """What is said of help with a language: its own name, the words before and after the telephone number."""

    language: str
    name: str
    before: str
    after: str
    phone: str


class Skeleton(NamedTuple):
    """What is parsed.  file: its name, for messages; text: the skeleton; original: the file's own lines.

    find_picture: the bytes of a picture's file, None if there is none; inline: text with placeholders -> runs and fields;
    logo: the clinic's; phrase: one of the program's own words in the leaflet's language.
    stops: of the entries of timelines by the values that they begin with, None: the values are not known.
    week: the letters of the days of a week.
    help: the passages of the notice of help with language.
    rows: of the file (from 0), that each line of the skeleton came from, where they are known.
    """

    file: str
    text: str
    original: str
    find_picture: Callable[[str], bytes | None]
    inline: Callable[[str, Tone], Inlines]
    logo: Picture | None = None
    rows: tuple[int, ...] = ()
    phrase: Callable[[str], str] = str
    stops: Mapping[int, Stop] | None = None
    week: tuple[str, ...] = ()
    help: tuple[HelpPassage, ...] = ()

    def refuse(self, line: int, what: str, remedy: str, needle: str = "", nth: int = 0) -> LeafletError:
        """An error at a line of the skeleton (from 0), shown as the line of the file that it came from.

        needle: what the caret points to, the nth of them in the line; the line's first letter if it is not there.
        """
        return LeafletError.at([self.slip(line, what, remedy, needle, nth)])

    def slip(self, line: int, what: str, remedy: str, needle: str = "", nth: int = 0) -> Slip:
        """The same, to be told with others."""
        texts, originals = self.text.split("\n"), self.original.split("\n")
        rendered = texts[line] if line < len(texts) else ""
        at = self.rows[line] if line < len(self.rows) else _origin(rendered, line, originals)
        shown = originals[at] if at < len(originals) else rendered
        return Slip(self.file, at + 1, _column(shown, needle, nth), what, remedy, shown)

    def line_of(self, row: int) -> int:
        """The line of the file (from 1) that a line of the skeleton (from 0) came from."""
        return self.slip(row, "", "").line


def _origin(rendered: str, line: int, originals: list[str]) -> int:
    """The line of the file that a line of the skeleton came from: the one at its place, or the first that it can have come from."""
    like = re.compile(".*?".join(map(re.escape, PLACEHOLDER.split(rendered))))
    if line < len(originals) and like.fullmatch(originals[line]):
        return line
    return next((i for i, original in enumerate(originals) if like.fullmatch(original)), line)


def _column(shown: str, needle: str, nth: int) -> int:
    """Where the nth of what is looked for stands in a line, from 1."""
    if needle and shown.count(needle) > nth:
        return [m.start() for m in re.finditer(re.escape(needle), shown)][nth] + 1
    return len(shown) - len(shown.lstrip()) + 1
