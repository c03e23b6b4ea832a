"""Where each key and value of a TOML text stands.  Python's reader does not say.

In: a text that `tomllib` has read without complaint.  Out: for each key and item its `Spot`.  It relies on the text being TOML 1.0, and
goes no deeper than settings do: what is nested further has the place of what is around it.
"""

from __future__ import annotations

import re
import tomllib

from handouts.files.written import Keys, Spot

DEEPEST = 8
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
STRING = re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.S)
BARE = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}#\r\n]*")


def spots(text: str) -> dict[Keys, Spot]:
    """The place of every key and value."""
    return _Scan(text).spots


class _Scan:
    """Goes through a text once, from its beginning."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.spots: dict[Keys, Spot] = {}
        self.counts: dict[Keys, int] = {}  # of the tables in a list of tables
        table: Keys = ()
        self._pass(BLANK)
        while self.at < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table, 0)
            self._pass(BLANK)

    def _pass(self, pattern: re.Pattern[str]) -> str:
        """What matches here; the scan goes on behind it."""
        match = pattern.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return match[0]

    def _header(self) -> Keys:
        """`[a.b]`, or `[[a.b]]`, which adds an item to a list."""
        begin, listed = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + listed
        names = self._names()
        self.at += 1 + listed
        path: Keys = ()
        for number, (name, at) in enumerate(names, 1):
            path = (*path, name)
            self.spots.setdefault(path, Spot(at, begin))
            if listed and number == len(names):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.spots.setdefault(path, Spot(begin, begin))
        return path

    def _names(self) -> list[tuple[str, int]]:
        """A key, which may be dotted: its names, and where each begins."""
        names = []
        while True:
            self._pass(SPACE)
            begin = self.at
            raw = self._pass(STRING if self.text[self.at] in "\"'" else BARE)
            names.append((tomllib.loads(f"k = {raw}")["k"] if raw[0] in "\"'" else raw, begin))
            self._pass(SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _pair(self, table: Keys, depth: int) -> None:
        """`a.b = value`."""
        names = self._names()
        self.at += 1  # the sign of equality
        self._pass(SPACE)
        path = table
        for name, at in names:
            path = (*path, name)
            self.spots.setdefault(path, Spot(at, self.at))
        self._value(path, depth)

    def _value(self, path: Keys, depth: int) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self._pass(STRING)
        elif opening in "[{" and depth >= DEEPEST:
            self._skip()
        elif opening == "[":
            self._list(path, depth + 1)
        elif opening == "{":
            self._table(path, depth + 1)
        else:
            self._pass(SCALAR)

    def _list(self, path: Keys, depth: int) -> None:
        self.at += 1
        number = 0
        self._pass(BLANK)
        while self.text[self.at] != "]":
            self.spots[*path, number] = Spot(self.at, self.at)
            self._value((*path, number), depth)
            self._comma()
            number += 1
        self.at += 1

    def _table(self, path: Keys, depth: int) -> None:
        self.at += 1
        self._pass(BLANK)
        while self.text[self.at] != "}":
            self._pair(path, depth)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._pass(BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._pass(BLANK)

    def _skip(self) -> None:
        """Past the bracket that closes the one here, however much stands between them."""
        open_ = 0
        while True:
            character = self.text[self.at]
            if character in "\"'":
                self._pass(STRING)
                continue
            if character == "#":
                self._pass(BLANK)
                continue
            open_ += (character in "[{") - (character in "]}")
            self.at += 1
            if not open_:
                return
