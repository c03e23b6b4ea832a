"""The notice that help with language is free: what it says in each language, for `::: language-help`.

In: a clinic, which names languages and a telephone number; `words/language-help.toml`, its own or the one that comes along.  Out: passages.
Refuses a language that the file has no words for (`ClinicError`), and a file that says something it may not.

Section 1557 of the Affordable Care Act asks for it in English and the fifteen languages that are commonest in the state (45 CFR 92.11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from handouts.clinics.clinic import NAME, Clinic
from handouts.errors import ClinicError
from handouts.files.kinds import Language
from handouts.files.marks import Filled, Longest, OneLine, Pairs, Says
from handouts.files.schema import build
from handouts.files.tables import read_toml
from handouts.leaflets.fences import Fence
from handouts.leaflets.skeleton import HelpPassage
from layouts.document.blocks import Block, Paragraph
from layouts.document.inlines import TextRun
from layouts.document.tongues import Foreign
from layouts.measures import Fits

FENCE = "::: language-help"
FILE = "language-help.toml"
PHONE = "{phone}"
LEAFLET = "language-help"
ENGLISH = "en"
COMMONEST = ("es", "zh-Hans", "vi", "ko", "fil", "ru", "ar", "ht", "fr", "pl", "pt-BR", "it", "de", "ja", "fa")  # in the United States


def has_phone(text: str) -> bool:
    """Whether a text says once where the telephone number goes."""
    return text.count(PHONE) == 1 and "{" not in text.replace(PHONE, "")


Told = Annotated[str, Filled(), OneLine(), Longest(600), Fits(has_phone, "a text in which {phone} stands once")]


@dataclass(frozen=True, slots=True)
class HelpTable:
    """`[words.es]`: what a language calls itself, and what is said in it."""

    name: Annotated[str, Filled(), OneLine(), Longest(60)]
    text: Told


@dataclass(frozen=True, slots=True)
class HelpFile:
    """The whole file."""

    words: Annotated[tuple[tuple[Language, HelpTable], ...], Pairs(), Says("a table for each language, such as [words.es]")] = ()


def help_file(clinic: Clinic) -> Path:
    """Where the words are: the clinic's own, or the built-in ones."""
    return clinic.find("handouts/words", FILE)


def passages(clinic: Clinic) -> tuple[HelpPassage, ...]:
    """What is said in English and in each language that the clinic names, in its order; in the commonest ones if it names none.

    Raises ClinicError for a language without words.
    """
    known = dict(build(HelpFile, read_toml(help_file(clinic))).words)
    wanted = dict.fromkeys((ENGLISH, *(clinic.language_help.languages if clinic.language_help else COMMONEST)))
    if lacking := [tag for tag in wanted if tag not in known]:
        have = f"there are {', '.join(known)}; write [words.{lacking[0]}] into handouts/words/{FILE} in the clinic's folder"
        raise ClinicError(f"{clinic.folder / NAME}: language-help: there are no words for {', '.join(lacking)}; {have}")
    phone = (clinic.language_help.phone if clinic.language_help else "") or clinic.phone
    return tuple(_passage(tag, known[tag], phone) for tag in wanted)


def _passage(tag: str, said: HelpTable, phone: str) -> HelpPassage:
    before, _, after = said.text.partition(PHONE)
    return HelpPassage(tag, said.name, before, after, phone)


def language_help(fence: Fence) -> Iterable[Block]:
    """Each language's name and what is said in it.  Raises LeafletError for anything inside."""
    if fence.rest or fence.parts != ((),):
        remedy = f"Delete it; languages and number stand in clinic.toml, words in handouts/words/{FILE}."
        raise fence.refuse("what is said of help with language does not stand in the leaflet", remedy, "language-help")
    return (_spoken(passage) for passage in fence.skeleton.help)


def _spoken(passage: HelpPassage) -> Foreign:
    number = TextRun(str(passage.phone), True, getattr(passage.phone, "link", None), isolated=True)
    words = (TextRun(f"{passage.name}: ", True), TextRun(passage.before), number, TextRun(passage.after))
    return Foreign(passage.language, (Paragraph(tuple(run for run in words if run.text), "body"),))
