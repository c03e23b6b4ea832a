"""Outlines: the tree of a file's headings, the list of a volume's copies (ISO 32000-1, 12.3.3).

In: levels or neighbours, and where an entry leads.  Out: outline items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.pdf.objects import text_string


@dataclass(slots=True)
class Kin:
    """Whom an outline item names: numbers of objects, 0: nobody.  count: of all items below it, which show, since all are open."""

    parent: int
    before: int = 0
    after: int = 0
    first: int = 0
    last: int = 0
    count: int = 0

    def entries(self) -> str:
        """Its neighbours and kids, as they stand in an item after its destination."""
        beside = f"{f'/Prev {self.before} 0 R' if self.before else ''}{f'/Next {self.after} 0 R' if self.after else ''}"
        return beside + (f"/First {self.first} 0 R/Last {self.last} 0 R/Count {self.count}" if self.count else "")


def family(root: int, refs: Sequence[int], levels: Sequence[int]) -> list[Kin]:
    """The kin of the root, then of each item.  An item is below the last one before it whose level is less; levels may be left out."""
    top = Kin(0)
    kin = {root: top}
    open_: list[tuple[int, int]] = []  # level and number of the items that the next one may be below
    for ref, level in zip(refs, levels, strict=True):
        while open_ and open_[-1][0] >= level:
            open_.pop()
        above = open_[-1][1] if open_ else root
        open_.append((level, ref))
        parent = kin[above]
        kin[ref] = Kin(above, before=parent.last)
        if parent.last:
            kin[parent.last].after = ref
        parent.first, parent.last = parent.first or ref, ref
    for ref in reversed(refs):
        kin[kin[ref].parent].count += 1 + kin[ref].count
    return list(kin.values())


def item(title: str, rest: str) -> bytes:
    """An outline item.  rest: its parent, destination and neighbours."""
    return f"<</Title {text_string(title)}{rest}>>".encode("ascii")


def outline(first: int, last: int, count: int) -> bytes:
    """The root of an outline.  count: of all items that show when it is opened, which is all there are."""
    span = f"/First {first} 0 R/Last {last} 0 R/Count {count}" if count else ""
    return f"<</Type/Outlines{span}>>".encode("ascii")
