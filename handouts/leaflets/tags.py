"""A template's text -> its tags, and every slip in them at once, each at its place.

In: the text of a template.  Out: `TemplateTag`s, in their order; slips: what does not parse, what is not closed, what there is not.
Jinja itself stops at the first slip, and tells its line only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from jinja2 import TemplateSyntaxError, nodes

from handouts.errors import Slip
from handouts.files.guess import meant
from handouts.files.written import place
from handouts.leaflets.fields import PRINTED
from handouts.leaflets.sandbox import AT, CLOCK, SPANS, sandbox

OPENER = re.compile(r"\{\{|\{%|\{#")
CLOSER = {"{{": "}}", "{%": "%}", "{#": "#}"}
PARTS = re.compile(r"\{%[-+]?\s*(\w*)\s*(.*?)\s*[-+]?%\}\Z", re.S)
WORDS = ("if", "elif", "else", "endif", "for", "endfor", "set")
PAIRS = {"if": "endif", "for": "endfor"}
FILTERS = (
    "after", "before", "at", "date", "short_date", "time", "date_time", "weekday", "listed", "join", "replace", "upper", "lower", "default",
    "length",
)  # fmt: skip
FILTER_NAMES = {  # what people call filters
    "datum": "date", "day": "date", "fecha": "date", "datetime": "date_time", "day_of_week": "weekday", "dayname": "weekday",
    "hour": "time", "clock": "time", "list": "listed", "size": "length",
}  # fmt: skip
MOST = 200  # slips of one template that are told
Kind = Literal["print", "comment", "if", "elif", "else", "endif", "for", "endfor", "set", "unknown", "broken"]


@dataclass(frozen=True, slots=True)
class TemplateTag:
    """A tag.  at, end: where it stands in the template; inside: what it says, without braces and its word."""

    kind: Kind
    text: str
    at: int
    inside: str

    @property
    def end(self) -> int:
        """Where the text after it begins."""
        return self.at + len(self.text)


def tags(body: str) -> Iterator[TemplateTag]:
    """The tags of a template.  One that is not closed ends with its line, or where another begins."""
    at = 0
    while match := OPENER.search(body, at):
        tag = _tag(body, match.start(), match[0])
        yield tag
        at = tag.end


def _tag(body: str, at: int, opener: str) -> TemplateTag:
    close = body.find(CLOSER[opener], at + 2)
    if opener == "{#":
        return TemplateTag("comment", body[at : close + 2], at, "") if close >= 0 else TemplateTag("broken", opener, at, "")
    another = OPENER.search(body, at + 2)
    if close < 0 or (another and another.start() < close and not _quoted(body[at:close])):
        stops = (body.find("\n", at), another.start() if another else -1, len(body))
        return TemplateTag("broken", body[at : min(stop for stop in stops if stop >= 0)], at, "")
    return _whole(body[at : close + 2], at)


def _whole(text: str, at: int) -> TemplateTag:
    """A tag that is closed."""
    if text.startswith("{{"):
        return TemplateTag("print", text, at, text[2:-2].strip().strip("-+").strip())
    match = PARTS.match(text)
    word = match[1] if match else ""
    return TemplateTag(word if word in WORDS else "unknown", text, at, match[2] if match else "")  # type: ignore[arg-type]


def _quoted(text: str) -> bool:
    """Whether the braces in a tag stand between quotes."""
    return OPENER.search(re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", text[2:])) is None


def slips(file: str, body: str, unknown: Callable[[str], tuple[str, str] | None] = lambda _: None) -> list[Slip]:
    """Every slip in a template's tags.

    unknown: of a name such as `patient.firstname` what to say, and what there is; None where nothing is wrong with it.
    """
    noted = [*_each(body, unknown), *_pairs(body)]
    lines = body.split("\n")
    found = []
    for at, what, remedy in sorted(noted)[:MOST]:
        line, column = place(body, at)
        found.append(Slip(file, line, column, what, remedy, lines[line - 1]))
    return found


Note = tuple[int, str, str]


def _each(body: str, unknown: Callable[[str], tuple[str, str] | None]) -> Iterator[Note]:
    """What is wrong inside a tag."""
    for tag in tags(body):
        if tag.kind == "broken":
            yield _unclosed(body, tag)
        elif tag.kind == "unknown":
            yield _no_statement(tag)
        elif tag.kind in ("else", "endif", "endfor"):
            if tag.inside:
                better = f"elif {tag.inside.removeprefix('if').strip()}" if tag.kind == "else" else tag.kind
                yield tag.at, f"{{% {tag.kind} %}} has nothing beside it", f"Write {{% {better} %}}."
        elif tag.kind != "comment":
            yield from _expression(tag, unknown)


def _unclosed(body: str, tag: TemplateTag) -> Note:
    opener = tag.text[:2]
    if opener == "{#":
        return tag.at, "a comment opened with '{#' is never closed", "Close it with '#}'."
    what = "a placeholder with one brace missing" if opener == "{{" else "a condition whose '%}' is missing"
    return tag.at, f"{what}: {tag.text.strip()[:40]!r}", f"Close it with {CLOSER[opener]!r}."


def _no_statement(tag: TemplateTag) -> Note:
    match = PARTS.match(tag.text)
    word = match[1] if match else ""
    near = meant(word, WORDS)
    what = f"there is no {{% {word} %}}" if word else "'{% %}' says nothing"
    return tag.at, what, f"A leaflet has {{% if %}}, {{% for %}} and {{% set %}}.{f' Did you mean {near}?' if near else ''}"


def _expression(tag: TemplateTag, unknown: Callable[[str], tuple[str, str] | None]) -> Iterator[Note]:
    """What does not parse in a tag by itself, and what it names that there is not."""
    if tag.kind == "print" and not tag.inside:
        yield tag.at, "a placeholder that names nothing", PRINTED
        return
    try:
        tree = sandbox().parse(_alone(tag))
    except TemplateSyntaxError as error:
        yield _unparsed(tag, error.message or "")
        return
    except (RecursionError, MemoryError, ValueError):
        return  # `grammar.told` says why
    yield from _filters(tag, tree)
    yield from _names(tag, tree, unknown)
    yield from _spans(tag, tree)
    yield from _clocks(tag, tree)


def _alone(tag: TemplateTag) -> str:
    """A tag as a template of its own."""
    match tag.kind:
        case "if":
            return f"{tag.text}{{% endif %}}"
        case "for":
            return f"{tag.text}{{% endfor %}}"
        case "elif":
            return f"{{% if true %}}{tag.text}{{% endif %}}"
    return tag.text


def _unparsed(tag: TemplateTag, said: str) -> Note:
    """Why a tag does not parse."""
    if "got '='" in said:
        return tag.at + tag.text.find("="), "the template does not parse: '=' does not compare", "Use '==' to compare."
    quote = re.search("[“”„‘’«»]", tag.text)
    if quote:
        return tag.at + quote.start(), f"the template does not parse: {quote[0]!r} is no quote here", "Use straight quotes: \"x\"."
    if "'}'" in said or "'{'" in said:
        return tag.at, "a placeholder with one brace missing, or with one too many", PRINTED
    if tag.kind in ("if", "elif") and not tag.inside:
        return tag.at, f"{{% {tag.kind} %}} without its condition", PRINTED
    return tag.at, f"the template does not parse: {said}", PRINTED


def _filters(tag: TemplateTag, tree: nodes.Template) -> Iterator[Note]:
    """Filters that there are not."""
    for name in dict.fromkeys(filter_.name for filter_ in tree.find_all(nodes.Filter)):
        if name not in sandbox().filters:
            near = FILTER_NAMES.get(name.lower()) or meant(name, FILTERS)
            remedy = f"There are {', '.join(FILTERS)}.{f' Did you mean {near}?' if near else ''}"
            yield tag.at + max(tag.text.rfind(name), 0), f"there is no filter {name!r}", remedy


def _names(tag: TemplateTag, tree: nodes.Template, unknown: Callable[[str], tuple[str, str] | None]) -> Iterator[Note]:
    """Names that there are not."""
    told: set[str] = set()
    for name in (*_dotted(tree), *(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")):
        said = unknown(name)
        if said and name not in told:
            told.add(name)
            yield tag.at + max(tag.text.find(name), 0), *said


def _dotted(tree: nodes.Template) -> Iterator[str]:
    for field in tree.find_all(nodes.Getattr):
        if owner := _path(field.node):
            yield f"{owner}.{field.attr}"


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (owner := _path(node.node)):
        return f"{owner}.{node.attr}"
    return ""


def _spans(tag: TemplateTag, tree: nodes.Template) -> Iterator[Note]:
    """What `before` and `after` do not take."""
    there = ", ".join(sorted(SPANS))
    for filter_ in tree.find_all(nodes.Filter):
        if filter_.name not in ("before", "after"):
            continue
        strange = [str(pair.key) for pair in filter_.kwargs if pair.key not in SPANS]
        at = tag.at + max(tag.text.find((strange or [filter_.name])[0]), 0)
        if strange:
            near = meant(strange[0], sorted(SPANS)) or "hours"
            yield at, f"{filter_.name} takes {there}; not {', '.join(strange)}", f"Write {near}=6."
        elif len(filter_.args) + bool(filter_.kwargs) != 1 or not all(isinstance(argument, nodes.Getattr) for argument in filter_.args):
            write = f"Write {filter_.name}(hours=6), or {filter_.name}(clinic.fasting.food)."
            yield at, f"{filter_.name} takes {there}, each by its name", write


def _clocks(tag: TemplateTag, tree: nodes.Template) -> Iterator[Note]:
    """What `at` does not take."""
    for filter_ in tree.find_all(nodes.Filter):
        said = [argument.value if isinstance(argument, nodes.Const) else None for argument in filter_.args]
        if filter_.name == "at" and (filter_.kwargs or len(said) != 1 or not CLOCK.fullmatch(str(said[0]))):
            yield tag.at + max(tag.text.find("at("), 0), AT, 'Write at("17:00").'


def _pairs(body: str) -> Iterator[Note]:
    """What is opened and never closed, and the other way round."""
    open_: list[TemplateTag] = []
    for tag in tags(body):
        if tag.kind in PAIRS:
            open_.append(tag)
        elif tag.kind in ("endif", "endfor"):
            if open_ and PAIRS[open_[-1].kind] == tag.kind:
                open_.pop()
            elif any(PAIRS[other.kind] == tag.kind for other in open_):
                while PAIRS[open_[-1].kind] != tag.kind:
                    yield _left_open(open_.pop())
                open_.pop()
            else:
                yield tag.at, f"{{% {tag.kind} %}} closes nothing", "Delete it, or write the condition that it closes."
        elif tag.kind in ("elif", "else") and not open_:
            yield tag.at, f"{{% {tag.kind} %}} stands in no condition", "Write {% if … %} before it."
    for tag in open_:
        yield _left_open(tag)


def _left_open(tag: TemplateTag) -> Note:
    return tag.at, f"{{% {tag.kind} %}} without {{% {PAIRS[tag.kind]} %}}", f"Write {{% {PAIRS[tag.kind]} %}} where it ends."
