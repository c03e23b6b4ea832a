"""What only a person can judge: items of PEMAT-P, asked in our own words when a leaflet is signed."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Survey
from layouts.blocks import Figure

ANSWER = "Answer when you sign the leaflet."


def purpose(s: Survey) -> Iterator[Catch]:
    """PEMAT 2."""
    yield Catch(s.start, "Does everything in it serve what the leaflet is for, and could anything be left out?", ANSWER)


def order(s: Survey) -> Iterator[Catch]:
    """PEMAT 10."""
    yield Catch(s.start, "Does it come in the order in which a patient needs it?", ANSWER)


def pictures_missing(s: Survey) -> Iterator[Catch]:
    """PEMAT 15."""
    yield Catch(s.start, "Is there anything that a picture would make plainer than words do?", ANSWER)


def pictures_help(s: Survey) -> Iterator[Catch]:
    """PEMAT 16."""
    yield from _pictured(s, "Does each picture show what the text beside it says, and nothing else?")


def pictures_clear(s: Survey) -> Iterator[Catch]:
    """PEMAT 18."""
    yield from _pictured(s, "Is each picture clear, with nothing in it that is not needed?")


def tools(s: Survey) -> Iterator[Catch]:
    """PEMAT 23."""
    yield Catch(s.start, "Would a checklist, a diary or a card to carry help the patient to do it, and is it there?", ANSWER)


def pictures_act(s: Survey) -> Iterator[Catch]:
    """PEMAT 26."""
    yield Catch(s.start, "Is there an instruction that a picture would make easier to follow?", ANSWER)


def _pictured(s: Survey, what: str) -> Iterator[Catch]:
    """A question that is asked where there is a picture."""
    if any(isinstance(passage.block, Figure) for passage in s.passages):
        yield Catch(s.start, what, ANSWER)
