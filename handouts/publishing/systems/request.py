"""A question of a record system, as HL7 Infobutton writes it into an address.

In: the parameters of an address, and what the asker accepts.  Out: a frozen `KnowledgeRequest`.  Refuses what cannot be answered
(`InputError`).

The parameters are those of HL7's URL-Based Implementation Guide of Context-Aware Knowledge Retrieval, Release 4.  What it says of a patient
(sex, age), of an organisation or of an encounter is not looked at, and not repeated in an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from handouts.errors import InputError
from handouts.publishing.codes import system_of

Form = Literal["html", "atom", "json"]
FORMS: dict[str, Form] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/xml": "atom", "application/xml": "atom", "application/atom+xml": "atom",
    "application/json": "json",
}  # fmt: skip
MOST, LONGEST, MOST_CRITERIA = 100, 250, 20  # parameters; signs of each; concepts that are asked for
CRITERION = re.compile(r"mainsearchcriteria\.v\.(c|cs|dn|ot)(\d{0,2})")
REPEATED = re.compile(  # in an answer: what it depends on, and what task it is for
    r"mainSearchCriteria\.v\.(c|cs|dn|ot)\d{0,2}|subTopic\.v\.(c|cs|dn|ot)\d{0,2}|taskContext\.c\.(c|cs|dn)"
    r"|(informationRecipient|performer)(\.languageCode\.c)?|knowledgeResponseType"
)
PEOPLE = ("PAT", "PROV", "PAYOR")  # whoever reads it, or asks for it
READERS = ("informationrecipient", "performer")
SPELLED = {"informationrecipient": "informationRecipient"}
LANGUAGES = ("informationrecipient.languagecode.c", "performer.languagecode.c")
WRITTEN = "such as ?mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c=M54.5"


class Concept(NamedTuple):
    """What is asked for.  system: '' for any; words: its name."""

    system: str
    code: str
    words: str


class KnowledgeRequest(NamedTuple):
    """A question.  language: a tag, '' if it does not say; repeated: parameters that an answer names."""

    concepts: tuple[Concept, ...]
    language: str
    form: Form
    repeated: tuple[tuple[str, str], ...]


def read_request(parameters: Iterable[tuple[str, str]], accept: str = "") -> KnowledgeRequest:
    """Read the parameters of an address.  accept: the header of that name.  Raises InputError."""
    given = list(parameters)
    _bounded(given)
    said = {name.casefold(): text.strip() for name, text in reversed(given)}
    if strangers := [name for name in READERS if said.get(name, PEOPLE[0]).upper() not in PEOPLE]:
        raise InputError(f"{SPELLED.get(strangers[0], strangers[0])}: nobody like that; one of {', '.join(PEOPLE)}")
    concepts = _concepts(said)
    if not concepts:
        raise InputError(f"nothing is asked for; name a code and its system, {WRITTEN}")
    language = next((said[name] for name in LANGUAGES if said.get(name)), "")
    repeated = tuple((name, text) for name, text in given if text and REPEATED.fullmatch(name))
    return KnowledgeRequest(concepts, tag_of(language), _form(said.get("knowledgeresponsetype", ""), accept), repeated)


def _bounded(given: Sequence[tuple[str, str]]) -> None:
    """Nothing, of a question that may be looked at.  Raises InputError."""
    if len(given) > MOST or any(len(part) > LONGEST for pair in given for part in pair):
        raise InputError(f"the question is too long: at most {MOST} parameters of {LONGEST} signs")
    if not all(text.isprintable() for _, text in given):
        raise InputError("the question has a sign that shows nothing; leave it out")


def _concepts(said: dict[str, str]) -> tuple[Concept, ...]:
    """What is asked for, in the order of the numbers; each parameter may be there several times, with a number behind it."""
    numbers: dict[str, dict[str, str]] = {}
    for name, text in said.items():
        if (found := CRITERION.fullmatch(name)) and text:
            numbers.setdefault(found[2], {})[found[1]] = text
    ordered = [numbers[number] for number in sorted(numbers, key=lambda number: int(number or -1))][:MOST_CRITERIA]
    found_ = (Concept(system_of(one.get("cs", "")), one.get("c", ""), one.get("dn") or one.get("ot", "")) for one in ordered)
    return tuple(concept for concept in found_ if concept.code or concept.words)


def _form(wanted: str, accept: str) -> Form:
    """The form of an answer: as it is asked for, else the first known that the asker accepts, else a page.  Raises InputError."""
    kind = wanted.partition(";")[0].strip().casefold()
    if kind:
        if kind not in FORMS:
            raise InputError(f"knowledgeResponseType: no such answer; one of {', '.join(FORMS)}")
        return FORMS[kind]
    kinds = (part.partition(";")[0].strip().casefold() for part in accept.split(","))
    return next((FORMS[kind] for kind in kinds if kind in FORMS), "html")


def tag_of(language: str) -> str:
    """A language's tag: of ISO 639-2's `spa`, which HL7 v3 writes as well, es.  What is no tag is ''."""
    from babel.core import get_global

    base, _, rest = language.replace("_", "-").partition("-")
    if not re.fullmatch(r"[A-Za-z]{2,8}", base) or (rest and not re.fullmatch(r"[A-Za-z0-9-]{2,20}", rest)):
        return ""
    base = str(get_global("language_aliases").get(base.lower(), base.lower()))
    return f"{base}-{rest}" if rest else base
