"""Shortcodes of WordPress: `[gallery ids="1,2"]`, `[/vc_row]`.  They are orders to a program, and no words.

In: elements with text.  Out: the same with marks in their places, each saying the shortcode in full.  What stands between an opening and a
closing one stays.
"""

from __future__ import annotations

import re
from typing import Any

from handouts.authoring.importing.omissions import OmissionList, shown

CODE = re.compile(r"\[(/?)([A-Za-z][\w-]{1,60})((?:\s[^\[\]]*)?)\]")
KNOWN = frozenset({
    "audio", "caption", "embed", "gallery", "playlist", "video", "contact-form", "contact-form-7", "button", "buttons", "column", "columns",
    "row", "section", "tabs", "tab", "toggle", "accordion", "accordions", "divider", "spacer", "icon", "map", "slider", "toc", "shortcode",
    "form", "quote", "dropcap",
})  # fmt: skip
SETTING = re.compile(r"[\w-]+\s*=\s*[\"'“”‘’″]?|^\s*id\s*=")


def named(root: Any, omissions: OmissionList) -> None:
    """Take the shortcodes out of an element's words, and name each."""
    text = root.text_content()
    closed = {match[2] for match in CODE.finditer(text) if match[1]}
    if not CODE.search(text):
        return
    for element in [one for one in root.iter() if isinstance(one.tag, str) and one.tag not in ("script", "style")]:
        for where in ("text", "tail"):
            if getattr(element, where):
                _parted(element, where, closed, omissions)


def is_shortcode(match: re.Match[str], closed: set[str]) -> bool:
    """Whether brackets hold a shortcode, and not words.  closed: names that a closing one has."""
    name, more = match[2], match[3]
    return bool(match[1] or name in closed or name in KNOWN or "_" in name or SETTING.search(more))


def _parted(element: Any, where: str, closed: set[str], omissions: OmissionList) -> None:
    """The words of an element, or those after it, without shortcodes."""
    text = getattr(element, where)
    found = [match for match in CODE.finditer(text) if is_shortcode(match, closed)]
    if not found:
        return
    ends = [*(match.start() for match in found[1:]), len(text)]
    after = None
    for number, (match, end) in enumerate(zip(found, ends, strict=True)):
        left = element.makeelement("left", {"what": f"A shortcode of WordPress is left out: {shown(match[0])}."})
        if number == 0 and where == "text":
            element.insert(0, left)
            element.text, left.tail = text[: match.start()], text[match.end() : end]
        else:
            beside = element if after is None else after
            put_after(beside, left, text[: match.start()] if after is None else beside.tail or "", text[match.end() : end])
        after = left


def put_after(element: Any, new: Any, between: str, behind: str) -> None:
    """Put an element behind another.  between: the words between the two; behind: those behind the new one."""
    element.addnext(new)
    new.tail = behind
    element.tail = between
