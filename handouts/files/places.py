"""Where files are: on this machine, or wherever fsspec reaches.

In: what somebody wrote: a path, `file://…`, or an address such as `s3://bucket/list.csv`.  Out: a `Path`, or a `Url`, which has of a
path's ways what a run needs.  Refuses an address that carries a password, a kind of storage without a driver, and what the storage
refuses (`InputError`).  fsspec is imported when a `Url` is used, and never for a path.
"""

from __future__ import annotations

import atexit
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from handouts.errors import HandoutsError, InputError
from handouts.files.system import windows

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.I)
CLINICS_OWN = frozenset({".toml", ".md", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".ttf", ".otf", ".ttc"})  # never a ledger or a copy
ENCLOSED = ("assets", ".pdf")  # the folder of a clinic in which a PDF is one whose pages follow a leaflet's


@dataclass(frozen=True, slots=True)
class Url:
    """An address that fsspec reaches.  Settings and credentials are the storage's own, from its environment."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, name: str) -> Url:
        return Url(f"{self.text.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """Its last part."""
        return self.text.rstrip("/").rpartition("/")[2]

    @property
    def parent(self) -> Url:
        """The folder it is in."""
        return Url(self.text.rstrip("/").rpartition("/")[0])

    def resolve(self) -> Url:
        """Itself: an address is absolute."""
        return self

    def is_file(self) -> bool:
        """Whether there is a file, as the storage has it now."""
        with reaching(self, InputError, "read"):
            files, path = reach(self)
            files.invalidate_cache()
            return bool(files.isfile(path))

    def read_bytes(self, most: int | None = None) -> bytes:
        """What is in it; no more than `most` bytes."""
        with reaching(self, InputError, "read"):
            files, path = reach(self)
            return bytes(files.cat_file(path, end=most))


Place: TypeAlias = Path | Url


def place(text: str) -> Place:
    """What somebody wrote, as a path or an address.  Raises InputError for an address that carries a password or a query."""
    if not ADDRESS.match(text):
        return Path(text)
    from urllib.parse import urlsplit
    from urllib.request import url2pathname  # which brings half of the standard library along

    parts = urlsplit(text)
    if parts.scheme in ("file", "local"):
        return Path(url2pathname(f"//{parts.netloc}{parts.path}" if windows() and parts.netloc not in ("", "localhost") else parts.path))
    if parts.password or parts.query:
        raise InputError(
            f"{parts.scheme}://{parts.hostname or ''}…: carries a password or a query; leave it out, and set it where the storage's "
            "driver looks for it (environment or its own file)"
        )
    return Url(text)


def near(folder: Place) -> Path:
    """A clinic's folder on this machine: itself, or a copy of what a clinic is made of, which lasts as long as the process."""
    if isinstance(folder, Path):
        return folder
    import shutil
    import tempfile

    copy = Path(tempfile.mkdtemp(prefix="handouts-clinic-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    with reaching(folder, InputError, "read"):
        files, root = reach(folder)
        files.invalidate_cache()
        for path in files.find(root):
            within = Path(path.removeprefix(root).lstrip("/"))
            kind = within.suffix.lower()
            if (kind in CLINICS_OWN or (within.parts[0], kind) == ENCLOSED) and ".." not in within.parts:
                (copy / within).parent.mkdir(parents=True, exist_ok=True)
                (copy / within).write_bytes(files.cat_file(path))
    return copy


def reach(url: Url) -> tuple[Any, str]:
    """The file system of an address, and the path in it.  Raises InputError without fsspec."""
    try:
        from fsspec import get_filesystem_class
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(f"{url}: addresses need fsspec; install it with: pip install 'handouts[cluster]'") from None
    lasting = bool(getattr(get_filesystem_class(url.text.partition("://")[0]), "async_impl", False))
    files, path = url_to_fs(url.text, skip_instance_cache=not lasting)  # a connection that a driver keeps may have ended since
    return files, str(path)


@contextmanager
def reaching(url: Url, kind: type[HandoutsError], done: str) -> Iterator[None]:
    """Whatever a storage's driver raises, as a sentence."""
    try:
        yield
    except HandoutsError:
        raise
    except FileNotFoundError:
        raise kind(f"{url}: there is no such file or folder; look at its name") from None
    except ImportError as error:
        raise kind(f"{url}: there is no driver for this kind of storage here: {error}") from None
    except Exception as error:  # noqa: BLE001  each driver has errors of its own
        said = next(iter(str(error).splitlines()), "")
        raise kind(f"{url}: cannot be {done}: {type(error).__name__}: {said}") from None
