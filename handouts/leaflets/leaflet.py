"""A Markdown file with front matter -> Leaflet.

In: the text of a file.  Out: a frozen `Leaflet`; its body is rendered by `merge` and read by `markdown`.
Refuses what it does not know: `LeafletError` with file:line:column, the line, a caret and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from handouts.errors import LeafletError
from handouts.language.characters import LANGUAGE, STRANGER

STATUSES = ("sample", "draft", "reviewed", "withdrawn")
FRONT_MATTER = {
    "title": str, "language": str, "version": int, "status": str, "reviewed": date, "review-due": date, "author": str, "reviewer": str,
    "sources": list, "codes": dict, "keywords": list, "summary": str, "sensitive": bool,
}  # fmt: skip
REQUIRED = ("title", "language", "version", "status")


def _impossible(line: str) -> bool:
    import yaml

    try:
        yaml.safe_load(line)
    except yaml.YAMLError:
        return False
    except ValueError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The master that handouts are made from.  body: the file's text with the front matter blanked, so that lines agree."""

    identifier: str
    file: str
    title: str
    language: str
    version: int
    status: Literal["sample", "draft", "reviewed", "withdrawn"]
    body: str
    folder: Path
    reviewed: date | None = None
    review_due: date | None = None
    author: str = ""
    reviewer: str = ""
    summary: str = ""
    sensitive: bool = False
    sources: tuple[str, ...] = ()
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keywords: tuple[str, ...] = ()


def read_leaflet(path: Path) -> Leaflet:
    """Read a leaflet file, `ID.LANGUAGE.md`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LeafletError(path.name, 1, 1, f"is not UTF-8 text (byte {error.start})", remedy="Save it as UTF-8.") from None
    text = text.replace("\r\n", "\n")
    stranger = STRANGER.search(text)
    if stranger:
        line, column = _place(text, stranger.start())
        what = f"U+{ord(stranger[0]):04X} may not stand in a leaflet"
        raise LeafletError(path.name, line, column, what, text.split("\n")[line - 1], "Delete the character.")
    front, body = _parted(path.name, text)
    data = _front_matter(path.name, front)
    identifier = path.name.split(".")[0]
    return Leaflet(
        identifier, path.name, data["title"], data["language"], data["version"], data["status"], body, path.parent,
        reviewed=data.get("reviewed"), review_due=data.get("review-due"), author=data.get("author", ""), reviewer=data.get("reviewer", ""),
        summary=data.get("summary", ""), sensitive=data.get("sensitive", False), sources=tuple(map(str, data.get("sources", ()))),
        codes=tuple((k, tuple(map(str, v))) for k, v in data.get("codes", {}).items()), keywords=tuple(map(str, data.get("keywords", ()))),
    )  # fmt: skip


def _parted(file: str, text: str) -> tuple[str, str]:
    match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.S)
    if not match:
        first = text.split("\n", 1)[0]
        raise LeafletError(
            file, 1, 1, "the file does not begin with front matter", first, "Begin with '---', keys such as 'title: …', and '---'."
        )
    return match[1], "\n" * match[0].count("\n") + text[match.end() :]


def _front_matter(file: str, front: str) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  either is safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = front.splitlines()
        source = lines[min(line, len(lines) - 1)] if lines else ""
        what = f"the front matter is not YAML: {getattr(error, 'problem', error)}"
        raise LeafletError(file, line + 2, column + 1, what, source, "Write it as 'key: value'; put text with a colon in quotes.") from None
    except ValueError as error:  # a date such as 2026-02-30
        lines = front.split("\n")
        at = next((i for i, line in enumerate(lines) if _impossible(line)), 0)
        remedy = "Write a date that there is, such as 2026-10-01."
        raise LeafletError(file, at + 2, 1, f"the front matter has an impossible date: {error}", lines[at], remedy) from None
    if not isinstance(data, dict):
        raise LeafletError(file, 2, 1, "the front matter is empty", remedy=f"Give at least {', '.join(REQUIRED)}.")
    lines = front.splitlines()

    def refuse(key: str, what: str, remedy: str) -> LeafletError:
        begins = re.compile(rf"[\"']?{re.escape(key)}[\"']?\s*:\s*")
        at, column = next(((i, m.end() + 1) for i, line in enumerate(lines) if (m := begins.match(line))), (0, 1))
        return LeafletError(file, at + 2, column, what, lines[at] if lines else "", remedy)

    for key, value in data.items():
        if key not in FRONT_MATTER:
            raise refuse(str(key), f"unknown key {key!r}", f"Known keys are {', '.join(FRONT_MATTER)}.")
        kind = FRONT_MATTER[key]
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or isinstance(value, datetime)):
            expected = {date: "a date such as 2026-10-01", int: "a whole number", str: "text", list: "a list"}.get(kind, kind.__name__)
            raise refuse(key, f"{key} is not {expected}", f"Write {key} as {expected}.")
        if key == "codes" and isinstance(value, dict) and not all(isinstance(codes, list) for codes in value.values()):
            raise refuse(key, "codes is not a list of codes for each system", "Write codes as {cpt: ['22513']}.")
        stranger = isinstance(value, str) and STRANGER.search(value)
        if stranger:
            raise refuse(key, f"U+{ord(stranger[0]):04X} may not stand in a leaflet", "Delete the character.")
    for key in REQUIRED:
        if not str(data.get(key) or "").strip() and data.get(key) != 0:
            raise LeafletError(file, 2, 1, f"the front matter has no {key!r}", remedy=f"Add a line '{key}: …'.")
    if not LANGUAGE.fullmatch(data["language"]):
        raise refuse("language", "language is not a language tag", "Write language as a tag such as en-US.")
    if data["status"] not in STATUSES:
        raise refuse("status", f"unknown status {data['status']!r}", f"Known are {', '.join(STATUSES)}.")
    if data["status"] == "reviewed" and not (data.get("reviewed") and data.get("reviewer")):
        raise refuse("status", "a reviewed leaflet names who reviewed it, and when", "Add 'reviewer: …' and 'reviewed: YYYY-MM-DD'.")
    return {key: value for key, value in data.items() if value is not None}


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset))
