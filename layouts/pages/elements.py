"""Structure elements and what belongs to them: marked content, links (ISO 32000-1, 14.7).

In: nothing; the canvas makes them while it draws.  Out: the parts of a structure tree, numbered when their page is finished.
"""

from __future__ import annotations

from dataclasses import dataclass

from layouts.typesetting.text import actual_text


class Node:
    """A structure element.  kids: Nodes, Marks and Links, in reading order."""

    __slots__ = ("alternative", "attached", "attributes", "kids", "language", "parent", "ref", "tag")

    def __init__(
        self, tag: str, parent: Node | None = None, *, alternative: str | None = None, language: str | None = None, attributes: str = ""
    ) -> None:
        self.tag, self.parent, self.alternative, self.language, self.attributes = tag, parent, alternative, language, attributes
        self.kids: list[Node | Mark | Link] = []
        self.attached = False
        self.ref = 0


@dataclass(eq=False, slots=True)
class Mark:
    """A marked-content sequence; its number is known when its page is finished."""

    node: Node
    page: int
    mcid: int = -1
    opening: str = ""

    def number(self, mcid: int) -> None:
        """Give it its number."""
        self.mcid, self.opening = mcid, f"/{self.node.tag}<</MCID {mcid}>>BDC"

    def open(self, actual: str | None) -> str:
        """The operator that opens it.  actual: what a reader should read, where the glyphs do not say it."""
        return self.opening if actual is None else f"/Span<</MCID {self.mcid}{actual_text(actual)}>>BDC"


@dataclass(eq=False, slots=True)
class Link:
    """A link annotation.  rects: (x, y, width, height) in points; None while a slot has yet to say where it is.

    url: '' where it leads to a place in the document itself; lead: the page (from 0) and the height of that place.
    """

    node: Node
    page: int
    url: str
    contents: str
    rects: tuple[tuple[float, float, float, float], ...] | None
    ref: int = 0
    lead: tuple[int, float] | None = None

    @property
    def lined(self) -> bool:
        """Whether a line is drawn under it: a telephone number is known for what it is."""
        return not self.url.startswith("tel:")
