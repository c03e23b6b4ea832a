"""The printers there are, and what each can do.

In: a printer's attributes.  Out: a frozen `Printer`; the attributes of a job that prints a copy as it was asked for.  Refuses what the
printer cannot do, before anything is sent (`InputError`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from handouts.delivery.printing import client
from handouts.delivery.printing.client import HttpRefusal, NoAnswer, Queue
from handouts.delivery.printing.ipp import Attribute, Attributes, Group, Operation, Tag, attribute
from handouts.errors import InputError
from handouts.files.pdfs import lies_on_its_side
from layouts.measures import PAPERS

Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge"]
SIDES: tuple[Sides, ...] = ("one-sided", "two-sided-long-edge", "two-sided-short-edge")  # RFC 8011, 5.2.8
PDF = "application/pdf"
MEDIA = {name: paper.media for name, paper in PAPERS.items()}
STATES = {3: "idle", 4: "printing", 5: "stopped"}  # RFC 8011, 5.4.11
STAPLE, STAPLE_CORNER = 4, 20  # finishings: anywhere; in the top left corner (PWG 5100.1)
ASKED = (
    "printer-name", "printer-uri-supported", "printer-make-and-model", "printer-location", "printer-state", "printer-state-reasons",
    "printer-state-message", "printer-is-accepting-jobs", "printer-up-time", "queued-job-count", "media-ready", "media-supported",
    "sides-supported", "finishings-supported", "media-source-supported", "document-format-supported", "device-uri",
    "job-password-supported", "job-password-length-supported", "job-password-encryption-supported", "job-account-id-supported",
    "job-creation-attributes-supported",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as it describes itself.

    reasons: printer-state-reasons; media: what lies in its trays; sizes: what could; up_time: seconds since it started; device: of a
    queue, where its printer is; pin, least: the longest and the shortest PIN that it holds a copy back for, 0 for none; ciphers: how it
    may be told one; accounts: whether it takes an account, None if it does not say.
    """

    name: str
    uri: str
    model: str = ""
    location: str = ""
    state: str = "idle"
    accepting: bool = True
    reasons: tuple[str, ...] = ()
    message: str = ""
    queued: int = 0
    media: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    trays: tuple[str, ...] = ()
    finishings: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    up_time: int = 0
    device: str = ""
    default: bool = False
    pin: int = 0
    least: int = 0
    ciphers: tuple[str, ...] = ()
    accounts: bool | None = None

    @property
    def duplex(self) -> bool:
        """Whether it prints both sides of a sheet."""
        return any(side.startswith("two-sided") for side in self.sides)

    @property
    def staples(self) -> int:
        """The finishing that staples, 0 if it has none."""
        return next((f for f in (STAPLE, STAPLE_CORNER) if f in self.finishings), 0)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        names = ("name", "uri", "model", "location", "state", "accepting", "reasons", "message", "queued", "media", "trays", "default")
        said = {name: value for name, value in asdict(self).items() if name in names}
        return {**said, "media": [size_of(m) for m in self.media], "duplex": self.duplex, "staples": bool(self.staples)}


@dataclass(frozen=True, slots=True)
class Ticket:
    """How copies are printed.

    sides: '' leaves it to the printer; tray: a media-source of it, '' for whichever has the size; account: that pages are counted for;
    pin: what a person types in at the printer before a copy comes out.
    """

    sides: str = ""
    tray: str = ""
    staple: bool = False
    account: str = ""
    pin: str = field(default="", repr=False)


def printer_of(found: Attributes, name: str, uri: str) -> Printer:
    """The printer in these attributes; what it does not say is taken as nothing."""
    return Printer(
        name=_word(found, "printer-name") or name,
        uri=uri,
        model=_word(found, "printer-make-and-model"),
        location=_word(found, "printer-location"),
        state=STATES.get(_number(found, "printer-state"), "idle"),
        accepting=_first(found, "printer-is-accepting-jobs") is not False,
        reasons=tuple(reason for reason in _words(found, "printer-state-reasons") if reason != "none"),
        message=_word(found, "printer-state-message"),
        queued=_number(found, "queued-job-count"),
        media=tuple(dict.fromkeys(_words(found, "media-ready"))),
        sizes=_words(found, "media-supported"),
        sides=_words(found, "sides-supported"),
        trays=_words(found, "media-source-supported"),
        finishings=tuple(f for f in found.get("finishings-supported", ()) if isinstance(f, int)),
        formats=_words(found, "document-format-supported"),
        up_time=_number(found, "printer-up-time"),
        device=_word(found, "device-uri"),
        pin=_longest(found),
        least=_range(found, "job-password-length-supported")[0],
        ciphers=_words(found, "job-password-encryption-supported"),
        accounts=_accounts(found),
    )


def _longest(found: Attributes) -> int:
    """The longest PIN (PWG 5100.11, 6.4)."""
    longest, (_, most) = _number(found, "job-password-supported"), _range(found, "job-password-length-supported")
    return min(longest, most) if most else longest


def _accounts(found: Attributes) -> bool | None:
    """Whether a job can name an account (PWG 5100.7, 6.8.3); None if nothing is said of it."""
    said, known = _first(found, "job-account-id-supported"), _words(found, "job-creation-attributes-supported")
    return said if isinstance(said, bool) else "job-account-id" in known if known else None


def described(queue: Queue, name: str) -> Printer:
    """What a printer says of itself now.  Raises NoAnswer, HttpRefusal, IppRefusal."""
    return printer_of(queue.attributes(*ASKED), name, queue.address.uri)


def queues(timeout: float = 10.0) -> Iterator[Printer]:
    """The queues of the local print server, the default first.  Raises NoAnswer, HttpRefusal."""
    server = Queue(client.server(), timeout=timeout)
    wanted = attribute(Tag.KEYWORD, "requested-attributes", *ASKED)
    default = _word(server.ask(Operation.CUPS_GET_DEFAULT, [wanted]).one(Group.PRINTER), "printer-name")
    found = server.ask(Operation.CUPS_GET_PRINTERS, [wanted]).all(Group.PRINTER)
    for attributes in sorted(found, key=lambda a: (_word(a, "printer-name") != default, _word(a, "printer-name"))):
        name = _word(attributes, "printer-name")
        printer = printer_of(attributes, name, _word(attributes, "printer-uri-supported"))
        yield replace(printer, default=name == default)


def default_queue() -> str:
    """The name of the local server's default queue, '' if there is none.  Raises NoAnswer, HttpRefusal."""
    wanted = attribute(Tag.KEYWORD, "requested-attributes", "printer-name")
    return _word(Queue(client.server()).ask(Operation.CUPS_GET_DEFAULT, [wanted]).one(Group.PRINTER), "printer-name")


def known() -> str:
    """The names of the queues there are, for a sentence."""
    try:
        names = [printer.name for printer in queues()]
    except (NoAnswer, HttpRefusal):
        return "the print server of this computer does not answer"
    return f"there are {', '.join(names)}" if names else "the print server of this computer has no printer"


def ticket_for(ticket: Ticket, data: bytes) -> Ticket:
    """How a copy is printed: what is folded lies on its side, is printed on both sides, turned over the short edge, and not stapled."""
    return replace(ticket, sides="two-sided-short-edge", staple=False) if lies_on_its_side(data) else ticket


def job_attributes(printer: Printer, ticket: Ticket, page: str) -> tuple[Attribute, ...]:
    """The attributes of a job.  page: A4 or Letter.  Raises InputError for what the printer says that it cannot do."""
    _possible(printer, ticket, page)
    wanted = [_media(ticket, page)]
    if ticket.sides:
        wanted.append(attribute(Tag.KEYWORD, "sides", ticket.sides))
    if ticket.staple:
        wanted.append(attribute(Tag.ENUM, "finishings", printer.staples))
    if ticket.account:
        wanted.append(attribute(Tag.NAME, "job-account-id", ticket.account))
    return tuple(wanted)


def _media(ticket: Ticket, page: str) -> Attribute:
    """The sheet by its name; with a tray, by size and source, for both at once are an error (PWG 5100.7, 6.3)."""
    if not ticket.tray:
        return attribute(Tag.KEYWORD, "media", MEDIA[page])
    across, along = PAPERS[page].hundredths
    size = attribute(Tag.INTEGER, "x-dimension", across), attribute(Tag.INTEGER, "y-dimension", along)
    column = attribute(Tag.COLLECTION, "media-size", size), attribute(Tag.KEYWORD, "media-source", ticket.tray)
    return attribute(Tag.COLLECTION, "media-col", column)


def _possible(printer: Printer, ticket: Ticket, page: str) -> None:
    sides = ", ".join(printer.sides)
    trays = ", ".join(printer.trays)
    sizes = ", ".join(dict.fromkeys(map(size_of, printer.sizes[:12])))
    refusals = {
        f"does not print PDF files; let a queue of CUPS print to it, which converts them ({PDF})":
            printer.formats and PDF not in printer.formats,
        f"does not print {page}; it takes {sizes}": printer.sizes and MEDIA[page] not in printer.sizes,
        f"does not print {ticket.sides}; it prints {sides}": printer.sides and ticket.sides not in ("", "one-sided", *printer.sides),
        f"has no tray {ticket.tray!r}; it has {trays}": printer.trays and ticket.tray not in ("", *printer.trays),
        "does not staple; leave that out, or choose another printer": ticket.staple and not printer.staples,
        "takes no account; leave account out of printing.toml, or choose another printer": ticket.account and printer.accounts is False,
    }  # fmt: skip
    for what, so in refusals.items():
        if so:
            raise InputError(f"{printer.name} {what}")


def size_of(media: str) -> str:
    """The short name of a sheet: A4, Letter, or the middle of its long name."""
    short = {long: page for page, long in MEDIA.items()}
    return short.get(media, media.split("_")[1] if media.count("_") >= 2 else media)


def _first(found: Attributes, name: str) -> object:
    return next(iter(found.get(name, ())), None)


def _word(found: Attributes, name: str) -> str:
    value = _first(found, name)
    return value if isinstance(value, str) else ""


def _words(found: Attributes, name: str) -> tuple[str, ...]:
    return tuple(value for value in found.get(name, ()) if isinstance(value, str))


def _range(found: Attributes, name: str) -> tuple[int, int]:
    value = _first(found, name)
    return (value[0], value[1]) if isinstance(value, tuple) and len(value) == 2 else (0, 0)


def _number(found: Attributes, name: str) -> int:
    value = _first(found, name)
    return value if isinstance(value, int) else 0
