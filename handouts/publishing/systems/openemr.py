"""The files that OpenEMR's education window looks for as its local content.

In: editions, codes that a clinic uses.  Out: names of files and whose edition each is.

OpenEMR (interface/patient_file/education.php) opens `documents/education/TYPE_CODE_LANGUAGE.pdf` of its site, the whole name in lower
case: TYPE is the key of one of its code types, CODE the code as the patient's record has it, LANGUAGE `es` where the patient's language is
Spanish and `en` for everybody else.  It refuses a name with any other sign than letters, digits, `_`, `.` and `-`
(library/sanitize.inc.php).  One name is one file: of several leaflets that fit a code, one has to be chosen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from handouts.publishing.codes import codes_of, nearness, plain_code, system_of
from handouts.publishing.editions import GeneralEdition

KEYS = {  # OpenEMR's table code_types, by our names of systems
    "icd10": ("ICD10",), "icd10pcs": ("ICD10-PCS",), "icd9": ("ICD9",), "snomed": ("SNOMED", "SNOMED-CT", "SNOMED-PR"),
    "rxcui": ("RXCUI",), "ndc": ("NDC",), "loinc": ("LOINC",),
}  # fmt: skip
OF_KEYS = {key.casefold(): system for system, keys in KEYS.items() for key in keys}
SPOKEN = ("en", "es")
ALLOWED = re.compile(r"[A-Za-z0-9_.-]+")
KINDS = ("condition", "medicine", "test", "procedure", "other")  # what somebody wants to read of who has a diagnosis, the first first
ABOUT = {"icd10pcs": "procedure", "rxcui": "medicine", "ndc": "medicine", "loinc": "test"}  # what a code of a system is about itself


class UsedCode(NamedTuple):
    """A code that a clinic uses.  system: '' where its list does not say."""

    system: str
    code: str


class EducationFile(NamedTuple):
    """A file, whose edition it is, and the leaflets that fit its code as well."""

    name: str
    edition: GeneralEdition
    others: tuple[str, ...] = ()


def file_name(key: str, code: str, language: str) -> str:
    """The name that OpenEMR looks for; '' where it refuses every name of that code."""
    name = f"{key}_{code}_{language}.pdf".lower()
    return name if ALLOWED.fullmatch(name) else ""


def read_codes(text: str) -> list[UsedCode]:
    """The codes of a list: the first word of each line, with or without a system before it (`ICD10:M54.50`), and with or without dots.

    What does not begin like a code is passed over: heads of columns, empty lines.
    """
    first = (re.split(r"[\s,;|]", line.strip().lstrip("\ufeff\"'"), maxsplit=1)[0].strip("\"'") for line in text.splitlines())
    pairs = (word.rpartition(":") for word in first if any(letter.isdigit() for letter in word))
    return [UsedCode(OF_KEYS.get(system.casefold(), system_of(system)) if system else "", code) for system, _, code in pairs]


def education_files(
    editions: Sequence[GeneralEdition], used: Iterable[UsedCode], first: Collection[str], clinic_language: str
) -> Iterator[EducationFile]:  # fmt: skip
    """The files, each name once.  used: codes besides those that the leaflets name; first: leaflets that come before all others."""
    named = list(dict.fromkeys(UsedCode(*pair) for edition in editions for pair in codes_of(edition.leaflet)))
    own = {(of.system, plain_code(of.code)) for of in named}
    wanted = (*named, *(UsedCode(system, code.code) for code in used for system in _systems(code, own)))
    seen: set[str] = set()
    for of, language in product(wanted, SPOKEN):
        for key in KEYS.get(of.system, ()):
            found = _file(editions, of, key, (language, clinic_language), first)
            if found and found.name not in seen:
                seen.add(found.name)
                yield found


def _systems(of: UsedCode, own: Collection[tuple[str, str]]) -> list[str]:
    """The systems in which a leaflet may fit a code: a list of all codes that there are has a hundred thousand, and few of them do."""
    plain = plain_code(of.code)
    beginnings = [plain[:length] for length in range(1, len(plain) + 1)]
    return [system for system in KEYS if of.system in ("", system) and any((system, some) in own for some in beginnings)]


def _file(
    editions: Sequence[GeneralEdition], of: UsedCode, key: str, languages: tuple[str, str], first: Collection[str]
) -> EducationFile | None:  # fmt: skip
    """The file of a code, if a leaflet fits it in that language."""
    language, clinic_language = languages
    near = {edition.key: nearness(edition.leaflet, of.system, of.code) for edition in editions if _base(edition) == language}
    fits = [edition for edition in editions if near.get(edition.key)]
    about = ABOUT.get(of.system, KINDS[0])
    kinds = (about, *(kind for kind in KINDS if kind != about))

    def order(edition: GeneralEdition) -> tuple[bool, int, int, bool]:
        leaflet = edition.leaflet
        own = leaflet.language == (clinic_language if clinic_language.split("-")[0] == language else "en-US")
        return leaflet.identifier not in first, -near[edition.key], kinds.index(leaflet.kind), not own

    fits.sort(key=order)
    name = file_name(key, _dotted(of), language)
    if not fits or not name:
        return None
    chosen = fits[0].leaflet.identifier
    return EducationFile(name, fits[0], tuple(dict.fromkeys(one.leaflet.identifier for one in fits if one.leaflet.identifier != chosen)))


def _dotted(of: UsedCode) -> str:
    """A code as OpenEMR keeps it: one of ICD-10-CM with a dot behind its category."""
    code = of.code.strip()
    return f"{code[:3]}.{code[3:]}" if of.system == "icd10" and "." not in code and len(code) > 3 else code


def _base(edition: GeneralEdition) -> str:
    return edition.leaflet.language.split("-")[0]
