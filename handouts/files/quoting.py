"""Texts as settings have them.

In: a text.  Out: a string in double quotes, of one line, that reads as this text again.
"""

from __future__ import annotations


def quoted(text: str) -> str:
    """A string of TOML (1.0, Basic strings) and of YAML (1.2, 7.3.1), in which whatever shows nothing is named by its number."""
    shown = "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in text.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{shown}"'
