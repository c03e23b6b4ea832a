"""Codes of leaflets: the system that one is of, by whatever name somebody calls it, and how well it fits what is asked for.

In: the name, the OID or the address of a system; codes.  Out: one name for each system; lengths.  A code of a system is as its leaflet
writes it: nothing is looked up, and no list of codes comes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handouts.leaflets.leaflet import Leaflet

ROOT = "2.16.840.1.113883.6."  # HL7's OID registry: code systems of others
BEGINNING = 3  # signs of a code of a classification that name a category (ICD-10-CM, ICD-9-CM), or a table (ICD-10-PCS)


class CodeSystem(NamedTuple):
    """A system.  oids: below `ROOT`; others: what else it is called; dotted: a code whose beginning fits is one of the same category."""

    name: str
    oids: tuple[str, ...]
    others: tuple[str, ...] = ()
    dotted: bool = False


SYSTEMS = (  # OIDs: HL7's registry; addresses: FHIR R4, 4.3 (terminologies-systems)
    CodeSystem("icd10", ("90", "3"), ("icd10cm", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"), True),
    CodeSystem("icd10pcs", ("4",), ("http://www.cms.gov/medicare/coding/icd10",), True),
    CodeSystem("icd9", ("103",), ("icd9cm", "http://hl7.org/fhir/sid/icd-9-cm"), True),
    CodeSystem("snomed", ("96",), ("snomedct", "sct", "http://snomed.info/sct")),
    CodeSystem("rxcui", ("88",), ("rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm")),
    CodeSystem("ndc", ("69",), ("http://hl7.org/fhir/sid/ndc",)),
    CodeSystem("loinc", ("1",), ("http://loinc.org",)),
    CodeSystem("mesh", ("177",)),
)
DOTTED = frozenset(system.name for system in SYSTEMS if system.dotted)


@lru_cache(256)
def system_of(called: str) -> str:
    """The one name of a system; of a system that nobody has heard of what it is called, without signs: it may stand in a leaflet's head."""
    plain = called.strip().casefold().removeprefix("urn:oid:").rstrip("/")
    return _KNOWN.get(plain) or _KNOWN.get(_signless(plain)) or _signless(plain)


def _signless(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


_KNOWN = {
    name: system.name for system in SYSTEMS for name in (system.name, *system.others, *(f"{ROOT}{oid}" for oid in system.oids))
}  # fmt: skip


def codes_of(leaflet: Leaflet) -> Iterator[tuple[str, str]]:
    """The codes of a leaflet, each with the name of its system."""
    return ((system_of(system), code) for system, some in leaflet.codes for code in some)


def nearness(leaflet: Leaflet, system: str, code: str) -> int:
    """How much of a code a leaflet names: signs, 0 if it does not fit.

    system: as `system_of` has it, '' for any.  In a classification a leaflet of a category fits whatever is more exact: one of M48.5 fits
    M48.56XA.
    """
    asked = plain_code(code)
    fits = (plain_code(own) for of, own in codes_of(leaflet) if system in ("", of) and _fits(of, plain_code(own), asked))
    return max(map(len, fits), default=0)


def _fits(system: str, own: str, asked: str) -> bool:
    return bool(asked) and (own == asked or (system in DOTTED and len(own) >= BEGINNING and asked.startswith(own)))


def plain_code(code: str) -> str:
    """A code without dots and in one letter case, as lists of codes have it."""
    return code.strip().replace(".", "").upper()
