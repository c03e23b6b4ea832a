"""Whatever value is written, readers that share no code with the writer get it back."""

from __future__ import annotations

import io
import math
import re

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ContentStream, NameObject, StreamObject

from layouts.pdf.objects import date, name, number, numbers, packed_stream, plain_stream, stream, text_string
from tests.layouts.pdf.files import written

FINITE = st.floats(-1e7, 1e7, allow_nan=False)
TEXT = st.text(st.characters(exclude_categories=("Cs",)))


@given(FINITE)
def test_a_number_is_a_short_decimal_within_half_a_thousandth(value: float) -> None:
    written = number(value)
    assert re.fullmatch(r"-?\d+(\.\d{1,3})?", written)
    assert not re.search(r"\.\d*0$|^-0$|^0\d", written)
    assert abs(float(written) - value) <= 0.0005 + abs(value) * 1e-15


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_written_whole(value: int) -> None:
    assert number(value) == number(float(value)) == str(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_written(value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        number(value)


@given(st.lists(FINITE, min_size=1, max_size=8))
def test_numbers_parse_back_as_an_array(values: list[float]) -> None:
    array = pikepdf.Object.parse(f"[{numbers(*values)}]".encode())
    assert [float(x) for x in array] == pytest.approx(values, abs=0.0005)


@given(TEXT)
def test_a_text_string_says_what_was_written(text: str) -> None:
    assert str(pikepdf.Object.parse(text_string(text).encode("ascii"))) == text


@given(TEXT)
def test_a_text_string_is_one_object_that_ends_where_it_ends(text: str) -> None:
    parsed = pikepdf.Object.parse(f"[{text_string(text)} 7 {text_string(text)}]".encode("ascii"))
    assert [str(parsed[0]), int(parsed[1]), str(parsed[2])] == [text, 7, text]


@given(TEXT)
def test_content_with_a_text_string_parses_by_pypdf(text: str) -> None:
    content = StreamObject()
    content.set_data(f"/Span<</ActualText {text_string(text)}>>BDC EMC".encode("ascii"))
    (operands, operator), closing = ContentStream(content, None).operations
    assert (operator, closing[1]) == (b"BDC", b"EMC")
    assert operands[1]["/ActualText"] == text


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=20))
def test_a_name_is_one_name_whatever_it_is_called(text: str) -> None:
    written = name(text)
    assert re.fullmatch(r"/[!-~]+", written)
    parsed = pikepdf.Object.parse(f"<<{written} 5>>".encode("ascii"))
    assert {key: int(value) for key, value in parsed.items()} == {f"/{text}": 5}


def test_a_regular_name_stands_as_it_is() -> None:
    assert name("FB0+x_y-z.1") == "/FB0+x_y-z.1"
    assert NameObject.unnumber(name("a b/c#d").encode()) == b"/a b/c#d"


@given(st.binary(max_size=3000), st.integers(0, 9), st.sampled_from(["", "/Type/XObject/Width 3"]))
def test_stream_data_come_back(data: bytes, level: int, entries: str) -> None:
    bodies = [stream(data, entries, level=level), plain_stream(data, entries)]
    for body in bodies:
        with pikepdf.open(io.BytesIO(written({5: body}, {}))) as pdf:
            found = pdf.get_object(5, 0)
            assert found.read_bytes() == data
            assert ("/Width" in found) == bool(entries)


@given(st.binary(max_size=300))
def test_the_length_is_exact_and_a_line_end_stands_before_endstream(data: bytes) -> None:
    """ISO 19005-2, 6.1.7.1; data that end in CR would lose it to a reader that looks for the line end."""
    for body in (plain_stream(data + b"\r"), packed_stream(data + b"\r")):
        head, _, rest = body.partition(b"stream\r\n")
        length = int(re.search(rb"/Length (\d+)", head)[1])
        assert rest[:length] == data + b"\r"
        assert rest[length:] == b"\r\nendstream"


@given(st.datetimes())
def test_a_date_is_written_to_the_second(moment: object) -> None:
    written = date(f"{moment:%Y-%m-%dT%H:%M:%S}+00:00".rjust(25, "0"))  # type: ignore[str-format]
    assert re.fullmatch(r"\(D:\d{14}\+00'00'\)", written)
    assert written[3:17] == f"{moment:%Y%m%d%H%M%S}".rjust(14, "0")  # type: ignore[str-format]
