"""A time of another day than the appointment's says its date, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.leaflets.merge import merge
from handouts.leaflets.shelf import Shelf
from tests.handouts import appointment, clinic, leaflet, printed

EVENING = "appointment.start | before(hours=8)"


def said(folder: Path, body: str, start: str = "2026-12-08T06:30") -> str:
    """What a leaflet of these words says, of the clinic's panel too."""
    merged = merge(leaflet(folder, body), appointment(start=start), clinic())
    return printed(merged.document.blocks, merged.values).replace("\u00a0", " ")


def test_arriving_the_evening_before_is_dated(tmp_path: Path) -> None:
    text = said(tmp_path, "Words.\n", "2026-12-08T00:15")
    assert "Tuesday, December 8, 2026" in text
    assert "12:15 AM (just after midnight, in the night from Monday to Tuesday)" in text
    assert "11:45 PM (just before midnight), Monday, December 7, 2026" in text


def test_arriving_on_the_day_is_not(tmp_path: Path) -> None:
    assert said(tmp_path, "Words.\n", "2026-12-08T09:30").count("2026") == 1


@pytest.mark.parametrize(("body", "dates"), [
    (f"Stop eating at {{{{ {EVENING} | time }}}}.\n", 1),
    (f"Stop eating at {{{{ {EVENING} | time }}}} on {{{{ {EVENING} | date }}}}.\n", 1),
    (f"On {{{{ {EVENING} | short_date }}}}, stop eating at {{{{ {EVENING} | time }}}}.\n", 1),
    (f"## On {{{{ {EVENING} | date }}}}\n\nPack.\n\nStop eating at {{{{ {EVENING} | time }}}}.\n", 1),
    (f"Pack on {{{{ {EVENING} | date }}}}.\n\n## Food\n\nStop eating at {{{{ {EVENING} | time }}}}.\n", 2),
    (f"On {{{{ {EVENING} | date }}}} pack, on {{{{ appointment.start | date }}}} rest.\n\nStop at {{{{ {EVENING} | time }}}}.\n", 2),
    (f"Stop eating at {{{{ {EVENING} | time }}}}.\n\nPack on {{{{ {EVENING} | date }}}}.\n", 2),
    (f"Stop eating at {{{{ {EVENING} | time }}}}, drinking at {{{{ appointment.start | before(hours=7) | time }}}}.\n", 1),
    (f"{{% set t = {EVENING} %}}- {{{{ t | date }}}}\n- {{{{ t | time }}}}\n", 1),
])  # fmt: skip
def test_the_date_stands_where_a_reader_looks_for_it(body: str, dates: int, tmp_path: Path) -> None:
    assert said(tmp_path, body).count("December 7, 2026") == dates


def test_the_shipped_leaflet_says_each_date_once() -> None:
    found = Shelf(clinic()).choose("kyphoplasty", "en-US")
    merged = merge(found, appointment(start="2026-12-08T05:30"), clinic())
    assert sum("December 7" in value for value in merged.values) == 1
    assert all(type(value) is str for value in merged.values)
