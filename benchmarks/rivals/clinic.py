"""The clinic of the benchmarks: a sample clinic with a leaflet of their own, which stays as it is, so that figures of years compare.

In: a folder that there is not yet.  Out: the clinic's folder, with the leaflet that the rivals print too.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from handouts.clinics.clinic import Clinic, built_in, read_clinic, sample_clinic

LEAFLET = Path(__file__).parent / "kyphoplasty.en-US.md"
PICTURE = "compression-fracture.svg"


def laid(folder: Path) -> Path:
    """The clinic's folder."""
    shutil.copytree(sample_clinic("riverside"), folder)
    (folder / "handouts").mkdir()
    shutil.copy(LEAFLET, folder / "handouts")
    shutil.copy(built_in("handouts/library") / PICTURE, folder / "handouts")
    return folder


@lru_cache(1)
def benchmark_clinic() -> Clinic:
    """The clinic, once a process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # a press reads from it as long as the process lives
    return read_clinic(laid(folder / "clinic"))
