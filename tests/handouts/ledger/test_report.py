"""Reports: figures that add up, for any run; a page that needs nothing from outside and tells of no patient."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import Clinic
from handouts.errors import InputError, Problem
from handouts.ledger.data import Options, Row
from handouts.ledger.ledger import Ledger
from handouts.ledger.page import THINNEST, WHOLE, Share, bars, is_red, page, ranges, shares, tinted, took
from handouts.ledger.report import Report, report, reports
from layouts.colours import colour, contrast, hexadecimal
from tests.handouts import clinic
from tests.ledgers import NOW, WORDS, a_run, copy_of, outcome_of

VOID = {"meta", "img", "rect", "br"}


@pytest.fixture
def ledger(tmp_path: Path):  # type: ignore[no-untyped-def]
    with a_run(tmp_path, 200, mails=100) as made:
        yield made


class Tags(HTMLParser):
    """Elements with their attributes, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.found if tag in names]


# -- figures


def test_a_report_adds_up_and_is_what_was_recorded(ledger: Ledger) -> None:
    found = report(ledger, 1)
    counts = found.counts
    others = [row for n in range(2, 202) if (row := outcome_of(n))]
    assert found.faults == counts.faults == ()
    assert counts.rows == 200 == counts.made + counts.rejected + counts.skipped
    assert counts.copies == counts.delivered + counts.waiting + counts.failed + counts.in_doubt == 200 - len(others)
    assert min(counts.delivered, counts.waiting, counts.failed, counts.in_doubt) > 0
    assert found.rejected + found.skipped == tuple(sorted(others, key=lambda row: row.outcome))
    assert sum(lot.copies for lot in found.lots) == counts.copies
    assert sum(lot.copies * lot.pages for lot in found.lots) == counts.pages


@pytest.mark.parametrize("fields", [("leaflet",), ("leaflet", "version"), ("language",), ("layout",), ("pages",), ("proof",)])
def test_however_the_copies_are_parted_none_is_lost(ledger: Ledger, fields: tuple[str, ...]) -> None:
    found = report(ledger, 1)
    parts = found.by(*fields)
    assert (sum(copies for _, copies, _ in parts), sum(pages for _, _, pages in parts)) == (found.counts.copies, found.counts.pages)
    assert [copies for _, copies, _ in parts] == sorted((copies for _, copies, _ in parts), reverse=True)
    assert len({key for key, _, _ in parts}) == len(parts) > 1


def test_an_unfinished_run_has_rows_to_go_and_no_fault(tmp_path: Path) -> None:
    with a_run(tmp_path, 100, finish=False) as ledger:
        found = report(ledger, 1)
    assert found.to_go == 100 - 48
    assert found.faults == ()
    assert any(f"{found.to_go} of the rows are still to be made" in what for what in found.attention)
    assert found.as_json()["adds_up"] is True


def test_a_ledger_that_somebody_changed_does_not_add_up(ledger: Ledger) -> None:
    ledger.connection.execute("PRAGMA foreign_keys = OFF")
    ledger.connection.execute("DELETE FROM deliveries WHERE copy IN (SELECT id FROM copies WHERE sequence <= 2)")
    ledger.connection.execute("DELETE FROM rows WHERE row = 3")
    found = report(ledger, 1)
    assert found.faults == ("1 row is not accounted for", "2 copies are not accounted for")
    assert found.as_json()["adds_up"] is False


def test_what_is_to_be_seen_to_says_what_to_do(ledger: Ledger) -> None:
    found = report(ledger, 1)
    assert [what.split()[0] for what in found.attention] == list(
        map(str, (found.counts.failed, found.counts.in_doubt, found.counts.waiting, found.counts.rejected))
    )
    assert all("; " in what for what in found.attention)


def test_problems_are_counted_by_rows() -> None:
    twice = Row(2, "rejected", (Problem("start", "is empty"), Problem("start", "is empty")))
    found = Report(None, None, (), (twice, Row(3, "rejected", (Problem("start", "is empty"), Problem("born", "is empty")))), ())  # type: ignore[arg-type]
    assert found.problems() == [("start: is empty", 2), ("born: is empty", 1)]


def test_all_runs_are_listed_and_one_that_there_is_not_is_refused(ledger: Ledger) -> None:
    ledger.begin_run("another", who="ward", rows=3)
    assert [(run.id, run.who, counts.rows) for run, counts in reports(ledger)] == [(2, "ward", 3), (1, "desk", 200)]
    with pytest.raises(InputError, match="there is no run 9; see `handouts report`"):
        report(ledger, 9)


def test_a_report_is_of_one_moment_while_the_run_goes_on(tmp_path: Path) -> None:
    """Between any two of its questions another connection records a copy; none of the answers knows."""
    with a_run(tmp_path, 100, finish=False) as ledger, Ledger.open(ledger.path, now=lambda: NOW) as writer:
        run = writer.begin_run("list 100", who="desk", rows=100).id
        before = report(ledger, run)
        rows = iter(range(50, 100))
        asked = ledger.connection.set_trace_callback

        def record(_: str) -> None:
            asked(None)
            row = next(rows)
            writer.record_copies(run, [copy_of(run, row, row)])
            asked(record)

        with ledger.reading() as db:
            db.execute("SELECT count(*) FROM copies").fetchone()  # the moment begins with the first reading
            asked(record)
            during = report(ledger, run)
            asked(None)
        assert during == before
        assert next(rows) > 52
        assert report(ledger, run).counts.copies > before.counts.copies


# -- the page


@pytest.mark.parametrize("name", ["riverside", "harbour"])
def test_a_page_is_well_formed_and_can_be_read_by_all(ledger: Ledger, name: str) -> None:
    text = page(report(ledger, 1), clinic(name), NOW)
    tags = Tags(text)
    assert tags.open == []
    assert tags.of("html") == [{"lang": "en"}]
    heads = [int(tag[1]) for tag, _ in tags.found if re.fullmatch("h[1-6]", tag)]
    assert heads[0] == 1 == heads.count(1)
    assert all(after - before <= 1 for before, after in pairwise(heads))
    ids = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = [attrs["aria-labelledby"] for _, attrs in tags.found if "aria-labelledby" in attrs]
    assert set(" ".join(filter(None, named)).split()) <= set(ids)
    assert all(svg.get("aria-hidden") == "true" or svg.get("role") == "img" for svg in tags.of("svg"))
    assert len(tags.of("title")) - 1 == len(tags.of("desc")) == sum(svg.get("role") == "img" for svg in tags.of("svg")) == 2
    assert all("scope" in head for head in tags.of("th"))
    assert all("alt" in image for image in tags.of("img"))


def test_a_page_asks_nothing_of_anybody(ledger: Ledger) -> None:
    text = page(report(ledger, 1), clinic(), NOW)
    tags = Tags(text)
    for _, attrs in tags.found:
        for name in ("src", "href", "xlink:href", "action", "data", "srcset"):
            assert (attrs.get(name) or "data:").startswith("data:")
    assert not re.search(r"url\(|@import|https?:", re.sub(r"data:[^\"]*", "", text))
    assert not tags.of("script", "link", "iframe", "object", "form")


def test_neither_page_nor_json_nor_repr_tells_of_a_patient(ledger: Ledger) -> None:
    found = report(ledger, 1)
    for text in (page(found, clinic(), NOW), json.dumps(found.as_json()), repr(found)):
        plain = text.replace("such as 1951-04-17", "")
        assert not [word for word in WORDS if word.lower() in plain.lower()]


def test_a_page_says_every_figure_every_bad_row_and_every_reason(ledger: Ledger) -> None:
    found = report(ledger, 1)
    text = page(found, clinic(), NOW)
    for row in found.rejected:
        assert f'<th scope="row">{row.row}</th>' in text
    for reason, count in found.reasons():
        assert re.search(rf'<th scope="row">{reason}</th><td>[\d, –]+</td><td class="number">{count}</td>', text)
    for count in (found.counts.delivered, found.counts.waiting, found.counts.failed, found.counts.in_doubt, found.counts.made):
        assert f"<dd>{count}</dd>" in text
    assert "every row is accounted for" in text
    assert "tomorrow.csv" in text


def test_faults_stand_first_and_loud(ledger: Ledger) -> None:
    found = report(ledger, 1)
    bad = replace(found, counts=replace(found.counts, faults=("2 copies are not accounted for",)))
    text = page(bad, clinic(), NOW)
    assert "Run 1 does not add up</h1>" in text
    assert text.index('role="alert"') < text.index("2 copies are not accounted for") < text.index("To see to")
    assert "is accounted for" not in text
    assert 'role="alert"' not in page(found, clinic(), NOW)


def test_an_empty_and_an_unfinished_run_have_pages(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.begin_run("nothing", who="<b>desk</b>", rows=0, options=Options("C:\\patients\\<i>.csv"))
        text = page(report(ledger, 1), clinic(), NOW)
    Tags(text)
    assert "is not finished" in text
    assert "&lt;b&gt;desk" in text
    assert "of &lt;i&gt;.csv" in text
    assert "patients" not in text


def test_a_great_many_bad_rows_are_told_as_far_as_somebody_reads(ledger: Ledger) -> None:
    found = report(ledger, 1)
    many = replace(found, rejected=tuple(Row(n, "rejected", (Problem("start", "is empty"),)) for n in range(2, 1302)))
    text = page(many, clinic(), NOW)
    assert text.count("<li>start: is empty</li>") == 500
    assert "and 800 more that" in text


# -- what it is worked out from


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**7), max_size=6))
def test_shares_fill_their_bar_and_none_is_hidden(counts: list[int]) -> None:
    placed = shares(*(Share("good", str(n), count) for n, count in enumerate(counts)))
    assert [share.count for share in placed] == [count for count in counts if count]
    assert all(share.width >= THINNEST for share in placed)
    assert sum(share.width for share in placed) == (WHOLE if placed else 0)
    assert [share.x for share in placed] == [sum(s.width for s in placed[:n]) for n in range(len(placed))]


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(1, 300)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    said = ranges(sorted(numbers))
    back: list[int] = []
    for part in filter(None, said.split(", ")):
        first, _, last = part.partition("–")
        back += range(int(first), int(last or first) + 1)
    assert back == sorted(numbers)


def test_ranges_as_one_reads_them() -> None:
    assert ranges([3, 5, 6, 8, 9, 10, 12]) == "3, 5, 6, 8–10, 12"


@settings(max_examples=200, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_whatever_the_brand_colour_pictures_can_be_told_from_white(rgb: tuple[int, int, int]) -> None:
    clinic_ = replace_colour(clinic(), "#{:02x}{:02x}{:02x}".format(*rgb))
    text = page(EMPTY, clinic_, NOW)
    accent, tint, bad = (colour(found) for found in re.search(r"--accent: (\S+); --tint: (\S+);.*--bad: (\S+);", text).groups())  # type: ignore[union-attr]
    assert contrast(accent, (1, 1, 1)) >= 4.45
    assert contrast(tint, (1, 1, 1)) >= 2.95
    assert hexadecimal(bad) != hexadecimal(accent)
    assert not (is_red(accent) and is_red(bad) and min(bad) < 0.1)


def replace_colour(known: Clinic, value: str) -> Clinic:
    return replace(known, brand=replace(known.brand, colour=value))


def _empty() -> Report:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "l") as ledger:
        ledger.begin_run("nothing", who="desk", rows=0)
        return report(ledger, 1)


EMPTY = _empty()


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 seconds"), (1, "1 second"), (59.4, "59 seconds"), (60, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (90000, "25 h 0 min")]
)
def test_a_time_that_passed(seconds: float, said: str) -> None:
    assert took(timedelta(seconds=seconds)) == said


def test_bars_are_as_long_as_their_counts() -> None:
    assert [(bar.count, bar.width) for bar in bars([("a", 200, ""), ("b", 50, ""), ("c", 0, "")])] == [(200, 1000), (50, 250), (0, THINNEST)]
    assert bars([]) == []


def test_a_tint_is_paler_and_can_be_seen() -> None:
    assert contrast(tinted(colour("#0b5a7a")), (1, 1, 1)) == pytest.approx(3.1, abs=0.15)
