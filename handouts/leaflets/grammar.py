"""A template's text -> its tree, made ready to be rendered: what it may not say is refused before anything is rendered.

In: the text of a template.  Out: Jinja's tree, in which loops are counted, joined texts are measured, and the clinic's words stand already.
Refuses what does not parse or may not stand in a template (`LeafletError`, at its line).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from jinja2 import TemplateSyntaxError, nodes

from handouts.errors import LeafletError
from handouts.language.phrases import Fixed
from handouts.leaflets.fields import PRINTED
from handouts.leaflets.sandbox import sandbox
from handouts.leaflets.tray import FIXED

N = TypeVar("N", bound=nodes.Node)
STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign, nodes.With)
LITERALS = (nodes.List, nodes.Tuple, nodes.Dict)
PUT_IN = ("page", "leaflet")  # whose fields may stand in a phrase


class Wording:
    """A template's text, to say where in it something stands."""

    def __init__(self, file: str, body: str) -> None:
        self.file, self.body = file, body

    def line(self, number: int) -> str:
        """A line, counted from 1; '' if there is none."""
        lines = self.body.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def refuse(self, line: int, what: str, remedy: str, needle: str = "") -> LeafletError:
        """An error at a line.  needle: what the caret points to, the first brace if it is not there."""
        source = self.line(line)
        braces = [at for at in (source.find("{{"), source.find("{%")) if at >= 0]
        at = source.find(needle) if needle and needle in source else min(braces, default=0)
        return LeafletError(self.file, line, at + 1, what, source, remedy)


def read_template(text: Wording, paged: bool) -> nodes.Template:
    """The tree of a template.  paged: it may count pages.  Raises LeafletError for what may not stand in one."""
    tree = sandbox().parse(text.body)
    parts = parts_of(tree)
    page = None if paged else next((name for name in of_kind(parts, nodes.Name) if name.name == "page"), None)
    if page:
        raise text.refuse(page.lineno, "the foot counts the pages, and nothing else can", "Delete it.")
    for node in parts:
        for rule in RULES:
            rule(text, node)
    _flat_lists(text, parts)
    for field in of_kind(parts, nodes.Getattr):
        _of_the_day(field)
    return tree


def parts_of(tree: nodes.Template) -> Sequence[nodes.Node]:
    """Every node of a tree, each before what stands in it: to walk through it costs more than to look at each."""
    return list(tree.find_all(nodes.Node))


def of_kind(parts: Iterable[nodes.Node], kind: type[N]) -> list[N]:
    """Those of some nodes that are of a kind."""
    return [node for node in parts if isinstance(node, kind)]


# -- what may not stand in a template


def _known_statement(text: Wording, node: nodes.Node) -> None:
    """Conditions, loops and {% set %} are all that there is."""
    if (isinstance(node, nodes.Stmt) and not isinstance(node, STATEMENTS)) or (isinstance(node, nodes.For) and node.recursive):
        line = next((part.lineno for part in (node, *node.find_all(nodes.Node)) if part.lineno), 1)
        raise text.refuse(line, "a leaflet has {% if %}, {% for %} and {% set %}, and nothing else", PRINTED, "{%")


def _known_phrase(text: Wording, node: nodes.Node) -> None:
    """What is translated is a phrase, never a value; what is put into it is of the page or the leaflet, the same in every copy."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "_":
        phrases = all(isinstance(argument, nodes.Const) for argument in node.args)
        if not phrases or not all(getattr(getattr(pair.value, "node", None), "name", "") in PUT_IN for pair in node.kwargs):
            raise text.refuse(node.lineno, "only a phrase in quotes is translated", "Print the value.", "_(")


RULES = (_known_statement, _known_phrase)


def _flat_lists(text: Wording, parts: Iterable[nodes.Node]) -> None:
    """No list holds another that the template has made: thirty of them in one another would never come to an end."""
    made = {name.name for name in of_kind(parts, nodes.Name) if name.ctx == "store"}
    for literal in (node for node in parts if isinstance(node, LITERALS)):
        if getattr(literal, "ctx", "load") == "load" and any(name.name in made for name in literal.find_all(nodes.Name)):
            raise text.refuse(literal.lineno, "a list cannot hold what the leaflet has made itself", "Print one after the other.")


def _of_the_day(field: nodes.Getattr) -> None:
    """`patient.age` is asked of the appointment, on whose day a patient has that age."""
    if field.attr == "age" and getattr(field.node, "name", "") == "patient":
        field.node = nodes.Name("appointment", "load", lineno=field.lineno)
    elif field.attr == "age" and isinstance(field.node, nodes.Getattr) and field.node.attr == "patient":
        field.node = field.node.node


@contextmanager
def told(text: Wording) -> Iterator[None]:
    """Raises LeafletError, at the template's line, for whatever Jinja says of a template that it cannot read or compile."""
    try:
        yield
    except TemplateSyntaxError as error:
        from handouts.leaflets.tags import slips

        found = slips(text.file, text.body)
        other = text.refuse(error.lineno, f"the template does not parse: {error.message}", PRINTED)
        raise (LeafletError.at(found) if found else other) from None
    except (RecursionError, SyntaxError, MemoryError):  # what Python says of parentheses and loops in one another
        remedy = "Write its conditions one after the other."
        raise LeafletError(text.file, 1, 1, "the template is nested too deeply", remedy=remedy) from None
    except ValueError:  # https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
        what = "the template has a number of thousands of digits"
        raise LeafletError(text.file, 1, 1, what, remedy="Write the number in words.") from None


# -- made ready


def settle(parts: Iterable[nodes.Node], words: Mapping[str, Any], fixed: list[str]) -> None:
    """Put placeholders where a template prints the clinic's words and phrases, so that a copy need not look them up again."""
    stored = {name.name for name in of_kind(parts, nodes.Name) if name.ctx != "load"}
    for output in of_kind(parts, nodes.Output):
        for i, printed in enumerate(output.nodes):
            value = _word(printed, words, stored)
            if isinstance(value, Fixed) and value.strip():
                fixed.append(value)
                output.nodes[i] = nodes.TemplateData(chr(FIXED + len(fixed) - 1), lineno=printed.lineno)


def _word(printed: nodes.Expr, words: Mapping[str, Any], stored: set[str]) -> object:
    """`clinic.name` or `_("phrase")`; None for everything else."""
    owner = getattr(getattr(printed, "node", None), "name", "")
    if owner not in words or owner in stored:
        return None
    if isinstance(printed, nodes.Getattr) and isinstance(words[owner], Mapping):
        return words[owner].get(printed.attr)
    if isinstance(printed, nodes.Call) and owner == "_":
        values = {pair.key: words["page"].get(getattr(pair.value, "attr", "")) for pair in printed.kwargs}
        return words["_"](*(getattr(argument, "value", None) for argument in printed.args), **values)
    return None


def bound(node: nodes.Node) -> None:
    """Count the turns of loops and measure joined texts (`a ~ b`), wherever they stand in a tree."""
    for field, value in node.iter_fields():
        held = value if isinstance(value, list) else [value]
        for i, child in enumerate(held):
            if isinstance(child, nodes.Node):
                bound(child)
            if isinstance(child, nodes.Concat):
                held[i] = _filter(child.nodes[0], "joined_", child.nodes[1:])
        if not isinstance(value, list):
            setattr(node, field, held[0])
    if isinstance(node, nodes.For):
        size = sum(len(data.data) for part in node.body for data in part.find_all(nodes.TemplateData))
        node.iter = _filter(node.iter, "turns_", [nodes.Const(size)])


def _filter(value: nodes.Node, name: str, arguments: list[nodes.Expr]) -> nodes.Expr:
    made = nodes.Filter(cast(nodes.Expr, value), name, arguments, [], None, None)
    made.set_lineno(value.lineno).set_environment(sandbox())
    return made
