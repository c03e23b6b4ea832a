"""A clinic's own PDFs: what is taken is taken as it is, what would do or hide something is refused by its name."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from handouts.errors import InputError
from handouts.files.enclosures import reading
from handouts.files.enclosures.reading import read_enclosure
from handouts.press import Press
from tests.handouts.enclosing import a_map, changed

MAP = a_map()


def put(folder: Path, data: bytes, name: str = "map.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def javascript(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def named_javascript(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def attached(pdf: Pdf) -> None:
    pdf.attachments["list.csv"] = b"a,b"


def launching(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].A = pdf.make_indirect(Dictionary(S=Name.Launch, F=String("calc.exe")))


def to_fill_in(pdf: Pdf) -> None:
    field = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), Rect=[0, 0, 9, 9]))
    pdf.pages[0].obj.Annots.append(field)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def with_a_note(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String("?"), Rect=[0, 0, 9, 9]))])


def layered(pdf: Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array([pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))]), D=Dictionary())


def elsewhere(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents.stream_dict.FFilter = Name.FlateDecode


def a_film(pdf: Pdf) -> None:
    pdf.Root.Film = pdf.make_indirect(Dictionary(RichMediaContent=Dictionary()))


def a_book(pdf: Pdf) -> None:
    for _ in range(50):
        pdf.add_blank_page()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (javascript, "has JavaScript"), (named_javascript, "has JavaScript"), (attached, "has files attached"), (launching, "starts a program"),
        (to_fill_in, "fields to fill in"), (with_a_note, "a note, a stamp or a field on page 2"), (layered, "has layers"), (elsewhere, "another file"),
        (a_film, "a film"), (a_book, "has 52 pages"),
    ],
)  # fmt: skip
def test_what_moves_asks_opens_or_hides_something_is_refused_by_name(tmp_path: Path, change: Callable[[Pdf], None], words: str) -> None:
    path = put(tmp_path, changed(MAP, change))
    with pytest.raises(InputError, match=f"^map.pdf: .*{words}.*; |^map.pdf: {words}.*: "):
        read_enclosure(path)


def boxed(*box: float) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.pages[1].obj.MediaBox = pikepdf.Array(box)

    return change


def askew(pdf: Pdf) -> None:
    pdf.pages[0].obj.Rotate = 45


def emptied(pdf: Pdf) -> None:
    del pdf.pages[:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (boxed(0, 0, 0, 0), "page 2 is 0 by 0 mm, for which a printer has no paper"),
        (boxed(0, 0, 14400, 14400), "page 2 is 5,080 by 5,080 mm"),
        (boxed(0, 0, 595, 20), "page 2 is 7 by 210 mm"),
        (askew, "is damaged, or made in a way that is not known here"),
        (emptied, "has no page; print it to a new PDF"),
    ],
)
def test_a_page_that_no_printer_can_print_is_refused(tmp_path: Path, change: Callable[[Pdf], None], words: str) -> None:
    with pytest.raises(InputError, match=f"^map.pdf: {words}"):
        read_enclosure(put(tmp_path, changed(MAP, change)))


@pytest.mark.parametrize("box", [(0, 0, 842, 1191), (595, 842, 0, 0), (0, 0, 298, 210)])
def test_a_page_of_other_paper_is_taken(tmp_path: Path, box: tuple[float, ...]) -> None:
    assert len(read_enclosure(put(tmp_path, changed(MAP, boxed(*box)))).pages) == 2


def test_an_encrypted_one_is_refused_with_a_password_and_without_one(tmp_path: Path) -> None:
    for name, password in (("a.pdf", "secret"), ("b.pdf", "")):
        path = put(tmp_path, changed(MAP, lambda _: None, encryption=pikepdf.Encryption(user=password, owner="x")), name)
        with pytest.raises(InputError, match=f"^{name}: is encrypted; save it without a password"):
            read_enclosure(path)


def test_what_is_no_pdf_is_told_by_its_content_and_a_large_one_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="is no PDF, whatever its name says"):
        read_enclosure(put(tmp_path, b"PK\x03\x04 a Word document"))
    with pytest.raises(InputError, match="is not in"):
        read_enclosure(tmp_path / "none.pdf")
    monkeypatch.setattr(reading, "LARGEST", 2000)
    with pytest.raises(InputError, match="make a smaller file"):
        read_enclosure(put(tmp_path, MAP + b"\n" * 2000))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(MAP) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_refused_in_words_or_is_none(tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes) -> None:
    path = put(tmp_path_factory.getbasetemp(), MAP[:at] + junk + MAP[at + len(junk) :], "damaged.pdf")
    try:
        found = read_enclosure(path)
    except InputError as error:
        assert str(error).startswith("damaged.pdf: ") and "; " in str(error)
    else:
        assert found.pages


def test_every_stream_is_kept_as_it_is_and_nothing_is_said_of_tags_that_are_not_there(tmp_path: Path) -> None:
    found = read_enclosure(put(tmp_path, MAP))
    with pikepdf.open(io.BytesIO(MAP)) as pdf:
        raw = {bytes(page.obj.Contents.read_raw_bytes()) for page in pdf.pages}
        raw |= {bytes(image.read_raw_bytes()) for page in pdf.pages for _, image in page.obj.Resources.get("/XObject", {}).items()}
    assert {thing.data for thing in found.things if thing.data} == raw
    assert (found.title, found.tagged, found.accessible, found.archival) == ("How to find us", False, False, False)
    assert [page.size for page in found.pages] == [(612, 792), (612, 792)]
    assert [len(page.links) for page in found.pages] == [2, 0]


def test_a_tagged_one_keeps_its_elements_by_their_standard_types(tmp_path: Path, press: Press) -> None:
    edition = press.edition("mri-scan").data

    def with_roles(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/Absatz": Name("/Text-Absatz"), "/Text-Absatz": Name.P})
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("/S", None) == Name.P and "/P" in thing:
                thing.S = Name.Absatz

    plain, roles = read_enclosure(put(tmp_path, edition)), read_enclosure(put(tmp_path, changed(edition, with_roles), "roles.pdf"))
    assert plain.tagged and plain.accessible and plain.archival and plain.language == "en-US"
    assert sorted(e.pieces[0] for e in plain.elements) == sorted(e.pieces[0] for e in roles.elements)
    assert all(any(mark is not None for mark in page.marks) for page in plain.pages)


def test_tags_that_lead_into_drawings_and_claims_without_tags_count_for_nothing(tmp_path: Path, press: Press) -> None:
    def deep(pdf: Pdf) -> None:
        drawing = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1], StructParents=99)
        pdf.pages[0].obj.Resources.XObject = Dictionary(Deep=drawing)

    def unmarked(pdf: Pdf) -> None:
        pdf.Root.MarkInfo.Marked = False

    for change in (deep, unmarked):
        found = read_enclosure(put(tmp_path, changed(press.edition("mri-scan").data, change)))
        assert not found.tagged and not found.accessible and not found.archival and not found.elements
        assert all(page.streams for page in found.pages)
