"""A copy put into the patient's hands: the code on its paper and the patient's own code are read, and have to agree.

In: what a scanner has read.  Out: the copy, without its patient; then whether both agree, and if they do, that the ledger keeps by whom and
when.  Refuses what is no copy's code, and a copy that nobody may have any more (`InputError`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from handouts.actions.where import Where
from handouts.errors import InputError

if TYPE_CHECKING:
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.ledger.handed import InHand
    from handouts.ledger.ledger import Ledger

NO_CODE = "that is not the code of a leaflet; scan the square on page 1, or type the letters and digits beside it"
PURGED = "the patient's data have been purged; nobody can say whose this paper is, so keep it and make a new one"
REPLACED = "a newer copy counts instead of this paper; keep it back, and give the patient the newer one"
CODE = re.compile(r"(?:hc)?([a-z2-7]{12})")  # as page 1 says it: the letters of the code, and the copy's id (`ledger.data.copy_id`)


@dataclass(frozen=True, slots=True)
class ScannedPaper:
    """A copy whose code was read.  handed: when it was handed over before, at the clinic; None if never; by: who gave it then."""

    copy: str
    title: str
    language: str
    pages: int
    handed: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A copy, and what was read of the patient: the number.  who: gives it."""

    where: Where
    copy: str
    scanned: str = field(repr=False)
    who: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it.  agreed: whether the paper is this patient's; new: False if it was handed over before.

    name, born, identifier: whom the paper is for; scanned: whom the other code is of, as it was read.
    """

    paper: ScannedPaper
    agreed: bool
    new: bool
    name: str = field(repr=False)
    born: date = field(repr=False)
    identifier: str = field(repr=False)
    scanned: str = field(repr=False)


def is_code(scanned: str) -> bool:
    """Whether something is the code of a paper: what the code says whole, never an id alone, which could be a patient's number."""
    return scanned.strip().casefold().startswith("hc") and CODE.fullmatch(scanned.strip().casefold()) is not None


def read_paper(where: Where, scanned: str) -> ScannedPaper:
    """The copy whose code was read.  Raises InputError for another code, and for a copy that counts no more; ClinicError, LedgerError."""
    clinic = where.read()
    with where.open() as ledger, ledger.reading():
        copy = _copy(ledger, scanned)
        return _paper(copy, ledger, clinic)


def hand_over(request: HandOver) -> HandedOver:
    """Hand a copy over, if the patient is the one that it is for.  Raises InputError as `read_paper` does; ClinicError, LedgerError."""
    from handouts.ledger.handed import hand

    clinic = request.where.read()
    with request.where.open() as ledger:
        with ledger.writing():
            copy = _copy(ledger, request.copy)
            assert copy.whose is not None
            agreed = _same(copy.whose.patient, request.scanned)
            new = hand(ledger, copy.id, request.who)[1] if agreed else False
        whose = copy.whose
        return HandedOver(_paper(copy, ledger, clinic), agreed, new, whose.name, whose.born, whose.patient, request.scanned.strip())


def handed_at(where: Where, copies: Collection[str]) -> dict[str, InHand]:
    """Those of these copies that were handed over.  Raises InputError if there is no ledger yet, LedgerError."""
    from handouts.ledger.handed import handed

    with where.open() as ledger:
        return handed(ledger, copies)


def _copy(ledger: Ledger, scanned: str) -> Copy:
    """The copy of a code, which somebody may have.  Raises InputError."""
    found = CODE.fullmatch(scanned.strip().casefold())
    if not found:
        raise InputError(NO_CODE)
    copy = ledger.copy(found[1])
    if copy.whose is None:
        raise InputError(PURGED)
    if copy.void:
        raise InputError(f"nobody may be given this paper, it is void: {copy.void}")
    if copy.replaced_by:
        raise InputError(REPLACED)
    return copy


def _paper(copy: Copy, ledger: Ledger, clinic: Clinic) -> ScannedPaper:
    from handouts.leaflets.shelf import Shelf
    from handouts.ledger.handed import handed

    shelf, struck = Shelf(clinic), copy.struck
    known = struck.leaflet in shelf.identifiers()
    title = shelf.choose(struck.leaflet, struck.language).title if known else struck.leaflet
    before = handed(ledger, [copy.id]).get(copy.id)
    when = before.moment.astimezone(clinic.zone) if before else None
    return ScannedPaper(copy.id, title, struck.language, struck.pages, when, before.who if before else "")


def _same(identifier: str, scanned: str) -> bool:
    """Whether two numbers are the same, however a scanner writes them."""
    one, other = (unicodedata.normalize("NFKC", text).strip().casefold() for text in (identifier, scanned))
    return one == other
