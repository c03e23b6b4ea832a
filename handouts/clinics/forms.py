"""The forms that a layout has: the same look on a sheet, in a letter's window, …: a layout's file names the form, and extends the look.

In: a clinic.  Out: the layout of another in a form; the form of a layout.  Refuses a layout that there is not (`ClinicError`).

A layout of its own for each form, since each has its own measures: what is kept of a copy is the name of its layout, and that tells the
form wherever the copy goes.
"""

from __future__ import annotations

from functools import cached_property

from handouts.clinics.clinic import Clinic
from handouts.clinics.looks import EXTENDS, layouts, said
from layouts.styles import FORMS

SHEET = FORMS[0]


class LayoutForms:
    """Which layout of a clinic is which other in a form.  Files are read when something is asked for."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        """Of each layout, the look that it has and its form."""
        forms = {name: str(said(self.clinic, name, "form") or SHEET) for name in layouts(self.clinic)}
        return {name: (self._look(name, forms), form) for name, form in forms.items()}

    def _look(self, name: str, forms: dict[str, str]) -> str:
        """The layout of sheets that a layout is, or extends."""
        while forms[name] != SHEET and (below := str(said(self.clinic, name, EXTENDS) or "")):
            name = below
        return name

    def form(self, layout: str) -> str:
        """The form of a layout; that of a sheet if there is no such layout."""
        return self._known.get(layout, ("", SHEET))[1]

    def layout(self, layout: str, form: str) -> str:
        """A layout's look in a form; on sheets where the look has no such form.  form: '' leaves it as it is."""
        if not form or layout not in self._known:
            return layout
        look = self._known[layout][0]
        found = [name for name, what in self._known.items() if what == (look, form)]
        own = [name for name in found if (self.clinic.folder / "layouts" / f"{name}.toml").is_file()]
        return (own or found or [look])[0]


def sheets(clinic: Clinic) -> list[str]:
    """The layouts of sheets, which are the looks that there are."""
    forms = LayoutForms(clinic)
    return [name for name in layouts(clinic) if forms.form(name) == SHEET]
