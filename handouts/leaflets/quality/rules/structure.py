"""Rules about order: headings, sections, lists, tables, pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from handouts.leaflets.quality.lexicon import fold, pattern
from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Saying, Survey
from layouts.document.blocks import Box, Code, Exhibits, Facts, Figure, Items, Paragraph, Table, Timeline

SHORT = 120  # words of a leaflet that needs no headings
SECTION = 250  # words under one heading
ITEMS = 7
SENTENCES = 2  # of one item
LEADING = 2  # paragraphs that may stand before the first heading
STEPS = 2  # items that begin with a word of order
FILE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp)\s*\Z", re.I)
CAPTIONED = 2  # words of a caption
DESCRIBED = 3  # words of a picture's description


def summary_first(s: Survey) -> Iterator[Catch]:
    """The leaflet begins with what matters most: a lead, or a box."""
    first = s.manuscript.blocks[0] if s.manuscript.blocks else None
    if not isinstance(first, Box) and not (isinstance(first, Paragraph) and first.style == "lead"):
        at = s.passages[0].spot() if s.passages else s.start
        remedy = "Begin with '::: lead': what it is about, and what to do, in two or three sentences."
        yield Catch(at, "The leaflet does not begin with a summary.", remedy)


def headed(s: Survey) -> Iterator[Catch]:
    """Every section has its heading."""
    headings = [passage for passage in s.passages if passage.role == "heading"]
    before = [p for p in s.passages if p.excerpt.section == 0 and p.role in ("text", "item")]
    if not headings and _words(s, s.passages) > SHORT:
        yield Catch(s.start, "The text has no headings.", "Write '# Heading' above each part.")
    elif headings and len({p.excerpt.group for p in before}) > LEADING:
        yield Catch(before[LEADING].spot(), "A part of the text stands before the first heading.", "Write '# Heading' above it.")


def empty_section(s: Survey) -> Iterator[Catch]:
    """Nothing but a heading."""
    for heading in (passage for passage in s.passages if passage.role in ("heading", "title")):
        if len(s.within(heading.excerpt.section)) == 1 and not _pictured(s, heading):
            yield Catch(heading.spot(), f"Nothing stands under “{heading.excerpt.printed.strip()}”.", "Write its text, or delete it.")


def long_section(s: Survey) -> Iterator[Catch]:
    """At most 250 words under a heading."""
    for section in s.sections:
        own = [passage for passage in s.passages if passage.excerpt.section == section.number]
        count = _words(s, tuple(own))
        if count > SECTION:
            yield Catch(own[0].spot(), f"{count} words stand under one heading; {SECTION} are many.", "Divide them with '##' headings.")


def level_skipped(s: Survey) -> Iterator[Catch]:
    """A sub-section stands in a section."""
    last = 1
    for passage in s.passages:
        if passage.role != "heading":
            continue
        level = s.sections[passage.excerpt.section].level
        if level > last + 1:
            yield Catch(passage.spot(), "A '##' heading stands before any '#'.", "Write it with one '#', or put a '#' heading above it.")
        last = level


def long_list(s: Survey) -> Iterator[Catch]:
    """At most seven items."""
    for block, passages in s.groups():
        if isinstance(block, Items) and len(block.items) > ITEMS:
            what = f"A list of {len(block.items)} items; {ITEMS} are the most."
            yield Catch(passages[0].spot(), what, "Divide it in two, each with its own first line.")


def one_idea(s: Survey) -> Iterator[Catch]:
    """An item holds one idea: at most two sentences, no semicolon."""
    for block, passages in s.groups():
        if isinstance(block, Items):
            for item in s.items(passages):
                yield from _ideas(s, item)


def numbered_steps(s: Survey) -> Iterator[Catch]:
    """What is done in order is numbered."""
    ordered = pattern(s.lexicon.sequence, whole=True)
    for passage in (*_ordered_bullets(s, ordered), *_ordered_paragraphs(s, ordered)):
        kind = "A list of bullets is in an order." if passage.role == "item" else "A paragraph tells steps one after the other."
        yield Catch(passage.spot(), kind, "Number them: '1. …', '2. …'.")


def alternative(s: Survey) -> Iterator[Catch]:
    """A picture says in words what it shows."""
    for passage in s.passages:
        if passage.role != "alternative":
            continue
        text = passage.text.strip()
        few = len(text.split()) < DESCRIBED and text.isascii()
        if not text or FILE.search(text) or few:
            name = passage.block.picture.name if isinstance(passage.block, Figure) else "the picture"
            yield Catch(passage.spot(), f"Nothing says what {name} shows.", "Write a sentence that tells it to somebody who cannot see it.")


def captions(s: Survey) -> Iterator[Catch]:
    """A picture has a caption."""
    captioned = {passage.excerpt.group for passage in s.passages if passage.role == "caption"}
    for passage in s.passages:
        if passage.role == "alternative" and passage.excerpt.group not in captioned:
            yield Catch(passage.spot(), "A picture has no caption.", "Write a second paragraph: what to see in it.")
        if passage.role == "caption" and passage.text.isascii() and len(passage.text.split()) < CAPTIONED:
            yield Catch(passage.spot(), "The caption of a picture says next to nothing.", "Say in a few words what to see in it.")


def table_head(s: Survey) -> Iterator[Catch]:
    """Each column of a table has its heading; the corner may be empty."""
    for block, passages in s.groups():
        if not isinstance(block, Table):
            continue
        heads = [passage.excerpt.printed.strip() for passage in passages if passage.role == "head"]
        corner = 1 if len(heads) > 1 else 0
        empty = [str(number + 1) for number, head in enumerate(heads) if not head and number >= corner]
        if empty:
            at = next((p.spot() for p in passages if p.excerpt.printed.strip()), passages[0].spot())
            yield Catch(at, f"A table's column {', '.join(empty)} has no heading.", "Write in one to three words what stands in it.")


def cues(s: Survey) -> Iterator[Catch]:
    """Something shows what is most important: a box, a list, bold words."""
    shown = any(isinstance(block, Items | Facts | Table | Figure | Code | Timeline | Exhibits) for block, _ in s.groups())
    boxed = any(section.kind for section in s.sections)
    if s.passages and not shown and not boxed and not any(passage.excerpt.strong for passage in s.passages):
        yield Catch(s.start, "Nothing in the text stands out.", "Put what must not be missed into a box, a list or bold words.")


def _ordered_bullets(s: Survey, ordered: re.Pattern[str]) -> Iterator[Saying]:
    """The beginnings of lists that should have numbers."""
    for block, passages in s.groups():
        if isinstance(block, Items) and block.kind == "bullet" and sum(_begins(passage, ordered) for passage in passages) >= STEPS:
            yield passages[0]


def _ordered_paragraphs(s: Survey, ordered: re.Pattern[str]) -> Iterator[Saying]:
    """Paragraphs that should be lists."""
    told = [x.passage for x in s.sentences if x.passage.role in ("text", "lead") and ordered.match(fold(x.text))]
    yield from (s.passages[number] for number, count in Counter(passage.number for passage in told).items() if count > STEPS)


def _begins(passage: Saying, ordered: re.Pattern[str]) -> bool:
    return bool(ordered.match(passage.folded.lstrip()))


def _ideas(s: Survey, item: tuple[Saying, ...]) -> Iterator[Catch]:
    numbers = {passage.number for passage in item}
    held = [sentence for sentence in s.sentences if sentence.passage.number in numbers and sentence.words]
    if len(held) > SENTENCES:
        yield Catch(item[0].spot(), f"An item holds {len(held)} sentences.", "Give each idea its own item.")
    for passage in item:
        if (at := passage.text.find(";")) >= 0:
            yield Catch(passage.spot(at), "An item is two, joined by a semicolon.", "Give each idea its own item.")


def _words(s: Survey, passages: tuple[Saying, ...]) -> int:
    among = {passage.number for passage in passages}
    return sum(sentence.length for sentence in s.sentences if sentence.passage.number in among)


def _pictured(s: Survey, heading: Saying) -> bool:
    """Whether a box holds something without words."""
    return isinstance(heading.block, Box) and bool(heading.block.blocks)
