"""Regular expressions that are compiled when they are first needed: most leaflets need few of them, and a short command starts soon."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Lazy:
    """A regular expression."""

    __slots__ = ("_made", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._made: re.Pattern[str] | None = None

    @property
    def made(self) -> re.Pattern[str]:
        """The compiled one."""
        if self._made is None:
            self._made = re.compile(self._text, re.M)
        return self._made

    def match(self, text: str) -> re.Match[str] | None:
        """At the beginning of a text."""
        return self.made.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """The first in a text."""
        return self.made.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The whole of a text."""
        return self.made.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All in a text."""
        return self.made.finditer(text)

    def findall(self, text: str) -> list[str]:
        """What all in a text say."""
        return self.made.findall(text)

    def split(self, text: str) -> list[str]:
        """A text, parted."""
        return self.made.split(text)
