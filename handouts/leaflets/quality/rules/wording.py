"""Rules about words: abbreviations, Latin, hard words, the passive, commands, capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from handouts.leaflets.quality.lexicon import expression, fold, listed, pattern
from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Sentence, Survey
from handouts.leaflets.quality.words.tokens import Word
from handouts.leaflets.quality.words.tokens import words as words_of

BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "isn't", "aren't", "wasn't", "weren't", "gets", "got"})
BETWEEN = frozenset({"not", "also", "often", "then", "always", "never", "usually", "being", "been", "first"})
SHARE, FEW = 0.1, 3  # of sentences that may be passive; fewer than these are not told
REFUSED, MANY = 0.25, 3  # of instructions that may be negative
ROMAN = re.compile(r"[IVX]+")
SHOUTED = 2  # words in capitals in a row that may be abbreviations
LETTERS = 4  # of an abbreviation beside another


def abbreviation(s: Survey) -> Iterator[Catch]:
    """An abbreviation is spelled out where it first stands: `MRI (magnetic …)`, or `magnetic … (MRI)`."""
    told = {word.text for text in (*s.manuscript.glossary, s.manuscript.title) for word in words_of(text, "")}
    for sentence, word in _capitals(s):
        bare = re.sub(r"^[LlDdQq]['’]|['’]?s$", "", word.text)  # l’IRM, MRIs
        if bare in told or bare in s.lexicon.known or (ROMAN.fullmatch(bare) and bare != "IV"):
            continue
        told.add(bare)
        before, after = sentence.text[: word.start], sentence.text[word.start + len(word.text) :]
        if not re.search(r"[(（\[]\W*\Z", before) and not re.match(r"\W?\s*[(（\[]", after):
            remedy = f"Write its words first: 'the long name ({bare})'."
            yield Catch(sentence.passage.spot(sentence.at + word.start), f"“{bare}” is not spelled out.", remedy)


def dosing(s: Survey) -> Iterator[Catch]:
    """No Latin abbreviations in doses."""
    yield from _written(s, s.lexicon.dosing, "is Latin that a patient may misread")


def latin(s: Survey) -> Iterator[Catch]:
    """No other Latin either."""
    yield from _written(s, s.lexicon.latin, "is not known to all")


def plain(s: Survey) -> Iterator[Catch]:
    """Everyday words where there are some."""
    told = {fold(word) for word in (*s.manuscript.glossary, s.manuscript.title)}
    yield from _written(s, {hard: easy for hard, easy in s.lexicon.plain.items() if hard not in told}, "is a hard word")


def passive(s: Survey) -> Iterator[Catch]:
    """At most a tenth of the sentences in the passive."""
    whole = [sentence for sentence in s.sentences if sentence.ended]
    found = [sentence for sentence in whole if is_passive([word.text.lower() for word in sentence.words])]
    if len(found) >= FEW and len(found) > SHARE * len(whole):
        what = f"{len(found)} of {len(whole)} sentences are in the passive."
        yield Catch(found[0].spot, what, f"Say who does it; they stand on {s.lines(found)}.")


def is_passive(found: list[str]) -> bool:
    """Whether lower-case words hold a form of be and a participle, adverbs between them aside; `is tired` is a state."""
    for at, word in enumerate(found):
        if word not in BE:
            continue
        rest = [following for following in found[at + 1 : at + 4] if not following.endswith("ly") and following not in BETWEEN]
        if rest and _participle(rest[0]):
            return True
    return False


def refusals(s: Survey) -> Iterator[Catch]:
    """At most a quarter of the instructions say what not to do."""
    told = [(sentence, _refuses(s, sentence)) for sentence in s.sentences if _instructs(s, sentence)]
    refused = [sentence for sentence, no in told if no]
    if len(refused) >= MANY and len(refused) > REFUSED * len(told):
        what = f"{len(refused)} of {len(told)} instructions say what not to do."
        yield Catch(refused[0].spot, what, f"Say what to do instead, where that is safe; they stand on {s.lines(refused)}.")


def you(s: Survey) -> Iterator[Catch]:
    """The reader is spoken to."""
    if s.sentences and not any(_speaks(s, sentence) for sentence in s.sentences):
        remedy = "Write “you” for the patient: 'You can go home', not 'Patients can go home'."
        yield Catch(s.start, "The text never speaks to the reader.", remedy)


def action(s: Survey) -> Iterator[Catch]:
    """There is at least one thing to do: an instruction, a step or a box to tick."""
    boxes = any(getattr(block, "kind", "") == "check" for block, _ in s.groups())
    if not boxes and not any(_instructs(s, sentence) for sentence in s.sentences):
        remedy = "Say what to do, as an instruction: 'Bring a list of your medicines.'"
        yield Catch(s.start, "The text asks for nothing that the reader can do.", remedy)


def shouting(s: Survey) -> Iterator[Catch]:
    """No running text in capitals."""
    for sentence in s.sentences:
        for row in _rows_of_capitals(sentence):
            if _shouted(s, row):
                remedy = "Write it small, in **bold** if it must not be missed."
                what = f"“{' '.join(word.text for word in row)}” is in capitals."
                yield Catch(sentence.passage.spot(sentence.at + row[0].start), what, remedy)


def _written(s: Survey, terms: Mapping[str, str], what: str) -> Iterator[Catch]:
    """Each place where one of some terms stands, with the words for it."""
    if not terms:
        return
    for passage in s.passages:
        for match in _terms(tuple(terms)).finditer(passage.text):
            better = terms[re.sub(r"\s+", " ", match[0].lower())]
            yield Catch(passage.spot(match.start()), f"“{match[0]}” {what}.", f"Write “{better}”.")


@lru_cache(64)
def _terms(terms: tuple[str, ...]) -> re.Pattern[str]:
    ways = (re.escape(term).replace(r"\ ", r"\s+") for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![\w.@/])(?:{'|'.join(ways)})(?![\w@]|\.\w)", re.I | re.A if all(map(str.isascii, terms)) else re.I)


def _capitals(s: Survey) -> Iterator[tuple[Sentence, Word]]:
    """Abbreviations in capitals, and not words that are shouted."""
    for sentence in s.sentences:
        for row in _rows_of_capitals(sentence):
            if not _shouted(s, row):
                yield from ((sentence, word) for word in row if word.kind == "abbreviation" and "." not in word.text)


def _rows_of_capitals(sentence: Sentence) -> Iterator[list[Word]]:
    """Words in capitals that stand side by side."""
    for capital, row in groupby(sentence.words, key=lambda word: word.kind == "abbreviation" or word.text in ("I", "A")):
        held = list(row)
        if capital and any(word.kind == "abbreviation" for word in held):
            yield held


def _shouted(s: Survey, row: list[Word]) -> bool:
    """Whether words in capitals are words and no abbreviations: one is known as such, or they are many, or long."""
    known = any(word.text.lower() in s.lexicon.loud or word.text.lower() in listed("en-commands") for word in row)
    return known or (len(row) > 1 and (len(row) > SHOUTED or any(len(word.text) > LETTERS for word in row)))


def _participle(word: str) -> bool:
    if word in listed("en-states"):
        return False
    return word in listed("en-participles") or (word.endswith("ed") and len(word) > 4 and not word.endswith("eed"))


def _refuses(s: Survey, sentence: Sentence) -> bool:
    return bool(pattern(s.lexicon.refusals, whole=True).match(fold(sentence.text.lstrip("\"'“‘«¡"))))


def _instructs(s: Survey, sentence: Sentence) -> bool:
    """Whether a sentence begins like an instruction."""
    if not sentence.words:
        return False
    if s.lexicon.tag == "en":
        first = sentence.words[0].text.lower()
        return first in listed("en-commands") or _refuses(s, sentence)
    return bool(expression(s.lexicon.openings).match(sentence.text.lstrip("\"'“‘«¡")))


def _speaks(s: Survey, sentence: Sentence) -> bool:
    return any(word.text.lower().replace("’", "'") in s.lexicon.you for word in sentence.words) or (
        bool(s.lexicon.characters) and any(word in sentence.text for word in s.lexicon.you)
    )
