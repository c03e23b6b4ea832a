"""What a file says of itself: the information dictionary and the XMP packet.

In: a file.  Out: names and texts.  Refuses (`Unreadable`) metadata in a form that a copy does not have.  (ISO 32000-1, 14.3; ISO 16684-1.)
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from handouts.proof.reader import REFERENCE, File, Unreadable, string

_ENTRY = re.compile(rb"/(\w+) (<[0-9A-F]*>|\((?:[^()\\]|\\.)*\))")
ALWAYS = re.compile(  # what the packet of every copy says: namespaces, and the extension schema that PDF/A wants for PDF/UA
    r"\s*|\ufeff|W5M0MpCehiHzreSzNTczkc9d|adobe:ns:meta/|https?://[\w./-]+[#/]?|PDF/UA identification|pdfuaid|part|Integer|internal"
    r"|Part of ISO 14289|Resource|x-default|r"
)


def read_description(file: File) -> tuple[tuple[str, str], ...]:
    """What the metadata say, name by name.  Raises Unreadable if there are none."""
    packet = dict(REFERENCE.findall(file.body(file.trailer[b"Root"]))).get(b"Metadata")
    if not packet or b"Info" not in file.trailer:
        raise Unreadable("the file has no metadata")
    return (*_information(file.body(file.trailer[b"Info"])), *_packet(file.body(int(packet))))


@lru_cache(64)
def _information(body: bytes) -> tuple[tuple[str, str], ...]:
    """The entries of an information dictionary; of dates the digits."""
    entries = _ENTRY.findall(body)
    if b"<<%s>>" % b"".join(b"/%s %s" % entry for entry in entries) != body:
        raise Unreadable("the information dictionary is in another form than a copy's")
    texts = ((name.decode(), string(token)) for name, token in entries)
    return tuple((name, re.sub(r"^D:(\d{14})\+00'00'$", r"\1", text)) for name, text in texts)


@lru_cache(64)
def _packet(body: bytes) -> tuple[tuple[str, str], ...]:
    """What an XMP packet says: properties, the standards that it keeps, and under '' whatever else stands in it that is not always so."""
    data = body.partition(b"stream\r\n")[2].removesuffix(b"\r\nendstream").decode("utf-8", "replace")
    said: list[tuple[str, str]] = re.findall(r'((?:dc|pdf|xmp|pdfuaid|pdfaid):\w+)="([^"]*)"', data)
    for name, inside in re.findall(r"<(dc:\w+)>(.*?)</\1>", data, re.S):
        said.append((name, re.sub(r"<[^>]*>", "", inside)))
    rest = re.sub(r"<(dc:\w+)>.*?</\1>", "", data, flags=re.S)
    strange = set(re.findall(r">([^<>]+)<", rest)) | set(re.findall(r'(?<![\w:])(?!(?:dc|pdf|xmp|pdfuaid|pdfaid):)[\w:]+="([^"]*)"', rest))
    said += [("", text) for text in sorted(strange) if text.strip() and not ALWAYS.fullmatch(text)]
    return tuple((name, unescape(text)) for name, text in said)
