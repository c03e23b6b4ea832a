"""Strays inside a line: braces, HTML, marks of other kinds of Markdown, addresses that nobody can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.language.characters import PLACEHOLDER
from handouts.leaflets.nodes import CELL_BREAK
from handouts.leaflets.strays.patterns import Lazy
from handouts.leaflets.strays.sheet import CELLS, Notice, Sign, TextSheet, spaces

BRACE = Lazy(r"(?:\$|\{)?\{[^{}\n]{0,60}\}\}?|\{[\s{]*%?|%?[\s}]*\}")
HELD = Lazy(r"\{\s*([a-z_.]+)|([a-z_]+\.[a-z_.]+)\s*\}")
MERGED = "Write a merged value as '{{ patient.given_name }}', a condition as '{% if … %} … {% endif %}', and a brace itself as '\\{'."
BLANK = Lazy(
    r"\[\[[^\[\]\n]+\]\]|<<[^<>\n]{1,60}>>|«(?:\w+_\w+|[A-Z]+[a-z]+[A-Z]\w*|\w+\.\w+)»"
    r"|(?<![\w.])(?:patient|appointment|clinic)\.(?:name|title|given_name|family_name|born|identifier|phone|start|location|clinician)\b"
    r"|%%?[A-Za-z_]{3,}%%?|@@\w+(?:@@)?|##\w+##|\$[A-Za-z_]{3,}\b"
)
TAG = Lazy(
    r"<!--|-->|<[!?][A-Za-z]|< ?/? ?(?:b|i|u|br|p|em|strong|ul|li) ?/? ?>"
    r"|</?[A-Za-z][\w:-]{0,30}(?:\s[^<>\n]{0,300})?/?>"
    r"|<(?:https?://|mailto:|[\w.+-]+@)[^<>\s]+>"
)
INSTEAD = {
    "b": "Use **bold**.", "strong": "Use **bold**.", "i": "Use **bold**.", "em": "Use **bold**.", "u": "Use **bold**.",
    "br": "End the line with a backslash instead.", "a": "Write [words](https://…).", "img": "Use '::: picture FILE'.",
    "li": "Write '- item'.", "ul": "Write '- item'.", "ol": "Write '1. step'.", "table": "Write | a | b |.", "td": "Write | a | b |.",
    "tr": "Write | a | b |.", "sup": "Write 10^3^.", "sub": "Write H~2~O.",
    "h1": "Write '# Heading'.",
    "h2": "Write '# Heading'.", "h3": "Write '## Heading'.", "p": "Leave an empty line between paragraphs.", "hr": "Use a heading.",
}  # fmt: skip
ENTITY = Lazy(r"&lt;/?[A-Za-z]+\s*/?&gt;|&[A-Za-z][A-Za-z0-9]{1,30};?")
MARKS = (
    (Lazy(r"~~+"), "'~~' strikes nothing out"),
    (Lazy(r"==[^=\s][^=\n]*=="), "'==' highlights nothing"),
    (Lazy(r"\+\+[^+\s][^+\n]*\+\+"), "'++' underlines nothing"),
    (Lazy(r"\|\|[^|\s][^|\n]*\|\|"), "'||' hides nothing"),
    (Lazy(r"(?<![\w:]):[a-z][a-z0-9_+-]{2,}:(?![\w:])"), "a name between colons makes no sign"),
    (Lazy(r"\$\$[^$\n]*\$\$|\$\\[a-z]+"), "'$' sets no formula"),
    (Lazy(r"\\(?=[A-Za-z])"), "a backslash before a letter breaks no line"),
    (Lazy(r"''+[^'\n]+''+"), "rows of apostrophes stress nothing"),
    (Lazy(r"\[(?:TOC|toc)\]"), "a table of contents is written '::: contents', and ':::' below it"),
    (Lazy(r"`{1,3}"), "a backtick has no other to go with it"),
)
NOTE = Lazy(r"\[\^[^\]\s]*\]|\^\[")
UNPAIRED = Lazy(r"(?<=\w)\^(?=[\w+-])|\^(?=[\w+-])[^^]*\^|(?<=[A-Za-z)])~(?=[\d+-])")
LOOSE = Lazy(r"\*+(?!\s|$)|(?<!\s)(?<!^)\*+|(?<!\w)_{1,2}(?=[^\W_])|(?<=[^\W_])_{1,2}(?!\w)")
PARTED = Lazy(r"\[[^\[\]\n]{1,200}\]\s+\((?:https?:|www\.|mailto:|tel:)")
BROKEN = Lazy(r"\]\((?:[^()\n]*$|[^()\s\"']+ [^()\"'\n]*\))|\[[^\[\]\n]{1,200}\]\[[^\[\]\n]{0,200}\]")
TITLED = Lazy(r"\]\(\s*[^\s()]+\s+[\"'(]")
ADDRESS = Lazy(r"(?<![\w@/.\[])(?:https?://[^\s<>()\[\]]+|www\.[^\s<>()\[\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
DEFINED = Lazy(r" {0,3}\[(?!\^)([^\]\n]+)\]:")
UNFILLED = Lazy(r"\bX{3,}\b|\b(?:TBC|TBD|TODO)\b|\?{3,}|(?<!\.)\.{6,}")
UNWRITTEN = Lazy(r"«…[^«»\n]*»")
ASIDE = Lazy(r"\[(?![ xX]?\])[^\[\]\n]{1,80}\](?![(\[{:])")


def braces(sheet: TextSheet) -> Iterator[Notice]:
    """Braces that belong to no placeholder."""
    if "{" in sheet.bare or "}" in sheet.bare:
        for line in sheet.lines:
            for match in BRACE.finditer(line.bare):
                what = "A placeholder with one brace missing" if HELD.search(match[0]) else "A brace that belongs to no placeholder"
                yield Notice(line.at + match.start(), f"{what}: {match[0]!r} is printed as it stands.", MERGED)


def blanks(sheet: TextSheet) -> Iterator[Notice]:
    """Fields of other programs for form letters."""
    for line in sheet.lines:
        for match in BLANK.finditer(line.bare):
            yield Notice(line.at + match.start(), f"{match[0]!r} is no placeholder, and is printed as it stands.", MERGED)


def unwritten(sheet: TextSheet) -> Iterator[Notice]:
    """What a new leaflet asks for, and nobody has written yet."""
    for match in UNWRITTEN.finditer(sheet.text):
        yield Notice(match.start(), *still_to_be_written(match[0]))


def still_to_be_written(asked: str) -> tuple[str, str]:
    """What is said of a place that asks for words: what it asks for, and what to do."""
    return f"Still to be written: {PLACEHOLDER.sub('…', asked)[:100]}.", "Write it here instead, without the signs « and »."


def tags(sheet: TextSheet) -> Iterator[Notice]:
    """HTML, its comments and its addresses."""
    if "<" in sheet.bare or "-->" in sheet.bare:
        for line in sheet.lines:
            for match in TAG.finditer(CELL_BREAK.sub(spaces, line.bare) if line.kind in CELLS else line.bare):
                yield Notice(line.at + match.start(), *_of_tag(match[0]))


def _of_tag(tag: str) -> tuple[str, str]:
    if tag in ("<!--", "-->"):
        return f"{tag!r}: a comment of HTML is printed as it stands.", "Delete it, or write {# … #}, which is left out."
    if re.match(r"<(?:https?:|mailto:|[\w.+-]+@)", tag):
        return f"{tag!r} is printed as it stands, brackets and all.", "Write [words](https://…)."
    name = re.sub(r"[^a-z0-9].*", "", tag.strip("</").lower())
    return f"{tag[:40]!r}: HTML tags are printed as they stand.", INSTEAD.get(name, "Delete the tag.")


def entities(sheet: TextSheet) -> Iterator[Notice]:
    """Names of characters that there are not."""
    if "&" in sheet.bare:
        for line in sheet.lines:
            for match in ENTITY.finditer(line.bare):
                if _names_nothing(match[0]):
                    what = f"{match[0]!r} names no character, and is printed as it stands."
                    yield Notice(line.at + match.start(), what, "Write the character itself.")


def _names_nothing(name: str) -> bool:
    """Whether a name of a character is printed as it stands, or as a tag."""
    if name.startswith("&lt;") and len(name) > 4:
        return True
    import html
    from html.entities import html5

    return html.unescape(name) == name if name.endswith(";") else f"{name[1:]};" in html5


def marks(sheet: TextSheet) -> Iterator[Notice]:
    """Marks that other kinds of Markdown have."""
    for pattern, what in MARKS:
        if pattern.search(sheet.bare):
            for line in sheet.lines:
                for match in pattern.finditer(line.bare):
                    remedy = "Say it in words, or use **bold**; for the sign itself write a backslash before it."
                    yield Notice(line.at + match.start(), f"{what[0].upper()}{what[1:]}: it is printed as it stands.", remedy)


def backslashes(sheet: TextSheet) -> Iterator[Notice]:
    """A backslash that ends a paragraph, and so no line."""
    for line in sheet.lines:
        if line.last and line.bare.endswith("\\"):
            yield Notice(line.at + len(line.bare) - 1, "A backslash ends the paragraph, and is printed as it stands.", "Delete it.")


def notes(sheet: TextSheet) -> Iterator[Notice]:
    """Footnotes."""
    for match in NOTE.finditer(sheet.text):
        yield Notice(match.start(), "A leaflet has no footnotes.", "Say it in the text, in brackets.")


def stars(sheet: TextSheet) -> Iterator[Notice]:
    """Stars and underscores that stress nothing."""
    for sign in sheet.signs():
        if sign.kind == "text" and (match := LOOSE.search(sign.text)) and sign.text.strip("_ "):
            what = f"{match[0]!r} stresses nothing here, and is printed as it stands."
            remedy = "Write **bold**, the stars against the words; for the sign itself write '\\*'."
            yield Notice(sign.at + match.start(), what, remedy)


def scripts(sheet: TextSheet) -> Iterator[Notice]:
    """Signs that were to raise or lower something, and do not."""
    for sign in sheet.signs() if "^" in sheet.bare or "~" in sheet.bare else ():
        if sign.kind == "text" and (match := UNPAIRED.search(sign.text)):
            mark, way = match[0][0], "raises" if match[0][0] == "^" else "lowers"
            remedy = f"Write 10^3^ and H~2~O: the figure between two signs, without a space; for the sign itself write '\\{mark}'."
            yield Notice(sign.at + match.start(), f"{mark!r} {way} nothing here, and is printed as it stands.", remedy)


def links(sheet: TextSheet) -> Iterator[Notice]:
    """Links that are none, and what of a link is not printed."""
    for line in sheet.lines:
        for match in PARTED.finditer(line.bare):
            remedy = "Write [words](https://…) without a space."
            yield Notice(line.at + match.start(), "The words and the address of a link are parted.", remedy)
        for match in BROKEN.finditer(line.text) if "](" in line.text or "][" in line.text else ():
            if not _defined(match[0], sheet):
                yield Notice(line.at + match.start(), "A link is not complete, and is printed as it stands.", "Write [words](https://…).")
        for match in TITLED.finditer(line.text):
            yield Notice(line.at + match.start(), "The title of a link is not printed.", "Leave it out, or say it in the text.")
    for number, text in enumerate(sheet.raw):
        defined = DEFINED.match(text)
        if defined and _unused(defined[1], sheet):
            what = f"The line that begins '[{defined[1]}]:' is left out."
            yield Notice(sheet.starts[number], what, "Write [words](https://…), or no brackets.")


def _defined(words: str, sheet: TextSheet) -> bool:
    """Whether `[words][label]` has its address elsewhere."""
    label = words.rpartition("[")[2].rstrip("]") or words.partition("]")[0].lstrip("[")
    return words.endswith("]") and any(text.lstrip().casefold().startswith(f"[{label}]:".casefold()) for text in sheet.raw)


def _unused(label: str, sheet: TextSheet) -> bool:
    """Whether a line that defines an address is printed nowhere and used nowhere."""
    printed = any(line.text.startswith(f"[{label}]:") for line in sheet.lines)
    return not printed and not re.search(rf"\[{re.escape(label)}\](?!:)", sheet.text, re.I)


def italics(sheet: TextSheet) -> Iterator[Notice]:
    """Words in italics, which are printed bold."""
    for sign in _signs(sheet, "em"):
        yield Notice(sign.at, "Italics are printed bold: they are hard to read.", "Write **bold** where the words must stand out.")


def code(sheet: TextSheet) -> Iterator[Notice]:
    """Words between backticks, which are printed like others."""
    for sign in _signs(sheet, "code_inline"):
        yield Notice(sign.at, "Words between backticks are printed like all others.", "Delete the backticks.")


def _signs(sheet: TextSheet, kind: str) -> Iterator[Sign]:
    return (sign for sign in sheet.signs() if sign.kind == kind)


def addresses(sheet: TextSheet) -> Iterator[Notice]:
    """Addresses that are no links."""
    if "://" in sheet.bare or "www." in sheet.bare or "@" in sheet.bare:
        for line in sheet.lines:
            for match in ADDRESS.finditer(line.bare):
                address = match[0].rstrip(".,;:!?")
                start = "mailto:" if "@" in address and "/" not in address else "" if "://" in address else "https://"
                remedy = f"Write [words]({start}{address.replace('http://', 'https://')})."
                yield Notice(line.at + match.start(), f"The address {address!r} cannot be followed.", remedy)


def asides(sheet: TextSheet) -> Iterator[Notice]:
    """Words in square brackets, which may be a blank that nobody has filled in."""
    defined = {match[1].lower() for text in sheet.raw if (match := DEFINED.match(text))}
    for line in sheet.lines:
        for match in ASIDE.finditer(line.bare):
            words, after = match[0][1:-1], line.text[match.end() : match.end() + 1]
            linked = after in ("{", "(", "[") or line.bare[: match.start()].endswith("]") or words.lower() in defined
            if not linked and any(c.isalnum() for c in words):
                yield Notice(line.at + match.start(), f"{match[0]!r} is printed with its brackets.", "Fill it in, or delete the brackets.")
        for match in UNFILLED.finditer(line.bare):
            yield Notice(line.at + match.start(), f"{match[0]!r} looks like a blank that nobody has filled in.", "Fill it in.")
