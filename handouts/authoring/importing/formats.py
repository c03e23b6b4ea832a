"""Which format a file is in, by what is in it, and its reader.

In: a file's path.  Out: `ForeignText`.  Refuses (`InputError`) what is too large, a device, an empty file, and formats that are not read,
each with what to do instead.
"""

from __future__ import annotations

import re
import stat
from html import escape
from pathlib import Path

from handouts.authoring.importing.foreign import ForeignText
from handouts.authoring.importing.headings import is_heading
from handouts.authoring.importing.omissions import OmissionList
from handouts.authoring.importing.shortcodes import named
from handouts.authoring.importing.webpage import decoded, parsed, read_page
from handouts.authoring.importing.wordpress import read_export, spaced
from handouts.errors import InputError
from handouts.language.characters import STRANGER
from handouts.language.counting import several

LARGEST, HEAD = 100 * 2**20, 65536  # bytes; of them, those by which a format is known
UNREAD = (
    (b"\xd0\xcf\x11\xe0", "is an old text of Word (DOC), or one that is protected by a password; save it as DOCX, without a password"),
    (b"%PDF", "is a PDF, in which no paragraphs are left; import the text that it was made from"),
    (b"{\\rtf", "is RTF; open it in Word and save it as DOCX"),
    (b"\x89PNG", "is a picture"), (b"\xff\xd8\xff", "is a picture"), (b"GIF8", "is a picture"),
    (b"MIME-Version:", "is a web archive (MHTML); save the page as 'Web page, complete'"),
    (b"From: <Saved by", "is a web archive (MHTML); save the page as 'Web page, complete'"),
)  # fmt: skip
EXPORT = re.compile(rb"<rss\b|xmlns:wp\s*=", re.I)
PAGE = re.compile(rb"<(?:!doctype\s+html|html|body|head|p|div|article|h[1-6])\b", re.I)


def read_foreign(path: Path, item: str = "") -> ForeignText:
    """What a file says.  item: which page of an export of a site.  Raises InputError."""
    data, called = _bytes(path), path.name
    for begin, what in UNREAD:
        if data.startswith(begin):
            raise InputError(f"{called}: {what}")
    start = data[:HEAD]
    export = EXPORT.search(start)
    if item and not export:
        raise InputError(f"{called}: is no export of WordPress; leave --item out")
    if data.startswith(b"PK"):
        return _word(data, called)
    if export:
        return read_export(data, path, item)
    if PAGE.search(start) or path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return read_page(data, path)
    if b"\0" in start and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{called}: is none of the files that are read: DOCX, a saved web page, an export of WordPress, plain text")
    return _plain(data, called)


def _word(data: bytes, called: str) -> ForeignText:
    """What a text of Word says.  Raises InputError, for packages that are not installed as well."""
    try:
        from handouts.authoring.importing.wordtext import read_word

        return read_word(data, called)
    except ModuleNotFoundError as error:
        if error.name not in ("mammoth", "docx"):
            raise
        raise InputError(f"{called}: texts of Word need the extra 'import': pip install handouts[import]") from None


def _bytes(path: Path) -> bytes:
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            raise InputError(f"{path}: is {'a folder' if stat.S_ISDIR(kind) else 'no file that can be read'}; name a file")
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise InputError(f"{path}: has more than {LARGEST // 2**20} MB; a leaflet's text has far less")
    if not data.strip():
        raise InputError(f"{path}: is empty")
    return data


def _plain(data: bytes, called: str) -> ForeignText:
    """A plain text: empty lines part its paragraphs; a short line without a full stop is taken for a heading."""
    omissions = OmissionList()
    text, strangers = STRANGER.subn(" ", decoded(data))
    if strangers:
        omissions.note(f"{several(strangers, 'character', 'are')} left out that show nothing.")
    paragraphs = [part.strip() for part in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n")) if part.strip()]
    parts = []
    for number, part in enumerate(paragraphs):
        if is_heading(part):
            parts.append(f"<h{1 if number == 0 else 2}>{escape(part)}</h{1 if number == 0 else 2}>")
            omissions.counted["a short line without a full stop is a heading now"] += number > 0
        else:
            parts.append(f"<p>{spaced(escape(part))}</p>")
    root = parsed(f"<html><body>{''.join(parts)}</body></html>", called).find("body")
    named(root, omissions)
    return ForeignText(root, called, omissions=omissions)
