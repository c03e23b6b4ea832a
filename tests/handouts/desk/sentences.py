"""Every sentence that the desk says: those of its templates, those that its modules mark, and words that are data."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

from jinja2 import nodes

from handouts.actions import brought, cards, handover, newcomer, signing
from handouts.desk.view import environment
from handouts.diary.deeds import Done
from handouts.leaflets.quality.rules import questions
from handouts.rules import rules
from handouts.runs import known

DESK = Path(__file__).resolve().parents[3] / "handouts" / "desk"
OF_ACTIONS = (  # what an action says alone, without anything in it
    cards.GONE, brought.GONE, *newcomer.EMPTY.values(), newcomer.NO_DAY, handover.NO_CODE, handover.PURGED, handover.REPLACED,
    known.DESK, rules.NAMED, *questions.ASKS.values(), *signing.RIGHT.values(),
)  # fmt: skip
ONE, MANY = ("_", "mark", "say", "words"), ("ngettext", "many")


def sentences() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Sentences, and those that count by their singular; each with where it stands."""
    plain: dict[str, str] = {**dict.fromkeys(get_args(Done), "diary/deeds.py"), **dict.fromkeys(OF_ACTIONS, "actions")}
    counted: dict[str, tuple[str, str]] = {}
    for file in sorted((DESK / "pages").glob("*.html")):
        for call in environment().parse(file.read_text("utf-8")).find_all(nodes.Call):
            _keep(getattr(call.node, "name", ""), [getattr(one, "value", None) for one in call.args], file.name, plain, counted)
    for file in sorted(DESK.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            named = getattr(call.func, "id", getattr(call.func, "attr", "")) or ("words" if isinstance(call.func, ast.Call) else "")
            _keep(named, [getattr(one, "value", None) for one in call.args], file.name, plain, counted)
    return plain, counted


def _keep(named: str, said: list[object], where: str, plain: dict[str, str], counted: dict[str, tuple[str, str]]) -> None:
    if named in ONE and said and isinstance(said[0], str):
        plain.setdefault(said[0], where)
    elif named in MANY and len(said) > 1 and isinstance(said[0], str) and isinstance(said[1], str):
        counted.setdefault(said[0], (said[1], where))
