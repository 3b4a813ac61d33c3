"""Reading tables as they come: csv in whatever encoding and separator, xlsx; one row at a time."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from liandong.kernel.refusals import Refused

ENCODINGS: Final = ("utf-8-sig", "gb18030", "utf-16")
SAMPLE: Final = 1_000_000
Row = dict[str, str]


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """(number of the row counted from 1 after the heading, column to text) of a csv or xlsx file, streaming.

    Raises:
        Refused: the file is missing, of another kind, or holds no table.
    """
    if not path.is_file():
        raise Refused("没有文件 {path}。", code="no-file", path=str(path))
    return sheet_rows(path) if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"} else text_rows(path)


def sheet_rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except (CalamineError, OSError) as broken:
        raise Refused("{name} 打不开，可能不是表格文件。", code="bad-file", name=path.name) from broken
    lines = sheet.iter_rows()
    heading = [written(cell) for cell in next(lines, [])]
    for number, cells in enumerate(lines, start=1):
        yield number, dict(zip(heading, (written(cell) for cell in cells), strict=False))


def written(cell: Any) -> str:
    """A cell as one would type it: whole numbers without ".0", instants in ISO form."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(sep=" ") if hasattr(cell, "hour") else str(cell)


def text_rows(path: Path) -> Iterator[tuple[int, Row]]:
    encoding = encoding_of(path)
    csv.field_size_limit(min(sys.maxsize, 10_000_000))
    with path.open(encoding=encoding, newline="") as text:
        heading_line = text.readline()
        text.seek(0)
        separator = max(",\t;|", key=heading_line.count)
        reader = csv.DictReader(text, delimiter=separator)
        if not reader.fieldnames or len(heading_line.strip()) == 0:
            raise Refused("{name} 是空的，没有表头。", code="bad-file", name=path.name)
        try:
            for number, row in enumerate(reader, start=1):
                yield (
                    number,
                    {(name or "").strip(): value or "" for name, value in row.items() if isinstance(value, str | None)},
                )
        except csv.Error as broken:
            raise Refused("{name} 第 {line} 行附近读不下去：{why}", code="bad-file", name=path.name,
                          line=reader.line_num, why=str(broken)) from broken  # fmt: skip


def encoding_of(path: Path) -> str:
    """The first encoding in which the beginning of the file reads without error."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if b"\0" in sample and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("{name} 不是文本表格。请另存为 csv 或 xlsx 再导入。", code="bad-file", name=path.name)
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            decoder.decode(sample, final=len(sample) < SAMPLE)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused("{name} 的文字编码认不出来。请另存为 UTF-8 的 csv 再导入。", code="bad-file", name=path.name)
