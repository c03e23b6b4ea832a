"""A person's name, in parts and whole: the one way between the two.

In: text as somebody typed it or a list has it.  Out: title, given names, family name; or the whole name.  Refuses nothing: what could be
cut in two places is not cut but stays whole, unless a guess is asked for; so does a name of one word.
"""

from __future__ import annotations

import re

TITLE = re.compile(r"(Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sir|Dame)\b\.?\s+", re.I)
FAMILY_FIRST, GIVEN_FIRST, WHOLE = "family-first", "given-first", "whole"
SURNAME_FIRST = frozenset({"vi", "hu"})
EAST_ASIAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")
COMMAS = re.compile("[,;،，、؛；]")  # of whichever script
BEHIND = re.compile(  # what stands behind a whole name: Anna Lee, MD
    r"(?:(?:jr|sr|junior|senior|ii|iii|iv|esq|m\.?d|d\.?o|ph\.?d|r\.?n|dds|dmd|dvm|pharm\.?d|np|pa-?c?|lpn|msn|bsn|cnm|facs|frc[sp]|mrc[sp]"
    r"|mb ?bs|obe|mbe|cbe|mba|msc|bsc|m\.?a|b\.?a|mph|ll\.?[bmd]|j\.?d|ret|dr|prof|mr|mrs|ms|miss|mx)\.?[\s/]*)+", re.I,
)  # fmt: skip
PARTICLES = frozenset((  # that belong to the family name behind them
    "al", "bin", "bint", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "las",
    "le", "los", "mac", "van", "ter", "ten", "vom", "von", "y", "zu",
))  # fmt: skip


def joined(title: str, given: str, family: str, language: str = "") -> str:
    """The whole name as its owner writes it; parts that are empty are left out.

    language: the patient's.  Names in Chinese, Japanese and Korean letters begin with the family name and have no space inside; names
    of people who speak Vietnamese or Hungarian begin with it (CLDR, person names: nameOrderLocales).
    """
    if EAST_ASIAN.fullmatch(family) and EAST_ASIAN.fullmatch(given):
        return " ".join(part for part in (title, family + given) if part)
    parts = (title, family, given) if language.split("-")[0] in SURNAME_FIRST else (title, given, family)
    return " ".join(part for part in parts if part)


def parts_of(text: str, order: str = "auto") -> dict[str, str]:
    """The columns of a name in one cell: title, given_name and family_name; or name, for one that is not cut.

    order: auto, family-first, given-first or whole.
    """
    cut = None if order == WHOLE else split_name(text) if order == "auto" else ordered_name(text, order)
    if cut is None:
        return {"name": " ".join(text.replace("^", " ").split())}
    return columns_of(*cut)


def columns_of(title: str, given: str, family: str) -> dict[str, str]:
    """The columns of a name in parts; of one part alone, a whole name."""
    if bool(given) == bool(family):
        return {"title": title, "given_name": given, "family_name": family}
    return {"title": title, "name": given or family}


def split_name(text: str) -> tuple[str, str, str] | None:
    """Title, given names and family name of 'Family, Given', 'FAMILY^GIVEN' or a plain 'Given Family'.

    None for what could be cut in two places: which of three words begins the family name cannot be known.
    """
    if "^" in text:
        return _components(text)
    text = COMMAS.sub(",", text)
    title, text = _without_title(text.strip())
    if text.count(",") == 1:
        family, given = (part.strip() for part in text.split(","))
        if not title:
            title, given = _without_title(given)
        told = given and family and not BEHIND.fullmatch(given)
        return (title, given, family) if told else None
    words = text.split()
    return (title, words[0], words[1]) if len(words) == 2 and "," not in text else None


def _components(text: str) -> tuple[str, str, str]:
    """Title, given names and family name of FAMILY^GIVEN^MIDDLE^SUFFIX^PREFIX (HL7 v2, XPN); a suffix goes with the family name."""
    parts = ["" if part.strip() == '""' else " ".join(part.split()) for part in text.split("^")]
    family, given, middle, suffix, prefix = (parts + [""] * 4)[:5]
    return prefix, " ".join(filter(None, (given, middle))), " ".join(filter(None, (family, suffix))) if family else ""


def ordered_name(text: str, order: str) -> tuple[str, str, str] | None:
    """Title, given names and family name of a name whose order is known: family-first or given-first; None for one word.

    Given first, what stands before the last word and belongs to it, such as `de` or `van der`, is of the family name.
    """
    if "^" in text or COMMAS.search(text):
        return split_name(text)
    title, rest = _without_title(text.strip())
    words = rest.split()
    if len(words) < 2:
        return None
    at = 1 if order == FAMILY_FIRST else len(words) - 1
    while order == GIVEN_FIRST and at > 1 and words[at - 1].casefold() in PARTICLES:
        at -= 1
    first, second = " ".join(words[:at]), " ".join(words[at:])
    return (title, second, first) if order == FAMILY_FIRST else (title, first, second)


def typed_name(text: str) -> tuple[str, str, str]:
    """The same of what somebody types for one patient and sees printed: of several words the last is the family name.

    'Anna Lee' -> ('', 'Anna', 'Lee'); 'van der Berg, Anna' -> ('', 'Anna', 'van der Berg'); what is missing is ''.
    """
    if found := split_name(text):
        return found
    title, rest = _without_title(text.strip())
    family, comma, given = COMMAS.sub(",", rest).partition(",")
    if comma and not BEHIND.fullmatch(given.strip()):
        return title, given.strip(), family.strip()
    behind, rest = (f", {given.strip()}", family.strip()) if comma else ("", rest)
    given, _, family = rest.rpartition(" ")
    family += behind
    return (title, given.strip(), family) if given else ("", title, family)  # of two words one is not taken away as a title


def _without_title(text: str) -> tuple[str, str]:
    found = TITLE.match(text)
    return (found[0].strip(), text[found.end() :]) if found else ("", text)
