"""Layout files: TOML -> Theme.  Everything that is a matter of looks is data; nothing in the code knows a length or a colour.

In: a layout file (which may extend another) and a brand colour.  Out: a frozen `Theme`.
Refuses an unknown key, a missing one, a length or colour that is none (`ThemeError`: file, key, what is expected).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from layouts.errors import ThemeError

UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
PAGE_SIZES = {"A4": (595.276, 841.89), "Letter": (612.0, 792.0)}  # ISO 216; ANSI A
BODY_CONTRAST = 7.0  # WCAG 2.2, 1.4.6
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

Length = float
Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set.  Lengths in points; `colour` names one of the theme's colours."""

    size: Length
    leading: Length
    before: Length = 0
    after: Length = 0
    colour: str = "ink"
    strong: bool = False
    align: Literal["start", "end", "center"] = "start"


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """How a panel or call-out is drawn: padding, and a bar, tint, border and sign (a width of 0: none)."""

    padding: Length
    before: Length
    after: Length
    bar: Length = 0
    border: Length = 0
    tint: bool = False
    sign: str = ""
    title: str = "box-title"
    style: str = "body"
    colour: str = "brand"
    torn: float = 1.0  # torn rather than moved to a new page if that would leave more than this part of a page empty


@dataclass(frozen=True, slots=True)
class ListStyle:
    """Indent of the text, room between items, size of the box that a pen can tick, and what stands before an item."""

    indent: Length
    between: Length
    after: Length
    box: Length
    bullet: str
    figure: str = "figure"


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Margins, and the room between the furniture and the text."""

    top: Length
    bottom: Length
    side: Length
    head_gap: Length
    running_gap: Length
    foot_gap: Length
    rule: Length
    last_page_lines: int
    tighten: float


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """Width of a picture as a part of the measure, and the least part of that to which it shrinks to fit the rest of a page;
    room around it, size of a QR code, height of a logo."""

    width: float
    shrink: float
    before: Length
    after: Length
    code: Length
    code_gap: Length
    logo: Length
    label: Length


@dataclass(frozen=True, slots=True)
class TableStyle:
    """Padding of cells and the width of rules."""

    padding: Length
    rule: Length
    before: Length
    after: Length


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of a `Columns` block: its part of the width (0: as wide as what is in it), and the gap before it."""

    part: float
    gap: Length = 0
    align: Literal["start", "end"] = "start"


@dataclass(frozen=True)
class Theme:
    """A layout, dressed in a clinic's colour and cut to a page size."""

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
    notes: tuple[str, ...] = ()

    def style(self, name: str) -> Style:
        """The style of a name; ThemeError names what there is."""
        try:
            return self.styles[name]
        except KeyError:
            raise ThemeError(f"layout {self.name}: no style {name!r}; it has {', '.join(sorted(self.styles))}") from None

    def box(self, kind: str) -> BoxStyle:
        """The box style of a name."""
        try:
            return self.boxes[kind]
        except KeyError:
            raise ThemeError(f"layout {self.name}: no box {kind!r}; it has {', '.join(sorted(self.boxes))}") from None

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


T = TypeVar("T")


def load_theme(path: Path, find: Callable[[str], Path], *, page: str, brand: str) -> Theme:
    """Read a layout file for a page size ('A4', 'Letter') and a brand colour ('#rrggbb').

    find gives the path of the layout that this one `extends`.
    """
    if page not in PAGE_SIZES:
        raise ThemeError(f"page size {page!r} is not known; choose one of {', '.join(PAGE_SIZES)}")
    data = _merged(path, find)
    width, height = PAGE_SIZES[page]
    where = path.name
    colours = {name: colour(value, f"{where}: colours.{name}") for name, value in _table(data, "colours", where).items()}
    notes = []
    wished = colour(brand, "brand colour")
    colours["brand"] = darkened(wished, TEXT_CONTRAST)
    if colours["brand"] != wished:
        notes.append(
            f"brand colour {brand} has a contrast of {contrast(wished, (1, 1, 1)):.1f}:1 on white; text and rules use "
            f"{hexadecimal(colours['brand'])}, which has 4.5:1 (WCAG 1.4.3)"
        )
    share = float(data.get("tint", 0.08))
    colours["tint"] = tuple(1 - (1 - c) * share for c in colours["brand"])  # type: ignore[assignment]
    return Theme(
        name=path.stem,
        title=str(data.get("title", path.stem)),
        width=width,
        height=height,
        page=_row(PageStyle, data, "page", where),
        figure=_row(FigureStyle, data, "figure", where),
        lists=_row(ListStyle, data, "lists", where),
        facts=_row(Column, data, "facts", where),
        table=_row(TableStyle, data, "table", where),
        colours=colours,
        styles={k: _build(Style, v, f"{where}: styles.{k}") for k, v in _table(data, "styles", where).items()},
        boxes={k: _build(BoxStyle, v, f"{where}: boxes.{k}") for k, v in _table(data, "boxes", where).items()},
        columns={k: tuple(_build(Column, cell, f"{where}: columns.{k}") for cell in v) for k, v in _table(data, "columns", where).items()},
        notes=tuple(notes),
    )


def tightened(theme: Theme) -> Theme:
    """The same theme with less room between blocks, for a last page that would hold next to nothing."""
    k = theme.page.tighten
    return replace(
        theme,
        styles={n: replace(s, before=s.before * k, after=s.after * k) for n, s in theme.styles.items()},
        boxes={n: replace(b, before=b.before * k, after=b.after * k) for n, b in theme.boxes.items()},
        lists=replace(theme.lists, between=theme.lists.between * k, after=theme.lists.after * k),
    )


def length(value: object, where: str) -> float:
    """12 -> 12.0 points; '25mm' -> 70.87."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)(pt|mm|cm|in)", str(value))
    if not match:
        raise ThemeError(f"{where}: {value!r} is no length; expected points (12) or a length with a unit ('25mm', '1in')")
    return float(match[1]) * UNITS[match[2]]


def colour(value: object, where: str) -> Rgb:
    """'#0b5a7a' -> (0.04, 0.35, 0.48)."""
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ThemeError(f"{where}: {value!r} is no colour; expected six hexadecimal digits such as '#0b5a7a'")
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def hexadecimal(rgb: Rgb) -> str:
    """(0, 0.5, 1) -> '#0080ff'."""
    return "#" + "".join(f"{round(c * 255):02x}" for c in rgb)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(rgb: Rgb, ratio: float) -> Rgb:
    """The colour, darkened in small steps until it has a contrast of `ratio` on white."""
    while contrast(rgb, (1.0, 1.0, 1.0)) < ratio:
        red, green, blue = (c * 0.97 for c in rgb)
        rgb = (red, green, blue)
    return rgb


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _merged(path: Path, find: Callable[[str], Path], seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    if path in seen:
        raise ThemeError(f"{path.name}: extends itself")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ThemeError(f"there is no layout file {path.name}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(f"{path.name}: cannot be read: {error}") from None
    base = data.pop("extends", None)
    return _laid_over(_merged(find(base), find, (*seen, path)), data) if base else data


def _laid_over(base: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in data.items():
        out[key] = _laid_over(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


def _table(data: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    table = data.get(key)
    if not isinstance(table, dict):
        raise ThemeError(f"{where}: the table [{key}] is missing")
    return table


def _row(kind: type[T], data: dict[str, Any], key: str, where: str) -> T:
    return _build(kind, _table(data, key, where), f"{where}: {key}")


def _build(kind: type[T], row: Any, where: str) -> T:
    """A frozen style from a table; every key known, every length a length."""
    if not isinstance(row, dict):
        raise ThemeError(f"{where}: expected a table")
    hints = get_type_hints(kind)
    given: dict[str, Any] = {k.replace("-", "_"): v for k, v in row.items()}
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in given:
        if key not in known:
            raise ThemeError(f"{where}.{key}: unknown key; expected one of {', '.join(sorted(known))}")
    for key, f in known.items():
        if key not in given and f.default is MISSING:
            raise ThemeError(f"{where}.{key.replace('_', '-')}: missing")
    return kind(**{k: _value(hints[k], v, f"{where}.{k}") for k, v in given.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if hint is float:
        return length(value, where)
    allowed = getattr(hint, "__args__", None)
    if allowed:
        if value not in allowed:
            raise ThemeError(f"{where}: {value!r} is not one of {', '.join(map(str, allowed))}")
        return value
    if not isinstance(value, hint):
        raise ThemeError(f"{where}: {value!r} is no {hint.__name__}")
    return value
