"""What tests of translations share: a leaflet with every kind of block, and its words in another language."""

from __future__ import annotations

from pathlib import Path

from handouts.leaflets.leaflet import Leaflet
from tests.handouts import leaflet

FRONT = "title: Washing out your ear\nlanguage: en-US\nversion: 4\nstatus: draft\nsummary: How to get ready.\nkeywords: [ear, wax]\ncodes: {icd10: ['H61.2']}\nsources: ['Ears. NHS, 2024']\n"
BODY = """::: lead
Hello, {{ patient.given_name }}. We wash **wax** out
of your ear.
:::

# Get ready

{% if appointment.location %}
Come to {{ appointment.location }}.
{% else %}
Come to the desk.
{% endif %}

- [ ] Use drops from {{ appointment.start | before(days=5) | date }}.
- [ ] Bring a friend.
   Or a
   neighbour.

1. Sit.
2. Lie {% if patient.age < 18 %}still{% else %}down{% endif %}.
   - on a bed

::: picture ear.svg
An ear from the side.

Your ear

- wax: Wax in the ear
:::

| When | What |
| --- | --- |
| Day 1 | Rest \\| sleep |
| 5 mg | {{ clinic.phone }} |

Wax
: What an ear makes

::: call-us When to get help
Call **{{ clinic.phone }}**. Read [this page](https://ear.example/). Sit.
:::
"""
UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ßçðëƒĝħîĵķļɱñöþɋřšŧüṽŵẋÿžα"[:26])


def ear(folder: Path, body: str = BODY, front: str = FRONT, name: str = "ear-wash.en-US.md") -> Leaflet:
    return leaflet(folder, body, front, name)


def strange(text: str) -> str:
    """Words in a language that there is not: every letter outside tags and addresses is another."""
    import re

    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\]\(.*?\)|[a-z]", lambda match: match[0].translate(UPPER) if len(match[0]) == 1 else match[0], text)
