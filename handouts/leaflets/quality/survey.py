"""A manuscript -> its passages with their places, its sentences, and its counts: what every rule looks at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import add

from handouts.leaflets.quality.lexicon import Lexicon, fold, lexicon
from handouts.leaflets.quality.manuscript import Manuscript
from handouts.leaflets.quality.passages import RUNNING, Excerpt, Flattener, Role, Section
from handouts.leaflets.quality.places import FRONT, Finder, key_place
from handouts.leaflets.quality.words.grades import Tally, tally
from handouts.leaflets.quality.words.sentences import sentences
from handouts.leaflets.quality.words.tokens import Word, words
from layouts.document.blocks import Block

HEADING = 4  # bold words that may stand for a heading at the beginning of a paragraph


@dataclass(frozen=True, slots=True)
class Saying:
    """An excerpt in its order, and its folded words as printed.  marks: where its words stand, offset in the text and in the file."""

    number: int
    excerpt: Excerpt
    marks: tuple[tuple[int, int], ...]
    folded: str

    @property
    def role(self) -> Role:
        """What it is in the leaflet."""
        return self.excerpt.role

    @property
    def text(self) -> str:
        """Its words, values left out."""
        return self.excerpt.text

    @property
    def block(self) -> Block:
        """What it is part of."""
        return self.excerpt.block

    def spot(self, offset: int = 0) -> int:
        """Where a character of its text stands in the file: exact for the words that were found, near them otherwise."""
        index = max(bisect_right(self.marks, (offset, 1 << 60)) - 1, 0)
        begun, place = self.marks[index]
        between = offset - begun
        return place + between if 0 <= between < 30 and (index + 1 == len(self.marks) or offset < self.marks[index + 1][0]) else place


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that is none (`ended` is false).  at: where it begins in its passage."""

    passage: Saying
    at: int
    text: str
    ended: bool
    words: tuple[Word, ...]

    @property
    def spot(self) -> int:
        """Where it stands in the file."""
        return self.passage.spot(self.at + (self.words[0].start if self.words else 0))

    @property
    def length(self) -> int:
        """Words, without names, numbers and merged values."""
        return sum(word.counts for word in self.words)


@dataclass(frozen=True, slots=True)
class Survey:
    """A manuscript taken apart.  tally: of the whole sentences of running text."""

    manuscript: Manuscript
    lexicon: Lexicon
    passages: tuple[Saying, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    tally: Tally

    def lines(self, told: Iterable[Sentence]) -> str:
        """Where sentences stand in the file: `line 3`, `lines 3, 5 and 9`."""
        numbers = sorted({self.manuscript.source.count("\n", 0, sentence.spot) + 1 for sentence in told})
        if len(numbers) == 1:
            return f"line {numbers[0]}"
        return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"

    def key(self, name: str) -> int:
        """Where a key of the front matter stands in the file; where it would be added if it is not there."""
        return key_place(self.manuscript.source, name) or self.head

    @property
    def head(self) -> int:
        """Where keys are added to the front matter: its last line."""
        front = FRONT.match(self.manuscript.source)
        return self.manuscript.source.rfind("---", 0, front.end()) if front else 0

    @property
    def start(self) -> int:
        """Where the text begins, for what is of the whole leaflet."""
        front = FRONT.match(self.manuscript.source)
        text = self.manuscript.source[front.end() :] if front else ""
        return front.end() + len(text) - len(text.lstrip()) if front and text.strip() else self.head

    def groups(self) -> Iterator[tuple[Block, tuple[Saying, ...]]]:
        """Each block that holds passages of its own, with these."""
        by_group: dict[int, list[Saying]] = {}
        for passage in self.passages:
            by_group.setdefault(passage.excerpt.group, []).append(passage)
        for passages in by_group.values():
            yield passages[0].block, tuple(passages)

    def within(self, number: int) -> tuple[Saying, ...]:
        """The passages of a section and of all in it."""
        return tuple(p for p in self.passages if self.inside(p.excerpt.section, number))

    def inside(self, number: int, outer: int) -> bool:
        """Whether a section is another, or in it."""
        while number and number != outer:
            number = self.sections[number].parent
        return number == outer

    def items(self, block_passages: tuple[Saying, ...]) -> Iterator[tuple[Saying, ...]]:
        """The items of a list, each with its paragraphs."""
        for _, item in groupby(block_passages, key=lambda passage: passage.excerpt.item):
            yield tuple(item)


def survey(manuscript: Manuscript) -> Survey:
    """Take a manuscript apart.  Runs over its text a few times: milliseconds for four pages."""
    known = lexicon(manuscript.language)
    flattener = Flattener(manuscript.language)
    finder = Finder(manuscript.source)
    excerpts = list(flattener.excerpts(manuscript.blocks))
    passages = tuple(Saying(i, excerpt, finder.find(excerpt.text), fold(excerpt.printed)) for i, excerpt in enumerate(excerpts))
    told = tuple(sentence for passage in passages if passage.role in RUNNING for sentence in _sentences(passage, known))
    counts = reduce(add, (tally(s.words, manuscript.language) for s in told if s.ended), Tally())
    return Survey(manuscript, known, passages, tuple(flattener.sections), told, counts)


def measured(text: str, language: str) -> Tally:
    """The counts of a plain text: of its whole sentences, headings and labels left out."""
    found = sentences(text, lexicon(language))
    return reduce(add, (tally(words(text[s.start : s.end], language), language) for s in found if s.ended), Tally())


def _sentences(passage: Saying, known: Lexicon) -> Iterator[Sentence]:
    """A passage's sentences.  A few bold words at its beginning (`**Risks.** Problems are rare.`) are a heading, and no sentence."""
    bold = next((end for begin, end in passage.excerpt.strong if begin == 0), 0)
    for start, end, ended in sentences(passage.text, known):
        text = passage.text[start:end]
        found = tuple(words(text, known.tag))
        heads = start == 0 and end <= bold and len(found) <= HEADING
        yield Sentence(passage, start, text, ended and not heads, found)
