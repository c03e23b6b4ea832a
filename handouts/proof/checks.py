"""The checks of a copy that has been read again: an ordered list of rows, a name and a function each.

In: a `Specimen`.  Out: `Failure`s, none for a copy that may leave.  Nothing here opens a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from handouts.proof.content import forbidden
from handouts.proof.expected import codes, description, listed, page_lines, personal_texts, plain, said_by, strange_words, words
from handouts.proof.found import squeezed
from handouts.proof.original import writes
from handouts.proof.readings import Sweep
from handouts.proof.specimen import Failure, Specimen, Utterance, agrees, missing, overlap, said_in, stands_in, touches, within

SLACK = 1.5  # points that a glyph's overhang may reach out of its frame
MOST_KERN = 500  # thousandths of the type size between two letters: no font kerns more
Check = Callable[[Specimen], Iterator[Failure]]


def fonts(specimen: Specimen) -> Iterator[Failure]:
    """What a font draws is what the font file has."""
    yield from (Failure(fault) for fault in dict.fromkeys(fault for font in specimen.fonts for fault in font.faults))


def smallest(specimen: Specimen) -> Iterator[Failure]:
    """No type is smaller than the layout's smallest."""
    least = specimen.expected.smallest - 0.01
    for ref, reading in specimen.readings.items():
        if min(reading.sizes, default=least) < least:
            yield Failure("type smaller than the layout's smallest", specimen.frame.page_of(ref))


def sized(specimen: Specimen) -> Iterator[Failure]:
    """Type has a size that the layout has: looked at once for a plate."""
    for ref, reading in specimen.readings.items() if specimen.proven is None else ():
        if not reading.sizes <= specimen.expected.sizes:
            yield Failure("type of a size that the layout does not have", specimen.frame.page_of(ref))


def framed(specimen: Specimen) -> Iterator[Failure]:
    """All text stands inside the frame of its page, raised or not; or in the window of a letter."""
    for ref, reading in specimen.readings.items():
        left, bottom, right, top = specimen.expected.frame_of(specimen.frame.page_of(ref))
        low, high, floor = left - SLACK, right + SLACK, bottom - SLACK
        out = [at for at in reading.sweeps if at.left < low or at.right > high or at.y + at.low < floor or at.y + at.high > top]
        if specimen.frame.page_of(ref) == 1:
            out = [at for at in out if not within(at, specimen.expected.window)]
        if out:
            yield Failure("text outside its frame", specimen.frame.page_of(ref), said_in(reading, out))


def windowed(specimen: Specimen) -> Iterator[Failure]:
    """The window of an envelope shows the address, all of it, and nothing else.

    Glyphs that are read otherwise than by themselves are counted as letters by the checks of every value and of their writing.
    """
    if specimen.expected.window is None:
        return
    stands = [stand for stand in specimen.stands()[0] if touches(stand, specimen.expected.window)]
    plainly_said = Counter(squeezed("".join(show.text for show, *_, otherwise in stands if not otherwise)))
    wanted = Counter(squeezed(specimen.expected.address))
    otherwise = any(stand[-1] for stand in stands)
    if plainly_said - wanted or (wanted - plainly_said and not otherwise):
        yield Failure("the window shows something else than the address", 1, (specimen.expected.address,))


def apart(specimen: Specimen) -> Iterator[Failure]:
    """No text lies on another."""
    for ref, reading in specimen.readings.items():
        still = specimen.proven.still[ref] if specimen.proven else specimen.beside(ref)
        sweeps = sorted(reading.sweeps, key=_height)
        upon = [sweep for sweep in sweeps if any(overlap(sweep, other) for other in still.get(sweep.y, ()))] + _upon_another(sweeps)
        if upon:
            yield Failure("text that lies on other text", specimen.frame.page_of(ref), said_in(reading, upon))


def _height(sweep: Sweep) -> float:
    return sweep.y


def _upon_another(sweeps: list[Sweep]) -> list[Sweep]:
    """Those of these, which are ordered by their height, that lie on another."""
    found = []
    for i, sweep in enumerate(sweeps):
        for other in islice(sweeps, i + 1, None):
            if other.y - sweep.y >= sweep.size / 2:
                break
            if overlap(sweep, other):
                found += [sweep, other]
    return found


def on_line(specimen: Specimen) -> Iterator[Failure]:
    """Letters stand on their line, side by side."""
    for ref, reading in {**specimen.readings, **specimen.still}.items():
        if reading.raised or reading.kern > MOST_KERN:
            yield Failure("letters that do not stand beside each other on their line", specimen.frame.page_of(ref))


def written(specimen: Specimen) -> Iterator[Failure]:
    """Where a text is to be read in place of glyphs, or glyphs are other forms of their letters, they are the writing of that text."""
    languages = specimen.expected.languages
    for ref, reading in {**specimen.readings, **specimen.still}.items():
        for text, drawn in reading.claims:
            if (drawn or text.strip()) and not writes(text, drawn, languages):  # a space where a line ends draws nothing
                yield Failure("letters that do not write the text that they stand for", specimen.frame.page_of(ref), (text,))


def plainly(specimen: Specimen) -> Iterator[Failure]:
    """Nothing but what is known moves text, hides it, or is text in another form: looked at once for a plate."""
    for ref, reading in {**specimen.readings, **specimen.still}.items() if specimen.proven is None else ():
        if forbidden(reading.mask):
            yield Failure("an operator that can move or hide text", specimen.frame.page_of(ref))


def nobody_else(specimen: Specimen) -> Iterator[Failure]:
    """Nobody else's identifier is said."""
    readings = {**specimen.readings, **specimen.still}
    there = strange_words("\n".join([reading.text for reading in readings.values()]), specimen.expected)
    theirs = [word for word in there if specimen.others(word)]
    for ref, reading in readings.items() if theirs else ():
        if not set(words(reading.text)).isdisjoint(theirs):
            yield Failure("an identifier of somebody else", specimen.frame.page_of(ref))


def every_value(specimen: Specimen) -> Iterator[Failure]:
    """Every personal text is there, in its order; what stands around it is what stood around the first copy's."""
    known = specimen.proven.around if specimen.proven else None
    for number, (text, blocks) in enumerate(parts := specimen.parts()):
        page = (number + 1) % len(parts)
        if (block := missing(text, blocks)) is not None:
            what = "the foot does not name the patient as it should" if page else "a personal value is not there to be read"
            lost = [value for value in map(plain, specimen.expected.values) if value in block and value not in text]
            yield Failure(what, page, tuple(lost) or (block,))
        elif known and not agrees(text, blocks, known[number]):
            yield Failure("the words around a value have changed", page)


def coded(specimen: Specimen) -> Iterator[Failure]:
    """The code of a copy says which copy it is, and there is no other."""
    found = [bits for reading in specimen.readings.values() for bits in reading.codes]
    if tuple(found) != codes(specimen.expected) or any(reading.codes for reading in specimen.still.values()):
        yield Failure("a code that does not say which copy this is")


def _listing(said: Sequence[Utterance], lines: Sequence[str]) -> tuple[int, ...] | None:
    """Where the lines of contents stand, each before its number: the nearest together, since the headings stand before or behind them."""
    if not lines:
        return ()
    numbered = [i for i in range(len(said) - 1) if said[i + 1].text.isdecimal()]
    found = []
    for begin in (i for i in numbered if said[i].text == lines[0]):
        places = [begin]
        for line in lines[1:]:
            places += [next((i for i in numbered if i > places[-1] and said[i].text == line), len(said))]
        if places[-1] < len(said):
            found.append(tuple(places))
    return min(found, key=lambda places: places[-1] - places[0], default=None)


def leading(specimen: Specimen) -> Iterator[Failure]:
    """The page that contents name for a heading is one on which it stands: looked at once for a plate."""
    said = specimen.objects() if specimen.proven is None else ()
    lines = tuple(listed(specimen.expected)) if said else ()
    own = _listing(said, lines)
    if own is None:
        yield Failure("contents that do not list the headings", 0)
        return
    for line, place in zip(lines, own, strict=True):
        where = [f"{one.page}" for i, one in enumerate(said) if one.text == line and i not in own]
        if said[place + 1].text not in where:
            yield Failure("contents that name another page than that of a heading", said[place].page)


def placed(specimen: Specimen) -> Iterator[Failure]:
    """Each page of a folded sheet says its number where that page stands: looked at once for a plate."""
    expected, readings = specimen.expected, {**specimen.readings, **specimen.still}
    pages = specimen.frame.contents if expected.fold and specimen.proven is None else ()
    for number, refs in enumerate(pages, start=1):
        said = plain("".join(readings[ref].text for ref in refs))
        if not all(line in said for line in page_lines(expected.document, number, expected.pages)):
            yield Failure("a page that does not stand where it is when the sheet is folded", number)


def nothing_else(specimen: Specimen) -> Iterator[Failure]:
    """Every text of a plate's first copy is one of its document's."""
    said = said_by(specimen.expected) if specimen.proven is None else ""
    for ref, reading in {**specimen.readings, **specimen.still}.items() if specimen.proven is None else ():
        if not all(stands_in(plain(text).strip(), said) for text in reading.objects):
            yield Failure("words that its document does not have", specimen.frame.page_of(ref))


def bookmarks(specimen: Specimen) -> Iterator[Failure]:
    """Bookmarks with values in them say what their heading says."""
    wanted = personal_texts(specimen.expected.document, "body", specimen.expected.values) if specimen.titles else ()
    if any(title is None or plain(title) not in wanted for title in specimen.titles):
        yield Failure("a bookmark says something else than its heading")


def described(specimen: Specimen) -> Iterator[Failure]:
    """The metadata say what they should, and nothing else."""
    if dict(specimen.described) != description(specimen.expected) or len(specimen.described) != len(dict(specimen.described)):
        yield Failure("metadata that say something else than they should")


def masked(specimen: Specimen) -> Iterator[Failure]:
    """Colours, lines, sizes, marks, where lines begin: everything around the text of a later copy is that of the first."""
    for ref, reading in specimen.readings.items():
        if specimen.proven is not None and reading.mask != specimen.proven.masks.get(ref):
            yield Failure("what stands around a value has changed", specimen.frame.page_of(ref))


OTHERWISE = "a copy as it was composed: make it again, and if this is said again report it as a defect; it must not be given out"
READABLE = "a value that can be read back from the page: write it without its rarer signs; if they must stand, write this copy by hand"
FITTING = "a value that fits its place: write it shorter"
CHECKS: tuple[tuple[str, Check, str], ...] = (
    ("letters look as their fonts have them", fonts, OTHERWISE),
    ("type is large enough", smallest, OTHERWISE),
    ("type has a size of the layout", sized, OTHERWISE),
    ("text stands inside its frame", framed, FITTING),
    ("the window shows the address alone", windowed, FITTING),
    ("no text lies on another", apart, FITTING),
    ("letters stand on their line", on_line, OTHERWISE),
    ("letters write what they stand for", written, READABLE),
    ("nothing moves or hides text", plainly, OTHERWISE),
    ("nobody else is named", nobody_else, OTHERWISE),
    ("every value can be read", every_value, READABLE),
    ("codes say which copy it is", coded, OTHERWISE),
    ("contents name the right pages", leading, OTHERWISE),
    ("pages stand in their places", placed, OTHERWISE),
    ("nothing else is said", nothing_else, OTHERWISE),
    ("bookmarks say what headings say", bookmarks, OTHERWISE),
    ("metadata say what they should", described, OTHERWISE),
    ("nothing around the text has changed", masked, OTHERWISE),
)
