"""Tables as they come."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from liandong.channels.tables import rows
from liandong.kernel.refusals import Refused

WANTED = [(1, {"编号": "1", "内容": "路灯不亮，很黑"}), (2, {"编号": "2", "内容": "两行\n的内容"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_are_read_in_their_own_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "t.csv"
    lines = [f"编号{separator}内容", f"1{separator}路灯不亮，很黑", f'2{separator}"两行\n的内容"']
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    assert list(rows(path)) == WANTED


def test_a_spreadsheet_gives_numbers_and_instants_as_one_would_type_them(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for column, cell in enumerate(["编号", "经度", "内容"]):
        sheet.write(0, column, cell)
        sheet.write(1, column, [7, 104.1142, "积水"][column])
    book.close()
    assert list(rows(path)) == [(1, {"编号": "7", "经度": "104.1142", "内容": "积水"})]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t.xlsx", b"not a spreadsheet", "打不开"),
        ("t.csv", b"", "是空的"),
        ("t.csv", b"PK\x03\x04\x00\x00\x00binary", "不是文本表格"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        list(rows(path))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nothing\.csv"):
        list(rows(tmp_path / "nothing.csv"))
