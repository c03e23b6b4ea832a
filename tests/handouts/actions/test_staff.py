"""Pass-phrases: long ones, kept as digests, looked at in the same time whoever comes."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from handouts.actions.counter import Counter
from handouts.actions.staff import AddMember, RemoveMember, add_member, ask_staff, recognised, remove_member
from handouts.actions.where import Where
from handouts.diary.file import NAME
from handouts.errors import InputError

PHRASE, WRONG = "quiet otters mend blue gates", "loud otters mend blue gates"


def test_unknown_names_take_as_long_as_known_ones(tmp_path: Path) -> None:
    counter = Counter(Where("riverside"), tmp_path)
    add_member(AddMember(counter, "maria", "manager", PHRASE))
    recognised(counter, "nobody", WRONG)
    took: dict[str, list[float]] = {"maria": [], "nobody": []}
    for _ in range(5):
        for name, times in took.items():
            begun = time.process_time()
            assert recognised(counter, name, WRONG) is None
            times.append(time.process_time() - begun)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


def test_a_pass_phrase_is_long_kept_as_a_digest_and_the_same_from_any_keyboard(tmp_path: Path) -> None:
    counter = Counter(Where("riverside"), tmp_path)
    for phrase in ("", "short", "x" * 201, "a" * 30, "maria" * 4):
        with pytest.raises(InputError, match="four or five words"):
            add_member(AddMember(counter, "maria", "desk", phrase))
    for name in ("", "two words", "../x", "-x", "<b>", "x" * 41):
        with pytest.raises(InputError, match="will not do"):
            add_member(AddMember(counter, name, "desk", PHRASE))
    composed, parted = "caf\u00e9 otters mend gates", "cafe\u0301 otters mend gates"
    add_member(AddMember(counter, "maria", "desk", composed))
    assert recognised(counter, "maria", parted)
    assert recognised(counter, "maria", composed + " ") is None
    assert composed.encode() not in (tmp_path / NAME).read_bytes() and ask_staff(counter).members[0].phrase.startswith("$argon2id$")
    assert PHRASE not in repr(AddMember(counter, "maria", "desk", PHRASE)) and "argon2" not in repr(ask_staff(counter))
    with pytest.raises(InputError, match="nobody of the name"):
        remove_member(RemoveMember(counter, "mario"))
