from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.files.folder import Folder
from handouts.files.guard import Guard
from handouts.files.places import Url, near, place
from handouts.files.store import folder_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list.csv", Path("list.csv")), ("/a/b c", Path("/a/b c")), ("C:/lists/a.csv", Path("C:/lists/a.csv")), ("a:b//c", Path("a:b//c")),
        ("file:///shared/a%20b.csv", Path("/shared/a b.csv")), ("local:///x", Path("/x")), ("s3://bucket/list.csv", Url("s3://bucket/list.csv")),
        ("sftp://desk@host:22/out", Url("sftp://desk@host:22/out")),
    ],
)  # fmt: skip
def test_what_somebody_wrote_is_a_path_or_an_address(text: str, expected: Path | Url) -> None:
    assert place(text) == expected


@pytest.mark.parametrize("text", ["sftp://desk:hidden@host/out", "https://host/list.csv?sig=hidden"])
def test_an_address_with_a_password_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(InputError, match="carries a password") as refused:
        place(text)
    assert "hidden" not in str(refused.value)


@given(st.text("abcé_-. 1", min_size=1).filter(str.strip))
def test_an_address_has_the_ways_of_a_path(name: str) -> None:
    folder = Url("s3://bucket/out/")
    assert (folder / name).name == name
    assert (folder / name).parent == Url("s3://bucket/out")
    assert (folder / name).resolve() == folder / name
    assert pickle.loads(pickle.dumps(folder / name)) == folder / name


def test_what_is_on_this_machine_stays_what_it_is(tmp_path: Path) -> None:
    assert near(tmp_path) is tmp_path
    assert isinstance(folder_at(tmp_path, Guard()), Folder)
