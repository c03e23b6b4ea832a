"""A translation for the person who reviews it: a PDF with each block of the source and its translation side by side.

In: how far a translation has come, a clinic.  Out: bytes of a PDF.  Refuses a character that no font has, and a block longer than a page
(`LeafletError`).  It is for a reviewer and no patient: tags stand as they are written, whatever a condition says is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handouts.authoring.translating.standing import StandingUnit, TranslationStanding
from handouts.authoring.translating.units import masked
from handouts.errors import LeafletError
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.skeleton import PLAIN, Tone
from handouts.leaflets.tags import tags
from handouts.press import Press
from layouts.copies.forme import Forme
from layouts.document.blocks import Block, Document, Heading, Paragraph
from layouts.document.inlines import Inline, Inlines, PageCount, PageNumber, TextRun
from layouts.document.tongues import Parallel
from layouts.errors import LayoutError

TAGS = "What stands between {{ and }} is filled in for each patient; what stands between {% and %} is a condition."
OWN = "en"  # the language of what these pages say themselves
LOUD = frozenset(("title", "heading", "title of a box"))
NOTE = {
    "translated": "", "missing": "Not translated yet.", "changed": "The source has changed since this was translated.",
}  # fmt: skip
HOLE = "\2"  # in the place of a tag while Markdown is read


def reviewed_pdf(found: TranslationStanding, press: Press) -> bytes:
    """The pages.  Raises LeafletError."""
    document = review_document(found, press, press.moment.astimezone(press.clinic.zone))
    forme = Forme(document, press.theme("standard"), press.typecase, press.plates, press.profile)
    try:
        return forme.strike((), press.issued).data
    except LayoutError as error:
        what = f"no pages for a reviewer can be made: {error}"
        raise LeafletError(found.source.file, 1, 1, what, remedy="Change the text there.") from None


def review_document(found: TranslationStanding, press: Press, now: datetime) -> Document:
    """Title, what it is and how to read it, the two columns, and room to sign."""
    source, target = found.source, found.target
    title = f"{source.title}: {source.language} and {target}"
    done, changed, missing = (len(found.of(state)) for state in ("translated", "changed", "missing"))
    counted = f"{len(found.units)} blocks: {done} translated, {changed} of a source that has changed since, {missing} not translated."
    about = f"{counted} {source.file}, version {source.version}; printed {now:%Y-%m-%d}."
    rule = f"Left is the source, right its translation. {TAGS}"
    if not found.known and found.translation is not None:
        rule += " What this translation was made from is not recorded."
    rows = tuple(_row(one) for one in found.units)
    head: tuple[Inlines, Inlines] = ((TextRun(_called(source.language)),), (TextRun(_called(target)),))
    blocks: tuple[Block, ...] = (
        Heading(1, (TextRun(source.title, language=source.language), TextRun(f": {source.language} and {target}"))),
        Paragraph((TextRun(about),)), Paragraph((TextRun(rule),)),
        Parallel((source.language, target), head, rows),
        Paragraph((TextRun("Read and compared by: ______________________________   Date: ________________"),)),
    )  # fmt: skip
    foot = Paragraph((TextRun(f"{title}. For the reviewer, not for patients. "), PageNumber(), TextRun(" / "), PageCount()), "foot")
    return Document(title, OWN, blocks, foot=(foot,), author=str(press.clinic.name), subject="A translation, block beside block")


def _called(language: str) -> str:
    """A language by its own name, and its tag."""
    from babel import Locale, UnknownLocaleError

    try:
        return f"{Locale.parse(language, sep='-').get_language_name() or ''} ({language})".strip()
    except (UnknownLocaleError, ValueError):
        return language


def _row(one: StandingUnit) -> tuple[Inlines, Inlines]:
    note = NOTE[one.state]
    loud = one.unit.kind in LOUD
    right = _inlines(one.text, loud) if one.text else ()
    told = (TextRun(f"\n{note}" if right else note, language=OWN),) if note else ()
    return _inlines(one.unit.text, loud), (*right, *told)


def _inlines(text: str, strong: bool) -> Inlines:
    """A block's words with their stress; tags as they are written, each in its own direction."""
    held = [tag.text for tag in tags(text)]
    bare = masked(text)
    for tag in reversed(list(tags(text))):
        bare = bare[: tag.at] + HOLE + bare[tag.end :]
    nodes = read_nodes(bare.strip())
    if [node.kind for node in nodes] != ["paragraph"]:
        return (TextRun(text, strong),)
    return tuple(_filled(_read(nodes[0].inside[0].inside, PLAIN._replace(strong=strong)), held))


def _read(nodes: tuple[Branch, ...], tone: Tone) -> Iterator[TextRun]:
    for node in nodes:
        if node.kind in ("softbreak", "hardbreak"):
            yield TextRun(" " if node.kind == "softbreak" else "\n", tone.strong)
        elif node.kind == "span":
            yield from _read(node.inside, tone._replace(language=node.token.attrs.get("lang")))
        elif node.kind == "link":
            yield from _read(node.inside, tone)
            yield TextRun(f" ({node.token.attrs.get('href', '')})", tone.strong, isolated=True)
        elif node.inside:
            yield from _read(node.inside, tone._replace(strong=True))
        else:
            yield TextRun(node.token.content, tone.strong, language=tone.language)


def _filled(runs: Iterator[TextRun], held: list[str]) -> Iterator[Inline]:
    left = iter(held)
    for run in runs:
        for number, part in enumerate(run.text.split(HOLE)):
            if number:
                yield TextRun(next(left, ""), run.strong, isolated=True)
            if part:
                yield TextRun(part, run.strong, language=run.language)
