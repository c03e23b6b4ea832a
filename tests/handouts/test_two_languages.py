"""A copy in two languages: block beside block, each in its own language; the same again from the ledger; what is not made alike is named."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.actions.batch import make_list
from handouts.actions.manner import Allowed as Allowing
from handouts.actions.manner import Manner
from handouts.actions.reprint import RemakeCopy, Reprint, remake, reprint
from handouts.actions.single import MakeOne, make_one
from handouts.authoring.check import check_file
from handouts.clinics.clinic import Clinic, built_in, read_clinic
from handouts.errors import ClinicError, InputError, LeafletError, RefusedError
from handouts.language.pairs import first_of, languages_of, second_of, wish
from handouts.leaflets.pair import made_as
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.rules.rules import read_rules
from layouts.document.blocks import Figure
from layouts.document.inlines import TextRun
from layouts.document.tongues import Abreast, Foreign
from tests.conftest import ISSUED, an_appointment
from tests.handouts.actions import a_list
from tests.handouts.enclosing import a_clinic
from tests.reading import page_texts

DRAFTS = Manner(allowed=Allowing(draft=True, sample=True))
TYPED = {"patient": "Anna Lee", "born": "1951-04-17", "identifier": "RSC-7", "at": "2026-12-08T09:30"}


def _runs(part: object) -> list[object]:
    if isinstance(part, (tuple, list)):
        return [run for inner in part for run in _runs(inner)]
    if isinstance(part, TextRun):
        return [part]
    return [run for entry in fields(part) for run in _runs(getattr(part, entry.name))] if is_dataclass(part) else []


def press(clinic: Clinic) -> Press:
    return Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="full")


@pytest.mark.parametrize(("first", "second"), [("es", "en-US"), ("en-US", "es"), ("ar", "en-US")])
@pytest.mark.parametrize("sign", ["+", "/"])
def test_both_languages_say_all_that_each_says_alone(riverside: Clinic, first: str, second: str, sign: str) -> None:
    mine = press(riverside)
    both = mine.make(an_appointment(riverside, language=first), second=f"{sign}{second}")
    assert (both.language, both.proof) == (f"{first}{sign}{second}", "full")
    alone = [mine.make(an_appointment(riverside, language=tag)).impression for tag in (first, second)]
    document = both.impression.plate.document
    inside = [block for block in document.blocks if isinstance(block, (Abreast, Foreign))]
    assert inside and document.language == first
    assert set(alone[0].values) <= set(both.impression.values)
    inner = [run.text for run in _runs(inside) if isinstance(run, TextRun)]
    mine_or_not = [run.text for run in _runs(alone[1].plate.document.blocks) if isinstance(run, TextRun) and len(run.text) > 60 and not run.text.startswith(("Basado en:", "Based on:"))]  # there is one colophon
    assert len(mine_or_not) > 10 and [text for text in mine_or_not if text not in inner] == []
    with pikepdf.open(io.BytesIO(both.data)) as pdf:
        tongues = {str(thing.Lang) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing and "/S" in thing}
    assert tongues >= ({first, second} if sign == "+" else {second})


def test_a_pair_stands_on_one_line_of_the_page(riverside: Clinic) -> None:
    import pypdfium2

    data = press(riverside).make(an_appointment(riverside, language="es"), second="+en-US").data
    document = pypdfium2.PdfDocument(data)
    found = {}
    for page in document:
        text = page.get_textpage()
        for words in ("Prepárese", "Get ready"):
            search = text.search(words, match_case=True, match_whole_word=True)
            if at := search.get_next():
                found[words] = page, text.get_charbox(at[0])
    assert found["Prepárese"][1][3] == pytest.approx(found["Get ready"][1][3], abs=1)
    assert found["Prepárese"][1][0] < found["Get ready"][1][0]


def test_the_same_language_twice_is_one_and_a_draft_is_refused_on_either_side(riverside: Clinic) -> None:
    assert press(riverside).make(an_appointment(riverside, language="en-US"), second="+en-US").language == "en-US"
    with pytest.raises(RefusedError, match=r"\(es, version"):
        Press(riverside, issued=ISSUED).make(an_appointment(riverside), second="+es")


def test_a_draft_on_either_side_marks_every_page(riverside: Clinic) -> None:
    mine = press(riverside)
    assert all("Not reviewed. Do not give to patients." not in page for page in page_texts(mine.make(an_appointment(riverside)).data))
    for sign in "+/":
        both = mine.make(an_appointment(riverside, language="en-US"), second=f"{sign}es")
        assert both.leaflet.status == "sample" and both.beside is not None and both.beside.status == "draft"
        assert all("Draft. Not reviewed. Do not give to patients." in page for page in page_texts(both.data))


def test_the_second_copy_of_a_plate_is_proven_like_the_first(riverside: Clinic) -> None:
    mine = Press(riverside, issued=ISSUED, allowed=Allowed(draft=True))
    names = [("Anna", "RSC-1"), ("Siobhán", "RSC-2"), ("Bo", "RSC-3")]
    made = [mine.make(an_appointment(riverside, language="es", given_name=name, patient_id=ident), second="+en-US") for name, ident in names]
    assert all(ident in page for (_, ident), one in zip(names, made, strict=True) for page in page_texts(one.data))
    assert made[0].says != made[1].says


def own(folder: Path, spanish: str = "", rules: str = "") -> Clinic:
    """A clinic with kyphoplasty of its own, the Spanish changed."""
    clinic = a_clinic(folder)
    (clinic.folder / "handouts").mkdir(exist_ok=True)
    for tag in ("en-US", "es"):
        text = (built_in("handouts/library") / f"kyphoplasty.{tag}.md").read_text("utf-8")
        text = text.replace("- El cemento", f"{spanish}\n\n- El cemento") if tag == "es" and spanish else text
        (clinic.folder / "handouts" / f"kyphoplasty.{tag}.md").write_text(text, "utf-8")
    if rules:
        (clinic.folder / "rules.toml").write_text(rules, "utf-8")
    return read_clinic(clinic.folder)


SIDES = '[[rule]]\nleaflets = ["kyphoplasty"]\nbeside = "en-US"\n'


def test_a_difference_is_a_finding_that_names_both_lines_and_a_copy_is_refused(tmp_path: Path) -> None:
    clinic = own(tmp_path / "c", "Una frase de más.", SIDES)
    path = clinic.folder / "handouts" / "kyphoplasty.es.md"
    (said,) = [remark for remark in check_file(path, clinic, ISSUED, composed=False) if remark.rule == "side-by-side"]
    lines = path.read_text("utf-8").split("\n")
    other = (clinic.folder / "handouts" / "kyphoplasty.en-US.md").read_text("utf-8").split("\n")
    assert said.severity == "error" and lines[said.line - 1] == "Una frase de más."
    number = int(said.what.partition(" on line ")[2].partition(":")[0])
    assert other[number - 1].startswith("- ") and "kyphoplasty.en-US.md" in said.what
    with pytest.raises(LeafletError, match=r"cannot stand beside kyphoplasty.en-US.md: block \d+ is a paragraph here and a bullet list there"):
        press(clinic).make(an_appointment(clinic, language="es"), second="+en-US")
    assert press(clinic).make(an_appointment(clinic, language="es"), second="/en-US").pages


def test_what_no_rule_puts_side_by_side_may_differ(tmp_path: Path) -> None:
    clinic = own(tmp_path / "c", "Una frase de más.", SIDES.replace("beside", "then"))
    path = clinic.folder / "handouts" / "kyphoplasty.es.md"
    assert [remark for remark in check_file(path, clinic, ISSUED, composed=False) if remark.rule == "side-by-side"] == []


def test_a_rule_gives_two_languages_and_reprint_and_again_make_the_same_bytes(tmp_path: Path) -> None:
    request = a_list(tmp_path, manner=DRAFTS)
    (Path(request.where.clinic) / "rules.toml").write_text('[[rule]]\nleaflets = ["kyphoplasty"]\nbeside = "es"\n', "utf-8")
    text = request.schedule.read_text("utf-8").replace("kyphoplasty", "")  # type: ignore[union-attr]
    request.schedule.write_text(text, "utf-8")  # type: ignore[union-attr]
    made = make_list(request)
    assert {copy.struck.language for copy in made.copies} == {"en-US+es"}
    again = reprint(Reprint(request.where, 1, out=tmp_path / "again"))
    assert len(again.copies) == len(made.copies)
    for path in (tmp_path / "again").glob("*.pdf"):
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes()
    assert remake(RemakeCopy(request.where, made.copies[0].id, tmp_path / "one.pdf")).ok
    same = make_list(request)
    assert same.copies == made.copies or not same.copies


def test_one_copy_is_asked_for_by_either_option_and_by_one_only(tmp_path: Path) -> None:
    from handouts.actions.where import Where

    where = Where("riverside")
    made = make_one(MakeOne(where, "kyphoplasty", tmp_path / "a.pdf", beside="es", manner=DRAFTS, **TYPED))  # type: ignore[arg-type]
    assert made.handout.language == "en-US+es"
    for wishes, said in (({"beside": "es", "then": "ar"}, "two ways"), ({"beside": "Spanish, please"}, "is no language"), ({"then": "fr"}, "is not there in fr")):
        with pytest.raises(InputError, match=said):
            make_one(MakeOne(where, "kyphoplasty", tmp_path / "b.pdf", **TYPED, **wishes))  # type: ignore[arg-type]


def test_a_folded_leaflet_has_no_room_for_two_languages_side_by_side(riverside: Clinic, tmp_path: Path) -> None:
    folded = Press(riverside, layout="folded", issued=ISSUED, allowed=Allowed(draft=True), proof="full")
    with pytest.raises(LeafletError, match="no room side by side in a folded leaflet; print one after the other"):
        folded.make(an_appointment(riverside), second="+es")
    assert folded.make(an_appointment(riverside), second="/es").language == "en-US/es"
    (tmp_path / "rules.toml").write_text(SIDES + 'form = "folded"\n', "utf-8")
    with pytest.raises(ClinicError, match="beside: has no room in a folded leaflet"):
        read_rules(tmp_path / "rules.toml")


def test_no_word_of_a_glossary_is_cut_in_half_a_page(riverside: Clinic) -> None:
    for page in ("A4", "Letter"):
        narrow = Press(riverside, page=page, issued=ISSUED, allowed=Allowed(draft=True))
        text = " ".join(page_texts(narrow.make(an_appointment(riverside, leaflet="mri-scan", language="ar"), second="+en-US").data))
        assert all(word in text.split() for word in ("radiologist", "technologist", "gadolinium", "pacemaker"))


def test_a_rule_has_one_way_only(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(SIDES + 'then = "es"\n', "utf-8")
    with pytest.raises(ClinicError, match="then: stands with beside"):
        read_rules(tmp_path / "rules.toml")


@given(st.sampled_from(["es", "en-US", "zh-Hans"]), st.sampled_from(["", "ar", "pt-BR"]), st.booleans())
def test_what_is_written_of_two_languages_is_read_again(first: str, other: str, beside: bool) -> None:
    written = first + (wish(other, "") if beside else wish("", other))
    assert first_of(written) == first and languages_of(written) == (first, *([other] if other else []))
    assert written == first + second_of(written)


def test_pictures_stand_in_the_first_language_above_the_second(riverside: Clinic) -> None:
    both = press(riverside).make(an_appointment(riverside, leaflet="mri-scan", language="es"), second="+en-US")
    blocks = both.impression.plate.document.blocks
    at = next(number for number, block in enumerate(blocks) if isinstance(block, Figure))
    after = blocks[at + 1]
    assert isinstance(after, Foreign) and after.language == "en-US" and isinstance(after.blocks[0], Figure)
    assert made_as(blocks[at]) == made_as(after.blocks[0])
    assert replace(both.leaflet).identifier == "mri-scan"
