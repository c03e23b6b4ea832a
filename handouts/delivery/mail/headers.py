"""How a letter's header is written in lines.

In: a message.  Out: its bytes.  Words outside ASCII are encoded, at most 75 octets each and 76 a line (RFC 2047, 2), and the subject is
folded at the same width.  Refuses nothing.

Lines that hold an address or an identifier are never broken: RFC 5322, 2.1.1 allows 998 octets, and folding can break a long address.
"""

from __future__ import annotations

from email.header import Header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import cast

WIDE, NARROW = 990, 76  # octets of a line


class Lines(EmailPolicy):
    """Folds what holds words, and nothing else."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The bytes of a field, with its line ends."""
        if name.casefold() == "subject":
            return f"{name}: {_encoded(name, str(value))}\r\n".encode()
        if name.casefold() == "from" and not str(value).isascii():
            (address,) = cast(AddressHeader, value).addresses
            return f"{name}: {_encoded(name, address.display_name)}\r\n <{address.addr_spec}>\r\n".encode()
        return super().fold_binary(name, value)


def _encoded(name: str, text: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=NARROW - 1, header_name=name).encode(linesep="\r\n")


BUILDING = SMTP.clone(cte_type="7bit")
SENDING = Lines(linesep="\r\n", cte_type="7bit", max_line_length=WIDE)
SENDING_UTF8 = SENDING.clone(utf8=True)


def in_bytes(message: EmailMessage) -> bytes:
    """A message as it is sent: in ASCII, but for an address that is not (RFC 6532)."""
    return message.as_bytes(policy=SENDING if str(message["To"]).isascii() else SENDING_UTF8)
