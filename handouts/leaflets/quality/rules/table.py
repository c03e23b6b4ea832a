"""The rules in their order: id, function, severity, languages; `rules.toml` says what each asks, whose word it is, and why.

A rule of no language is for all; others need word lists of that language, and say nothing of a leaflet in another one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.rules import care, grade, metadata, numbers, questions, structure, wording
from handouts.leaflets.quality.survey import Survey

Severe = Literal["error", "warning", "question"]
Look = Callable[[Survey], Iterator[Catch]]

ALL: tuple[str, ...] = ()
CATALOGUED = ("ar", "de", "en", "es", "fr", "he", "hi", "pl", "zh")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row: what is looked for, and why."""

    rule: str
    look: Look
    severity: Severe
    languages: tuple[str, ...]
    asks: str
    guide: str
    why: str

    def judges(self, language: str) -> bool:
        """Whether it is for leaflets of a language tag."""
        return not self.languages or language.split("-")[0] in self.languages


ROWS: tuple[tuple[str, Look, Severe, tuple[str, ...]], ...] = (
    ("version", metadata.version, "error", ALL),
    ("produced", metadata.produced, "error", ALL),
    ("review-date", metadata.review_date, "error", ALL),
    ("review-far", metadata.review_far, "warning", ALL),
    ("owner", metadata.owner, "error", ALL),
    ("sources", metadata.sources, "error", ALL),
    ("source-year", metadata.source_year, "warning", ALL),
    ("based-on", metadata.based_on, "warning", ALL),
    ("contact", metadata.contact, "error", ALL),
    ("contact-hours", metadata.contact_hours, "warning", ALL),
    ("help-section", care.help_section, "error", ALL),
    ("help-number", care.help_number, "error", ALL),
    ("help-emergency", care.help_emergency, "error", ALL),
    ("benefits", care.benefits, "error", CATALOGUED),
    ("risks", care.risks, "error", CATALOGUED),
    ("alternatives", care.alternatives, "error", CATALOGUED),
    ("doing-nothing", care.doing_nothing, "error", CATALOGUED),
    ("summary-first", structure.summary_first, "warning", ALL),
    ("headings", structure.headed, "warning", ALL),
    ("level-skipped", structure.level_skipped, "error", ALL),
    ("empty-section", structure.empty_section, "warning", ALL),
    ("long-section", structure.long_section, "warning", ALL),
    ("long-list", structure.long_list, "warning", ALL),
    ("one-idea", structure.one_idea, "warning", ALL),
    ("numbered-steps", structure.numbered_steps, "warning", ("de", "en", "es", "fr", "pl")),
    ("picture-words", structure.alternative, "error", ALL),
    ("picture-caption", structure.captions, "warning", ALL),
    ("table-head", structure.table_head, "error", ALL),
    ("cues", structure.cues, "warning", ALL),
    ("grade", grade.grade, "error", ("en",)),
    ("grade-aim", grade.grade_aim, "warning", ("en",)),
    ("ease", grade.ease, "warning", ("en",)),
    ("inflesz", grade.inflesz, "warning", ("es",)),
    ("smog", grade.smog, "warning", ("en",)),
    ("sentence-long", grade.sentence_long, "warning", ALL),
    ("sentence-limit", grade.sentence_limit, "error", ALL),
    ("long-word", grade.long_word, "warning", ("en",)),
    ("plain-word", wording.plain, "warning", ("en",)),
    ("abbreviation", wording.abbreviation, "warning", ALL),
    ("latin-dosing", wording.dosing, "error", ALL),
    ("latin", wording.latin, "warning", ("en", "es")),
    ("passive", wording.passive, "warning", ("en",)),
    ("negative-commands", wording.refusals, "warning", ("en", "es")),
    ("you", wording.you, "warning", ("de", "en", "fr", "hi", "zh")),
    ("action", wording.action, "error", CATALOGUED),
    ("capitals", wording.shouting, "warning", ALL),
    ("range", numbers.ranges, "warning", CATALOGUED),
    ("unit", numbers.units, "warning", ALL),
    ("decimal", numbers.decimals, "error", ALL),
    ("microgram", numbers.micrograms, "warning", ALL),
    ("calculate", numbers.calculate, "warning", ("de", "en", "es", "fr", "pl")),
    ("purpose", questions.purpose, "question", ALL),
    ("order", questions.order, "question", ALL),
    ("pictures-missing", questions.pictures_missing, "question", ALL),
    ("pictures-help", questions.pictures_help, "question", ALL),
    ("pictures-clear", questions.pictures_clear, "question", ALL),
    ("tools", questions.tools, "question", ALL),
    ("pictures-act", questions.pictures_act, "question", ALL),
)


def _rules() -> tuple[Criterion, ...]:
    """The rows with their words."""
    words = tomllib.loads((files(__package__) / "rules.toml").read_text("utf-8"))
    return tuple(Criterion(*row, **words[row[0]]) for row in ROWS)


RULES = _rules()
