"""Names of files whose pages follow a leaflet's, as settings and leaflets have them."""

from __future__ import annotations

import re
from typing import Annotated

from layouts.measures import Fits

NAMED = re.compile(r"\w[\w .-]{0,80}\.pdf", re.I)


def is_enclosable(text: str) -> bool:
    """Whether a text can be the name of such a file."""
    return NAMED.fullmatch(text) is not None


Enclosable = Annotated[str, Fits(is_enclosable, "the name of a PDF in the clinic's assets, such as map.pdf")]
