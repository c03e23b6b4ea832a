"""What is quoted reads as itself again, in both languages of settings."""

from __future__ import annotations

import tomllib

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.files.quoting import quoted


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example('\x7f "\\n" \n\u200b')
def test_a_text_reads_as_itself_again(text: str) -> None:
    assert tomllib.loads(f"key = {quoted(text)}") == {"key": text}
    assert yaml.safe_load(f"key: {quoted(text)}") == {"key": text}
