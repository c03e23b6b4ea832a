"""The door: what a record may say, and what is said of one that says something else."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.errors import Problem, RecordError
from handouts.records import appointment as room
from handouts.records.appointment import (
    ADDRESS,
    COLUMNS,
    LONGEST,
    REQUIRED,
    Appointment,
    flat,
    normalised,
    read_email,
    read_language,
    read_record,
    read_start,
)
from tests.handouts import CHICAGO, LONDON, RECORD, appointment, record

WORD = "Xyzzyplugh"
WHERE = "list.csv: row 7"
ONE_LINE = [c for c in COLUMNS if c != "instructions"]
WHITE = "\t\n\r\x0b\x0c\x85"  # control characters that are white space to everybody
quick = settings(max_examples=100, deadline=None)


def refusal(**cells: object) -> RecordError:
    """The error of a record with these cells."""
    with pytest.raises(RecordError) as caught:
        read_record(record(**cells), WHERE, CHICAGO)
    return caught.value


def problems(**cells: object) -> list[tuple[str, str]]:
    """Columns and what is wrong with them."""
    return [(p.column, p.what) for p in refusal(**cells).problems]


# -- what is read


def test_a_full_record_is_read_into_an_appointment_with_its_patient() -> None:
    made = appointment(
        duration_minutes="60", type="Kyphoplasty", code="KYPHO", location="Suite 2", clinician="Dr. Okafor", instructions="Come early.",
        leaflet="kyphoplasty", title="Ms.", language="en-US", format="large print", email="q@example.org", phone="(217) 555-0101",
        address_1="1 Elm Street", address_2="", city="Springfield", postcode="62704",
    )  # fmt: skip
    assert (made.identifier, made.duration_minutes, made.type, made.code) == ("Appzyx-7", 60, "Kyphoplasty", "KYPHO")
    assert made.start == datetime(2026, 12, 8, 9, 30, tzinfo=CHICAGO)
    assert (made.location, made.clinician, made.instructions, made.leaflet) == ("Suite 2", "Dr. Okafor", "Come early.", "kyphoplasty")
    assert made.patient.name == "Ms. Quenby Zyxwarth"
    assert (made.patient.identifier, made.patient.born, made.patient.language) == ("Patzyx-3", date(1951, 4, 17), "en-US")
    assert (made.patient.format, made.patient.email, made.patient.phone) == ("large-print", "q@example.org", "(217) 555-0101")
    assert made.patient.address == ("1 Elm Street", "Springfield", "62704")


ODD = [
    "", " ", "a  b", " a", "a ", "-", "n/a", "NULL", "None", "(blank)", "undefined", "[null]", "<NULL>", "\\N", "\\n", "#N/A", "#####", "1.5E+10", "3e+2",
    "Err:502", "err:502", "#FORMULA!", "-x", ".", "(1)", "'", "a\tb", "a\nb", "a\u00a0b", "MÃ¼ller", "é", "x" * 100, "x" * 101, "x" * 201, "NaT", "nan",
    "07", "2026-12-08T09:30", "2026-12-08", "1951-04-17", "60", "en-US", "EN_us", "q@example.org", "yes", "left", "large print", "O'Brien", "unknown",
    "\u212a", "a\u212ab", "\u0130", "ı", "1\u00b2",
]  # fmt: skip
CELLS = st.one_of(st.sampled_from(ODD), st.text("aZ09 -#E+.:é\t", max_size=8), st.text(max_size=5), st.none(), st.integers(0, 99), st.booleans())


def told(record: dict[str, object], spared: bool) -> object:
    """What becomes of a record, and what was left out of it."""
    left_out: list[Problem] | None = [] if spared else None
    try:
        return read_record(record, WHERE, CHICAGO, left_out), left_out
    except RecordError as error:
        return error.problems, left_out


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from([*COLUMNS, "other"]), CELLS, max_size=4), st.booleans(), st.booleans())
def test_a_record_without_anything_odd_is_read_as_each_of_its_cells_would_be(cells: dict[str, object], spared: bool, whole: bool) -> None:
    full: dict[str, object] = record(**cells) if whole else cells
    quick = told(full, spared)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_plain", lambda record, needed: {})
        assert told(full, spared) == quick


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("cell", ODD)
def test_an_odd_cell_among_plain_ones_is_read_as_it_would_be_by_itself(column: str, cell: str) -> None:
    quick = told(record(**{column: cell}), spared=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_plain", lambda record, needed: {})
        assert told(record(**{column: cell}), spared=True) == quick


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("Yes", True), (" YES ", True), ("no", False), ("", False), (None, False)])
def test_consent_is_a_clear_yes(said: object, meant: bool) -> None:
    patient = appointment(email_consent=said, email_plain=said).patient
    assert (patient.email_consent, patient.email_plain) == (meant, meant)


@pytest.mark.parametrize("said", ["y", "1", "true", "TRUE", "x", "ok", "perhaps", "opted in", "yes?", "ja", "not yes", 1])
def test_whatever_else_is_said_of_consent_is_none_and_costs_nobody_the_leaflet(said: object) -> None:
    patient = appointment(email_consent=said, email_plain=said).patient
    assert not patient.email_consent and not patient.email_plain


def test_the_required_columns_are_enough() -> None:
    made = read_record(RECORD, WHERE, CHICAGO)
    assert isinstance(made, Appointment)
    assert (made.patient.format, made.patient.language, made.patient.address, made.patient.name) == ("standard", "", (), "Quenby Zyxwarth")


def test_a_number_is_read_as_its_text() -> None:
    assert appointment(postcode=62704, duration_minutes=60).patient.address == ("62704",)


def test_an_appointment_can_be_neither_changed_nor_added_to() -> None:
    made = appointment()
    with pytest.raises(AttributeError):
        made.location = "Elsewhere"  # type: ignore[misc]


# -- what is refused


@pytest.mark.parametrize("column", REQUIRED)
@pytest.mark.parametrize("value", ["", "   ", None, "\u200b", "\ufeff \u00ad"])
def test_a_required_column_may_not_be_empty(column: str, value: object) -> None:
    assert problems(**{column: value}) == [(column, "is empty")]


@pytest.mark.parametrize("column", ["given_name", "family_name"])
@pytest.mark.parametrize("value", ["\u061e", "-", "???", "…", "·", "\u0301", "'", "- -", "😀"])
def test_a_name_has_a_letter_or_a_digit(column: str, value: str) -> None:
    assert problems(**{column: value}) == [(column, "has no letter or digit, so that it names nobody")]


@pytest.mark.parametrize("value", ["O", "Ng", "‘Ali", "3", "李", "ــعلي", "X-", "ʻ", "M'", "Ⅳ"])
def test_one_letter_or_digit_is_name_enough(value: str) -> None:
    assert appointment(given_name=value, family_name=value).patient.family_name == value


@pytest.mark.parametrize("column", REQUIRED)
def test_a_required_column_may_not_be_missing(column: str) -> None:
    cells = record()
    del cells[column]
    with pytest.raises(RecordError, match=f"{column}: is empty; expected a value; it is required"):
        read_record(cells, WHERE, CHICAGO)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", [True, b"x", ["x"], object()], ids=["bool", "bytes", "list", "object"])
def test_a_cell_that_is_no_text_is_refused(column: str, value: object) -> None:
    assert problems(**{column: value})[0] == (column, "is not text")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    ("character", "what"),
    [
        ("\x07", "has U+0007, a control character"),
        ("\x1b", "has U+001B, a control character"),
        ("\x7f", "has U+007F, a control character"),
        ("\x9b", "has U+009B, a control character"),
        ("\ue000", "has U+E000, a private-use character"),
        ("\U000f0000", "has U+F0000, a private-use character"),
        ("\U0010fffd", "has U+10FFFD, a private-use character"),
        ("\u202e", "has U+202E, which changes the direction of text"),
        ("\u2067", "has U+2067, which changes the direction of text"),
        ("\u0378", "has U+0378, an unassigned character"),
        ("\ud800", "has U+D800, half of a character"),
        ("\udfff", "has U+DFFF, half of a character"),
        ("\u180e", "has U+180E, which shows nothing"),
        ("\U000e0041", "has U+E0041, which shows nothing"),
    ],
)
def test_a_character_that_could_hide_something_is_refused_in_every_column(column: str, character: str, what: str) -> None:
    assert problems(**{column: f"a{character}b"}) == [(column, what)]


@quick
@given(st.characters(categories=["Cc", "Co", "Cn", "Cs"], exclude_characters=WHITE), st.booleans())
@example("\x1c", True)
@example("\x1f", True)
def test_no_control_private_use_unassigned_or_half_character_comes_through(character: str, lines: bool) -> None:
    with pytest.raises(ValueError, match=rf"has U\+{ord(character):04X}, "):
        normalised(f"a{character}b", lines=lines)


@pytest.mark.parametrize("column", [column for column in ONE_LINE if column not in ADDRESS])
@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a_line_break_is_refused_where_there_is_one_line(column: str, separator: str) -> None:
    assert [p.column for p in refusal(**{column: f"a{separator}b"}).problems] == [column]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_text_longer_than_its_column_is_refused_with_both_lengths(column: str) -> None:
    longest = LONGEST.get(column, 100)
    error = refusal(**{column: "x" * (longest + 1)})
    assert str(error) == f"{WHERE}: {column}: has {longest + 1} characters; expected at most {longest}"


@pytest.mark.parametrize("column", ["given_name", "family_name", "location", "clinician", "instructions", "type", "phone", "city"])
def test_a_text_as_long_as_its_column_is_read(column: str) -> None:
    text = "x" * LONGEST.get(column, 100)
    made = appointment(**{column: text})
    whose = made.patient
    read = (whose.given_name, whose.family_name, whose.phone, *whose.address, made.location, made.clinician, made.instructions, made.type)
    assert text in read


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("start", "tomorrow", "is not a date and time"),
        ("start", "2026-13-01T09:30", "is not a date and time"),
        ("start", "08/12/2026 09:30", "is not a date and time"),
        ("start", "2026-12-08", "has no time of day"),
        ("start", "1926-12-08T09:30", "has a year that cannot be right"),
        ("start", "2126-12-08T09:30", "has a year that cannot be right"),
        ("date_of_birth", "17/04/1951", "is not a date"),
        ("date_of_birth", "1951-02-29", "is not a date"),
        ("date_of_birth", "1951-04-17T00:00", "is not a date"),
        ("date_of_birth", "2951-04-17", "is in the future"),
        ("date_of_birth", "1851-04-17", "is more than 125 years ago"),
        ("duration_minutes", "an hour", "is not a number of minutes"),
        ("duration_minutes", "0", "is not a number of minutes"),
        ("duration_minutes", "1441", "is not a number of minutes"),
        ("duration_minutes", "-5", "is not a number of minutes"),
        ("duration_minutes", "٦٠", "is not a number of minutes"),
        ("language", "english", "is not a language tag"),
        ("language", "e", "is not a language tag"),
        ("language", "en-", "is not a language tag"),
        ("language", "en US", "is not a language tag"),
        ("format", "braille", "is not one of the known words"),
        ("email", "anna", "is not an e-mail address"),
    ],
)
def test_a_cell_that_is_not_of_its_kind_is_refused(column: str, value: str, what: str) -> None:
    assert problems(**{column: value}) == [(column, what)]


@pytest.mark.parametrize("value", ["1", "060", "1440"])
def test_minutes_of_at_most_a_day_are_read(value: str) -> None:
    assert appointment(duration_minutes=value).duration_minutes == int(value)


@pytest.mark.parametrize("value", ["standard", "Standard", "", None, "normal", "Regular print", "default", "12 pt"])
def test_standard_is_the_format_where_none_is_given(value: object) -> None:
    assert appointment(format=value).patient.format == "standard"


@pytest.mark.parametrize("value", [
    "large-print", "Large Print", "LARGE", "large_print", "Extra large print", "larger text", "big print", "LP", "giant font", "18 pt", "20-point", "Large print (16pt)",
])  # fmt: skip
def test_large_print_has_several_spellings(value: str) -> None:
    assert appointment(format=value).patient.format == "large-print"


@pytest.mark.parametrize(
    "value", ["not large print", "no large print", "braille", "A4", "print", "large print or braille", "99999 pt", "audio, large print"]
)
def test_what_may_mean_another_format_is_not_guessed(value: str) -> None:
    assert problems(format=value) == [("format", "is not one of the known words")]


def test_somebody_born_today_has_an_appointment_and_somebody_born_next_week_has_none() -> None:
    today = datetime.now(UTC).date()
    assert appointment(date_of_birth=today.isoformat()).patient.born == today
    assert problems(date_of_birth=(today + timedelta(days=7)).isoformat()) == [("date_of_birth", "is in the future")]


def test_somebody_may_be_124_years_old_and_not_127() -> None:
    year = datetime.now(UTC).year
    assert appointment(date_of_birth=f"{year - 124}-06-01").patient.born.year == year - 124
    assert problems(date_of_birth=f"{year - 127}-06-01") == [("date_of_birth", "is more than 125 years ago")]


# -- what is said of it


def test_every_problem_is_reported_at_once() -> None:
    error = refusal(**dict.fromkeys(COLUMNS, "\x07"))
    assert {p.column for p in error.problems} == set(COLUMNS)
    assert len(error.problems) == len(COLUMNS)
    assert str(error).count("\n") == len(COLUMNS) - 1


def test_every_kind_of_problem_is_reported_beside_the_others() -> None:
    bad = {"start": "soon", "date_of_birth": "", "duration_minutes": "1h", "language": "q", "format": "x", "email": "x", "phone": "\ue000"}
    assert sorted(column for column, _ in problems(**bad, city="x" * 101)) == sorted([*bad, "city"])


def test_a_message_names_place_column_fault_and_what_is_expected() -> None:
    assert str(refusal(format="braille")) == f"{WHERE}: format: is not one of the known words; expected standard or large-print"
    assert str(refusal(start="x")) == f"{WHERE}: start: is not a date and time; expected a date and time such as 2026-12-08T09:30"


def test_the_exit_code_of_a_record_is_three() -> None:
    assert refusal(start="").exit_code == 3


@quick
@given(st.fixed_dictionaries({c: st.tuples(st.text(max_size=8), st.text(max_size=8)) for c in COLUMNS}))
def test_a_message_never_holds_a_value(around: dict[str, tuple[str, str]]) -> None:
    error = refusal(**{column: f"{before}{WORD}{after}" for column, (before, after) in around.items()})
    assert WORD.lower() not in str(error).lower()
    assert WORD.lower() not in repr(error.problems).lower()


@quick
@given(st.sampled_from(COLUMNS), st.integers(0, 3000))
def test_a_message_never_holds_a_value_of_any_length(column: str, times: int) -> None:
    cells = record(format="braille", **{column: WORD + "x" * times}) if column != "format" else record(format=WORD)
    with pytest.raises(RecordError) as caught:
        read_record(cells, WHERE, CHICAGO)
    assert WORD not in str(caught.value)


# -- normalised text


@pytest.mark.parametrize("column", ["given_name", "location", "instructions", "city"])
def test_text_is_normalised_to_nfc(column: str) -> None:
    assert normalised("Zoe\u0308", lines=column == "instructions") == "Zoë"


@pytest.mark.parametrize(("text", "letters"), [
    ("\ufee3\ufea4\ufee4\ufeaa", "محمد"), ("عبد \ufdf2", "عبد الله"), ("\ufee3\ufea4\ufee4\u0651\ufeaa", "محمّد"), ("\ufefb", "لا"), ("مح\ufc60مد", "محَّمد"),
    ("\ufdfa", "صلى الله عليه وسلم"), ("So\ufb01a", "Sofia"), ("\ufb2aלום", "ש\u05c1לום"), ("\ufb21", "א"), ("\ufe81", "آ"), ("½ ① ℃ ａ", "½ ① ℃ ａ"),
])  # fmt: skip
def test_forms_of_letters_are_the_letters_and_nothing_else_is_changed(text: str, letters: str) -> None:
    """Older systems keep a character for each shape of an Arabic letter, and for some words; readers give the letters back."""
    assert normalised(text) == normalised(text, lines=True) == letters


def test_no_form_is_left_that_stands_for_letters() -> None:
    blocks = [chr(code) for code in (*range(0xFB00, 0xFE00), *range(0xFE70, 0xFEFD)) if unicodedata.category(chr(code)) != "Cn"]
    kept = {form for form in blocks if form in normalised(f"a{form}b")}
    assert all(unicodedata.normalize("NFKC", form) == form for form in kept)
    assert not kept & {"\ufdf2", "\ufdfa", "\ufefc", "\ufb50"}


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("unseen", "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff")
def test_marks_that_show_nothing_are_dropped(unseen: str, lines: bool) -> None:
    assert normalised(f"{unseen}An{unseen}na{unseen}", lines=lines) == "Anna"


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("white", ["  ", "\u00a0", "\u202f", "\u3000", " \u2009 ", "\t", " \t "])
def test_a_run_of_white_space_becomes_one_space(white: str, lines: bool) -> None:
    assert normalised(f"{white}Anna{white}Li{white}", lines=lines) == "Anna Li"


@pytest.mark.parametrize("joiner", "\u200c\u200d")
def test_joiners_that_scripts_need_stay(joiner: str) -> None:
    assert appointment(family_name=f"क्{joiner}ष").patient.family_name == f"क्{joiner}ष"


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", " \n ", "\t\n"])
def test_instructions_keep_their_line_breaks(separator: str) -> None:
    assert appointment(instructions=f"One.{separator}Two.").instructions == "One.\nTwo."


def test_instructions_keep_one_empty_line_between_paragraphs_and_no_more() -> None:
    assert appointment(instructions="\n\nOne.\n\nTwo.\n\n\n\nThree.\n").instructions == "One.\n\nTwo.\n\nThree."


def written_text() -> st.SearchStrategy[str]:
    """Text as it comes, rich in what is folded, dropped and composed."""
    awkward = st.sampled_from(" \n\r\t\u00a0\u2028\u200b\u00ad\ufeff\u0301\u0308eaoक्\u200d")
    return st.text(st.one_of(awkward, st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])), max_size=40)


@quick
@given(written_text(), st.booleans())
@example("e\u200b\u0301", False)
@example("e\u200b\u0301", True)
@example("One.\n \n \nTwo.", True)
def test_normalised_text_is_in_nfc_and_stays_as_it_is(text: str, lines: bool) -> None:
    try:
        once = normalised(text, lines=lines)
    except ValueError:
        return
    assert unicodedata.is_normalized("NFC", once)
    assert normalised(once, lines=lines) == once
    assert once == once.strip()
    assert not re.search(r"[^\S\n ]|  |\n\n\n| \n|\n ", once)
    assert lines or "\n" not in once


# -- times of day


def test_a_time_without_offset_is_the_clinics() -> None:
    assert read_start("2026-07-08T09:30", CHICAGO).isoformat() == "2026-07-08T09:30:00-05:00"
    assert read_start("2026-12-08 09:30", LONDON).isoformat() == "2026-12-08T09:30:00+00:00"


@pytest.mark.parametrize("text", ["2026-12-08T15:30Z", "2026-12-08T15:30+00:00", "2026-12-08T16:30:00+01:00", "2026-12-09T00:30+09:00"])
def test_an_explicit_offset_is_converted_to_the_clinics_zone(text: str) -> None:
    start = read_start(text, CHICAGO)
    assert start.isoformat() == "2026-12-08T09:30:00-06:00"
    assert start.tzinfo is CHICAGO


@pytest.mark.parametrize(
    ("zone", "text", "verb", "readings"),
    [
        (CHICAGO, "2026-03-08T02:30", "skip", "2026-03-08T01:30-06:00 or 2026-03-08T03:30-05:00"),
        (CHICAGO, "2026-11-01T01:30", "strike twice", "2026-11-01T01:30-05:00 or 2026-11-01T01:30-06:00"),
        (LONDON, "2026-03-29T01:30", "skip", "2026-03-29T00:30+00:00 or 2026-03-29T02:30+01:00"),
        (LONDON, "2026-10-25T01:30", "strike twice", "2026-10-25T01:30+01:00 or 2026-10-25T01:30+00:00"),
    ],
)
def test_a_time_that_the_clocks_skip_or_strike_twice_is_refused_with_both_readings(
    zone: ZoneInfo, text: str, verb: str, readings: str
) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(record(start=text), WHERE, zone)
    what = f"is a time that the clocks of {zone.key} {verb} that day; it could mean {readings}: write one of them"
    assert [(p.column, p.what) for p in caught.value.problems] == [("start", what)]


@pytest.mark.parametrize("text", ["2026-03-08T02:00", "2026-03-08T02:59", "2026-11-01T01:00", "2026-11-01T01:59"])
def test_the_edges_of_the_doubtful_hour_are_doubtful(text: str) -> None:
    with pytest.raises(ValueError, match="it could mean"):
        read_start(text, CHICAGO)


@pytest.mark.parametrize("text", ["2026-03-08T01:59", "2026-03-08T03:00", "2026-11-01T00:59", "2026-11-01T02:00"])
def test_the_minutes_beside_the_doubtful_hour_are_plain(text: str) -> None:
    assert read_start(text, CHICAGO).replace(tzinfo=None).isoformat(timespec="minutes") == text


def test_both_readings_of_an_hour_that_is_struck_twice_can_be_written_with_their_offset() -> None:
    first, second = read_start("2026-11-01T01:30-05:00", CHICAGO), read_start("2026-11-01T01:30-06:00", CHICAGO)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert [t.isoformat(timespec="minutes") for t in (first, second)] == ["2026-11-01T01:30-05:00", "2026-11-01T01:30-06:00"]


doubtful = st.sampled_from([datetime(2026, 3, 8, 1), datetime(2026, 11, 1, 0), datetime(2026, 3, 29, 0), datetime(2026, 10, 25, 0)])
near_a_change = st.builds(lambda moment, minutes: moment + timedelta(minutes=minutes), doubtful, st.integers(0, 200))
any_time = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(lambda t: t.replace(second=0, microsecond=0))
zones = st.sampled_from([CHICAGO, LONDON, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("UTC")])


@quick
@given(st.one_of(near_a_change, any_time), zones)
def test_a_time_is_read_as_the_clock_shows_it_or_refused_with_two_readings_that_are_read(moment: datetime, zone: ZoneInfo) -> None:
    text = moment.isoformat(timespec="minutes")
    try:
        start = read_start(text, zone)
    except ValueError as error:
        readings = re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", str(error))
        assert len(set(readings)) == 2
        assert [read_start(r, zone).isoformat(timespec="minutes") for r in readings] == readings
    else:
        assert start.tzinfo is zone
        assert start.replace(tzinfo=None) == moment
        assert start.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


@quick
@given(any_time, zones, st.integers(-14 * 4, 14 * 4))
def test_a_time_with_an_offset_is_that_very_instant(moment: datetime, zone: ZoneInfo, quarters: int) -> None:
    sign, (hours, minutes) = "-" if quarters < 0 else "+", divmod(15 * abs(quarters), 60)
    text = f"{moment.isoformat(timespec='minutes')}{sign}{hours:02}:{minutes:02}"
    if datetime.fromisoformat(text).astimezone(zone).year not in range(1990, 2101):
        with pytest.raises(ValueError, match="cannot be right"):
            read_start(text, zone)
        return
    start = read_start(text, zone)
    assert start.tzinfo is zone
    assert start.astimezone(UTC) == datetime.fromisoformat(text).astimezone(UTC)


# -- languages and addresses


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN_us", "en-US"), ("en", "en"), ("AR", "ar"), ("zh-hant-tw", "zh-Hant-TW"), ("SR_LATN", "sr-Latn"), ("es-419", "es-419"),
        ("fil", "fil"),
    ],
)  # fmt: skip
def test_a_language_tag_is_brought_into_its_usual_letter_case(text: str, tag: str) -> None:
    assert appointment(language=text).patient.language == tag


@quick
@given(st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?", fullmatch=True))
def test_the_letter_case_and_the_separator_of_a_language_tag_do_not_matter(text: str) -> None:
    tag = read_language(text)
    assert tag == read_language(text.upper()) == read_language(text.lower()) == read_language(tag)
    assert tag.lower() == text.lower().replace("_", "-")


@pytest.mark.parametrize("text", ["anna@example.org", "a.b+c@mail.example.co.uk", "o'neill@example.org", "x_1@a-b.example", "A@B.ORG"])
def test_a_plain_address_is_read_as_it_is(text: str) -> None:
    assert appointment(email=f" {text} ").patient.email == text


@pytest.mark.parametrize(
    "text",
    [
        "anna", "@example.org", "anna@", "anna@example", "anna@@example.org", "a b@example.org", "anna@example.org, bo@example.org",
        "Anna <anna@example.org>", "anna@example..org", "anna..li@example.org", "anna@straße.example", "anna@.org", "anna@example.org.",
        "a" * 65 + "@example.org", '"anna li"@example.org', "anna@example.org>", "anna@[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_no_single_plain_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        read_email(text)


@pytest.mark.parametrize("text", [".anna@example.org", "anna.@example.org", "anna@-example.org", "anna@example-.org", "anna@example.-org"])
def test_an_address_that_rfc_5321_does_not_know_is_refused(text: str) -> None:
    """A local part is a dot-string, a label begins and ends with a letter or digit (RFC 5321, 4.1.2)."""
    with pytest.raises(ValueError, match="is not an e-mail address"):
        read_email(text)


# -- names that are whole


def test_a_whole_name_is_printed_and_greeted_by_as_it_stands() -> None:
    made = appointment(given_name="", family_name="", name="Nguyễn Văn An", title="Mr")
    assert (made.patient.name, made.patient.given_name, made.patient.family_name) == ("Mr Nguyễn Văn An", "Nguyễn Văn An", "")
    assert made.patient.whole
    assert read_record(flat(made), WHERE, CHICAGO) == made


def test_a_whole_name_stands_in_the_place_of_both_parts_and_beside_one_it_counts_nothing() -> None:
    assert appointment(name="Somebody Else").patient.name == "Quenby Zyxwarth"
    assert problems(given_name="", name="Quenby Zyxwarth") == [("given_name", "is empty")]
    assert problems(given_name="", family_name="", name=" ") == [("name", "is empty")]
    assert problems(given_name="", family_name="", name="NULL")[0][0] == "name"
    assert problems(given_name="", family_name="", name="...") == [("name", "has no letter or digit, so that it names nobody")]


@pytest.mark.parametrize(
    ("text", "side"),
    [("left", "left"), ("L", "left"), ("Left side", "left"), ("7771000", "left"), (" RT ", "right"), ("right", "right"), ("24028007", "right"),
     ("Bilateral", "both"), ("both", "both"), ("51440002", "both"), ("", ""), ("N/A", ""), ("-", "")],
)  # fmt: skip
def test_a_side_is_left_right_or_both(text: str, side: str) -> None:
    assert appointment(side=text).side == side


@pytest.mark.parametrize("text", ["upper", "left right", "midline", "lef", "R/L", "rechts oben", "1"])
def test_a_side_that_nobody_can_read_is_never_guessed(text: str) -> None:
    assert problems(side=text) == [("side", "is not one of the known words")]
    left_out: list[Problem] = []
    assert read_record(record(side=text), WHERE, CHICAGO, left_out).side == ""
    assert [problem.column for problem in left_out] == ["side"]
