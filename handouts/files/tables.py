"""A file in TOML -> what it says, and where.

In: a file.  Out: `Written`.  Refuses what is no UTF-8 text or no TOML, a number of thousands of digits, keys and values that are nested too
deeply (an error of the kind that is asked for, with line and column); that there is no file is the asker's to judge.
"""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path

from handouts.errors import ClinicError, HandoutsError, Slip
from handouts.files.positions import spots
from handouts.files.reading import text_of
from handouts.files.written import Written, place
from handouts.language.characters import STRANGER

# The reader takes the square of a dotted key's names: of 60,000 it takes more than a minute.
DOTTED = re.compile(r"""(?<![\w."'-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""", re.A)
DIGITS = re.compile(r"\d[\d_]{4000}", re.A)
WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
TWICE, TWO_WAYS = "a key stands here for the second time", "a table is written in two ways"
WORDS = {  # of tomllib's errors, by how they begin
    "Cannot overwrite a value": TWICE,
    "Duplicate inline table key": TWICE,
    "Cannot declare": "a table stands here for the second time",
    "Cannot mutate": TWO_WAYS,
    "Cannot redefine": TWO_WAYS,
    "Invalid date or datetime": "a date or time that there is not",
    "Invalid value": "a value that is none",
    "Invalid statement": "a line that is neither a key with its value nor a table in brackets",
    "Invalid initial character for a key part": "a key that is none",
    "Illegal character": "a character or a line break that may not stand there",
    "Unescaped": "a backslash in double quotes; in single quotes it stands for itself",
    "Unclosed": "a bracket that is not closed",
    "Found invalid character '\\n'": "a quote that is not closed",
    "Expected newline": "more than a value in one line",
    "Invalid hex value": "a backslash that names no character",
    "Escaped character is not": "a backslash that names no character",
}
HINT = "texts stand in quotes, and a key has one value"


def read_toml(file: Path, error: type[HandoutsError] = ClinicError, *, called: str = "", hint: str = HINT) -> Written:
    """What a file says.  called: its name in messages; hint: what to look for if it is not TOML.

    Raises FileNotFoundError, and `error` for a file that is not TOML.
    """
    return parse_toml(text_of(file, error, called=called), called or str(file), error, folder=file.parent, hint=hint)


def parse_toml(
    text: str, called: str, error: type[HandoutsError] = ClinicError, *, folder: Path | None = None, hint: str = HINT
) -> Written:
    """What a text says.  Raises `error` if it is not TOML."""
    refuse = partial(_refused, error, called, text)
    if stranger := STRANGER.search(text):
        raise refuse(stranger.start(), f"it has U+{ord(stranger[0]):04X}, which shows nothing", "delete the character")
    if deep := DOTTED.search(text):
        raise refuse(deep.start(), "it is not TOML that settings are written in: a key has more than 32 names", hint)
    try:
        return Written(called, text.replace("\r\n", "\n"), tomllib.loads(text), spots, folder)
    except tomllib.TOMLDecodeError as wrong:
        at = WHERE.search(str(wrong))
        line, column = map(int, at.groups()) if at and at[1] else place(text, len(text.rstrip()))
        what = f"cannot be read: it is not TOML: {_plain(str(wrong)[: at.start()] if at else str(wrong))}"
        raise error.at([Slip(called, line, column, what, hint)]) from None
    except RecursionError:
        raise refuse(0, "it is not TOML that settings are written in: it is nested too deeply", hint) from None
    except ValueError:
        digits = DIGITS.search(text)
        raise refuse(digits.start() if digits else 0, "it is not TOML: it has a number of thousands of digits", hint) from None


def _refused(error: type[HandoutsError], called: str, text: str, offset: int, what: str, remedy: str) -> HandoutsError:
    return error.at([Slip(called, *place(text, offset), f"cannot be read: {what}", remedy)])


def _plain(words: str) -> str:
    """The reader's words, in ours where it has words of its own trade."""
    known = next((ours for theirs, ours in WORDS.items() if words.startswith(theirs)), "")
    return known or words[:1].lower() + words[1:]
