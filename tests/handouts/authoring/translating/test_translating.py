"""Blocks are handed out and come back: nothing is lost, and what is broken is told with its block before anything is written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.authoring.branches import branches
from handouts.authoring.translating.exchange import Bundle, CameBack, Handed, UnitAnswer
from handouts.authoring.translating.faults import doubts, faults
from handouts.authoring.translating.po import read_po, write_po
from handouts.authoring.translating.rebuilding import translated_text
from handouts.authoring.translating.record import record_file, recorded
from handouts.authoring.translating.standing import TranslationStanding, standing
from handouts.authoring.translating.taking import take
from handouts.authoring.translating.units import TextUnit, rebuilt, units_of
from handouts.authoring.translating.xliff import read_xliff, write_xliff
from handouts.clinics.clinic import built_in
from handouts.errors import HandoutsError, InputError, LeafletError
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.nodes import read_nodes
from tests.handouts import FRONT as CASE_FRONT
from tests.handouts.authoring.translating import BODY, FRONT, ear, strange

FORMS = {"po": (write_po, read_po), "xliff": (write_xliff, read_xliff)}
LIBRARY = built_in("handouts/library")


def bundle(leaflet: Leaflet, words: object = lambda text: "", target: str = "es") -> Bundle:
    handed = tuple(Handed(unit, words(unit.text)) for unit in units_of(leaflet))  # type: ignore[operator]
    return Bundle(leaflet.file, leaflet.identifier, leaflet.version, leaflet.language, target, handed)


def kinds(body: str) -> list[str]:
    """The kinds of all blocks of a text in its first branch."""

    def walk(nodes: tuple) -> list[str]:  # type: ignore[type-arg]
        return [kind for node in nodes if node.kind != "inline" for kind in (node.kind, *walk(node.inside))]

    return walk(read_nodes(branches(body, lambda tag: "x")[0].words.text))


def test_every_block_is_a_unit_with_its_line_its_kind_and_its_section(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    found = [(unit.line, unit.kind, unit.text) for unit in units_of(leaflet)]
    first = 11  # the line on which the text begins
    assert found == [
        (2, "title", "Washing out your ear"), (6, "summary", "How to get ready."), (7, "keywords", "ear, wax"),
        (first + 1, "paragraph", "Hello, {{ patient.given_name }}. We wash **wax** out of your ear."), (first + 5, "heading", "Get ready"),
        (first + 8, "paragraph", "Come to {{ appointment.location }}."), (first + 10, "paragraph", "Come to the desk."),
        (first + 13, "item", "Use drops from {{ appointment.start | before(days=5) | date }}."), (first + 14, "item", "Bring a friend. Or a neighbour."),
        (first + 18, "item", "Sit."), (first + 19, "item", "Lie {% if patient.age < 18 %}still{% else %}down{% endif %}."), (first + 20, "item", "on a bed"),
        (first + 23, "picture", "An ear from the side."), (first + 25, "caption", "Your ear"), (first + 27, "label", "Wax in the ear"),
        (first + 30, "cell", "When"), (first + 30, "cell", "What"), (first + 32, "cell", "Day 1"), (first + 32, "cell", "Rest \\| sleep"), (first + 33, "cell", "5 mg"),
        (first + 35, "term", "Wax"), (first + 36, "fact", "What an ear makes"), (first + 38, "title of a box", "When to get help"),
        (first + 39, "paragraph", "Call **{{ clinic.phone }}**. Read [this page](https://ear.example/). Sit."),
    ]  # fmt: skip
    assert {unit.section for unit in units_of(leaflet) if unit.line > first + 5} == {"Get ready"}
    lines = f"---\n{FRONT}---\n{BODY}".split("\n")
    assert all(unit.text[:12] in lines[unit.line - 1] for unit in units_of(leaflet))


def test_moments_and_files_are_not_handed_out_and_titles_of_boxes_are(tmp_path: Path) -> None:
    body = """::: timeline What happens when
- [ ] {{ appointment.start | before(hours=6) | time }}: Eat **nothing**.
- **{{ appointment.start | time }}:** Come.
- until {{ appointment.start | after(days=1) | date }}: Do not drive.
:::

::: pictures
# Heel slide
heel-slide.svg: A heel.

Pull.
:::
"""
    path = tmp_path / "case.en-US.md"
    path.write_text(f"---\n{CASE_FRONT}---\n{body}", "utf-8")
    found = units_of(read_leaflet(path))
    words = ["What happens when", "Eat **nothing**.", "Come.", "Do not drive.", "Heel slide", "A heel.", "Pull."]
    assert [unit.text for unit in found if unit.place] == words
    assert [unit.kind for unit in found if unit.place] == ["title of a box", "item", "item", "item", "heading", "picture", "paragraph"]
    said = rebuilt(read_leaflet(path).body, [(unit, f"«{number}»") for number, unit in enumerate(found) if unit.place])
    assert "- until {{ appointment.start | after(days=1) | date }}: «" in said and "\nheel-slide.svg: «" in said


@pytest.mark.parametrize("file", ["ear", *(path.name for path in sorted(LIBRARY.glob("*.md")))])
def test_a_text_with_its_own_words_is_the_same_and_with_others_has_the_same_blocks(tmp_path: Path, file: str) -> None:
    leaflet = ear(tmp_path) if file == "ear" else read_leaflet(LIBRARY / file)
    units = units_of(leaflet)
    same = rebuilt(leaflet.body, [(unit, unit.text) for unit in units])
    assert same.split() == leaflet.body.split()
    other = rebuilt(leaflet.body, [(unit, strange(unit.text)) for unit in units])
    assert kinds(other) == kinds(leaflet.body)
    made = units_of(replace(leaflet, body=other))
    assert [unit.text for unit in made if unit.place] == [strange(unit.text) for unit in units if unit.place]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_handed_out_comes_back_as_a_leaflet_in_the_other_language(tmp_path: Path, form: str) -> None:
    leaflet, (write, read) = ear(tmp_path), FORMS[form]
    data = write(bundle(leaflet, strange))
    came = read(data, f"ear.{form}")
    assert (came.leaflet, came.source, came.target) == ("ear-wash", "en-US", "es")
    taken = take(leaflet, came, f"ear.{form}")
    assert [text for _, text in taken.said] == [strange(unit.text) for unit in units_of(leaflet)]
    path = tmp_path / "ear-wash.es.md"
    path.write_text(translated_text(leaflet, "es", taken.said), "utf-8")
    made = read_leaflet(path)
    assert (made.language, made.version, made.status, made.codes, made.sources) == ("es", 4, "draft", leaflet.codes, leaflet.sources)
    assert (made.title, made.keywords) == (strange(leaflet.title), tuple(map(strange, leaflet.keywords)))
    assert kinds(made.body) == kinds(leaflet.body)
    assert write(bundle(leaflet, strange)) == data or form == "po"  # a catalogue names the minute


@pytest.mark.parametrize("form", FORMS)
def test_what_a_leaflet_is_based_on_is_translated(tmp_path: Path, form: str) -> None:
    leaflet, (write, read) = ear(tmp_path, front=f"{FRONT}based-on: NHS and others (2024)\n"), FORMS[form]
    assert [(unit.kind, unit.text, unit.line) for unit in units_of(leaflet)][3] == ("based-on", "NHS and others (2024)", 10)
    taken = take(leaflet, read(write(bundle(leaflet, strange)), f"ear.{form}"), f"ear.{form}")
    path = tmp_path / "ear-wash.es.md"
    path.write_text(translated_text(leaflet, "es", taken.said), "utf-8")
    assert read_leaflet(path).based_on == strange("NHS and others (2024)") != leaflet.based_on


def test_a_head_of_a_title_alone_is_translated(tmp_path: Path) -> None:
    leaflet = ear(tmp_path, "Words.\n", "title: Ears\nlanguage: en-US\nversion: 1\nstatus: draft\n")
    path = tmp_path / "ear-wash.es.md"
    path.write_text(translated_text(leaflet, "es", [(unit, "Oídos") for unit in units_of(leaflet)]), "utf-8")
    made = read_leaflet(path)
    assert (made.title, made.summary, made.based_on, made.keywords) == ("Oídos", "", "", ())


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_names_the_line_of_the_translators_file(tmp_path: Path, form: str) -> None:
    write, read = FORMS[form]
    data = write(bundle(ear(tmp_path), strange))
    lines = data.decode().split("\n")
    for answer in read(data, "x").answers:
        near = "\n".join(lines[answer.line - 2 : answer.line + 6])
        assert answer.name in near or answer.name.split(" (")[0] in near, answer


def test_the_spanish_and_the_arabic_of_the_library_go_through_both_formats() -> None:
    english = read_leaflet(LIBRARY / "kyphoplasty.en-US.md")
    for tag in ("es", "ar"):
        other = read_leaflet(LIBRARY / f"kyphoplasty.{tag}.md")
        words = dict(zip((unit.text for unit in units_of(english)), (unit.text for unit in units_of(other)), strict=True))
        for write, read in FORMS.values():
            taken = take(english, read(write(bundle(english, words.get, tag)), "x"), "x")
            doubtful = ["its numbers differ: 2, 3 are missing", "its numbers differ: 1, 2 are missing"] if tag == "ar" else []  # both in words
            assert [remark.rpartition(": its ")[1][2:] + remark.rpartition(": its ")[2] for remark in taken.remarks] == doubtful
            assert translated_text(english, tag, taken.said).split("---\n", 2)[2].strip() == other.body.strip()


# -- faults

HELLO = TextUnit("paragraph", "Hello, {{ patient.given_name }}. **Rest** and read [this](https://a.example).", 5, "", (0, 9))
TWO = TextUnit("paragraph", "{% if x %}Yes{% endif %} {% if y %}no{% endif %}", 5, "", (0, 9))
FILLED = TextUnit("paragraph", 'See {{ appointment.clinician | default("your doctor") }} at {{ appointment.start | at("17:00") }}.', 5, "", (0, 9))
CELL, TITLE, HEADING = (TextUnit(kind, "Rest", 5, "", (0, 4)) for kind in ("cell", "title of a box", "heading"))
GOOD = "Hola, {{ patient.given_name }}. **Descanse** y lea [esto](https://a.example/es)."


@pytest.mark.parametrize(
    ("unit", "text", "said"),
    [
        (HELLO, GOOD.replace("{{ patient.given_name }}", ""), "{{ patient.given_name }} is missing"),
        (HELLO, GOOD.replace("given_name", "nombre"), "{{ patient.nombre }} is not in the source"),
        (HELLO, GOOD.replace("}}", "}"), "a placeholder with one brace missing"),
        (HELLO, GOOD.replace("[esto](https://a.example/es)", "esto"), "a link is missing"),
        (HELLO, GOOD.replace("**Descanse**", "** Descanse **"), "'**' that stresses nothing is not in the source"),
        (HELLO, f"# {GOOD}", "it begins with a sign that makes another block of it"),
        (HELLO, f"- {GOOD}", "it begins with a sign that makes another block of it"),
        (HELLO, f"::: note\n{GOOD}\n:::", "it begins with a sign that makes another block of it"),
        (HELLO, GOOD.replace("y lea", "\n\ny lea"), "it has an empty line"),
        (HELLO, GOOD.replace("y lea", "\u202ey lea"), "U+202E may not stand in a leaflet"),
        (TWO, "{% if y %}no{% endif %} {% if x %}Sí{% endif %}", "its conditions stand in another order"),
        (TWO, "{% if x %}Sí {% if y %}no{% endif %}", "{% endif %} is missing"),
        (FILLED, 'Vea a {{ appointment.clinician | default("su médico") }} a las {{ appointment.start | at("18:00") }}.', "at(\"17:00\") }} is missing"),
        (CELL, "uno | dos", "'|' ends a cell"), (CELL, "uno\ndos", "it goes over several lines"),
        (TITLE, "**Descanse**", "nothing is markup in the title of a box"), (HEADING, "Descanse\nya", "it goes over several lines"),
    ],
)
def test_what_a_translation_has_broken_is_told_in_a_sentence(unit: TextUnit, text: str, said: str) -> None:
    assert said in "\n".join(what for what, _ in faults(unit, text))
    plain = unit.kind == "paragraph"
    source = Leaflet("x", "x.en.md", "T", "en", 1, "draft", f"{unit.text}\n" if plain else "Rest\n", Path())
    whole = next(one for one in units_of(source) if one.place)
    came = CameBack("x", "en", "es", (UnitAnswer("", whole.text, text if plain else f"# {text}", 7),))
    with pytest.raises(LeafletError) as refused:
        take(source, came, "x.po")
    assert "x.po:7:1: “" in str(refused.value) and "(paragraph, line 1)" in str(refused.value)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (HELLO, GOOD), (TWO, "{% if x %}Sí{% endif %}{% if y %}no{% endif %}"), (CELL, "uno \\| dos"), (TITLE, "Descanse"), (HEADING, "Descanse"),
        (FILLED, 'Vea a {{ appointment.clinician | default("su médico") }} a las {{ appointment.start|at("17:00") }}.'.replace("start|at", "start | at")),
    ],
)
def test_a_sound_translation_has_no_faults(unit: TextUnit, text: str) -> None:
    assert list(faults(unit, text)) == []


@pytest.mark.parametrize(
    ("text", "other", "said"),
    [
        ("Wait 2 to 5 days.", "Espere de 2 a 6 días.", ["its numbers differ: 5 is missing and 6 came in"]),
        ("Wait 2 to 5 days.", "انتظر من ٢ إلى ٥ أيام.", []), ("Take 2.5 mg.", "Tome 2,5 mg.", []),
        ("Do **not** wait.", "No espere.", ["1 stretches are bold in the source and 0 here"]),
        ("Until {{ appointment.start | after(hours=24) | time }}.", "Hasta {{ appointment.start | after(hours=24) | time }}.", []),
    ],
)
def test_numbers_that_differ_are_told(text: str, other: str, said: list[str]) -> None:
    assert list(doubts(TextUnit("paragraph", text, 1, "", (0, 1)), other)) == said


def test_what_is_marked_as_not_ready_is_not_taken_and_stays_to_be_written(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    data = write_po(bundle(leaflet, strange)).decode().replace('#. summary (1)\n', '#. summary (1)\n#, fuzzy\n')
    taken = take(leaflet, read_po(data.encode(), "x.po"), "x.po")
    assert len(taken.remarks) == 1 and "“How to get ready.” (summary, line 6) is marked as not ready: not taken" in taken.remarks[0]
    assert 'summary: "«… How to get ready. …»"' in translated_text(leaflet, "es", taken.said)
    xml = write_xliff(bundle(leaflet, strange)).decode().replace('state="translated"', 'state="needs-adaptation"', 1)
    assert "“Washing out your ear” (title, line 2) is marked as not ready" in take(leaflet, read_xliff(xml.encode(), "x"), "x").remarks[0]


def test_the_same_words_in_two_places_keep_their_own_translations(tmp_path: Path) -> None:
    leaflet = ear(tmp_path, "# Rest\n\nRest\n\n- Rest\n\n# More\n\n- Rest\n")
    words = iter(["T", "S", "K", "A", "B", "C", "D", "E"])
    for write, read in FORMS.values():
        words = iter(["T", "S", "K", "A", "B", "C", "D", "E"])
        taken = take(leaflet, read(write(bundle(leaflet, lambda _: next(words))), "x"), "x")  # noqa: B023  asked at once
        assert [text for _, text in taken.said] == ["T", "S", "K", "A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("read", "data", "said"),
    [
        (read_po, b"", "does not say of which leaflet"), (read_po, b"msgid \"x", "is no catalogue of gettext"), (read_po, b"\xff\xfe\0\1", "is no catalogue|does not say"),
        (read_po, b'msgid "a"\nmsgstr "b"\n', "does not say of which leaflet"), (read_po, b'msgid ""\nmsgstr "Language: xx_YY_ZZ\\n"\n', "is no catalogue|does not say"),
        (read_xliff, b"<xliff", "is no XML there"), (read_xliff, b"<a/>", "is no XLIFF 1.2"), (read_xliff, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "has a document type"),
        (read_xliff, b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"><file original="a.en.md"/></xliff>', "is no XLIFF 1.2"),
    ],
)  # fmt: skip
def test_files_that_are_none_are_refused_in_one_sentence(read: object, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(data, "x.po")  # type: ignore[operator]
    assert "\n" not in str(refused.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 40), st.binary(max_size=6), st.sampled_from(sorted(FORMS)))
def test_a_file_that_is_damaged_anywhere_is_read_or_refused(tmp_path: Path, at: int, length: int, instead: bytes, form: str) -> None:
    leaflet, (write, read) = ear(tmp_path), FORMS[form]
    data = write(bundle(leaflet, strange))
    at %= len(data)
    with suppress(HandoutsError):
        take(leaflet, read(data[:at] + instead + data[at + length :], "x"), "x")


# -- how far it has come


def translated(folder: Path, leaflet: Leaflet, words: object = strange) -> Leaflet:
    """The translation of a leaflet, with its record beside it."""
    said = [(unit, words(unit.text)) for unit in units_of(leaflet)]  # type: ignore[operator]
    text = translated_text(leaflet, "es", said)
    (folder / "ear-wash.es.md").write_text(text, "utf-8")
    record_file(folder, "ear-wash", "es").write_text(recorded("en-US", 4, text, (unit.digest for unit, _ in said)), "utf-8")
    return read_leaflet(folder / "ear-wash.es.md")


def told(found: TranslationStanding) -> dict[str, list[str]]:
    return {state: [one.unit.text for one in found.of(state)] for state in ("changed", "missing")}  # type: ignore[arg-type]


def test_what_has_changed_since_is_known_by_its_digest(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet)
    assert (standing(leaflet, "es", other).percent, told(standing(leaflet, "es", other))) == (100, {"changed": [], "missing": []})
    changed = BODY.replace("Bring a friend.", "Bring two friends.").replace("# Get ready\n", "# Get ready\n\nOne more thing.\n").replace("Come to the desk.\n", "Go home.\n")
    found = standing(ear(tmp_path, changed), "es", other)
    assert told(found) == {"changed": ["Go home.", "Bring two friends. Or a neighbour."], "missing": ["One more thing."]}
    assert [one.text for one in found.of("changed")] == [strange("Come to the desk."), strange("Bring a friend. Or a neighbour.")]
    assert (found.percent, found.known, found.fits) == (88, True, True)


def test_blocks_that_were_moved_or_taken_out_are_no_change(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet)
    moved = BODY.replace("1. Sit.\n", "").replace("# Get ready\n", "").replace(":::\n\n\n", ":::\n\n# Get ready\n\nSit.\n\n")
    assert told(standing(ear(tmp_path, moved), "es", other)) == {"changed": [], "missing": []}


def test_what_is_not_translated_is_missing_whatever_stands_in_its_place(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet, lambda text: "" if "friend" in text else strange(text))
    assert "- [ ] «… Bring a friend. Or a neighbour. …»" in other.body
    found = standing(leaflet, "es", other)
    assert told(found) == {"changed": [], "missing": ["Bring a friend. Or a neighbour."]}
    assert found.percent == 95


def test_a_translation_made_elsewhere_goes_with_its_source_by_its_blocks(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet)
    record_file(tmp_path, "ear-wash", "es").unlink()
    found = standing(leaflet, "es", other)
    assert (found.known, found.fits, found.percent) == (False, True, 100)
    found = standing(ear(tmp_path, f"{BODY}\nOne more.\n"), "es", other)
    assert (found.known, found.fits, len(found.of("translated"))) == (False, False, 3)


def test_a_record_that_says_something_it_may_not_is_refused_at_its_line(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet)
    path = record_file(tmp_path, "ear-wash", "es")
    path.write_text(path.read_text("utf-8").replace("version = 4", "version = 'x'"), "utf-8")
    with pytest.raises(LeafletError, match=r"ear-wash\.es\.translated\.toml:3:11: version: is 'x'"):
        standing(leaflet, "es", other)


def test_lines_that_end_on_paper_stay_and_others_run_on(tmp_path: Path) -> None:
    leaflet = ear(tmp_path, "One\\\ntwo  \nthree\nfour.\n")
    (unit,) = [unit for unit in units_of(leaflet) if unit.place]
    assert unit.text == "One\\\ntwo  \nthree four."
    assert unit.digest == next(one for one in units_of(ear(tmp_path, "One\\\ntwo  \nthree four.\n")) if one.place).digest


def test_words_in_tags_of_their_own_are_named(tmp_path: Path) -> None:
    leaflet = ear(tmp_path, "{% set when = \"in the morning\" %}\n{% set n = \"5\" %}\n\nCome {{ when }}. {# for the nurse #}\n")
    data = write_po(bundle(leaflet, lambda text: strange(text).split(" {#")[0]))
    taken = take(leaflet, read_po(data, "x.po"), "x.po")
    assert taken.remarks == ("ear-wash.en-US.md:11: the words in “{% set when = \"in the morning\" %}” are not handed out: translate them in the draft",)
