"""Rules about numbers: ranges, units, doses, and nothing to work out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.leaflets.quality.lexicon import expression
from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Survey

UNITS = r"(?:mg|mcg|µg|μg|ug|kg|g|ml|mL|dl|dL|cl|l|L|mm|cm|km|m|mmol|mmHg|kcal|kJ|IU|oz|lbs?)"
RANGE = re.compile(r"(?<![\w.,/:+–—-])(\d{1,3}(?:[.,]\d)?)\s?[-–—]\s?(\d{1,3}(?:[.,]\d)?)(?![\w/:–—-]|[.,]\d)")
GLUED = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)?)({UNITS})(?![\w/])")
TRAILING = re.compile(rf"(?<![\w.,])(\d+)[.,]0+\s?({UNITS})(?!\w)")
NAKED = re.compile(rf"(?<![\w.,])([.,]\d+)\s?({UNITS})(?!\w)")
MICRO = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s?(?:µg|μg|ug|mcg)(?!\w)")


def ranges(s: Survey) -> Iterator[Catch]:
    """A range is written with a word: 8 to 10."""
    for passage in s.passages:
        for match in RANGE.finditer(passage.text):
            better = f"{match[1]} {s.lexicon.range} {match[2]}"
            yield Catch(passage.spot(match.start()), f"“{match[0]}” may be read as a minus or a part number.", f"Write “{better}”.")


def units(s: Survey) -> Iterator[Catch]:
    """A space between number and unit: 500 mg."""
    for passage in s.passages:
        for match in GLUED.finditer(passage.text):
            remedy = f"Write “{match[1]} {match[2]}”; the page keeps them on one line."
            yield Catch(passage.spot(match.start()), f"“{match[0]}” runs number and unit together.", remedy)


def decimals(s: Survey) -> Iterator[Catch]:
    """No 5.0 mg, no .5 mg."""
    for passage in s.passages:
        for match in TRAILING.finditer(passage.text):
            yield Catch(passage.spot(match.start()), f"“{match[0]}” may be read as ten times as much.", f"Write “{match[1]} {match[2]}”.")
        for match in NAKED.finditer(passage.text):
            yield Catch(passage.spot(match.start()), f"“{match[0]}” may be read as ten times as much.", f"Write “0{match[1]} {match[2]}”.")


def micrograms(s: Survey) -> Iterator[Catch]:
    """Micrograms are spelled out."""
    for passage in s.passages:
        for match in MICRO.finditer(passage.text):
            what = f"“{match[0]}” may be read as milligrams, a thousand times as much."
            yield Catch(passage.spot(match.start()), what, f"Write “{match[1]} micrograms”, in the leaflet's language.")


def calculate(s: Survey) -> Iterator[Catch]:
    """Nothing to work out: times before an appointment are merged, doses are told."""
    for passage in s.passages:
        for match in expression(s.lexicon.relative).finditer(passage.text):
            remedy = "Let the program reckon it: {{ appointment.start | before(hours=6) | time }}; tell a dose in tablets or millilitres."
            yield Catch(passage.spot(match.start()), f"“{match[0]}” leaves the reader to work it out.", remedy)
