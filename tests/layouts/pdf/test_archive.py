"""Metadata of any document are well-formed, and say what the document says."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.copies.impression import dated
from layouts.document.blocks import Document
from layouts.pdf.archive import catalog_entries, metadata

# XML 1.0, 2.2: what a packet can hold; leaflets and clinics refuse the rest at their door.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30)
SAMPLES = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "pdfaid": "http://www.aiim.org/pdfa/ns/id/"}
MOMENT = "2026-12-01T08:00:00+00:00"


@given(WORDS, WORDS, WORDS)
def test_the_packet_holds_title_author_and_subject(title: str, author: str, subject: str) -> None:
    packet = ET.fromstring(metadata(Document(title, "en-GB", (), author=author, subject=subject), MOMENT).decode("utf-8"))
    assert packet.findtext(".//dc:title//rdf:li", namespaces=SAMPLES) == title
    assert packet.findtext(".//dc:creator//rdf:li", namespaces=SAMPLES) == author
    assert packet.findtext(".//dc:description//rdf:li", namespaces=SAMPLES) == subject
    assert packet.findtext(".//dc:language//rdf:li", namespaces=SAMPLES) == "en-GB"


def test_what_a_document_lacks_is_left_out() -> None:
    packet = metadata(Document("T", "en", ()), MOMENT)
    assert b"dc:creator" not in packet
    assert b"dc:description" not in packet
    assert b'pdfaid:part="2" pdfaid:conformance="A"' in packet
    assert b'pdfuaid:part="1"' in packet


@given(WORDS, st.sampled_from(["", "Clinic (north)"]))
def test_the_information_dictionary_says_the_same(title: str, author: str) -> None:
    said = dated(Document(title, "en", (), author=author), MOMENT)
    information = pikepdf.Object.parse(said.information)
    assert str(information.Title) == title
    assert str(information.get("/Author", "")) == author
    assert str(information.CreationDate) == str(information.ModDate) == "D:20261201080000+00'00'"
    assert said.metadata.count(b'xmp:CreateDate="%s" xmp:ModifyDate="%s"' % ((MOMENT.encode(),) * 2)) == 1


@pytest.mark.parametrize("language", ["en-US", "ar", "zh-Hans"])
def test_the_catalogue_names_language_marking_and_profile(language: str) -> None:
    entries = pikepdf.Object.parse(f"<<{catalog_entries(language, 7)}>>".replace("7 0 R", "7").encode("ascii"))
    assert str(entries.Lang) == language
    assert entries.MarkInfo.Marked
    assert entries.ViewerPreferences.DisplayDocTitle
    assert [str(intent.S) for intent in entries.OutputIntents] == ["/GTS_PDFA1"]
    assert entries.OutputIntents[0].DestOutputProfile == 7
