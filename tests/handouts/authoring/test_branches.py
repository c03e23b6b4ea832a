"""Branches: both sides of every condition are walked, and every letter knows where it came from."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from handouts.authoring.branches import MOST, Strand, branches

CONDITIONS = ("patient.title", "not patient.title", "appointment.type == 'x'", "patient.email")


def strands(body: str) -> list[Strand]:
    return branches(body, lambda tag: "¤")


def texts(body: str) -> list[str]:
    return [strand.words.text for strand in strands(body)]


def test_both_sides_of_a_condition_are_walked() -> None:
    assert texts("a{% if x %}b{% else %}c{% endif %}d") == ["abd", "acd"]
    assert texts("a{% if x %}b{% endif %}d") == ["abd", "ad"]


def test_every_side_of_a_longer_condition_is_walked() -> None:
    assert set(texts("{% if x %}a{% elif y %}b{% elif z %}c{% else %}d{% endif %}")) == {"a", "b", "c", "d"}


def test_a_condition_in_a_condition_is_walked() -> None:
    assert set(texts("{% if x %}a{% if y %}b{% else %}c{% endif %}{% else %}d{% endif %}")) >= {"ab", "ac", "d"}


def test_the_same_condition_is_the_same_everywhere() -> None:
    assert set(texts("{% if x %}a{% endif %}-{% if x %}b{% endif %}-{% if not x %}c{% endif %}")) == {"a-b-", "--c"}


def test_a_side_that_can_never_be_taken_is_left_out() -> None:
    assert set(texts("{% if x %}{% if not x %}never{% endif %}a{% else %}b{% endif %}")) == {"a", "b"}


def test_a_loop_is_gone_through_twice_and_not_at_all() -> None:
    body = "{% for line in clinic.address %}{{ line }}{% if not loop.last %}, {% endif %}{% endfor %}."
    assert texts(body) == ["¤, ¤.", "."]
    assert strands(body)[0].source.text == body


def test_a_branch_can_be_rendered_without_its_conditions() -> None:
    assert [s.source.text for s in strands("{% set a = 1 %}{% if x %}{{ a }}{% else %}b{% endif %}")] == ["{% set a = 1 %}{{ a }}", "{% set a = 1 %}b"]


def test_a_template_that_is_not_whole_is_walked_all_the_same() -> None:
    assert texts("a{% if x %}b") == ["ab", "a"]
    assert texts("a{% endif %}b{{ c") == ["ab¤"]


def test_there_is_an_end_to_it() -> None:
    assert len(strands("".join(f"{{% if x{n} %}}a{{% if y{n} %}}b{{% else %}}c{{% endif %}}{{% else %}}d{{% endif %}}" for n in range(300)))) <= MOST


words = st.sampled_from(("one ", "two\n", "- three\n"))
template = st.recursive(
    st.lists(words | st.just("{{ patient.name }}"), max_size=3).map("".join),
    lambda inner: st.tuples(st.sampled_from(CONDITIONS), inner, inner, inner).map(
        lambda t: f"{{% if {t[0]} %}}{t[1]}{{% else %}}{t[2]}{{% endif %}}{t[3]}"
    ),
    max_leaves=8,
)


@given(template)
def test_every_letter_knows_its_place(body: str) -> None:
    for strand in strands(body):
        for track in (strand.words, strand.source):
            for at, letter in enumerate(track.text):
                assert body[track.place(at)] == letter or letter == "¤"


@given(st.lists(st.sampled_from(("x", "y", "z")), min_size=1, max_size=5, unique=True))
def test_all_sides_are_walked_whatever_is_asked(names: list[str]) -> None:
    """Each side of conditions beside one another and in one another is in some branch."""
    beside = "".join(f"{{% if {name} %}}{name}1{{% else %}}{name}0{{% endif %}} " for name in names)
    nested = ""
    for name in names:
        nested = f"{{% if {name} %}}{name}3{nested}{{% else %}}{name}2{{% endif %}}"
    walked = " ".join(texts(beside + nested))
    assert {f"{name}{side}" for name in names for side in "0123"} <= set(re.findall(r"[xyz]\d", walked))
