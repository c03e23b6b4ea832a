"""Pages of a clinic's own files after a leaflet: the same bytes, counted, tagged as they were, and refused where they are not."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from handouts.authoring.check import check_file, check_house
from handouts.clinics.clinic import Clinic, read_clinic
from handouts.errors import ClinicError, LeafletError
from handouts.leaflets.shelf import Allowed
from handouts.leaflets.signature import digest_of
from handouts.press import Handout, Press
from handouts.proof.enclosed import enclosed
from handouts.proof.kinds import untagged
from handouts.proof.reader import File
from handouts.runs.pins import changed as has_changed
from handouts.runs.pins import pins
from layouts.copies.volume import Volume
from tests.conftest import ISSUED, an_appointment
from tests.handouts.enclosing import a_clinic, a_map, changed

MAP = a_map()


def made(clinic: Clinic, **cells: str) -> Handout:
    return Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full").make(an_appointment(clinic, **cells))


def digests(page: pikepdf.Page) -> set[str]:
    """Of the data of every stream that a page is drawn with, by pikepdf."""
    found, seen, waiting = set(), set(), [page.obj.get("/Resources"), page.obj.get("/Contents")]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)):
            if item.is_indirect and item.objgen in seen:
                continue
            seen.add(item.objgen if item.is_indirect else id(item))
            if isinstance(item, pikepdf.Stream):
                found.add(hashlib.sha256(item.read_raw_bytes()).hexdigest())
            waiting += list(item) if isinstance(item, pikepdf.Array) else [part for _, part in item.items()]
    return found


@pytest.fixture(scope="module")
def tagged(press: Press) -> bytes:
    return press.edition("mri-scan").data


def test_its_pages_follow_with_the_same_bytes_and_every_foot_counts_them(tmp_path: Path) -> None:
    handout = made(a_clinic(tmp_path / "c", map=MAP))
    with pikepdf.open(io.BytesIO(handout.data)) as pdf, pikepdf.open(io.BytesIO(MAP)) as own:
        assert len(pdf.pages) == handout.pages
        for page, was in zip(pdf.pages[-2:], own.pages, strict=True):
            assert digests(page) == digests(was)
            assert [float(n) for n in page.mediabox] == [float(n) for n in was.mediabox]
            assert page.obj.get("/Rotate", 0) == was.obj.get("/Rotate", 0)
    assert bytes(handout.impression.data) == made(read_clinic(tmp_path / "c")).data  # nothing of it depends on anything else
    from tests.reading import page_texts

    texts = page_texts(handout.data)
    assert all(f"page {number} of {handout.pages}" in text for number, text in enumerate(texts[:-2], start=1))
    assert "Second page of the map" in texts[-1]


def test_links_lead_where_they_led(tmp_path: Path) -> None:
    handout = made(a_clinic(tmp_path / "c", map=MAP))
    with pikepdf.open(io.BytesIO(handout.data)) as pdf:
        web, inside = pdf.pages[-2].obj.Annots
        assert str(web.A.URI) == "https://clinic.example/(map)"
        assert inside.Dest[0].objgen == pdf.pages[-1].obj.objgen


def test_tags_are_joined_and_a_copy_claims_what_all_of_it_keeps(tmp_path: Path, tagged: bytes) -> None:
    handout = made(a_clinic(tmp_path / "c", mri=tagged))
    with pikepdf.open(io.BytesIO(handout.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked and pdf.open_metadata()["pdfuaid:part"] == "1"
        part = pdf.Root.StructTreeRoot.K.K[-1]
        assert part.S == "/Part" and part.Lang == "en-US"
        parents = dict(zip(list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2], list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2], strict=True))
        for page in pdf.pages:
            assert all(mark.get("/Pg", page.obj).objgen for mark in parents[page.obj.StructParents])
            for link in page.obj.get("/Annots", []):
                assert str(parents[link.StructParent].S) in ("/Link", "/Reference")
    assert untagged(handout.data) == ()


def test_one_without_tags_makes_the_copy_one_and_it_says_so(tmp_path: Path, tagged: bytes) -> None:
    handout = made(a_clinic(tmp_path / "c", mri=tagged, map=MAP))
    with pikepdf.open(io.BytesIO(handout.data)) as pdf:
        assert not pdf.Root.MarkInfo.Marked
        assert "pdfuaid:part" not in pdf.open_metadata() and "pdfaid:part" not in pdf.open_metadata()
    assert untagged(handout.data) == ("map.pdf",)


def test_the_proof_sees_a_byte_that_has_changed(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP)
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="off")
    appointment = an_appointment(clinic)
    handout = press.make(appointment)
    merged = press._merger(handout.leaflet, handout.layout).merge(appointment, "")
    expected = press._expected(merged, appointment.patient.identifier, handout.layout, handout.impression)
    assert list(enclosed(File(handout.data), expected)) == []
    page = expected.document.enclosures[0].pages[0]
    for thing in expected.document.enclosures[0].things:
        if thing.data and hashlib.sha256(thing.data).hexdigest() in page.streams:
            at = handout.data.index(thing.data) + len(thing.data) // 2
            spoilt = handout.data[:at] + bytes([handout.data[at] ^ 1]) + handout.data[at + 1 :]
            said = [str(failure) for failure in enclosed(File(spoilt), expected)]
            assert any("map.pdf" in words for words in said)
    pages = replace(expected.document.enclosures[0], pages=expected.document.enclosures[0].pages[::-1])
    swapped = replace(expected, document=replace(expected.document, enclosures=(pages,)))
    assert list(enclosed(File(handout.data), swapped))
    another = replace(expected.document.enclosures[0], data=a_map("Elsewhere"))
    other = replace(expected, document=replace(expected.document, enclosures=(another,)))
    assert [str(failure) for failure in enclosed(File(handout.data), other)] == [f"page {handout.pages - 1}: it does not look as page 1 of map.pdf"]


def test_in_a_file_for_the_printer_what_pages_are_drawn_with_stands_once(tmp_path: Path, tagged: bytes) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP, mri=tagged)
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True))
    copies = [press.make(an_appointment(clinic, patient_id=f"RSC-{n}")).impression for n in range(20)]
    out = io.BytesIO()
    volume = Volume(out, "All", press.profile, duplex=True)
    for number, copy in enumerate(copies):
        volume.add(copy, f"copy {number}", more=number < 19)
    volume.finish(press.issued)
    assert all(out.getvalue().count(thing.data) == 1 for thing in copies[0].plate.parts.enclosed[0].enclosure.things if thing.data)
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf, pikepdf.open(io.BytesIO(copies[3].data)) as single:
        each = copies[0].pages + copies[0].pages % 2
        assert len(pdf.pages) == 20 * each and [pdf.pages[each * 3 + n].label for n in range(2)] == ["4-1", "4-2"]
        for number, page in enumerate(single.pages[-8:], start=copies[0].pages - 8):
            assert digests(pdf.pages[3 * each + number]) == digests(page)
        keys = [page.obj.StructParents for page in pdf.pages if "/StructParents" in page.obj]
        assert len(set(keys)) == len(keys)


def test_a_leaflet_has_files_of_its_own_and_a_language_has_others(tmp_path: Path, tagged: bytes) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP, consent=tagged, mapa=a_map("Cómo llegar"))
    file = clinic.folder / "clinic.toml"
    file.write_text(file.read_text("utf-8").replace('"map.pdf", "consent.pdf", "mapa.pdf"', '"map.pdf"').replace("[words.es]", '[words.es]\nappend = ["mapa.pdf"]\n'), "utf-8")
    (clinic.folder / "handouts").mkdir(exist_ok=True)
    text = (Path(press_library()) / "kyphoplasty.en-US.md").read_text("utf-8")
    (clinic.folder / "handouts" / "kyphoplasty.en-US.md").write_text(text.replace("---\n", "---\nappend: [consent.pdf, map.pdf]\n", 1), "utf-8")
    clinic = read_clinic(clinic.folder)
    names = lambda **cells: [each.name for each in made(clinic, **cells).impression.plate.document.enclosures]  # noqa: E731
    assert names() == ["consent.pdf", "map.pdf"]
    assert names(leaflet="mri-scan") == ["map.pdf"]
    assert names(language="es") == ["mapa.pdf"]
    leaflet = Press(clinic).shelf.choose("kyphoplasty", "en-US")
    before = digest_of(leaflet, clinic)
    (clinic.folder / "assets" / "consent.pdf").write_bytes(MAP)
    assert digest_of(leaflet, clinic) != before  # what was signed is not what would be given


def press_library() -> str:
    from handouts.clinics.clinic import built_in

    return str(built_in("handouts/library"))


def test_a_change_of_the_file_is_another_copy_and_a_run_that_began_is_told(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP)
    first, leaflet = made(clinic), Press(clinic).shelf.choose("kyphoplasty", "en-US")
    pinned = tuple(pins(clinic, [leaflet], ["standard"]).items())
    assert dict(pinned)["assets/map.pdf"]
    (clinic.folder / "assets" / "map.pdf").write_bytes(a_map("We have moved"))
    assert has_changed(pinned, clinic) == ["assets/map.pdf"]
    second = made(clinic)
    assert second.says != first.says


def test_a_file_that_cannot_be_used_is_told_where_it_is_named(tmp_path: Path) -> None:
    bad = changed(MAP, lambda pdf: pdf.attachments.__setitem__("a.txt", b"a"))
    clinic = a_clinic(tmp_path / "c", map=bad)
    with pytest.raises(ClinicError, match=r"append: map.pdf: has files attached to it; print it to a new PDF"):
        made(clinic)
    (told,) = check_house(clinic, ISSUED)
    assert (told.severity, told.rule) == ("error", "clinic") and "map.pdf" in told.what
    (clinic.folder / "assets" / "map.pdf").unlink()
    with pytest.raises(ClinicError, match=r"there is no map\.pdf"):
        read_clinic(clinic.folder)


def test_a_leaflet_that_names_one_is_told_on_that_line(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c")
    (clinic.folder / "handouts").mkdir(exist_ok=True)
    text = (Path(press_library()) / "kyphoplasty.en-US.md").read_text("utf-8").replace("---\n", "---\nappend: [consent.pdf]\n", 1)
    path = clinic.folder / "handouts" / "kyphoplasty.en-US.md"
    path.write_text(text, "utf-8")
    with pytest.raises(LeafletError, match=r"kyphoplasty.en-US.md:2:1: append: consent.pdf: is not in"):
        made(clinic)
    assert {(said.line, said.rule) for said in check_file(path, clinic, ISSUED) if "consent" in said.what} == {(2, "block")}
    (clinic.folder / "assets" / "consent.pdf").write_bytes(a_map(size=(595, 842)))
    (warned,) = [said for said in check_file(path, clinic, ISSUED, composed=False) if said.rule == "enclosure"]
    assert (warned.line, warned.severity) == (2, "warning")
    assert "consent.pdf has no tags" in warned.what and "consent.pdf has pages of another size than Letter" in warned.what


def test_a_general_edition_has_none(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP)
    assert Press(clinic, issued=ISSUED, allowed=Allowed(draft=True)).edition("mri-scan").impression.plate.document.enclosures == ()


def test_a_form_that_is_folded_is_refused_and_no_page_is_lost_without_a_word(tmp_path: Path) -> None:
    clinic = a_clinic(tmp_path / "c", map=MAP)
    press = Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), form="booklet")
    with pytest.raises(LeafletError, match="cannot be folded with it; choose another form"):
        press.make(an_appointment(clinic))
