"""The letters' templates: the clinic's own, or the built-in ones.

In: a clinic, a template's name, and what it is given.  Out: the text, or HTML whose values are escaped.  Refuses a template that cannot be
read or filled, and one that says more than it may (`ClinicError`, at its line).

A template is rendered in the leaflets' sandbox and is one file: it prints and chooses, and cannot take in another file, go round in loops,
or make longer texts of short ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import SecurityError

from handouts.clinics.clinic import Clinic
from handouts.errors import ClinicError
from handouts.leaflets.sandbox import Sandbox

FOLDER = "handouts/letters"
LARGEST = 2**18  # bytes
STATEMENTS = (nodes.Output, nodes.If)
FILTERS = ("capitalize", "default", "length", "lower", "title", "trim", "upper")  # whose answer is about as long as what they are given


def rendered(clinic: Clinic, name: str, said: Mapping[str, object]) -> str:
    """A letter's text.  said: what its template is given.  Raises ClinicError."""
    path = clinic.find(FOLDER, name)
    template = _template(path, _read(path))
    try:
        return template.render(said)
    except (TemplateError, SecurityError) as error:
        raise ClinicError(f"{path}: {error.message or 'cannot be filled'}; there are {', '.join(sorted(said))}") from None
    except Exception:  # noqa: BLE001  a template can raise whatever Python can
        raise ClinicError(f"{path}: reckons with what cannot be reckoned with; there are {', '.join(sorted(said))}") from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ClinicError(f"{path}: has more than {LARGEST // 1024} KB; expected a letter")
        return data.decode()
    except OSError as error:
        raise ClinicError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ClinicError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


@lru_cache(8)
def _template(path: Path, text: str) -> Template:
    """The template of a text.  Raises ClinicError."""
    made = _sandbox(escapes=path.suffix == ".html")
    try:
        tree = made.parse(text)
        for node in tree.find_all(nodes.Stmt):
            if not isinstance(node, STATEMENTS):
                line = next((part.lineno for part in (node, *node.find_all(nodes.Node)) if part.lineno), 1)
                raise ClinicError(f"{path}:{line}: a letter has {{{{ … }}}} and {{% if %}}, and nothing else; it is one file")
        return made.from_string(tree)
    except TemplateError as error:
        raise ClinicError(f"{path}:{getattr(error, 'lineno', 1)}: {error.message or 'cannot be read'}") from None
    except (RecursionError, SyntaxError, MemoryError, ValueError):  # what Python says of parentheses in one another, and of long numbers
        raise ClinicError(f"{path}: is nested too deeply, or has a number of thousands of digits") from None


@lru_cache(2)
def _sandbox(*, escapes: bool) -> Sandbox:
    made = Sandbox(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=escapes)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made
