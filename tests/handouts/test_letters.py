"""Letters: the window shows the address and nothing else, whatever the address; what does not fit is refused by column."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from handouts.clinics.clinic import Clinic, read_clinic
from handouts.clinics.forms import LayoutForms
from handouts.errors import ClinicError, Problem, RecordError
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.prover import Prover
from handouts.records.appointment import flat, read_record
from handouts.records.postal import posted
from layouts.styles import WindowStyle
from tests.addresses import LACKING, addresses
from tests.conftest import ISSUED, an_appointment
from tests.handouts import own_clinic
from tests.reading import page_texts

HOME = {"address_1": "1824 Lakeview Court", "address_2": "Apt 3B", "city": "Springfield, IL", "postcode": "62704"}
WINDOWS = ("din-5008-b", "uk", "us-10")
JOINED = "ا"  # pdfium gives no place to the second letter of a ligature
COUNT = int(os.environ.get("HANDOUTS_ADDRESSES", "240"))


def a_press(clinic: Clinic, window: str = "", layout: str = "letter", proof: str = "default") -> Press:
    page = {"us-10": "Letter", "": clinic.page}.get(window, "A4")
    return Press(replace(clinic, window=window), layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True), proof=proof)  # type: ignore[arg-type]


def shown(data: bytes, window: WindowStyle, height: float) -> tuple[str, int]:
    """What stands in a window and the room round it, by pdfium; and how many lines, tints and pictures reach into it."""
    left, bottom, right, top = window.pane(height)
    page = (document := pdfium.PdfDocument(data))[0]
    text = page.get_textpage()
    said = []
    for index in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(index)
        if x1 > left and x0 < right and y1 > bottom and y0 < top and x1 > x0:
            said.append(text.get_text_range(index, 1))
    drawn = [item.get_bounds() for item in page.get_objects() if item.type != pdfium.raw.FPDF_PAGEOBJ_TEXT]
    count = sum(x1 > left and x0 < right and y1 > bottom and y0 < top for x0, y0, x1, y1 in drawn)
    text.close()
    page.close()
    document.close()
    return "".join("".join(said).split()), count


def letters(text: str) -> Counter[str]:
    """Its letters and figures; marks, and which form of a letter a reader gives back, do not count."""
    return Counter(sign for sign in unicodedata.normalize("NFKD", text) if sign.isalnum() and sign not in JOINED)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_window_shows_the_address_and_nothing_else(riverside: Clinic, window: str) -> None:
    press = a_press(riverside, window)
    theme = press.theme("letter")
    assert theme.window is not None
    made, refused = 0, Counter[str]()
    for columns in addresses(COUNT):
        appointment = an_appointment(riverside, **columns)
        lacks = {column for column in LACKING if not columns[column]}
        try:
            handout = press.make(appointment)
        except RecordError as error:
            refused.update(problem.column for problem in error.problems)
            assert lacks == {problem.column for problem in error.problems if "is empty" in problem.what}
            assert all("window" in problem.what or "is empty" in problem.what for problem in error.problems)
            assert lacks or max(map(len, columns.values())) > 45
            continue
        assert not lacks
        wanted = "".join([appointment.patient.name, *posted(appointment.patient, theme.window.postcode)])
        seen, drawn = shown(handout.data, theme.window, theme.height)
        assert letters(seen) == letters(wanted) and seen and drawn == 0, columns
        made += 1
    assert made > COUNT * 0.9 and made + sum(refused.values()) >= COUNT
    assert {"address_1", "city"} <= set(refused)


def test_nothing_but_the_first_page_and_the_foot_has_the_address(riverside: Clinic) -> None:
    texts = page_texts(a_press(riverside).make(an_appointment(riverside, **HOME)).data)
    assert "Ms" not in texts[0] and "Dear Anna Lee," in texts[0] and "December 1, 2026" in texts[0]
    assert "1824 Lakeview Court" in texts[0] and not any("Lakeview" in text for text in texts[1:])
    assert "page 1 of 4" in texts[0] and "Enclosed: Kyphoplasty" in texts[0] and texts[0].count("Anna Lee") == 3


@pytest.mark.parametrize(
    ("window", "last"), [("din-5008-b", "62704 Springfield, IL"), ("uk", "Springfield, IL 62704"), ("us-10", "Springfield, IL 62704")]
)
def test_a_postcode_stands_where_the_window_has_it(riverside: Clinic, window: str, last: str) -> None:
    press = a_press(riverside, window)
    assert last in page_texts(press.make(an_appointment(riverside, **HOME)).data)[0]
    own = replace(press.clinic, postcode="none")
    made = Press(own, layout="letter", page=press.page, issued=ISSUED, allowed=Allowed(draft=True)).make(an_appointment(own, **HOME))
    assert "62704" not in page_texts(made.data)[0]


def test_a_window_goes_by_paper_and_country(riverside: Clinic, harbour: Clinic) -> None:
    def of(clinic: Clinic, page: str, name: str = "") -> float:
        window = Press(replace(clinic, window=name), page=page).theme("letter").window
        assert window is not None
        return window.top

    us, din, uk = of(riverside, "Letter"), of(riverside, "A4"), of(harbour, "A4")
    assert len({us, din, uk}) == 3 and of(harbour, "Letter") == us
    assert of(harbour, "A4", "din-5008-b") == din and of(harbour, "Letter", "din-5008-b") == us


def test_the_columns_that_do_not_fit_are_named(riverside: Clinic) -> None:
    long = {**HOME, "address_1": "The Old Schoolhouse of Saint Bartholomew, North Building, Upper Riverside Avenue 1402, rear"}
    with pytest.raises(RecordError) as found:
        a_press(riverside, "us-10").make(an_appointment(riverside, **{**long, "address_2": long["address_1"]}))
    assert {problem.column for problem in found.value.problems} == {"address_1", "address_2"}
    assert "Bartholomew" not in str(found.value) and "window" in str(found.value)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"address_1": "12 Hi\u202egh St"}, "address_1: a letter needs an address, and there is none that can be used"),
        ({"address_1": "x" * 101}, "address_1: a letter needs an address, and there is none that can be used"),
        (dict.fromkeys(HOME, ""), "address_1: a letter needs an address, and there is none that can be used"),
        ({"address_1": " , "}, "address_1: is empty, and a letter needs the whole address"),
    ],
)
def test_nothing_is_called_empty_that_the_list_has(riverside: Clinic, columns: dict[str, str], says: str) -> None:
    left_out: list[Problem] = []
    appointment = read_record({**flat(an_appointment(riverside)), **HOME, **columns}, "row 2", riverside.zone, left_out)
    with pytest.raises(RecordError) as found:
        posted(appointment.patient, "after")
    assert len(found.value.problems) == 1 and says in str(found.value)


@pytest.mark.parametrize("line", ["12 High St\nFlat 3", "12 High St,\r\n Flat 3\n", "12 High St\u2028Flat 3"])
def test_lines_of_one_cell_are_one_line_of_the_address(riverside: Clinic, line: str) -> None:
    appointment = an_appointment(riverside, **{**HOME, "address_1": line})
    assert posted(appointment.patient, "after")[0] == "12 High St, Flat 3"


def test_a_letter_in_large_print_and_in_arabic_is_proven_in_full(riverside: Clinic, harbour: Clinic) -> None:
    for clinic in (riverside, harbour):
        for layout in ("letter", "large-print-letter"):
            for page in ("A4", "Letter"):
                for language in ("en-US", "es", "ar"):
                    press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True), proof="full")
                    assert press.make(an_appointment(clinic, language=language, **HOME)).proof == "full"


def test_what_a_letter_says_does_not_depend_on_its_day(riverside: Clinic) -> None:
    one, other = (Press(riverside, layout="letter", issued=ISSUED.replace(day=day), allowed=Allowed(draft=True)) for day in (1, 2))
    at = an_appointment(riverside, **HOME)
    assert one.make(at).says == other.make(at).says != one.make(an_appointment(riverside, **{**HOME, "postcode": "62705"})).says


def test_proof_sees_what_else_stands_in_a_window(riverside: Clinic) -> None:
    press = a_press(riverside, proof="full")
    appointment = an_appointment(riverside, **HOME)
    good = press.make(appointment)
    merged = press._merger(good.leaflet, "letter").merge(appointment, today=press.today)
    expected = press._expected(merged, appointment.patient.identifier, "letter", good.impression)
    for pane in ((36.0, 500.0, 500.0, 640.0), (36.0, 300.0, 200.0, 310.0)):  # over the letter's text, where nothing stands
        with pytest.raises(RecordError, match="window"):
            Prover("full").prove(good.data, replace(expected, window=pane))


def test_a_letterhead_that_reaches_into_the_window_is_refused(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    tall = replace(clinic, address=tuple(type(clinic.name)(f"Line {number}") for number in range(12)))
    with pytest.raises(Exception, match="letterhead reaches into the window"):
        Press(tall, layout="letter", issued=ISSUED, allowed=Allowed(draft=True, sample=True)).make(an_appointment(tall, **HOME))


def test_a_look_has_its_forms(riverside: Clinic, tmp_path: Path) -> None:
    forms = LayoutForms(riverside)
    assert forms.layout("standard", "letter") == "letter" and forms.layout("large-print", "letter") == "large-print-letter"
    assert forms.layout("letter", "sheet") == "standard" and forms.layout("letter", "") == "letter"
    own = own_clinic(tmp_path)
    (own.folder / "layouts").mkdir()
    (own.folder / "layouts" / "ward.toml").write_text('extends = "large-print"\n')
    (own.folder / "layouts" / "post.toml").write_text('extends = "letter"\n')
    (own.folder / "layouts" / "bare.toml").write_text('extends = "standard"\nform = "poster"\n')
    assert LayoutForms(own).layout("ward", "letter") == "ward" and LayoutForms(own).layout("standard", "letter") == "post"
    with pytest.raises(ClinicError, match="poster"):
        Press(read_clinic(own.folder)).theme("bare")
