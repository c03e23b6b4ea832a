"""A list for people, who open it with a spreadsheet.

In: the names of its columns, rows of texts.  Out: CSV that every spreadsheet reads right: UTF-8 with a byte-order mark, without which Excel
takes it for the machine's own code page; and nothing that one would reckon with.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from handouts.files.guard import OutputKind, begins

BOM = "\ufeff".encode()
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")  # OWASP, "CSV injection"; blanks before it are dropped, full-width signs known by some


def listed(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The list.  A cell that begins like a formula has an apostrophe before it, which says that it is text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + text.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that is text in every spreadsheet."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def list_kind(called: str, head: Sequence[str]) -> OutputKind:
    """The kind of file that a list with this head is.  called: with its article, such as 'an older list of passphrases'."""
    return begins(called, rb"\A" + BOM + re.escape(",".join(head)).encode() + b"\r$")
