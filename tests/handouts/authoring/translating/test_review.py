"""The reviewer's pages: each block beside its translation, in its own direction, with what is to be known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handouts.authoring.translating.review import review_document, reviewed_pdf
from handouts.authoring.translating.standing import TranslationStanding, standing
from handouts.authoring.translating.units import units_of
from handouts.clinics.clinic import built_in
from handouts.errors import LeafletError
from handouts.leaflets.leaflet import read_leaflet
from handouts.press import Press
from layouts.document.inlines import Inlines, TextRun
from layouts.document.tongues import Parallel
from tests.handouts import clinic
from tests.handouts.authoring.translating import ear, strange
from tests.handouts.authoring.translating.test_translating import translated
from tests.layouts.paper import PRESS

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LIBRARY = built_in("handouts/library")


def plain(content: Inlines) -> str:
    return "".join(run.text for run in content if isinstance(run, TextRun))


def columns(found: TranslationStanding) -> list[tuple[str, str]]:
    (table,) = [block for block in review_document(found, PRESS, NOW).blocks if isinstance(block, Parallel)]
    assert table.languages == (found.source.language, found.target)
    return [(plain(left), plain(right)) for left, right in table.rows]


def test_each_block_stands_beside_its_translation_with_its_stress_and_its_tags(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    found = standing(leaflet, "es", translated(tmp_path, leaflet))
    rows = dict(columns(found))
    assert len(columns(found)) == len(units_of(leaflet))
    assert rows["Hello, {{ patient.given_name }}. We wash wax out of your ear."] == strange("Hello, {{ patient.given_name }}. We wash wax out of your ear.")
    assert rows["Call {{ clinic.phone }}. Read this page (https://ear.example/). Sit."].endswith(f" (https://ear.example/). {strange('Sit.')}")
    (table,) = [block for block in review_document(found, PRESS, NOW).blocks if isinstance(block, Parallel)]
    runs = [run for left, _ in table.rows for run in left if isinstance(run, TextRun)]
    assert [run.text for run in runs if run.strong] == ["Washing out your ear", "wax", "Get ready", "When to get help", "{{ clinic.phone }}"]
    assert all(run.isolated for run in runs if run.text.startswith("{"))


def test_what_is_missing_or_of_an_earlier_source_says_so(tmp_path: Path) -> None:
    leaflet = ear(tmp_path)
    other = translated(tmp_path, leaflet, lambda text: "" if text == "Sit." else strange(text))
    newer = ear(tmp_path, leaflet.body.lstrip("\n").replace("An ear from the side.", "An ear from below."))
    rows = dict(columns(standing(newer, "es", other)))
    assert rows["Sit."] == "Not translated yet."
    assert rows["An ear from below."] == f"{strange('An ear from the side.')}\nThe source has changed since this was translated."


def test_a_column_from_right_to_left_runs_so_and_the_other_does_not() -> None:
    from layouts.pages.flowables import pieces
    from layouts.pages.setting import Setting
    from layouts.typesetting.chunks import Voice
    from tests.layouts.paper import ARABIC, ENGLISH, setting

    made = replace(setting(), voiced={"en": ENGLISH, "ar": ARABIC}.__getitem__)
    assert isinstance(made, Setting)
    row = ((TextRun("Rest at home."),), (TextRun("استرح في المنزل."),))
    (rows,) = pieces([Parallel(("en", "ar"), ((TextRun("en"),), (TextRun("ar"),)), (row,))], made)
    rows.wrap(400, 0)
    voices: list[Voice] = [cell.setting.voice for cell in rows.rows[0].cells]  # type: ignore[attr-defined]
    assert [voice.rtl for voice in voices] == [False, True]
    english, arabic = (cell.galley.lines[0] for cell in rows.rows[0].cells)  # type: ignore[attr-defined]
    assert english.left == 0 and arabic.left > 20


@pytest.mark.parametrize("target", ["es", "ar"])
def test_the_same_review_has_the_same_bytes(target: str) -> None:
    found = standing(read_leaflet(LIBRARY / "kyphoplasty.en-US.md"), target, read_leaflet(LIBRARY / f"kyphoplasty.{target}.md"))
    issued = datetime(2026, 11, 26, 12, tzinfo=UTC)
    one, other = (reviewed_pdf(found, Press(clinic(), issued=issued)) for _ in range(2))
    assert one == other and one.startswith(b"%PDF")


def test_a_letter_that_no_font_has_is_refused_by_name(tmp_path: Path) -> None:
    leaflet = ear(tmp_path, "Words \U00016800 here.\n")
    with pytest.raises(LeafletError, match=r"no pages for a reviewer can be made: .*U\+16800"):
        reviewed_pdf(standing(leaflet, "es", translated(tmp_path, leaflet)), PRESS)
