"""A leaflet and the translations of its blocks -> the leaflet in another language, as a draft.

In: a leaflet, its units with their words in another language ('' where there are none).  Out: the text of a file.  What is not translated
stands as a place to be written, in the source's words: no copy is made before it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handouts.authoring.translating.units import TextUnit, head_values, rebuilt
from handouts.files.quoting import quoted
from handouts.leaflets.leaflet import Leaflet


def translated_text(source: Leaflet, target: str, said: Iterable[tuple[TextUnit, str]]) -> str:
    """The text of the translation's file."""
    filled = [(unit, text or to_be_translated(unit)) for unit, text in said]
    head = {unit.kind: head_values(unit, text) for unit, text in filled if unit.place is None}
    lines = [f"title: {quoted(head['title'])}", f"language: {target}", f"version: {source.version}", "status: draft"]
    lines.append(f"kind: {source.kind}")
    days = {"produced": source.produced, "review-due": source.review_due}
    lines += [f"{key}: {day}" for key, day in days.items() if day]
    lines += [f"owner: {quoted(source.owner)}"] * bool(source.owner)
    lines += [f"sources: {_listed(source.sources)}"] * bool(source.sources)
    lines += [f"based-on: {quoted(head.get('based-on', ''))}"] * ("based-on" in head)
    codes = ", ".join(f"{quoted(system)}: {_listed(some)}" for system, some in source.codes)
    lines += [f"codes: {{{codes}}}"] * bool(codes)
    lines += [f"keywords: {_listed(head.get('keywords', ()))}"] * bool(head.get("keywords"))
    lines += [f"summary: {quoted(head.get('summary', ''))}"] * ("summary" in head)
    lines += ["sensitive: true"] * source.sensitive
    return "---\n{}\n---\n{}\n".format("\n".join(lines), rebuilt(source.body, filled).strip("\n"))


def to_be_translated(unit: TextUnit) -> str:
    """The place of words that nobody has translated yet."""
    return f"«… {re.sub('[«»]', '', ' '.join(unit.text.split()))} …»"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, words))}]"
