"""What a leaflet is judged by: the counts, the rules, and how remarks are told.

A case is a document, `tests/cases/quality/RULE.wrong.md` with the remarks that the rule makes after a line `=====`, and `RULE.right.md`,
of which it says nothing.  Its head holds what a manuscript takes; what is missing there the test gives.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from handouts.leaflets.merge import merge
from handouts.leaflets.quality.manuscript import Manuscript
from layouts.document.blocks import Block
from tests.handouts import CASES, appointment, clinic, leaflet

ROOM = CASES / "quality"
TODAY = date(2026, 11, 26)
LIBRARY = Path(__file__).parents[4] / "handouts" / "library"


def blocks(folder: Path, body: str, language: str = "en-US") -> tuple[Block, ...]:
    """What a leaflet's text becomes, without its title, the panel and the colophon."""
    front = f"title: A leaflet\nlanguage: {language}\nversion: 1\nstatus: draft\n"
    for picture in LIBRARY.glob("*.svg"):
        (folder / picture.name).write_bytes(picture.read_bytes())
    made = merge(leaflet(folder, body, front, f"case.{language}.md"), appointment(), clinic()).document.blocks
    return made[2:-1]


def parted(text: str) -> tuple[dict[str, Any], str]:
    """The head of a document and its body."""
    match = re.match(r"---\n(.*?\n)---\n", text, re.S)
    assert match
    return yaml.safe_load(match[1]), text[match.end() :]


def manuscript(folder: Path, text: str, **fields: Any) -> Manuscript:
    """A document as the rules see it."""
    front, body = parted(text)
    language = front.get("language", "en-US")
    house = clinic()
    given: dict[str, Any] = {
        "file": "case.md",
        "title": front["title"],
        "language": language,
        "blocks": blocks(folder, body, language),
        "today": TODAY,
        "source": text,
        "kind": front.get("kind", "other"),
        "version": front.get("version"),
        "produced": front.get("produced"),
        "review_due": front.get("review-due"),
        "owner": front.get("owner", ""),
        "sources": tuple(front.get("sources", ())),
        "phone": front.get("phone", str(house.phone)),
        "hours": front.get("hours", str(house.hours)),
        "emergency": str(house.emergency),
        "glossary": tuple(front.get("glossary", ())),
        "accepted": front.get("accepted", {}),
        "based_on": front.get("based-on", ""),
    }
    return Manuscript(**{**given, **fields})


def plain(*body: Block, **fields: Any) -> Manuscript:
    """A manuscript of these blocks alone."""
    given = {"file": "case.md", "title": "A leaflet", "language": "en-US", "today": TODAY, **fields}
    return Manuscript(blocks=body, **given)
