"""Names, in parts and whole."""

from __future__ import annotations

import pytest

from handouts.records.names import FAMILY_FIRST, GIVEN_FIRST, WHOLE, joined, ordered_name, parts_of, split_name, typed_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lee, Anna", ("", "Anna", "Lee")), ("LEE,ANNA M", ("", "ANNA M", "LEE")), ("Anna Lee", ("", "Anna", "Lee")),
        ("Ms. Anna Lee", ("Ms.", "Anna", "Lee")), ("van der Berg, Dr Ida", ("Dr", "Ida", "van der Berg")), ("LEE^ANNA^M", ("", "ANNA M", "LEE")),
        ("Anna Lee, MD", None), ("Anna Lee, Jr.", None), ("Lee Jr, Anna", ("", "Anna", "Lee Jr")), ("Anna Lee, M.D. Ph.D.", None), ("Lee; Anna", ("", "Anna", "Lee")),
        ("حداد، ليلى", ("", "ليلى", "حداد")), ("李，安娜", ("", "安娜", "李")), ("LEE^ANNA^M^JR^DR", ("DR", "ANNA M", "LEE JR")), ('LEE^ANNA^""^^MS^BSC', ("MS", "ANNA", "LEE")),
        ("Ma, Anna", ("", "Anna", "Ma")), ("Do, Van", ("", "Van", "Do")), ("Lee, Mary", ("", "Mary", "Lee")),
        ("Ida van Berg", None), ("Lee", None), ("Lee, Anna, MD", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_in_one_cell_is_split_only_where_it_can_be_known(text: str, parts: tuple[str, str, str] | None) -> None:
    assert split_name(text) == parts


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("Nguyễn Văn An", FAMILY_FIRST, ("", "Văn An", "Nguyễn")), ("Maria de Souza", GIVEN_FIRST, ("", "Maria", "de Souza")),
        ("Dr. Jan van der Berg", GIVEN_FIRST, ("Dr.", "Jan", "van der Berg")), ("Ana Sofia Lima", GIVEN_FIRST, ("", "Ana Sofia", "Lima")),
        ("Kim Min-jun", FAMILY_FIRST, ("", "Min-jun", "Kim")), ("Lee, Anna", FAMILY_FIRST, ("", "Anna", "Lee")), ("de Souza", GIVEN_FIRST, ("", "de", "Souza")),
        ("Suharto", GIVEN_FIRST, None), ("Suharto", FAMILY_FIRST, None), ("", GIVEN_FIRST, None),
    ],
)  # fmt: skip
def test_a_name_whose_order_is_known_is_split_by_it(text: str, order: str, parts: tuple[str, str, str] | None) -> None:
    assert ordered_name(text, order) == parts


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("Nguyễn Văn An", "auto", {"name": "Nguyễn Văn An"}), ("李安娜", "auto", {"name": "李安娜"}), ("Suharto", GIVEN_FIRST, {"name": "Suharto"}),
        ("Anna Lee", WHOLE, {"name": "Anna Lee"}), ("Lee, Anna", WHOLE, {"name": "Lee, Anna"}), ("SUHARTO^", "auto", {"title": "", "name": "SUHARTO"}),
        ("LEE^ANNA", WHOLE, {"name": "LEE ANNA"}), ("Lee, Anna", "auto", {"title": "", "given_name": "Anna", "family_name": "Lee"}),
        ("Maria de Souza", GIVEN_FIRST, {"title": "", "given_name": "Maria", "family_name": "de Souza"}),
    ],
)  # fmt: skip
def test_a_name_that_is_not_cut_is_whole(text: str, order: str, parts: dict[str, str]) -> None:
    assert parts_of(text, order) == parts


@pytest.mark.parametrize(
    ("given", "family", "language", "whole"),
    [
        ("小明", "王", "zh-Hans", "王小明"), ("小明", "王", "en-US", "王小明"), ("太郎", "山田", "ja", "山田太郎"), ("민수", "김", "ko", "김민수"),
        ("Văn An", "Nguyễn", "vi", "Nguyễn Văn An"), ("Anna", "Nagy", "hu", "Nagy Anna"), ("Anna", "Nagy", "hu-HU", "Nagy Anna"),
        ("Xiaoming", "Wang", "zh-Hans", "Xiaoming Wang"), ("An", "Nguyen", "en-US", "An Nguyen"), ("Anna", "Lee", "", "Anna Lee"),
        ("王小明", "", "zh-Hans", "王小明"),
    ],
)  # fmt: skip
def test_a_name_is_whole_in_the_order_of_its_owner(given: str, family: str, language: str, whole: str) -> None:
    assert joined("", given, family, language) == whole
    assert joined("Dr.", given, family, language) == f"Dr. {whole}"


@pytest.mark.parametrize(("text", "parts"), [
    ("Anna Lee", ("", "Anna", "Lee")), ("van der Berg, Anna", ("", "Anna", "van der Berg")), ("Anna Maria Lee", ("", "Anna Maria", "Lee")),
    ("Anna Lee, MD", ("", "Anna", "Lee, MD")), ("حداد، ليلى", ("", "ليلى", "حداد")), ("Lee, Anna, X", ("", "Anna, X", "Lee")), ("Lee", ("", "", "Lee")),
])  # fmt: skip
def test_what_somebody_types_is_cut_anyhow(text: str, parts: tuple[str, str, str]) -> None:
    assert typed_name(text) == parts
