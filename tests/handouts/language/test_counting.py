"""One is not several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts.language.counting import several

ROOT = Path(__file__).parents[3]
NOUNS = "handouts|copies|rows|patients|pages|leaflets|passphrases|letters|files|deliveries"
COUNTED = re.compile(rf"\}} (?:(?:older|new (?:and|or) changed|made) )?(?:{NOUNS})\b")  # a number that is filled in before a noun of several
SPARED = re.compile(r"MOST_|//|new \w+ changed ones|self\.staying|\{\} copies in a row|of \{len")  # a limit; three in a row; some of several


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((0, "copy"), "0 copies"), ((1, "copy"), "1 copy"), ((2, "copy"), "2 copies"), ((1204, "row"), "1204 rows"), ((1, "new and changed handout"), "1 new and changed handout"),
        ((1, "copy", "were"), "1 copy was"), ((2, "copy", "have"), "2 copies have"), ((1, "copy", "wait"), "1 copy waits"), ((3, "day"), "3 days"), ((1, "letter", "do"), "1 letter does"),
    ],
)  # fmt: skip
def test_a_number_has_its_noun_and_verb(words: tuple[int, str], said: str) -> None:
    assert several(*words) == said


def test_nothing_says_one_copies() -> None:
    found = {}
    for path in sorted((ROOT / "handouts").rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if COUNTED.search(line) and not SPARED.search(line):
                found[f"{path.relative_to(ROOT)}:{number}"] = line.strip()
    assert found == {}


@pytest.mark.parametrize("line", ['f"{count} copies"', 'f"{len(copies)} older copies were"', 'f"{a:,} new and changed handouts"'])
def test_this_would_notice(line: str) -> None:
    assert COUNTED.search(line) and not SPARED.search(line)
