"""Lists in the shape of what other systems export, read by the maps that come with the program.

Each is written after what the maker publishes of its fields; nobody here has such a system.  All people are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handouts.schedules import told

HERE = Path(__file__).parent
VENDORS = sorted(path.stem for path in HERE.glob("*.expected"))
DOCS = Path(__file__).parents[4] / "docs" / "your-systems-export.md"


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_list_of_a_vendor_becomes_what_is_expected(vendor: str) -> None:
    assert told(vendor, HERE) == (HERE / f"{vendor}.expected").read_text("utf-8")


def test_every_vendor_is_in_the_documents_table_with_what_it_was_seen_as() -> None:
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("|") and "documentation" in line]
    assert len(rows) == len(VENDORS)
    assert all(sum(vendor in row.lower().replace(" ", "") for row in rows) == 1 for vendor in VENDORS)
