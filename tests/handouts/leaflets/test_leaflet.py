"""Leaflets: what their front matter and Markdown become, and where a bad one is told to be wrong.

The bad ones are documents: tests/cases/leaflets/*.md, each with the message that it gives.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.errors import LeafletError
from handouts.files.hints import tables
from handouts.leaflets.leaflet import GIVEN, Leaflet, read_leaflet
from handouts.leaflets.merge import merge
from tests.handouts import FIRST, FRONT, appointment, cases, clinic, leaflet, says

CASES = cases("leaflets")


def refusal(folder: Path, body: str, front: str = FRONT) -> LeafletError:
    """The error of a leaflet that may not be."""
    with pytest.raises(LeafletError) as caught:
        merge(leaflet(folder, body, front), appointment(), clinic())
    return caught.value


# -- bad leaflets


@pytest.mark.parametrize("case", CASES)
def test_a_bad_leaflet_is_refused_with_its_message(tmp_path: Path, case: str) -> None:
    text, expected = CASES[case]
    path = tmp_path / "case.en-US.md"
    path.write_text(text, "utf-8")
    with pytest.raises(LeafletError) as caught:
        merge(read_leaflet(path), appointment(), clinic())
    message = str(caught.value)
    assert says(message, expected), f"{message}\n-- expected:\n{expected}"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("character", "\U000f0000\U000f0007\U00100000\U0010fff0\U0010fffd\ue000\uf8ff\x00\x07\x7f")
def test_a_character_that_could_be_taken_for_a_value_is_refused_at_its_place(tmp_path: Path, character: str) -> None:
    error = refusal(tmp_path, f"Words.\n\nHello, {character} you.\n")
    assert (error.line, error.column) == (FIRST + 2, 8)
    assert f"U+{ord(character):04X} may not stand in a leaflet" in str(error)


@pytest.mark.parametrize("character", ["\U000f0000", "\U0010fff0", "\ue000"])
def test_such_a_character_is_refused_in_the_front_matter_too(tmp_path: Path, character: str) -> None:
    error = refusal(tmp_path, "Words.\n", FRONT.replace("A leaflet", f"A {character}"))
    assert (error.line, error.column) == (2, 10)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path, separator: str) -> None:
    """Python's splitlines() ends lines at characters that no editor ends them at."""
    error = refusal(tmp_path, f"One{separator}two.\n\n### Three\n")
    assert [slip.line for slip in error.slips] == [FIRST, FIRST + 2]
    assert f"case.en-US.md:{FIRST + 2}:1: headings go two levels deep" in str(error)
    assert f"\n  {FIRST + 2} | ### Three\n" in str(error)


def test_a_leaflet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.en-US.md"
    path.write_bytes(f"---\n{FRONT}---\nZoë\n".encode("cp1252"))
    with pytest.raises(LeafletError, match=r"case\.en-US\.md:7:3: cannot be read: it is not UTF-8 text \(byte \d+\)"):
        read_leaflet(path)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 200), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_the_caret_stands_beneath_the_column(line: int, column: int, source: str) -> None:
    shown = str(LeafletError("x.en.md", line, column, "what", source, "remedy")).split("\n")
    gutter = f"  {line} | "
    assert shown[0] == f"x.en.md:{line}:{column}: what"
    assert shown[1] == gutter + source
    assert shown[2].index("^") == len(gutter) + column - 1
    assert shown[3] == "  Remedy."


# -- front matter


def test_the_front_matter_is_read(tmp_path: Path) -> None:
    front = (
        "title: Kyphoplasty\nlanguage: en-US\nversion: 3\nstatus: reviewed\nreviewed: 2026-10-01\nreview-due: 2028-10-01\nauthor: A\n"
        "reviewer: Dr. B\nsources: [One, Two]\nbased-on: NICE (2013)\ncodes: {visit: ['KYPHO-T', 'KYPHO-L']}\nkeywords: [spine]\nsummary: Words.\nsensitive: true\n"
        "kind: procedure\nproduced: 2026-09-01\nowner: Spine unit\nglossary: [disc]\naccepted: {long-list: 'it is whole'}\n"
        "subtitle: Bone cement\nshort-title: Kypho\nedition: [patient.age < 18]\nappend: [map.pdf]\n"
    )
    assert {line.split(":")[0] for line in front.splitlines()} == set(tables(Leaflet, GIVEN)[()])
    made = leaflet(tmp_path, "Words.\n", front, "kyphoplasty.en-US.md")
    assert made == Leaflet(
        "kyphoplasty", "kyphoplasty.en-US.md", "Kyphoplasty", "en-US", 3, "reviewed", made.body, tmp_path,
        date(2026, 10, 1), date(2028, 10, 1), "A", "Dr. B", "Words.", True, ("One", "Two"), "NICE (2013)", (("visit", ("KYPHO-T", "KYPHO-L")),), ("spine",),
        "procedure", date(2026, 9, 1), "Spine unit", ("disc",), (("long-list", "it is whole"),), "Bone cement", "Kypho",
        ("patient.age < 18",), ("map.pdf",),
    )  # fmt: skip


def test_four_keys_are_enough_and_an_empty_one_is_as_none(tmp_path: Path) -> None:
    assert leaflet(tmp_path, "Words.\n", FRONT + "reviewer:\nsources:\n") == leaflet(tmp_path, "Words.\n", FRONT + "author:\ncodes:\n")


def test_the_lines_of_the_text_keep_their_numbers(tmp_path: Path) -> None:
    assert leaflet(tmp_path, "Words.\n").body.split("\n")[FIRST - 1] == "Words."


def test_the_byte_order_mark_and_the_line_ends_do_not_matter(tmp_path: Path) -> None:
    plain = leaflet(tmp_path, "One.\n\nTwo.\n")
    path = tmp_path / "case.en-US.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_leaflet(path) == plain
