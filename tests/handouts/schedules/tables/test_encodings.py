"""Tables that are no UTF-8: read as what they are, or refused; never read as something else without a word."""

from __future__ import annotations

import pytest

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Schedule
from handouts.schedules.tables.encodings import WORD, doubtful
from tests.handouts import LONDON

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth"
FOREIGN = {
    "cp1251": "Наталія Шевченко", "koi8-u": "Наталія Шевченко", "cp866": "Наталья Ёлкина", "cp1250": "Łukasz Wiśniewski", "iso8859-2": "Łukasz Wiśniewski",
    "cp1256": "ليلى حداد", "cp1255": "נועה כהן", "shift-jis": "太郎 鈴木", "gbk": "安娜 王芳", "big5": "安娜 張偉", "mac-roman": "José Müller", "cp1253": "Ελένη Παππά", "cp850": "José Núñez",
}  # fmt: skip
WESTERN = (
    "Müller José Núñez Renée Françoise Sæþór Þórðarson Œuvre cœur sœur Lœtitia Šek Žižek Ågot Ødegård MÜLLER Ñuñoa Straße João D’Arcy–Lé Nº m² 5µg Zoë Chloé Éléonore créée "
    "Bœuf phœnix Günöz ¿Qué? ¡Sí! «Été»"
)  # fmt: skip


def opened(name: str, encoding: str, known: str = "") -> Schedule:
    """A list with a patient of this name, written in this encoding."""
    given, family = name.split()
    data = f"{HEAD}\nA1,2026-12-08T09:30,P1,{given},{family},1951-04-17\n".encode(encoding)
    column_map = parse_map(f'encoding = "{known}"\n', "ours.toml") if known else None
    return open_schedule(ListFile("list.csv", data=data), LONDON, column_map=column_map)


@pytest.mark.parametrize("encoding", FOREIGN)
def test_another_encoding_is_refused_and_a_map_settles_it(encoding: str) -> None:
    with pytest.raises(InputError, match=r"list\.csv: (line 2: is neither UTF-8 nor, by its words, Windows-1252; save it as CSV UTF-8, or name|is not UTF-8)"):
        opened(FOREIGN[encoding], encoding)
    (row,) = schedule = opened(FOREIGN[encoding], encoding, encoding)
    assert isinstance(row, Accepted)
    assert f"{row.appointment.patient.given_name} {row.appointment.patient.family_name}" == FOREIGN[encoding]
    assert not schedule.warnings


def test_windows_1252_is_read_and_that_is_said() -> None:
    (row,) = schedule = opened("Zoë Müller", "cp1252")
    assert isinstance(row, Accepted)
    assert "was read as Windows-1252; look at names with accents" in schedule.warnings[0]
    assert not opened("Zoe Muller", "cp1252").warnings
    assert not opened("Zoë Müller", "utf-8").warnings


def test_the_words_of_its_languages_are_not_doubted() -> None:
    assert not [word for word in WORD.findall(WESTERN) if doubtful(word)]


def test_an_encoding_that_the_file_is_not_in_or_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match=r"is no text in utf-8, as the map says \(byte \d+\)"):
        opened("Zoë Müller", "cp1252", "utf-8")
    for name in ("latin-99", "base64", "rot13", "idna"):
        with pytest.raises(InputError, match="the name of an encoding"):
            parse_map(f'encoding = "{name}"\n', "ours.toml")
