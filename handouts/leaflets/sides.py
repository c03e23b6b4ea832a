"""The conditions of a template in a general edition: which of their sides are printed.

In: a template's tree, the conditions that the leaflet's head names under `edition`.  Out: the same tree, in which conditions on a patient
are gone.  Refuses sides that a reader could not tell apart (`LeafletError`, all of them).

    whether something is known (`if appointment.clinician`)   is asked as ever; of nobody nothing is known
    what the head names, or its opposite with `not`            that side
    every other condition on a patient                         all sides, which begin with a heading, a box with a title, or bold words
    conditions on the clinic                                   are asked as ever
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jinja2 import nodes

from handouts.errors import LeafletError, Slip
from handouts.leaflets.grammar import Wording, read_template, told
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.needs import PERSONAL

HEADED = re.compile(r"[ \t]*\n\s*(?:#{1,2} \S|:{3,} *[\w-]+ +\S|(?:- +(?:\[ \] +)?)?\*\*\S)")
LISTS = ("body", "elif_", "else_")
SEVERAL = "a general edition has no patient to choose a side by, and this side does not say for whom it is"
REMEDY = "Begin each side with a heading, a box with a title or bold words; or name what holds in the head: 'edition: [\"{}\"]'."


Side = tuple[int, nodes.Node, list[nodes.Node]]  # its line, what it asks, what stands in it


class Assumed(NamedTuple):
    """Conditions that the head of a leaflet names: those that hold, and those that do not."""

    holds: tuple[nodes.Node, ...] = ()
    fails: tuple[nodes.Node, ...] = ()


def assumed(leaflet: Leaflet) -> Assumed:
    """The conditions that a leaflet's head names.  Raises LeafletError for what is none of its."""
    if not leaflet.edition:
        return Assumed()
    file = leaflet.file
    tree = _read(file, leaflet.body)
    tests: list[nodes.Node] = [part.test for part in tree.find_all(nodes.If)]
    tests += [part.test for part in tree.find_all(nodes.CondExpr)]
    tests += [test.node for test in tests if isinstance(test, nodes.Not)]
    holds: list[nodes.Node] = []
    fails: list[nodes.Node] = []
    for words in leaflet.edition:
        test = _condition(file, words)
        inner = test.node if isinstance(test, nodes.Not) else test
        if inner is None or not any(inner == known for known in tests):
            remedy = "Write it as it stands in the leaflet behind {% if or {% elif; with 'not' before it, the other side is printed."
            raise LeafletError(file, 1, 1, f"'edition' names a condition that the leaflet does not have: {words[:80]!r}", remedy=remedy)
        (fails if isinstance(test, nodes.Not) else holds).append(inner)
    return Assumed(tuple(holds), tuple(fails))


def _condition(file: str, words: str) -> nodes.Node | None:
    try:
        found = _read(file, f"{{% if {words} %}}{{% endif %}}").find(nodes.If)
    except LeafletError:
        return None
    return found.test if found else None


def _read(file: str, body: str) -> nodes.Template:
    with told(Wording(file, body)):
        return read_template(Wording(file, body), paged=True)


def spread(text: Wording, tree: nodes.Template, named: Assumed) -> None:
    """Put the sides that are printed in the place of conditions on a patient.  Raises LeafletError with all that cannot be."""
    found = Spread(text, named, _made_of(tree))
    tree.body = found.spread(tree.body)
    found.slips += [found.slip(part.lineno, part.test) for part in tree.find_all(nodes.CondExpr) if not found.is_answered(part.test)]
    if found.slips:
        raise LeafletError.at(sorted(dict.fromkeys(found.slips), key=lambda slip: slip.line))


def _made_of(tree: nodes.Template) -> frozenset[str]:
    """Names that stand for what is a patient's: those of the record, and what the template makes of them."""
    names = frozenset(PERSONAL)
    for made in tree.find_all(nodes.Assign):
        if any(name.name in names for name in made.node.find_all(nodes.Name)):
            names |= {name.name for name in (made.target, *made.target.find_all(nodes.Name)) if isinstance(name, nodes.Name)}
    return names


class Spread:
    """One walk through a template.  slips: what could not be told apart."""

    def __init__(self, text: Wording, named: Assumed, names: frozenset[str]) -> None:
        self.text, self.named, self.names = text, named, names
        self.slips: list[Slip] = []

    def spread(self, parts: Sequence[nodes.Node]) -> list[nodes.Node]:
        """The parts with the sides that are printed."""
        return [part for whole in parts for part in self._part(whole)]

    def _part(self, part: nodes.Node) -> Iterator[nodes.Node]:
        if isinstance(part, nodes.If) and not self._asked_as_ever(part):
            yield from self.spread(self._sides(part))
            return
        for name in LISTS:
            if isinstance(held := getattr(part, name, None), list):
                setattr(part, name, self.spread(held))
        yield part

    def _asked_as_ever(self, part: nodes.If) -> bool:
        tests = [part.test, *(other.test for other in part.elif_)]
        return all(self.is_answered(test) and self._named(test) is None for test in tests)

    def _sides(self, part: nodes.If) -> list[nodes.Node]:
        """What is printed of a condition."""
        sides: list[Side] = []
        for one in (part, *part.elif_):
            holds = self._named(one.test)
            if holds:
                return one.body if not sides else self._told_apart([*sides, (one.lineno, one.test, one.body)])
            if holds is None:
                sides.append((one.lineno, one.test, one.body))
        if not sides:
            return list(part.else_)
        return self._told_apart([*sides, (part.lineno, part.test, part.else_)])

    def _told_apart(self, sides: list[Side]) -> list[nodes.Node]:
        for line, test, body in sides:
            if body and not HEADED.match(_begins(body)):
                self.slips.append(self.slip(line, test))
        return [part for _, _, body in sides for part in body]

    def _named(self, test: nodes.Node) -> bool | None:
        """Whether the head says that a condition holds; None if it does not name it."""
        if isinstance(test, nodes.Not):
            inner = self._named(test.node)
            return None if inner is None else not inner
        if any(test == known for known in self.named.holds):
            return True
        return False if any(test == known for known in self.named.fails) else None

    def is_answered(self, test: nodes.Node) -> bool:
        """Whether a condition can be asked of nobody: it asks of a record only whether something is known."""
        if isinstance(test, nodes.Not):
            return self.is_answered(test.node)
        if isinstance(test, (nodes.And, nodes.Or)):
            return self.is_answered(test.left) and self.is_answered(test.right)
        if isinstance(test, (nodes.Name, nodes.Getattr)):
            return True
        return not any(name.name in self.names for name in (test, *test.find_all(nodes.Name)) if isinstance(name, nodes.Name))

    def slip(self, line: int, test: nodes.Node) -> Slip:
        """That the sides of a condition cannot be told apart."""
        source = self.text.line(line)
        asked = re.search(r"\{%[-+]?\s*(?:el)?if\s+(.*?)\s*[-+]?%\}", source)
        error = self.text.refuse(line, SEVERAL, REMEDY.format(asked[1] if asked else "…"), "{%")
        return error.slips[0]


def _begins(body: Sequence[nodes.Node]) -> str:
    """How a side begins, as far as it is plain text."""
    first = next((part for part in body if not isinstance(part, nodes.Assign)), None)
    said = first.nodes[0] if isinstance(first, nodes.Output) and first.nodes else None
    return said.data if isinstance(said, nodes.TemplateData) else ""
