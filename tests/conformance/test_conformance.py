"""Every PDF is PDF/UA-1 and PDF/A-2a at once, by two engines; and broken files are caught."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from handouts.clinics.clinic import Clinic
from handouts.press import Press
from tests.conformance.conftest import Sheet
from tests.conformance.validators import page_validation, qpdf, verapdf
from tests.conftest import ISSUED, an_appointment
from tests.reading import nesting_errors

pytestmark = pytest.mark.conformance


def test_verapdf_finds_nothing_in_the_matrix(matrix: list[Sheet]) -> None:
    assert len(matrix) >= 3 * 2 * 2 * 12
    assert verapdf([sheet.path for sheet in matrix]) == {}


def test_page_validation_finds_nothing_in_the_matrix(matrix: list[Sheet]) -> None:
    assert {sheet.path.name: found for sheet in matrix if (found := page_validation(sheet.path))} == {}


def test_qpdf_finds_nothing_in_the_matrix(matrix: list[Sheet]) -> None:
    assert {sheet.path.name: found for sheet in matrix if (found := qpdf(sheet.path))} == {}


def test_content_streams_of_the_matrix_parse_and_nest(matrix: list[Sheet]) -> None:
    for sheet in matrix[:: max(len(matrix) // 48, 1)]:
        assert nesting_errors(sheet.path.read_bytes()) == [], sheet.path.name


# -- negative controls

Break = Callable[[pikepdf.Pdf], None]


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    found = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Type) == Name.StructElem and o.get(Name.S) == Name("/" + tag)]
    assert found, f"the good file has no {tag}"
    return found


def without_alternative_text(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Figure")[0][Name.Alt]


def skipped_heading_level(pdf: pikepdf.Pdf) -> None:
    for heading in elements(pdf, "H2"):
        heading[Name.S] = Name.H4


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root[Name.Lang]


def without_title(pdf: pikepdf.Pdf) -> None:
    data = re.sub(rb"<dc:title>.*?</dc:title>", b"", pdf.Root.Metadata.read_bytes(), flags=re.S)
    pdf.Root.Metadata.write(data)


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def not_marked(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def untagged_text(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    operators = [item for item in pikepdf.parse_content_stream(page) if str(item.operator) not in ("BDC", "BMC", "EMC")]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    descriptor = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Type) == Name.FontDescriptor)
    del descriptor[Name.FontFile2]


def font_without_unicode(pdf: pikepdf.Pdf) -> None:
    for font in [o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Subtype) == Name.Type0]:
        del font[Name.ToUnicode]


def wrong_widths(pdf: pikepdf.Pdf) -> None:
    font = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Subtype) == Name.CIDFontType2)
    font[Name.W] = Array([0, 3000, 17])


def undescribed_link(pdf: pikepdf.Pdf) -> None:
    link = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Subtype) == Name.Link)
    del link[Name.Contents]


def link_outside_the_tree(pdf: pikepdf.Pdf) -> None:
    link = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Subtype) == Name.Link)
    del link[Name.StructParent]


def tab_order_left_open(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        del page[Name.Tabs]


def without_ua_mark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.write(re.sub(rb' pdfuaid:part="1"', b"", pdf.Root.Metadata.read_bytes()))


def without_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root[Name.OutputIntents]


def list_item_outside_a_list(pdf: pikepdf.Pdf) -> None:
    for item in elements(pdf, "L"):
        item[Name.S] = Name.P


def cell_outside_a_row(pdf: pikepdf.Pdf) -> None:
    for row in elements(pdf, "TR"):
        row[Name.S] = Name.Div


BREAKS: list[Break] = [
    without_alternative_text, skipped_heading_level, without_language, without_title, title_not_shown, not_marked, untagged_text,
    font_not_embedded, font_without_unicode, wrong_widths, undescribed_link, link_outside_the_tree, tab_order_left_open, without_ua_mark,
    without_output_intent, list_item_outside_a_list, cell_outside_a_row,
]  # fmt: skip


@pytest.fixture(scope="module")
def good(riverside: Clinic) -> bytes:
    return Press(riverside, issued=ISSUED).make(an_appointment(riverside)).data


@pytest.fixture(scope="module")
def verdicts(good: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], str]]:
    folder = tmp_path_factory.mktemp("broken")
    for break_ in (*BREAKS, lambda pdf: None):
        with pikepdf.open(io.BytesIO(good)) as pdf:
            break_(pdf)
            name = break_.__name__ if break_ in BREAKS else "unbroken"
            pdf.save(folder / f"{name}.pdf", fix_metadata_version=False)
    return folder, verapdf(sorted(folder.glob("*.pdf")))


@pytest.mark.parametrize("name", [break_.__name__ for break_ in BREAKS])
def test_a_broken_file_is_caught(name: str, verdicts: tuple[Path, dict[tuple[str, str], str]]) -> None:
    folder, found = verdicts
    file = f"{name}.pdf"
    assert (file, "ua1") in found or (file, "2a") in found or page_validation(folder / file)


def test_rewriting_a_file_is_not_what_breaks_it(verdicts: tuple[Path, dict[tuple[str, str], str]]) -> None:
    folder, found = verdicts
    assert not [key for key in found if key[0] == "unbroken.pdf"]
    assert page_validation(folder / "unbroken.pdf") == {}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (b"/P <</MCID 0>> BDC BT EMC ET", "closes what it did not open"),
        (b"BT /P <</MCID 0>> BDC ET EMC", "closes what it did not open"),
        (b"0 0 10 10 re f", "neither tagged nor an artifact"),
        (b"/P <</MCID 0>> BDC EMC /P <</MCID 0>> BDC EMC", "MCID 0 twice"),
        (b"/P <</MCID 1>> BDC EMC", "have gaps"),
        (b"/P <</MCID 0>> BDC", "left open"),
    ],
)
def test_nesting_that_no_validator_notices_is_caught(good: bytes, code: bytes, error: str) -> None:
    with pikepdf.open(io.BytesIO(good)) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(code)
        out = io.BytesIO()
        pdf.save(out)
    assert any(error in found for found in nesting_errors(out.getvalue()))
