"""What a content stream says: its text, where that stands, and everything else, to be compared.

    stream ─ _TOKEN ─▶ operators ─ STEPS ─▶ Reading

In: a content stream and the fonts it may use.  Out: a frozen `Reading`.  Refuses (`Unreadable`) a font or glyph that the file does not
have, and every operator that could move or hide text.  Shares no code with what wrote it.  (ISO 32000-1, 8.4, 9.3, 9.4, 14.6.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from handouts.proof.letters import Font, Show
from handouts.proof.original import Drawn
from handouts.proof.reader import NUMBER, Unreadable, string
from handouts.proof.readings import FAR, Claim, Hollow, Lane, Reading, Showing, Stand, Sweep

_TOKEN = re.compile(
    rb"(?=[\[/BEIqQ\d-])(?<![\w.])(?:\[(?P<show>[^\]]*)\]TJ|/(?P<font>\w+) (?P<size>%(n)s) Tf|"
    rb"/(?P<tag>\w+)<<(?:/MCID (?P<mcid>\d+))?(?:/ActualText(?P<actual><[0-9A-F]*>|\((?:[^()\\]|\\.)*\)))?>>BDC|(?P<emc>EMC\b)|"
    rb"(?P<begin>BT\b)|(?P<end>ET\b)|(?P<dx>%(n)s) (?:(?P<dy>%(n)s) Td|(?P<rise>Ts\b)|"
    rb"w (?P<ink>%(n)s %(n)s %(n)s) RG 1 j 2 (?P<thick>Tr\b)|j 0 (?P<thin>Tr\b))|(?P<keep>q\b)|(?P<back>Q\b)|"
    rb"ID (?P<bits>[0-9A-F]+)> EI\b)" % {b"n": NUMBER}
)
_OPERATOR = re.compile(rb"[A-Za-z'\"][A-Za-z0-9*]*")
_NAMES = re.compile(rb"/\w+|\[[^\]]*\]|\((?:[^()\\]|\\.)*\)")
OUTSIDE = frozenset(b"BT ET q Q g rg G RG w re f S BMC BDC EMC".split())  # what may stand where text stands
NEVER = frozenset(b"Tc Tw Tz TL Tr Tm Tj TD TJ T* ' \" Td Tf Ts".split())  # what moves or hides text, or is text in another form
THICKEST = 0.04  # of the type size: a line round letters that leaves them open
_FILL = re.compile(rb"(?<![\w.])([\d.]+) (?:([\d.]+) ([\d.]+) rg|g)\b")
_SET = re.compile(rb"<\d+>|#[\d.]+|~-?[\d.]+")  # what may be set between a line round letters and these: a mark, a size, a line down


class _Pen:
    """Goes through a content stream, operator by operator: what is set, where it stands, what it has written.

    shown: where in the stream it shows something; lanes, showings: where on the page text is shown, and since the pen was moved;
    winding: some of it may stand elsewhere than these say.
    """

    def __init__(self, fonts: Mapping[bytes, Font]) -> None:
        self.fonts = fonts
        self.font: Font | None = None
        self.size = self.x = self.y = self.pen = self.rise = self.kern = 0.0
        self.depth = self.run = 0
        self.raised = self.winding = False
        self.names: list[bytes] = []  # of fonts, as they are chosen
        self.start: float | None = None  # of what is shown next; None if that goes on from the last
        self.shown: list[int] = []
        self.showings: list[Showing] = []
        self.lanes: list[Lane] = []
        self.sizes: set[float] = set()
        self.line: tuple[float, tuple[float, ...], int] | None = None  # round letters: its width, its colour, where in the rest it was set
        self.claim: tuple[str, list[Drawn], float] | None = None  # the text that is said to be written, its glyphs, where they begin
        self.text: list[str] = []
        self.objects: list[int] = []
        self.rest: list[bytes] = []
        self.sweeps: list[Sweep] = []
        self.stands: list[Stand] = []
        self.claims: list[Claim] = []
        self.codes: list[bytes] = []
        self.left, self.right, self.low, self.high = FAR, -FAR, 0.0, 0.0  # of the sweep that is being filled

    # -- operators

    def begin(self, match: re.Match[bytes]) -> None:
        """BT: the text matrix is the page's."""
        if self.depth:
            raise Unreadable("text inside a drawing")
        self.winding |= bool(self.showings)
        self.x = self.y = self.pen = self.start = 0.0
        self.objects.append(len(self.text))
        self.rest.append(b"BT")

    def end(self, match: re.Match[bytes]) -> None:
        """ET."""
        self._parted()
        self.rest.append(b"ET")
        if self.rise or self.line or self.claim is not None:
            raise Unreadable("a text object that leaves something open")

    def choose(self, match: re.Match[bytes]) -> None:
        """Tf."""
        self.font, size = self.fonts.get(match["font"]), float(match["size"])
        self.names.append(match["font"])
        if self.font is None:
            raise Unreadable("a font that the file does not have")
        if size != self.size:
            self.rest.append(b"#%s" % match["size"])
            self.sizes.add(size)
        self.size = size

    def move(self, match: re.Match[bytes]) -> None:
        """Td.  Lines stand where the plate has them, however long they are."""
        self._parted()
        self.x, self.y = self.x + float(match["dx"]), self.y + float(match["dy"])
        self.pen = self.start = self.x
        if float(match["dy"]):
            self.rest.append(b"~%s" % match["dy"])

    def show(self, match: re.Match[bytes]) -> None:
        """TJ."""
        if self.font is None or not self.size:
            raise Unreadable("text without a font")
        if self.line and not self._is_bold(*self.line):
            raise Unreadable("a line round letters that is not theirs")
        shown, k = self.font.shown(match["show"]), self.size / 1000
        self.shown.append(match.start())
        self.showings.append(Showing(self.names[-1], k, self.start))
        self.start = None
        silent = self.claim is not None
        if not silent:
            self.text.append(shown.text)
            self.raised |= self.rise != 0
        if silent or shown.odd:
            self._claimed(shown, k)
        if shown.words:
            self.stands.append((shown, self.pen, self.y + self.rise, k, silent))
            self._swept(self.pen + shown.first * k, self.pen + shown.last * k)
        if shown.kern > self.kern and not silent and not shown.odd:
            self.kern = shown.kern
        self.pen += shown.advance * k

    def mark(self, match: re.Match[bytes]) -> None:
        """BDC: a text that is to be read in place of the glyphs silences them."""
        if match["actual"] is not None:
            if self.claim is not None:
                raise Unreadable("a text in place of a text")
            said = string(match["actual"])
            self.text.append(said)
            self.claim = said, [], self.pen
        if match["mcid"]:
            self.rest.append(b"<%s>" % match["mcid"])

    def unmark(self, match: re.Match[bytes]) -> None:
        """EMC."""
        if self.claim is not None:
            self.claims.append(Claim(self.claim[0], tuple(self.claim[1])))
        self.claim = None

    def lift(self, match: re.Match[bytes]) -> None:
        """Ts."""
        self.rise, self.winding = float(match["dx"]), True

    def thicken(self, match: re.Match[bytes]) -> None:
        """w, RG, j, 2 Tr: letters with a line round them, which makes them bold."""
        self.line = float(match["dx"]), _colour(match["ink"]), len(self.rest)

    def thin(self, match: re.Match[bytes]) -> None:
        """j, 0 Tr: letters as they are."""
        if float(match["dx"]):
            raise Unreadable("lines with other corners than a page has")
        self.line = None

    def keep(self, match: re.Match[bytes]) -> None:
        """q."""
        self.depth += 1
        self.rest.append(b"q")

    def back(self, match: re.Match[bytes]) -> None:
        """Q."""
        self.depth -= 1
        self.rest.append(b"Q")
        if self.depth < 0:
            raise Unreadable("a drawing that ends before it begins")

    def picture(self, match: re.Match[bytes]) -> None:
        """ID: the bits of a picture, which are those of a code."""
        self.codes.append(match["bits"])
        self.shown.append(match.start())
        self.rest.append(b"ID")

    # -- what they leave

    def _is_bold(self, width: float, ink: tuple[float, ...], since: int) -> bool:
        """Whether a line round letters is thin, and of the colour that fills them, with nothing set since that could change either."""
        begin = next((i for i in reversed(range(since)) if self.rest[i] == b"BT"), since)
        fills = _FILL.findall(b" ".join(self.rest[begin:since]))
        fill = _colour(b" ".join(filter(None, fills[-1]))) if fills else ()
        return 0 < width <= THICKEST * self.size and ink == fill and all(map(_SET.fullmatch, self.rest[since:]))

    def _swept(self, left: float, right: float) -> None:
        """Ink between two places."""
        self.left = left if left < self.left else self.left
        self.right = right if right > self.right else self.right
        if self.rise:
            self.low, self.high = min(self.low, self.rise), max(self.high, self.rise)

    def _claimed(self, shown: Show, k: float) -> None:
        """Note the glyphs that write a text; those of a show by itself write what it says."""
        assert self.font is not None
        drawn, start = (self.claim[1], self.claim[2]) if self.claim else ([], self.pen)
        x, rise = (self.pen - start) / k, self.rise / k
        for code, letter, at, up in self.font.drawn(shown):
            drawn.append(Drawn(self.font.original, code, letter, round(x + at, 1), round(rise + up, 1), self.run))
        if self.claim is None:
            self.claims.append(Claim(shown.text, tuple(drawn)))

    def _parted(self) -> None:
        """What follows does not follow from what stood before."""
        if self.left < self.right:
            self.sweeps.append(Sweep(self.left, self.y, self.right, self.size, self.low, self.high))
        if self.showings:
            self.lanes.append(Lane(self.y, self.size, tuple(self.showings)))
            self.showings = []
        self.left, self.right, self.low, self.high = FAR, -FAR, 0.0, 0.0
        self.run += 1

    def hollow(self) -> Hollow | None:
        """Where it showed what; None where text is raised, or read in place of glyphs, or stands in no text object."""
        if self.claims or self.claim or self.winding or self.showings:
            return None
        objects = (*self.objects, len(self.text))
        return Hollow(tuple(self.shown), frozenset(self.names), tuple(self.lanes), objects)

    def reading(self) -> Reading:
        """What was read."""
        objects = tuple("".join(self.text[low:high]) for low, high in pairwise([*self.objects, len(self.text)]))
        return Reading(
            "".join(self.text), objects, b" ".join(self.rest), tuple(self.sweeps), tuple(self.stands), tuple(self.claims),
            self.raised, self.kern, frozenset(self.sizes), tuple(self.codes),
        )  # fmt: skip


# by the group of _TOKEN that an operator's pattern ends with
STEPS: Mapping[str | None, Callable[[_Pen, re.Match[bytes]], None]] = {
    "begin": _Pen.begin, "end": _Pen.end, "size": _Pen.choose, "dy": _Pen.move, "show": _Pen.show, "tag": _Pen.mark, "mcid": _Pen.mark,
    "actual": _Pen.mark, "emc": _Pen.unmark, "rise": _Pen.lift, "keep": _Pen.keep, "back": _Pen.back,
    "bits": _Pen.picture, "thick": _Pen.thicken, "thin": _Pen.thin,
}  # fmt: skip


def _colour(text: bytes) -> tuple[float, ...]:
    """A colour in red, green and blue, of which a grey has one."""
    parts = tuple(map(float, text.split()))
    return parts * 3 if len(parts) == 1 else parts


def read_content(code: bytes, fonts: Mapping[bytes, Font]) -> Reading:
    """What a content stream says.  Raises Unreadable for a font or glyph that the file does not have, and for a form that is not known."""
    return _through(code, fonts).reading()


def read_hollowed(code: bytes, fonts: Mapping[bytes, Font]) -> tuple[Reading, Hollow | None]:
    """The same; and where it shows what it says, if that follows from what it shows alone.  Raises Unreadable as `read_content` does."""
    pen = _through(code, fonts)
    return pen.reading(), pen.hollow()


def _through(code: bytes, fonts: Mapping[bytes, Font]) -> _Pen:
    """A content stream, gone through to its end."""
    pen = _Pen(fonts)
    at = 0
    for match in _TOKEN.finditer(code):
        if rest := code[at : match.start()].strip():
            pen.rest.append(rest)
        at = match.end()
        STEPS[match.lastgroup](pen, match)
    pen.rest.append(code[at:].strip())
    if pen.depth:
        raise Unreadable("a drawing that does not end")
    return pen


def forbidden(mask: bytes) -> bool:
    """Whether there is, besides the text of a content stream, anything that could move it, hide it, or be text in another form."""
    depth = 0
    for operator in _OPERATOR.findall(_NAMES.sub(b"", mask)):
        depth += (operator == b"q") - (operator == b"Q")
        if operator in NEVER or (not depth and operator not in OUTSIDE):
            return True
    return False
