"""The house stays one that can be lived in: small rooms, short functions, one meaning a name, errors that are announced."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from radon.complexity import cc_visit

ROOT = Path(__file__).parents[1]
FILES = sorted(path for room in ("handouts", "layouts") for path in (ROOT / room).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
STRAIGHT, LINES, LONGEST, COMPLEXITY = 5, 300, 45, 12
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST, *, public: bool = True) -> Iterator[tuple[Function, bool]]:
    """Every function, and whether others may call it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield node, public and not node.name.startswith("_")
            yield from _functions(node, public=False)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, public=public and not node.name.startswith("_"))
        else:
            yield from _functions(node, public=public)


def _raises(function: Function) -> bool:
    """Whether it raises something itself; what it raises again does not count, nor does a command, whose docstring is its help."""
    if any(ast.unparse(decorator).endswith("command()") or ".command(" in ast.unparse(decorator) for decorator in function.decorator_list):
        return False
    nodes = list(function.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            return True
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            nodes += ast.iter_child_nodes(node)  # type: ignore[arg-type]
    return False


@pytest.mark.parametrize("room", ["handouts", "layouts"])
def test_few_modules_lie_straight_in_a_room(room: str) -> None:
    straight = [path.name for path in (ROOT / room).glob("*.py") if path.name != "__init__.py"]
    assert len(straight) <= STRAIGHT, straight


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_module_is_small_and_so_are_its_functions(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LINES
    functions = [function for function, _ in _functions(ast.parse(text))]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > LONGEST] == []
    blocks = cc_visit(text)
    assert [(b.name, b.complexity) for b in blocks if b.letter in "FM" and b.complexity > COMPLEXITY] == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_public_function_says_what_it_raises(path: Path) -> None:
    functions = _functions(ast.parse(path.read_text("utf-8")))
    silent = [f.name for f, public in functions if public and _raises(f) and "raises" not in (ast.get_docstring(f) or "").casefold()]
    assert silent == []


def test_one_name_means_one_thing_in_the_whole_house() -> None:
    meant = defaultdict(list)
    for path, name in zip(FILES, NAMES, strict=True):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                meant[node.name].append(name)
    assert {name: places for name, places in meant.items() if len(places) > 1} == {}


def test_these_would_notice() -> None:
    tree = ast.parse('def silent():\n    "Gives one."\n    raise ValueError("no")\n\ndef _hidden():\n    raise\n')
    assert [(f.name, public, _raises(f)) for f, public in _functions(tree)] == [("silent", True, True), ("_hidden", False, False)]
