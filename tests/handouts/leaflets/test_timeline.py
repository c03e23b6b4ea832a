"""A timeline stands in the order of its moments, whatever order they are written in and whenever the appointment is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.leaflets.merge import Merged, merge
from layouts.document.blocks import Heading, Timeline
from layouts.document.inlines import TextRun
from tests.handouts import CHICAGO, FRONT, appointment, clinic, leaflet, printed
from tests.handouts.leaflets.test_markdown import refusal

START = "appointment.start"
FAST, DRINK, COME = (f"{START} | before(hours=6)", f"{START} | before(hours=2)", f"{START} | before(minutes=20)")
BODY = f"""::: timeline What happens when
- until {{{{ {START} | after(weeks=6) | date }}}}: Do not drive.
- {{{{ {COME} | time }}}}: **Please arrive.**
- [ ] {{{{ {DRINK} | time }}}}: Stop drinking.
- [ ] {{{{ {START} | before(days=7) | date }}}}: Call us.
- [ ] {{{{ {FAST} | time }}}}: Stop eating.
:::
"""


def merged(folder: Path, body: str = BODY, start: str = "2026-12-08T09:30", front: str = FRONT) -> Merged:
    """What becomes of a leaflet."""
    return merge(leaflet(folder, body, front), appointment(start=start), clinic())


def rows(made: Merged) -> list[tuple[str, ...]]:
    """Mark, day, time and words of each entry as a patient sees them."""
    [block] = [block for block in made.document.blocks if isinstance(block, Timeline)]
    said = ((event.mark, *(printed(part, made.values) for part in (event.day, event.time, event.content))) for event in block.events)
    return [tuple(part.replace("\u00a0", " ") for part in row) for row in said]


def test_entries_stand_in_the_order_of_their_moments_and_a_day_is_told_once(tmp_path: Path) -> None:
    made = merged(tmp_path)
    assert Heading(2, (TextRun("What happens when"),)) in made.document.blocks
    assert rows(made) == [
        ("do", "Tue, December 1", "", "Call us."),
        ("do", "Tue, December 8", "3:30 AM", "Stop eating."),
        ("do", "", "7:30 AM", "Stop drinking."),
        ("come", "", "9:10 AM", "Please arrive."),
        ("until", "Tue, January 19", "", "Until then: Do not drive."),
    ]


def test_over_midnight_a_day_has_what_is_on_it_and_the_night_is_said(tmp_path: Path) -> None:
    assert rows(merged(tmp_path, start="2026-12-08T02:30"))[1:4] == [
        ("do", "Mon, December 7", "8:30 PM", "Stop eating."),
        ("do", "Tue, December 8", "12:30 AM", "(just after midnight, in the night from Monday to Tuesday): Stop drinking."),
        ("come", "", "2:10 AM", "Please arrive."),
    ]
    assert rows(merged(tmp_path, start="2026-12-08T18:00"))[1][1:] == ("Tue, December 8", "12:00", "noon: Stop eating.")


@pytest.mark.parametrize(("start", "times"), [
    ("2026-03-08T03:30", ["8:30 PM", "12:30 AM", "3:10 AM"]),  # two o'clock is skipped that night
    ("2026-11-01T05:30", ["12:30 AM", "3:30 AM", "5:10 AM"]),  # one o'clock comes twice
])  # fmt: skip
def test_hours_are_those_that_pass_where_clocks_are_changed(tmp_path: Path, start: str, times: list[str]) -> None:
    assert [row[2] for row in rows(merged(tmp_path, start=start))[1:4]] == times


def test_of_the_hour_that_comes_twice_the_first_stands_first(tmp_path: Path) -> None:
    body = f"::: timeline\n- {{{{ {START} | time }}}}: second\n- {{{{ {START} | before(hours=1) | time }}}}: first\n:::\n"
    made = rows(merged(tmp_path, body, "2026-11-01T01:30-06:00"))
    assert [row[1:] for row in made] == [("Sun, November 1", "1:30 AM", "first"), ("", "1:30 AM", "second")]


def test_whole_days_begin_their_day_and_until_ends_it(tmp_path: Path) -> None:
    body = f"""::: timeline
- until {{{{ {START} | date }}}}: c
- {{{{ {START} | time }}}}: b1
- [ ] {{{{ {START} | date_time }}}}: b2
- [ ] {{{{ {START} | short_date }}}}: a
- until {{{{ {START} | time }}}}: b3
:::
"""
    made = rows(merged(tmp_path, body))
    assert [row[3] for row in made] == ["a", "b1", "b2", "Until then: b3", "Until then: c"]
    assert [bool(row[1]) for row in made] == [True, False, False, False, False]


@given(start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_the_order_is_that_of_the_moments_at_any_hour(tmp_path_factory: pytest.TempPathFactory, start: datetime) -> None:
    made = merged(tmp_path_factory.getbasetemp(), BODY, start.strftime("%Y-%m-%dT%H:%M"))
    assert [row[3].rpartition(": ")[2] for row in rows(made)] == ["Call us.", "Stop eating.", "Stop drinking.", "Please arrive.", "Do not drive."]
    begins = start.replace(second=0, microsecond=0, tzinfo=CHICAGO)
    days = {(begins - timedelta(days=7)).date(), (begins + timedelta(weeks=6)).date()}
    days |= {datetime.fromtimestamp(begins.timestamp() - 60 * span, CHICAGO).date() for span in (360, 120, 20)}
    assert sum(bool(row[1]) for row in rows(made)) == len(days)


def test_one_order_is_one_document_and_another_order_another(tmp_path: Path) -> None:
    body = f"::: timeline\n- {{{{ {START} | time }}}}: come\n- [ ] {{{{ {START} | at(\"12:30\") | time }}}}: call\n:::\n"
    path = leaflet(tmp_path, body)
    early, later, late = (merge(path, appointment(start=f"2026-12-08T{at}"), clinic()) for at in ("08:00", "10:15", "15:00"))
    assert early.document is later.document and early.document is not late.document
    assert [row[3] for row in rows(early)] == ["come", "(just after noon): call"]
    assert [row[3] for row in rows(late)] == ["(just after noon): call", "come"]
    assert early.wording != late.wording


def test_a_time_in_the_words_of_an_entry_is_dated_unless_its_moment_is_of_that_day(tmp_path: Path) -> None:
    evening = f"{START} | before(hours=12) | time"
    body = f"""::: timeline
- [ ] {{{{ {evening} }}}}: Eat until {{{{ {evening} }}}}.
- {{{{ {START} | time }}}}: Nothing since {{{{ {evening} }}}}, we begin at {{{{ {START} | time }}}}.
:::

Nothing since {{{{ {evening} }}}}.
"""
    made = merged(tmp_path, body)
    assert [row[3] for row in rows(made)] == ["Eat until 9:30 PM.", "Nothing since 9:30 PM, Monday, December 7, 2026, we begin at 9:30 AM."]
    assert "since 9:30 PM, Monday, December 7, 2026." in printed(made.document.blocks[-2], made.values).replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "until", "said"), [
    ("es", "hasta", "Hasta entonces: x"), ("es", "until", "Hasta entonces: x"), ("fr", "jusqu'au", "Jusque-là : x"), ("ar", "حتى", "حتى ذلك الحين: x"),
    ("zh-CN", "直到", "在此之前： x"),
])  # fmt: skip
def test_until_is_said_in_the_leaflets_language(tmp_path: Path, language: str, until: str, said: str) -> None:
    body = f"::: timeline\n- {until} {{{{ {START} | date }}}}: x\n:::\n"
    [row] = rows(merged(tmp_path, body, front=FRONT.replace("en-US", language)))
    assert (row[0], row[3]) == ("until", said)


def test_words_that_say_until_then_do_not_say_it_twice(tmp_path: Path) -> None:
    [row] = rows(merged(tmp_path, f"::: timeline\n- until {{{{ {START} | date }}}}: until then, rest.\n:::\n"))
    assert row[3] == "until then, rest."


@pytest.mark.parametrize("loop", [
    f"{{% for hours in (2, 6) %}}- [ ] {{{{ {START} | before(hours=hours) | time }}}}: {{{{ hours }}}}\n{{% endfor %}}",
    f"{{% set two = {START} | before(hours=2) | time %}}- [ ] {{{{ two }}}}: 2\n- [ ] **{{{{ {FAST} | time }}}}:** 6\n",
])  # fmt: skip
def test_moments_may_come_from_loops_and_names_and_be_bold(tmp_path: Path, loop: str) -> None:
    assert [row[3] for row in rows(merged(tmp_path, f"::: timeline\n{loop}:::\n"))] == ["6", "2"]


@pytest.mark.parametrize(("inside", "what"), [
    ("", "a timeline without entries"),
    ("Words.\n", "a timeline is one list, and nothing else"),
    (f"1. {{{{ {START} | date }}}}: one\n", "a timeline is one list, and nothing else"),
    ("- [ ] Eat nothing.\n", "an entry of a timeline begins with its moment"),
    ("- {{ patient.given_name }}: come\n", "an entry of a timeline begins with its moment"),
    ("- {{ clinic.phone }}: come\n", "an entry of a timeline begins with its moment"),
    (f"- till {{{{ {START} | date }}}}: rest\n", "an entry of a timeline begins with its moment"),
    (f"- {{{{ {START} | date }}}} come\n", "an entry of a timeline has a colon after its moment, and then words"),
    (f"- {{{{ {START} | date }}}}:\n", "an entry of a timeline has a colon after its moment, and then words"),
    (f"- {{{{ {START} | date }}}}: come\n\n  Second.\n", "an entry of a timeline is one paragraph"),
    (f"- {{{{ {START} }}}}: come\n", "a date is printed with '| date', '| short_date' or '| time'"),
])  # fmt: skip
def test_what_is_no_entry_is_refused_at_its_line(tmp_path: Path, inside: str, what: str) -> None:
    error = refusal(tmp_path, f"::: timeline\n{inside}:::\n")
    first = 8 if inside.startswith("- ") else 7
    assert what in str(error) and f":{first}:" in str(error)


def test_a_box_in_it_is_no_list_of_entries(tmp_path: Path) -> None:
    body = f":::: timeline\n::: lead\n- {{{{ {START} | date }}}}: come\n:::\n::::\n"
    assert "a timeline is one list, and nothing else" in str(refusal(tmp_path, body))


def test_all_that_is_wrong_with_its_entries_is_told_at_once(tmp_path: Path) -> None:
    error = refusal(tmp_path, f"::: timeline\n- [ ] Eat nothing.\n- {{{{ {START} | date }}}}: fine\n- {{{{ {START} | date }}}} come\n:::\n")
    assert [slip.line for slip in error.slips] == [8, 10]
