"""Workbooks read without being held: what cells say, in whichever form they are written; the same as calamine reads."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from handouts.errors import InputError
from handouts.schedules.listfile import ListFile
from handouts.schedules.tables import xlsx as reader
from handouts.schedules.tables.sheets import SheetRows, _text
from handouts.schedules.tables.xlsx import XlsxBook
from handouts.schedules.tables.xlsxcells import DATE, NUMBER, SPAN, kind_of
from handouts.schedules.tables.xlsxsheet import read_plain
from tests.handouts.schedules.tables.books import MAIN, RELATIONS, column, sheet, xlsx, zipped

FORMATS = ("General", "yyyy\\-mm\\-dd\\ hh:mm", "[h]:mm", "0.00", "@")
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts>' + "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{code}"/>' for n, code in enumerate(FORMATS))
    + '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>' + "".join(f'<xf numFmtId="{170 + n}"/>' for n in range(len(FORMATS)))
    + "</cellXfs></styleSheet>"
)  # fmt: skip
SHARED = ("Zoë", "a &amp; b", "x_x000D_y", " <r>")


def book(rows: str, styles: str = STYLES, head: str = "", shared: tuple[str, ...] = (), workbook: str = "") -> bytes:
    """A workbook whose sheet has these rows."""
    parts = xlsx([], parts=True, xml=f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')
    parts["xl/styles.xml"] = styles.encode()
    if workbook:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", workbook.encode() + b"<sheets>")
    if shared:
        relation = f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(shared)}</sst>'.encode()
    return zipped(parts)


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of the first sheet."""
    opened = XlsxBook(ListFile("list.xlsx", data=data))
    return list(opened.get_sheet_by_name(opened.names[0]).iter_rows())


def by_calamine(data: bytes) -> list[list[str]]:
    """The same as another reader has them."""
    found: Any = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [[_text(value) for value in row] for row in found.iter_rows()]


@pytest.mark.parametrize(("cell", "text"), [
    ("<v>7</v>", "7"), ("<v>9434765919</v>", "9434765919"), ("<v>9.47672E+09</v>", "9476720000"), ("<v>0.25</v>", "0.25"), ("<v>abc</v>", "abc"),
    ("<v>-3</v>", "-3"), ("<v>1e400</v>", "inf"), ('|s="1"|<v>46364.395833333336</v>', "2026-12-08T09:30:00"), ('|s="1"|<v>46364.39583333</v>', "2026-12-08T09:30:00"),
    ('|s="1"|<v>46364</v>', "2026-12-08"), ('|s="1"|<v>0.5</v>', "12:00:00"), ('|s="1"|<v>0.99999999</v>', "23:59:59"), ('|s="1"|<v>1</v>', "1900-01-01"),
    ('|s="1"|<v>59</v>', "1900-02-28"), ('|s="1"|<v>61</v>', "1900-03-01"), ('|s="1"|<v>-1</v>', "-1"), ('|s="1"|<v>9999999</v>', "9999999"),
    ('|s="2"|<v>1.5</v>', "36:00:00"), ('|s="3"|<v>46364</v>', "46364"), ('|s="99"|<v>5</v>', "5"), ('|t="b"|<v>1</v>', "true"), ('|t="b"|<v>0</v>', "false"),
    ('|t="e"|<v>#N/A</v>', "#N/A"), ('|t="str"|<f>A2&amp;""</f><v>0012</v>', "0012"), ("<f>1+1</f>", "#FORMULA!"), ('|t="str"|<f>""</f><v></v>', ""), ("<f>1+1</f><v>2</v>", "2"), ('|t="d"|<v>2026-12-08T09:30:00</v>', "2026-12-08T09:30:00"),
    ('|t="inlineStr"|<is><t>a&lt;b &amp;lt; _x0041__x001E_</t></is>', "a<b &lt; A\ufffd"), ('|t="inlineStr"|<is><t>Z&#235;</t></is>', "Zë"),
    ('|t="inlineStr"|<is><r><t>An</t></r><r><rPr><b/></rPr><t xml:space="preserve">na </t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>', "Anna "),
    ('|t="s"|<v>0</v>', "Zoë"), ('|t="s"|<v>1</v>', "a & b"), ('|t="s"|<v>2</v>', "x\ry"), ('|t="s"|<v>3</v>', "12"), ("<!-- --><v>7</v>", "7"), ("<v><![CDATA[7]]></v>", "7"),
])  # fmt: skip
def test_a_cell_says_what_is_seen_in_it(cell: str, text: str) -> None:
    _, attributes, inner = cell.split("|") if "|" in cell else ("", "", cell)
    shared = (*(f"<si><t>{said}</t></si>" for said in SHARED[:3]), "<si><r><t>1</t></r><r><t>2</t></r><phoneticPr/><rPh><t>9</t></rPh></si>")
    data = book(f'<row r="2"><c r="A2" {attributes}>{inner}</c><c r="C2"><v>1</v></c></row>'.replace('" >', '">'), shared=shared)
    assert rows_of(data) == [[""] * 3, [text, "", "1"]]


@pytest.mark.parametrize(("number", "code", "kind"), [
    (0, "", NUMBER), (14, "", DATE), (22, "", DATE), (45, "", DATE), (46, "", SPAN), (49, "", NUMBER), (57, "", DATE), (9, "", NUMBER),
    (170, "General", NUMBER), (170, "[Red]0.00", NUMBER), (170, '0 "days"', NUMBER), (170, "0.00E+00", NUMBER), (170, "[$-409]d-mmm;@", DATE), (170, "h:mm AM/PM", DATE),
    (170, "[$kr-41D] #,##0", NUMBER), (170, "[mm]:ss", SPAN), (170, "#,##0 \\d", NUMBER), (14, "0", NUMBER), (170, "General;General;d", NUMBER), (170, "_-* #,##0 _D_M", NUMBER),
])  # fmt: skip
def test_a_format_shows_a_date_a_span_or_a_number(number: int, code: str, kind: str) -> None:
    assert kind_of(number, code) == kind


def test_the_calendar_of_1904_is_heeded() -> None:
    row = '<row r="1"><c r="A1" s="1"><v>44902.395833333336</v></c></row>'
    assert rows_of(book(row, workbook='<workbookPr date1904="1"/>')) == [["2026-12-08T09:30:00"]]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=8).filter(lambda text: "_x" not in text)
CELLS = st.one_of(
    TEXTS.map(lambda text: f't="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'),
    st.integers(0, 10**9).map(lambda figure: f"><v>{figure}</v></c>"),
    st.floats(-1e6, 1e6).map(lambda figure: f"><v>{figure!r}</v></c>"),
    st.integers(61 * 24, 60_000 * 24).map(lambda hours: f's="1"><v>{hours / 24!r}</v></c>'),
    st.integers(0, 3).map(lambda at: f't="s"><v>{at}</v></c>'),
    st.booleans().map(lambda so: f't="b"><v>{int(so)}</v></c>'),
)  # fmt: skip
ROWS = st.dictionaries(st.integers(1, 30), st.dictionaries(st.integers(0, 40), CELLS, min_size=1, max_size=6), min_size=1, max_size=6)


def written(rows: dict[int, dict[int, str]]) -> str:
    """Rows and cells as a spreadsheet program writes them."""
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column(at)}{row}" {cell}'.replace(" >", ">") for at, cell in sorted(cells.items())) + "</row>"
        for row, cells in sorted(rows.items())
    )


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_both_ways_of_reading_and_calamine_give_the_same(rows: dict[int, dict[int, str]]) -> None:
    shared = tuple(f"<si><t>{said}</t></si>" for said in (SHARED[0], SHARED[1], "c", "d"))
    rows = {row: {**cells, 0: 't="str"><v>first</v></c>'} for row, cells in rows.items()}  # calamine leaves out the columns before the first
    plain = rows_of(book(written(rows), shared=shared))
    assert plain == rows_of(book(written(rows), head="<!-- read by the parser -->", shared=shared))
    assert bare(plain) == bare(by_calamine(book(written(rows), shared=shared)))


def bare(rows: list[list[str]]) -> list[str]:
    """Rows without the empty cells at their ends."""
    return ["\t".join(row).rstrip("\t") for row in rows]


@pytest.mark.parametrize("change", [
    ("<row", "<!-- --><row"), ("<worksheet xmlns=", "<x:worksheet xmlns:x="), ("&amp;", "&#38;"), (' t="inlineStr"', " t='inlineStr'"), ("</c>", "</c >"), ("<c ", "<c\n"),
])  # fmt: skip
def test_an_unusual_form_is_left_to_the_parser_and_comes_to_the_same(change: tuple[str, str]) -> None:
    xml = sheet([["a & b", "c"], [1.0, "d"]])
    other = xml.replace(*change)
    if "x:worksheet" in change[1]:
        for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
            other = other.replace(f"</{name}>", f"</x:{name}>").replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
    assert other != xml
    assert rows_of(xlsx([], xml=other)) == rows_of(xlsx([], xml=xml)) == [["a & b", "c"], ["1", "d"]]
    opened = XlsxBook(ListFile("list.xlsx", data=xlsx([], xml=xml)))
    assert read_plain(io.BytesIO(xml.encode()), opened._grid())
    assert not read_plain(io.BytesIO(other.encode()), opened._grid())


def test_a_sheet_in_utf_16_is_read() -> None:
    parts = xlsx([["Zoë", "b"]], parts=True)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert rows_of(zipped(parts)) == [["Zoë", "b"]]


def test_a_hidden_sheet_and_one_that_is_a_chart_are_not_read() -> None:
    parts = xlsx([["shown"]], parts=True)
    others = b'<sheet name="Old" sheetId="2" state="veryHidden" r:id="rId1"/><sheet name="Chart" sheetId="3" r:id="rId9"/></sheets>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", others)
    assert XlsxBook(ListFile("list.xlsx", data=zipped(parts))).names == ("List",)


@pytest.mark.parametrize("cell", ['t="s"><v>4</v>', 't="s"><v>-1</v>', 't="s"><v></v>', 's="x"><v>1</v>'])
def test_what_a_cell_names_and_there_is_not_is_a_defect(cell: str) -> None:
    data = book(f'<row r="1"><c r="A1" {cell}</c></row>', shared=tuple(f"<si><t>{said}</t></si>" for said in SHARED[:3]))
    with pytest.raises(InputError, match="is a damaged file"):
        SheetRows(ListFile("list.xlsx", data=data))


def test_one_long_text_that_is_named_a_million_times_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_TEXT", 10_000_000)
    rows = "".join(f'<row r="{n}">' + "".join(f'<c r="{column(at)}{n}" t="s"><v>0</v></c>' for at in range(100)) + "</row>" for n in range(1, 20))
    data = book(rows, shared=(f"<si><t>{'long ' * 2000}</t></si>",))
    with pytest.raises(InputError, match="a sheet has more than 10 million characters"):
        SheetRows(ListFile("list.xlsx", data=data))


def test_a_row_without_an_end_is_not_read_again_and_again() -> None:
    """The quick way gives up after a few megabytes."""
    opened = XlsxBook(ListFile("list.xlsx", data=xlsx([["a"]])))
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    assert not read_plain(io.BytesIO(head.encode() + b"<c/>" * 3_000_000), opened._grid())
