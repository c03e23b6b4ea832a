"""Templates: whatever one says, it is rendered or refused, soon and in little room."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import LeafletError, RecordError
from handouts.language.phrases import phrases
from handouts.leaflets.fields import FIELDS, known
from handouts.leaflets.sandbox import OF_TEXT, sandbox
from handouts.leaflets.template import Master
from handouts.leaflets.tray import MOST_TEXT, MOST_TURNS, TooMuch, Tray
from handouts.records.appointment import Appointment, Patient
from tests.handouts import PLACEHOLDER, appointment

PIECES = (
    "{% set a = 'xy' %}", "{% set a = a ~ a %}", "{% set a = a + a %}", "{% set a = a | replace('x', a) %}", "{% set a = a | join(a) %}",
    "{% set a = [1, 2] %}", "{% set a = a | upper %}", "{% for b in a %}", "{% endfor %}", "{{ a }}", "{{ b }}", "{{ a | length }}", "words ",
    "{% if a %}", "{% endif %}", "{{ patient.name }}", "{{ appointment.start | before(days=1) | date }}", "{% set a = a.split('x') %}",
    "{% set a = patient.name %}", "{{ loop.index }}", "{% set a = a * 3 %}", "{% set a = 7 %}", "{{ a == a }}", "{% set a = a | sort %}",
)  # fmt: skip
SOON = 2.0  # seconds
LITTLE = 200 * 2**20  # bytes
WORDS = {"language": "en-US", "page": {}, "_": phrases("en-US")}


def rendered(body: str, **cells: object) -> tuple[str, Tray]:
    """What a template becomes for the plain patient."""
    someone, tray = appointment(**cells), Tray()
    context = {**WORDS, "patient": someone.patient, "appointment": someone}
    return Master("case.md", body, WORDS, []).render(context, tray), tray


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_template_is_rendered_or_refused_in_two_seconds(body: str) -> None:
    start = time.process_time()
    try:
        skeleton, tray = rendered(body)
    except LeafletError as error:
        assert "Quenby" not in str(error)
    else:
        assert len(skeleton) + sum(map(len, tray.values)) <= 2 * MOST_TEXT
    assert time.process_time() - start < SOON


@pytest.mark.parametrize(
    "body",
    [
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 30 + "{{ a }}",
        "{% set a = 'x' %}" + "{% set a = a | replace('', a) %}" * 30 + "{{ a }}",
        "{% set a = 'xx' %}" + "{% set a = a | join(a) %}" * 30 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' * 3 %}",
        "{% set a = '" + "x" * 40 + "' %}" + "".join(f"{{% for {c} in a %}}" for c in "bcdefg") + "{% endfor %}" * 6,
        "{% set a = '" + "x" * 400 + "' %}{% for b in a %}{% set a = a ~ a %}{{ a }}{% for c in a %}{{ a }}{% endfor %}{% endfor %}",
        "{{ 2 ** 2 ** 100 }}",
        "{{ (7).to_bytes(1000000000, 'big') }}",
        "{% set a = ['x'] %}" + "{% set a = [a, a] %}" * 40 + "{{ a == a }}",
        "{% set a = ['x'] %}" + "{% set a = a + a %}" * 40,
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_does(body: str) -> None:
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(LeafletError, match=r"case\.md:1:"):
        rendered(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - start < SOON
    assert peak < LITTLE


def test_a_leaflet_may_go_round_and_print_as_much_as_a_leaflet_does() -> None:
    line = "x" * 100
    body = f"{{% set a = '{line}' %}}{{% for b in a %}}{{% for c in a %}}y{{% endfor %}}{{% endfor %}}"
    with pytest.raises(LeafletError, match="too often"):
        rendered(body)
    skeleton, _ = rendered(body.replace("{% for c in a %}", "{% for c in a[:90] %}"))
    assert skeleton == "y" * 9000


def test_a_tray_is_full_at_its_bounds_and_not_before() -> None:
    tray = Tray()
    tray.keep("x" * MOST_TEXT)
    with pytest.raises(TooMuch):
        tray.keep("x")
    tray = Tray()
    for _ in range(MOST_TURNS):
        tray.turn(0)
    with pytest.raises(TooMuch):
        tray.turn(0)


@settings(deadline=None)
@given(st.lists(st.text("ab<*", min_size=1, max_size=5), min_size=1, max_size=6))
def test_texts_are_joined_as_they_are(parts: list[str]) -> None:
    literals = [f"'{part}'" for part in parts]
    _, tray = rendered(f"{{{{ {' ~ '.join(literals)} }}}}|{{{{ [{', '.join(literals)}] | join('-') }}}}")
    assert tray.values == ["".join(parts), "-".join(parts)]


def test_a_weeks_days_are_seven() -> None:
    weeks, days = (rendered(f"{{{{ appointment.start | before({span}) | date }}}}")[1].values for span in ("weeks=2", "days=14"))
    assert weeks == days == ["Tuesday, November 24, 2026"]


def test_the_fields_that_are_named_are_those_there_are() -> None:
    for kind in (Patient, Appointment):
        assert all(hasattr(kind, name) for name in FIELDS[kind])
    someone = appointment()
    for name in (*(f"patient.{name}" for name in FIELDS[Patient]), *(f"appointment.{name}" for name in FIELDS[Appointment])):
        assert rendered(f"{{% if {name} %}}x{{% endif %}}")[0] in ("", "x")
    assert someone.patient.name


def test_no_method_of_a_text_makes_a_longer_one() -> None:
    assert not OF_TEXT & {"replace", "join", "center", "ljust", "rjust", "zfill", "format", "format_map", "expandtabs", "translate", "encode"}
    assert not sandbox().globals


def test_the_likeliest_name_is_offered_and_no_unlikely_one() -> None:
    assert known("phnoe", ("name", "phone"), {}) == "name, phone. Did you mean phone?"
    assert known("dob", ("name", "born"), {"dob": "born"}) == "name, born. Did you mean born?"
    assert known("zzz", ("name",), {}) == "name."


@pytest.mark.parametrize("body", ["{{ patient[patient.given_name] }}", "{{ {'a': 1}[patient.given_name] }}", "{{ patient.name.nothing }}"])
def test_no_message_says_what_a_value_says(body: str) -> None:
    with pytest.raises((LeafletError, RecordError)) as caught:
        rendered(body)
    assert "Quenby" not in str(caught.value)
    assert "object" not in str(caught.value)
    assert not PLACEHOLDER.search(str(caught.value))
