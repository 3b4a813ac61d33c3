"""`liandong twins` on a small table: groups and pairs of messages about the same matter, with reasons and without authors."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from liandong.site.command import main

TOLD = (
    ("1", "丽景新城小区旁建搅拌站", "丽景新城小区旁边建了混凝土搅拌站，灰尘很大，夜里噪音吵得睡不着。"),
    ("2", "丽景新城小区旁搅拌站扰民", "丽景新城小区旁边的混凝土搅拌站夜里噪音很大，灰尘满天。"),
    ("3", "路灯整夜不亮", "晚上看不见路，老人摔过一次。"), ("4", "电梯停用一个月", "三十层楼只剩一部电梯。"),
    ("5", "学校门口没有斑马线", "孩子放学过马路很危险。"), ("6", "自来水发黄", "早上放出来的水有一层泥。"),
    ("7", "公交车等不到", "晚高峰等了四十分钟。"), ("8", "健身器材生锈断裂", "广场上的单杠断了一根。"),
    ("9", "河边护栏少了两根", "小孩容易掉下去。"), ("10", "共享单车占满盲道", "地铁口每天都是这样。"),
)  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "用户", "主题", "时间", "内容"])
        writer.writerows(
            [(key, f"A{key}", title, f"2019-03-{int(key):02} 09:00:00", text) for key, title, text in TOLD]
        )
    return path


def test_two_messages_about_one_matter_are_a_group_with_its_reason(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["twins", "--from", str(table), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["messages"] == 10
    [group] = told["groups"]
    assert group["message_ids"] == ["1", "2"]
    assert group["why"].startswith("2 条、1 对相近")
    assert "A1" not in json.dumps(told, ensure_ascii=False)


def test_pairs_say_how_far_apart_they_are(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twins", "--from", str(table), "--pairs"]) == 0
    assert "1 2 · 相隔 1 天、文字相近" in capsys.readouterr().out


def test_a_table_without_messages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("编号,用户,主题,时间,内容\n", encoding="utf-8")
    assert main(["twins", "--from", str(path)]) == 2
    assert "没有能读的留言" in capsys.readouterr().err
