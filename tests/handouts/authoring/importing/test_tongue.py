"""The language of a text: what its file says, unless its words say otherwise."""

from __future__ import annotations

import pytest

from handouts.authoring.importing.tongue import guess
from handouts.clinics.clinic import built_in

ENGLISH = "You will have a test before the day of your visit. The nurse will tell you what to bring and when you can eat."
SPANISH = "Antes de la cita le harán una prueba. La enfermera le dice qué puede comer y lo que tiene que traer para su visita, y no más."
FRENCH = "Vous aurez un examen avant le jour de votre visite. Le personnel vous dit ce que vous pouvez manger et les choses à apporter pour la visite."


@pytest.mark.parametrize(
    ("said", "text", "otherwise", "tag", "told"),
    [
        ("", ENGLISH, "en-GB", "en-GB", ""), ("", ENGLISH, "es", "en", ""), ("en-US", ENGLISH, "en-GB", "en-US", ""), ("en_GB", ENGLISH, "es", "en-GB", ""),
        ("en-US", SPANISH, "en-US", "es", "The file says that its language is en-US, and its words look like es"), ("es-mx", SPANISH, "en-US", "es-MX", ""),
        ("", FRENCH, "en-US", "fr", ""), ("", "استرح في المنزل.", "en-US", "ar", ""), ("fa", "استرح في المنزل.", "en-US", "fa", ""), ("en-US", "请在家休息。", "en-US", "zh", "look like zh"),
        ("", "Rest.", "en-GB", "en-GB", "The language is not known: en-GB, the clinic's, is a guess"), ("sv-SE", "Vila hemma.", "en-US", "sv-SE", ""), ("nonsense!", "Rest.", "en-GB", "en-GB", "is a guess"),
    ],
)
def test_a_language_is_known(said: str, text: str, otherwise: str, tag: str, told: str) -> None:
    found, sentence = guess(said, text, otherwise)
    assert found == tag
    assert (told in sentence) if told else sentence == ""


@pytest.mark.parametrize("tag", ["en-US", "es", "ar"])
def test_the_library_is_known_by_its_words(tag: str) -> None:
    text = (built_in("handouts/library") / f"kyphoplasty.{tag}.md").read_text("utf-8").split("---\n", 2)[2]
    assert guess("", text, "pl")[0] == tag.partition("-")[0]
