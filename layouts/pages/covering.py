"""The page of a letter: whose address shows in the window of the envelope, and where the sheet is folded for it.

In: a document that has a letter, the letterhead as it was set, a `Setting`.  Out: the page's template.  Refuses an address that does not
fit the window (`WindowError`), and a letterhead that reaches into it (`OverfullError`).

A window stands where the envelope has it, whichever way a language runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Frame, PageTemplate

from layouts.colours import Rgb
from layouts.document.blocks import Document
from layouts.document.inlines import Field
from layouts.errors import OverfullError, WindowError
from layouts.pages.pieces import FUZZ, VerticalList
from layouts.pages.setting import Setting
from layouts.pages.words import Text
from layouts.styles import LetterStyle, WindowStyle
from layouts.typesetting.text import galley

if TYPE_CHECKING:
    from layouts.pages.tagged import TaggedCanvas


class Covering:
    """A letter's page.  head: the letterhead, set over the measure; bottom: of the frame for its text."""

    def __init__(self, document: Document, head: VerticalList, setting: Setting, bottom: float) -> None:
        theme = setting.theme
        assert theme.window is not None and theme.letter is not None
        self.window, self.letter, self.theme, self.head = theme.window, theme.letter, theme, head
        if theme.page.top + head.height > self.window.top - self.window.clear:
            raise OverfullError("the letterhead reaches into the window of the envelope; shorten it or choose another layout")
        self.address = _fitting(document, self.window, setting)
        height = theme.height - self.window.text - bottom
        self.frame = Frame(theme.page.side, bottom, theme.measure, height, 0, 0, 0, 0)

    def template(self, name: str) -> PageTemplate:
        """The template of the page, whose letterhead and address are drawn before its text."""

        def draw(canvas: TaggedCanvas, doc: object) -> None:
            canvas.before = 1
            if not canvas.trial:
                self._draw(canvas)

        return PageTemplate(name, [self.frame], onPage=draw, pagesize=(self.theme.width, self.theme.height))

    def _draw(self, canvas: TaggedCanvas) -> None:
        window, theme = self.window, self.theme
        self.head.draw_at(canvas, theme.page.side, theme.height - theme.page.top)
        above = min(window.above, window.height - self.address.height)
        self.address.draw_at(canvas, window.left + window.padding, theme.height - window.top - above)
        _mark(canvas, self.letter, window, theme.colours["ink"], theme.height)


def _fitting(document: Document, window: WindowStyle, setting: Setting) -> Text:
    """The address, set for the window.  Raises WindowError where it does not fit."""
    style = setting.theme.style("window")
    text = Text(setting, document.address, style)
    _, height = text.wrap(window.width - 2 * window.padding, 0)
    if height > window.height + FUZZ:
        fields = [part for part in document.address if isinstance(part, Field)]
        alone = {part.index: galley((part,), setting.values, style, text.width, setting.voice) for part in fields}
        raise WindowError(tuple(at for at, lines in alone.items() if len(lines.lines) > 1), int(window.height / style.leading))
    return text


def _mark(canvas: TaggedCanvas, letter: LetterStyle, window: WindowStyle, rgb: Rgb, height: float) -> None:
    """Where the sheet is folded."""
    with canvas.artifact():
        for fold in window.folds:
            canvas.fill_rect(rgb, letter.marks, height - fold - letter.rule / 2, letter.mark, letter.rule)
