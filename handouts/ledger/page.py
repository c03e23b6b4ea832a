"""A report -> one HTML page that a manager can read, print and keep.

In: a `Report`, the clinic.  Out: the text of a page that needs nothing from outside: its style, pictures (SVG) and logo stand in it.
The template is data, `report.html`; here is only what it needs worked out: shares of bars, tints, dates, ranges of rows.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from colorsys import rgb_to_hsv
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from handouts.clinics.clinic import Clinic
from handouts.files.guard import begins
from handouts.language.dates import clock, day
from handouts.ledger.data import Row
from handouts.ledger.report import Report
from layouts.colours import Rgb, colour, contrast, darkened, hexadecimal

PAGE = begins("an older report of a run", rb'^<meta name="generator" content="Handouts, report of a run">$')
WHOLE = 1000  # units of a stacked bar
THINNEST = 8  # units of a share that is not nothing
MOST_ROWS = 500  # rejected rows that the page lists one by one
INK, RED, SLATE = "#17212b", "#a3231f", "#5a6875"
WHITE: Rgb = (1.0, 1.0, 1.0)
TEXT, GRAPHICS = 4.5, 3.0  # contrast on white: WCAG 2.2, 1.4.3 and 1.4.11
KINDS = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole.  kind: its colour in the template; x, width: its place in a bar, in thousandths."""

    kind: str
    label: str
    count: int
    x: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar among others.  width: thousandths of the longest."""

    label: str
    count: int
    width: int
    more: str = ""


def page(report: Report, clinic: Clinic, now: datetime) -> str:
    """The page.  now: when the report is made."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["n"] = lambda number: f"{number:,}"
    template = environment.from_string(files("handouts.ledger").joinpath("report.html").read_text("utf-8"))
    return template.render(_words(report, clinic, now))


def _words(report: Report, clinic: Clinic, now: datetime) -> dict[str, object]:
    """What the template prints."""
    run, counts = report.run, report.counts
    accent = darkened(colour(clinic.colour), TEXT)
    bad, dark = (INK, SLATE) if is_red(accent) else (RED, INK)
    language = clinic.language if clinic.language.startswith("en") else "en"
    return {
        "report": report, "run": run, "counts": counts, "clinic": clinic, "logo": _logo(clinic), "schedule": _schedule(report),
        "accent": hexadecimal(accent), "tint": hexadecimal(tinted(accent)), "bad": bad, "dark": dark, "zone": clinic.zone.key,
        "started": _moment(run.started, clinic, language), "made": _moment(now, clinic, language),
        "took": took(run.finished - run.started) if run.finished else "",
        "rows": shares(
            Share("good", "made", counts.made), Share("tint", "same as before", counts.same),
            Share("bad", "rejected", counts.rejected), Share("calm", "skipped", counts.skipped),
            Share("open", "still to be made" if not run.finished else "not accounted for", _missing(report)),
        ),
        "copies": shares(
            Share("good", "delivered", counts.delivered), Share("tint", "waiting", counts.waiting),
            Share("dark", "in doubt", counts.in_doubt), Share("bad", "failed", counts.failed),
            Share("calm", "replaced", counts.replaced), Share("calm", "void", counts.void),
        ),
        "charts": _charts(report),
        "channels": _channels(report), "proofs": [(how or "not said", count) for (how,), count, _ in report.by("proof")],
        "rejected": report.rejected[:MOST_ROWS], "more": max(0, len(report.rejected) - MOST_ROWS),
        "problems": bars((what, count, "") for what, count in report.problems()[:8]),
        "skipped": [(reason, count, ranges(_rows_of(report.skipped, reason))) for reason, count in report.reasons()],
    }  # fmt: skip


def _charts(report: Report) -> list[tuple[str, str, list[Bar]]]:
    """(heading, what one bar is, bars) of each way to part the copies."""
    names = {"standard": "standard", "large-print": "large print"}
    lengths = sorted((pages, count) for (pages,), count, _ in report.by("pages"))
    return [
        ("Leaflets", "leaflet", bars((f"{leaflet}, version {n}", c, _pages(p)) for (leaflet, n), c, p in report.by("leaflet", "version"))),
        ("Languages", "language", bars((tag, count, "") for (tag,), count, _ in report.by("language"))),
        ("Layouts", "layout", bars((names.get(name, name), count, "") for (name,), count, _ in report.by("layout"))),
        ("Length of a copy", "length", bars((_pages(pages), count, "") for pages, count in lengths)),
    ]


def _pages(count: int) -> str:
    return f"{count:,} page{'s' * (count != 1)}"


def _missing(report: Report) -> int:
    counts = report.counts
    return max(0, counts.rows - counts.made - counts.same - counts.rejected - counts.skipped)


def _schedule(report: Report) -> str:
    """The name of the list, if the run says it; not its folder."""
    return report.run.options.schedule.replace("\\", "/").rpartition("/")[2]


def _channels(report: Report) -> list[tuple[str, list[int]]]:
    """(channel, deliveries in each of STATES)."""
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in report.counts.channels:
        found.setdefault(channel, {})[state] = count
    return [(channel, [states.get(state, 0) for state in STATES]) for channel, states in sorted(found.items())]


STATES = ("sent", "waiting", "sending", "in doubt", "failed", "withdrawn")


def shares(*parts: Share) -> list[Share]:
    """Parts with their places in a bar of WHOLE units; one that is not nothing can be seen."""
    there = [part for part in parts if part.count]
    widths = _widths([part.count for part in there])
    placed, x = [], 0
    for part, width in zip(there, widths, strict=True):
        placed.append(Share(part.kind, part.label, part.count, x, width))
        x += width
    return placed


def _widths(counts: Sequence[int]) -> list[int]:
    """Widths that are as the counts, none below THINNEST, and together WHOLE: the widest gives what the others need."""
    total = sum(counts)
    widths = [max(THINNEST, round(count * WHOLE / total)) for count in counts]
    if widths:
        widths[widths.index(max(widths))] += WHOLE - sum(widths)
    return widths


def bars(parts: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """Bars of (label, count, more), as long as their counts."""
    known = list(parts)
    longest = max((count for _, count, _ in known), default=1)
    return [Bar(label, count, max(THINNEST, round(count * WHOLE / longest)), more) for label, count, more in known]


def tinted(rgb: Rgb) -> Rgb:
    """The colour with as much white as leaves a picture readable beside white."""
    paler = rgb
    while contrast(paler, WHITE) >= GRAPHICS:
        rgb = paler
        red, green, blue = (c + (1 - c) * 0.05 for c in paler)
        paler = red, green, blue
    return rgb


def is_red(rgb: Rgb) -> bool:
    """Whether a colour would be taken for the red that means trouble: its hue is within 40 degrees of red."""
    hue, saturation, _ = rgb_to_hsv(*rgb)
    return saturation > 0.2 and min(hue, 1 - hue) < 40 / 360


def _rows_of(rows: Iterable[Row], reason: str) -> list[int]:
    return [row.row for row in rows if reason in {problem.what for problem in row.problems} or not row.problems]


def ranges(numbers: Iterable[int]) -> str:
    """Sorted numbers as one reads them: 3, 5–9, 12."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}{'–' if last > first + 1 else ', '}{last}" for first, last in spans)


def took(span: timedelta) -> str:
    """12 seconds; 3 min 20 s; 2 h 5 min."""
    seconds = round(span.total_seconds())
    if seconds < 60:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min {seconds % 60} s"


def _moment(moment: datetime, clinic: Clinic, language: str) -> str:
    there = moment.astimezone(clinic.zone)
    return f"{day(there, language)}, {clock(there, language)}"


def _logo(clinic: Clinic) -> str:
    """The clinic's logo as an address that holds it; '' if there is none that a browser shows."""
    kind = KINDS.get(clinic.logo.name.rpartition(".")[2].lower()) if clinic.logo else None
    return f"data:{kind};base64,{b64encode(clinic.logo.data).decode()}" if clinic.logo and kind else ""
