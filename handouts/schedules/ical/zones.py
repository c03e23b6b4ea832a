"""A calendar's own time zones (RFC 5545, 3.6.5).

In: the text of a VTIMEZONE.  Out: its name, and what tells its offset from UTC.  Refuses nothing: one that cannot be read, or whose rules
are not one a year, is none.  They are read without the package's own reader, which keeps what one calendar calls a zone for all others.
dateutil is imported when a calendar has a zone.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, tzinfo

LONGEST = 2**16  # characters
MOST_RULES = 200
RULE = re.compile(r"(?im)^RRULE[^:\n]*:(.*)$")


def zone_in(text: str) -> tuple[str, tzinfo] | None:
    """Name and zone."""
    from dateutil import tz

    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    rules = RULE.findall(unfolded)
    if len(text) > LONGEST or len(rules) > MOST_RULES or not all(re.search(r"(?i)\bFREQ=YEARLY\b", rule) for rule in rules):
        return None
    try:
        calendar = tz.tzical(io.StringIO(unfolded.replace("\r\n", "\n")))
        (name,) = calendar.keys()
        found = calendar.get(name)
    except Exception:  # noqa: BLE001 (whatever the package stumbles over, it is no time zone)
        return None
    return (name, found) if isinstance(found, tzinfo) else None


def moment_in(zone: tzinfo, local: datetime) -> datetime:
    """The moment of a local time.  Raises ValueError for one that the zone's clocks skip or strike twice."""
    from dateutil import tz

    if not tz.datetime_exists(local, zone):
        raise ValueError("is a time that the clocks skip that day, by the calendar's own time zone")
    if tz.datetime_ambiguous(local, zone):
        raise ValueError("is a time that the clocks strike twice that day, by the calendar's own time zone")
    return local.replace(tzinfo=zone)
