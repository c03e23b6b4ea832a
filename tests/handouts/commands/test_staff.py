"""`staff`: a pass-phrase is asked, never among a command's words."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import generate

PHRASE = "quiet otters mend blue gates\n"


def run(*words: str, typed: str = "") -> str:
    done = CliRunner().invoke(generate.cli, ["staff", *words], input=typed)
    return done.output + (str(done.exception) if done.exception else "")


def test_staff_comes_and_goes(tmp_path: Path) -> None:
    where = ("--clinic", "riverside", "--out", str(tmp_path))
    assert "Nobody yet" in run("list", *where)
    assert run("add", "Maria", "--role", "manager", *where, typed=PHRASE) == "maria may come in: manager.\n"
    assert "helen may come in: desk" in run("add", "helen", "--role", "desk", "--by-proxy", *where)
    known = json.loads(run("list", "--json", *where))
    assert [(one["name"], one["role"], one["phrase"]) for one in known] == [("helen", "desk", False), ("maria", "manager", True)]
    assert "argon2" not in run("list", "--json", *where) and "pass-phrase" in run("list", *where)
    assert "four or five words" in run("add", "bo", "--role", "desk", *where, typed="short\n")
    assert "No such option" in run("add", "bo", "--role", "desk", "--phrase", "x", *where)
    assert run("remove", "maria", *where) == "maria may not come in any more.\n"
    assert "nobody of the name" in run("remove", "maria", *where)
