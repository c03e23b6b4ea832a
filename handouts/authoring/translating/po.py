"""Units as a catalogue of gettext (PO), by Babel: what most translators' programs open, and any editor of texts.

In: a bundle; a catalogue's bytes.  Out: bytes; answers.  Refuses (`InputError`) what is no catalogue, or does not say of which leaflet.
"""

from __future__ import annotations

import io
import re
from typing import Any

from handouts.authoring.translating.exchange import Bundle, CameBack, UnitAnswer
from handouts.errors import InputError

ABOUT = (
    "{leaflet}: {source} into {target}.\n"
    "Copy {{{{ … }}}} and {{% … %}} as they are, and put them where they belong in your language; **bold** and [links](https://…) stay.\n"
    "What is marked as fuzzy is not taken: take the mark away when the words are right."
)
NAMED = re.compile(r"([a-z0-9][a-z0-9-]*)\.([A-Za-z0-9-]+)\.md")


def write_po(bundle: Bundle) -> bytes:
    """The catalogue."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po as write

    about = ABOUT.format(leaflet=bundle.file, source=bundle.source, target=bundle.target)
    catalogue = Catalog(
        bundle.target.replace("-", "_"), project=bundle.leaflet, version=str(bundle.version), fuzzy=False, header_comment=_comment(about),
        charset="utf-8", msgid_bugs_address="", copyright_holder="", last_translator="", language_team="",
    )  # fmt: skip
    for name, one in bundle.named():
        unit = one.unit
        message = catalogue.add(
            unit.text, one.text, [(bundle.file, unit.line)], ["fuzzy"] if one.fuzzy and one.text else [], auto_comments=[name], context=name
        )
        message.flags.discard("python-format")
    out = io.BytesIO()
    write(out, catalogue, width=0)
    return out.getvalue()


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.split("\n"))


def read_po(data: bytes, called: str) -> CameBack:
    """What came back.  Raises InputError."""
    from babel.core import UnknownLocaleError
    from babel.messages.pofile import PoFileError
    from babel.messages.pofile import read_po as read

    try:
        catalogue = read(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError, LookupError, TypeError, IndexError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f"{called}:{line + 1}" if isinstance(line, int) else called
        raise InputError(f"{where}: is no catalogue of gettext that can be read; export it again, and translate that file") from None
    messages = [message for message in catalogue if message.id]
    file = next((match for message in messages for path, _ in message.locations if (match := NAMED.fullmatch(path))), None)
    if file is None or not catalogue.locale_identifier:
        raise InputError(f"{called}: does not say of which leaflet, or in which language, it is; export it again, and translate that file")
    target = str(catalogue.locale_identifier).replace("_", "-")
    return CameBack(file[1], file[2], target, tuple(map(_answer, messages)))


def _answer(message: Any) -> UnitAnswer:
    one = [part if isinstance(part, str) else part[0] for part in (message.id, message.string or "")]
    return UnitAnswer(message.context or "", one[0], one[1], message.lineno or 1, message.fuzzy)
