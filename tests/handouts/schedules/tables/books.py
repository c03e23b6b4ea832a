"""Spreadsheets made of rows, by hand, so that a test can make bad ones too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, overload
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
Cell = str | float | datetime | timedelta | None


def zipped(parts: dict[str, bytes], *, compressed: bool = True) -> bytes:
    """A zip file of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED)
    return out.getvalue()


def column(number: int) -> str:
    """A column's letters: 0 -> A."""
    return (column(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)


def _xlsx_cell(place: str, cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    if isinstance(cell, datetime):
        return f'<c r="{place}" s="1"><v>{(cell - datetime(1899, 12, 30)) / timedelta(days=1)!r}</v></c>'
    if isinstance(cell, timedelta):
        return f'<c r="{place}" s="2"><v>{cell / timedelta(days=1)!r}</v></c>'
    return "" if cell is None else f'<c r="{place}"><v>{cell!r}</v></c>'


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """The XML of a sheet of XLSX."""
    lines = (
        f'<row r="{n}">' + "".join(_xlsx_cell(f"{column(i)}{n}", cell) for i, cell in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


@overload
def xlsx(rows: Sequence[Sequence[Cell]], *, parts: Literal[True], xml: str = "") -> dict[str, bytes]: ...
@overload
def xlsx(rows: Sequence[Sequence[Cell]], *, parts: Literal[False] = False, xml: str = "") -> bytes: ...
def xlsx(rows: Sequence[Sequence[Cell]], *, parts: bool = False, xml: str = "") -> dict[str, bytes] | bytes:
    """A workbook of one sheet.  xml: the sheet's own XML instead."""
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="171" formatCode="hh:mm"/>'
        '</numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": xml or sheet(rows),
    }
    encoded = {name: text.encode() for name, text in made.items()}
    return encoded if parts else zipped(encoded)


def table(rows: Sequence[Sequence[Cell]]) -> str:
    """The rows of a table of ODS."""
    return "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"><text:p>{cell}</text:p></table:table-cell>'
        )
    if isinstance(cell, timedelta):
        hours, seconds = divmod(int(cell.total_seconds()), 3600)
        return f'<table:table-cell office:value-type="time" office:time-value="PT{hours:02}H{seconds // 60:02}M00S"><text:p>-</text:p></table:table-cell>'
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    if cell is None:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="float" office:value="{cell!r}"><text:p>{cell!r}</text:p></table:table-cell>'


@overload
def ods(rows: Sequence[Sequence[Cell]], *, parts: Literal[True], xml: str = "") -> dict[str, bytes]: ...
@overload
def ods(rows: Sequence[Sequence[Cell]], *, parts: Literal[False] = False, xml: str = "") -> bytes: ...
def ods(rows: Sequence[Sequence[Cell]], *, parts: bool = False, xml: str = "") -> dict[str, bytes] | bytes:
    """A workbook of one table.  xml: the table's rows instead."""
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    made = {
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/></manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet><table:table table:name="List">'
        f"{xml or table(rows)}</table:table></office:spreadsheet></office:body></office:document-content>",
    }
    encoded = {name: text.encode() for name, text in made.items()}
    return encoded if parts else zipped(encoded)


def several(**sheets: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of XLSX with several sheets, by name."""
    parts = xlsx([], parts=True)
    del parts["xl/worksheets/sheet1.xml"]
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
    related = "".join(f'<Relationship Id="s{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'.encode()
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'.encode()
    return zipped(parts | {f"xl/worksheets/sheet{n}.xml": sheet(rows).encode() for n, rows in enumerate(sheets.values(), 1)})
