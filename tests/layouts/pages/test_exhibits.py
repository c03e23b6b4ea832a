"""Grids of pictures: two in a row, one in large print; numbers, frames, boxes to tick; and tables as wide as somebody has said."""

from __future__ import annotations

import pytest

from layouts.document.blocks import Exhibit, Exhibits, Figure, Picture, Table
from layouts.pages.exhibits import Still
from layouts.pages.flowables import pieces
from layouts.pages.tables import columns_of
from layouts.typesetting.extents import Extents
from tests.layouts.pages.test_pieces import drawn, said
from tests.layouts.paper import ARABIC, document, paragraph, setting, struck, words
from tests.reading import nesting_errors, page_texts, tags

WIDTH = 400.0
WEEK = tuple("SMTWTFS")


def picture(wide: int, high: int) -> Picture:
    return Picture("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"><path d="M0 0h{wide}v{high}z"/></svg>'.encode())


def grid(count: int, week: tuple[str, ...] = WEEK, wide: int = 160, high: int = 80) -> Exhibits:
    made = (Exhibit(words(f"Title {n}"), Figure(picture(wide, high), f"alternative {n}"), (paragraph(f"Words {n}."),)) for n in range(count))
    return Exhibits(tuple(made), week)


@pytest.mark.parametrize("layout", ["standard", "large-print"])
@pytest.mark.parametrize("language", ["en-US", "ar"])
def test_a_grid_is_a_numbered_list_whose_titles_come_before_the_pictures(layout: str, language: str) -> None:
    data = struck(document(grid(5), language=language), layout=layout)
    assert nesting_errors(data) == []
    found = [line.split()[0] for line in tags(data).splitlines() if not line.strip().startswith("Span Lang=en")]
    assert (found.count("L"), found.count("LI"), found.count("Figure")) == (1, 5, 5)
    first = found.index("LBody")
    assert found[first + 1 : first + 4] == ["P", "Figure", "P"]
    text = " ".join(page_texts(data))
    assert [text.index(f"Words {n}") for n in range(5)] == sorted(text.index(f"Words {n}") for n in range(5))


def test_each_has_a_box_for_every_day_under_its_letter() -> None:
    [row] = pieces([grid(2)], setting())
    row.wrap(WIDTH, 0)
    code = [item for item in drawn(row).pages[0].code if isinstance(item, str)]
    assert sum(" re S" in item for item in code) == 2 * (1 + 7), "a frame and seven boxes each"
    assert said([drawn(row)], artifacts=True).count("SMTWTFS") == 2 and "SMT" not in said([drawn(row)])
    [plain] = pieces([grid(2, ())], setting())
    plain.wrap(WIDTH, 0)
    assert sum(" re S" in str(item) for item in drawn(plain).pages[0].code) == 2


@pytest.mark.parametrize(("wide", "high"), [(160, 80), (1000, 10), (10, 1000), (80, 80)])
@pytest.mark.parametrize("voice", [{}, {"voice": ARABIC}])
def test_a_picture_of_any_form_stands_inside_its_frame(wide: int, high: int, voice: dict[str, object]) -> None:
    still = Still(setting(**voice), grid(1, wide=wide, high=high).exhibits[0])  # type: ignore[arg-type]
    still.wrap(190, 0)
    assert 0 < still.image.width <= 190 - 12 + 0.01 and 0 < still.image.height <= still.height - 12 + 0.01
    assert still.image.width / still.image.height == pytest.approx(wide / high)


def test_the_last_of_an_odd_number_is_as_wide_as_the_others() -> None:
    rows = pieces([grid(3)], setting())
    assert len(rows) == 2
    for row in rows:
        row.wrap(WIDTH, 0)
    assert rows[0].places == rows[1].places  # type: ignore[attr-defined]


def test_columns_are_as_wide_as_somebody_has_said() -> None:
    found = [Extents(20, 300), Extents(20, 30), Extents(50, 90)]
    places = columns_of(found, 400, 5, (2, 1, 1))
    assert places is not None and [round(wide) + 10 for _, wide in places] == [200, 100, 100]
    assert [round(at) - 5 for at, _ in places] == [0, 200, 300]


def test_no_column_is_narrower_than_its_words_and_the_others_share_the_rest() -> None:
    places = columns_of([Extents(20, 300), Extents(20, 30), Extents(90, 90)], 400, 5, (2, 1, 1))
    assert places is not None and [round(wide, 1) + 10 for _, wide in places] == [200, 100, 100]
    places = columns_of([Extents(20, 300), Extents(20, 30), Extents(190, 190)], 400, 5, (2, 1, 1))
    assert places is not None and [round(wide + 10, 2) for _, wide in places] == [133.33, 66.67, 200]
    assert columns_of([Extents(200, 300), Extents(200, 200)], 400, 5, (1, 1)) is None


def test_a_table_says_the_same_however_wide() -> None:
    plain = Table((words("a"), words("b")), ((words("c"), words("d and more")),))
    wide = Table(plain.head, plain.rows, parts=(5, 1))
    assert page_texts(struck(document(plain))) == page_texts(struck(document(wide)))
    assert struck(document(plain)) != struck(document(wide))
