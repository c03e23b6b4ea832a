"""What only a person can judge: items of PEMAT-P, asked in our own words when a leaflet is signed."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.leaflets.quality.remark import Catch
from handouts.leaflets.quality.survey import Survey
from layouts.document.blocks import Exhibits, Figure

ASKS = {  # by rule
    "purpose": "Does everything in it serve what the leaflet is for, and could anything be left out?",
    "order": "Does it come in the order in which a patient needs it?",
    "pictures-missing": "Is there anything that a picture would make plainer than words do?",
    "pictures-help": "Does each picture show what the text beside it says, and nothing else?",
    "pictures-clear": "Is each picture clear, with nothing in it that is not needed?",
    "tools": "Would a checklist, a diary or a card to carry help the patient to do it, and is it there?",
    "pictures-act": "Is there an instruction that a picture would make easier to follow?",
}
ANSWER = "Answer when you sign the leaflet."


def purpose(s: Survey) -> Iterator[Catch]:
    """PEMAT 2."""
    yield Catch(s.start, ASKS["purpose"], ANSWER)


def order(s: Survey) -> Iterator[Catch]:
    """PEMAT 10."""
    yield Catch(s.start, ASKS["order"], ANSWER)


def pictures_missing(s: Survey) -> Iterator[Catch]:
    """PEMAT 15."""
    yield Catch(s.start, ASKS["pictures-missing"], ANSWER)


def pictures_help(s: Survey) -> Iterator[Catch]:
    """PEMAT 16."""
    yield from _pictured(s, ASKS["pictures-help"])


def pictures_clear(s: Survey) -> Iterator[Catch]:
    """PEMAT 18."""
    yield from _pictured(s, ASKS["pictures-clear"])


def tools(s: Survey) -> Iterator[Catch]:
    """PEMAT 23."""
    yield Catch(s.start, ASKS["tools"], ANSWER)


def pictures_act(s: Survey) -> Iterator[Catch]:
    """PEMAT 26."""
    yield Catch(s.start, ASKS["pictures-act"], ANSWER)


def _pictured(s: Survey, what: str) -> Iterator[Catch]:
    """A question that is asked where there is a picture."""
    if any(isinstance(passage.block, Figure | Exhibits) for passage in s.passages):
        yield Catch(s.start, what, ANSWER)
