"""Text with placeholders -> what stands on the page: runs, and the fields that values go into.

In: a text of a rendered template, the texts that its placeholders of the clinic stand for.  Out: inlines.  Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from handouts.language.characters import PLACEHOLDER
from handouts.language.phrases import Reachable, Spoken
from handouts.leaflets.skeleton import Tone
from handouts.leaflets.tray import FIXED, PAGE_COUNT, PAGE_NUMBER, VALUES
from layouts.document.inlines import Field, Inline, Inlines, PageCount, PageNumber, TextRun


def inliner(fixed: list[str]) -> Callable[[str, Tone], Inlines]:
    """Turns text with placeholders into runs and fields."""

    def inline(text: str, tone: Tone) -> Inlines:
        out: list[Inline] = []
        at = 0
        for match in PLACEHOLDER.finditer(text):
            if match.start() > at:
                out.append(TextRun(text[at : match.start()], *tone))
            at = match.end()
            out.extend(_placeholder(ord(match[0]), tone))
        if at < len(text):
            out.append(TextRun(text[at:], *tone))
        return tuple(out)

    def _placeholder(code: int, tone: Tone) -> Inlines:
        if code == ord(PAGE_NUMBER):
            return (PageNumber(tone.strong),)
        if code == ord(PAGE_COUNT):
            return (PageCount(tone.strong),)
        if code >= FIXED:
            text = fixed[code - FIXED]
            if PLACEHOLDER.search(text):  # a phrase with page numbers in it
                return inline(text, tone)
            if isinstance(text, Reachable) and not tone.link:
                tone = tone._replace(link=text.link)
            if isinstance(text, Spoken) and not tone.language:
                tone = tone._replace(language=text.language)
            return (TextRun(text, *tone, isolated=True),)
        return (Field(code - VALUES, *tone),)

    return inline
