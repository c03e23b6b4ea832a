"""Where a table of contents may stand: once, and in nothing else.

In: the nodes of a leaflet.  Out: slips.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.errors import Slip
from handouts.leaflets.nodes import Branch
from handouts.leaflets.skeleton import Skeleton

CONTENTS = "contents"


def listing(nodes: Iterable[Branch], skeleton: Skeleton) -> Iterator[Slip]:
    """What is wrong with the places of tables of contents."""
    seen = False
    for node in nodes:
        if _is_contents(node):
            if seen:
                yield skeleton.slip(node.line, "a leaflet has one table of contents", "Delete the second.", CONTENTS)
            seen = True
        yield from (
            skeleton.slip(inner.line, "a table of contents stands in nothing else", "Write it by itself, between two sections.", CONTENTS)
            for inner in _within(node)
            if _is_contents(inner)
        )


def _is_contents(node: Branch) -> bool:
    return node.kind == "container_box" and node.token.info.split()[:1] == [CONTENTS]


def _within(node: Branch) -> Iterator[Branch]:
    for inner in node.inside:
        yield inner
        yield from _within(inner)
