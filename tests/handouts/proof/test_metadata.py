"""Metadata: what a file says of itself is read name by name, and a word more is seen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.proof.metadata import _information, _packet
from layouts.copies.impression import information
from layouts.document.blocks import Document
from layouts.pdf.archive import packed_metadata

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=30).map(str.strip).filter(bool)
ISSUED = "2026-12-01T08:00:00+00:00"
PLAIN = Document("Kyphoplasty", "en-US", (), author="Riverside", subject="What it is.")


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_what_is_written_is_read(title: str, author: str, subject: str) -> None:
    document = replace(PLAIN, title=title, author=author, subject=subject)
    said = dict(_packet(packed_metadata(document, ISSUED)))
    assert (said["dc:title"], said["dc:creator"], said["dc:description"], said["dc:language"]) == (title, author, subject, "en-US")
    assert said["xmp:CreateDate"] == said["xmp:ModifyDate"] == ISSUED
    assert "" not in said
    assert dict(_information(information(document, ISSUED)))["Title"] == title


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12), st.integers(0, 10**6))
def test_a_word_more_is_seen(word: str, seed: int) -> None:
    packet = packed_metadata(PLAIN, ISSUED)
    places = [i for i in range(packet.index(b"<x:xmpmeta"), packet.index(b"</x:xmpmeta")) if packet[i : i + 1] == b">"]
    at = places[seed % len(places)] + 1
    more = packet[:at] + f" Ben{word} ".encode() + packet[at:]
    assert _packet(more) != _packet(packet)
