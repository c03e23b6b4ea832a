"""An outline of any levels is the tree that the levels say, and a reader walks it in both directions."""

from __future__ import annotations

import io
import itertools

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies.outlines import Kin, family, item, outline
from layouts.document.blocks import Document, Heading
from layouts.document.inlines import TextRun
from layouts.pdf.objects import text_string
from tests.layouts.copies.documents import bound, documents, impression
from tests.layouts.pdf.files import written

LEVELS = st.lists(st.integers(1, 6), max_size=40)
TITLES = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def nested(levels: list[int]) -> dict[int, list[int]]:
    """Position of the parent (-1: none) -> positions of its kids, told by looking back from each item."""
    kids: dict[int, list[int]] = {}
    for at, level in enumerate(levels):
        above = next((i for i in range(at - 1, -1, -1) if levels[i] < level and all(levels[j] >= level for j in range(i + 1, at))), -1)
        kids.setdefault(above, []).append(at)
    return kids


@given(LEVELS)
def test_everyone_names_parent_neighbours_and_kids(levels: list[int]) -> None:
    refs = [100 + 3 * at for at in range(len(levels))]
    of = dict(zip([7, *refs], family(7, refs, levels), strict=True))
    kids = nested(levels)
    for above, own in kids.items():
        numbers = [refs[at] for at in own]
        parent = 7 if above < 0 else refs[above]
        assert (of[parent].first, of[parent].last) == (numbers[0], numbers[-1])
        assert of[parent].count == sum(1 + of[n].count for n in numbers)
        assert [of[n].parent for n in numbers] == [parent] * len(numbers)
        assert [of[n].before for n in numbers] == [0, *numbers[:-1]]
        assert [of[n].after for n in numbers] == [*numbers[1:], 0]
    childless = {7, *refs} - {7 if above < 0 else refs[above] for above in kids}
    assert all((of[n].first, of[n].last, of[n].count) == (0, 0, 0) for n in childless)


def test_it_takes_one_pass() -> None:
    """200,000 headings; looking back from each would take hours."""
    levels = [1, *itertools.repeat(2, 199_999)]
    top, first, *rest = family(1, range(10, 200_010), levels)
    assert (top.count, first.count, rest[-1].before) == (200_000, 199_999, 200_008)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 4), TITLES), max_size=20))
def test_a_reader_finds_the_same_tree(entries: list[tuple[int, str]]) -> None:
    refs = range(10, 10 + len(entries))
    top, *kin = family(9, refs, [level for level, _ in entries])
    packed = {ref: item(title, f"/Parent {near.parent} 0 R/Dest[3 0 R/Fit]{near.entries()}") for ref, (_, title), near in zip(refs, entries, kin, strict=True)}
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 9 0 R/Room(%s)>>" % (b"." * 300)
    file = written({1: catalog}, {9: outline(top.first, top.last, len(entries)), **packed})
    kids = nested([level for level, _ in entries])

    def tree(above: int) -> list[tuple[str, list]]:  # type: ignore[type-arg]
        return [(entries[at][1], tree(at)) for at in kids.get(above, [])]

    with pikepdf.open(io.BytesIO(file)) as pdf, pdf.open_outline() as read:
        assert [_told(entry) for entry in read.root] == tree(-1)


def _told(entry: pikepdf.OutlineItem) -> tuple[str, list]:  # type: ignore[type-arg]
    return str(entry.title), [_told(kid) for kid in entry.children]


@settings(max_examples=25)
@given(documents())
def test_the_outline_of_a_file_holds_its_headings_at_their_pages(document: Document) -> None:
    copy = impression(document)
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        root = pdf.Root.Outlines
        items = list(_walked(root))
        assert [str(item.Title) for item in items] == [_said(block.content) for block in document.blocks if isinstance(block, Heading)]
        assert int(root.Count) == len(items)
        pages = [page.obj.objgen for page in pdf.pages]
        at = [pages.index(item.Dest[0].objgen) for item in items]
        assert at == sorted(at)
        heights = [(page, -float(item.Dest[3])) for page, item in zip(at, items, strict=True)]
        assert heights == sorted(heights)


def _walked(above: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    found, before = [], None
    kid = above.get("/First")
    while kid is not None:
        assert kid.Parent.objgen == above.objgen
        assert kid.get("/Prev", pikepdf.Dictionary()).objgen == (before.objgen if before is not None else (0, 0))
        found += [kid, *_walked(kid)]
        before, kid = kid, kid.get("/Next")
    assert (before is None) == ("/Last" not in above)
    assert int(above.get("/Count", 0)) == len(found)
    assert before is None or above.Last.objgen == before.objgen
    return found


def _said(content: tuple[object, ...]) -> str:
    from tests.layouts.copies.documents import VALUES

    return "".join(VALUES[inline.index] if hasattr(inline, "index") else inline.text for inline in content)  # type: ignore[attr-defined]


@settings(max_examples=15)
@given(st.integers(1, 40), st.booleans())
def test_every_copy_of_a_volume_has_a_bookmark_to_its_first_page(count: int, duplex: bool) -> None:
    copies = [impression(Document("T", "en", (Heading(1, (TextRun("T"),)),)))] * count
    data, places = bound(copies, duplex=duplex)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        items = _walked(pdf.Root.Outlines)
        assert [str(item.Title) for item in items] == [f"copy {number}" for number in range(1, count + 1)]
        pages = [page.obj.objgen for page in pdf.pages]
        assert [pages.index(item.Dest[0].objgen) for item in items] == [place.first_page for place in places]


def test_an_item_of_neither_neighbours_nor_kids_names_nobody() -> None:
    assert Kin(5).entries() == ""
    assert item("(a)", "/Parent 5 0 R") == f"<</Title {text_string('(a)')}/Parent 5 0 R>>".encode()
    assert outline(0, 0, 0) == b"<</Type/Outlines>>"


def test_a_bookmark_names_the_element_of_its_heading() -> None:
    """Who jumps to a bookmark with a screen reader goes on reading there, not at the top of the page."""
    headings = ("One", "Two", "Three")
    made = impression(Document("A title", "en-GB", tuple(Heading(level, (TextRun(text),)) for level, text in enumerate(headings, 1))))
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        item_, found = pdf.Root.Outlines.First, []
        while item_ is not None:
            found.append((str(item_.Title), str(item_.SE.S), item_.SE.Pg.objgen == item_.Dest[0].objgen))
            item_ = item_.get("/First") or item_.get("/Next")
    assert found == [("One", "/H1", True), ("Two", "/H2", True), ("Three", "/H3", True)]
