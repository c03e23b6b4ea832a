"""Markdown -> a tree of nodes: markdown-it's flat list of tokens, each with what stands between its opening and its end.

In: Markdown.  Out: frozen `Branch`es.  Refuses nothing: what a leaflet may not hold is told by whoever reads the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

TILDES = re.compile("~~+")
CELL_BREAK = re.compile(r"<br ?/?>", re.I)


class Branch(NamedTuple):
    """A piece of Markdown.  kind: markdown-it's name of it; line: of its beginning, from 0; token: what markdown-it says of it."""

    kind: str
    line: int
    token: Any
    inside: tuple[Branch, ...]


def read_nodes(text: str) -> tuple[Branch, ...]:
    """The nodes of a text."""
    return _nested(_markdown().parse(text))


def _nested(tokens: Sequence[Any]) -> tuple[Branch, ...]:
    return tuple(_nodes(iter(tokens)))


def _nodes(tokens: Iterator[Any]) -> Iterator[Branch]:
    """Nodes up to the end of the one that is open."""
    for token in tokens:
        if token.nesting < 0:
            return
        inside = tuple(_nodes(tokens)) if token.nesting else _nested(token.children or ())
        yield Branch(token.type.removesuffix("_open"), token.map[0] if token.map else 0, token, inside)


@lru_cache(1)
def _markdown() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.subscript import sub_plugin
    from mdit_py_plugins.superscript import superscript_plugin

    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline", "code", "autolink", "text_join"])
    setattr(md, "normalizeLink", lambda url: url)  # noqa: B010  a host in Punycode would hide a placeholder
    setattr(md, "validateLink", lambda url: True)  # noqa: B010  judged by `inlines.address`, which can say where and why
    deflist_plugin(md)
    attrs_plugin(md, after=(), spans=True, allowed=["lang"])
    container_plugin(md, "box", validate=lambda params, *rest: True)
    sub_plugin(md)
    superscript_plugin(md)
    md.inline.ruler.before("sub", "tildes", _tildes)
    md.inline.ruler.push("cell_break", _cell_break)
    return md


def _tildes(state: Any, silent: bool) -> bool:
    """Two tildes or more lower nothing, and so do what stands between such: `strays` says of them that they strike nothing out."""
    match = TILDES.match(state.src, state.pos)
    if match and not silent:
        state.pending += match[0]
    state.pos = match.end() if match else state.pos
    return bool(match)


def _cell_break(state: Any, silent: bool) -> bool:
    """`<br>`, which ends a line in a cell of a table: nothing else can, since a row is one line of the file."""
    match = CELL_BREAK.match(state.src, state.pos)
    if match and not silent:
        state.push("cell_break", "br", 0)
    state.pos = match.end() if match else state.pos
    return bool(match)
