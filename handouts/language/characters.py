"""Characters and tags that the program's files may or may not hold; one definition for all readers."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile("[\U000f0000-\U0010fffd]")
STRANGER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\U000f0000-\U0010ffff]")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
