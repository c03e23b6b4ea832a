"""How a letter's header is written in lines.

In: a message.  Out: its bytes.  Words outside ASCII are encoded, at most 75 octets each and 76 a line (RFC 2047, 2), and the subject is
folded at the same width.  Refuses nothing.

Lines that hold an address or an identifier are never broken: RFC 5322, 2.1.1 allows 998 octets, and folding can break a long address.
"""

from __future__ import annotations

import secrets
from email.header import Header
from email.headerregistry import Address, AddressHeader, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import cast

WIDE, NARROW = 990, 76  # octets of a line


class Registry(HeaderRegistry):
    """The kinds of fields, each made once: the library makes a class for every field of every letter."""

    def __getitem__(self, name: str) -> type[BaseHeader]:
        """The kind of a field."""
        return _kind(self, name.casefold())

    def made(self, name: str) -> type[BaseHeader]:
        """The same, made anew."""
        return super().__getitem__(name)


@lru_cache(100)
def _kind(registry: Registry, name: str) -> type[BaseHeader]:
    return registry.made(name)


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


KINDS = Registry()
BUILDING = SMTP.clone(cte_type="7bit", header_factory=KINDS)
SENDING = Lines(linesep="\r\n", cte_type="7bit", max_line_length=WIDE, header_factory=KINDS)
SENDING_UTF8 = SENDING.clone(utf8=True)


@lru_cache(64)
def same_field(name: str, text: str) -> BaseHeader:
    """A field that letters have alike, which the library parses once."""
    return KINDS(name, text)


@lru_cache(64)
def address_field(name: str, called: str, address: str) -> BaseHeader:
    """The same, of an address.  called: whose it is."""
    return KINDS(name, Address(called, addr_spec=address))


def boundary() -> str:
    """What parts are told apart by: `=_` stands in no encoded part (RFC 2045, 6.7), and nobody can write the rest beforehand."""
    return f"=_{secrets.token_hex(16)}"


def in_bytes(message: EmailMessage) -> bytes:
    """A message as it is sent: in ASCII, but for an address that is not (RFC 6532)."""
    return message.as_bytes(policy=SENDING if str(message["To"]).isascii() else SENDING_UTF8)
