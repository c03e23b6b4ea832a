"""A template -> its skeleton, with the values kept aside.

In: the text of a leaflet or of page furniture, and what it may print.  Out: Markdown in which every value is one private-use
character, and the values in a `Tray`.  Refuses what a template may not reach (`LeafletError` with the template's line, never with the
data), and a value that is missing, None or blank where it is printed: that is the record's fault where it is the record that lacks it
(`RecordError`), and the leaflet's where no record could have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError

from handouts.clinics.clinic import Fasting
from handouts.errors import Problem, RecordError
from handouts.leaflets.afar import afar
from handouts.leaflets.fields import FIELDS, MEANT, known
from handouts.leaflets.general import in_words
from handouts.leaflets.grammar import Wording, bound, of_kind, parts_of, read_template, settle, told
from handouts.leaflets.needs import PERSONAL, Needs
from handouts.leaflets.nobody import Nameless
from handouts.leaflets.sandbox import Absent, BlankValue, LeafletValueError, sandbox
from handouts.leaflets.sides import Assumed, spread
from handouts.leaflets.stops import stopped
from handouts.leaflets.tray import TooMuch, Tray
from handouts.records.appointment import Patient

TO_FILL = "a value, or {% if … %} around it in the leaflet"
TO_KNOW = "one of those, or words for it in the leaflet"


class Master:
    """A template, parsed once for a clinic: what it prints of the clinic stands in it already, kept in `fixed`.

    paged: it may count pages, as a foot does; named: that it is rendered for nobody, and the conditions that the leaflet's head names for
    that.  Raises LeafletError for what may not stand in a template.
    """

    def __init__(
        self, file: str, body: str, words: Mapping[str, Any], fixed: list[str], *, paged: bool = False, named: Assumed | None = None
    ) -> None:
        self.file, self.body, self.text, self.of_nobody = file, body, Wording(file, body), named is not None
        with told(self.text):
            tree = read_template(self.text, paged)
            if named is not None:
                spread(self.text, tree, named)
            parts = parts_of(tree)
            self.personal = any(name.name in PERSONAL for name in of_kind(parts, nodes.Name))
            self._said, self._needs = frozenset(_said(parts)), Needs(of_kind(parts, nodes.Name), of_kind(parts, nodes.Getattr))
            if self.personal:
                settle(parts, words, fixed)
            bound(tree)
            self._template = (sandbox() if named is None else afar()).from_string(tree)

    def render(self, context: Mapping[str, object], tray: Tray) -> str:
        """The skeleton.

        Raises RecordError, naming the columns, where this record lacks what a line needs, and LeafletError where no record could have it.
        Both name the file's line and never the data.
        """
        try:
            skeleton = self._template.render(context, tray_=tray)
        except Exception as error:  # noqa: BLE001  a template can raise whatever Python can; its text may hold data
            line = _line(error.__traceback__)
            if problems := self._lacking(error, line, context):
                raise RecordError("record", problems) from None
            raise self.text.refuse(line, *self._why(error, context)) from None
        if tray.moments:
            tray.date_hours(skeleton, str(context["language"]))
            stopped(skeleton, tray, str(context["language"]))
            tray.moments, tray.apart = {}, False
        return in_words(skeleton, tray, self.text, str(context["language"])) if self.of_nobody else skeleton

    def _lacking(self, error: Exception, line: int, context: Mapping[str, object]) -> tuple[Problem, ...]:
        """What the record is at fault for; nothing where it is the leaflet."""
        if isinstance(error, (LeafletValueError, TooMuch, SecurityError)):
            return ()
        if columns := self._needs.lacking(line, context):
            return tuple(Problem(column, f"is empty, and {self.file}:{line} prints it", TO_FILL) for column in columns)
        if isinstance(error, Absent) and error.owner is not None and error.name not in self._said:  # a value says what is asked for
            what = f"is not one of those that {self.file}:{line} has words for"
            return tuple(Problem(need.column, what, TO_KNOW) for need in self._needs.of(line))
        return ()

    def _why(self, error: Exception, context: Mapping[str, object]) -> tuple[str, str]:
        """What is wrong, and what to do."""
        if isinstance(error, Absent):
            return self._absent(error, context)
        return next((why(error) for kind, why in WHY if isinstance(error, kind)), OTHERWISE)

    def _absent(self, error: Absent, context: Mapping[str, object]) -> tuple[str, str]:
        """What there is not, if the leaflet itself names it, and what there is."""
        if error.name not in self._said:
            return "prints something that there is not", "Look for a slip in the name."
        name = str(error.name)
        if error.owner is None:
            words = tuple(dict.fromkeys((*PERSONAL, *(word for word in context if word != "_"))))
            return f"there is no {name!r}", f"There is {known(name, words, {})}"
        owner = next((word for word, value in context.items() if value is error.owner), "")
        owner = INSIDE.get(type(error.owner), owner)
        fields = FIELDS.get(type(error.owner)) or (tuple(error.owner) if owner and isinstance(error.owner, Mapping) else ())
        if not fields:
            return f"there is no {name!r}", "Look for a slip in the name."
        return f"{owner} has no {name!r}", f"It has {known(name, fields, MEANT)}"


def _said(parts: Sequence[nodes.Node]) -> set[object]:
    """Every name that a template says: those of what it asks for, and those in quotes."""
    names = {name.name for name in of_kind(parts, nodes.Name)} | {field.attr for field in of_kind(parts, nodes.Getattr)}
    return names | {const.value for const in of_kind(parts, nodes.Const) if isinstance(const.value, str)}


def _line(trace: TracebackType | None) -> int:
    """The template line that Jinja's rewritten traceback names."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


UNKNOWN = "Put {% if … %} around it that asks whether it is known; the other side is printed then."
INSIDE: dict[type, str] = {Patient: "patient", Fasting: "clinic.fasting"}  # what is a field of something else
OTHERWISE = "cannot be merged", "Check the filters and what they are given."
WHY: tuple[tuple[type[Exception], Callable[[Exception], tuple[str, str]]], ...] = (
    (BlankValue, lambda e: ("prints a value that is empty for everybody", "Delete it, or put {% if … %} around it.")),
    (LeafletValueError, lambda e: (str(e), "Choose what to print of it.")),
    (Nameless, lambda e: ("wants to know what only a patient has, and a general edition is for nobody", UNKNOWN)),
    (TooMuch, lambda e: (str(e), "Write the words themselves, without reckoning.")),
    (SecurityError, lambda e: ("reaches for something that a leaflet may not use", "Print fields of the record only.")),
    (ZeroDivisionError, lambda e: ("divides by nothing", "Check what is reckoned with.")),
)
