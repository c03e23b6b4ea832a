"""Options that say how copies look, how they are proven, and what may be given out.

In: words of a command line.  Out: the `Manner` of a request, or what is `Allowed`.
"""

from __future__ import annotations

import click

from handouts.actions.manner import FORMS, KINDS, Allowed, Manner
from handouts.commands.options import gathered

layout_option = click.option(
    "--layout", default="auto", metavar="NAME", show_default=True,
    help="standard, large-print, or one of the clinic's own; auto takes the patient's format.",
)  # fmt: skip
form_option = click.option(
    "--form", type=click.Choice(FORMS), default=None,
    help="How it leaves: on sheets, or as a letter; as the rules or the layout say otherwise.",
)  # fmt: skip
page_option = click.option(
    "--page", type=click.Choice(["A4", "Letter"], case_sensitive=False), default=None, help="Page size; the clinic's own otherwise."
)
_proof = click.option(
    "--proof", type=click.Choice(KINDS), default="default", show_default=True, help="How finished copies are read again before they leave."
)

allow_options = gathered(
    Allowed,
    "allowed",
    click.option("--allow-sample", "sample", is_flag=True, help="Give out a sample that no clinician has reviewed."),
    click.option("--allow-draft", "draft", is_flag=True, help="Make proofs of a draft; each page is marked."),
    click.option("--allow-withdrawn", "withdrawn", is_flag=True, help="Give out a withdrawn leaflet."),
    click.option("--allow-overdue", "overdue", is_flag=True, help="Give out a leaflet that is past its review date."),
)
manner_options = gathered(Manner, "manner", _proof, layout_option, form_option, page_option, allow_options)
