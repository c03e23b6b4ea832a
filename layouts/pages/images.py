"""Pictures as pieces.

In: a picture, a `Setting`.  Out: flowables that are a Figure, or an artifact.
"""

from __future__ import annotations

from layouts.document.blocks import Picture
from layouts.errors import PictureError
from layouts.pages.drawings import Drawing
from layouts.pages.elements import Node
from layouts.pages.labels import Room, placed
from layouts.pages.photographs import Photograph
from layouts.pages.pictures import opened
from layouts.pages.pieces import Cells, Formed, Piece, Whole
from layouts.pages.setting import Setting
from layouts.pages.tagged import TaggedCanvas
from layouts.pdf.objects import numbers

TALLEST_PART = 0.6  # of a page, for one picture
INCH = 72.0  # points
MOST, FEWEST = 300, 150  # dots an inch of a photograph: more cannot be seen on paper, with fewer its dots can
STEP = 64  # pixels
OVER = 1.2  # times the height of a picture: no caption at its side is higher


class Image(Piece):
    """A picture at a part of the measure.  node: a Figure, or None for an artifact."""

    def __init__(self, setting: Setting, picture: Picture, node: Node | None, *, part: float = 1.0, height: float = 0.0) -> None:
        super().__init__()
        self.setting, self.node, self.part, self.fixed = setting, node, part, height
        self.scale = 1.0
        self.picture, self.image = picture, opened(picture)

    def natural(self, width: float) -> tuple[float, float]:
        """Width and height on paper."""
        ratio = self.image.ratio if isinstance(self.image, Photograph) else self.image.height / self.image.width
        if self.fixed:
            return self.fixed / ratio, self.fixed
        wide = min(width * self.part, self.setting.tallest * TALLEST_PART / ratio) * self.scale
        return wide, wide * ratio

    def measured(self, width: float) -> float:
        return self.natural(width)[1]

    def draw_at(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        wide, high = self.natural(self.width)
        left = self.mirrored(x, self.width, 0, wide)
        bottom = top - high
        if self.node is not None:
            self.node.attributes = f"<</O/Layout/Placement/Block/BBox[{numbers(left, bottom, left + wide, top)}]>>"
        with canvas.whole(self.node) if self.node is not None else canvas.artifact():
            if isinstance(self.image, Photograph):
                self._photograph(canvas, self.image, (left, bottom, wide, high))
            else:
                place_drawing(canvas, self.image, left, bottom, wide)
                self._labels(canvas, self.image, Room(left, bottom, wide, high, x, x + self.width))

    def _photograph(self, canvas: TaggedCanvas, image: Photograph, place: tuple[float, float, float, float]) -> None:
        """A photograph with as many dots as a printer can show; how few it has, where that can be seen, is noted."""
        dots = image.width / (place[2] / INCH)
        if self.node is not None and dots < FEWEST:
            canvas.coarse[self.picture.name] = min(round(dots), canvas.coarse.get(self.picture.name, FEWEST))
        across = -(-round(place[2] / INCH * MOST) // STEP) * STEP  # in steps: it is not made anew for each width that is tried
        fitting = opened(self.picture, across) if image.width > across else image
        assert isinstance(fitting, Photograph)
        place_photograph(canvas, fitting, *place)

    def _labels(self, canvas: TaggedCanvas, drawing: Drawing, room: Room) -> None:
        """The drawing's words."""
        rgb = self.setting.theme.colours["ink"]
        for label in placed(self.picture.name, drawing, dict(self.picture.labels), room, self.setting):
            canvas.set_lines(label.galley, slice(None), label.x, label.top, label.style, rgb, None)


class Pictured(Whole):
    """A picture with its caption, shrunk a little where that fits it onto the page."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        image = self.children[0]
        assert isinstance(image, Image)
        image.scale = 1.0
        self._laid(width)
        room = image.height - (self.height - height)
        if image.height * self.setting.theme.figure.shrink <= room < image.height:
            image.scale = room / image.height
            self._laid(width)
        return width, self.height

    def _laid(self, width: float) -> None:
        self.children[0].height = 0.0
        self.width, self.height = width, self.measured(width)


class Aside(Formed):
    """A picture with its caption at its side, where its words have room and that is lower; else as `under` has them.  part: its width."""

    def __init__(self, setting: Setting, image: Image, caption: Piece, under: Pictured, part: float) -> None:
        super().__init__()
        self.setting, self.image, self.caption, self.under, self.part = setting, image, caption, under, part

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.form = self.formed(width)
        self.width, self.height = self.form.wrap(width, height)
        if self.height > height and self.form is not self.under:  # a picture above its caption may shrink to what a page has left
            _, lower = self.under.wrap(width, height)
            self.form, self.height = (self.under, lower) if lower <= height else (self.form, self.height)
        return self.width, self.height

    def formed(self, width: float) -> Piece:
        gap = self.setting.theme.figure.aside
        wide = width * self.part
        beside = Cells(self.setting, [self.image, self.caption], lambda width: [(0, wide), (wide + gap, width - wide - gap)])
        _, high = beside.wrap(width, 0)
        lower = high <= OVER * self.image.height and high < self.under.wrap(width, self.setting.tallest)[1]
        return beside if lower and self._fits(wide) else self.under

    def _fits(self, wide: float) -> bool:
        """Whether the words of a drawing have room on it, with nothing free at its sides."""
        image = self.image.image
        if isinstance(image, Photograph):
            return True
        picture, room = self.image.picture, Room(0, 0, wide, self.image.height, 0, wide)
        try:
            placed(picture.name, image, dict(picture.labels), room, self.setting)
        except PictureError:
            return False
        return True


def place_drawing(canvas: TaggedCanvas, drawing: Drawing, x: float, y: float, width: float) -> None:
    """A drawing with its lower left corner at a point."""
    scale = width / drawing.width
    code = f"{drawing.preface} {drawing.code}" if drawing.preface else drawing.code
    canvas._code.append(f"q {numbers(scale, 0, 0, scale, x, y)} cm {code} Q")


def place_photograph(canvas: TaggedCanvas, image: Photograph, x: float, y: float, width: float, height: float) -> None:
    """A raster image in a rectangle."""
    canvas._page.images[image.name] = image
    canvas._code.append(image.placed(x, y, width, height))
