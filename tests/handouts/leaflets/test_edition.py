"""A general edition: sentences that do without a patient, and those that do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handouts.errors import LeafletError
from handouts.leaflets.merge import Merged, merger
from handouts.leaflets.shelf import Shelf
from tests.handouts import FRONT, clinic, leaflet, printed

S = "appointment.start"
EVE = f"{S} | before(days=1)"


def merged(folder: Path, body: str, more: str = "", tag: str = "en-US") -> Merged:
    """The edition of a leaflet of these words."""
    return merger(leaflet(folder, body, FRONT.replace("en-US", tag) + more, f"case.{tag}.md"), clinic(), general=True).edition()


def said(folder: Path, body: str, more: str = "", tag: str = "en-US") -> str:
    """What its own text says."""
    made = merged(folder, body, more, tag)
    text = printed(made.document.blocks, made.values)
    return text[text.index("questions\n") + 9 : text.rindex("Riverside Spine Center")].strip().replace("\u00a0", " ")


MOMENTS = [
    ("en-US", f"Stop at **{{{{ {S} | before(hours=6) | time }}}} on {{{{ {S} | before(hours=6) | date }}}}**.", "Stop 6 hours before your appointment."),
    ("en-US", f"Stop at {{{{ {S} | before(hours=6) | date_time }}}}.", "Stop 6 hours before your appointment."),
    ("en-US", f"Call by {{{{ {S} | before(days=5) | date }}}}.", "Call by 5 days before your appointment."),
    ("en-US", f"On {{{{ {EVE} | weekday }}}}, pack.", "On the day before your appointment, pack."),
    ("en-US", f"- {{{{ {EVE} | date }}}}: pack", "The day before your appointment: pack"),
    ("en-US", f"Rest. {{{{ {EVE} | date }}}} is a quiet day.", "Rest. The day before your appointment is a quiet day."),
    ("en-US", f"Sore after {{{{ {S} | after(days=3) | date }}}}?", "Sore 3 days after your appointment?"),
    ("en-US", f"No fat after {{{{ {S} | before(hours=8) | time }}}}.", "No fat after 8 hours before your appointment."),
    ("en-US", f"We call at {{{{ {EVE} | at('17:00') | time }}}}.", "We call at 5:00 PM, the day before your appointment."),
    ("en-US", f"We call from {{{{ {EVE} | at('9:00') | time }}}} to {{{{ {EVE} | at('17:00') | time }}}} on {{{{ {EVE} | date }}}}.",
     "We call from 9:00 AM to 5:00 PM on the day before your appointment."),
    ("en-US", f"Drink it at {{{{ {EVE} | at('20:00') | date_time }}}}.", "Drink it at 8:00 PM, the evening before your appointment."),
    ("en-US", f"Come at {{{{ {S} | time }}}}.", "Come at the time of your appointment."),
    ("en-US", f"Stop at {{{{ {S} | before(hours=6) | time }}}}. On {{{{ {S} | before(hours=6) | date }}}} rest.",
     "Stop 6 hours before your appointment. 6 hours before your appointment rest."),
    ("en-US", f"{{% set t = {S} | before(hours=3) %}}Stop at {{{{ t | time }}}} on {{{{ t | date }}}}.", "Stop 3 hours before your appointment."),
    ("es", f"Deje de comer a las {{{{ {S} | before(hours=6) | time }}}} del {{{{ {S} | before(hours=6) | date }}}}.", "Deje de comer 6 horas antes de su cita."),
    ("es", f"No maneje hasta el {{{{ {S} | after(days=2) | date }}}}.", "No maneje hasta 2 días después de su cita."),
    ("es", f"Venga a las {{{{ {S} | time }}}}.", "Venga a la hora de su cita."),
    ("es", f"Lea esto antes de su cita del {{{{ {S} | date }}}}.", "Lea esto antes de su cita del día de su cita."),
    ("de", f"Essen Sie ab {{{{ {S} | before(hours=6) | time }}}} nichts.", "Essen Sie ab 6 Stunden vor Ihrem Termin nichts."),
    ("de", f"Kommen Sie am {{{{ {EVE} | date }}}} um {{{{ {EVE} | time }}}} Uhr.", "Kommen Sie einen Tag vor Ihrem Termin."),
    ("de", f"Fahren Sie bis zum {{{{ {S} | after(days=2) | date }}}} nicht.", "Fahren Sie bis 2 Tage nach Ihrem Termin nicht."),
    ("fr", f"Ne conduisez pas jusqu’au {{{{ {S} | after(days=2) | date }}}}.", "Ne conduisez pas jusqu’à 2 jours après votre rendez-vous."),
    ("pl", f"Nie jedz od {{{{ {S} | before(hours=2) | time }}}}.", "Nie jedz od 2 godziny przed wizytą."),
    ("pl", f"Zadzwoń do nas w dniu {{{{ {EVE} | date }}}}.", "Zadzwoń do nas dzień przed wizytą."),
    ("ar", f"توقف عن الأكل في الساعة {{{{ {S} | before(hours=6) | time }}}} من يوم {{{{ {S} | before(hours=6) | date }}}}.", "توقف عن الأكل 6 ساعات قبل موعدك."),
    ("he", f"אל תאכלו אחרי {{{{ {S} | before(hours=2) | time }}}}.", "אל תאכלו אחרי שעתיים לפני התור שלך."),
    ("hi", f"{{{{ {EVE} | date }}}} को कॉल करें।", "आपकी अपॉइंटमेंट से 1 दिन पहले कॉल करें।"),
    ("zh-Hans", f"在{{{{ {S} | before(hours=6) | time }}}}停止进食。", "在您预约前6小时停止进食。"),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "body", "words"), MOMENTS)
def test_a_moment_reads_as_if_it_had_been_written_so(tag: str, body: str, words: str, tmp_path: Path) -> None:
    made = merged(tmp_path, f"{body}\n", tag=tag)
    assert words in printed(made.document.blocks, made.values).replace("\u00a0", " ")


@pytest.mark.parametrize(("body", "words"), [
    ("Hello, {{ patient.given_name }}. Come.", "Hello. Come."),
    ("Hello {{ patient.given_name }}, come.", "Hello, come."),
    ("Hello, **{{ patient.given_name }}**!", "Hello!"),
    ("{{ patient.given_name }}, you come to us.", "You come to us."),
    ("It helps. {{ patient.given_name }}, 97 in 100 go home.", "It helps. 97 in 100 go home."),
    ("You see {% if appointment.clinician %}{{ appointment.clinician }}{% else %}one of us{% endif %}.", "You see one of us."),
    ("You see {{ appointment.clinician | default('one of us') }}.", "You see one of us."),
    ("{% for line in patient.address %}{{ line }}{% endfor %}Words.", "Words."),
    ("{% if clinic.website %}Look at {{ clinic.website }}.{% endif %}", "Look at riverside.example."),
])  # fmt: skip
def test_a_sentence_does_without_a_patient(body: str, words: str, tmp_path: Path) -> None:
    assert said(tmp_path, f"{body}\n") == words


SIDES = "{% if patient.age < 18 %}\n# Under 18\n\nBring a parent.\n{% elif patient.age > 80 %}\n# Over 80\n\nBring a friend.\n{% else %}\n# All others\n\nCome alone.\n{% endif %}\n"
BARE = SIDES.replace("# Under 18\n\n", "").replace("# Over 80\n\n", "").replace("# All others\n\n", "")


def test_all_sides_of_a_condition_on_a_patient_are_printed_with_their_headings(tmp_path: Path) -> None:
    assert said(tmp_path, SIDES).split("\n") == ["Under 18", "Bring a parent.", "Over 80", "Bring a friend.", "All others", "Come alone."]


@pytest.mark.parametrize(("named", "words"), [
    (["patient.age < 18"], "Bring a parent."), (["not patient.age < 18", "patient.age  >  80"], "Bring a friend."),
    (["not patient.age < 18", "not patient.age > 80"], "Come alone."),
])  # fmt: skip
def test_the_side_that_the_head_names_is_printed_alone(named: list[str], words: str, tmp_path: Path) -> None:
    assert said(tmp_path, BARE, f"edition: {named!r}\n") == words


@pytest.mark.parametrize(("body", "lines", "what"), [
    (BARE, [7, 9], "does not say for whom it is"),
    ("Come{% if patient.age < 18 %} with a parent{% endif %}.\n", [7], "does not say for whom it is"),
    ("Words.\n\nCome {{ 'late' if patient.age < 18 else 'early' }}.\n", [9], "does not say for whom it is"),
    ("Dear {{ patient.name }},\nyou see {{ appointment.clinician }}.\n", [7, 8], "for nobody"),
    ("Born {{ patient.born | date }}.\n", [7], "for nobody"),
    ("{{ patient.name | upper }}\n", [7], "for nobody"),
    ("{{ patient.given_name ~ '!' }}\n", [7], "for nobody"),
    ("{{ appointment.start.hour }}\n", [7], "may not use"),
    ("{{ appointment.start.nominal }}\n", [7], "may not use"),
    ("{{ appointment.start }}\n", [7], "a date is printed with"),
    (f"{{{{ {S} | before(hours=6) | at('9:00') | time }}}}\n", [7], "does not know it"),
])  # fmt: skip
def test_what_cannot_do_without_a_patient_is_told_with_its_lines(body: str, lines: list[int], what: str, tmp_path: Path) -> None:
    with pytest.raises(LeafletError) as caught:
        merged(tmp_path, body)
    assert [slip.line for slip in caught.value.slips] == lines
    assert all(what in slip.what for slip in caught.value.slips)


@pytest.mark.parametrize("named", ["patient.age < 18", "patient.age <", "words"])
def test_a_condition_that_the_leaflet_does_not_have_is_refused(named: str, tmp_path: Path) -> None:
    with pytest.raises(LeafletError, match="names a condition that the leaflet does not have"):
        merged(tmp_path, "Words.\n", f"edition: [{named!r}]\n")


def test_a_language_without_words_has_no_edition(tmp_path: Path) -> None:
    with pytest.raises(LeafletError, match="is in nl, for which there are no words"):
        merged(tmp_path, "Woorden.\n", tag="nl")


def test_it_names_nobody_and_has_no_code_though_the_clinic_hands_over_by_codes() -> None:
    asks = replace(clinic(), handover=True)
    made = merger(Shelf(asks).choose("kyphoplasty", "en-US"), asks, general=True).edition()
    text = printed((made.document.blocks, made.document.foot), made.values)
    assert not made.coded and "For the front desk" not in text and "General edition" in text
    assert made.document.subject.startswith("General edition. It is for no patient in particular. How to get ready")


def test_patients_copies_are_as_they_were_and_both_are_merged_from_one_file() -> None:
    from tests.handouts import appointment

    found = Shelf(clinic()).choose("kyphoplasty", "en-US")
    general, own = merger(found, clinic(), general=True).edition(), merger(found, clinic()).merge(appointment())
    assert "General edition" not in printed(own.document.foot, own.values) and "Quenby" in printed(own.document.foot, own.values)
    assert general.wording != own.wording


TIMES = f"""::: timeline
- until {{{{ {S} | after(weeks=6) | date }}}}: Do not drive.
- {{{{ {S} | time }}}}: **Please arrive.**
- [ ] {{{{ {S} | before(hours=2) | time }}}}: {{{{ patient.given_name }}}}, drink nothing more.
- [ ] {{{{ {S} | before(hours=6) | time }}}}: Eat nothing more.
- [ ] {{{{ {EVE} | at("20:00") | time }}}}: Take your pills.
- [ ] {{{{ {EVE} | at("18:00") | time }}}}: Begin the drink.
- [ ] {{{{ {S} | before(days=7) | date }}}}: Call us.
:::
"""


def test_a_timeline_is_put_in_order_and_hours_that_nobody_knows_the_day_of_stand_by_themselves(tmp_path: Path) -> None:
    from layouts.document.blocks import Timeline

    made = merged(tmp_path, TIMES)
    (found,) = [block for block in made.document.blocks if isinstance(block, Timeline)]
    shown = [tuple(printed(part, made.values).replace("\u00a0", " ") for part in (event.day, event.time)) for event in found.events]
    assert shown == [
        ("7 days before your appointment", ""), ("The evening before your appointment", "6:00 PM"), ("", "8:00 PM"),
        ("6 hours before your appointment", ""), ("2 hours before your appointment", ""), ("The time of your appointment", ""),
        ("6 weeks after your appointment", ""),
    ]  # fmt: skip
    assert printed(found.events[4].content, made.values) == "Drink nothing more."


def test_every_value_stands_on_the_page_so_that_the_proof_finds_it() -> None:
    made = merger(Shelf(clinic()).choose("colonoscopy-preparation", "en-US"), clinic(), general=True).edition()
    text = printed(made.document.blocks, made.values)
    assert [value for value in made.values if value not in text] == []
    assert "Your exam is at the day and time of your appointment." in text
