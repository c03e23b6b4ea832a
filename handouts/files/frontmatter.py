"""The head of a leaflet, in YAML between two lines `---` -> what it says, and where; the text below it.

In: a leaflet's text.  Out: `Written`, and the text with the head blanked, so that lines agree.  Refuses a head that is missing, is not
YAML, or stands for itself many times over (`&a`, `*a`); a key that stands twice, a tag and a date that there is not are among the slips.
"""

from __future__ import annotations

import re
from typing import Any

from handouts.errors import LeafletError, Slip
from handouts.files.written import SPOILT, Keys, Spot, Written, named

HEAD = re.compile(r"---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.S)
INDENTED = re.compile(r"^ *(\t)", re.M)
TAB = "a tab in the front matter"
FIRST = 2  # the line on which the head's text begins
KINDS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp"))
AS_KEYS = "write it as 'key: value'; put text with a colon in quotes"


def read_head(file: str, text: str) -> tuple[Written, str]:
    """What the head of a leaflet says, and the text below it.  Raises LeafletError if there is none, or if it is not YAML."""
    match = HEAD.match(text)
    if not match:
        raise LeafletError(file, 1, 1, *_no_head(text))
    return _written(file, match[1]), "\n" * match[0].count("\n") + text[match.end() :]


def _no_head(text: str) -> tuple[str, str, str]:
    """Why a text has no head: what is wrong, its first line, what to do."""
    first = text.split("\n", 1)[0]
    if first.rstrip() == "---":
        return "the front matter is opened and never closed", first, "write '---' on a line of its own below its last key"
    return "the file does not begin with front matter", first, "begin with '---', keys such as 'title: …', and '---'"


def _written(file: str, text: str) -> Written:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        shared = _shared(file, text, yaml.parse(text, Loader=loader))
        root = None if shared else yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        if tabs := [_slip(file, text, match.start(1), TAB, "indent with spaces") for match in INDENTED.finditer(text)]:
            raise LeafletError.at(tabs) from None
        mark = getattr(error, "problem_mark", None)
        what = f"the front matter is not YAML: {getattr(error, 'problem', None) or 'a character that may not stand there'}"
        raise LeafletError.at([_slip(file, text, mark.index if mark else 0, what, AS_KEYS)]) from None
    except RecursionError:
        raise LeafletError.at([_slip(file, text, 0, "the front matter is nested too deeply", AS_KEYS)]) from None
    if shared:
        raise LeafletError.at(shared)
    reader = _Nodes(file, text)
    data = reader.value(root, ()) if root is not None else {}
    if not isinstance(data, dict):
        raise LeafletError.at([_slip(file, text, 0, "the front matter is not made of keys", AS_KEYS), *reader.slips])
    return Written(file, text, data, lambda _: reader.spots, raw=reader.raw, slips=tuple(reader.slips), shown=True, first=FIRST)


def _shared(file: str, text: str, events: Any) -> list[Slip]:
    """Marks by which a text may stand for itself many times over."""
    remedy = "write out what it stands for, or put it in quotes"
    first: dict[int, int] = {}  # line -> where the first of them stands in it
    for event in events:
        if getattr(event, "anchor", None):
            first.setdefault(event.start_mark.line, event.start_mark.index)
    return [_slip(file, text, at, "'&' and '*' before a word mean something else in YAML", remedy) for at in first.values()]


def _slip(file: str, text: str, offset: int, what: str, remedy: str) -> Slip:
    return Written(file, text, {}, lambda _: {}, shown=True, first=FIRST).slip_at(min(offset, len(text.rstrip("\n"))), what, remedy)


class _Nodes:
    """Makes values of YAML's nodes, and notes where they stand."""

    def __init__(self, file: str, text: str) -> None:
        from yaml.constructor import SafeConstructor

        self.file, self.text = file, text
        self.plain = SafeConstructor()
        self.spots: dict[Keys, Spot] = {}
        self.raw: dict[Keys, str] = {}
        self.slips: list[Slip] = []

    def value(self, node: Any, keys: Keys) -> Any:
        at = node.start_mark.index
        self.spots.setdefault(keys, Spot(at, at))
        if node.id == "mapping":
            return self._table(node, keys)
        if node.id == "sequence":
            return [self.value(item, (*keys, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _table(self, node: Any, keys: Keys) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if key.id == "scalar" else "?"
            if name in out:
                self._slip(key.start_mark.index, f"{named((*keys, name))}: stands here for the second time", "delete one of the two")
                continue
            self.spots[*keys, name] = Spot(key.start_mark.index, value.start_mark.index)
            out[name] = self.value(value, (*keys, name))
        return out

    def _scalar(self, node: Any, keys: Keys) -> Any:
        self.raw[keys] = node.value
        if node.tag not in KINDS:
            self._slip(node.start_mark.index, f"{named(keys)}: is not a plain text", "put it in quotes")
            return SPOILT
        try:
            return self.plain.construct_object(node)
        except (ValueError, OverflowError):  # a date such as 2026-02-30, a number of thousands of digits
            what, remedy = _unreadable(node.tag)
            self._slip(node.start_mark.index, f"{named(keys)}: {what}", remedy)
            return SPOILT

    def _slip(self, offset: int, what: str, remedy: str) -> None:
        self.slips.append(_slip(self.file, self.text, offset, what, remedy))


def _unreadable(tag: str) -> tuple[str, str]:
    if tag.endswith("timestamp"):
        return "is a date that there is not", "write one that there is, such as 2026-10-01"
    return "is a number that cannot be read", "write a shorter one, or put it in quotes"
