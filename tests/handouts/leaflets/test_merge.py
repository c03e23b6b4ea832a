"""Merging: a value is never markup, nor template, nor in a message.

The leaflets that cannot be merged are documents: tests/cases/merge/*.md, each with the message that it gives.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import read_clinic
from handouts.errors import LeafletError, RecordError
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.merge import Merged, Merger, merge
from handouts.records.appointment import Appointment, Patient
from layouts.document.blocks import Document, Items, Paragraph
from layouts.document.inlines import Field, TextRun
from tests.handouts import CHICAGO, FRONT, PLACEHOLDER, RECORD, appointment, cases, clinic, leaflet, own_clinic, printed, says

CASES = cases("merge")
FREE = ("given_name", "family_name", "title", "phone", "location", "clinician", "instructions", "type", "code", "address_1")
EVERYWHERE = """\
# For {{ patient.given_name }}

Dear {{ patient.given_name }} **{{ patient.family_name }}**, _{{ patient.title }}_ `{{ patient.phone }}`

{{ appointment.location }}

- {{ appointment.clinician }}

* [ ] {{ appointment.instructions }}

1. {{ patient.identifier }}

::: note About {{ patient.name }}
{{ appointment.type }}
:::

| {{ appointment.code }} | b |
|---|---|
| c | {{ patient.email }} |

{{ patient.address | listed }}
: {{ patient.address[0] }}

[{{ patient.given_name }}](https://example.org) \\{{ patient.given_name }} &{{ patient.given_name }};
"""
HOSTILE = [
    "<b>Bob", "</para>", "<script>alert(1)</script>", "<!--", "{{7*7}}", "{{ 7 * 7 }}", "{% if x %}", "{%", "{#", "}}",
    "*x*", "**x", "_x_", "`x`", "~~~", "# x", "## x", "- x", "1. x", "[ ] x", "> x", "---", "===",
    "[a](javascript:1)", "![a](b)", "[a]: http://example.org", "https://example.org", "\\", "\\\\", "\\*", "a\\",
    "::: note", ":::", "x\n:::\n# y", "x\n\n# y", "x\n: y", "| a | b |", "|---|---|", "&amp;", "&lt;b&gt;", "&#xF0000;",
    "{lang=ar}", "[x]{lang=ar}", "\ue000", "\ud800", "\u202ex", "\x00",
    "  x  ", "%s", "{0.__class__}", "$x$", "\"'",
]  # fmt: skip


def person(*values: str) -> Appointment:
    """An appointment that says these values wherever a text can stand.  They do not pass the door: merging trusts nobody."""
    given, family, title, phone, location, clinician, instructions, identifier, kind, code, email, address = values
    patient = Patient(identifier, given, family, date(1951, 4, 17), title, email=email, phone=phone, address_1=address)
    start = datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO)
    return Appointment("A1", start, patient, 60, kind, code, location, clinician, instructions)


PLAIN = person(*"abcdefghijkl")


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Leaflet:
    """A leaflet that prints values wherever one can stand."""
    return leaflet(tmp_path_factory.mktemp("everywhere"), EVERYWHERE)


def made(folder: Path, body: str, **cells: object) -> Merged:
    """What such a leaflet becomes for the plain patient, or for one with these cells."""
    return merge(leaflet(folder, body), appointment(**cells), clinic())


def text(document: Document, values: tuple[str, ...]) -> str:
    """The words of a leaflet's own text."""
    return printed(document.blocks[2:-1], values)


# -- values are values


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_no_markup(everywhere: Leaflet, value: str) -> None:
    merged = merge(everywhere, person(*[value] * 12), clinic())
    assert merged.document is merge(everywhere, PLAIN, clinic()).document
    assert merged.values.count(value) >= 17
    assert value in text(merged.document, merged.values)


@pytest.mark.parametrize("value", [v for v in HOSTILE if v.isprintable() and not v.startswith(" ")])
def test_a_hostile_value_that_passes_the_door_is_no_markup(everywhere: Leaflet, value: str) -> None:
    names = dict.fromkeys(("given_name", "family_name"), f"{value}q")  # a name has a letter
    merged = merge(everywhere, appointment(**{**dict.fromkeys(FREE, value), **names}, email="a@example.org"), clinic())
    assert merged.document is merge(everywhere, PLAIN, clinic()).document
    assert merged.values.count(value) + merged.values.count(f"{value}q") >= 12


# No text that passes the door has a placeholder in it: see the test below.
anything = st.characters(max_codepoint=0xEFFFF) | st.characters(min_codepoint=0x10FFFE)
words = st.text(anything, min_size=1, max_size=20).filter(str.strip)
hostile = st.one_of(words, st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("".join).filter(str.strip))


@settings(max_examples=100, deadline=None)
@given(st.tuples(*[hostile] * 12))
def test_whatever_the_values_are_the_document_is_the_same_and_they_come_back_exactly(everywhere: Leaflet, values: tuple[str, ...]) -> None:
    plain, merged = merge(everywhere, PLAIN, clinic()), merge(everywhere, person(*values), clinic())
    assert merged.document is plain.document
    exchanged = dict(zip("abcdefghijkl", values, strict=True))
    given, family, title = values[:3]
    exchanged["c a b"] = f"{title} {given} {family}"
    assert merged.values == tuple(exchanged.get(v, v) for v in plain.values)  # the others are dates and times


@pytest.mark.parametrize("value", ["\U000f0000", "\U000f0001 x", "\U00100000", "\U0010fff0", "\U0010fff1", "\U0010fffd"])
def test_a_value_that_looks_like_a_placeholder_is_refused_or_printed_and_taken_for_none(everywhere: Leaflet, value: str) -> None:
    with pytest.raises(RecordError):
        appointment(given_name=value)
    try:
        merged = merge(everywhere, person(value, *"bcdefghijkl"), clinic())
    except LeafletError:
        return
    assert merged.document is merge(everywhere, PLAIN, clinic()).document
    assert value in merged.values


def test_no_field_of_a_document_holds_a_value(everywhere: Leaflet) -> None:
    merged = merge(everywhere, appointment(**dict.fromkeys(FREE, "Zyx"), email="zyx@example.org"), clinic())
    assert "zyx" not in repr(merged.document).lower()


def test_no_placeholder_is_left_in_a_document(everywhere: Leaflet) -> None:
    assert not PLACEHOLDER.search(repr(merge(everywhere, PLAIN, clinic()).document).encode().decode("unicode_escape"))


def test_every_index_of_a_field_has_its_value(everywhere: Leaflet) -> None:
    merged = merge(everywhere, PLAIN, clinic())
    assert text(merged.document, merged.values)
    for part in (merged.document.head, merged.document.running, merged.document.foot, merged.document.blocks[:2]):
        printed(part, merged.values)


def test_what_is_the_same_for_every_patient_of_a_clinic_is_part_of_the_document(tmp_path: Path) -> None:
    merged = made(tmp_path, "Call {{ clinic.name }}, {{ leaflet.title }}, {{ _('page') }}.\n")
    assert text(merged.document, ()) == "Call Riverside Spine Center, A leaflet, page.\n"


def test_a_clinics_words_are_no_markup(tmp_path: Path) -> None:
    other = own_clinic(tmp_path)
    name = type(other.name)("*x* <b> {{ 7 * 7 }} [a](javascript:1)")
    merged = merge(leaflet(tmp_path, "{{ clinic.name }}\n"), appointment(), replace(other, name=name))
    assert text(merged.document, merged.values) == f"{name}\n"


# -- what cannot be merged


@pytest.mark.parametrize("case", CASES)
def test_a_leaflet_that_cannot_be_merged_is_refused_with_its_message_and_without_data(tmp_path: Path, case: str) -> None:
    source, expected = CASES[case]
    path = tmp_path / "case.en-US.md"
    path.write_text(source, "utf-8")
    with pytest.raises((LeafletError, RecordError)) as caught:
        merge(read_leaflet(path), appointment(), clinic())
    message = str(caught.value)
    assert says(message, expected), f"{message}\n-- expected:\n{expected}"
    assert not [value for value in RECORD.values() if value in message]
    assert not PLACEHOLDER.search(message)


@pytest.mark.parametrize("column", ["title", "phone", "location", "clinician", "type", "code", "instructions", "email", "language"])
@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_value_that_is_printed_is_the_records_fault_whatever_its_column(tmp_path: Path, column: str, blank: object) -> None:
    whose = "patient" if column in ("title", "phone", "email", "language") else "appointment"
    with pytest.raises(RecordError) as caught:
        made(tmp_path, f"Words.\nSee, {{{{ {whose}.{column} }}}}.\n", **{column: blank})
    assert [(problem.column, problem.what) for problem in caught.value.problems] == [(column, "is empty, and case.en-US.md:8 prints it")]


@pytest.mark.parametrize(
    "expression",
    [
        "(clinic.folder / 'clinic.toml').read_text()",
        "clinic.find('', 'clinic.toml').read_text()",
        "(clinic.folder / 'planted').write_text('x')",
        "clinic.folder.joinpath('planted').touch() or 'x'",
        "clinic.folder.joinpath('clinic.toml').unlink() or 'x'",
        "clinic.folder.cwd().as_posix()",
    ],
)
def test_a_leaflet_reaches_no_file(tmp_path: Path, expression: str) -> None:
    own = own_clinic(tmp_path)
    with pytest.raises(LeafletError):
        merge(leaflet(tmp_path, f"{{{{ {expression} }}}}\n"), appointment(), own)
    assert not (own.folder / "planted").exists()
    assert (own.folder / "clinic.toml").exists()


def test_a_clinics_own_page_furniture_has_no_placeholders(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    frame = own.folder / "handouts" / "frame"
    frame.mkdir(parents=True)
    (frame / "after.md").write_text("Hello, \U000f0000.\n", "utf-8")
    with pytest.raises(LeafletError, match=r"after\.md:1:8: "):
        merge(leaflet(tmp_path, "Words.\n"), appointment(), own)


def test_an_error_in_a_clinics_own_page_furniture_names_its_file(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    frame = own.folder / "handouts" / "frame"
    frame.mkdir(parents=True)
    (frame / "after.md").write_text("Words.\n\n{{ patient.nickname }}\n", "utf-8")
    with pytest.raises(LeafletError, match=r"^after\.md:3:1: "):
        merge(leaflet(tmp_path, "Words.\n"), appointment(), own)


# -- templates


@pytest.mark.parametrize(
    "body",
    [
        "{% set x %}{{ patient.given_name }}{% endset %}Hello, {{ x }}.",
        "{% macro m() %}{{ patient.given_name }}{% endmacro %}Hello, {{ m() }}.",
        "{% macro m() %}{{ caller() }}{% endmacro %}Hello, {% call m() %}{{ patient.given_name }}{% endcall %}.",
        "{% set x = patient.given_name %}Hello, {{ x }}.",
        "{% filter trim %}Hello, {{ patient.given_name }}.{% endfilter %}",
        "{% with x = patient.given_name %}Hello, {{ x }}.{% endwith %}",
        "{% autoescape true %}Hello, {{ patient.given_name }}.{% endautoescape %}",
        "{{ 'Hello, ' ~ patient.given_name ~ '.' }}",
    ],
)
def test_a_value_that_goes_a_long_way_is_printed_or_refused_but_never_a_placeholder(tmp_path: Path, body: str) -> None:
    try:
        merged = made(tmp_path, f"{body}\n")
    except LeafletError:
        return  # to refuse a long way is as good
    assert not [v for v in merged.values if PLACEHOLDER.search(v)]
    assert text(merged.document, merged.values).strip() == "Hello, Quenby."


def test_the_page_number_in_a_longer_text_is_refused_or_no_value(tmp_path: Path) -> None:
    try:
        merged = made(tmp_path, "{{ 'page ' ~ page.number }}\n")
    except LeafletError:
        return
    assert not [v for v in merged.values if PLACEHOLDER.search(v)]


@pytest.mark.parametrize("phrase", ["_(patient.given_name)", "_('a' ~ patient.given_name)", "_('%(name)s', name=patient.given_name)"])
def test_a_value_that_is_part_of_a_phrase_does_not_become_part_of_the_document(tmp_path: Path, phrase: str) -> None:
    try:
        merged = made(tmp_path, f"Hello, {{{{ {phrase} }}}}.\n")
    except LeafletError:
        return
    assert "Quenby" not in repr(merged.document)


def test_a_branch_gives_another_document_for_those_who_take_it(tmp_path: Path) -> None:
    master = leaflet(tmp_path, "{% if appointment.type == 'Kyphoplasty' %}\nOne.\n{% else %}\nTwo.\n{% endif %}\n")
    people = (appointment(type="Kyphoplasty", given_name="A"), appointment(type="Kyphoplasty", given_name="B"), appointment(given_name="C"))
    one, again, two = (merge(master, person, clinic()) for person in people)
    assert one.document is again.document
    assert one.document is not two.document
    assert (text(one.document, one.values), text(two.document, two.values)) == ("One.\n", "Two.\n")


def test_a_branch_around_a_value_that_is_not_there_leaves_it_out(tmp_path: Path) -> None:
    body = "{% if appointment.clinician %}See {{ appointment.clinician }}.{% else %}See us.{% endif %}\n"
    assert text((m := made(tmp_path, body)).document, m.values) == "See us.\n"
    assert text((m := made(tmp_path, body, clinician="Dr. B")).document, m.values) == "See Dr. B.\n"


def test_a_loop_prints_each_value_in_its_turn(tmp_path: Path) -> None:
    body = "{% for line in patient.address %}\n- {{ line }}\n{% endfor %}\n"
    merged = made(tmp_path, body, address_1="*1* Elm Street", city="<b>", postcode="62704")
    assert [len(b.items) for b in merged.document.blocks[2:-1] if isinstance(b, Items)] == [3]
    assert merged.values[-3:] == ("*1* Elm Street", "<b>", "62704")
    assert text(merged.document, merged.values).split() == ["*1*", "Elm", "Street", "<b>", "62704"]


def test_a_loop_over_more_values_gives_another_document(tmp_path: Path) -> None:
    body = "{% for line in patient.address %}\n- {{ line }}\n{% endfor %}\n"
    one, other, two = made(tmp_path, body, city="A"), made(tmp_path, body, city="B"), made(tmp_path, body, city="A", postcode="1")
    assert one.document is other.document
    assert one.document is not two.document


def test_dates_are_printed_in_the_leaflets_language_and_moved_by_days_and_hours(tmp_path: Path) -> None:
    body = (
        "{{ appointment.start | date }}|{{ appointment.start | time }}|{{ patient.born | short_date }}"
        "|{{ appointment.start | before(days=7) | date }}|{{ appointment.start | after(hours=24) | time }}"
        "|{{ appointment.start | before(minutes=clinic.arrive_early) | time }}\n"
    )
    merged = made(tmp_path, body)
    assert text(merged.document, merged.values) == (
        "Tuesday, December 8, 2026|9:30\u00a0AM|April 17, 1951|Tuesday, December 1, 2026|9:30\u00a0AM, Wednesday, December 9, 2026|9:00\u00a0AM\n"
    )


def test_numbers_are_printed_in_the_leaflets_language(tmp_path: Path) -> None:
    merged = made(tmp_path, "{{ appointment.duration_minutes * 100 }}\n", duration_minutes="60")
    assert text(merged.document, merged.values) == "6,000\n"


def test_the_page_furniture_names_the_patient_and_counts_the_pages(tmp_path: Path) -> None:
    merged = made(tmp_path, "Words.\n")
    foot = printed(merged.document.foot, merged.values)
    assert "Quenby Zyxwarth · Patzyx-3" in foot
    assert "page # of #" in foot
    assert "Riverside Spine Center" in printed(merged.document.head, merged.values)


def test_a_note_for_the_patient_keeps_its_line_breaks_in_one_value(tmp_path: Path) -> None:
    merged = made(tmp_path, "Words.\n", instructions="# One.\n\n- Two.")
    assert "# One.\n\n- Two." in merged.values


def test_a_document_has_the_leaflets_title_language_and_summary(tmp_path: Path) -> None:
    front = "title: Titel\nlanguage: de\nversion: 1\nstatus: draft\nsummary: Kurz.\n"
    document = merge(leaflet(tmp_path, "Worte.\n", front, "case.de.md"), appointment(), clinic()).document
    assert (document.title, document.language, document.subject, document.author) == ("Titel", "de", "Kurz.", "Riverside Spine Center")


def test_a_value_in_a_paragraph_is_a_field_between_runs(tmp_path: Path) -> None:
    (paragraph,) = made(tmp_path, "Hello, **{{ patient.given_name }}**.\n").document.blocks[2:-1]
    assert isinstance(paragraph, Paragraph)
    before, field, after = paragraph.content
    assert (before, after) == (TextRun("Hello, "), TextRun("."))
    assert isinstance(field, Field)
    assert field.strong


def test_in_a_long_life_a_frame_text_or_a_picture_that_has_changed_is_printed_as_it_is_now(tmp_path: Path) -> None:
    own = own_clinic(tmp_path)
    (own.folder / "handouts").mkdir()
    master = leaflet(own.folder / "handouts", "::: picture sign.svg\nA sign.\n:::\n")
    sign = own.folder / "handouts/sign.svg"
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="{0}" height="{0}"/></svg>'
    sign.write_text(square.format(8))
    first = merge(master, appointment(), own)
    assert merge(master, appointment(), own).document is first.document, "what has not changed is merged once"
    sign.write_text(square.format(7))
    second = merge(master, appointment(), own)
    assert second.document != first.document
    frame = own.folder / "handouts/frame/after.md"
    frame.parent.mkdir(parents=True, exist_ok=True)
    frame.write_text("A new last line.\n")
    assert "A new last line." in str(merge(master, appointment(), own).document)
    frame.unlink()
    assert merge(master, appointment(), own).document == second.document


@pytest.mark.parametrize(
    ("file", "old", "new"), [("a.svg", "#000000", "#ff0000"), ("own.en-US.md", "- one: Healthy", "- one: Fragile"), ("own.en-US.md", "Words.", "Wards.")]
)
def test_a_changed_picture_or_label_says_something_else(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Of the same length, too: it would not be made again for who has been given the old one."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><path d="M0 0 L10 10" stroke="#000000"/><text id="one" x="9" y="9">x</text></svg>'
    (tmp_path / "a.svg").write_text(drawing, "utf-8")
    text = "Words.\n\n::: picture a.svg\nA line.\n\nA caption.\n\n- one: Healthy\n:::\n"
    made = leaflet(tmp_path, text, "title: T\nlanguage: en-US\nversion: 1\nstatus: draft\n", "own.en-US.md")
    before = Merger(made, clinic()).merge(appointment()).says("standard", "A4")
    path = tmp_path / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    after = Merger(read_leaflet(tmp_path / "own.en-US.md"), clinic()).merge(appointment()).says("standard", "A4")
    assert before != after


def test_another_time_of_a_day_a_weekday_and_a_moment_are_printed(tmp_path: Path) -> None:
    body = (
        '{{ appointment.start | before(days=1) | at("17:00") | date_time }}|{{ appointment.start | at("7:05") | time }}'
        "|{{ appointment.start | weekday }}|{{ patient.born | weekday }}\n"
    )
    merged = made(tmp_path, body, start="2026-12-08T09:30", date_of_birth="1951-04-17")
    assert merged.values[-4:] == ("5:00\u00a0PM, Monday, December 7, 2026", "7:05\u00a0AM", "Tuesday", "Tuesday")


def test_a_time_that_the_clocks_skip_becomes_the_one_they_jump_to(tmp_path: Path) -> None:
    merged = made(tmp_path, '{{ appointment.start | at("2:30") | time }}\n', start="2027-03-14T09:30")  # in Chicago
    assert merged.values[-1] == "3:30\u00a0AM"


@pytest.mark.parametrize("said", ['at("25:00")', 'at("5 pm")', "at(17)", "at", "at()", 'at(time="17:00")'])
def test_a_time_that_is_none_is_told_at_its_place(tmp_path: Path, said: str) -> None:
    from handouts.leaflets.fields import unknown
    from handouts.leaflets.tags import slips

    (slip,) = slips("case.md", f"Text.\n\nCome at {{{{ appointment.start | {said} | time }}}}.\n", unknown(frozenset()))
    assert (slip.line, 'at("17:00")' in slip.what) == (3, True)
    with pytest.raises(LeafletError):
        made(tmp_path, f"{{{{ appointment.start | {said} | time }}}}\n")


@pytest.mark.parametrize(
    ("born", "start", "age"),
    [
        ("1951-12-08", "2026-12-08T09:30", 75), ("1951-12-09", "2026-12-08T09:30", 74), ("2026-11-01", "2026-12-08T09:30", 0),
        ("2000-02-29", "2027-02-28T09:30", 26), ("2000-02-29", "2027-03-01T09:30", 27),
    ],
)  # fmt: skip
def test_an_age_is_that_on_the_day_of_the_appointment(tmp_path: Path, born: str, start: str, age: int) -> None:
    body = "{{ patient.age }}|{{ appointment.patient.age }}|{% if patient.age < 18 %}child{% else %}grown{% endif %}\n"
    merged = made(tmp_path, body, date_of_birth=born, start=start)
    assert f"{age}|{age}|{'child' if age < 18 else 'grown'}" in text(merged.document, merged.values)


def test_a_clinics_words_come_in_the_leaflets_language(tmp_path: Path) -> None:
    ours = own_clinic(tmp_path)
    file = ours.folder / "clinic.toml"
    file.write_text(file.read_text("utf-8") + '\n[words.es]\nhours = "De lunes a viernes"\nbring = ["Su documento"]\n', "utf-8")
    ours = read_clinic(ours.folder)
    body = "{{ clinic.hours }}|{{ clinic.bring | listed }}\n"
    for tag, said in (("es", "De lunes a viernes|Su documento"), ("en-US", f"{ours.hours}|{' · '.join(ours.bring)}")):
        merged = merge(leaflet(tmp_path, body, FRONT.replace("en-US", tag), f"case.{tag}.md"), appointment(), ours)
        assert said in text(merged.document, merged.values).replace("\u00a0", " ")  # no line ends inside of hours
        panel = printed(merged.document.blocks[:2], merged.values).replace("\u00a0", " ")
        assert said.partition("|")[0] in panel  # in the panel, beside the number


def test_when_to_stop_eating_is_the_clinics_to_say(tmp_path: Path) -> None:
    ours = own_clinic(tmp_path)
    file = ours.folder / "clinic.toml"
    file.write_text(f'fasting = {{food = "8 hours", clear-fluids = "90 minutes"}}\n{file.read_text("utf-8")}', "utf-8")
    ours = read_clinic(ours.folder)
    body = "{{ appointment.start | before(clinic.fasting.food) | time }}|{{ appointment.start | before(clinic.fasting.clear_fluids) | time }}|{{ clinic.fasting.food }}\n"
    said = {"en-US": "1:30 AM|8:00 AM|8 hours", "es": "1:30 a.m.|8:00 a.m.|8 horas"}
    for tag, words in said.items():
        merged = merge(leaflet(tmp_path, body, FRONT.replace("en-US", tag), f"case.{tag}.md"), appointment(), ours)
        assert words in text(merged.document, merged.values).replace("\u00a0", " ")


def test_what_a_clinic_says_of_fasting_is_no_patients_value(tmp_path: Path) -> None:
    merged = made(tmp_path, "{{ clinic.fasting.food }}\n")
    assert "6 hours" in text(merged.document, ()) and "6 hours" not in merged.values


@pytest.mark.parametrize("said", ["before(6)", "after('6 hours')", "before(clinic.fasting.food, hours=1)", "before()"])
def test_a_step_that_is_neither_named_nor_the_clinics_is_told_at_its_place(said: str) -> None:
    from handouts.leaflets.fields import unknown
    from handouts.leaflets.tags import slips

    (slip,) = slips("case.md", f"Text.\n\nEat until {{{{ appointment.start | {said} | time }}}}.\n", unknown(frozenset()))
    assert (slip.line, slip.what.endswith("each by its name"), "clinic.fasting.food" in slip.remedy) == (3, True, True)
    assert not slips("case.md", "{{ appointment.start | before(clinic.fasting.food) | time }}", unknown(frozenset()))
