"""What printers say in keywords, said in sentences with a remedy.

In: printer-state-reasons and job-state-reasons (RFC 8011, 5.4.12 and 5.3.8; CUPS's own), status codes (RFC 8011, B.1), HTTP statuses.
Out: sentences.  What is not known is told as it is: keywords are words too.
"""

from __future__ import annotations

from collections.abc import Iterable

from handouts.delivery.printing.client import NoAnswer, Untrusted
from handouts.delivery.printing.ipp import Group, Response

STOPPING = {  # a reason that keeps paper from coming out -> what is so, what to do
    "media-empty": ("is out of paper", "put paper in"),
    "media-needed": ("waits for paper", "put the right paper in"),
    "media-jam": ("has a paper jam", "take the paper out"),
    "input-tray-missing": ("misses a tray", "push the tray in"),
    "input-media-size-change": ("has another size of paper than it needs", "put the right paper in"),
    "input-manual-input-request": ("waits for paper to be fed by hand", "feed it, or choose another tray"),
    "door-open": ("has a door open", "close it"),
    "cover-open": ("has its cover open", "close it"),
    "interlock-open": ("has a door open", "close it"),
    "toner-empty": ("is out of toner", "change the cartridge"),
    "marker-supply-empty": ("is out of toner or ink", "change the cartridge"),
    "marker-waste-full": ("has its waste bin full", "change the waste bin"),
    "developer-empty": ("is out of developer", "change the cartridge"),
    "fuser-over-temp": ("is too hot", "let it cool"),
    "output-area-full": ("has its output tray full", "take the paper out of it"),
    "output-tray-missing": ("misses its output tray", "put it in"),
    "spool-area-full": ("has no room for another job", "wait, or delete old jobs"),
    "offline": ("is switched off or not connected", "switch it on and look at its cable or network"),
    "connecting-to-device": ("is not reached by its print server", "switch it on and look at its cable or network"),
    "timed-out": ("does not answer its print server", "switch it on and look at its cable or network"),
    "paused": ("is paused", "press its resume button, or resume the queue (`cupsenable NAME`)"),
    "moving-to-paused": ("is being paused", "press its resume button, or resume the queue (`cupsenable NAME`)"),
    "shutdown": ("is switching itself off", "switch it on"),
    "stopped-partly": ("is stopped in part", "look at its display"),
    "cups-missing-filter": ("lacks a filter for PDF files on its print server", "install cups-filters there"),
    "cups-insecure-filter": ("has a filter that its print server does not trust", "see to the permissions of the filter"),
    "cups-remote-stopped": ("is stopped at the other computer that it is shared by", "start it there"),
    "cups-waiting-for-job-completed": ("is waited for by its print server", "look at the printer"),
    "cups-pki-invalid": ("has a certificate that its print server does not trust", "see to the certificate"),
    "com.apple.print.recoverable": ("reports a fault", "look at its display"),
}
QUIET = ("cups-waiting-for-job-completed",)  # the usual state of a queue that prints
JOBS = {
    "document-format-error": "it could not read the file",
    "unsupported-document-format": "it does not print PDF files",
    "document-unprintable-error": "it cannot print the file",
    "job-canceled-by-operator": "an operator stopped it",
    "aborted-by-system": "the printer or its server gave up",
    "print-password-required": "it wants a PIN: write pin into printing.toml",
    "account-authorization-failed": "it does not take the account: correct account in printing.toml",
    "account-info-needed": "it wants an account: write account into printing.toml",
    "account-closed": "the account is closed",
    "account-limit-reached": "the account's pages are used up",
    "job-password-wait": "nobody typed its PIN in",
    "queued-in-device": "it lies in the printer's memory",
    "resources-are-not-ready": "what it needs is not there",
    "media-not-ready": "the paper it needs is not there",
}
TEMPORARY = frozenset({0x0405, 0x0502, 0x0504, 0x0505, 0x0506, 0x0507, 0x050B})  # RFC 8011, B.1.4 and B.1.5
BUSY = frozenset({0x0507, 0x0502, 0x0505, 0x050B})  # soon over by itself
UNKNOWN_JOB = frozenset({0x0406, 0x0407})  # not-found, gone
CONNECT = "switch it on, look at its cable or network, and print again"
SERVER = "start it, or name a printer by its address, ipp://… or ipps://…"
ACCOUNT = "write user and password into printing.toml, or let this computer print without"
REFUSED = ("does not take the name and password", "correct user and password in printing.toml")
STATUSES = {
    0x0401: ("does not let you print", "ask whoever looks after it"),
    0x0402: ("wants a name and a password", ACCOUNT),
    0x0403: ("does not let you print", "ask whoever looks after it"),
    0x0406: ("is not known there", "see `handouts printers`"),
    0x0408: ("finds the file too large", "look for memory settings of the printer"),
    0x040A: ("does not print PDF files", "let a queue of CUPS print to it, which converts them"),
    0x040B: ("cannot print as was asked", "leave out what it cannot do"),
    0x0502: ("can do nothing at the moment", "try again in a while"),
    0x0504: ("reports a fault", "look at its display"),
    0x0505: ("reports a passing fault", "try again in a while"),
    0x0506: ("takes no jobs", "switch it to take jobs (`cupsaccept NAME`)"),
    0x0507: ("is busy", "try again when it has finished"),
    0x0508: ("was stopped by somebody while the copy was on its way", "print it again if it is wanted"),
    0x0509: ("takes no such jobs", "ask whoever looks after it"),
    0x050B: ("has too many jobs", "try again in a while"),
}
HTTP = {
    401: ("wants a name and a password", ACCOUNT),
    403: ("does not let this computer print", "ask whoever looks after it"),
    404: ("is not known there", "see `handouts printers`"),
    413: ("finds the file too large", "look for memory settings of the printer"),
    426: ("wants an encrypted connection", "write ipps:// instead of ipp://"),
    503: ("is busy", "try again when it has finished"),
}


def plain(reason: str) -> str:
    """A reason without its weight (`-error`, `-warning`, `-report`)."""
    for weight in ("-error", "-warning", "-report"):
        reason = reason.removesuffix(weight)
    return reason


def troubles(reasons: Iterable[str]) -> tuple[str, ...]:
    """What keeps a printer from printing: 'is out of paper: put paper in'.  Mere reports of something low are no trouble."""
    known = (plain(reason) for reason in reasons if plain(reason) not in QUIET)
    return tuple(dict.fromkeys("{}: {}".format(*STOPPING[reason]) for reason in known if reason in STOPPING))


def because(reasons: Iterable[str]) -> str:
    """': …' with what a job's reasons say, '' if they say nothing."""
    said = [JOBS[reason] for reason in reasons if reason in JOBS]
    return f": {'; '.join(said)}" if said else ""


def refused(answer: Response) -> str:
    """What a printer's refusal means, and what to do: 'is busy; try again …'.  Attributes that it cannot do are named."""
    what, remedy = STATUSES.get(answer.status, (f"answered with status 0x{answer.status:04x}", "look at its display or its web page"))
    names = sorted({name for group in answer.all(Group.UNSUPPORTED) for name in group})
    return f"{what}{' (' + ', '.join(names) + ')' if names else ''}; {remedy}"


def not_reached(called: str, error: NoAnswer) -> str:
    """That a printer does not answer, and what to do: at the printer, for its certificate, or for the print server of this computer."""
    if isinstance(error, Untrusted):
        return f"{called} {error.why}"
    if "://" not in called:
        return f"{called!r} is a queue of this computer's print server (CUPS), which does not answer: {error.why}; {SERVER}"
    return f"{called} is not reached: {error.why}; {CONNECT}"


def turned_away(status: int, *, named: bool = False) -> str:
    """What an HTTP status means, and what to do.  named: it was told a name and a password."""
    what, remedy = HTTP.get(status, (f"answered with HTTP status {status}", "look at its web page"))
    if named and status == 401:
        what, remedy = REFUSED
    return f"{what}; {remedy}"
