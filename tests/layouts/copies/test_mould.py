"""What a mould makes is what its plate would have written in full: only the numbers are other."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.copies.impression import Impression
from layouts.copies.mould import moulded
from layouts.document.blocks import Document, Figure, Heading, Paragraph
from layouts.document.inlines import TextRun
from tests.layouts.copies.documents import ISSUED, SQUARE, TRAPS, VALUES, bound, documents, forme, impression
from tests.layouts.copies.graphs import differences

# What a volume has of its own, and each copy has in another place of it.
MOVED = frozenset({"/Parent", "/StructParents", "/StructParent", "/Resources"})
NAMES = st.tuples(st.sampled_from(["Anna", "Zoë", "O'Neill (Mrs)", "12 0 R", "יוסף"]), st.sampled_from(["RSC-7", "5 0 R", "%s"]), st.just(""))


@settings(max_examples=40)
@given(st.lists(documents(most=4), min_size=1, max_size=3), st.data(), st.booleans())
def test_a_copy_in_a_volume_is_the_copy_in_a_file_of_its_own(kinds: list[Document], data: st.DataObject, duplex: bool) -> None:
    formes = [forme(document) for document in kinds]
    wanted = data.draw(st.lists(st.tuples(st.sampled_from(formes), NAMES), min_size=1, max_size=6))
    copies = [locked.strike(values, ISSUED) for locked, values in wanted]
    volume, places = bound(copies, duplex=duplex)
    with pikepdf.open(io.BytesIO(volume)) as many:
        assert many.check_pdf_syntax() == []
        for number, (copy, place) in enumerate(zip(copies, places, strict=True)):
            with pikepdf.open(io.BytesIO(copy.data)) as one:
                roots = one.Root.StructTreeRoot, many.Root.StructTreeRoot
                pages = [(one.pages[at].obj, many.pages[place.first_page + at].obj) for at in range(copy.pages)]
                assert differences([(roots[0].K, roots[1].K[number]), *pages], [roots], MOVED) == []


@settings(max_examples=30)
@given(st.lists(documents(most=4), min_size=1, max_size=4), st.booleans())
def test_the_parent_tree_leads_from_marks_and_links_to_their_elements(kinds: list[Document], duplex: bool) -> None:
    """ISO 32000-1, 14.7.4.4: for each mark of a page and each link, the element that has it among its kids."""
    copies = [impression(document) for document in kinds for _ in range(2)]
    data, _ = bound(copies, duplex=duplex)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        keys = []
        for page in pdf.pages:
            if "/StructParents" not in page:
                assert duplex
                continue
            keys.append(int(page.StructParents))
            for mcid, element in enumerate(tree[keys[-1]]):
                assert _holds(element, page.obj, mcid)
            for link in page.get("/Annots", ()):
                keys.append(int(link.StructParent))
                kids = [kid for kid in tree[keys[-1]].K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
                assert link.objgen in [kid.Obj.objgen for kid in kids]
        assert sorted(keys) == list(range(len(keys))) == list(range(int(pdf.Root.StructTreeRoot.ParentTreeNextKey)))


def _holds(element: pikepdf.Dictionary, page: pikepdf.Dictionary, mcid: int) -> bool:
    own = "/Pg" in element and element.Pg.objgen == page.objgen
    for kid in element.K:
        if isinstance(kid, int):
            if own and kid == mcid:
                return True
        elif "/MCID" in kid and kid.Pg.objgen == page.objgen and int(kid.MCID) == mcid:
            return True
    return False


@pytest.mark.parametrize("trap", TRAPS)
def test_words_that_look_like_references_or_formats_are_words(trap: str) -> None:
    """An alternative text of 'see 12 0 R' once ended in a traceback, and '%-9d' in a damaged file."""
    document = Document(trap, "en", (Heading(1, (TextRun(trap),)), Figure(SQUARE, trap), Paragraph((TextRun(trap, link="https://a.example/7 0 R"),))))
    copies = [impression(document)] * 3
    with pikepdf.open(io.BytesIO(bound(copies)[0])) as pdf:
        assert [str(page.Annots[0].Contents) for page in pdf.pages] == [trap] * 3
        assert [str(page.Annots[0].A.URI) for page in pdf.pages] == ["https://a.example/7 0 R"] * 3
        assert [str(figure.Alt) for figure in _figures(pdf.Root.StructTreeRoot)] == [trap] * 3


def _figures(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    kids = [kid for kid in element.get("/K", ()) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [found for kid in kids for found in ([kid] if kid.S == "/Figure" else _figures(kid))]


@settings(max_examples=20)
@given(documents(most=4), st.integers(1, 10**9 - 500), st.integers(0, 10**9 - 500), st.integers(1, 10**9 - 1))
def test_objects_are_as_long_whatever_their_numbers_are(document: Document, base: int, key: int, node: int) -> None:
    mould = _mould(impression(document))
    small, large = mould.filled(1, 0, 1), mould.filled(base, key, node)
    assert len(small) == len(large)
    ends = [*mould.offsets[1:], len(small)]
    for body in (small, large):
        for start, end in zip(mould.offsets, ends, strict=True):
            assert body[start : start + 2] == b"<<"
            assert body[end - 3 : end] == b">>\n"


@settings(max_examples=20)
@given(documents(most=3))
def test_every_object_of_a_copy_has_a_place_and_pages_come_first(document: Document) -> None:
    copy = impression(document)
    mould, parts = _mould(copy), copy.plate.parts
    assert sorted(mould.own.values()) == list(range(len(mould.own)))
    assert [mould.own[ref] for ref in parts.pages] == list(range(copy.pages))
    assert set(mould.own) >= {*(ref for ref, _ in copy.streams), *(outlet.ref for outlet in parts.links), parts.document}
    assert mould.keys == copy.pages + len(parts.links)


def _mould(copy: Impression) -> object:
    plate = copy.plate
    shared = {ref: 5 + ref for ref in plate.parts.shared}
    return moulded(plate, {plate.refs.resources: 3, plate.refs.structure: 4, **shared})


def test_a_reference_that_nobody_knows_is_a_fault_and_not_passed_over() -> None:
    copy = impression(Document("T", "en", (Heading(1, (TextRun("T"),)),)), VALUES)
    packed = {ref: body.replace(b"/Tabs/S", b"/Tabs/S/More 9999 0 R") for ref, body in copy.plate.parts.packed.items()}
    plate = replace(copy.plate, parts=copy.plate.parts._replace(packed=packed))
    with pytest.raises(KeyError):
        _mould(replace(copy, plate=plate))
