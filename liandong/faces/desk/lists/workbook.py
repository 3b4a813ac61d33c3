"""An xlsx file written as it is sent: one sheet of texts, row by row, so that a long list needs no memory.

The parts are those of ECMA-376 (Office Open XML) that a spreadsheet needs to open it; texts stand in the cells themselves.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    f'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
    f'"/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    f'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="r1"/>'
    f"</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip
FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
CHUNK: Final = 64 * 1024


class Outlet(io.RawIOBase):
    """Where the archive is written: what came in is taken out again and again, never sought in."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        out, self.parts = b"".join(self.parts), []
        return out


def sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The XML of a sheet whose cells are all texts: nothing a person wrote becomes a formula."""
    yield f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>'
    for row in rows:
        cells = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{clean(text)}</t></is></c>' for text in row)
        yield f"<row>{cells}</row>"
    yield "</sheetData></worksheet>"


def clean(text: str) -> str:
    return escape(FORBIDDEN.sub("", text))


def workbook(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file in pieces."""
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, DECLARED + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            held = 0
            for piece in sheet(rows):
                data = piece.encode()
                part.write(data)
                held += len(data)
                if held > CHUNK:
                    held = 0
                    yield outlet.taken()
    yield outlet.taken()
