"""Drawing operators made shorter without drawing anything else.

In: the operators of a drawing, one a line.  Out: the same picture with no state set twice, no empty or doubled saving of
state, and numbers of three decimals; and what it takes from the state of an empty page (ISO 32000-1, 8.4.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

IDENTITY = "1 0 0 1 0 0 cm"
INITIAL = {"w": "1 w", "J": "0 J", "j": "0 j", "d": "[] 0 d", "rg": "0 0 0 rg", "RG": "0 0 0 RG", "M": "10 M"}  # ISO 32000-1, table 52
FILLED, STROKED = {"f", "F", "f*", "B", "B*", "b", "b*"}, {"S", "s", "B", "B*", "b", "b*"}  # table 60
LEFT = ("rg", "RG", "w")  # what text and boxes of a page leave set behind them
_LONG = re.compile(r"-?\d*\.\d{4,}")


@dataclass(slots=True)
class _Group:
    """What stands between q and Q."""

    items: list[str | _Group] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What is set at a point of a drawing.  unset: what nothing has set since its beginning; wanted: of that, what was drawn with."""

    values: dict[str, str]
    unset: set[str]
    wanted: set[str]

    def saved(self) -> _State:
        """The state inside of a group: what is set there ends with it."""
        return _State(dict(self.values), set(self.unset), self.wanted)

    def sets(self, operator: str, item: str) -> bool:
        """Set it; whether this changes anything."""
        if self.values[operator] == item:
            return False
        self.values[operator] = item
        self.unset.discard(operator)
        return True

    def paints(self, operator: str) -> None:
        """Draw with it."""
        if operator in FILLED:
            self.wanted |= self.unset & {"rg"}
        if operator in STROKED:
            self.wanted |= self.unset & {"RG", "w"}


class Shortened(NamedTuple):
    """Operators, and those that set what they take for granted; to be drawn after them, whatever was drawn before."""

    preface: str
    code: str


def shortened(code: str) -> Shortened:
    """The operators, shortened."""
    state = _State(dict(INITIAL), set(LEFT), set())
    lines = _written(_grouped(code.split("\n")), state)
    return Shortened("\n".join(INITIAL[operator] for operator in LEFT if operator in state.wanted), "\n".join(lines))


def _grouped(lines: Iterable[str]) -> _Group:
    root = _Group()
    open_ = [root]
    for line in lines:
        if line == "q":
            open_.append(_Group())
            open_[-2].items.append(open_[-1])
        elif line == "Q":
            open_.pop()
        elif line != IDENTITY:
            open_[-1].items.append(_LONG.sub(lambda m: f"{float(m[0]):.3f}".rstrip("0").rstrip("."), line.removeprefix("n ")))
    return root


def _written(group: _Group, state: _State) -> list[str]:
    out: list[str] = []
    for item in group.items:
        if isinstance(item, _Group):
            out += _saved(item, state)
            continue
        operator = item.rsplit(" ", 1)[-1]
        if operator not in state.values or state.sets(operator, item):
            state.paints(operator)
            out.append(item)
    return out


def _saved(group: _Group, state: _State) -> list[str]:
    """A group between q and Q, without them where it changes nothing that comes after."""
    inside = _written(group, state.saved())
    if not inside:
        return []
    changes = [line for line in inside if line.rsplit(" ", 1)[-1] in (*INITIAL, "cm")]
    wrapped = inside[0] == "q" and inside[-1] == "Q" and inside.count("q") == 1
    return inside if wrapped or not changes else ["q", *inside, "Q"]
