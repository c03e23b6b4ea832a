"""A text of Word (DOCX) -> a foreign text: words by mammoth, heads, feet and properties by python-docx.

In: bytes.  Out: `ForeignText`.  Refuses (`InputError`) what is no DOCX, is broken, or would grow far beyond what a leaflet can be.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from handouts.authoring.importing.foreign import ForeignText
from handouts.authoring.importing.omissions import OmissionList, shown
from handouts.authoring.importing.package import opened, xml
from handouts.authoring.importing.shortcodes import named, put_after
from handouts.authoring.importing.webpage import parsed
from handouts.authoring.importing.wordmarks import MAIN, W, marked
from handouts.errors import InputError
from handouts.language.characters import STRANGER

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
u => u
"""
NOTE = re.compile(r"(foot|end)note-(?!ref-)")
IGNORED = re.compile(r"An unrecognised element was ignored: (.+)")
ELSEWHERE = re.compile(r"could not open external image '(.*)', external")
AT_HOME = {
    "w:proofErr",
    "w:bookmarkEnd",
    "w:lastRenderedPageBreak",
    "w:sectPr",
    "w:commentRangeStart",
    "w:commentRangeEnd",
    "w:annotationRef",
}


def read_word(data: bytes, called: str) -> ForeignText:
    """What a DOCX says.  Raises InputError."""
    omissions = OmissionList()
    parts = opened(data, called)
    if MAIN not in parts:
        raise InputError(f"{called}: is a ZIP, and no text of Word; save the text as DOCX")
    for name in parts:
        if name.endswith((".xml", ".rels")):
            xml(parts[name], f"{called} ({name})")
    try:
        page, pictures = _converted({**parts, MAIN: marked(parts, omissions)}, omissions)
        properties, language = _properties(data, omissions), _language(parts)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  both libraries let whatever Python says of a broken file through
        raise InputError(
            f"{called}: cannot be read as a text of Word ({type(error).__name__}); open it in Word and save it again"
        ) from None
    root = parsed(page, called)
    _noted(root)
    title = next((one.text_content() for one in root.iter("h1") if one.get("class") == "title"), "") or properties.get("title", "")
    named(root, omissions)
    author, about, written = str(properties["author"]), str(properties["about"]), properties["written"]
    return ForeignText(root, called, title.strip(), language, author, written, about, picture=pictures.get, omissions=omissions)


def _converted(parts: Mapping[str, bytes], omissions: OmissionList) -> tuple[str, dict[str, bytes]]:
    """HTML, and the pictures that it names."""
    import mammoth

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    packed.seek(0)
    pictures: dict[str, bytes] = {}

    @mammoth.images.img_element  # type: ignore[untyped-decorator]
    def kept(image: Any) -> dict[str, str]:
        with image.open() as stream:
            pictures[name := f"picture {len(pictures) + 1}"] = stream.read()
        return {"src": name}

    made = mammoth.convert_to_html(
        packed, style_map=STYLES, convert_image=kept, include_embedded_style_map=False, external_file_access=False
    )
    for message in made.messages:
        if said := _said(message.message):
            omissions.note(said)
    return _sound(made.value, omissions), pictures


def _said(message: str) -> str:
    """What mammoth says of something that it has not read, for people; '' for what is no loss."""
    if ignored := IGNORED.fullmatch(message):
        return "" if ignored[1] in AT_HOME or ignored[1].endswith("Pr") else f"Something that Word calls {ignored[1]} is left out."
    if picture := ELSEWHERE.match(message):
        return f"The picture {shown(picture[1], 200)} is not in the file: put it beside the leaflet, and write '::: picture FILE'."
    return "" if "style" in message else f"Something could not be read: {message}."


def _sound(page: str, omissions: OmissionList) -> str:
    """Words without signs of fonts that nobody else has."""
    from handouts.authoring.importing.omissions import CLOSE, OPEN

    def told(match: re.Match[str]) -> str:
        if match[0] in (OPEN, CLOSE):
            return match[0]
        return omissions.mark(f"A sign of a font of Word's (U+{ord(match[0]):04X}) is left out: write the sign itself.")

    return STRANGER.sub(told, page)


def _noted(root: Any) -> None:
    """Footnotes as words in brackets at their place."""
    notes = {}
    for item in list(root.iter("li")):
        if NOTE.match(item.get("id", "")):
            for back in [link for link in item.iter("a") if link.get("href", "").startswith(("#footnote-ref", "#endnote-ref"))]:
                back.drop_tree()
            notes[f"#{item.get('id')}"] = " ".join(item.text_content().split())
            item.drop_tree()
    for link in [link for link in root.iter("a") if link.get("href") in notes]:
        place = link.getparent() if link.getparent().tag == "sup" else link
        words = notes[link.get("href")]
        left = root.makeelement("left", {"what": f"A footnote stands in brackets now: {shown(words)}."})
        put_after(place, left, f" ({words})", place.tail or "")
        _emptied(place)


def _emptied(element: Any) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None
    element.tag = "span"


def _properties(data: bytes, omissions: OmissionList) -> dict[str, Any]:
    """Title, author, subject and day; heads and feet are noted."""
    from docx import Document

    document = Document(io.BytesIO(data))
    for where, words in dict.fromkeys(_furniture(document)):
        omissions.note(f"The {where} of its pages is left out, every leaflet has its own: {shown(words)}.")
    core = document.core_properties
    day = core.modified or core.created
    written: date | None = day.date() if isinstance(day, datetime) else None
    author = "" if core.author in ("python-docx", "Un-named") else core.author
    return {"title": core.title or "", "author": author or "", "about": core.subject or "", "written": written}


def _furniture(document: Any) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        for where, part in (
            ("head", section.header), ("head", section.first_page_header), ("head", section.even_page_header),
            ("foot", section.footer), ("foot", section.first_page_footer), ("foot", section.even_page_footer),
        ):  # fmt: skip
            texts = [paragraph.text for paragraph in part.paragraphs]
            texts += [cell.text for table in part.tables for row in table.rows for cell in row.cells]
            if words := " ".join(" ".join(texts).split()):
                yield where, words


def _language(parts: Mapping[str, bytes]) -> str:
    """The language of the default style; '' if it says none."""
    styles = xml(parts["word/styles.xml"], "its styles") if "word/styles.xml" in parts else None
    found = next(styles.iter(f"{W}lang"), None) if styles is not None else None
    return str(found.get(f"{W}val", "")) if found is not None else ""
