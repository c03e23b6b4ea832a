"""`::: NAME rest` … `:::` -> blocks: a function for each kind; `forms` names them.

In: a fence, whose inside is read already.  Out: blocks.  Refuses what stands in a fence that may not stand there (`LeafletError`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.files.guess import hint
from handouts.leaflets.inlines import address, plain_words
from handouts.leaflets.skeleton import PLAIN, Skeleton
from layouts.document.blocks import Block, Box, Code, Columns, Figure, Heading, Items, Logo, Paragraph, Picture, Writing
from layouts.document.inlines import TextRun

WIDTHS = {"third": 1 / 3, "half": 0.5, "whole": 1.0}  # of the text
CAPTION = 1  # of the pieces inside a picture: its description, its caption, its labels
PHOTOGRAPH = (".png", ".jpg", ".jpeg")
PHOTOGRAPHS = (b"\x89PNG", b"\xff\xd8\xff")
TEXT_ID = re.compile(rb"<(?:\w+:)?text\b[^>]*?\sid\s*=\s*[\"']([^\"']+)")
DESCRIBE = "Say in one paragraph what the picture shows; a caption and a list of labels may follow."


class Fence(NamedTuple):
    """What somebody has set apart.  rest: what follows the name; line: of its beginning, from 0.

    parts: the blocks inside, between the rules ('---') that part them where the form has rules; rows, items: where each piece
    inside begins, and each item of its lists.
    """

    name: str
    rest: str
    line: int
    parts: tuple[tuple[Block, ...], ...]
    skeleton: Skeleton
    rows: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything inside."""
        return tuple(block for part in self.parts for block in part)

    def refuse(self, what: str, remedy: str, needle: str = "") -> LeafletError:
        """An error at the line that it begins at."""
        return self.skeleton.refuse(self.line, what, remedy, needle)

    def slip(self, line: int, what: str, remedy: str, needle: str = "") -> Slip:
        """What is wrong at a line, to be told with other things."""
        return self.skeleton.slip(line, what, remedy, needle)

    def row_of(self, key: str) -> int:
        """The line of the label of an id."""
        lines = self.skeleton.text.split("\n")
        like = re.compile(rf"\s*[-*+]\s+{re.escape(key)}\s*:")
        return next((number for number in range(self.line, len(lines)) if like.match(lines[number])), self.line)

    def plain(self, paragraph: Paragraph, what: str) -> str:
        """The words of a paragraph, in which no merged value may stand."""
        return plain_words(paragraph.content, self.skeleton, self.line, what)


def headed(fence: Fence) -> Iterator[Block]:
    """The heading of what a fence holds: what follows its name."""
    if fence.rest:
        yield Heading(2, fence.skeleton.inline(fence.rest, PLAIN))


# -- a function for each


def box(fence: Fence) -> Iterable[Block]:
    """A panel or call-out; what follows its name is its title.  Where a sign stands beside it, a word says the same."""
    title, word = fence.skeleton.inline(fence.rest, PLAIN), WORDS.get(fence.name)
    said = fence.skeleton.phrase(word) if word else ""
    if said and not title:
        title = (TextRun(said),)
    elif said and said.casefold() not in "".join(getattr(inline, "text", "") for inline in title).casefold():
        title = (TextRun(f"{said}: "), *title)
    yield Box(fence.name, title, fence.blocks)


def in_columns(fence: Fence) -> Iterable[Block]:
    """A box whose lists run through the columns of its name."""
    blocks = (replace(block, columns=fence.name) if isinstance(block, Items) else block for block in fence.blocks)
    yield Box(fence.name, fence.skeleton.inline(fence.rest, PLAIN), tuple(blocks))


def styled(fence: Fence) -> Iterable[Block]:
    """Paragraphs in the theme's style of that name.  Raises LeafletError for a title, which it has none."""
    if fence.rest:
        raise fence.refuse(f"'::: {fence.name}' has no title", "Write the words on the next line.", fence.rest)
    return [Paragraph(block.content, fence.name) if isinstance(block, Paragraph) else block for block in fence.blocks]


def colophon(fence: Fence) -> Iterable[Block]:
    """What ends a leaflet: a box around columns, and the paragraphs in these.  Raises LeafletError for a title, which it has none."""
    blocks = tuple(styled(fence))
    return (Box(fence.name, (), blocks),) if any(isinstance(block, Columns) for block in blocks) else blocks


def heading(fence: Fence) -> Iterable[Block]:
    """A heading that looks like a label."""
    return [Heading(2, block.content, "panel-label") for block in fence.blocks if isinstance(block, Paragraph)]


def titled(fence: Fence) -> Iterable[Block]:
    """A heading below that one, in the style of the fence's name."""
    return [Heading(3, block.content, fence.name) for block in fence.blocks if isinstance(block, Paragraph)]


def blank(fence: Fence) -> Iterable[Block]:
    """Labels, each with a line to write on."""
    return [Writing(1, block.content) for block in fence.blocks if isinstance(block, Paragraph)]


def columns(fence: Fence) -> Iterable[Block]:
    """Cells side by side, parted by rules."""
    yield Columns(fence.rest, fence.parts)


def logo(fence: Fence) -> Iterable[Block]:
    """The clinic's logo, if it has one."""
    if fence.skeleton.logo:
        yield Logo(fence.skeleton.logo)


def picture(fence: Fence) -> Iterable[Block]:
    """Alternative text, perhaps a caption, perhaps a list of labels `- id: words`.  Raises LeafletError."""
    texts, lists = _words_and_labels(fence)
    alternative = fence.plain(texts[0], "a picture's description")
    labels = tuple(_label(fence, item) for items in lists for item in items.items)
    name, width = file_and_width(fence.rest)
    fence = fence._replace(rest=name)
    data = fence.skeleton.find_picture(name)
    if slips := [*_wide(fence, width), *_missing(fence, data), *_untaken(fence, data, [key for key, _ in labels])]:
        raise LeafletError.at(slips)
    yield Figure(Picture(name, data or b"", labels), alternative, texts[1].content if len(texts) == 2 else (), WIDTHS.get(width, 0.0))


def file_and_width(rest: str) -> tuple[str, str]:
    """The name of a picture's file, and how wide it is to be, as an editor writes it; '' where nothing is said of that."""
    name, _, width = rest.partition(" width=")
    return name.strip(), width.strip()


def _wide(fence: Fence, width: str) -> Iterator[Slip]:
    """A width that there is not."""
    if width and width not in WIDTHS:
        yield fence.slip(fence.line, f"there is no width {width!r}", f"{hint(width, list(WIDTHS))}.", f"width={width}")
    elif width and fence.name == "beside":
        yield fence.slip(fence.line, "a picture beside its text fills its column", f"Delete width={width}.", f"width={width}")


def _words_and_labels(fence: Fence) -> tuple[list[Paragraph], list[Items]]:
    """Description and caption; the list of labels, if there is one.  Raises LeafletError for anything else."""
    texts = [block for block in fence.blocks if isinstance(block, Paragraph)]
    lists = [block for block in fence.blocks if isinstance(block, Items)]
    if len(texts) not in (1, 2) or len(lists) > 1 or len(texts) + len(lists) != len(fence.blocks):
        raise fence.refuse("a picture needs its description", DESCRIBE, "picture")
    return texts, lists


def _label(fence: Fence, item: tuple[Block, ...]) -> tuple[str, str]:
    """The id of a drawing's text, and the words for it."""
    words = fence.plain(item[0], "a label") if len(item) == 1 and isinstance(item[0], Paragraph) else ""
    key, colon, text = words.partition(":")
    if not colon:
        raise fence.refuse("a label is written '- id: words'", "Give the id that the drawing's text has.")
    return key.strip(), text.strip()


def _missing(fence: Fence, data: bytes | None) -> Iterator[Slip]:
    """That there is no such picture."""
    if data is None:
        remedy = "Put it beside the leaflet, or into the clinic's assets folder."
        yield fence.slip(fence.line, f"there is no picture {fence.rest!r}", remedy, fence.rest)


def _untaken(fence: Fence, data: bytes | None, keys: list[str]) -> Iterator[Slip]:
    """Labels that nothing in the picture takes: they would be left out."""
    photograph = fence.rest.lower().endswith(PHOTOGRAPH) if data is None else data.startswith(PHOTOGRAPHS)
    if keys and photograph:
        what = "labels belong to SVG drawings; a photograph, PNG or JPEG, has none"
        yield fence.slip(fence.row_of(keys[0]), what, "Delete them, and say it in the caption.", keys[0])
        if len(fence.rows) > CAPTION + 1:
            what = "this caption has to say what the labels say: they belong to SVG drawings, and a PNG or JPEG has none"
            yield fence.slip(fence.rows[CAPTION], what, "Say it in the caption, and delete the labels.")
    elif data is not None:
        there = sorted({match[1].decode("utf-8", "replace") for match in TEXT_ID.finditer(data)})
        for number, key in enumerate(keys):
            if key not in there:
                yield fence.slip(fence.row_of(key), f"the drawing has no text with the id {key!r}", f"{hint(key, there)}.", key)
            elif key in keys[:number]:
                yield fence.slip(fence.row_of(key), f"the label {key!r} stands here twice", "Delete one of the two.", key)


def video(fence: Fence) -> Iterable[Block]:
    """A film: a sentence that says what it is, and its address as a QR code.  Raises LeafletError."""
    if len(fence.blocks) != 1 or not isinstance(fence.blocks[0], Paragraph):
        raise fence.refuse("a video needs one sentence that says what it is", "Write it on the next line.", "video")
    url = address(fence.rest, fence.skeleton, fence.line)
    yield Code(url, fence.plain(fence.blocks[0], "what a code opens"), fence.blocks[0].content)


WORDS = {"note": "Note", "important": "Important"}  # for the signs of boxes
