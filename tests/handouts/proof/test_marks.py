"""Names and texts with marks, whatever their script, are set and proven: niqqud, harakat, Vietnamese in parts, matras."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from tests.conftest import ISSUED, an_appointment
from tests.reading import nesting_errors

HEAD = "---\ntitle: {title}\nlanguage: {language}\nversion: 1\nstatus: draft\n---\n\n"
TEXTS = {  # whole leaflets with marks, with a patient's values beside them
    "he": "שָׁלוֹם {{ patient.given_name }}, בְּרוּכִים הַבָּאִים. **דְּבָרִים חֲשׁוּבִים** (kyphoplasty).\n\n## הֲכָנָה לַנִּתּוּחַ\n\n* לֶחֶם וּמַיִם\n* {{ patient.name }}: אַל תֹּאכַל 6 שָׁעוֹת\n",
    "ar": "مَرْحَبًا {{ patient.given_name }}، أَهْلًا وَسَهْلًا. **مُهِمٌّ جِدًّا**.\n\n## الِاسْتِعْدَادُ\n\n* لَا تَأْكُلْ قَبْلَ 6 سَاعَاتٍ\n* {{ patient.name }}: اِشْرَبِ المَاءَ\n",
    "hi": "नमस्ते {{ patient.given_name }}, श्री कृष्ण।\n\n## तैयारी\n\n* {{ patient.name }}: पानी पिएँ\n",
    "ur": "\ufdf2 کے نام سے {{ patient.given_name }}، \ufdfa۔ **\ufee3\ufea4\ufee4\ufeaa**\n\n## \ufdf4\n\n* {{ patient.name }}: \ufefb \ufe97\ufe84\ufb90\ufede\n",
    "vi": unicodedata.normalize("NFD", "Chào {{ patient.given_name }}. Phẫu thuật cột sống.\n\n## Chuẩn bị\n\n* {{ patient.name }}: uống nước\n"),
    "en-US": "Hello {{ patient.given_name }}: [שָׁלוֹם עֲלֵיכֶם]{lang=he}, مَرْحَبًا, श्री, น้ำ.\n\n## Before\n\n* שָׁלוֹם {{ patient.name }}\n",
}  # fmt: skip
NIQQUD = [*"ְֱֲֳִֵֶַָֹֻ"]
LETTERS = {  # a letter, and marks that it can have
    "Hebrew": ("אבגדהוזחטיכלמנסעפצקרשת", ["", "", *NIQQUD, "ּ", "ּ" + "ָ", "ׁ" + "ָ"]),
    "Arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", ["", "", *"ًٌٍَُِّْٰ", "َّ", "ِّ"]),
    "Latin": ("aeiouydnsAEIOU", ["", "", "\u0301", "\u0300", "\u0303", "\u0309", "\u0323", "\u0302\u0301", "\u0323\u0302", "\u0304", "\u0330", "\u030c"]),
    "Cyrillic": ("аеиоуыэюя", ["", "", "\u0301", "\u0306", "\u0308"]),
    "Devanagari": ("कखगचजटडणतदनपबमयरलवशसह", ["", "ा", "ि", "ी", "ु", "े", "ो", "ं", "ँ", "्र", "ृ"]),
    "Thai": ("กขคงจชดตนบปพมยรลวสห", ["", "่", "้", "ิ", "ี", "ื่", "ุ", "ู้", "็"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def presses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Press]:
    """Presses of a clinic that has these leaflets, in both layouts."""
    own = Path(shutil.copytree(sample_clinic("riverside"), tmp_path_factory.mktemp("marks") / "clinic"))
    (own / "handouts").mkdir()
    for language, text in TEXTS.items():
        title = text.split(" ")[0].rstrip(":,")
        (own / "handouts" / f"marks.{language}.md").write_text(HEAD.format(title=title, language=language) + text, "utf-8")
    clinic = read_clinic(own)
    return {name: Press(clinic, layout=name, issued=ISSUED, allowed=Allowed(draft=True), proof="full") for name in ("standard", "large-print")}


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("language", TEXTS)
def test_a_leaflet_with_marks_is_made_and_proven(presses: dict[str, Press], language: str, layout: str) -> None:
    made = presses[layout].make(an_appointment(presses[layout].clinic, language=language), "marks")
    assert (made.proof, nesting_errors(made.data)) == ("full", [])


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("language", ["ar", "en-US"])
@pytest.mark.parametrize("name", ["عبد \ufdf2", "\ufee3\ufea4\ufee4\u0651\ufeaa", "\ufdf4 \ufe91\ufee6 \ufdf2", "So\ufb01a"])
def test_names_in_forms_of_letters_are_set_and_proven(presses: dict[str, Press], name: str, language: str, layout: str) -> None:
    """Names that an older system had written in shapes were refused: readers give the letters back."""
    made = presses[layout].make(an_appointment(presses[layout].clinic, given_name=name, language=language), "marks")
    assert made.proof == "full"
    assert not any("\ufb50" <= letter <= "\ufefc" for value in made.impression.values for letter in value)


@st.composite
def names(draw: st.DrawFn) -> str:
    """A word of one script, its letters with marks."""
    letters, marks = LETTERS[draw(st.sampled_from(sorted(LETTERS)))]
    return "".join(draw(st.sampled_from(letters)) + draw(st.sampled_from(marks)) for _ in range(draw(st.integers(2, 7))))


@settings(max_examples=40, deadline=None)
@given(names(), names(), st.sampled_from(sorted(TEXTS)), st.sampled_from(["standard", "large-print"]))
def test_names_with_marks_are_set_and_proven(presses: dict[str, Press], given_name: str, family_name: str, language: str, layout: str) -> None:
    press = presses[layout]
    appointment = an_appointment(press.clinic, given_name=given_name, family_name=family_name, language=language, instructions=f"{family_name} 5.")
    assert press.make(appointment, "marks").proof == "full"
