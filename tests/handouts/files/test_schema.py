"""The schema: whatever somebody writes is read as it was meant, or told in words, at its place, all of it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.printing.settings import Settings
from handouts.errors import ClinicError, HandoutsError, LeafletError, Slip
from handouts.files.frontmatter import read_head
from handouts.files.guess import distance, meant
from handouts.files.hints import rows, tables
from handouts.files.kinds import Email, Language, Phone, Zone, is_email, is_machine, is_phone
from handouts.files.marks import AsWritten, Filled, OneLine, OrOne
from handouts.files.positions import spots
from handouts.files.reading import LARGEST, text_of
from handouts.files.schema import Fault, build
from handouts.files.tables import parse_toml, read_toml
from handouts.files.written import Keys, place
from handouts.language.phrases import Fixed
from handouts.leaflets.leaflet import GIVEN, Leaflet
from handouts.rules.rules import RuleFile
from handouts.schedules.cells.mapfile import MapFile
from layouts.measures import Between, Length, Part
from layouts.theme import Layout

SCHEMAS: dict[type, tuple[str, ...]] = {
    Clinic: ("folder", "logo"), Layout: (), MailSettings: ("file",), Settings: (), RuleFile: (), MapFile: (),
}  # fmt: skip
PYTHON = re.compile(
    r"\b(str|int|float|bool|dict|list\[|tuple|NoneType|None|True|False|datetime|strptime|isoformat|Traceback|Error|object at|repr|%[YmdHMS])\b|<class"
)


def told(written: Callable[[], object], error: type[HandoutsError] = ClinicError) -> tuple[Slip, ...]:
    """The slips of what may not be."""
    with pytest.raises(error) as caught:
        written()
    assert caught.value.slips
    return caught.value.slips


def fixed(kind: type, given: tuple[str, ...]) -> dict[Keys, tuple[str, ...]]:
    """The tables of a schema that a header in single brackets can begin, and their keys."""
    lists = {("rule", "any"), ("columns", "any", "any"), ("fonts", "any")}
    return {above: keys for above, keys in tables(kind, given).items() if above not in lists and above[:2] != ("rule", "any")}


KEYS = [(kind, given, above, key) for kind, given in SCHEMAS.items() for above, keys in fixed(kind, given).items() for key in keys]


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[type, tuple[str, ...], Keys, str, str]:
    """A key of any of the schemas with one slip: a letter left out, put in, mistaken, two swapped, another case, `_` for `-`."""
    kind, given_, above, key = draw(st.sampled_from(KEYS))
    at = draw(st.integers(0, len(key) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slips = {
        key[:at] + key[at + 1 :], key[:at] + letter + key[at:], key[:at] + letter + key[at + 1 :],
        key[:at] + key[at : at + 2][::-1] + key[at + 2 :], key.upper(), key.replace("-", "_"),
    }  # fmt: skip
    siblings = fixed(kind, given_)[above]
    elsewhere = {key for keys in fixed(kind, given_).values() for key in keys}
    wrong = draw(st.sampled_from(sorted(slips - elsewhere - {""}) or [f"{key}x"]))
    assert wrong not in siblings
    return kind, given_, above, key, wrong


@given(misspelt(), st.integers(0, 5))
def test_any_key_misspelt_is_told_at_its_line_and_column_with_the_key_that_was_meant(
    slip: tuple[type, tuple[str, ...], Keys, str, str], blank: int
) -> None:
    kind, given_, above, key, wrong = slip
    header = f"[{'.'.join(map(str, above))}]\n" if above else ""
    text = "# a remark\n" * blank + header + f'   {wrong} = "x"\n'
    slips = told(lambda: build(kind, parse_toml(text, "own.toml"), given=dict.fromkeys(given_)))
    (found,) = [one for one in slips if one.what.endswith(": unknown key")]
    assert (found.line, found.column) == (blank + bool(header) + 1, 4)
    known = fixed(kind, given_)[above]
    nearest = min(distance(wrong.casefold().replace("_", "-"), other.replace("_", "-")) for other in known)
    guessed = re.match(r"did you mean '([^']+)'\? ", found.remedy)
    if len(key) > 2:  # of two letters one slip leaves nothing to know it by
        assert guessed and guessed[1] in known
        assert distance(wrong.casefold().replace("_", "-"), guessed[1].replace("_", "-")) == nearest
    assert key in found.remedy  # among those there are


@pytest.mark.parametrize("kind", [kind for kind in SCHEMAS if kind not in (RuleFile, MapFile)])
def test_every_slip_of_a_file_is_told_at_once_and_in_the_order_of_its_lines(kind: type) -> None:
    keys = [key for key, row in rows(kind).items() if row.field not in SCHEMAS[kind]]
    text = "".join(f'{key} = {{"no such key" = 1}}\n' for key in keys)
    slips = told(lambda: build(kind, parse_toml(text, "own.toml"), given=dict.fromkeys(SCHEMAS[kind])))
    assert {slip.line for slip in slips} == set(range(1, len(keys) + 1))
    assert [slip.line for slip in slips] == sorted(slip.line for slip in slips)


SCALARS = st.booleans() | st.integers() | st.floats() | st.dates() | st.text("abc Ω_-.:#@*0159", max_size=12)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcde-", min_size=1, max_size=6), inner, max_size=3))


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(item)}' for key, item in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(max_examples=300)
@given(st.sampled_from(KEYS), VALUES)
@example((Layout, (), ("page",), "top"), float("nan"))
@example((Layout, (), (), "tint"), float("inf"))
@example((Clinic, ("folder", "logo"), (), "arrive-early"), 10**4000)
def test_whatever_stands_there_no_name_of_pythons_is_told(key: tuple[type, tuple[str, ...], Keys, str], value: object) -> None:
    kind, given_, above, name = key
    header = f"[{'.'.join(map(str, above))}]\n" if above else ""
    try:
        build(kind, parse_toml(f"{header}{name} = {toml(value)}\n", "own.toml"), given=dict.fromkeys(given_))
    except ClinicError as error:
        for slip in error.slips:
            assert not PYTHON.search(re.sub(r"'[^']*'", "", f"{slip.what}; {slip.remedy}")), str(slip)
            assert len(str(slip)) < 1000 and slip.line in (1, 2)


@settings(max_examples=300)
@given(st.sampled_from(sorted(key for key, row in rows(Leaflet).items() if row.field not in GIVEN)), st.text(max_size=30))
@example("version", "7" * 5000)
@example("sources", "[" * 3000)
@example("codes", "{a: [1], a: [2]}")
@example("author", "*x")
@example("author", "!!python/object/apply:os.system [true]")
@example("title", "<<: {a: b}")
@example("reviewed", "2026-02-30")
@example("reviewed", "9999999-99-99")
@example("version", "1:99:99")
@example("summary", "\x00")
def test_whatever_stands_in_a_front_matter_it_is_read_or_told_with_a_caret(key: str, value: str) -> None:
    text = f"---\ntitle: A\nlanguage: en\nversion: 1\nstatus: draft\n{key}: {value}\n---\nWords.\n"
    try:
        written, body = read_head("a.en.md", text)
        assert body.endswith("Words.\n") and body.count("\n") == text.count("\n")
        build(Leaflet, written, LeafletError, given={"identifier": "a", "file": "a.en.md", "body": body, "folder": Path()})
    except LeafletError as error:
        for slip in error.slips:
            assert not PYTHON.search(re.sub(r"'[^']*'", "", f"{slip.what}; {slip.remedy}")), str(error)
            assert 1 <= slip.line <= text.count("\n") and slip.column >= 1


@pytest.mark.parametrize("value", ["&a [x]", "{a: &b x}"])
def test_what_may_stand_for_itself_many_times_over_is_refused(value: str) -> None:
    bomb = f"a0: {value}\n" + "".join(f"a{n}: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)).replace("*a0", "x")
    slips = told(lambda: read_head("a.en.md", f"---\n{bomb}---\n"), LeafletError)
    assert slips[0].line == 2 and all("mean something else in YAML" in slip.what for slip in slips)


def test_a_plain_number_where_text_is_written_stays_as_it_is_written() -> None:
    @dataclass(frozen=True)
    class Head:
        codes: tuple[Annotated[str, AsWritten()], ...]

    # the hints of a class in a function cannot be looked up by name
    Head.__annotations__["codes"] = tuple[Annotated[str, AsWritten()], ...]
    written, _ = read_head("a.en.md", "---\ncodes: [0123, 41234, 1.50, 2026-10-01, no, yes]\n---\n")
    assert build(Head, written).codes == ("0123", "41234", "1.50", "2026-10-01", "no", "yes")


# -- where things stand


@settings(max_examples=300)
@given(st.dictionaries(st.text("ab-_ .\"'#=é\\", min_size=1, max_size=5), VALUES, max_size=5), st.data())
def test_every_key_and_value_is_found_where_it_stands(values: dict[str, Any], data: st.DataObject) -> None:
    def key(name: str) -> str:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def spaced(text: str) -> str:
        return data.draw(st.sampled_from(["", " ", "  "])) + text

    text = "".join(
        f"{data.draw(st.sampled_from(['', '# [x] = 1', '   ']))}\n{spaced(key(name))} ={spaced(toml(value))} # = \"\n" for name, value in values.items()
    )
    found = spots(text)
    assert tomllib.loads(text).keys() == {keys[0] for keys in found if len(keys) == 1} == values.keys()
    for name, value in values.items():
        spot = found[name,]
        assert text.startswith(key(name), spot.key) and text.startswith(toml(value), spot.value)
        if isinstance(value, list):
            for number, item in enumerate(value):
                assert text.startswith(toml(item), found[name, number].value)
        if isinstance(value, dict):
            for inner, item in value.items():
                assert text.startswith(toml(item), found[name, inner].value)


def test_tables_lists_of_tables_and_strings_of_every_kind_are_passed() -> None:
    text = (
        'a.b = """x = 1\n[y]\n"""  # z = 2\n[t."u v".w]\nc = \'\'\'\'it\'\'\'\'\nd = [ # one\n  1, "]", {e = \'}\'},\n]\n'
        "[[rule]]\nn = 1979-05-27 07:32:00\n[rule.age]\nmin = 1\n[[rule]]\nn = 2\n  [[rule.deep]]\n  k = 1\n"
    )
    tomllib.loads(text)
    where = {keys: (place(text, spot.key), place(text, spot.value)) for keys, spot in spots(text).items()}
    assert where["a", "b"] == ((1, 3), (1, 7)) and where["t", "u v"][0] == (4, 4) and where["t", "u v", "w", "c"] == ((5, 1), (5, 5))
    assert where["t", "u v", "w", "d", 2, "e"] == ((7, 12), (7, 16))
    assert where["rule", 0, "age", "min"][0] == (12, 1) and where["rule", 1, "n"][0] == (14, 1) and where["rule", 1, "deep", 0, "k"][0] == (16, 3)


def test_what_is_nested_deeper_than_settings_are_has_the_place_of_what_is_around_it() -> None:
    text = "a = " + "[" * 50 + '"]"' + "]" * 50 + "\nb = 1\n"
    assert place(text, spots(text)["b",].key) == (2, 1)


# -- files that are none


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"port = " + b"7" * 5000, r":1:8: cannot be read: it is not TOML: it has a number of thousands of digits"),
        (b"a = 1\nname = " + b"[" * 3000, "it is nested too deeply"), (b"a" + b".a" * 60_000 + b" = 1", ":1:1: .*a key has more than 32 names"),
        (b"name = 'a'\x00", r":1:11: cannot be read: it has U\+0000, which shows nothing; delete the character"),
        (b"a = 1\nb = '\xff'", r":2:6: cannot be read: it is not UTF-8 text \(byte 11\); save it as UTF-8"),
        (b"a = 1\nb = 2026-02-30\n", ":2:5: cannot be read: it is not TOML: a date or time that there is not"), (b"a = [1,\n", ":1:8: "),
        (b"a = 'x'\na = 'y'\n", ":2:8: .* a key stands here for the second time"), (b"[a]\n[a]\n", ":2:3: .* a table stands here for the second time"),
        (b'logo = "C:\\logo.svg"', ":1:13: .* a backslash in double quotes; in single quotes it stands for itself"),
        (b"#" * (LARGEST + 1), "cannot be read: it has more than 256 KB"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "own.toml").write_bytes(data)
    with pytest.raises(ClinicError, match=rf"^{tmp_path / 'own.toml'}.*{says}") as caught:
        read_toml(tmp_path / "own.toml")
    assert not PYTHON.search(str(caught.value)) and len(str(caught.value)) < 500


@pytest.mark.parametrize(("path", "says"), [("/dev/zero", "it is a device and not a file"), ("/", "it is a folder")])
def test_a_device_or_a_folder_is_no_file(path: str, says: str) -> None:
    with pytest.raises(ClinicError, match=says):
        text_of(Path(path), ClinicError)


@pytest.mark.parametrize("path", ["nothing", "nothing/below", "a\0b", "x" * 300])
def test_a_file_that_is_not_there_is_the_askers_to_judge(tmp_path: Path, path: str) -> None:
    with pytest.raises((FileNotFoundError, ClinicError)):
        text_of(tmp_path / path, ClinicError)


# -- kinds


def show(kind: Any, text: str) -> str:
    """What is said of a value of a kind, '' if it is one."""

    @dataclass(frozen=True)
    class Table:
        value: Any

    Table.__annotations__["value"] = kind
    try:
        build(Table, parse_toml(f"value = {text}\n", "own.toml"))
    except ClinicError as error:
        return str(error).removeprefix("own.toml:1:9: value: ")
    return ""


@pytest.mark.parametrize(
    ("kind", "good", "bad", "says"),
    [
        (date, "2026-10-01", "2026-10-01T09:00:00", "is a date with a time; expected a date such as 2026-10-01"),
        (Zone, "'Europe/London'", "'localtime'", "is 'localtime'; expected the name of a time zone, such as 'Europe/London'"),
        (Zone, "'UTC'", "'posixrules'", "is 'posixrules'; expected the name of a time zone, such as 'Europe/London'"),
        (Email, "'a@b.example'", "'a@b'", "is 'a@b'; expected an e-mail address such as letters@clinic.example"),
        (Phone, "'(217) 555-0142'", "'ask at the desk'", "is 'ask at the desk'; expected a telephone number such as (217) 555-0142"),
        (Language, "'zh-Hant-TW'", "'en_us'", "is 'en_us'; expected a language tag such as en-US, en or ar"),
        (Length, "'25mm'", "'25 mm'", "is '25 mm'; expected a length from 0 to 2,880 points, or with a unit such as '25mm'"),
        (Part, "0.5", "1.5", "is 1.5; expected a number from 0 to 1"), (Annotated[int, Between(1, 9)], "9", "10", "is 10; expected a whole number from 1 to 9"),
        (Annotated[int, Between(1, 9)], "1", "'1'", "is '1'; expected a whole number from 1 to 9; write it without quotes"),
        (bool, "true", "'true'", "is 'true'; expected true or false; write it without quotes"),
        (Literal["a4", "letter"], "'a4'", "'lettr'", "is 'lettr'; did you mean 'letter'? Expected a4 or letter"),
        (Annotated[str, OneLine()], "'a'", "'a\\tb'".replace("'", '"'), "has a line break or a tabulator; write it in one line"),
        (Annotated[str, Filled()], "'a'", "' '", "is blank; expected a text that is not blank"),
        (Annotated[tuple[str, ...], Filled()], "['a']", "[]", "is empty; expected a list, each item of it a text"),
        (Annotated[tuple[str, ...], OrOne()], "'a'", "3", "is 3; expected a text, or a list of such"),
        (tuple[Fixed, ...] | Mapping[Language, tuple[Fixed, ...]], "{es = ['a']}", "'a'", "is 'a'; expected a list, each item of it a text or a table"),
        (tuple[Fixed, ...] | Mapping[Language, tuple[Fixed, ...]], "['a']", "3", "is 3; expected a list, each item of it a text or a table"),
        (Mapping[str, str], "{food = '6 hours'}", "5", "is 5; expected a table"),
    ],
)  # fmt: skip
def test_what_a_kind_takes_and_what_it_says_of_the_rest(kind: Any, good: str, bad: str, says: str) -> None:
    assert show(kind, good) == "" and show(kind, bad) == says


def test_free_keys_are_of_their_kind_and_told_at_their_place() -> None:
    kind = tuple[Fixed, ...] | Mapping[Language, tuple[Fixed, ...]]
    assert show(kind, "{Spanish = ['a'], es = [1]}").splitlines() == [
        "own.toml:1:10: value.Spanish: unknown key; expected a language tag such as en-US, en or ar", "own.toml:1:33: value.es 1: is 1; expected a text",
    ]  # fmt: skip


def test_what_does_not_go_together_is_told_where_the_table_says_it() -> None:
    slips = told(lambda: build(Pair, parse_toml("[inner]\nlow = 3\nhigh = 2\n", "own.toml")))
    assert list(map(str, slips)) == ["own.toml:2:7: inner.low: is greater than high; swap them"]


@dataclass(frozen=True, slots=True)
class Span:
    low: int
    high: int

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        if self.low > self.high:
            yield ("low",), "is greater than high", "swap them"


@dataclass(frozen=True, slots=True)
class Pair:
    inner: Span
    names: Mapping[str, str] = field(default_factory=dict)


def test_values_laid_over_others_are_told_in_the_file_that_they_stand_in() -> None:
    below = parse_toml("[inner]\nlow = 1\nhigh = 'x'\n[names]\na = 1\n", "below.toml")
    above = parse_toml("[inner]\nlow = 'y'\n", "above.toml").over(below)
    assert [str(slip).partition(";")[0] for slip in told(lambda: build(Pair, above))] == [
        "above.toml:2:7: inner.low: is 'y'", "below.toml:3:8: inner.high: is 'x'", "below.toml:5:5: names.a: is 1",
    ]  # fmt: skip


@given(st.text(max_size=80))
def test_an_address_a_number_and_a_machine_have_one_line_and_an_end(text: str) -> None:
    if is_email(text):
        assert text.count("@") == 1 and text.isascii() and " " not in text
    if is_phone(text) or is_machine(text):
        assert text.isprintable() and len(text) <= 80


@given(st.text("abcde-", min_size=3, max_size=12), st.lists(st.text("abcde-", min_size=3, max_size=12), min_size=1, max_size=8))
def test_what_was_meant_is_the_nearest_and_never_far(word: str, known: list[str]) -> None:
    guess = meant(word, known)
    if guess:
        assert guess in known and distance(word, guess) == min(distance(word, other) for other in known) <= max(1, len(guess) // 3)
    assert meant(word, [*known, word]) == word


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_is_the_same_there_and_back_and_no_greater_than_the_longer_word(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_schema_is_frozen(kind: type) -> None:
    assert is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
