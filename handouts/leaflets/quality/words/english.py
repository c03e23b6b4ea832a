"""Syllables of English words: groups of vowels, with four corrections and a table of exceptions of our own.

1. Silent e: at the end, in -es and -ed, before -ly, -ful, -less, -ness, -ment, and inside compounds (`care`, `tubes`, `used`, `safely`,
   `nosebleed`).
2. -le after a consonant is a syllable (`needle`, `handled`), and -es after a hiss, -ed after t and d (`nurses`, `needed`).
3. Hiatus: two vowels that are two syllables (`area`, `diet`, `fluid`, `being`, `usual`), but not -cial, -tion, -gious and their like.
4. -sm and -thm at the end are a syllable (`spasm`), and so is n't after d or s (`didn't`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from handouts.leaflets.quality.lexicon import counted

GROUPS = re.compile(r"[aeiouy]+")
SUFFIX = re.compile(r"(?<=[^aeiouyl]e)(?:ly|ful|fully|less|ness|ments?|some)$|(?<=[aeiouy]le)(?:ly|ful|fully|less|ness|ments?|some)$")
SILENT = re.compile(
    r"(?<![aeiouy])e$"  # care
    r"|(?<=[gq])ue$"  # tongue, technique
    r"|(?<![aeiouyszxcg])(?<!sh)(?<!ch)es$"  # tubes, but nurses, ages, wishes
    r"|(?<![aeiouytd])ed$"  # used, but needed
)
VOICED = re.compile(r"(?:[^aeiouylrw]le|[^aeiouyl]les|[^aeiouylrw]led|[bct]res?)$")  # needle, needles, handled, litre; not rule, called
COMPOUND = re.compile(
    r"^(?:some|home|life|care|pace|base|safe|house|fore|side|time|like|name|tube|bare|nose|note|fire|face|more|there|where|shoe|eye|smoke"
    r"|wide|wise|frame|drive|share|trade|ware|whole|false|gate|pipe|bone|tape|knife|mile|police)"
    r"(?=[^aeiouyr'][a-z]{2})(?!ver|ment|less|ful|ness|some|ne[ds]|ning|st(?:er|ed|ry))"
    r"|^(?:guide(?=line)|place(?=hold|mat)|trace(?=back)|fore(?=r[aeiou])|there(?=by))"
)
HIATUS = re.compile(
    r"(?<![ctgsl])ia(?!ge)|lia(?!n(?!c)|m|r(?!y))|(?<=[ctsg])iat|iol|io(?![nul])(?<![ctsg]io)|(?<![ctsxglnhe])ion|(?<![ctsxg])iou|iu"
    r"|iet|[^tc]ien(?:t|ce)|(?<=[^aeiou])i(?:er|ers|est)$"
    r"|(?<=[aeiouy])ing|(?<=[^aeiou])yings?$|(?<=u)ying"
    r"|(?<![qg])ua(?!de)|uou|(?<![qg])uen(?:t|c|z)"
    r"|eo(?!ple|pard)(?<!geo)|^geo|(?<=[aeiou][^aeiou])eas?$|(?<=[aeiou][^aeiou]{2})eas?$|creat(?!u)|react|eali(?:t|st)|[^g]eou"
    r"|ao|(?<=[aeou])y(?=[aeo](?!d$|s$))|oem|oet|^co(?=ag|al[ei]|operat|ordin|inci|exist|ed(?!$))|eum$|(?<=[aeiou])ism"
)
MARKS = re.compile(r"(?:sm|thm)s?$|(?<=[ds])n't$")


@lru_cache(8192)
def english(word: str) -> int:
    """Syllables of a word; at least one.  Words with hyphens are the sum of their parts."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    parts = re.findall(r"[a-z']*[a-z]", plain)
    return max(1, sum(map(_part, parts)))


def _part(word: str) -> int:
    table = counted("en-syllables")
    for form in (word, word.removesuffix("'s")):
        if form in table:
            return table[form]
    word = re.sub(r"'(?!t$)", "", word)
    if (stem := word.removesuffix("s")) in table and stem != word and not re.search(r"(?:[sxzcg]|sh|ch)e?$", stem):
        return table[stem]
    return max(1, _rules(word))


def _rules(word: str) -> int:
    """What the spelling says."""
    voiced = bool(VOICED.search(word))
    count = len(GROUPS.findall(word)) + len(HIATUS.findall(word)) + bool(MARKS.search(word))
    if SUFFIX.search(word) or COMPOUND.search(word):
        count -= 1
    if SILENT.search(word) and not voiced and len(GROUPS.findall(word)) > 1:
        count -= 1
    return count
