"""A patient at the desk: the copies as they will leave, looked at first, and then kept, printed or e-mailed.

In: an entry of the diary, or a record that was typed; leaflets, language, layout, a note.  Out: `Prepared`, finished copies in memory,
with their pages as pictures; then what became of each.  What is kept is what was looked at, byte for byte.  Refuses what the press refuses,
and a record that cannot be used (`InputError`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from handouts.actions.attendant import NOBODY, Attendant
from handouts.actions.cards import entry_of
from handouts.actions.counter import COPIES, Counter
from handouts.actions.manner import Manner
from handouts.actions.pictures import drawn
from handouts.errors import InputError, RecordError
from handouts.files.pdfs import opened

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

    from handouts.actions.presses import Presses
    from handouts.clinics.clinic import Clinic
    from handouts.ledger.data import Copy
    from handouts.press import Handout, Press
    from handouts.records.appointment import Appointment

Way = Literal["save", "print", "mail"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the copies shall be.  leaflets: ids; language, layout: '' for the patient's own; note: for the patient, None for the list's."""

    leaflets: tuple[str, ...]
    language: str = ""
    layout: str = ""
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Finished copies that nobody has been given yet.  fingerprints: of their runs, one each."""

    press: Press = field(repr=False)
    appointment: Appointment = field(repr=False)
    handouts: tuple[Handout, ...] = field(repr=False)
    fingerprints: tuple[str, ...] = field(repr=False)

    @property
    def pages(self) -> int:
        """Of all copies."""
        return sum(handout.pages for handout in self.handouts)

    @property
    def sheets(self) -> int:
        """That both sides of paper take, a copy each."""
        return sum((handout.pages + 1) // 2 for handout in self.handouts)

    def place(self, page: int) -> tuple[int, int]:
        """The copy, and its page from 0, of a page of all, from 1.  Raises InputError if there is none."""
        left = page - 1
        for number, handout in enumerate(self.handouts):
            if 0 <= left < handout.pages:
                return number, left
            left -= handout.pages
        raise InputError("there is no such page")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What became of copies at the desk: where they went, and a sentence for each that did not arrive."""

    copies: tuple[Copy, ...] = field(repr=False)
    way: Way
    states: tuple[str, ...]
    said: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all of it came about."""
        return all(state == "sent" for state in self.states)


def prepare(counter: Counter, entry: str, wishes: Wishes, manner: Manner, presses: Presses) -> Prepared:
    """Make the copies of a patient of the diary, in memory.  presses: that the desk has set up.

    Raises InputError, RecordError, LeafletError, RefusedError.
    """
    clinic = counter.read()
    with counter.diary(clinic) as diary:
        found = entry_of(diary, entry)
    appointment = _wished(found.appointment, wishes, clinic)
    with presses.lock:
        return _struck(presses.press(clinic, replace(manner, layout=wishes.layout or manner.layout)), appointment, wishes)


def _struck(press: Press, appointment: Appointment, wishes: Wishes) -> Prepared:
    """The copies of an appointment.  Raises InputError, LeafletError, RefusedError."""
    from handouts.ledger.data import copy_id, fresh

    runs = tuple(fresh() for _ in wishes.leaflets)
    try:
        made = tuple(press.make(appointment, leaflet, copy=copy_id(run, 1)) for leaflet, run in zip(wishes.leaflets, runs, strict=True))
    except RecordError as error:
        raise InputError("; ".join(map(str, error.problems))) from None
    return Prepared(press, appointment, made, runs)


def picture(prepared: Prepared, page: int, width: int, *, cover: bool = False) -> bytes:
    """A page of the very bytes, as a PNG of so many pixels of width.  cover: the birth date is covered.

    Raises InputError if there is no such page.
    """
    number, place = prepared.place(page)
    handout = prepared.handouts[number]
    texts = dates_of(prepared.appointment, handout.leaflet.language, prepared.press.clinic)
    return drawn(handout.data, place, width, partial(_covered, texts) if cover else None)


def dates_of(appointment: Appointment, language: str, clinic: Clinic) -> tuple[str, ...]:
    """The birth date in the ways that a page may write it."""
    from handouts.language.dates import day, short_day
    from handouts.language.phrases import locale_of

    locale, born = locale_of(language, clinic.language), appointment.patient.born
    return short_day(born, locale), day(born, locale), born.isoformat()


def _covered(texts: Sequence[str], image: Image, page: PdfPage) -> Image:
    """The picture of a page, painted over wherever one of these texts stands."""
    from PIL import ImageDraw

    pen, scale, height, found = ImageDraw.Draw(image), image.width / page.get_width(), page.get_height(), page.get_textpage()
    for text in texts:
        search = found.search(text.replace("\u00a0", " "), match_case=True)
        while (at := search.get_next()) is not None:
            for number in range(found.count_rects(*at)):
                left, bottom, right, top = (scale * side for side in found.get_rect(number))
                pen.rectangle((left - 2, height * scale - top - 2, right + 2, height * scale - bottom + 2), fill="#767676")
    return image


def words(prepared: Prepared) -> tuple[tuple[str, str, str], ...]:
    """The copies to be heard: title, language and text of each, as a screen reader gets it from the very bytes."""
    out = []
    for handout in prepared.handouts:
        with opened(handout.data) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document or ())
        out.append((handout.leaflet.title, handout.leaflet.language, text.replace("\r\n", "\n")))
    return tuple(out)


def hand_out(counter: Counter, prepared: Prepared, way: Way, who: str, attendant: Attendant = NOBODY) -> HandedOut:
    """Keep prepared copies, and print or e-mail them.  What was kept is safe, whatever becomes of the rest.

    Raises OutputError, LedgerError where nothing could be kept.
    """
    copies, behind = _kept(counter, prepared, who)
    if way == "save":
        return HandedOut(copies, way, ("sent",) * len(copies), behind)
    states, said = zip(*(deliver(counter, copy, way, attendant) for copy in copies), strict=True)
    return HandedOut(copies, way, states, (*(text for text in said if text), *behind))


def _kept(counter: Counter, prepared: Prepared, who: str) -> tuple[tuple[Copy, ...], tuple[str, ...]]:
    """The copies in their files and in the ledger; why what they replaced could not be taken out of its folder."""
    from handouts.files.output import make_folder, write_whole
    from handouts.proof.kinds import HANDOUT
    from handouts.runs.one import finish_one, record_one

    folder = counter.home / COPIES
    make_folder(folder)
    out, behind = [], []
    with counter.ledger() as ledger:
        for handout, fingerprint in zip(prepared.handouts, prepared.fingerprints, strict=True):
            path = folder / f"{secrets.token_hex(10)}.pdf"
            write_whole(counter.where.guard().outlet(path, HANDOUT), handout.data)
            out.append(record_one(prepared.press, handout, prepared.appointment, path, ledger, who, fingerprint=fingerprint))
            behind.append(finish_one(out[-1], ledger))
    return tuple(out), tuple(filter(None, behind))


def deliver(counter: Counter, copy: Copy, way: Way, attendant: Attendant = NOBODY) -> tuple[str, str]:
    """Print or e-mail a copy of the ledger: the state of its delivery, and what is to be said of it.  Raises InputError, ClinicError."""
    if way == "print":
        from handouts.actions.printing import PrintCopies, print_copies

        printed = print_copies(PrintCopies(counter.where, copy.id), attendant)
        states: list[str] = [one.delivery.state for one in printed.passed]
        stopped = printed.stopped
        said = next((str(one.delivery.receipt.get("said", "")) for one in printed.passed if one.delivery.state != "sent"), "")
    else:
        from handouts.actions.mail import SendMail, send_mail

        sent = send_mail(SendMail(counter.where, copy.id), attendant)
        states, stopped = [letter.state for letter in sent.letters], sent.stopped
        said = next((letter.said for letter in sent.letters if letter.state != "sent"), "")
        said = said or next((f"not by e-mail: {why}; it waits to be printed" for why, _ in sent.printed_instead), "")
    return (states[-1] if states else "waiting"), str(stopped) if stopped else said



def _wished(appointment: Appointment, wishes: Wishes, clinic: Clinic) -> Appointment:
    """The appointment, in another language and with another note if that is wished for.  Raises InputError for what may not stand there."""
    from handouts.records.appointment import flat, read_record

    wished = {"language": wishes.language or None, "instructions": wishes.note}
    changed = {column: text for column, text in wished.items() if text is not None}
    if not changed:
        return appointment
    try:
        return read_record({**flat(appointment), **changed}, "the desk", clinic.zone)
    except RecordError as error:
        raise InputError("; ".join(map(str, error.problems))) from None
