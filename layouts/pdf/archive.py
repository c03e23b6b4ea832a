"""What makes a file PDF/UA-1 and PDF/A-2a besides its content: catalogue entries and XMP.

In: a document and its moment of issue.  Out: bytes.
"""

from __future__ import annotations

from html import escape

from layouts.document.blocks import Document
from layouts.pdf.objects import plain_stream, text_string

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
pdf:Producer="Handouts" xmp:CreateDate="{date}" xmp:ModifyDate="{date}"{claims}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{author}{subject}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>\
</pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def packed_metadata(document: Document, issued: str) -> bytes:
    """The metadata stream object of a document and moment of issue."""
    return plain_stream(metadata(document, issued), "/Type/Metadata/Subtype/XML")


def metadata(document: Document, issued: str) -> bytes:
    """The XMP packet (ISO 16684-1), with the extension schema that PDF/A wants for `pdfuaid`."""
    author = f"\n<dc:creator><rdf:Seq><rdf:li>{escape(document.author)}</rdf:li></rdf:Seq></dc:creator>" if document.author else ""
    subject = (
        f'\n<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(document.subject)}</rdf:li></rdf:Alt></dc:description>'
        if document.subject
        else ""
    )
    packet = _PACKET.format(
        title=escape(document.title), author=author, subject=subject, language=document.language, date=issued, claims=_claims(document)
    )
    return packet.encode("utf-8")


def _claims(document: Document) -> str:
    """Which standards the file keeps: none that one of its enclosures does not say of itself."""
    accessible = ' pdfuaid:part="1"' if all(enclosure.accessible for enclosure in document.enclosures) else ""
    archival = ' pdfaid:part="2" pdfaid:conformance="A"' if all(enclosure.archival for enclosure in document.enclosures) else ""
    return accessible + archival


def catalog_entries(language: str, profile: int, *, tagged: bool = True) -> str:
    """Language, marking, title display, output intent.  profile: the object that holds the sRGB profile; tagged: all of the file.

    No /Direction (ISO 32000-1, 12.2): PDFium would take it to read all words of a page from right to left, Latin names too.
    """
    return (
        f"/Lang {text_string(language)}/MarkInfo<</Marked {str(tagged).lower()}>>/ViewerPreferences<</DisplayDocTitle true>>"
        "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
        f"/DestOutputProfile {profile} 0 R>>]"
    )
