"""Rules about what stands around the text: version, dates, owner, sources, whom to call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Survey

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LONGEST, LONG = 3, 2  # years until the next review


def version(s: Survey) -> Iterator[Catch]:
    """A version is a whole number from 1."""
    if (s.manuscript.version or 0) < 1:
        yield Catch(s.key("version"), "The leaflet has no version.", "Write 'version: 1' into its head, and count up with every change.")


def produced(s: Survey) -> Iterator[Catch]:
    """A day of production, not in the future."""
    made = s.manuscript.produced
    if made is None:
        yield Catch(s.head, "The leaflet does not say when it was written.", f"Write 'produced: {s.manuscript.today}' into its head.")
    elif made > s.manuscript.today:
        yield Catch(s.key("produced"), f"The leaflet was written on {made}, which is in the future.", "Correct 'produced'.")


def review_date(s: Survey) -> Iterator[Catch]:
    """A review date that is to come, within three years, and later than the production."""
    m = s.manuscript
    due, at = m.review_due, s.key("review-due")
    if due is None:
        remedy = f"Write 'review-due: {_after(m.today, LONG)}' or an earlier day into its head."
        yield Catch(s.head, "The leaflet has no review date.", remedy)
    elif due < m.today:
        yield Catch(at, f"The leaflet was to be reviewed by {due}.", "Have it reviewed, and give it a new date.")
    elif due > _after(m.today, LONGEST):
        yield Catch(at, f"The review date {due} is more than {LONGEST} years ahead.", f"Give it one until {_after(m.today, LONGEST)}.")
    elif m.produced and due < m.produced:
        yield Catch(at, f"The review date {due} is before the day of writing, {m.produced}.", "Correct one of them.")


def review_far(s: Survey) -> Iterator[Catch]:
    """A review within two years."""
    m = s.manuscript
    if m.review_due and _after(m.today, LONG) < m.review_due <= _after(m.today, LONGEST):
        what = f"The review date {m.review_due} is more than {LONG} years ahead."
        yield Catch(s.key("review-due"), what, f"Consider a day until {_after(m.today, LONG)}.")


def owner(s: Survey) -> Iterator[Catch]:
    """Somebody who answers for the text."""
    if not s.manuscript.owner.strip():
        yield Catch(s.head, "The leaflet has no owner.", "Write 'owner: …' into its head: the person or team that answers for it.")


def sources(s: Survey) -> Iterator[Catch]:
    """At least one source."""
    if not any(source.strip() for source in s.manuscript.sources):
        remedy = "List under 'sources:' in its head what it was written from, each with its year."
        yield Catch(s.key("sources"), "The leaflet names no sources.", remedy)


def source_year(s: Survey) -> Iterator[Catch]:
    """Each source has its year, and not a future one."""
    for source in s.manuscript.sources:
        years = [int(year) for year in YEAR.findall(source)]
        at = max(s.manuscript.source.find(source.strip()), 0) or s.key("sources")
        if not years:
            yield Catch(at, f"The source “{_short(source)}” has no year.", "Add the year of publication, or of the last review: '…, 2024'.")
        elif min(years) > s.manuscript.today.year:
            yield Catch(at, f"The source “{_short(source)}” is of {min(years)}, which is in the future.", "Correct its year.")


def based_on(s: Survey) -> Iterator[Catch]:
    """The line that tells a reader what the facts come from, where there are sources."""
    m = s.manuscript
    if any(source.strip() for source in m.sources) and not m.based_on.strip():
        what = "The leaflet has sources, and does not say on paper what it is based on."
        remedy = "Write one line into its head, who published them and when: 'based-on: MedlinePlus (2024), NICE (2013)'."
        yield Catch(s.key("sources"), what, remedy)


def contact(s: Survey) -> Iterator[Catch]:
    """A number to call."""
    if not any(c.isdigit() for c in s.manuscript.phone):
        yield Catch(s.head, "There is no phone number to ask at.", "Give the clinic a 'phone' in clinic.toml.")


def contact_hours(s: Survey) -> Iterator[Catch]:
    """When the number is answered."""
    if not s.manuscript.hours.strip():
        yield Catch(s.head, "Nothing says when the phone is answered.", "Give the clinic its 'hours' in clinic.toml.")


def _after(day: date, years: int) -> date:
    """The same day some years later; 28 February for the 29th."""
    year = min(day.year + years, 9999)
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
