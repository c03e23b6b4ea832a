"""What paper refuses, and why.

LayoutError
├── ThemeError          a layout file says something it may not
├── MissingGlyph        no face has a character
├── PictureError        a picture cannot be drawn
├── OverfullError       something does not fit on a page
└── WindowError         an address does not fit the window of an envelope
"""

from __future__ import annotations

import unicodedata


class LayoutError(Exception):
    """A document that cannot be set as it is.  The text never holds a personal value.  near: words of the document that it is about."""

    def __init__(self, what: str, near: str = "") -> None:
        self.near = near
        super().__init__(what)


class ThemeError(LayoutError):
    """A layout file that says something it may not: file, key, what is expected."""


class PictureError(LayoutError):
    """A picture that cannot be drawn: file and reason."""


class OverfullError(LayoutError):
    """Something that does not fit on an empty page."""


class WindowError(LayoutError):
    """An address that does not fit the window of its envelope.

    fields: the values that take more than a line; room: how many lines there are.
    """

    def __init__(self, fields: tuple[int, ...], room: int) -> None:
        self.fields, self.room = fields, room
        super().__init__(f"the address does not fit the window of the envelope, which has room for {room} lines")


class MissingGlyph(LayoutError):
    """A character that no face has.

    character: the character; field: the index of the value it stands in, None if in the document's own text.
    """

    def __init__(self, character: str, field: int | None = None) -> None:
        self.character, self.field = character, field
        super().__init__(f"no font has {describe(character)}", character)


def describe(character: str) -> str:
    """'U+1F600 GRINNING FACE', for messages."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed character')}"
