"""Rules: which leaflets, in which order and layout, why; and files that say something they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.clinics.clinic import sample_clinic
from handouts.clinics.looks import layouts
from handouts.errors import ClinicError, RecordError
from handouts.files.hints import rows
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.shelf import Shelf
from handouts.records.appointment import Appointment
from handouts.rules.rules import HANDED_OVER, Aged, Choice, Pick, Rule, Rules, RuleTable, Speaks, Words, allowed, read_rules, told_by
from tests.handouts import RECORD, appointment, clinic, leaflet, own_clinic
from tests.lists import COPIES_OF_SAMPLE

TODAY = date(2026, 12, 1)
KNOWN = ("anaesthetic", "home", "kyphoplasty")
SAMPLE = sample_clinic("riverside") / "rules.toml"


def read(folder: Path, text: str, **there: tuple[str, ...] | str) -> Rules:
    """The rules of this text."""
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return read_rules(path, **{"known": KNOWN, **there})


def ids(choice: Choice) -> list[str]:
    return [pick.leaflet for pick in choice.leaflets]


# -- choosing


def test_all_rules_that_match_add_their_leaflets_in_the_order_of_the_file(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        """
        [[rule]]
        leaflets = ["home", "kyphoplasty"]
        code = "KYPHO*"
        [[rule]]
        leaflets = ["anaesthetic"]
        code = "999"
        [[rule]]
        leaflets = ["kyphoplasty", "anaesthetic", "home"]
        """,
    )
    choice = rules.choose(appointment(code="KYPHO-T"), TODAY)
    assert ids(choice) == ["home", "kyphoplasty", "anaesthetic"]
    assert [pick.why for pick in choice.leaflets] == ["rule 1: code KYPHO-T matches KYPHO*"] * 2 + ["rule 3: for everybody"]
    assert choice.explain == (
        "rule 1: code KYPHO-T matches KYPHO*: home, kyphoplasty",
        "rule 3: for everybody: kyphoplasty, anaesthetic, home",
    )


def test_what_the_record_names_comes_first_and_stays_as_it_was_given_first(tmp_path: Path) -> None:
    rules = read(tmp_path, '[[rule]]\nleaflets = ["home", "anaesthetic"]\nlayout = "folded"\n')
    choice = rules.choose(appointment(leaflet=" anaesthetic ;kyphoplasty; anaesthetic;"), TODAY)
    assert [(pick.leaflet, pick.layout) for pick in choice.leaflets] == [("anaesthetic", "standard"), ("kyphoplasty", "standard"), ("home", "folded")]
    assert choice.leaflets[0].why == "the record names it"


def test_a_rule_that_stops_is_the_last_one_asked(tmp_path: Path) -> None:
    rules = read(tmp_path, '[[rule]]\ntype = "Talk"\nleaflets = []\nstop = true\n[[rule]]\nleaflets = ["home"]\n')
    stopped = rules.choose(appointment(type="talk", leaflet="kyphoplasty"), TODAY)
    assert ids(stopped) == ["kyphoplasty"]
    assert stopped.explain[-1] == "rule 1: type talk matches Talk, and no later rule: nothing"
    assert ids(rules.choose(appointment(type="other"), TODAY)) == ["home"]


def test_without_a_match_there_is_nothing() -> None:
    assert Rules().choose(appointment(), TODAY) == Choice(())


def test_a_leaflet_that_there_is_not_is_the_records_problem_and_is_not_quoted() -> None:
    with pytest.raises(RecordError) as refused:
        Rules(known=frozenset(KNOWN)).choose(appointment(leaflet="home; Zyxwarth"), TODAY)
    assert str(refused.value) == "record: leaflet: names a leaflet that there is not; expected one of anaesthetic, home, kyphoplasty"


@pytest.mark.parametrize(
    ("condition", "cells", "why"),
    [
        ('code = "KYPHO-T"', {"code": "KYPHO-T"}, "code KYPHO-T matches KYPHO-T"),
        ('code = "KYPHO-T"', {"code": "KYPHO-T2"}, ""),
        ('code = "KYPHO*"', {"code": "KYPHO"}, "code KYPHO matches KYPHO*"),
        ('code = "KYPHO*"', {"code": "XKYPHO"}, ""),
        ('code = ["1*", "m48*"]', {"code": "KYPHO-T; M48.5"}, "code M48.5 matches m48*"),
        ('code = "*"', {"code": ""}, ""),
        ('code = "*"', {"code": "7"}, "code 7 matches *"),
        ('code = "KYPH.-T"', {"code": "KYPHO-T"}, ""),
        ('type = "KYPHOPLASTY"', {"type": "Kyphoplasty"}, "type Kyphoplasty matches KYPHOPLASTY"),
        ('type = "straße"', {"type": "STRASSE"}, "type STRASSE matches straße"),
        ('type = " Cafe\u0301 "', {"type": "CAFÉ"}, "type CAFÉ matches Cafe\u0301"),
        ('type = "a;b"', {"type": "a;b"}, "type a;b matches a;b"),
        ('location = "Suite *"', {"location": "Suite 2"}, "location Suite 2 matches Suite *"),
        ('location = "Suite *"', {"location": "Suites"}, ""),
        ('clinician = ["Dr. A", "Dr. B"]', {"clinician": "Dr. B"}, "clinician Dr. B matches Dr. B"),
        ('language = "es"', {"language": "es-MX"}, "language es-MX is es"),
        ('language = "es-MX"', {"language": "es"}, ""),
        ('language = "fi"', {"language": "fil"}, ""),
        ('language = ["ar", "es"]', {"language": "es"}, "language es is es"),
        ('language = "e"', {"language": "es"}, None),
        ('language = "en"', {}, "language en-US is en"),
        ("age = {min = 75}", {}, "age 75 is at least 75"),
        ("age = {max = 75, min = 70}", {}, "age 75 is at least 70 and at most 75"),
        ("age = {max = 74}", {}, ""),
        ("age = {min = 76}", {}, ""),
        ('code = "1"\nage = {min = 1}', {"code": "1"}, "code 1 matches 1, age 75 is at least 1"),
        ('code = "1"\nage = {min = 90}', {"code": "1"}, ""),
        ('code = "2"\nage = {min = 1}', {"code": "1"}, ""),
    ],
)
def test_a_condition_matches_what_it_says(tmp_path: Path, condition: str, cells: dict[str, str], why: str | None) -> None:
    text = f'[[rule]]\nleaflets = ["home"]\n{condition}\n'
    if why is None:
        with pytest.raises(ClinicError, match="expected a language tag"):
            read(tmp_path, text)
        return
    choice = read(tmp_path, text, language="en-US").choose(appointment(**cells), TODAY)
    assert [pick.why for pick in choice.leaflets] == ([f"rule 1: {why}"] if why else [])


@pytest.mark.parametrize(
    ("day", "years"), [("2026-12-07", 25), ("2026-12-08", 26), ("2026-12-09", 26), ("2000-12-08", 0), ("2025-02-28", 24), ("2025-12-31", 25)]
)
def test_age_is_counted_in_whole_years(day: str, years: int) -> None:
    assert appointment(date_of_birth="2000-12-08", start=f"{day}T09:30").age == years


def test_who_was_born_on_29_february_is_older_on_1_march() -> None:
    days = "2019-02-28", "2019-03-01", "2020-02-28", "2020-02-29"
    assert [appointment(date_of_birth="2000-02-29", start=f"{day}T09:30").age for day in days] == [18, 19, 19, 20]


def test_age_is_that_on_the_day_of_the_appointment_whatever_the_day_of_issue() -> None:
    rules = Rules((Rule(1, ("home",), (Aged(75, 75),)),))
    birthday = appointment(start="2027-04-17T00:10")
    for today in (None, TODAY, date(2030, 1, 1)):
        assert ids(rules.choose(birthday, today)) == []
        assert ids(rules.choose(appointment(start="2027-04-16T23:50"), today)) == ["home"]


@pytest.mark.parametrize(
    ("format_", "layout", "printed"),
    [("standard", "", "standard"), ("standard", "folded", "folded"), ("large-print", "", "large-print"), ("large-print", "folded", "large-print")],
)
def test_the_format_a_patient_asks_for_comes_before_the_layout_of_a_rule(format_: str, layout: str, printed: str) -> None:
    choice = Rules((Rule(1, ("home",), layout=layout),)).choose(appointment(format=format_), TODAY)
    assert choice.leaflets[0].layout == printed


def test_what_is_shown_by_chance_tells_nothing_of_the_patient() -> None:
    choice = Rules((Rule(1, ("home",), (Aged(1),)),)).choose(appointment(), TODAY)
    assert "75" not in repr(choice)
    assert "75" in choice.explain[0]


# -- for all rules

WORDS = st.sampled_from(["a", "A", "b", "ab", "abc", "a b"])
CONDITIONS = st.one_of(
    st.builds(lambda key, word, star: Words(key, (word + star,)), st.sampled_from(["type", "code", "location", "clinician"]), WORDS, st.sampled_from(["", "*"])),
    st.builds(lambda tag: Speaks((tag,)), st.sampled_from(["en", "en-US", "es", "ar"])),
    st.builds(Aged, st.none() | st.integers(0, 80), st.none() | st.integers(70, 120)),
)
RULES = st.lists(
    st.tuples(st.lists(st.sampled_from(KNOWN), max_size=3), st.lists(CONDITIONS, max_size=3), st.sampled_from(["", "large-print"]), st.booleans()), max_size=6
).map(lambda rows: tuple(Rule(n, tuple(dict.fromkeys(ls)), tuple(cs), lay, stop) for n, (ls, cs, lay, stop) in enumerate(rows, 1)))
APPOINTMENTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("type", "code", "location", "clinician"), WORDS) | {
        "language": st.sampled_from(["en-US", "es-MX", "ar"]), "format": st.sampled_from(["standard", "large-print"]),
        "leaflet": st.lists(st.sampled_from(KNOWN), max_size=3).map(";".join), "date_of_birth": st.dates(date(1930, 1, 1), date(2020, 1, 1)).map(str),
    },
).map(lambda cells: appointment(**cells))  # fmt: skip


@given(RULES, APPOINTMENTS)
def test_the_same_choice_every_time_each_leaflet_once_and_every_one_accounted_for(rules: tuple[Rule, ...], one: Appointment) -> None:
    choice = Rules(rules, frozenset(KNOWN)).choose(one, TODAY)
    assert choice == Rules(rules, frozenset(KNOWN)).choose(one, TODAY + timedelta(days=9000))
    chosen = ids(choice)
    assert len(chosen) == len(set(chosen))
    matching = [rule for rule in rules if rule.why(one, "")]
    stops = next((n for n, rule in enumerate(matching) if rule.stop), len(matching))
    named = [part for part in one.leaflet.split(";") if part]
    assert chosen == list(dict.fromkeys([*named, *(leaflet for rule in matching[: stops + 1] for leaflet in rule.leaflets)]))


@given(RULES, APPOINTMENTS, APPOINTMENTS)
def test_a_choice_is_told_by_what_it_is_said_to_be_told_by(rules: tuple[Rule, ...], one: Appointment, other: Appointment) -> None:
    alike = replace(
        other, leaflet=one.leaflet, type=one.type, code=one.code, location=one.location, clinician=one.clinician, start=one.start,
        patient=replace(other.patient, language=one.patient.language, format=one.patient.format, born=one.patient.born, given_name="Zo"),
    )  # fmt: skip
    assert told_by(alike) == told_by(one)
    choose = Rules(rules, frozenset(KNOWN), "en-US").choose
    assert choose(alike) == choose(one)
    assert told_by(other) != told_by(one) or choose(other) == choose(one)


@given(RULES, APPOINTMENTS, st.data())
def test_a_rule_that_does_not_match_changes_nothing(rules: tuple[Rule, ...], one: Appointment, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rules)))
    other = Rule(99, KNOWN, (Words("code", ("never",)),), "large-print", stop=True)
    assert Rules((*rules[:at], other, *rules[at:])).choose(one, TODAY) == Rules(rules).choose(one, TODAY)


@given(RULES, APPOINTMENTS)
def test_a_rule_added_at_the_end_leaves_the_others_in_their_places(rules: tuple[Rule, ...], one: Appointment) -> None:
    before = Rules(rules).choose(one, TODAY).leaflets
    assert Rules((*rules, Rule(99, KNOWN))).choose(one, TODAY).leaflets[: len(before)] == before


@given(RULES, APPOINTMENTS, CONDITIONS)
def test_one_condition_more_never_gives_more(rules: tuple[Rule, ...], one: Appointment, more: Words | Speaks | Aged) -> None:
    for rule in rules:
        assert not replace(rule, conditions=(*rule.conditions, more)).why(one, "") or rule.why(one, "")


# -- sensitive leaflets


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("channel", ["desk", "print", "batch", "email", "e-mail", "fax"])
def test_a_sensitive_leaflet_leaves_in_a_batch_or_by_mail_only_if_the_record_names_it(sensitive: bool, named: bool, channel: str) -> None:
    leaflet = Leaflet("home", "home.en-US.md", "Home", "en-US", 1, "draft", "", Path(), sensitive=sensitive)
    one = appointment(leaflet="kyphoplasty; home" if named else "kyphoplasty")
    permitted = allowed(Pick("home", "standard", ""), leaflet, one, channel)  # type: ignore[arg-type]
    assert permitted == (not sensitive or named or channel in HANDED_OVER)


# -- reading


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"[[rule]\n", r"rules.toml:1:7: .*is not TOML: .*each rule begins with \[\[rule\]\]"), (b"\xff\xfe", r"is not UTF-8 text \(byte 0\); save it as UTF-8"), (b"rule = " + b"7" * 5000, "is not TOML"), (b"rule = " + b"[" * 3000, "is not TOML"), (None, "there is no such file")],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "rules.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ClinicError, match=said):
        read_rules(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ClinicError, match="cannot be read"):
        read_rules(tmp_path)


@given(st.recursive(st.none() | st.booleans() | st.integers(-3, 200) | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=4), st.sampled_from(sorted(rows(RuleTable))))
def test_whatever_stands_in_a_rule_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: object, key: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any-rules.toml"
    path.write_text(f"[[rule]]\nleaflets = ['home']\n{f'{key} = {_toml(value)}' if key != 'leaflets' else ''}\n", "utf-8")
    try:
        read_rules(path, KNOWN).choose(appointment(), TODAY)
    except ClinicError as error:
        assert str(path) in str(error)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return '"' + "".join(f"\\U{ord(c):08X}" for c in value if not 0xD800 <= ord(c) <= 0xDFFF) + '"'
        case list():
            return f"[{', '.join(map(_toml, value))}]"
    return "{}"


# -- the sample


def test_the_sample_is_read_with_what_there_is_and_shows_every_key(sample_list: list[Appointment]) -> None:
    rules = read_rules(SAMPLE, Shelf(clinic()).identifiers(), layouts(clinic()), clinic().language)
    assert all(key in SAMPLE.read_text("utf-8") for key in rows(RuleTable))
    given = {"KYPHO": ["kyphoplasty"], "ESI": ["epidural-steroid-injection"], "DISC": ["lumbar-discectomy", "caring-for-your-wound"], "MRI": ["mri-scan"]}
    for one in sample_list:
        picks = rules.choose(replace(one, leaflet=""), TODAY).leaflets
        old = one.age >= 80
        asleep = ["before-your-anesthetic"] * (one.code == "MRI-SED")
        assert [pick.leaflet for pick in picks] == given[one.code.partition("-")[0]] + asleep
        assert {pick.layout for pick in picks} == {"large-print" if old else one.patient.format}
    child = replace(sample_list[0], leaflet="", patient=replace(sample_list[0].patient, born=date(2017, 5, 12)))
    assert ids(rules.choose(child, TODAY)) == []
    assert ids(rules.choose(replace(sample_list[0], type="Consultation", leaflet=""), TODAY)) == []


@pytest.mark.parametrize("name", ["riverside", "harbour"])
def test_the_sample_list_is_served_by_rules_and_has_whoever_makes_a_list_difficult(name: str, sample_list: list[Appointment]) -> None:
    path = sample_clinic(name) / "rules.toml"
    rules = read_rules(path, Shelf(clinic()).identifiers(), layouts(clinic()), clinic().language)
    given = [(one, pick) for one in sample_list for pick in rules.choose(one, TODAY).leaflets]
    assert len({pick.leaflet for _, pick in given}) == 6 and len(given) == COPIES_OF_SAMPLE
    assert sum(pick.why == "the record names it" for _, pick in given) == 1
    assert {one.patient.language for one in sample_list} == {"en-US", "es", "ar"}
    assert {pick.layout for _, pick in given} == {"standard", "large-print"}
    ages = [one.age for one in sample_list]
    assert (min(ages), max(ages)) == (9, 98)
    assert any(one.patient.format == "large-print" for one in sample_list)
    assert any("interpreter" in one.instructions for one in sample_list)
    assert any(one.patient.email and one.patient.email_consent for one in sample_list)


def test_the_cells_of_the_tests_say_what_the_tests_think() -> None:
    assert (RECORD["start"], RECORD["date_of_birth"]) == ("2026-12-08T09:30", "1951-04-17")


# -- leaflets by other words than their ids


def _called(folder: Path, *titles: str) -> Shelf:
    """A shelf with leaflets of these titles, and a code each."""
    room = (own := own_clinic(folder)).folder / "handouts"
    room.mkdir()
    for number, title in enumerate(titles):
        front = f"title: {title}\nlanguage: en-US\nversion: 1\nstatus: draft\ncodes: {{own: ['Q{number}7']}}\n"
        leaflet(room, "Words.\n", front, f"own-{number}.en-US.md")
    return Shelf(own)


@pytest.mark.parametrize(("word", "meant"), [("own-1", "own-1"), ("Q17", "own-1"), ("washing ear", "own-0"), ("waching", "own-0"), ("M80.08", "kyphoplasty")])
def test_a_rule_names_a_leaflet_by_a_code_or_by_words_that_fit_it_only(tmp_path: Path, word: str, meant: str) -> None:
    there = _called(tmp_path, "Washing out your ear", "An ear that rings").called
    rules = read(tmp_path, f"[[rule]]\nleaflets = ['{word}']\n", known=there)
    assert ids(rules.choose(appointment(), TODAY)) == [meant]
    assert rules.known == frozenset(there.words)


@pytest.mark.parametrize(("word", "said"), [("ear", "'ear' may be any of the leaflets own-0, own-1; say which"), ("own-9", "there is no leaflet 'own-9'; did you mean 'own-")])
def test_a_word_that_fits_several_leaflets_or_none_is_a_slip_at_its_place(tmp_path: Path, word: str, said: str) -> None:
    there = _called(tmp_path, "Washing out your ear", "An ear that rings").called
    with pytest.raises(ClinicError, match=r"rules\.toml:2:") as refused:
        read(tmp_path, f"[[rule]]\nleaflets = ['{word}']\n", known=there)
    assert said in str(refused.value)
