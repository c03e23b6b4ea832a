"""The clinic's own files in TOML, read one way.

In: a file.  Out: its tables.  Refuses what is no UTF-8 text or no TOML (`ClinicError`); that there is no file is the asker's to judge.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from handouts.errors import ClinicError


def read_toml(file: Path, hint: str = "") -> dict[str, Any]:
    """What a file says.  hint: what to look for if it is not TOML.  Raises FileNotFoundError, ClinicError."""
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise ClinicError(f"{file}: cannot be read: it is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ClinicError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits, nested too deeply
        raise ClinicError(f"{file}: cannot be read: it is not TOML: {error}{hint}") from None
