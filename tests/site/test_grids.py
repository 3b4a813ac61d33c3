"""Grids as a district brings them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liandong.places.models import Grid
from liandong.site.commands import grids
from tests.site.test_command import run_command

pytestmark = pytest.mark.django_db
HOME = "510108012002"


def square(column: int, row: int, **properties: Any) -> dict[str, Any]:
    west, south, side = 104.11 + column * 1e-3, 30.69 + row * 1e-3, 1e-3
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Feature", "properties": {"community": HOME, **properties},
            "geometry": {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}}  # fmt: skip


def written(folder: Path, features: list[dict[str, Any]]) -> str:
    path = folder / "grids.geojson"
    path.write_text(json.dumps(features), encoding="utf-8")
    return str(path)


def load(*words: str) -> int:
    return run_command(grids, *words, "--on", "2026-07-01", "--coordinates", "cgcs2000")


def test_a_bare_list_of_squares_is_numbered_like_a_page_and_loaded(tmp_path: Path, capsys: Any) -> None:
    file = written(tmp_path, [square(1, 0), square(0, 1), square(0, 0), square(1, 1)])
    assert load(file, "--check") == 0
    assert load(file) == 0
    assert "grids opened" in capsys.readouterr().out
    new = Grid.objects.filter(valid_until=None).order_by("code").values_list("code", "lon", "lat")
    assert [code for code, _, _ in new] == [f"{HOME}00{n}" for n in (1, 2, 3, 4)]
    assert next((round(lon, 4), round(lat, 4)) for _, lon, lat in new) == (104.1105, 30.6915)


def test_grids_that_overlap_are_refused_with_a_sentence_and_nothing_changes(tmp_path: Path, capsys: Any) -> None:
    before = set(Grid.objects.filter(valid_until=None).values_list("code", flat=True))
    assert load(written(tmp_path, [square(0, 0), square(0, 0)])) == 1
    assert "refused" in capsys.readouterr().out
    assert set(Grid.objects.filter(valid_until=None).values_list("code", flat=True)) == before
