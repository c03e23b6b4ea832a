"""Kinds of text that settings have in common: what each is, and how it is asked for in words."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated
from zoneinfo import ZoneInfo

from handouts.files.marks import Filled, Longest, OneLine, OneOf, Reads
from handouts.language.characters import LANGUAGE
from handouts.language.dates import zone_of
from handouts.language.durations import Duration, read_duration
from handouts.language.phrases import Fixed, Reachable
from layouts.measures import PAPERS, Fits

ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
DIALLED = re.compile(r"\+?[\d\s()./-]+", re.A)
EMAIL = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})+")


def is_email(text: str) -> bool:
    """Whether a text is one plain address (RFC 5321, 4.1.2, without quoted local parts)."""
    return len(text) <= 254 and EMAIL.fullmatch(text) is not None and text.index("@") <= 64


def is_mailbox(text: str) -> bool:
    """Whether a text is one plain address whose letters may be of any script before the @ (RFC 6531, 3.3; 64 octets: RFC 5321)."""
    local, _, domain = text.rpartition("@")
    plain = local if local.isascii() else "".join(c if c.isascii() or unicodedata.category(c)[0] not in "LMN" else "x" for c in local)
    return len(local.encode()) <= 64 and len(text.encode()) <= 254 and is_email(f"{plain}@{domain}")


def is_phone(text: str) -> bool:
    """Whether a text can be dialled: some digits in one short line."""
    return sum(c.isdigit() for c in text) >= 2 and len(text) <= 60 and text.isprintable()


def is_machine(text: str) -> bool:
    """Whether a text can be the name or address of a machine in a network."""
    return bool(text.strip()) and text.isascii() and text.isprintable() and not set(text) & set(" /@")


def is_language(text: str) -> bool:
    """Whether a text is a language tag in its usual letter case (BCP 47, 2.1.1)."""
    return LANGUAGE.fullmatch(text) is not None


def unbroken(text: str) -> Fixed:
    """A telephone number that no line end may part, and that opens a call where it is nothing but a number."""
    shown = text.replace(" ", "\u00a0")
    return Reachable(shown, "tel:" + re.sub(r"[^+\d]", "", text)) if DIALLED.fullmatch(text) else Fixed(shown)


def mailed(text: str) -> Reachable:
    """An address for mail, which opens a letter."""
    return Reachable(text, f"mailto:{text}")


def bare(text: str) -> Fixed:
    """An address in the web, without what every such address begins with."""
    return Fixed(text.removeprefix("https://"))


Short = Annotated[str, OneLine(), Longest(254)]
Word = Annotated[str, Filled(), OneLine(), Longest(254)]
Printed = Annotated[Fixed, OneLine(), Longest(1000)]  # on the page
Language = Annotated[str, Fits(is_language, "a language tag such as en-US, en or ar")]
ADDRESS = Fits(is_email, "an e-mail address such as letters@clinic.example")
Email = Annotated[str, ADDRESS]
PrintedEmail = Annotated[Fixed, ADDRESS, Reads(mailed, "an e-mail address")]
Website = Annotated[Fixed, OneLine(), Longest(1000), Reads(bare, "an address in the web such as https://clinic.example")]
Phone = Annotated[Fixed, Fits(is_phone, "a telephone number such as (217) 555-0142"), Reads(unbroken, "a telephone number")]
Zone = Annotated[ZoneInfo, Reads(zone_of, "the name of a time zone, such as 'Europe/London'")]
Lasting = Annotated[Duration, Reads(read_duration, "a number and its unit, such as '6 hours' or '90 minutes'")]
Page = Annotated[str, OneOf(tuple(PAPERS))]
Machine = Annotated[str, Longest(254), Fits(is_machine, "the name of a machine, such as smtp.clinic.example")]
