"""Clinics: the two that come along, and the ways in which a folder can be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts.clinics.clinic import SAMPLES, Clinic, read_clinic, sample_clinic
from handouts.errors import ClinicError
from handouts.files.hints import rows
from handouts.files.kinds import unbroken
from handouts.language.durations import Duration
from handouts.language.phrases import Fixed
from tests.handouts import clinic, own_clinic

KEYS = [key for key, row in rows(Clinic).items() if row.field not in ("folder", "logo")]
REQUIRED = [key for key in KEYS if rows(Clinic)[key].required]
SMALL = """\
name = "A clinic"
phone = "0117 496 0123"
time-zone = "Europe/London"
language = "en-GB"
page = "A4"
emergency = "999"
[brand]
"""


def folder(at: Path, text: str) -> Path:
    """A clinic's folder with this clinic.toml."""
    (at / "clinic.toml").write_text(text, "utf-8")
    return at


def refusal(at: Path, text: str) -> str:
    """What is said of a clinic that may not be, without the file's name."""
    with pytest.raises(ClinicError) as caught:
        read_clinic(folder(at, text))
    assert caught.value.exit_code == 2
    return re.sub(rf"^{re.escape(str(at / 'clinic.toml'))}:\d+:\d+: ", "", str(caught.value), flags=re.M)


# -- what is read


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_clinic_is_read_in_full(name: str) -> None:
    made = clinic(name)
    assert made == read_clinic(sample_clinic(name))
    assert made.sample
    assert made.logo is not None
    assert made.logo.data.lstrip().startswith(b"<")
    words = (made.name, made.department, made.address, made.phone, made.hours, made.website, made.emergency, made.bring, made.arrive_early)
    assert all(words)


def test_the_sample_clinics_are_of_two_countries() -> None:
    riverside, harbour = clinic("riverside"), clinic("harbour")
    assert (riverside.page, riverside.language, riverside.zone.key, riverside.emergency) == ("Letter", "en-US", "America/Chicago", "911")
    assert (harbour.page, harbour.language, harbour.zone.key, harbour.emergency) == ("A4", "en-GB", "Europe/London", "999")
    assert (riverside.phone, riverside.website) == ("(217)\u00a0555-0142", "riverside.example")


def test_the_words_of_a_clinic_are_fixed() -> None:
    made = clinic()
    words = (made.name, made.phone, made.emergency, made.department, made.hours, made.website, made.email, *made.address, *made.bring)
    assert all(isinstance(w, Fixed) for w in words)
    assert (made.phone.link, made.emergency.link) == ("tel:2175550142", "tel:911")  # type: ignore[attr-defined]


def test_the_required_keys_are_enough(tmp_path: Path) -> None:
    made = read_clinic(folder(tmp_path, SMALL))
    assert (made.name, made.logo, made.address, made.bring, made.sample, made.arrive_early) == ("A clinic", None, (), (), False, 0)


def test_how_long_to_fast_is_as_the_guideline_has_it_until_the_clinic_says_otherwise(tmp_path: Path) -> None:
    usual = read_clinic(folder(tmp_path, SMALL)).fasting
    assert (usual.food, usual.full_meal, usual.clear_fluids) == (Duration(6, "hours"), Duration(8, "hours"), Duration(2, "hours"))
    ours = read_clinic(folder(tmp_path, f'fasting = {{food = "8 hours", clear-fluids = "90 minutes"}}\n{SMALL}')).fasting
    assert (ours.food, ours.full_meal, ours.clear_fluids) == (Duration(8, "hours"), Duration(8, "hours"), Duration(90, "minutes"))


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert read_clinic(folder(tmp_path, "\ufeff" + SMALL)).name == "A clinic"


def test_no_line_end_parts_a_telephone_number() -> None:
    assert unbroken("0117 496 0123") == "0117\u00a0496\u00a00123"


def test_a_clinics_own_file_stands_before_the_built_in_one(tmp_path: Path) -> None:
    made = own_clinic(tmp_path)
    assert made.find("handouts/frame", "head.md").is_file()
    own = made.folder / "handouts" / "frame"
    own.mkdir(parents=True)
    (own / "head.md").write_text("Words.\n")
    assert made.find("handouts/frame", "head.md") == own / "head.md"
    assert made.find("handouts/frame", "foot.md") != own / "foot.md"


def test_the_map_of_a_clinic_is_a_file_of_its_folder_or_a_name(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    made = folder(tmp_path / "clinic", f'map = "ours.toml"\n{SMALL}')
    (made / "ours.toml").write_text('name = "ours"\n')
    assert read_clinic(made).usual_map == str(made / "ours.toml")
    (made / "clinic.toml").write_text(f'map = "emis"\n{SMALL}')
    assert read_clinic(made).usual_map == "emis"
    (tmp_path / "ours.toml").write_text("")
    for wrong in ("other.toml", "../ours.toml", str(tmp_path / "ours.toml")):
        (made / "clinic.toml").write_text(f'map = "{wrong}"\n{SMALL}')
        with pytest.raises(ClinicError, match="map: there is no such file in the clinic's folder"):
            read_clinic(made)


def test_a_clinic_can_be_neither_changed_nor_added_to() -> None:
    made = clinic()
    assert isinstance(made, Clinic)
    with pytest.raises(AttributeError):
        made.page = "A4"  # type: ignore[misc]


# -- what is refused


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_refused(tmp_path: Path, key: str) -> None:
    lines = [line for line in SMALL.splitlines() if not line.startswith((f"{key} ", f"[{key}]"))]
    assert refusal(tmp_path, "\n".join(lines)).startswith(f"{key}: missing; expected ")


@pytest.mark.parametrize("key", ["naem", "Name", "time_zone", "adress"])
def test_an_unknown_key_is_refused_and_the_known_ones_are_named(tmp_path: Path, key: str) -> None:
    near = {"naem": "name", "Name": "name", "time_zone": "time-zone", "adress": "address"}[key]
    assert refusal(tmp_path, f'{key} = "x"\n{SMALL}') == f"{key}: unknown key; did you mean {near!r}? There are {', '.join(KEYS)}"


@pytest.mark.parametrize("key", ["logo", "colour"])
def test_a_key_that_belongs_elsewhere_is_told_where(tmp_path: Path, key: str) -> None:
    assert refusal(tmp_path, f'{key} = "x"\n{SMALL}') == f"{key}: unknown key; it belongs in the table [brand]"
    said = refusal(tmp_path, f'{SMALL}hours = "x"\n')
    assert said == "brand.hours: unknown key; it belongs at the top of the file, above the first line with a table in brackets"


def test_an_unknown_key_of_the_brand_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f'{SMALL}color = "#123456"\n') == "brand.color: unknown key; did you mean 'colour'? There are logo, colour"


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'naem = "x"\npage = "A5"\nphone = 7\n')
    for part in ("naem: unknown key", "page: is 'A5'", "phone: is 7", "name: missing", "brand: missing"):
        assert part in said


@pytest.mark.parametrize(
    "line",
    [
        "hours = 5", "department = ['x']", "address = 'x'", "address = [1]", "bring = [['x']]", "sample = 'yes'", "arrive-early = '20'",
        "fonts = 'x'", "arrive-early = 2.5", "website = true",
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(tmp_path: Path, line: str) -> None:
    assert re.match(rf"{line.split(' ')[0]}( 1)?: is .*; expected ", refusal(tmp_path, f"{line}\n{SMALL}"))


@pytest.mark.parametrize("value", ["true", "-20"])
def test_the_minutes_to_arrive_early_are_a_number_that_is_not_negative(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, f"arrive-early = {value}\n{SMALL}").startswith("arrive-early: ")


@pytest.mark.parametrize("zone", ["Mars/Base", "London", "../../etc/passwd", "/etc/localtime", "America", "localtime", "Factory", "posixrules"])
def test_a_time_zone_that_is_none_is_refused(tmp_path: Path, zone: str) -> None:
    said = refusal(tmp_path, SMALL.replace("Europe/London", zone))
    assert said == f"time-zone: is {zone!r}; expected the name of a time zone, such as 'Europe/London'"


@pytest.mark.parametrize("page", ["A5", "a4", "letter", ""])
def test_a_page_that_is_none_is_refused(tmp_path: Path, page: str) -> None:
    said = refusal(tmp_path, SMALL.replace('"A4"', f'"{page}"'))
    assert said.startswith(f"page: is {page!r}" if page else "page: is blank") and said.casefold().endswith("expected a4 or letter")


@pytest.mark.parametrize("colour", ['"blue"', '"#12"', '"#12345g"', '""', "5", '"url(x)"'])
def test_a_colour_that_is_none_is_refused(tmp_path: Path, colour: str) -> None:
    assert refusal(tmp_path, f"{SMALL}colour = {colour}\n").startswith("brand.colour: ")


@pytest.mark.parametrize("key", ["name", "phone", "emergency", "time-zone"])
def test_a_required_key_may_not_be_blank(tmp_path: Path, key: str) -> None:
    lines = [f'{key} = " "' if line.startswith(f"{key} ") else line for line in SMALL.splitlines()]
    assert refusal(tmp_path, "\n".join(lines)).startswith(f"{key}: ")


@pytest.mark.parametrize("character", ["\\u0007", "\\uE000", "\\U000F0000", "\\U00100000", "\\U0010FFF0", "\\u202E"])
@pytest.mark.parametrize("line", ['name = "{}"', 'hours = "{}"', 'bring = ["{}"]', 'address = ["{}"]'])
def test_a_word_with_a_character_that_could_hide_something_is_refused(tmp_path: Path, line: str, character: str) -> None:
    key = line.split(" ")[0]
    lines = [found for found in SMALL.splitlines() if not found.startswith(f"{key} ")]
    said = refusal(tmp_path, "\n".join([line.format(f"a{character}b"), *lines]))
    assert said.startswith(key) and said.endswith(", a character that shows nothing; delete the character")


@pytest.mark.parametrize("language", ["english", "", "e", "en GB"])
def test_a_language_that_is_no_tag_is_refused(tmp_path: Path, language: str) -> None:
    assert refusal(tmp_path, SMALL.replace("en-GB", language)).startswith("language: ")


@pytest.mark.parametrize("name", ["logo.svg", "../logo.svg", "sub/../../logo.svg", "", "."])
def test_a_logo_that_is_not_in_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    inside = tmp_path / "clinic"
    (inside / "sub").mkdir(parents=True)
    assert refusal(inside, f'{SMALL}logo = "{name}"\n') == f"brand.logo: there is no file {name!r} in the clinic's folder; put it there, or correct its name"


def test_a_logo_with_a_whole_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    inside = tmp_path / "clinic"
    inside.mkdir()
    assert "in the clinic's folder" in refusal(inside, f'{SMALL}logo = "{tmp_path / "logo.svg"}"\n')


def test_a_logo_that_is_a_link_to_another_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    inside = tmp_path / "clinic"
    inside.mkdir()
    (inside / "logo.svg").symlink_to(tmp_path / "logo.svg")
    assert "in the clinic's folder" in refusal(inside, f'{SMALL}logo = "logo.svg"\n')


def test_a_logo_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"{SMALL}logo = 5\n").startswith("brand.logo: ")


def test_a_folder_without_a_clinic_says_where_to_get_one(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ClinicError, match=r"there is no clinic\.toml in it; begin one with `handouts init DIR`"):
            read_clinic(place)


@pytest.mark.parametrize("data", [b"[brand", b"name = ", b"name = \xff", b"name = 'a'\nname = 'b'", b"name = " + b"7" * 5000, b"name = " + b"[" * 3000])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "clinic.toml").write_bytes(data)
    with pytest.raises(ClinicError, match="cannot be read: "):
        read_clinic(tmp_path)


SPEAKS = '''
[words.es]
hours = "De lunes a viernes"
bring = ["Su documento de identidad"]

[words.pt-BR]
department = "Centro da coluna"
'''


def speaking(folder: Path, more: str = SPEAKS) -> Clinic:
    """A sample clinic in a folder of its own, with words of other languages."""
    own = own_clinic(folder).folder
    (own / "clinic.toml").write_text((own / "clinic.toml").read_text("utf-8") + more, "utf-8")
    return read_clinic(own)


def test_a_clinic_speaks_each_language_that_it_has_words_for(tmp_path: Path) -> None:
    ours = speaking(tmp_path)
    for tag in ("es", "es-MX"):
        assert (ours.speaking(tag).hours, ours.speaking(tag).bring) == ("De lunes a viernes", ("Su documento de identidad",))
        assert ours.speaking(tag).department == ours.department
    assert ours.speaking("pt-BR").department == "Centro da coluna"
    assert ours.speaking("pt") == ours.speaking("en-US") == ours.speaking("fr") == ours
    assert hash(ours.speaking("es")) != hash(ours)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("[words.es]\nhuors = 'x'\n", "words.es.huors: unknown key; did you mean 'hours'"),
        ("[words.Spanish]\nhours = 'x'\n", "words.Spanish"),
        ("[words.es]\nbring = 'x'\n", "words.es.bring"),
    ],
)
def test_words_that_may_not_stand_there_are_told(tmp_path: Path, more: str, words: str) -> None:
    with pytest.raises(ClinicError) as told:
        speaking(tmp_path, more)
    assert words in str(told.value)
