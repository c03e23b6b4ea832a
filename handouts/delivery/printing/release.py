"""A PIN that a person types in at the printer before a copy comes out (PWG 5100.11, 7.1: job-password).

In: a printer, a PIN.  Out: the attributes of an operation that ask for it.  Refuses a printer that holds no copies back, and a PIN that it
does not take (`InputError`): without it a copy would lie in the tray for everybody.
"""

from __future__ import annotations

import hashlib

from handouts.delivery.printing.ipp import Attribute, Tag, attribute
from handouts.delivery.printing.printers import Printer
from handouts.errors import InputError

HASHES = {  # the keyword for a way to send it, the better first -> the hash; PWG 5100.11, 7.2, and IANA's registry of it
    "sha2-512": "sha512", "sha3-512": "sha3_512", "sha2-256": "sha256", "sha3-256": "sha3_256", "sha2-384": "sha384",
    "sha3-384": "sha3_384", "sha2-512_256": "sha512_256", "sha2-224": "sha224", "sha3-224": "sha3_224", "sha": "sha1", "md5": "md5",
}  # fmt: skip
OPEN = "none"  # as it is typed in
WAITS = "job-password-wait"  # why a job is held (PWG 5100.11, 8.1)
ATTRIBUTE = "job-password"


def held(printer: Printer, pin: str) -> tuple[Attribute, ...]:
    """What asks the printer to hold a copy back until the PIN is typed in; nothing without one.  Raises InputError."""
    if not pin:
        return ()
    if not printer.pin:
        raise InputError(f"{printer.name} holds no copies back for a PIN; leave pin out of printing.toml, or choose another printer")
    if not printer.least <= len(pin.encode()) <= printer.pin:
        least = f"{printer.least} to " if printer.least else "at most "
        raise InputError(f"{printer.name} does not take the PIN; it takes {least}{printer.pin} characters")
    way = next((way for way in (*HASHES, OPEN) if way in printer.ciphers), "" if printer.ciphers else OPEN)
    if not way:
        raise InputError(f"{printer.name} wants its PIN in a form that is not known here; leave pin out, or choose another printer")
    said = pin.encode() if way == OPEN else hashlib.new(HASHES[way], pin.encode(), usedforsecurity=False).digest()
    return attribute(Tag.OCTETS, ATTRIBUTE, said), attribute(Tag.KEYWORD, "job-password-encryption", way)
