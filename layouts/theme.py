"""Layouts as data.  Everything that is a matter of looks is in a layout's file; nothing in the code knows a length or a colour.

In: a `Layout`, which is what such a file says (`handouts/clinics/looks.py` reads it), a size of paper and a brand colour.  Out: a frozen
`Theme`.  What a file may say stands in the hints; what does not go together, `Layout.faults` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from layouts.colours import BODY_CONTRAST, TEXT_CONTRAST, WHITE, Colour, Rgb, colour, contrast, darkened, hexadecimal, tinted
from layouts.errors import ThemeError
from layouts.measures import PAPERS, Length, Names, Part
from layouts.styles import (
    ARABIC,
    FOLDED,
    BoxStyle,
    Column,
    FigureStyle,
    FoldStyle,
    FormName,
    LetterStyle,
    ListStyle,
    PageStyle,
    PostcodePlace,
    ScriptStyle,
    Style,
    TableStyle,
    TightStyle,
    WindowStyle,
    postcode_in,
    quarters,
    unformed,
)

STYLES = (
    "title", "subtitle", "section", "sub-section", "lead", "body", "caption", "box-title", "call-title", "danger-title", "urgent-title",
    "phone", "contact-title", "hours", "panel-label", "when", "who", "arrive", "panel", "fact-label", "fact", "figure", "table-head",
    "cell", "address", "clinic", "department", "letterhead", "running", "foot", "foot-quiet", "mark", "link", "colophon",
)  # fmt: skip
BOXES = ("panel", "contact", "bring", "note", "important", "danger", "urgent", "call-us", "mark", "send-to", "colophon")
COLUMNS = (
    "contents", "pictures", "timeline", "letterhead", "beside", "running", "foot", "panel", "contact", "bring", "slip", "medicines",
    "colophon", "coded",
)  # fmt: skip
TIMELINE = ("days", "times", "words")  # its columns
COLOURS = ("ink", "quiet", "warn")
MADE = ("brand", "tint", "zebra", "paper")  # colours that the brand gives
SIGNS = Path(__file__).parent / "signs"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a layout's file says.  tint: the share of the brand's colour in a tinted box; extends: the layout that says the rest.

    form: what is made of its pages; letter: what a letter needs, of which only layouts of that form make use.
    """

    page: PageStyle
    figure: FigureStyle
    lists: ListStyle
    facts: Column
    table: TableStyle
    colours: Mapping[Annotated[str, Names(COLOURS)], Colour]
    styles: Mapping[Annotated[str, Names(STYLES)], Style]
    boxes: Mapping[Annotated[str, Names(BOXES)], BoxStyle]
    columns: Mapping[Annotated[str, Names(COLUMNS)], tuple[Column, ...]]
    tight: TightStyle = TightStyle()
    arabic: ScriptStyle = ScriptStyle()
    title: str = ""
    tint: Part = 0.08
    extends: str = ""
    form: FormName = "sheet"
    letter: LetterStyle | None = None
    fold: FoldStyle | None = None

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What does not go together: a name that nothing has, a colour that cannot be told from the paper."""
        for table, known in (("colours", COLOURS), ("styles", STYLES), ("boxes", BOXES), ("columns", COLUMNS)):
            for name in known:
                if name not in getattr(self, table):
                    yield (table, name), "missing", "write it, or say which layout this one extends"
        if self.page.blank_back == "questions" and self.page.sides == 1:
            yield ("page", "blank-back"), "is for sheets that are printed on both sides", "write sides = 2 as well, or 'empty'"
        yield from unformed(self.form, self.letter, self.fold)
        yield from self._references()
        yield from self._contrasts()

    def _references(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        if len(self.columns.get("timeline", ())) not in (0, len(TIMELINE)):
            yield ("columns", "timeline"), f"has {len(self.columns['timeline'])} columns", f"expected {', '.join(TIMELINE)}"
        colours, signs = (*self.colours, *MADE), ("", *sorted(path.stem for path in SIGNS.glob("*.svg")))
        asked: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = []
        for name, style in self.styles.items():
            asked.append((("styles", name, "colour"), style.colour, colours))
        for name, box in self.boxes.items():
            asked += [(("boxes", name, "colour"), box.colour, colours), (("boxes", name, "sign"), box.sign, signs)]
            asked.append((("boxes", name, "band"), box.band, ("", *colours)))
            asked += [(("boxes", name, key), getattr(box, key), tuple(self.styles)) for key in ("style", "title")]
        asked.append((("lists", "figure"), self.lists.figure, tuple(self.styles)))
        for keys, word, words in asked:
            if word not in words:
                yield keys, f"there is no {word!r}", f"expected one of {', '.join(filter(None, words))}"

    def _contrasts(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Text stands on white, and on the tint of a brand that may be as dark as black."""
        darkest = tinted((0.0, 0.0, 0.0), self.tint)
        for name, code in self.colours.items():
            least = BODY_CONTRAST if name == "ink" else TEXT_CONTRAST
            on_white, on_tint = (contrast(colour(code), ground) for ground in (WHITE, darkest))
            if on_white < least:
                yield ("colours", name), f"has a contrast of {on_white:.1f}:1 on white", f"expected at least {least:g}:1 (WCAG 2.2)"
            elif on_tint < least:
                what = f"leaves {name} a contrast of {on_tint:.1f}:1 in a box with the tint of a dark brand"
                yield ("tint",), what, f"expected at least {least:g}:1 (WCAG 2.2): less tint, or a darker {name}"


@dataclass(frozen=True, eq=False)
class Theme:
    """A layout, dressed in a clinic's colour and cut to a page size; to a part of a sheet where that is folded.  It equals itself alone.

    letter, window: where its form is one, of the envelope.
    """

    name: str
    title: str
    width: Length
    height: Length
    page: PageStyle
    figure: FigureStyle
    lists: ListStyle
    facts: Column
    table: TableStyle
    colours: Mapping[str, Rgb]
    styles: Mapping[str, Style]
    boxes: Mapping[str, BoxStyle]
    columns: Mapping[str, tuple[Column, ...]]
    tight: TightStyle = TightStyle()
    arabic: ScriptStyle = ScriptStyle()
    notes: tuple[str, ...] = ()
    letter: LetterStyle | None = None
    window: WindowStyle | None = None
    form: FormName = "sheet"
    fold: FoldStyle | None = None

    def style(self, name: str) -> Style:
        """The style of a name.  Raises ThemeError, which names what there is."""
        try:
            return self.styles[name]
        except KeyError:
            raise ThemeError(f"layout {self.name}: no style {name!r}; it has {', '.join(sorted(self.styles))}") from None

    def box(self, kind: str) -> BoxStyle:
        """The box style of a name.  Raises ThemeError, which names what there is."""
        try:
            return self.boxes[kind]
        except KeyError:
            raise ThemeError(f"layout {self.name}: no box {kind!r}; it has {', '.join(sorted(self.boxes))}") from None

    def speaking(self, language: str) -> Theme:
        """The theme for a language, by its tag: itself, but for one whose script the layout sets in another size."""
        script = self.arabic
        if language.split("-")[0] not in ARABIC or script == ScriptStyle():
            return self
        side = max(self.page.side, (self.width - script.measure) / 2 if script.measure else 0)
        return replace(
            self, page=replace(self.page, side=side),
            styles={name: style if name == "window" else script.of(style) for name, style in self.styles.items()},
            figure=replace(self.figure, label=quarters(self.figure.label * script.size)), arabic=ScriptStyle(),
        )  # fmt: skip

    def postcode(self, own: str = "") -> PostcodePlace:
        """Where a postcode stands in the address of a letter, '' if it is none.  own: what a clinic wants."""
        return postcode_in(self.window, own)

    @property
    def measure(self) -> Length:
        """The width of the text."""
        return self.width - 2 * self.page.side

    @property
    def sizes(self) -> frozenset[Length]:
        """The sizes of type of its styles."""
        return frozenset(style.size for style in self.styles.values())

    @property
    def smallest(self) -> Length:
        """The smallest size of type the layout prints."""
        return min(*(s.size for s in self.styles.values()), self.figure.label)

    @property
    def frame(self) -> tuple[Length, Length, Length, Length]:
        """Left, bottom, right and top of where anything may be printed."""
        return self.page.side, self.page.bottom, self.width - self.page.side, self.height - self.page.top


def dressed(layout: Layout, name: str, *, page: str, brand: str, window: str = "", language: str = "") -> Theme:
    """A layout for a size of paper ('A4', 'Letter') and a brand colour ('#rrggbb').  A brand too pale for text is darkened, and noted.

    window: the name of that of a clinic's envelopes; language: the clinic's tag, whose country tells the usual one.
    """
    width, height = PAPERS[page].points
    fold = layout.fold if layout.form in FOLDED else None
    width, height = (height / fold.columns, width) if fold else (width, height)
    wished = colour(brand)
    main = darkened(wished, TEXT_CONTRAST)
    notes: tuple[str, ...] = ()
    if main != wished:
        notes = (
            f"brand colour {brand} has a contrast of {contrast(wished, WHITE):.1f}:1 on white; text and rules use "
            f"{hexadecimal(main)}, which has 4.5:1 (WCAG 1.4.3)",
        )
    side = max(layout.page.side, (width - layout.page.measure) / 2 if layout.page.measure else 0)
    letter = layout.letter if layout.form == "letter" else None
    styles = {**layout.styles, **({"window": Style(letter.size, letter.leading)} if letter else {})}
    return Theme(
        name, layout.title or name, width, height, replace(layout.page, side=side), layout.figure, layout.lists, layout.facts, layout.table,
        {**{key: colour(code) for key, code in layout.colours.items()}, "brand": main, "paper": WHITE, "tint": tinted(main, layout.tint),
         "zebra": tinted((0.0, 0.0, 0.0), layout.table.zebra)},
        styles, layout.boxes, layout.columns, layout.tight, layout.arabic, notes, letter,
        letter.window(window, page, language) if letter else None, layout.form, fold,
    )  # fmt: skip
