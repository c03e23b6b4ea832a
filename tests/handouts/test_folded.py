"""Booklets and folded leaflets: printed, cut and folded, their pages come in order; every page is proven; the tags tell the same."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from handouts.clinics.clinic import Clinic
from handouts.errors import RecordError
from handouts.leaflets.shelf import Allowed
from handouts.press import Handout, Press
from handouts.proof.folds import Fold
from layouts.pages import imposition
from layouts.pages.imposition import Imposed, Placement, in_order
from tests.conftest import ISSUED, an_appointment
from tests.folding import bound, fanned, halves
from tests.reading import nesting_errors, tags

LANGUAGES = ("en-US", "es", "ar")


def made(clinic: Clinic, layout: str, page: str, language: str, proof: str = "full") -> Handout:
    press = Press(clinic, layout=layout, page=page, issued=ISSUED, allowed=Allowed(draft=True), proof=proof)  # type: ignore[arg-type]
    return press.make(an_appointment(clinic, language=language))


def unfolded(handout: Handout, layout: str, language: str) -> list[str]:
    """The pages in the order of turning."""
    leftward = language == "ar"
    if layout == "booklet":
        return bound(halves(handout.data, 2), leftward=leftward)
    return fanned(halves(handout.data, 3), leftward=leftward)


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("layout", "page"), [("booklet", "A4"), ("booklet", "Letter"), ("folded", "A4"), ("folded", "Letter")])
def test_pages_come_in_order_when_sheets_are_folded(riverside: Clinic, layout: str, page: str, language: str) -> None:
    handout = made(riverside, layout, page, language)
    pages = unfolded(handout, layout, language)
    columns = 2 if layout == "booklet" else 3
    assert handout.proof == "full" and len(pages) == handout.pages * columns and len(pages) % (4 if layout == "booklet" else 3) == 0
    for number, text in enumerate(pages, start=1):
        counted = {"en-US": f"page {number} of {len(pages)}", "es": f"página {number} de {len(pages)}", "ar": "صفحة"}[language]
        assert counted in text and "Anna Lee" in text and "RSC-104233" in text, number
        assert {number, len(pages)} <= set(numbers(text))


@pytest.mark.parametrize("layout", ["booklet", "folded"])
def test_the_tags_tell_in_the_order_of_reading(riverside: Clinic, layout: str) -> None:
    handout = made(riverside, layout, "Letter", "en-US")
    said = [re.sub(r"\W", "", re.sub(r"^\s*H\d", "", line)) for line in tags(handout.data).splitlines() if re.match(r"\s*H[123]\b", line)]
    read = re.sub(r"\W", "", "".join(unfolded(handout, layout, "en-US")))
    places = [read.find(heading.replace("Callnow", "Call911now")[:14]) for heading in said]
    assert len(said) > 8 and places == sorted(places) and min(places) >= 0
    assert nesting_errors(handout.data) == []


def test_a_file_has_the_sheets_that_are_printed(riverside: Clinic) -> None:
    for page, size in (("A4", (842, 595)), ("Letter", (792, 612))):
        for layout in ("booklet", "folded"):
            reader = pypdf.PdfReader(io.BytesIO(made(riverside, layout, page, "en-US", "default").data))
            assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {size}


def test_booklets_are_filled_up_with_lines_for_questions(riverside: Clinic) -> None:
    pages = unfolded(made(riverside, "booklet", "Letter", "es"), "booklet", "es")
    spare = [text for text in pages if "Mis preguntas" in text]
    assert spare == pages[len(pages) - len(spare) :] and len(spare) < 4


@pytest.mark.parametrize("leftward", [False, True])
@pytest.mark.parametrize("pages", [4, 8, 12, 40])
def test_a_booklet_is_imposed_as_hands_would(pages: int, leftward: bool) -> None:
    places = Imposed("booklet", 842, 595, 2).places(pages, leftward=leftward)
    sides = [[str(page) for page in side] for side in in_order(places)]
    assert bound(sides, leftward=leftward) == [str(page) for page in range(pages)]
    assert Fold(True, 2, 421, 0, leftward).sides(pages) == tuple(tuple(page + 1 for page in side) for side in in_order(places))
    fans = Imposed("folded", 842, 595, 3)
    panels = fans.places(fans.whole(pages), leftward=leftward)
    assert fanned([[str(page) for page in side] for side in in_order(panels)], leftward=leftward) == list(map(str, range(len(panels))))


def test_pages_of_inner_sheets_move_towards_the_fold() -> None:
    how = Imposed("booklet", 842, 595, 2, 0.3)
    for leftward in (False, True):
        for place in how.places(12, leftward=leftward):
            inwards = 0.3 * (place.side // 2)
            assert place.x == pytest.approx(place.column * 421 + (inwards if place.column == 0 else -inwards))


def test_proof_sees_pages_that_stand_in_each_others_place(riverside: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Imposed.places

    def swapped(self: Imposed, pages: int, *, leftward: bool = False) -> tuple[Placement, ...]:
        places = list(real(self, pages, leftward=leftward))
        places[1], places[2] = places[2], places[1]
        return tuple(places)

    monkeypatch.setattr(imposition.Imposed, "places", swapped)
    for layout in ("booklet", "folded"):
        with pytest.raises(RecordError, match="page"):
            made(riverside, layout, "Letter", "en-US")


def test_proof_sees_a_page_that_lies_over_the_fold(riverside: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Imposed.places

    def moved(self: Imposed, pages: int, *, leftward: bool = False) -> tuple[Placement, ...]:
        return tuple(place._replace(x=place.x + (4 if place.column == 0 else 0)) for place in real(self, pages, leftward=leftward))

    monkeypatch.setattr(imposition.Imposed, "places", moved)
    with pytest.raises(RecordError, match="outside its frame"):
        made(riverside, "booklet", "Letter", "en-US")


def test_copies_of_a_plate_are_proven_page_by_page(riverside: Clinic) -> None:
    press = Press(riverside, layout="booklet", issued=ISSUED, allowed=Allowed(draft=True))
    names = [press.make(an_appointment(riverside, given_name=name, appointment_id=name, patient_id=f"RSC-{name}")) for name in ("Anna", "Anne", "Hanna")]
    assert names[0].proof == "full" and press.plates.composed <= len(names)
    assert all(handout.pages == 4 for handout in names)
    other = replace(riverside, handover=True)
    coded = Press(other, layout="booklet", issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    assert coded.make(an_appointment(other), copy="abcdefghijkl").proof == "full"
