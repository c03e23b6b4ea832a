"""Marks are set as the leaflet's language has them, whatever somebody typed; values, addresses and what is unclear stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.language.typography import OBJECT, tied, typeset


def set_(text: str, language: str) -> str:
    """No-break spaces as ~, narrow ones as ^."""
    return typeset([text], language)[0].replace("\u00a0", "~").replace("\u202f", "^")


@pytest.mark.parametrize(("language", "typed", "wanted"), [
    ("en", 'Say "yes". The "big \'inner\' one" (or "no").', "Say “yes”. The “big ‘inner’ one” (or “no”)."),
    ("en-GB", "Don't: it's the patients' choice, 'yes' or 'no'.", "Don’t: it’s the patients’ choice, ‘yes’ or ‘no’."),
    ("fr", 'Dites "oui" ! Pourquoi ? Note : « bien », l\'eau.', "Dites «^oui^»^! Pourquoi^? Note~: «^bien^», l’eau."),
    ("de", 'Sagen Sie "ja, er sagte \'nein\'".', "Sagen Sie „ja, er sagte ‚nein‘“."),
    ("es", 'Diga "sí".', "Diga «sí»."), ("pl", 'Powiedz "tak".', "Powiedz „tak”."), ("ar", 'قل "نعم".', "قل «نعم»."),
    ("he", '500 מ"ג, "טוב", ג\'ורג\'', "500 מ״ג, ”טוב”, ג׳ורג׳"), ("hi", '"हाँ" कहें', "“हाँ” कहें"), ("zh-Hans", '他说"好"。', "他说“好”。"),
])  # fmt: skip
def test_quotes_and_apostrophes_are_the_languages_own(language: str, typed: str, wanted: str) -> None:
    assert set_(typed, language) == wanted
    assert set_(wanted.replace("~", "\u00a0").replace("^", "\u202f"), language) == wanted  # what is set right already stays


@pytest.mark.parametrize(("language", "typed", "wanted"), [
    ("en", "Take 5 mg or 2.5 mL, at 38 °C.", "Take 5~mg or 2.5~mL, at 38~°C."), ("en", "See page 5, step 12; Room 4.", "See page~5, step~12; Room 4."),
    ("en", "Dr. Lee, Dr Lee, Mrs. Ruiz, Drive 5", "Dr.~Lee, Dr~Lee, Mrs.~Ruiz, Drive 5"), ("en-US", "on December 8, 2026", "on December~8, 2026"),
    ("en-GB", "on 8 December 2026; in May", "on 8~December 2026; in May"), ("es", "el 8 de diciembre, paso 3, Dra. Ruiz", "el 8~de~diciembre, paso~3, Dra.~Ruiz"),
    ("de", "am 8. Dezember, Seite 5, Frau Weiß", "am 8.~Dezember, Seite~5, Frau~Weiß"), ("fr", "le 8 décembre, page 5, Mme Roux", "le 8~décembre, page~5, Mme~Roux"),
    ("pl", "8 grudnia, 5 mg", "8~grudnia, 5~mg"), ("en", "5 minutes, 3 months", "5 minutes, 3 months"),
    ("en", "Mon-Fri 9 am to 5 pm, not 12 to 1 pm", "Mon-Fri 9~am~to~5~pm, not 12~to~1~pm"), ("en", "8.30 a.m. to 5 p.m.", "8.30~a.m.~to~5~p.m."),
    ("en-GB", "8:00 - 17:30, 9 am – noon", "8:00~–~17:30, 9~am – noon"), ("es", "De 8:00 a 17:00 h", "De 8:00~a~17:00~h"),
    ("de", "8 bis 17 Uhr, 8 bis 17", "8~bis~17~Uhr, 8 bis 17"), ("fr", "9h00 à 17 h", "9h00~à~17~h"), ("ar", "8 ص إلى 5 م", "8~ص~إلى~5~م"),
    ("en", "Monday to Friday, mon to fri", "Monday~to~Friday, mon~to~fri"), ("es", "De lunes a viernes", "De lunes~a~viernes"),
    ("ar", "من الاثنين إلى الجمعة", "من الاثنين~إلى~الجمعة"),
    ("en", "1 to 2 hours, 5 to 10 a month", "1 to 2 hours, 5 to 10 a month"),
])  # fmt: skip
def test_no_line_ends_between_a_number_and_what_it_is_of(language: str, typed: str, wanted: str) -> None:
    assert set_(typed, language) == wanted


def test_hours_of_a_clinic_are_tied_and_nothing_else_of_what_it_says_is_changed() -> None:
    assert tied("Mon-Fri, 8 am to 5 pm", "en") == "Mon-Fri, 8\u00a0am\u00a0to\u00a05\u00a0pm"
    assert tied("\"Mill\" - 12 Lane's End", "en") == "\"Mill\" - 12 Lane's End"


@pytest.mark.parametrize(("typed", "wanted"), [
    ("Eat - if you can - a little", "Eat – if you can – a little"), ("5-10 days, 08:00-10:00", "5–10 days, 08:00–10:00"), ("Eat -- or not", "Eat – or not"),
    ("020-7946-0000, 555-0142, 2026-12-08, RSC-4711, A-12-3, COVID-19, x-ray", "020-7946-0000, 555-0142, 2026-12-08, RSC-4711, A-12-3, COVID-19, x-ray"),
    ('5\'10" tall, 6" long, a " b', '5\'10" tall, 6" long, a " b'), ('see https://a.example/?q="x y"', 'see https://a.example/?q="x y"'),
    ("o'neill@a.example", "o'neill@a.example"),
])  # fmt: skip
def test_dashes_stand_where_they_are_meant_and_numbers_of_things_stay(typed: str, wanted: str) -> None:
    assert set_(typed, "en") == wanted


@pytest.mark.parametrize("language", ["ar", "he", "fa"])
def test_numbers_from_right_to_left_keep_their_hyphen(language: str) -> None:
    """With a dash 2 to 3 stood as 3–2."""
    assert set_("2-3, 08:00-10:00", language) == "2-3, 08:00-10:00"


def test_quotes_go_over_runs_and_values_stay_as_they_are() -> None:
    assert typeset(['The "', "bold", '" and ', OBJECT, " mg, ", OBJECT, "'s"], "en") == ["The “", "bold", "” and ", OBJECT, "\u00a0mg, ", OBJECT, "\u2019s"]


@given(st.lists(st.text('ab 5"\'-.:«»mgé\u05d0' + OBJECT, max_size=9), max_size=5), st.sampled_from(["en", "fr", "de", "he", "es", "xx"]))
def test_no_letter_figure_or_value_is_ever_changed(texts: list[str], language: str) -> None:
    made = typeset(texts, language)
    assert len(made) == len(texts)
    for before, after in zip(texts, made, strict=True):
        assert [c for c in after if c.isalnum() or c == OBJECT] == [c for c in before if c.isalnum() or c == OBJECT]
