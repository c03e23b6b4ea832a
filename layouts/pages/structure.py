"""The structure tree as PDF objects (ISO 32000-1, 14.7).

In: a finished canvas, the numbers of its pages and links.  Out: objects put into `packed`; the root's number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from layouts.pages.elements import Link, Mark, Node
from layouts.pages.slots import SlotPart
from layouts.pages.tagged import Page, TaggedCanvas
from layouts.pdf.objects import text_string


class Numberer(Protocol):
    """Hands out object numbers."""

    def new(self) -> int:
        """The next free number."""


class Grafts(NamedTuple):
    """What other files add to a tree: elements below its own, entries of the parent tree for their pages, and for their links."""

    elements: tuple[int, ...] = ()
    pages: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def structure_objects(
    canvas: TaggedCanvas, page_refs: Sequence[int], links: Sequence[Link], take: Numberer, packed: dict[int, bytes], more: Grafts
) -> tuple[int, int]:
    """Write the tree of a canvas; its parent tree has a key a page, then a key a link.  Returns root and parent tree."""
    root, parents = take.new(), take.new()
    nodes = list(_walk(canvas.root))
    for node in nodes:
        node.ref = take.new()
    for node in nodes:
        packed[node.ref] = _element(node, root, page_refs, more.elements if node is canvas.root else ())
    keys = [f"[{' '.join(f'{mark.node.ref} 0 R' for mark in _marks(page))}]" for page in canvas.pages]
    keys += [*more.pages, *(f"{link.node.ref} 0 R" for link in links), *more.links]
    numbered = " ".join(f"{i} {key}" for i, key in enumerate(keys))
    packed[parents] = f"<</Nums[{numbered}]>>".encode("ascii")
    packed[root] = f"<</Type/StructTreeRoot/K {canvas.root.ref} 0 R/ParentTree {parents} 0 R/ParentTreeNextKey {len(keys)}>>".encode(
        "ascii"
    )
    return root, parents


def _marks(page: Page) -> list[Mark]:
    """The marks of a page in the order of their numbers."""
    return page.marks + [mark for part in page.code if isinstance(part, SlotPart) for mark in part.marks or ()]


def _walk(node: Node) -> list[Node]:
    out = [node]
    for kid in node.kids:
        if isinstance(kid, Node):
            out += _walk(kid)
    return out


def _element(node: Node, root: int, page_refs: Sequence[int], more: Sequence[int]) -> bytes:
    page = next((kid.page for kid in node.kids if isinstance(kid, Mark)), None)
    kids = [*_kids(node, page, page_refs), *(f"{ref} 0 R" for ref in more)]
    parent = node.parent.ref if node.parent else root
    return (
        f"<</Type/StructElem/S/{node.tag}/P {parent} 0 R{f'/Pg {page_refs[page]} 0 R' if page is not None else ''}"
        f"{f'/Alt {text_string(node.alternative)}' if node.alternative is not None else ''}"
        f"{f'/Lang {text_string(node.language)}' if node.language else ''}{f'/A {node.attributes}' if node.attributes else ''}"
        f"/K[{' '.join(kids)}]>>"
    ).encode("ascii")


def _kids(node: Node, page: int | None, page_refs: Sequence[int]) -> Iterator[str]:
    """What stands in an element.  page: that its marks are on where they do not say."""
    for kid in node.kids:
        if isinstance(kid, Node):
            yield f"{kid.ref} 0 R"
        elif isinstance(kid, Link):
            yield f"<</Type/OBJR/Obj {kid.ref} 0 R/Pg {page_refs[kid.page]} 0 R>>"
        elif kid.page == page:
            yield str(kid.mcid)
        else:
            yield f"<</Type/MCR/Pg {page_refs[kid.page]} 0 R/MCID {kid.mcid}>>"
