"""Letters' templates: they print and choose, in the leaflets' sandbox, and reach nothing else."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.templates import LARGEST, rendered
from handouts.errors import ClinicError
from tests.handouts import own_clinic

SAID = {"name": "River <&> side", "phone": "555", "locked": True}


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    made = own_clinic(tmp_path)
    (made.folder / "handouts" / "letters").mkdir(parents=True)
    (made.folder / "mail-password").write_text("hunter2-zyx")
    (made.folder / "handouts" / "letters" / "other.txt").write_text("another file")
    return made


def write(clinic: Clinic, text: str | bytes, name: str = "mail.txt") -> None:
    path = clinic.folder / "handouts" / "letters" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_template_prints_what_it_is_given_and_chooses(clinic: Clinic) -> None:
    write(clinic, "{% if locked %}\nlocked, {{ name | upper }}\n{% else %}\nopen\n{% endif %}\n{{ missing is defined }}")
    assert rendered(clinic, "mail.txt", SAID) == "locked, RIVER <&> SIDE\nFalse"


def test_values_are_escaped_in_html_alone(clinic: Clinic) -> None:
    for name, shown in (("mail.html", "River &lt;&amp;&gt; side"), ("mail.txt", "River <&> side")):
        write(clinic, "{{ name }}", name)
        assert rendered(clinic, name, SAID) == shown


@pytest.mark.parametrize(
    "text",
    [
        '{% include "../../mail-password" %}', '{% include "other.txt" %}', '{% include ["no", "other.txt"] ignore missing %}', '{% extends "other.txt" %}',
        '{% import "other.txt" as x %}', '{% from "other.txt" import x %}', "{% for i in [1] %}{{ i }}{% endfor %}", "{% set a = 'x' %}{{ a }}",
        "{% macro m() %}x{% endmacro %}{{ m() }}", "{% with a = 1 %}{{ a }}{% endwith %}", "{% block b %}{% endblock %}", "{% filter upper %}x{% endfilter %}",
        "{% if locked %}{% for i in [1] %}{% endfor %}{% endif %}", "{% autoescape false %}{{ name }}{% endautoescape %}",
    ],
)  # fmt: skip
def test_whatever_is_neither_print_nor_choice_is_refused_at_its_line(clinic: Clinic, text: str) -> None:
    write(clinic, f"Hello\n{text}\n")
    with pytest.raises(ClinicError, match=r"mail\.txt:2: a letter has \{\{ … \}\} and \{% if %\}, and nothing else; it is one file"):
        rendered(clinic, "mail.txt", SAID)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}", "{{ name.__init__.__globals__ }}", "{{ range(10**9) }}", "{{ lipsum() }}", "{{ 'x' * 10**9 }}", "{{ 9 ** 9 ** 9 }}",
        "{{ 'x'.ljust(10**9) }}", "{{ '%0999999999d' % 1 }}", "{{ name | center(10**9) }}", "{{ cycler }}", "{{ nothing }}", "{{ name | nofilter }}", "{{ (1",
        "{{ " + "(" * 500 + ")" * 500 + " }}", "{% if", "{{ 1 / 0 }}", "{{ " + "9" * 5000 + " }}",
    ],
)  # fmt: skip
def test_nothing_that_is_reached_for_is_reached_and_nothing_grows(clinic: Clinic, text: str) -> None:
    write(clinic, text)
    tracemalloc.start()
    try:
        with pytest.raises(ClinicError, match=r"mail\.txt"):
            rendered(clinic, "mail.txt", SAID)
        assert tracemalloc.get_traced_memory()[1] < 30 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("data", "says"), [(b"x" * (LARGEST + 1), "has more than 256 KB"), (b"\xff\xfe{}", "is not UTF-8 text")])
def test_a_file_that_is_no_letter_is_refused(clinic: Clinic, data: bytes, says: str) -> None:
    write(clinic, data)
    with pytest.raises(ClinicError, match=says):
        rendered(clinic, "mail.txt", SAID)


def test_the_built_in_letters_need_no_more_than_they_are_given(clinic: Clinic) -> None:
    said = {
        "_": lambda text, **parts: text % parts if parts else text, "subject": "s", "name": "n", "phone": "1", "call": "c", "colour": "#000000",
        "language": "en", "direction": "ltr", "locked": True, "calendar": True, "replies": False,
    }  # fmt: skip
    for name in ("mail.txt", "mail.html"):
        assert "Hello," in rendered(clinic, name, said)
