"""The letter around an attachment: text and HTML, in the patient's language and the clinic's colour.

In: the settings, the clinic, an appointment, the attachment.  Out: the bytes of one message to one address (RFC 5322), in ASCII unless
the address is not (RFC 6532).  Refuses an address that is not one plain address (`InputError`), and a template of the clinic's that cannot
be filled (`ClinicError`).

Neither subject, names of files, headers nor the letter itself say anything of health, nor who the patient is: templates are given the
clinic's name for mail and its telephone number, and no field of the record.  The name stands for the clinic, since a clinic's own name
may tell what it treats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from markupsafe import Markup, escape

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.headers import BUILDING, address_field, boundary, in_bytes, same_field
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.templates import rendered
from handouts.errors import InputError
from handouts.files.guard import begins
from handouts.language.pairs import first_of
from handouts.language.phrases import phrases
from handouts.records.appointment import Appointment
from handouts.records.fields import read_email
from layouts.document.blocks import is_right_to_left

FILE, CALENDAR = "document.pdf", "appointment.ics"
LETTER = begins("an older letter", rb"^Message-ID: <[a-z2-7]{12}\.\d+@")  # that of a copy: `Mail.identify`
QUIET = "DR, RN, NRN, OOF, AutoReply"  # for Exchange (MS-OXCMAIL, 2.2.3.2.14); not NDR: what could not be delivered shall be told
GREETING = "Hello,"
LENGTH = timedelta(minutes=30)  # of an appointment whose record names none


@dataclass(frozen=True, slots=True)
class Letter:
    """What one message is made of.  pdf: as it is attached; locked: it opens with a passphrase; language: the patient's.

    event: names the appointment in a calendar, and tells nothing of it.
    """

    message: str
    appointment: Appointment = field(repr=False)
    pdf: bytes = field(repr=False)
    locked: bool
    language: str
    moment: datetime
    event: str = ""


def written(letter: Letter, settings: MailSettings, clinic: Clinic) -> bytes:
    """The bytes of a letter's message (RFC 5322).  Raises InputError for its address, ClinicError for a template."""
    message = EmailMessage(policy=BUILDING)
    letter = replace(letter, language=understood(letter.language, clinic))
    _ = phrases(letter.language)
    message["From"] = address_field("From", settings.name, settings.sender)
    message["To"] = recipient(letter.appointment)
    subject = str(_("A message from %(name)s", name=settings.name))
    message["Subject"] = same_field("Subject", subject)
    message["Date"] = letter.moment.astimezone(UTC)
    message["Message-ID"] = letter.message
    if settings.reply_to:
        message["Reply-To"] = address_field("Reply-To", "", settings.reply_to)
    message["Auto-Submitted"] = same_field("Auto-Submitted", "auto-generated")  # RFC 3834, 5: no out-of-office reply comes back
    message["X-Auto-Response-Suppress"] = same_field("X-Auto-Response-Suppress", QUIET)
    _fill(message, letter, settings, clinic, subject)
    return in_bytes(message)


def understood(language: str, clinic: Clinic) -> str:
    """The language a letter is written in: the patient's, if the program has its words; the clinic's; English."""
    tags = (first_of(language), clinic.language)
    return next((tag for tag in tags if tag.split("-")[0] == "en" or phrases(tag)(GREETING) != GREETING), "en-US")


def recipient(appointment: Appointment) -> Address:
    """The one address that a patient's letter goes to.  Raises InputError if it is not one plain address."""
    try:
        local, _, domain = read_email(appointment.patient.email).rpartition("@")
        address = Address(username=local, domain=domain)
    except ValueError:
        raise InputError("the record's e-mail address is not one plain address; correct it in the list") from None
    if address.addr_spec != appointment.patient.email:
        raise InputError("the record's e-mail address can be read in two ways; correct it in the list")
    return address


def _fill(message: EmailMessage, letter: Letter, settings: MailSettings, clinic: Clinic, subject: str) -> None:
    said = _said(letter, settings, clinic, subject)
    message.set_content(rendered(clinic, "mail.txt", {**said, **_isolated(letter, settings, clinic)}), subtype="plain", charset="utf-8")
    isolated = {**said, "name": Markup("<bdi>{}</bdi>").format(settings.name)}
    message.make_alternative(boundary=boundary())  # else the library looks through the whole letter for one that is not in it
    message.add_alternative(rendered(clinic, "mail.html", isolated), subtype="html", charset="utf-8")
    message.make_mixed(boundary=boundary())
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=FILE)
    if settings.calendar:
        event = calendar(letter, settings, clinic)
        said_of_it = {"method": "PUBLISH", "charset": "utf-8"}  # RFC 6047, 2.4
        message.add_attachment(event, maintype="text", subtype="calendar", filename=CALENDAR, params=said_of_it)


def _said(letter: Letter, settings: MailSettings, clinic: Clinic, subject: str) -> dict[str, object]:
    """What the templates are given."""
    direction = "rtl" if is_right_to_left(letter.language) else "ltr"
    number = "".join(c for c in clinic.phone if c.isdigit() or c == "+")
    call = Markup('<a href="tel:{}" dir="ltr" style="white-space:nowrap">{}</a>').format(number, clinic.phone)
    return {
        "_": _phrase(letter.language), "subject": subject, "name": settings.name, "phone": clinic.phone, "call": call,
        "colour": clinic.colour, "language": letter.language, "direction": direction, "locked": letter.locked,
        "calendar": settings.calendar, "replies": bool(settings.reply_to),
    }  # fmt: skip


def _isolated(letter: Letter, settings: MailSettings, clinic: Clinic) -> dict[str, str]:
    """Name and number for plain text; among words that run from the right each has its own direction (UAX #9: FSI, PDI)."""
    before, after = ("\u2068", "\u2069") if is_right_to_left(letter.language) else ("", "")
    return {"name": f"{before}{settings.name}{after}", "phone": f"{before}{clinic.phone}{after}"}


def _phrase(language: str) -> Callable[..., str]:
    """Phrases whose parts may be markup."""
    _ = phrases(language)

    def phrase(text: str, **parts: str) -> str:
        if any(isinstance(part, Markup) for part in parts.values()):
            return escape(str(_(text))) % parts
        return str(_(text, **parts))

    return phrase


def calendar(letter: Letter, settings: MailSettings, clinic: Clinic) -> bytes:
    """The appointment as iCalendar (RFC 5545): a time in UTC, the clinic's address, and no word on what it is for."""
    from icalendar import Calendar, Event

    asked = letter.appointment
    made, event = Calendar(), Event()
    made.add("version", "2.0")
    made.add("prodid", "-//Handouts//EN")
    made.add("method", "PUBLISH")
    length = timedelta(minutes=asked.duration_minutes) if asked.duration_minutes else LENGTH
    said = {
        "uid": f"{letter.event or letter.message.strip('<>').split('@')[0]}@{settings.domain}",
        "sequence": int(letter.moment.timestamp() // 60),  # grows, so that a newer letter's entry takes the place of an older one's
        "dtstamp": letter.moment.astimezone(UTC), "dtstart": asked.start.astimezone(UTC),
        "dtend": (asked.start + length).astimezone(UTC), "summary": settings.name, "location": ", ".join(clinic.address),
        "class": "PRIVATE", "transp": "OPAQUE",
    }  # fmt: skip
    for name, value in said.items():
        event.add(name, value)
    made.add_component(event)
    return bytes(made.to_ical())
