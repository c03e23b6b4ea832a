"""A template -> its skeleton, with the values kept aside.

In: the text of a leaflet or of page furniture, and what it may print.  Out: Markdown in which every value is one private-use
character, and the values in a `Tray`.  Refuses a value that is missing, None or blank where it is printed, and what a
template may not reach (`LeafletError` with the template's line, never with the data).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handouts.errors import LeafletError
from handouts.language.characters import PLACEHOLDER
from handouts.language.dates import clock, day, moved, short_day
from handouts.language.phrases import Fixed
from handouts.records.appointment import Appointment, Patient

VALUES, FIXED = 0xF0000, 0x100000
LARGEST = 10**6  # of a number that a leaflet reckons with
PADDING = {"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "indent", "wordwrap", "batch", "slice"}
PAGE_NUMBER, PAGE_COUNT = Fixed("\U0010fff0"), Fixed("\U0010fff1")


@dataclass(slots=True)
class Tray:
    """The values that a rendering printed, in order: of the patient, and of the clinic."""

    values: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)

    def keep(self, value: str) -> str:
        """Keep a value; what is printed in its place."""
        if isinstance(value, Fixed):
            self.fixed.append(value)
            return chr(FIXED + len(self.fixed) - 1)
        self.values.append(value)
        return chr(VALUES + len(self.values) - 1)


class BlankValue(Exception):
    """A value that is to be printed is None or blank."""


@pass_context
def _kept(context: Context, value: object) -> object:
    """Jinja's `finalize`: keeps the value, prints its placeholder."""
    if not isinstance(value, str):
        value = _text(context, value)
    elif not isinstance(value, Fixed) and PLACEHOLDER.search(value):
        raise LeafletValueError("printed text cannot be printed again: no macros, no {% set %} … {% endset %}")
    if not value.strip():
        raise BlankValue
    tray: Tray = context["tray_"]
    return tray.keep(value)


def _text(context: Context, value: object) -> str:
    """What is printed of a value that is no text."""
    if isinstance(value, Undefined):
        return str(value)  # StrictUndefined raises, and names what is missing
    if value is None:
        raise BlankValue
    if isinstance(value, (datetime, date)):
        raise LeafletValueError("a date is printed with '| date', '| short_date' or '| time'")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=context["language"].replace("-", "_")))
    raise LeafletValueError(f"a {type(value).__name__} cannot be printed")


class LeafletValueError(Exception):
    """A leaflet prints something that is no text."""


def _before(moment: datetime, hours: float = 0, days: float = 0, minutes: float = 0) -> datetime:
    return moved(moment, -days, timedelta(hours=-hours, minutes=-minutes))


def _after(moment: datetime, hours: float = 0, days: float = 0, minutes: float = 0) -> datetime:
    return moved(moment, days, timedelta(hours=hours, minutes=minutes))


@pass_context
def _date(context: Context, moment: date) -> str:
    return day(moment, context["language"])


@pass_context
def _short_date(context: Context, moment: date) -> str:
    return short_day(moment, context["language"])


@pass_context
def _time(context: Context, moment: datetime) -> str:
    return clock(moment, context["language"])


def _listed(values: tuple[str, ...]) -> str:
    text = " · ".join(values)
    return Fixed(text) if all(isinstance(v, Fixed) for v in values) else text


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, in which a short leaflet cannot ask for gigabytes, and which need not look twice at a record's fields."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with numbers of ordinary size; no powers, no repeated or padded text."""
        if operator == "**" or not all(isinstance(n, (int, float)) and abs(n) < LARGEST for n in (left, right)):
            raise SecurityError(f"{operator} is for numbers below {LARGEST}")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Any public field of a record; otherwise what the sandbox allows."""
        if type(obj) in (Patient, Appointment):
            return not attr.startswith("_")
        if isinstance(obj, str) and attr in PADDING:
            return False
        return bool(super().is_safe_attribute(obj, attr, value))


@lru_cache(1)
def _environment() -> Sandbox:
    environment = Sandbox(undefined=StrictUndefined, finalize=_kept, autoescape=False, keep_trailing_newline=True)
    environment.globals.clear()  # range, lipsum, namespace …: a leaflet loops over what a record has
    for name in PADDING & environment.filters.keys():
        del environment.filters[name]
    environment.filters.update(before=_before, after=_after, date=_date, short_date=_short_date, time=_time, listed=_listed)
    return environment


class Master:
    """A template, parsed once for a clinic: what it prints of the clinic stands in it already, kept in `fixed`."""

    def __init__(self, file: str, body: str, words: Mapping[str, Any], fixed: list[str]) -> None:
        self.file, self.body = file, body
        try:
            tree = _parsed(file, body)
            self.personal = any(name.name in ("patient", "appointment") for name in tree.find_all(nodes.Name))
            if self.personal:
                _settle(tree, words, fixed)
            self._template = _environment().from_string(tree)
        except TemplateSyntaxError as error:
            line = body.splitlines()[error.lineno - 1] if 0 < error.lineno <= len(body.splitlines()) else ""
            brace = max(line.find("{{"), line.find("{%")) + 1 or 1
            remedy = "Merged values are written {{ patient.given_name }}, conditions {% if … %} … {% endif %}."
            raise LeafletError(file, error.lineno, brace, f"the template does not parse: {error.message}", line, remedy) from None
        except (RecursionError, SyntaxError, MemoryError):  # what Python says of parentheses and loops in one another
            remedy = "Write its conditions one after the other."
            raise LeafletError(file, 1, 1, "the template is nested too deeply", remedy=remedy) from None
        except ValueError:  # https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
            what = "the template has a number of thousands of digits"
            raise LeafletError(file, 1, 1, what, remedy="Write the number in words.") from None

    def render(self, context: Mapping[str, object], tray: Tray) -> str:
        """The skeleton.  Errors name the file's line and never the data."""
        try:
            return self._template.render(context, tray_=tray)
        except BlankValue as error:
            what, remedy = "prints a value that this record does not have", "Fill the record, or put {% if … %} around it."
            raise self._at(error, what, remedy) from None
        except LeafletValueError as error:
            raise self._at(error, str(error), "Choose what to print of it.") from None
        except UndefinedError as error:
            raise self._at(error, "prints something that there is not" + _missing(error), "Look for a slip in the name.") from None
        except SecurityError as error:
            raise self._at(error, "reaches for something that a leaflet may not use", "Print fields of the record only.") from None
        except Exception as error:  # noqa: BLE001  a template can raise whatever Python can; its text may hold data
            raise self._at(error, f"cannot be merged ({type(error).__name__})", "Check the filters and their arguments.") from None

    def _at(self, error: BaseException, what: str, remedy: str) -> LeafletError:
        """The error, at the template line that Jinja's rewritten traceback names."""
        line, trace = 1, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
                line = trace.tb_lineno
            trace = trace.tb_next
        lines = self.body.splitlines()
        source = lines[line - 1] if line <= len(lines) else ""
        return LeafletError(self.file, line, max(source.find("{{"), 0) + 1, what, source, remedy)


def _parsed(file: str, body: str) -> nodes.Template:
    """The tree of a template.  Raises LeafletError if it translates what is no phrase."""
    tree = _environment().parse(body)
    for call in tree.find_all(nodes.Call):
        if getattr(call.node, "name", "") == "_" and not (
            all(isinstance(a, nodes.Const) for a in call.args)
            and all(isinstance(k.value, nodes.Getattr) and getattr(k.value.node, "name", "") == "page" for k in call.kwargs)
        ):
            source = body.split("\n")[call.lineno - 1]
            what = "only a phrase in quotes is translated"
            raise LeafletError(file, call.lineno, source.find("_(") + 1, what, source, "Print the value.")
    return tree


def _settle(tree: nodes.Template, words: Mapping[str, Any], fixed: list[str]) -> None:
    """Put placeholders where a template prints the clinic's words and phrases, so that a copy need not look them up again."""
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    for output in tree.find_all(nodes.Output):
        for i, printed in enumerate(output.nodes):
            value = _word(printed, words, stored)
            if isinstance(value, Fixed) and value.strip():
                fixed.append(value)
                output.nodes[i] = nodes.TemplateData(chr(FIXED + len(fixed) - 1), lineno=printed.lineno)


def _word(printed: nodes.Expr, words: Mapping[str, Any], stored: set[str]) -> object:
    """`clinic.name` or `_("phrase")`; None for everything else."""
    owner = getattr(getattr(printed, "node", None), "name", "")
    if owner not in words or owner in stored:
        return None
    if isinstance(printed, nodes.Getattr) and isinstance(words[owner], Mapping):
        return words[owner].get(printed.attr)
    if isinstance(printed, nodes.Call) and owner == "_":
        values = {pair.key: words["page"].get(getattr(pair.value, "attr", "")) for pair in printed.kwargs}
        return words["_"](*(getattr(argument, "value", None) for argument in printed.args), **values)
    return None


def _missing(error: UndefinedError) -> str:
    """What is missing, if the leaflet itself names it."""
    name = re.search(r"(?:no attribute |^)'(\w+)'", str(error.message))
    return f": {error.message}" if name and "dict object" not in str(error.message) else ""
