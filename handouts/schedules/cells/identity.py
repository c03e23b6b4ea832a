"""Names and numbers in parts, as HL7 and FHIR have them.

In: the parts.  Out: the columns of the record that they make; whether a number is another authority's than the clinic's.  Refuses nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

# HL7 table 0203: of social security and taxes, of licences and passports, of cards and insurers, of donors and employers.
FOREIGN_TYPES = frozenset((
    "SS", "SB", "TAX", "DL", "PPN", "CZ", "BC", "AM", "DI", "DS", "MS", "VS", "MA", "MC", "MB", "SN", "WC", "NIIP", "DR", "EI", "EN",
))  # fmt: skip
FOREIGN_SYSTEM = re.compile(
    r"us-ssn|\bssn\b|\bssa\b|social-?security|113883\.4\.1$|113883\.4\.3\.|113883\.4\.330|passport|\bdrivers?-?licen[cs]e", re.I
)


@lru_cache(1024)
def is_foreign(kind: str, system: str) -> bool:
    """Whether an identifier is none of a patient of a clinic: its type (HL7 table 0203), and who gives it."""
    return kind.upper() in FOREIGN_TYPES or (kind.upper() != "MR" and FOREIGN_SYSTEM.search(system) is not None)


def suffixed(given: str, family: str, suffix: str) -> tuple[str, str]:
    """Given and family name with what is written behind the whole name: Jr, III."""
    if not suffix:
        return given, family
    return (given, f"{family} {suffix}") if family else (f"{given} {suffix}" if given else "", "")
