"""Timelines on paper: marks that differ in shape, days that part between pages and not inside, in both directions and layouts."""

from __future__ import annotations

import pytest

from layouts.document.blocks import Heading, Timeline, TimelineEvent, TimelineMark
from layouts.pages.flowables import pieces
from layouts.pages.rail import Rail
from layouts.styles import ListStyle
from tests.layouts.pages.test_pieces import drawn, said, torn
from tests.layouts.paper import ARABIC, document, field, setting, struck, theme, words
from tests.reading import nesting_errors, page_texts, tags

WIDTH = 400.0
MARKS: tuple[TimelineMark, ...] = ("do", "come", "until")


def event(mark: TimelineMark, day: str, time: str, text: str) -> TimelineEvent:
    return TimelineEvent(mark, words(day, strong=True) if day else (), words(time, strong=True) if time else (), words(text))


def week(days: int, a_day: int = 2, text: str = "some words") -> Timeline:
    """So many days of so many events."""
    each = [(f"day{day}" if not number else "", f"{day}:{number}0") for day in range(days) for number in range(a_day)]
    return Timeline(tuple(event(MARKS[i % 3], *told, f"{text}{i}") for i, told in enumerate(each)))


def rail(block: Timeline, **voice: object) -> Rail:
    [piece] = pieces([block], setting(**voice))  # type: ignore[arg-type]
    assert isinstance(piece, Rail)
    piece.wrap(WIDTH, 0)
    return piece


def operators(piece: Rail) -> list[str]:
    return [item for item in drawn(piece).pages[0].code if isinstance(item, str)]


@pytest.mark.parametrize("voice", [{}, {"voice": ARABIC}])
def test_each_mark_has_its_shape_and_one_line_runs_through_all(voice: dict[str, object]) -> None:
    code = operators(rail(week(3), **voice))
    assert sum(" re S" in item for item in code) == 2, "boxes to tick"
    assert sum(item.endswith("h B Q") for item in code) == 2, "dots"
    assert sum(item.endswith("h S Q") for item in code) == 2, "rings"
    assert sum(item.endswith("re f") for item in code) == 5, "a line from each to the next"


def test_marks_stand_under_each_other_and_at_the_start_of_the_words() -> None:
    box, columns = theme().lists.box, theme().columns["timeline"]
    for voice, axis in (({}, columns[0].width + box / 2), ({"voice": ARABIC}, WIDTH - columns[0].width - box / 2)):
        lines = [item for item in operators(rail(week(2), **voice)) if item.endswith("re f")]
        assert {round(float(item.split()[-6]) + float(item.split()[-4]) / 2, 2) for item in lines} == {round(axis, 2)}


def test_days_part_over_pages_and_their_events_do_not() -> None:
    whole = rail(week(9, 3))
    parts = torn(whole, WIDTH, whole.height / 3)
    assert len(parts) > 2 and said([drawn(part) for part in parts]) == said([drawn(whole)])
    assert all(said([drawn(part)]).startswith("day") for part in parts)


def test_a_day_is_torn_only_if_no_page_could_hold_it() -> None:
    high = setting().tallest
    assert rail(week(1, 9)).split(WIDTH, 100) == []
    long = rail(week(1, 90))
    first, rest = long.split(WIDTH, high)
    first.wrap(WIDTH, 0)
    assert 0 < first.height <= high
    rest.wrap(WIDTH, 0)
    assert said([drawn(first), drawn(rest)]) == said([drawn(long)]) and "day" not in said([drawn(rest)])
    texts = page_texts(struck(document(Heading(2, words("What happens when")), week(1, 90))))
    assert len(texts) > 2 and " ".join(texts).count("some words") == 90


@pytest.mark.parametrize("layout", ["standard", "large-print"])
def test_a_screen_reader_gets_days_and_in_each_a_list_of_its_events(layout: str) -> None:
    data = struck(document(week(2)), layout=layout)
    assert nesting_errors(data) == []
    assert [line.split()[0] for line in tags(data).splitlines()[1:10]] == ["L", "LI", "Lbl", "LBody", "L", "LI", "Lbl", "LBody", "LI"]
    text = " ".join(page_texts(data))
    assert text.index("day0") < text.index("0:00") < text.index("some words0") < text.index("0:10") < text.index("day1")


def test_a_layout_without_a_column_of_days_has_them_above() -> None:
    large = theme("large-print")
    assert large.columns["timeline"][0].width == 0 and isinstance(large.lists, ListStyle)
    both = [struck(document(week(2)), layout=name) for name in ("standard", "large-print")]
    assert all("day1" in " ".join(page_texts(data)) for data in both)


def test_a_moment_may_be_words_and_have_neither_day_nor_time() -> None:
    block = Timeline((event("do", "6 hours before your appointment", "", "eat nothing"), event("come", "", "", "come")))
    text = said([drawn(rail(block))])
    assert text == "6 hours before your appointmenteat nothingcome"


def test_values_are_slots() -> None:
    block = Timeline((TimelineEvent("do", (field(0),), (field(1),), (field(2), *words(" words"))),))
    values = ("Tue, December 8", "3:30 AM", "Anna")
    assert page_texts(struck(document(block), values))[0].startswith("Tue, December 8 3:30 AM Anna words")
