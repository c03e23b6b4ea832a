"""Builds the wheel, by setuptools, of this tree alone: what an older tree left in build/lib would be put into it as well."""

import shutil
from pathlib import Path

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403  everything else that pip asks for


def build_wheel(wheel_directory: str, config_settings: dict[str, object] | None = None, metadata_directory: str | None = None) -> str:
    """The wheel's name; it is put into a folder.  config_settings, metadata_directory: as PEP 517 has them."""
    for left in ("lib", "bdist.*"):
        for folder in Path("build").glob(left):
            shutil.rmtree(folder)
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
