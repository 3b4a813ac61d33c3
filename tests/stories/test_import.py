"""Importing somebody's table: all of it, once, whatever is killed meanwhile."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.processes import MODULE, copied, environment, liandong, running

ROWS = 6_000


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that any account can reach (pytest's own is closed, and PostgreSQL never runs as root)."""
    with tempfile.TemporaryDirectory(prefix="liandong-story-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def mapping(folder: Path, columns: str) -> Path:
    path = folder / "map.yaml"
    path.write_text(f"source: messages\ncolumns: {{{columns}}}\n", encoding="utf-8")
    return path


def figures(output: str) -> dict[str, int]:
    pairs = (line.rsplit(maxsplit=1) for line in output.splitlines())
    return {name.strip(): int(number.replace(",", "")) for name, number in pairs}


def test_real_messages_each_become_a_case_once_and_wait_for_a_place(data: Path, real_data: Path) -> None:
    liandong(data, "migrate")
    liandong(
        data, "ground", "--boundary", str(real_data / "boundary" / "510108_tnnevol+gmap.json"), "--coordinates", "gcj02"
    )
    source = real_data / "complaints" / "messages_with_votes.csv"
    columns = mapping(data, "key: 留言编号, title: 留言主题, text: 留言详情, reported_at: 留言时间")
    first = liandong(data, "import", "reports", str(source), "--map", str(columns)).stdout
    second = liandong(data, "import", "reports", str(source), "--map", str(columns)).stdout
    print(first)
    said, again = figures(first), figures(second)
    assert said["rows"] == said["new cases"] + said["in quarantine"] == 4326
    assert (again["new cases"], again["known from before"]) == (0, said["new cases"])
    assert said["waiting for somebody to say where"] == said["new cases"]
    assert said["dispatched by themselves"] == 0


def test_nothing_is_lost_or_doubled_when_everything_is_killed_in_the_middle(data: Path, prepared: Path) -> None:
    table = data / "reports.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "lon", "lat"])
        writer.writerows(
            [n, f"第 {n} 号路灯不亮", 104.11 + n % 90 * 1e-4, 30.68 + n // 90 % 90 * 1e-4] for n in range(ROWS)
        )
    columns = mapping(data, "key: id, text: text, lon: lon, lat: lat")
    with running(copied(prepared, data)) as product:
        words = [sys.executable, "-m", MODULE, "import", "reports", str(table), "--map", str(columns)]
        away = {**environment(data), "DATABASE_URL": product.server.url()}
        begun = product.number("SELECT count(*) FROM cases_case")

        def arrived() -> int:
            return product.number("SELECT count(*) FROM cases_report WHERE title LIKE '第 % 号路灯不亮'")

        importing = subprocess.Popen(words, env=away, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for victim, least in ((" serve", 300), ("granian", 300), (" worker", 900), (str(product.server.folder), 1500)):
            while arrived() < least:
                time.sleep(0.02)
            assert product.kill(victim) > 0 or victim == " serve", victim
        while arrived() < 3000:
            time.sleep(0.02)
        importing.kill()
        importing.wait()
        assert begun <= arrived() < ROWS
        subprocess.run(words, env=away, check=True, capture_output=True, timeout=200)
        assert product.number("SELECT count(*) FROM cases_report WHERE title LIKE '第 % 号路灯不亮'") == ROWS
        assert (
            product.number("SELECT count(DISTINCT key) FROM journal_entry WHERE key LIKE 'import:messages:%'") == ROWS
        )
        assert product.healthy()
        assert "BAD  rows and journal" not in liandong_doctor(away)


def liandong_doctor(words: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", MODULE, "doctor", "--cases", "50"],
        env=words,
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
    )
    return done.stdout
