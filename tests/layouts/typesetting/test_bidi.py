"""The bidirectional algorithm, by Unicode's own tests: BidiTest (classes) and BidiCharacterTest (characters, brackets).

All lines of both are tried by HANDOUTS_BIDI=all, which `make fuzz` sets; otherwise every 23rd of the one and every 7th of the other.
"""

from __future__ import annotations

import lzma
import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.typesetting.bidi import LETTERS, REMOVED, classes, embedding_levels, resolved
from layouts.typesetting.brackets import PAIRS, pairs
from layouts.typesetting.direction import is_plain, line_levels, visual_order
from layouts.typesetting.embeddings import DEEPEST, explicit_levels, matching, paragraph_level

CASES = Path(__file__).parents[2] / "cases" / "bidi"
WHOLE = os.environ.get("HANDOUTS_BIDI") == "all"
ONE_OF = {  # a character of each class
    "L": "a", "R": "א", "AL": "ا", "EN": "1", "AN": "\u0661", "ES": "+", "ET": "$", "CS": ",", "NSM": "\u0300", "BN": "\u00ad", "B": "\u2029",
    "S": "\t", "WS": " ", "ON": "!", "LRE": "\u202a", "RLE": "\u202b", "LRO": "\u202d", "RLO": "\u202e", "PDF": "\u202c",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}  # fmt: skip
MIXED = st.lists(st.sampled_from("ab אב ابت 12 ١٢ ()[]<> .,-+$%:!\u0301\u064e\u00a0\u200c\u2066\u2067\u2068\u2069\n"), max_size=24).map("".join)
VISIBLE = st.lists(st.sampled_from("ab אב ابت 12 ١٢ ()[]<> .,-+$%:!\u0301\u064e\u00a0"), max_size=24).map("".join)


def lines_of(name: str) -> Iterator[str]:
    with lzma.open(CASES / f"{name}.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            said = line.split("#")[0].strip()
            if said:
                yield said


def on_one_line(letters: str, levels: list[int], base: int) -> list[int]:
    """L1 for text with separators in it: each ends a stretch whose blank end runs as the paragraph does."""
    out: list[int] = []
    for found in re.finditer("[^sp]*[sp]|[^sp]+", letters):
        blank = [letter in f"spw6789{REMOVED}" for letter in found[0]]
        out += line_levels(levels[found.start() : found.end()], blank, base)
    return out


def laid(text: str, base: int) -> tuple[list[str], list[int]]:
    """Levels as the files write them, x where X9 removes a character; and the visual order of the others."""
    letters = classes(text)
    levels = on_one_line(letters, embedding_levels(text, base), base)
    kept = [i for i, letter in enumerate(letters) if letter not in REMOVED]
    said = [str(level) if i in kept else "x" for i, level in enumerate(levels)]
    return said, [kept[i] for i in visual_order([levels[i] for i in kept])]


def class_cases() -> Iterator[tuple[str, int, list[str], list[int]]]:
    levels: list[str] = []
    order: list[int] = []
    for line in lines_of("BidiTest"):
        if line.startswith("@"):
            key, _, value = line.partition(":")
            if key == "@Levels":
                levels = value.split()
            elif key == "@Reorder":
                order = [int(n) for n in value.split()]
            continue
        names, _, bits = line.partition(";")
        text = "".join(ONE_OF[name] for name in names.split())
        wanted = int(bits, 16)
        yield from ((text, base, levels, order) for bit, base in ((2, 0), (4, 1)) if wanted & bit)
        if wanted & 1:
            yield text, paragraph_level(classes(text)), levels, order


def test_every_sequence_of_classes_has_the_levels_and_the_order_of_bidi_test() -> None:
    tried = 0
    for text, base, levels, order in islice(class_cases(), 0, None, 1 if WHOLE else 23):
        assert laid(text, base) == (levels, order), (ascii(text), base)
        tried += 1
    assert tried > (770_000 if WHOLE else 33_000)


def test_every_text_has_the_levels_and_the_order_of_bidi_character_test() -> None:
    tried = 0
    for line in islice(lines_of("BidiCharacterTest"), 0, None, 1 if WHOLE else 7):
        codes, direction, base, levels, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        if direction == "2":
            assert paragraph_level(classes(text)) == int(base), line
        assert laid(text, int(base)) == (levels.split(), [int(n) for n in order.split()]), line
        tried += 1
    assert tried > (91_000 if WHOLE else 13_000)


def test_python_knows_the_classes_that_the_files_were_made_with() -> None:
    """Every character in them has a class, so that none of the defaults for unassigned ones has a hand in the answers."""
    used = {chr(int(code, 16)) for line in lines_of("BidiCharacterTest") for code in line.split(";")[0].split()}
    assert len(used) > 70
    assert all(unicodedata.bidirectional(character) for character in used)
    assert {name: unicodedata.bidirectional(character) for name, character in ONE_OF.items()} == {name: name for name in LETTERS}


def test_bracket_pairs_are_those_of_the_database() -> None:
    rows = [line.split(";") for line in lines_of("BidiBrackets")]
    wanted = {(chr(int(a, 16)), chr(int(b, 16))) for a, b, kind in rows if kind.strip() == "o"}
    assert set(zip(PAIRS[::2], PAIRS[1::2], strict=True)) | {("\u2329", "\u232a")} == wanted


# -- rules one by one, where the annex gives an example


@pytest.mark.parametrize(("rule", "letters", "sos", "wanted"), [
    ("W1: a mark takes the class of what it stands on", "Am", "R", "RR"),
    ("W1: at the start it takes that of sos", "m", "R", "R"),
    ("W2: digits after Arabic letters are Arabic numbers", "AE", "R", "RN"),
    ("W2: but not after others", "LE", "R", "LL"),
    ("W4: one separator between numbers belongs to them", "E+E", "R", "EEE"),
    ("W4: a comma between Arabic numbers too", "N,N", "R", "NNN"),
    ("W4: two do not", "E++E", "R", "ERRE"),
    ("W5: signs beside digits belong to them", "$$E$", "R", "EEEE"),
    ("W6: other separators are neutral", "N$+E", "R", "NRRE"),
    ("W7: digits after Latin letters are letters", "LoE", "R", "LLL"),
    ("N1: between right-to-left and a number", "RoN", "L", "RRN"),
    ("N2: otherwise as the embedding", "RoL", "L", "RRL"),
])  # fmt: skip
def test_weak_and_neutral_rules(rule: str, letters: str, sos: str, wanted: str) -> None:
    level = 1 if sos == "R" else 0
    assert resolved(letters, 1 if rule.startswith("N2") else level, sos, sos) == wanted


def test_brackets_pair_as_the_annex_says() -> None:
    assert pairs("a)b(c", "LoLoL") == []
    assert pairs("a(b]c", "LoLoL") == []
    assert pairs("a(b)c)d", "LoLoLoL") == [(1, 3)]
    assert pairs("a(b[c)d]", "LoLoLoLo") == [(1, 5)]
    assert pairs("a(b{c}d)", "LoLoLoLo") == [(1, 7), (3, 5)]
    assert pairs("\u2329b\u3009", "oLo") == [(0, 2)]


def test_more_than_63_brackets_are_not_paired() -> None:
    deep = "(" * 63 + ")" * 63
    assert len(pairs(deep, "o" * len(deep))) == 63
    assert pairs(f"({deep})", "o" * (len(deep) + 2)) == []


def test_embeddings_are_counted_where_they_are_too_deep() -> None:
    levels, _ = explicit_levels("2" * 200 + "R" + "5" * 200 + "L", 0, {})
    assert max(levels) == DEEPEST
    assert levels[-1] == 0


def test_isolates_match_as_brackets_do() -> None:
    assert matching("6L79L9") == {0: 5, 2: 3}
    assert matching("9LL6") == {}


@given(MIXED, st.integers(0, 1))
def test_levels_lie_above_the_paragraphs_and_stretch_over_all_of_it(text: str, base: int) -> None:
    levels = embedding_levels(text, base)
    assert len(levels) == len(text)
    assert all(base <= level <= DEEPEST + 1 for level in levels)


@given(VISIBLE)
def test_without_formatting_no_level_is_above_two(text: str) -> None:
    assert set(embedding_levels(text, 0)) <= {0, 1, 2}
    assert set(embedding_levels(text, 1)) <= {1, 2}


@given(MIXED, MIXED, st.integers(0, 1))
def test_paragraphs_do_not_know_of_each_other(one: str, two: str, base: int) -> None:
    assert embedding_levels(f"{one}\n{two}", base) == embedding_levels(f"{one}\n", base) + embedding_levels(two, base)


@given(VISIBLE, VISIBLE, VISIBLE, st.integers(0, 1))
def test_what_is_isolated_changes_nothing_around_it(before: str, inside: str, after: str, base: int) -> None:
    """An isolate is to its surroundings as a neutral character (X5c, BD13)."""
    isolated = embedding_levels(f"{before}\u2068{inside}\u2069{after}", base)
    empty = embedding_levels(f"{before}\u2068\u2069{after}", base)
    size = len(before) + 1
    assert isolated[:size] + isolated[size + len(inside) :] == empty


def test_every_character_that_can_turn_a_line_round_is_looked_for() -> None:
    turning = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
    missed = [hex(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in turning and is_plain(chr(code))]
    assert missed == []


@given(st.text())
def test_plain_text_runs_one_way(text: str) -> None:
    if is_plain(text):
        assert not any(level % 2 for level in embedding_levels(text, 0))
