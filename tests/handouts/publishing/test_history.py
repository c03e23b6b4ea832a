"""What a folder has held: days that stay as long as a text does, and leaflets that are gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from handouts.leaflets.leaflet import Leaflet
from handouts.publishing.history import Publication, advanced, begun, read_publication
from tests.handouts import FRONT, leaflet

FRESH = begun("site", "A clinic")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


class Told(NamedTuple):
    leaflet: Leaflet
    key: str
    says: str


def told(folder: Path, key: str, says: str, produced: str = "2026-10-01") -> Told:
    return Told(leaflet(folder, "words", f"{FRONT}produced: {produced}\n", f"{key}.md"), key, says)


def days(of: Publication) -> dict[str, tuple[str, str]]:
    return {one.key: (one.first, one.updated) for one in of.leaflets}


def test_a_new_folder_has_the_leaflets_own_days_whenever_it_is_made(tmp_path: Path) -> None:
    editions = [told(tmp_path, "a.en-US", "x")]
    assert advanced(None, FRESH, editions, MONDAY) == advanced(None, FRESH, editions, TUESDAY)
    assert days(advanced(None, FRESH, editions, MONDAY)) == {"a.en-US": ("2026-10-01", "2026-10-01")}


def test_what_stays_keeps_its_days_and_what_comes_or_changes_is_of_today(tmp_path: Path) -> None:
    a, b = told(tmp_path, "a.en-US", "x"), told(tmp_path, "b.en-US", "y")
    first = advanced(None, FRESH, [a, b], MONDAY)
    then = advanced(first, FRESH, [a, b._replace(says="z"), told(tmp_path, "c.en-US", "w")], TUESDAY)
    assert days(then) == {"a.en-US": ("2026-10-01", "2026-10-01"), "b.en-US": ("2026-10-01", "2026-11-24"), "c.en-US": ("2026-11-24", "2026-11-24")}
    assert then.name == first.name and then.identifier("a.en-US") == first.identifier("a.en-US")


def test_what_is_gone_is_remembered_until_it_comes_again(tmp_path: Path) -> None:
    a, b = told(tmp_path, "a.en-US", "x"), told(tmp_path, "b.en-US", "y")
    first = advanced(None, FRESH, [a, b], MONDAY)
    gone = advanced(first, FRESH, [a], MONDAY)
    assert [(one.key, one.day) for one in gone.gone] == [("b.en-US", "2026-11-23")]
    assert advanced(gone, FRESH, [a], TUESDAY).gone == gone.gone
    assert advanced(gone, FRESH, [a, b], TUESDAY).gone == ()


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_publication(tmp_path / "nowhere", FRESH) is None
    made = advanced(None, FRESH, [told(tmp_path, "a.en-US", "x")], MONDAY)
    made = advanced(made, FRESH, [], TUESDAY)
    (tmp_path / "handouts-published.json").write_bytes(made.written)
    assert read_publication(tmp_path, FRESH) == made
