"""A foreign text -> a leaflet's draft: head, text, pictures, and what was not carried, each with its line.

In: what was read, an id, what somebody wants it to be called, today.  Out: `ImportedDraft`.  No word is lost without
being named: the words of the source are counted against the draft and the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handouts.authoring.importing.conversion import Conversion, joined, leading
from handouts.authoring.importing.escapes import plain
from handouts.authoring.importing.foreign import DraftBlock, ForeignText
from handouts.authoring.importing.headings import BACKSLASH, found_headings, is_heading, levelled, words_of_block
from handouts.authoring.importing.lists import gathered
from handouts.authoring.importing.omissions import MARK, Omission, lost, shown, without_marks
from handouts.authoring.importing.pictures import PictureTray
from handouts.authoring.importing.tongue import guess
from handouts.errors import InputError
from handouts.files.quoting import quoted

LONGEST, LONGEST_ID, MOST = 300, 50, 500_000  # letters of a title, of an id, of a text
GLUED = frozenset(
    ("b", "strong", "i", "em", "span", "u", "a", "sup", "sub", "small", "font", "abbr", "mark", "s", "del")
)  # no space around
UNSEEN = ("script", "style", "template", "noscript", "head", "textarea", "select")


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """A draft that is not written yet.  pictures: by the names of their files."""

    identifier: str
    title: str
    language: str
    text: str
    pictures: Mapping[str, bytes]
    omissions: tuple[Omission, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.identifier}.{self.language}.md"


@dataclass(frozen=True, slots=True)
class DraftWishes:
    """What somebody wants a draft to be called, '' for what the file says; stem: of the file's name; otherwise: the clinic's language."""

    stem: str
    identifier: str = ""
    title: str = ""
    language: str = ""
    otherwise: str = "en-US"


def drafted(source: ForeignText, wishes: DraftWishes, begun: Mapping[str, str], today: date) -> ImportedDraft:
    """The draft.  begun: what stands where somebody has to say who answers for the text (owner), and what it is based on (based-on).

    Raises InputError for a book.
    """
    words = source.root.text_content()
    if len(words) > MOST:
        raise InputError(f"the text has {len(words):,} characters: it is a book, and no leaflet; import a part of it")
    language, told = (wishes.language, "") if wishes.language else guess(source.language, words, wishes.otherwise)
    if told:
        source.omissions.note(told)
    before = _readable(source.root)
    first = next((one.text_content() for one in source.root.iter("h1")), "")
    identifier = wishes.identifier or slug(wishes.title or source.title or first) or slug(wishes.stem) or "imported"
    tray = PictureTray(identifier)
    blocks = found_headings(gathered(Conversion(source, language, tray).blocks(source.root)), source.omissions)
    title, blocks = _titled(source, wishes, blocks)
    body = joined(levelled(blocks, source.omissions))
    head = _head(source, title, language, begun, today)
    text, omissions = source.omissions.told(body, head.count("\n") + 1)
    told_words = [BACKSLASH.sub(r"\1", text), title, *(one.what for one in omissions)]
    if missing := lost(before, told_words):
        omissions = (*omissions, Omission(f"These words did not come through: {shown(' '.join(missing))}."))
    return ImportedDraft(identifier, title, language, f"{head}{text}\n", tray.files, omissions)


def _readable(root: Any) -> str:
    """The words that a reader of the source sees, but for what stands in scripts."""
    out = []

    def walk(element: Any) -> None:
        if isinstance(element.tag, str) and element.tag not in UNSEEN:
            out.append(element.text or "")
            for child in element:
                apart = [] if child.tag in GLUED else [" "]
                out.extend(apart)
                walk(child)
                out.extend([*apart, child.tail or ""])

    walk(root)
    return plain(without_marks("".join(out)))


def slug(title: str) -> str:
    """A title as an id: small letters, digits and hyphens; '' if it has none."""
    ascii_ = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_)
    out = ""
    for word in words:
        if len(f"{out}-{word}") > LONGEST_ID:
            break
        out = f"{out}-{word}".strip("-")
    return out or "".join(words)[:LONGEST_ID]


def _titled(source: ForeignText, wishes: DraftWishes, blocks: list[DraftBlock]) -> tuple[str, list[DraftBlock]]:
    """The title, and the blocks without the heading that it was."""
    title, own = _title(source, wishes, blocks)
    if own is not None and words_of_block(own).casefold() == title.casefold():
        marks = "".join(match[0] for match in MARK.finditer(own.text))
        blocks = [block._replace(kind="paragraph", text=marks) if block is own else block for block in blocks]
    title = " ".join(plain(title).split()) or wishes.stem
    if len(title) > LONGEST:
        source.omissions.note(f"The title is cut: {shown(title)}.")
        title = title[:LONGEST].rsplit(" ", 1)[0]
    return title, blocks


def _title(source: ForeignText, wishes: DraftWishes, blocks: list[DraftBlock]) -> tuple[str, DraftBlock | None]:
    """The title, and the heading that says it, if one does: the only one of the highest level, at the beginning."""
    title = wishes.title or source.title
    worded = list(leading(blocks))
    first, top = worded[0] if worded else None, _top(blocks)
    if first is not None and words_of_block(first).casefold() == title.casefold():
        return title, first
    if bool(wishes.title) | source.certain:
        return title, None
    if top is not None and (top.level == 1 or (top is first and not title)):
        return words_of_block(top), top
    if not title and _is_title(worded):
        source.omissions.note("The first line is taken for the title (--title says another).")
        return words_of_block(worded[0]), first
    return title, None


def _is_title(worded: list[DraftBlock]) -> bool:
    """Whether the first of some blocks looks like a title."""
    return len(worded) > 1 and worded[0].kind == "paragraph" and is_heading(words_of_block(worded[0]))


def _top(blocks: list[DraftBlock]) -> DraftBlock | None:
    """The only heading of the highest level that there is; None if there are several."""
    headings = [block for block in blocks if block.kind == "heading"]
    level = min((block.level for block in headings), default=0)
    tops = [block for block in headings if block.level == level]
    return tops[0] if len(tops) == 1 else None


def _head(source: ForeignText, title: str, language: str, begun: Mapping[str, str], today: date) -> str:
    """The front matter."""
    written = source.written if source.written and source.written <= today else today
    lines = [f"title: {quoted(title)}", f"language: {language}", "version: 1", "status: draft", f"produced: {written}"]
    lines.append(f"owner: {quoted(begun['owner'])}")
    author = " ".join(source.author.split())
    lines += [f"author: {quoted(author)}"] * bool(author)
    about = " ".join(source.about.split())
    lines += [f"summary: {quoted(about)}"] * bool(about)
    lines += [f"keywords: [{', '.join(map(quoted, source.keywords))}]"] * bool(source.keywords)
    origin = " ".join(source.origin.split())
    named = title if title.endswith((".", "?", "!")) else f"{title}."
    lines += ["sources:", f"  - {quoted(f'{named} {origin}, {written.year}')}", f"based-on: {quoted(begun['based-on'])}"]
    return "---\n{}\n---\n\n".format("\n".join(lines))
