"""Which language a text is in.

In: what its file says, its words.  Out: a tag, and a sentence where the two do not agree.
"""

from __future__ import annotations

import re
from collections import Counter

from handouts.language.characters import LANGUAGE

SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")), ("he", re.compile("[\u0590-\u05ff]")), ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")), ("hi", re.compile("[\u0900-\u097f]")), ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")), ("zh", re.compile("[\u4e00-\u9fff]")), ("th", re.compile("[\u0e00-\u0e7f]")),
)  # fmt: skip
COMMON = {  # words that nearly every sentence of a language has, and the others have not
    "en": "the and of to you your is are with will for that this be have may",
    "es": "el los las del que y una para con por su es se puede usted más",
    "fr": "le les des du et une vous votre pour dans est que qui avec pas au",
    "de": "der die das und ist sie nicht ein eine für mit den von zu ihr wird",
    "it": "il gli della che è un una per con non sono di del nel può si",
    "pt": "o os as do da que e uma para com não você seu é ao pode",
    "nl": "de het een van en is u uw met voor niet op zijn dat wordt bij",
    "pl": "i w na z się nie do jest że o po to może lub przed pacjent",
}
FAMILIES = {
    "fa": "ar",
    "ur": "ar",
    "ps": "ar",
    "yi": "he",
    "uk": "ru",
    "bg": "ru",
    "sr": "ru",
    "be": "ru",
    "mk": "ru",
    "mr": "hi",
    "ne": "hi",
}
FEWEST = 12  # words by which a language is known


def guess(said: str, text: str, otherwise: str) -> tuple[str, str]:
    """The tag of a text's language, and what is to be said of it.  said: what the file says; otherwise: where nothing tells."""
    said = _tag(said)
    found = _found(text)
    base = said.partition("-")[0]
    if not found:
        return (
            (said, "")
            if said
            else (otherwise, f"The language is not known: {otherwise}, the clinic's, is a guess (--language says another).")
        )
    seen = base in COMMON or any(tag == base for tag, _ in SCRIPTS)
    if base and (base == found or FAMILIES.get(base) == found or not seen):
        return said, ""
    if otherwise.partition("-")[0] == found:
        found = otherwise
    if base:
        return (
            found,
            f"The file says that its language is {said}, and its words look like {found}, which is taken (--language says another).",
        )
    return found, ""


def _tag(said: str) -> str:
    """A tag in its usual letter case; '' for what is none."""
    language, *rest = said.strip().replace("_", "-").split("-")
    parts = [part.title() if len(part) == 4 else part.upper() for part in rest if len(part) in (2, 3, 4)]
    tag = "-".join([language.lower(), *parts])
    return tag if LANGUAGE.fullmatch(tag) else ""


def _found(text: str) -> str:
    """The language that the words look like; '' if they are too few, or look like several."""
    letters = sum(map(str.isalpha, text))
    for tag, script in SCRIPTS:
        if letters and len(script.findall(text)) > letters * 0.3:
            return tag
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    if sum(words.values()) < FEWEST:
        return ""
    scores = sorted(((sum(words[word] for word in common.split()), tag) for tag, common in COMMON.items()), reverse=True)
    (best, tag), (next_, _) = scores[:2]
    return tag if best >= 3 and best > next_ * 1.3 else ""
