"""Drawing operators made shorter without drawing anything else.

In: the operators of a drawing, one a line.  Out: the same picture with no state set twice, no empty or doubled saving of
state, and numbers of three decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

IDENTITY = "1 0 0 1 0 0 cm"
INITIAL = {"w": "1 w", "J": "0 J", "j": "0 j", "d": "[] 0 d", "rg": "0 0 0 rg", "RG": "0 0 0 RG", "M": "10 M"}  # ISO 32000-1, table 52
_LONG = re.compile(r"-?\d*\.\d{4,}")


@dataclass(slots=True)
class _Group:
    """What stands between q and Q."""

    items: list[str | _Group] = field(default_factory=list)


def shortened(code: str) -> str:
    """The operators, shortened."""
    root = _Group()
    open_ = [root]
    for line in code.split("\n"):
        if line == "q":
            open_.append(_Group())
            open_[-2].items.append(open_[-1])
        elif line == "Q":
            open_.pop()
        elif line != IDENTITY:
            open_[-1].items.append(_LONG.sub(lambda m: f"{float(m[0]):.3f}".rstrip("0").rstrip("."), line.removeprefix("n ")))
    return "\n".join(_written(root, dict(INITIAL)))


def _written(group: _Group, state: dict[str, str]) -> list[str]:
    out: list[str] = []
    for item in group.items:
        if isinstance(item, _Group):
            out += _saved(item, state)
            continue
        operator = item.rsplit(" ", 1)[-1]
        if operator in state:
            if state[operator] == item:
                continue
            state[operator] = item
        out.append(item)
    return out


def _saved(group: _Group, state: dict[str, str]) -> list[str]:
    """A group between q and Q, without them where it changes nothing that comes after."""
    inside = _written(group, dict(state))
    if not inside:
        return []
    changes = [line for line in inside if line.rsplit(" ", 1)[-1] in (*INITIAL, "cm")]
    wrapped = inside[0] == "q" and inside[-1] == "Q" and inside.count("q") == 1
    return inside if wrapped or not changes else ["q", *inside, "Q"]
