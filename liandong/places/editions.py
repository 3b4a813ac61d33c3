"""Reading the tables of divisions and successions (CSV, UTF-8, with a header row)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from liandong.kernel.refusals import Refused
from liandong.places.rows import DivisionRow, SuccessionRow


def division_rows(text: str) -> list[DivisionRow]:
    """An edition from columns code, name, level, parent.

    Raises:
        Refused: a column is missing.
    """
    return [DivisionRow(**line) for line in _lines(text, ("code", "name", "level", "parent"))]


def succession_rows(text: str) -> list[SuccessionRow]:
    """Successions from columns from_code, to_code, on (YYYY-MM-DD), basis, note.

    Raises:
        Refused: a column is missing, or a day is none.
    """
    rows = []
    for line in _lines(text, ("from_code", "to_code", "on", "basis", "note")):
        try:
            day = date.fromisoformat(line["on"])
        except ValueError:
            raise Refused("日期应写成 2020-01-01 的样子：{line}", code="bad-day", field="on", line=line["on"]) from None
        rows.append(SuccessionRow(line["from_code"], line["to_code"], day, line["basis"], line["note"]))
    return rows


def _lines(text: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise Refused("表格缺少列：{missing}", code="bad-table", missing="、".join(missing))
    for line in reader:
        yield {column: (line[column] or "").strip() for column in columns}
