"""Pictures of a site: drawings say their words in the page's language, photographs keep nothing of their camera, nothing is alive."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from handouts.publishing.site.pictures import site_picture
from layouts.document.blocks import Picture
from layouts.errors import PictureError
from tests.handouts.publishing import SVG


def texts(data: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in etree.fromstring(data).iter("{http://www.w3.org/2000/svg}text")]


def test_a_drawing_says_the_words_of_its_language_and_is_named_by_what_it_shows() -> None:
    own, arabic = (site_picture(Picture("heart.svg", SVG.encode(), labels)) for labels in ((), (("heart", "القلب"),)))
    assert (texts(own.data), texts(arabic.data)) == (["Heart"], ["القلب"])
    assert own.name != arabic.name == site_picture(Picture("heart.svg", SVG.encode(), (("heart", "القلب"),))).name
    assert (own.width, own.height) == (600, 300)


def test_a_long_word_gets_room_and_a_very_long_one_lines() -> None:
    wide = site_picture(Picture("heart.svg", SVG.encode(), (("heart", "The heart and its vessels"),)))
    root = etree.fromstring(wide.data)
    assert float(root.get("viewBox").split()[2]) > 400 and texts(wide.data) == ["The heart and its vessels"]
    lines = etree.fromstring(site_picture(Picture("heart.svg", SVG.encode(), (("heart", "heart " * 12),))).data).findall(".//{*}tspan")
    assert len(lines) > 1 and all(line.get("x") == "220" for line in lines)
    assert float(lines[0].get("dy").removesuffix("em")) < 0  # in the upper half lines grow upwards


def test_a_photograph_stands_upright_and_keeps_nothing_of_its_camera() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    Image.new("RGB", (3000, 1000), "red").save(out, "JPEG", exif=exif)
    made = site_picture(Picture("p.jpg", out.getvalue()))
    with Image.open(io.BytesIO(made.data)) as found:
        assert found.size == (800, 2400) and not found.getexif() and found.format == "JPEG"
    assert (made.width, made.height) == (600, 1800) and made.name.endswith(".jpg")


def test_nothing_in_a_drawing_is_alive() -> None:
    try:
        made = site_picture(Picture("x.svg", SVG.replace("<path", '<script>alert(1)</script><path onclick="alert(1)"').encode()))
    except PictureError:
        return
    assert b"alert" not in made.data


def test_what_paper_refuses_a_site_refuses() -> None:
    with pytest.raises(PictureError):
        site_picture(Picture("x.gif", b"GIF89a"))
