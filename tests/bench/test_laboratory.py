"""The laboratory's runner: what it prints, and that a bench that cannot run says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import cannot
from bench.report import line, spread, table

ROOT = Path(__file__).parents[2]
KEYS = {"name", "figure", "unit", "limit", "ratio", "goal", "met", "load_before", "load_after"}


def asked(*words: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench", *words], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(text) for text in done.stdout.splitlines()]


def test_locate_prints_one_json_object_with_its_ratio() -> None:
    [found] = asked("locate", "--json", "--small")
    assert found.keys() >= KEYS
    assert found["name"] == "locate"
    assert found["ratio"] == pytest.approx(found["figure"] / found["limit"], abs=0.01)


def test_a_small_bulk_import_is_measured_beside_copy_of_its_rows() -> None:
    [found] = asked("intake_bulk", "--json", "--small")
    assert found.keys() >= KEYS | {"figure_at_a_tenth", "small"}
    assert 0 < found["figure"] < found["limit"]
    assert found["met"] == (found["ratio"] >= found["goal"])


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    words = [sys.executable, "-m", "bench", "nothing"]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "intake_bulk" in done.stderr


def test_a_bench_that_cannot_run_says_why_and_claims_nothing() -> None:
    found = cannot("classify", "Traceback\nFileNotFoundError: no data here\n")
    assert found["met"] is None
    assert found["figure"] is None
    assert "no data here" in table([found])
    assert json.loads(line(found)) == found


def test_the_spread_is_the_width_of_the_runs_over_their_median() -> None:
    assert spread([9.0, 10.0, 11.0]) == pytest.approx(0.2)
    assert spread([10.0]) is None
