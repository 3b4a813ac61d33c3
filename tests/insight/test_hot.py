"""Hot matters found in made-up messages, through the command."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from liandong.channels import tables
from liandong.insight.hot import hottest
from liandong.insight.messages import guessed, read
from liandong.site.command import main
from tests.insight.messages_made_up import HEADINGS, rows, write


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write(tmp_path / "messages.csv")


def found(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["insight", "hot", "--json", *words]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_matters_are_found_with_their_place_and_all_their_messages(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant, lamp, bus = found(capsys, "--from", str(table), "--top", "3")["matters"]
    assert [one["place"] for one in (plant, lamp, bus)] == ["云溪雅苑", "桂湾巷", "松果路"]
    assert "云溪雅苑" in plant["title"]
    assert "搅拌站" in plant["title"]
    assert plant["message_ids"] == ["1000", "1006", "1007", "1001", "1002", "1003", "1004", "1005"]
    assert (plant["messages"], plant["people"], plant["from"], plant["until"]) == (8, 6, "2025-03-01", "2025-03-26")
    assert (lamp["messages"], lamp["likes"], lamp["dislikes"]) == (1, 105, 5)
    assert (bus["people"], bus["busiest_week"], bus["weeks"]) == (3, 3, 1)
    assert plant["heat"] == round(sum(plant["parts"].values()), 1) > lamp["heat"] > bus["heat"]


def test_no_author_is_named_in_any_answer(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [(key, f"AUTHOR-{author}", *rest) for key, author, *rest in rows()]
    write(table, told=told)  # type: ignore[arg-type]
    assert main(["insight", "hot", "--from", str(table), "--json", "--top", "99"]) == 0
    assert main(["insight", "hot", "--from", str(table), "--top", "99"]) == 0
    assert "AUTHOR" not in capsys.readouterr().out


def test_the_answer_does_not_hang_on_the_order_of_the_rows(table: Path, now: datetime) -> None:
    told = [row for _, row in tables.rows(table)]
    messages = read(told, guessed(HEADINGS, "messages"), now).messages
    shuffled = random.Random(7).sample(messages, len(messages))
    assert hottest(messages, 9) == hottest(shuffled, 9)


def test_a_mapping_says_which_column_is_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write(tmp_path / "odd.csv", headings=("a", "b", "c", "d", "e", "f", "g"))
    plan = tmp_path / "odd.yaml"
    plan.write_text("columns: {key: a, author: b, title: c, reported_at: d, text: e, dislikes: f, likes: g}")
    assert found(capsys, "--from", str(table), "--map", str(plan), "--top", "1")["matters"][0]["people"] == 6


def test_a_table_without_text_or_time_is_refused_with_the_columns_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write(tmp_path / "odd.csv", headings=("a", "b", "c", "d", "e", "f", "g"))
    assert main(["insight", "hot", "--from", str(table)]) == 2
    assert capsys.readouterr().err == "看不出哪一列是内容、时间。请用 --map 写明。有的列是：a、b、c、d、e、f、g。\n"


def test_a_mapping_without_a_time_is_refused(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "short.yaml"
    plan.write_text("columns: {text: 留言详情}")
    assert main(["insight", "hot", "--from", str(table), "--map", str(plan)]) == 2
    assert "reported_at" in capsys.readouterr().err


def test_rows_that_cannot_be_read_are_left_out_and_counted(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        *rows(),
        ("1", "X", "无时间", "", "没有写时间", "0", "0"),
        ("2", "X", "票数", "2025/1/1", "票数不对", "0", "many"),
    ]
    write(table, told=told)
    assert main(["insight", "hot", "--from", str(table), "--json"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["left_out"], json.loads(out)["messages"]) == (2, len(rows()))
    assert err == "1 rows left out: 这一行没有时间。\n1 rows left out: 点赞或反对数“many”不是整数。\n"


def test_a_table_without_messages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", "hot", "--from", str(write(tmp_path / "empty.csv", told=[]))]) == 2
    assert capsys.readouterr().err == "empty.csv 里没有能读的留言。\n"


def test_the_hottest_of_real_messages_are_those_that_people_name(
    real_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The matters that most readers of these messages name first; each is one matter at one place."""
    source = real_data / "complaints" / "messages_with_votes.csv"
    matters = found(capsys, "--from", str(source), "--top", "5")["matters"]
    for words, least in (("车贷", 12), ("搅拌站", 45), ("车位", 45), ("高压线", 7), ("高铁", 5)):
        assert [one["messages"] >= least for one in matters if words in one["title"]] == [True]
