"""Rules about how hard the text is to read: grade, ease, long sentences, long words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.leaflets.quality.lexicon import listed
from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Sentence, Survey
from handouts.leaflets.quality.words.english import english
from handouts.leaflets.quality.words.grades import tally
from handouts.leaflets.quality.words.tokens import words

SAMPLE = 100  # words that a grade needs (Flesch took samples of 100)
SMOG_SAMPLE = 10  # sentences; McLaughlin took 30, and fewer are scaled up
AIM, HIGHEST, EASIEST, SMOG, PERSPICUITY = 6, 8, 60, 8, 55
LONG_WORD = 3  # syllables
LETTERS = re.compile(r"[^\W\d_]+(?:[-\'][^\W\d_]+)*")  # an address is no word
TOLD = re.compile(  # words that are explained: before a bracket, in it, and after 'called'
    r"(?<!\w)((?:[^\W\d_]+[ -]){1,4})(?=\()|\(((?:[^\W\d_]+[ -]?){1,3})\)|\bcalled (?:an? |the )?((?:[^\W\d_]+[ -]?){1,3})"
)
HARDEST = 3  # sentences that are named


def grade(s: Survey) -> Iterator[Catch]:
    """A grade of at most 8."""
    if s.tally.words >= SAMPLE and s.tally.grade > HIGHEST:
        yield Catch(s.start, f"The text reads at grade {s.tally.grade:.1f} (Flesch-Kincaid); {HIGHEST} is the most.", _hardest(s))


def grade_aim(s: Survey) -> Iterator[Catch]:
    """A grade of 6, better than 8."""
    if s.tally.words >= SAMPLE and AIM < s.tally.grade <= HIGHEST:
        yield Catch(s.start, f"The text reads at grade {s.tally.grade:.1f} (Flesch-Kincaid); aim at {AIM}.", _hardest(s))


def ease(s: Survey) -> Iterator[Catch]:
    """A reading ease of 60."""
    if s.tally.words >= SAMPLE and s.tally.ease < EASIEST:
        yield Catch(s.start, f"The reading ease is {s.tally.ease:.0f} (Flesch); {EASIEST} is plain English.", _hardest(s))


def inflesz(s: Survey) -> Iterator[Catch]:
    """A perspicuity of 55 in Spanish."""
    if s.tally.words >= SAMPLE and s.tally.inflesz < PERSPICUITY:
        what = f"The reading ease is {s.tally.inflesz:.0f} (INFLESZ); {PERSPICUITY} is normal for a health text."
        yield Catch(s.start, what, _hardest(s))


def smog(s: Survey) -> Iterator[Catch]:
    """A SMOG grade of at most 8."""
    if s.tally.sentences >= SMOG_SAMPLE and s.tally.smog > SMOG:
        what = f"The SMOG grade is {s.tally.smog:.1f}; aim at {SMOG}."
        yield Catch(s.start, what, f"{s.tally.long_words} words have three syllables or more: find shorter ones.")


def sentence_long(s: Survey) -> Iterator[Catch]:
    """Sentences of at most 15 words in English, 20 elsewhere."""
    for sentence in s.sentences:
        length = _length(s, sentence)
        if s.lexicon.longest < length <= s.lexicon.limit:
            what = f"A sentence of {length} words; aim at {s.lexicon.longest} or fewer."
            yield Catch(sentence.spot, what, "Make it two sentences, or a list.")


def sentence_limit(s: Survey) -> Iterator[Catch]:
    """Sentences of never more than 20 words in English, 30 elsewhere."""
    for sentence in s.sentences:
        length = _length(s, sentence)
        if length > s.lexicon.limit:
            what = f"A sentence of {length} words; {s.lexicon.limit} is the most."
            yield Catch(sentence.spot, what, "Make it two or three sentences, or a list.")


def long_word(s: Survey) -> Iterator[Catch]:
    """Words of three syllables that few know are in the glossary, in the title, or explained (bold) in the text."""
    explained = _explained(s) | s.lexicon.plain.keys()
    for sentence in s.sentences:
        for word in sentence.words:
            bare = word.text.lower().replace("’", "'").removesuffix("'s")
            if word.kind != "word" or not LETTERS.fullmatch(bare) or english(bare) < LONG_WORD or _familiar(bare, explained):
                continue
            explained.add(bare)
            remedy = "Find a shorter one, or explain it: 'nausea (feeling sick)'; or put it into the glossary."
            yield Catch(sentence.passage.spot(sentence.at + word.start), f"“{word.text}” is a long word.", remedy)


def _familiar(word: str, explained: set[str]) -> bool:
    """Whether a word is an everyday or explained one, or would be short but for its ending or hyphen (R. Gunning's rules)."""
    stems = {word, *(word.removesuffix(end) for end in ("s", "es", "ly", "d", "ed")), re.sub("ies$", "y", word)}
    if stems & listed("en-everyday") or stems & explained:
        return True
    if "-" in word:
        return all(english(part) < LONG_WORD or _familiar(part, explained) for part in word.split("-"))
    return any(word.endswith(end) and english(word.removesuffix(end)) < LONG_WORD for end in ("es", "ed", "ing"))


def _explained(s: Survey) -> set[str]:
    """Words that a reader is told: of the glossary and the title, those in bold, and those beside a bracket: `nausea (feeling sick)`."""
    texts = [*s.manuscript.glossary, s.manuscript.title]
    texts += [passage.text[begin:end] for passage in s.passages for begin, end in passage.excerpt.strong]
    texts += [match[0] for passage in s.passages for match in TOLD.finditer(passage.text)]
    return {word.text.lower() for text in texts for word in words(text, "")}


def _length(s: Survey, sentence: Sentence) -> int:
    """Words of a sentence; of a script without spaces, its characters in words."""
    if s.lexicon.characters:
        return round(sum(c.isalpha() for c in sentence.text) / s.lexicon.characters)
    return sentence.length


def _hardest(s: Survey) -> str:
    """Where to begin."""
    whole = [sentence for sentence in s.sentences if sentence.ended]
    graded = sorted(whole, key=lambda sentence: tally(sentence.words, s.manuscript.language).grade, reverse=True)
    return f"Shorten sentences and words; the hardest stand on {s.lines(graded[:HARDEST])}."
